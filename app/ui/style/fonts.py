"""Type: one function for each role, so that sizes and weights are decided in one place.

Features are inherited by labels, so every role states its digits: tabular up to 17 px, proportional above.
"""

from __future__ import annotations

import sys
from enum import Enum
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QGuiApplication

from app.ui.style.resources import resource

_LARGEST_TABULAR = 17
_SMALLEST_TIGHT = 20


class Role(Enum):
    """What a piece of text is, as (size in px, weight)."""

    FIGURE = (28, QFont.Weight.DemiBold)
    SENTENCE = (22, QFont.Weight.DemiBold)
    PAGE = (18, QFont.Weight.DemiBold)
    CARD = (15, QFont.Weight.DemiBold)
    LEAD = (15, QFont.Weight.Normal)
    GROUP = (13, QFont.Weight.DemiBold)
    STRONG = (13, QFont.Weight.Medium)
    TEXT = (13, QFont.Weight.Normal)
    HEAD = (12, QFont.Weight.Medium)
    SMALL = (12, QFont.Weight.Normal)
    BADGE = (11, QFont.Weight.DemiBold)
    KEY = (11, QFont.Weight.Medium)


@cache
def _families() -> tuple[str, ...]:
    if not sys.platform.startswith("linux"):
        return ()
    names: list[str] = []
    for style in ("Regular", "Medium", "SemiBold"):
        number = QFontDatabase.addApplicationFont(str(resource("fonts", f"Inter-{style}.otf")))
        names.extend(QFontDatabase.applicationFontFamilies(number))
    return tuple(dict.fromkeys(names))


def load_fonts() -> tuple[str, ...]:
    """Load the bundled family on Linux and return its names; elsewhere the system's font stays (empty tuple)."""
    return _families()


def font(role: Role) -> QFont:
    """A fresh font of this role: family of the platform, pixel size, weight, digits, spacing."""
    size, weight = role.value
    made = QFont(_families()[0]) if _families() else QFont(QGuiApplication.font().family())
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    tabular = size <= _LARGEST_TABULAR
    made.setFeature(QFont.Tag("tnum"), 1 if tabular else 0)
    if size >= _SMALLEST_TIGHT:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -0.3)
    return made


def mono_font() -> QFont:
    """The fixed-width font of technical details, 11 px."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(11)
    return made


@cache
def _cached_metrics(role: Role) -> QFontMetrics:
    return QFontMetrics(font(role))


def metrics(role: Role) -> QFontMetrics:
    """Cached metrics of a role, for delegates that measure thousands of cells."""
    return _cached_metrics(role)


@cache
def shared_font(role: Role) -> QFont:
    """Cached font of a role for painters; treat as read-only."""
    return font(role)
