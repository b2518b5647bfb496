"""How each kind of cell is painted, and how much room it would like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.ui.parts.button import ButtonKind, button_look
from app.ui.parts.cells import (
    ButtonCell,
    ChipCell,
    ChoiceCell,
    FigureCell,
    GroupRow,
    IconCell,
    LinkCell,
    MeterCell,
    TextCell,
)
from app.ui.parts.chip import chip_width, paint_chip
from app.ui.style.fonts import Role
from app.ui.style.icons import draw_icon
from app.ui.style.paint import RIGHT, advance, box, write
from app.ui.style.theme import colour
from app.ui.style.words import one_line

_ICON = 16
_METER = 50
BUTTON_HEIGHT = 28


class RowState:
    """What the row is at this moment, as far as its cells look different for it."""

    __slots__ = ("current", "hovered", "quiet")

    def __init__(self, *, current: bool = False, hovered: bool = False, quiet: bool = False) -> None:
        self.current, self.hovered, self.quiet = current, hovered, quiet


def _tint(wanted: str, state: RowState) -> str:
    return "text3" if state.quiet and wanted in {"text", "text2"} else wanted


def _paint_text(painter: QPainter, rect: QRectF, cell: TextCell, state: RowState) -> None:
    left = rect.left()
    if cell.icon:
        draw_icon(
            painter, cell.icon, _tint(cell.icon_tint, state), QRectF(left + 4, rect.center().y() - 8, _ICON, _ICON)
        )
        left += _ICON + 8
    role = Role.STRONG if cell.strong or cell.second else Role.TEXT
    room = QRectF(left, rect.top(), rect.right() - left, rect.height())
    if not cell.second:
        write(painter, room, one_line(cell.text), role, _tint(cell.tint, state))
        return
    middle = rect.center().y()
    first = QRectF(left, middle - 18, room.width(), 18)
    below = QRectF(left, middle, room.width(), 17)
    write(painter, first, one_line(cell.text), role, _tint(cell.tint, state))
    write(painter, below, one_line(cell.second), Role.SMALL, _tint("text2", state))


def _paint_figure(painter: QPainter, rect: QRectF, cell: FigureCell, state: RowState) -> None:
    role = Role.STRONG if cell.strong else Role.TEXT
    if (
        advance(cell.text, role) > rect.width()
    ):  # a cut figure reads as another figure: shrink it into the padding first
        role, rect = Role.SMALL, rect.adjusted(-6, 0, 0, 0)
    write(painter, rect, cell.text, role, _tint(cell.colour_token, state), align=RIGHT)


def _paint_chips(painter: QPainter, rect: QRectF, cell: ChipCell, _state: RowState) -> None:
    left = rect.left()
    for chip in cell.chips:
        room = rect.right() + 8 - left
        if room < 30:
            break
        left += paint_chip(painter, left, rect.center().y(), chip, room) + 6


def button_rect(rect: QRectF, cell: ButtonCell) -> QRectF:
    """Where a cell's button stands: at the right, 28 px high."""
    width = min(rect.width(), advance(cell.text, Role.STRONG) + 24.0)
    return QRectF(rect.right() - width, rect.center().y() - BUTTON_HEIGHT / 2, width, BUTTON_HEIGHT)


def _paint_button(painter: QPainter, rect: QRectF, cell: ButtonCell, state: RowState) -> None:
    if not cell.text:
        return
    look = button_look(ButtonKind.OUTLINE if state.current else ButtonKind.SECONDARY)
    place = button_rect(rect, cell)
    box(painter, place, 7, look.fill, look.line, width=1.5 if state.current else 1)
    write(painter, place.adjusted(12, 0, -11, 0), cell.text, Role.STRONG, look.text)


def _paint_link(painter: QPainter, rect: QRectF, cell: LinkCell, _state: RowState) -> None:
    if not cell.text:
        return
    width = min(rect.width() - (22 if cell.icon else 0), advance(cell.text, Role.STRONG) + 1.0)
    left = rect.right() - width - (22 if cell.icon else 0)
    write(painter, QRectF(left, rect.top(), width, rect.height()), cell.text, Role.STRONG, "accent_text")
    if cell.icon:
        draw_icon(painter, cell.icon, "accent_text", QRectF(left + width + 5, rect.center().y() - 7, 14, 14))


def _paint_choice(painter: QPainter, rect: QRectF, cell: ChoiceCell, state: RowState) -> None:
    tint = _tint("text", state)
    if cell.wanting:
        tint = "warn_text"
        place = QRectF(rect.left() - 8, rect.center().y() - 15, rect.width() + 8, 30)
        box(painter, place, 6, colour("warn_soft"), colour("warn_fill"))
    arrow = QRectF(rect.right() - 24, rect.center().y() - 8, _ICON, _ICON)
    left = rect.left() + (2 if cell.wanting else 0)
    words = QRectF(left, rect.top(), arrow.left() - 6 - left, rect.height())
    write(painter, words, one_line(cell.text), Role.STRONG if cell.wanting else Role.TEXT, tint)
    draw_icon(painter, "chevron-down", tint if cell.wanting else "text2", arrow)


def _paint_meter(painter: QPainter, rect: QRectF, cell: MeterCell, state: RowState) -> None:
    middle = rect.center().y()
    write(painter, QRectF(rect.left(), middle - 16, rect.width(), 17), cell.text, Role.STRONG, _tint("text", state))
    track = QRectF(rect.left(), middle + 5, min(_METER, rect.width()), 4)
    box(painter, track, 2, colour("hover"))
    if cell.share > 0:
        box(
            painter,
            QRectF(track.left(), track.top(), track.width() * min(100, cell.share) / 100, 4),
            2,
            colour(cell.tone.fill),
        )


def _paint_icon(painter: QPainter, rect: QRectF, cell: IconCell, state: RowState) -> None:
    place = QRectF(rect.center().x() - _ICON / 2, rect.center().y() - _ICON / 2, _ICON, _ICON)
    draw_icon(painter, cell.icon, _tint(cell.tint, state), place)


def _paint_group(painter: QPainter, rect: QRectF, cell: GroupRow, _state: RowState) -> None:
    left = rect.left()
    if cell.icon:
        draw_icon(painter, cell.icon, cell.tint, QRectF(left, rect.center().y() - 8, _ICON, _ICON))
        left += _ICON + 10
    end = rect.right()
    if cell.link:
        width = advance(cell.link, Role.HEAD) + 1
        write(painter, QRectF(end - width, rect.top(), width, rect.height()), cell.link, Role.HEAD, "accent_text")
        end -= width + 16
    title = one_line(cell.title)
    wide = min(end - left, advance(title, Role.GROUP) + 1.0)
    write(painter, QRectF(left, rect.top(), wide, rect.height()), title, Role.GROUP)
    left += wide + 10
    if cell.reason and end - left > 40:
        write(painter, QRectF(left, rect.top(), end - left, rect.height()), one_line(cell.reason), Role.SMALL, "text2")


_PAINTERS: dict[type, Callable[[QPainter, QRectF, Any, RowState], None]] = {
    TextCell: _paint_text,
    FigureCell: _paint_figure,
    ChipCell: _paint_chips,
    ButtonCell: _paint_button,
    LinkCell: _paint_link,
    ChoiceCell: _paint_choice,
    MeterCell: _paint_meter,
    IconCell: _paint_icon,
    GroupRow: _paint_group,
}


def paint_cell(painter: QPainter, rect: QRectF, cell: object, state: RowState) -> None:
    """Paint any cell into its padded rectangle; TypeError for what is no cell."""
    painter_of = _PAINTERS.get(type(cell))
    if painter_of is None:
        raise TypeError(f"{type(cell).__name__} is no cell")
    painter_of(painter, rect, cell, state)


def wanted_width(cell: object) -> int:
    """Room in px the cell needs to be shown whole; 0 where nothing is ever cut."""
    match cell:
        case TextCell():
            first = advance(one_line(cell.text), Role.STRONG if cell.strong or cell.second else Role.TEXT)
            return max(first, advance(one_line(cell.second), Role.SMALL)) + (_ICON + 8 if cell.icon else 0)
        case FigureCell():
            return advance(cell.text, Role.STRONG if cell.strong else Role.TEXT)
        case ChipCell():
            return sum(chip_width(chip) + 6 for chip in cell.chips) - 6
        case ChoiceCell():
            return advance(one_line(cell.text), Role.TEXT) + 30
        case _:
            return 0
