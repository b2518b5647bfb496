"""Where bundled files lie: beside the source tree, or unpacked by the packaged application."""

from __future__ import annotations

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of a bundled file below `resources/`; raises FileNotFoundError, as a missing file is a broken package."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[3]))
    path = root.joinpath("resources", *parts)
    if not path.exists():
        raise FileNotFoundError(path)
    return path
