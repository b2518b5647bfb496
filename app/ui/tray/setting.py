"""What is remembered of the tray, by name."""

from __future__ import annotations

from typing import Final

STAYS: Final = "window.stays"
"""'yes' keeps the program running when its window is closed, 'no' was chosen, '' nobody has been asked yet."""
TOLD: Final = "window.stays_told"
"""'yes' once the person was told where the window has gone."""
PAUSED: Final = "tray.paused"
"""Ids of the routes that a pause has switched off, so that going on switches on no others."""
