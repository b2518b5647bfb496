"""Icons: Lucide drawings tinted by token, sharp at every density, cached, and retinted when the theme changes."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.style.resources import resource
from app.ui.style.theme import colour, theme

_STROKE = "1.75"
_DENSITIES = (1.0, 1.5, 2.0, 3.0)


class TakesIcon(Protocol):
    """Anything with `setIcon`: actions and stock buttons."""

    def setIcon(self, icon: QIcon, /) -> None:
        """Show this icon."""


@cache
def _source(name: str) -> str:
    return (
        resource("icons", "lucide", f"{name}.svg")
        .read_text("utf-8")
        .replace('stroke-width="2"', f'stroke-width="{_STROKE}"')
    )


@cache
def _renderer(name: str, hex_colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", hex_colour).encode()))


@cache
def _pixmap(name: str, hex_colour: str, size: int, density: float) -> QPixmap:
    pixmap = QPixmap(round(size * density), round(size * density))
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = _renderer(name, hex_colour)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(density)
    return pixmap


def icon_pixmap(name: str, tint: str, size: int = 16, density: float = 1.0) -> QPixmap:
    """A tinted pixmap of `size` logical px; FileNotFoundError for a name that is not bundled."""
    return _pixmap(name, colour(tint).name(), size, density)


def icon(name: str, tint: str = "text2", size: int = 16) -> QIcon:
    """A tinted icon for stock widgets, with pixmaps for the usual densities, in the theme of this moment."""
    made = QIcon()
    for density in _DENSITIES:
        made.addPixmap(icon_pixmap(name, tint, size, density))
    return made


def draw_icon(painter: QPainter, name: str, tint: QColor | str, rect: QRectF) -> None:
    """Paint an icon into `rect` (logical px), tinted by a token's name or a colour; vector-sharp at every density."""
    hex_colour = (colour(tint) if isinstance(tint, str) else tint).name()
    density = painter.device().devicePixelRatio() if painter.device() else 1.0
    size = round(rect.width())
    painter.drawPixmap(rect.topLeft(), _pixmap(name, hex_colour, size, density))


class _Binding(QObject):
    """Keeps one target's icon in step with the theme, for as long as the target lives."""

    def __init__(self, target: QObject, setter: TakesIcon, name: str, tint: str, size: int) -> None:
        super().__init__(target)
        self._setter, self._name, self._tint, self._size = setter, name, tint, size
        theme().changed.connect(self.tint)
        self.tint()

    def tint(self) -> None:
        """Set the icon again in the tokens in force."""
        self._setter.setIcon(icon(self._name, self._tint, self._size))


def bind_icon(target: QObject, name: str, tint: str = "text2", size: int = 16) -> None:
    """Give a stock widget or action (anything with `setIcon`) an icon that is retinted when the theme changes."""
    if not hasattr(target, "setIcon"):
        raise TypeError(f"{type(target).__name__} takes no icon")
    _Binding(target, target, name, tint, size)


def app_icon() -> QIcon:
    """The sailboat mark for windows and task bars, in all rendered sizes."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256, 512):
        made.addFile(str(resource("icons", "app", f"ledgerferry-{size}.png")))
    return made
