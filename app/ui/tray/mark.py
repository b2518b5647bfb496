"""The tray's icon: the boat on its square, with a badge where somebody is needed or nothing runs by itself.

The badge is a shape as well as a colour, cut out of the square so that it stands on any panel, light or dark.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from app.ui.style import colour, draw_icon
from app.ui.style.paint import box, smooth

SIZES = (16, 20, 22, 24, 32, 44, 48, 64, 128)
_GLYPH = 0.62  # of the square
_BADGE, _GAP = 0.5, 0.07
_SIGNED_FROM = 20  # below it a sign inside the badge would be a smudge


class TrayState(StrEnum):
    """What the icon shows."""

    WELL = "well"
    NEEDS_YOU = "needs-you"
    PAUSED = "paused"


def tray_icon(state: TrayState) -> QIcon:
    """The icon in the theme in force, in every size that panels use."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(tray_pixmap(state, size))
    return made


def tray_pixmap(state: TrayState, size: int) -> QPixmap:
    """One size of it, `size` px square, on nothing."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = smooth(QPainter(pixmap))
    square = colour("edge" if state is TrayState.PAUSED else "accent")
    box(painter, QRectF(0, 0, size, size), size * 0.22, square)
    inset = round(size * (1 - _GLYPH) / 2)
    draw_icon(painter, "sailboat", "on_accent", QRectF(inset, inset, size - 2 * inset, size - 2 * inset))
    if state is not TrayState.WELL:
        _badge(painter, state, size)
    painter.end()
    return pixmap


def _badge(painter: QPainter, state: TrayState, size: int) -> None:
    """At the lower right, with a ring of nothing round it."""
    across, gap = size * _BADGE, max(1.0, size * _GAP)
    place = QRectF(size - across, size - across, across, across)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(Qt.GlobalColor.black))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.drawEllipse(place.adjusted(-gap, -gap, gap, gap))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setBrush(colour("warn_fill" if state is TrayState.NEEDS_YOU else "text2"))
    painter.drawEllipse(place)
    if size >= _SIGNED_FROM:
        _sign(painter, state, place)


def _sign(painter: QPainter, state: TrayState, place: QRectF) -> None:
    """A stroke with a dot where somebody is needed, two strokes where it is paused."""
    middle, step = place.center(), place.width()
    calls = state is TrayState.NEEDS_YOU
    tint = QColor(Qt.GlobalColor.black) if calls else colour("surface")
    painter.setPen(QPen(tint, max(1.4, step * 0.13), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    if calls:
        painter.drawLine(middle - QPointF(0, step * 0.26), middle + QPointF(0, step * 0.04))
        painter.drawPoint(middle + QPointF(0, step * 0.27))
        return
    for side in (-1, 1):
        at = middle + QPointF(side * step * 0.13, 0)
        painter.drawLine(at - QPointF(0, step * 0.18), at + QPointF(0, step * 0.18))
