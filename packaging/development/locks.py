"""The lock files: every package with its version and the hashes of its files, one file for all three systems."""

from __future__ import annotations

import re

from development import environment
from development.ground import Stop, call_quietly, say

ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://|\bfile:|--(?:extra-)?index-url|--find-links", re.IGNORECASE)
PIN = re.compile(r"(?m)^[A-Za-z0-9][\w.-]*==")
COMPILE = ("pip", "compile", "--universal", "--generate-hashes", "pyproject.toml")


def recompile() -> None:
    """Write both lock files anew, keeping what still fits; raises Stop if one would name a web address or a folder."""
    for path, extra in (
        (environment.RUNTIME_LOCK, []),
        (environment.DEVELOPMENT_LOCK, ["--group", "dev"]),
    ):
        say(f"working out {path.name}")
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        call_quietly(
            [environment.tool("uv"), *COMPILE, *extra, "-o", path.name],
            f"{path.name} could not be worked out",
            "Check the network and the names in pyproject.toml.",
        )
        written = path.read_text(encoding="utf-8")
        places = addresses(written)
        if places:
            path.write_text(before, encoding="utf-8")
            raise Stop(f"{path.name} would hold an address or a folder, and was left as it was:\n" + "\n".join(places))
        state = "unchanged" if written == before else "changed; review it and commit it"
        say(f"{path.name}: {len(PIN.findall(written))} packages, no address, {state}")


def addresses(text: str) -> list[str]:
    """Lines of a lock file that say where a package comes from, which is each machine's own affair."""
    return [line for line in text.splitlines() if ADDRESS.search(line)]
