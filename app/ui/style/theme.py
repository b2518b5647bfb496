"""The theme in force: which tokens are worn, and one signal when that changes."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication

from app.ui.style.tokens import DARK, LIGHT, Tokens, practice_variant


class ThemeMode(StrEnum):
    """What the person asked for: a fixed theme, or whatever the system shows."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Holds mode and practice flag, resolves them to tokens, and tells everybody who painted with the old ones."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = ThemeMode.LIGHT
        self._practice = False
        self._system_dark = False
        self._tokens = LIGHT

    @property
    def tokens(self) -> Tokens:
        """The colours to paint with now."""
        return self._tokens

    @property
    def mode(self) -> ThemeMode:
        """What was asked for."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """Whether the dark tokens are worn."""
        return self._system_dark if self._mode is ThemeMode.SYSTEM else self._mode is ThemeMode.DARK

    @property
    def is_practice(self) -> bool:
        """Whether practice books are open, so plum stands in the accent's place."""
        return self._practice

    def set_mode(self, mode: ThemeMode | str) -> None:
        """Wear light, dark, or what the system shows ('system'); raises ValueError for any other word."""
        self._mode = ThemeMode(mode)
        self._resolve()

    def set_practice(self, practice: bool) -> None:
        """Put plum in the accent's place, or take it away."""
        self._practice = practice
        self._resolve()

    def set_system_scheme(self, scheme: Qt.ColorScheme) -> None:
        """Take note of the system's scheme; `Unknown` counts as light."""
        self._system_dark = scheme is Qt.ColorScheme.Dark
        self._resolve()

    def follow_system(self) -> None:
        """Listen to the system's scheme from now on; it is worn only in system mode."""
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self.set_system_scheme)
        self.set_system_scheme(hints.colorScheme())

    def colour(self, token: str) -> QColor:
        """The colour behind a token's name; KeyError for a name that is no token."""
        return QColor(self._tokens[token])

    def _resolve(self) -> None:
        tokens = DARK if self.is_dark else LIGHT
        worn = practice_variant(tokens) if self._practice else tokens
        if worn != self._tokens:
            self._tokens = worn
            self.changed.emit()


_theme = Theme()


def theme() -> Theme:
    """The one theme of the process: painting happens where no constructor argument reaches."""
    return _theme


def colour(token: str) -> QColor:
    """The colour behind a token's name in the theme in force."""
    return _theme.colour(token)


def shade(fill: QColor, percent: int) -> QColor:
    """`fill` darkened by `percent` of black: 6 for hover, 12 for pressed."""
    rest = 100 - percent
    return QColor(fill.red() * rest // 100, fill.green() * rest // 100, fill.blue() * rest // 100)
