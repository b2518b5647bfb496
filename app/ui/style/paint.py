"""Strokes that several parts share: rounded boxes with sharp lines, text in a rectangle, hatching, check marks."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from app.ui.style.fonts import Role, metrics, shared_font
from app.ui.style.theme import colour, shade

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
_STRIPE_STEP = 26
_SINGLE: int = Qt.TextFlag.TextSingleLine.value


def smooth(painter: QPainter) -> QPainter:
    """Switch antialiasing on and hand the painter back."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None = None,
    line: QColor | None = None,
    *,
    width: float = 1.0,
) -> None:
    """A rounded rectangle whose line lies wholly inside `rect`, so that 1 px stays 1 px."""
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
        return
    painter.setPen(QPen(line, width))
    half = width / 2
    inner = max(0.0, radius - half)
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), inner, inner)


@lru_cache(maxsize=8192)  # a table paints the same words at the same width again and again
def _cut(text: str, role: Role, width: int) -> str:
    known: QFontMetrics = metrics(role)
    return known.elidedText(text, Qt.TextElideMode.ElideRight, width)


def elided(text: str, role: Role, width: float) -> str:
    """`text` cut with an ellipsis to fit `width` px in this role; bounded first, so that endless text costs nothing."""
    return _cut(text[:600], role, max(0, int(width)))


def write(
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: Role,
    tint: str | QColor = "text",
    *,
    align: Qt.AlignmentFlag = LEFT,
) -> str:
    """One line of text in `rect`, elided where it does not fit; returns what was written."""
    shown = elided(text, role, rect.width() + 1)
    painter.setFont(shared_font(role))
    painter.setPen(colour(tint) if isinstance(tint, str) else tint)
    painter.drawText(rect, align.value | _SINGLE, shown)
    return shown


@lru_cache(maxsize=8192)
def _width(text: str, role: Role) -> int:
    return metrics(role).horizontalAdvance(text)


def advance(text: str, role: Role) -> int:
    """Width of the first 600 characters of `text` in px in this role."""
    return _width(text[:600], role)


def hatch(painter: QPainter, rect: QRectF, clip: QPainterPath | None = None) -> None:
    """The stripes of practice books: `practice_band` and 12 % darker, 26 px apart."""
    band = colour("practice_band")
    painter.save()
    if clip is not None:
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    else:
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, band)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(band, 12))
    height, half = rect.height(), _STRIPE_STEP / 2
    x = rect.left() - height - _STRIPE_STEP
    while x < rect.right() + height:
        corners = [
            (x, rect.bottom()),
            (x + height, rect.top()),
            (x + height + half, rect.top()),
            (x + half, rect.bottom()),
        ]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        x += _STRIPE_STEP
    painter.restore()


def check_box(painter: QPainter, rect: QRectF, state: Qt.CheckState, enabled: bool = True, hot: bool = False) -> None:
    """An 18 px check box: chosen, partly chosen, empty, or flat where nothing can be chosen."""
    chosen = state is not Qt.CheckState.Unchecked
    if not enabled:
        box(painter, rect, 5, colour("sunken"), colour("line"))
        tick = colour("text3")
    elif chosen:
        box(painter, rect, 5, shade(colour("accent"), 6 if hot else 0))
        tick = colour("on_accent")
    else:
        box(painter, rect, 5, colour("hover" if hot else "surface"), colour("edge"))
        return
    if not chosen:
        return
    painter.setPen(QPen(tick, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y, s = rect.x(), rect.y(), rect.width() / 18
    marks = [(5.0, 9.3), (7.8, 12.0), (13.0, 6.2)] if state is Qt.CheckState.Checked else [(5.5, 9.0), (12.5, 9.0)]
    painter.drawPolyline(QPolygonF([QPointF(x + a * s, y + b * s) for a, b in marks]))


def radio(painter: QPainter, rect: QRectF, chosen: bool, enabled: bool = True) -> None:
    """An 18 px radio button: a filled ring when chosen."""
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent" if enabled else "edge"))
        painter.drawEllipse(rect)
        painter.setBrush(colour("on_accent"))
        inset = rect.width() * 0.31
        painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))
        return
    painter.setPen(QPen(colour("edge" if enabled else "line"), 1))
    painter.setBrush(colour("surface"))
    painter.drawEllipse(rect.adjusted(0.5, 0.5, -0.5, -0.5))
