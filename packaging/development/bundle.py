"""What a bookkeeper installs: the application in one folder with its own Python, and a Debian package around it."""

from __future__ import annotations

import shutil
import sys
import time

from development import environment
from development.ground import ROOT, Stop, call, call_quietly, say

RECIPE = ROOT / "packaging" / "ledgerferry.spec"
FOLDER = ROOT / "dist" / "ledgerferry"
DEBIAN_SCRIPT = ROOT / "packaging" / "linux" / "build-deb.sh"


def build() -> None:
    """Build the folder in `dist/`, and where dpkg is at hand the package beside it; raises Stop when one fails."""
    if not (ROOT / "app" / "__main__.py").exists():
        raise Stop("There is no application to package (app/__main__.py).")
    started = time.monotonic()
    say("building the folder of the application")
    call_quietly(
        [environment.python(), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", RECIPE],
        "the folder of the application could not be built",
        "The lines above name the part that PyInstaller missed; packaging/ledgerferry.spec lists what goes in.",
    )
    size = sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file() and not file.is_symlink())
    say(f"dist/ledgerferry: {size / 1e6:.0f} MB ({time.monotonic() - started:.1f} s)")
    if sys.platform.startswith("linux") and shutil.which("dpkg-deb"):
        if call(["bash", DEBIAN_SCRIPT]) != 0:
            raise Stop("The Debian package could not be built; the lines above say why.")
    else:
        say("no Debian package here; packaging/windows and packaging/macos say how to make an installer")
