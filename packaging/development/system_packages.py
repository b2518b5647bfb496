"""The system's own libraries: which are missing on Linux, and installing them where that is allowed.

The lists were found on a fresh Debian 12 by installing until every import, picture and window worked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from development.ground import Stop, call_quietly, say

QT = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libbrotli1": "libbrotlidec.so.1",
}
"""Debian package -> library file: what Qt needs to be imported and to draw without a screen."""

X11 = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-image0": "libxcb-image.so.0",
}
"""What a real window needs on X11, in addition."""

WAYLAND = {"libwayland-client0": "libwayland-client.so.0", "libwayland-cursor0": "libwayland-cursor.so.0"}
"""What a real window needs on Wayland, in addition."""

TEST_TOOLS = {
    "xvfb": "Xvfb",
    "xauth": "xauth",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "gnome-keyring": "gnome-keyring-daemon",
    "dbus": "dbus-run-session",
    "postgresql": "postgres",
}
"""Debian package -> program: a screen, a window manager, a keyring and a database server for the tests that want the real thing."""


def for_running() -> dict[str, str]:
    """What the application needs here: Qt's libraries, and those of the display that is there."""
    wanted = dict(QT)
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        wanted |= X11
    if os.environ.get("WAYLAND_DISPLAY"):
        wanted |= WAYLAND
    return wanted


def for_testing() -> dict[str, str]:
    """What the whole set of tests needs: Qt, a window on X11 and the tools around it."""
    return QT | X11 | TEST_TOOLS


def for_packaging() -> dict[str, str]:
    """What building the folder of the application needs: Qt and X11, so that their plugins can be read."""
    return QT | X11 | {"binutils": "objdump"}


def ensure(wanted: dict[str, str], required: dict[str, str]) -> None:
    """Install the missing ones of `wanted` (Debian and Ubuntu, as root), else say which are missing.

    Raises Stop when one of `required` is missing and cannot be installed; those beyond it are only named,
    because the command can go on without them. Does nothing outside Linux: the wheels bring what they need.
    """
    if not sys.platform.startswith("linux"):
        return
    absent = missing_packages(wanted)
    missing = [name for name in wanted if name in absent]
    if not missing:
        return
    if not on_debian():
        _name_missing([wanted[name] for name in missing], any(name in required for name in missing))
    elif os.geteuid() != 0:
        _ask_for(missing, any(name in required for name in missing))
    else:
        install(missing)


def on_debian() -> bool:
    """Whether packages are managed by apt here (Debian, Ubuntu and their kin)."""
    return shutil.which("apt-get") is not None and shutil.which("dpkg-query") is not None


def missing_packages(wanted: dict[str, str]) -> set[str]:
    """The names of `wanted` that are not there: asked of dpkg on Debian, of the linker and the path elsewhere."""
    if on_debian():
        return set(wanted) - _installed_by_dpkg()
    known = _linker_names()
    return {name for name, file in wanted.items() if file not in known and shutil.which(file) is None}


def install(packages: list[str]) -> None:
    """Install Debian packages as root; raises Stop with apt's own last lines when that does not work."""
    say(f"installing from the system's packages: {' '.join(packages)}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]
    line = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(packages)
    try:
        call_quietly([*apt, "update"], "the package lists could not be read", "")
    except Stop as reason:
        say(f"going on with the package lists that are there; {reason}")
    call_quietly(
        [*apt, "install", "-y", "--no-install-recommends", *packages],
        "the system packages could not be installed",
        f"Check the network and the sources of apt, then run:\n    {line}",
    )


def _installed_by_dpkg() -> set[str]:
    """Every package that is installed, and every name an installed package stands in for."""
    form = "${db:Status-Abbrev}|${Package}|${Provides}\n"
    listing = call_quietly(["dpkg-query", "-W", "-f", form], "dpkg-query did not answer", "Repair dpkg first.")
    names: set[str] = set()
    for row in listing.splitlines():
        state, _, rest = row.partition("|")
        if state.startswith("ii"):
            package, _, provided = rest.partition("|")
            names.add(package)
            names.update(entry.split()[0] for entry in provided.split(",") if entry.strip())
    return names


def _linker_names() -> set[str]:
    """File names of the shared libraries that the linker knows; empty where it cannot be asked."""
    program = shutil.which("ldconfig") or "/sbin/ldconfig"
    if not Path(program).exists():
        return set()
    listing = subprocess.run([program, "-p"], capture_output=True, text=True, check=False).stdout
    return {row.split()[0] for row in listing.splitlines()[1:] if row.split()}


def _ask_for(packages: list[str], stops: bool) -> None:
    line = f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    text = f"system packages are missing: {' '.join(packages)}\nInstall them with:\n{line}"
    if stops:
        raise Stop(text + "\nand start the same command again.")
    say(text)


def _name_missing(files: list[str], stops: bool) -> None:
    text = f"not found on this system: {' '.join(files)}\nInstall the packages that hold these with the package manager"
    if stops:
        raise Stop(text + " and start the same command again.")
    say(text + ".")
