"""All parts on one sheet, for the eye: `python -m app.ui.gallery [--dark] [--practice] [--scale 2] --save FILE.png`."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.ui.gallery_more import MoreParts
from app.ui.parts import (
    Banner,
    Button,
    ButtonKind,
    Card,
    CheckField,
    Chip,
    ChipCell,
    ChipKind,
    Column,
    ComboField,
    DataTable,
    DateField,
    FigureCell,
    LineField,
    PlainLabel,
    PracticeBand,
    RowsModel,
    SectionHead,
    TableCard,
    TextCell,
    Toast,
    Tone,
)  # fmt: skip
from app.ui.parts.focus import RingHolder
from app.ui.style import Role, apply_theme, theme
from app.ui.style.paint import box, smooth
from app.ui.style.theme import colour

_SHOWN = (
    "canvas", "rail", "surface", "sunken", "hover", "line", "rule", "edge", "text", "text2", "text3", "accent",
    "accent_text", "accent_soft", "good_text", "warn_text", "bad_text", "check_text", "calm_text", "practice",
    "practice_text",
)  # fmt: skip
_STATES = (
    (ChipKind.READY, ChipKind.SENDING, ChipKind.SENT, ChipKind.MARKED),
    (ChipKind.NEEDS_CUSTOMER, ChipKind.NEEDS_ACCOUNT, ChipKind.NEEDS_TAX_RATE),
    (ChipKind.BLOCKED, ChipKind.REFUSED, ChipKind.ACCESS_ENDED),
    (ChipKind.ALREADY_IN_XERO, ChipKind.SKIPPED, ChipKind.WAITING),
    (ChipKind.BEING_CHECKED, ChipKind.CONNECTED, ChipKind.ENDS_SOON),
)
_TYPE = (
    ("117 invoices", Role.FIGURE, 44), ("Booked in Xero", Role.SENTENCE, 35), ("Harbour & Pine IT", Role.PAGE, 29),
    ("Waiting in Autotask", Role.CARD, 27), ("Copperline Accountants", Role.STRONG, 24), ("Nothing is sent yet", Role.TEXT, 24),
    ("checked 09:12", Role.SMALL, 24),
)  # fmt: skip


class Swatch(QWidget):
    """A patch of one token."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.setFixedSize(44, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The patch, outlined so that pale ones are seen."""
        box(smooth(QPainter(self)), QRectF(self.rect()), 6, colour(self._token), colour("line"))


@dataclass(frozen=True, slots=True)
class Example:
    """A row of the sample table."""

    number: str
    customer: str
    chip: ChipKind
    total: Decimal


def line(*parts: QWidget, spacing: int = 8) -> QHBoxLayout:
    """Parts side by side, from the left."""
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for part in parts:
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return row


def colours() -> Card:
    """The card of tokens."""
    card = Card(spacing=7)
    card.body.addWidget(SectionHead("Colours"))
    card.body.addSpacing(6)
    for token in _SHOWN:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Swatch(token))
        row.addWidget(PlainLabel(token, Role.HEAD))
        row.addStretch(1)
        row.addWidget(PlainLabel(theme().tokens[token], Role.SMALL, "text2"))
        card.body.addLayout(row)
    card.body.addStretch(1)
    card.setFixedWidth(252)
    return card


def states() -> Card:
    """The card of chips."""
    card = Card(spacing=8, margins=(20, 18, 20, 18))
    card.body.addWidget(SectionHead("States"))
    card.body.addSpacing(4)
    for kinds in _STATES:
        card.body.addLayout(line(*(Chip(kind) for kind in kinds)))
    return card


def _ringed(text: str, kind: ButtonKind) -> tuple[Button, RingHolder]:
    button = Button(text, kind)
    return button, RingHolder(button, 7)


class Buttons(Card):
    """The card of buttons; two of them wear the ring."""

    def __init__(self) -> None:
        super().__init__(margins=(20, 18, 20, 18))
        self.body.addWidget(SectionHead("Buttons"))
        self.body.addSpacing(12)
        undo = Button("Undo", ButtonKind.DANGER, icon="undo-2")
        send = Button("Send 88", ButtonKind.PRIMARY, icon="send")
        self.body.addLayout(line(send, Button("Fix"), Button("Skip", ButtonKind.GHOST), undo))
        self._rings = [_ringed("In focus", ButtonKind.PRIMARY), _ringed("In focus", ButtonKind.SECONDARY)]
        later = Button("Not yet")
        later.setEnabled(False)
        link = Button("Open in Xero", ButtonKind.LINK, trailing="external-link")
        row = line(self._rings[0][0], self._rings[1][0], later, link, spacing=16)
        row.setContentsMargins(4, 16, 0, 16)
        self.body.addLayout(row)
        practice = Button("Send 88 to practice", ButtonKind.PRACTICE, icon="send")
        self.body.addLayout(line(practice, Button("Pause", icon="pause", key="P")))

    def show_rings(self) -> None:
        """Draw the rings, once everything has its place."""
        for _button, ring in self._rings:
            ring.show()


class Fields(Card):
    """The card of fields."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(SectionHead("Fields"))
        self.body.addSpacing(12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(11)
        self.focused = LineField("In focus")
        self.focused.set_text("Copperline")
        self.focused.control.setCursorPosition(10)
        choice = ComboField("Choice")
        choice.set_choices([("All divisions", 0), ("Perth", 1)])
        choice.set_value(0)
        day = DateField("Date")
        day.set_text("31 Feb 2026")
        day.settle()
        top = Qt.AlignmentFlag.AlignTop
        fields: tuple[QWidget, ...] = (LineField("Field", placeholder="Any"), self.focused, choice, day)
        for place, field in enumerate(fields):
            grid.addWidget(field, place // 2, place % 2, top)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 150)
        self.body.addLayout(grid)
        self.body.addSpacing(8)
        self.body.addLayout(line(CheckField("On", checked=True), CheckField("Off")))


def type_card() -> Card:
    """The card of type."""
    card = Card(margins=(20, 18, 20, 13))
    card.body.addWidget(SectionHead("Type, Inter"))
    card.body.addSpacing(7)
    for text, role, height in _TYPE:
        row = QHBoxLayout()
        label = PlainLabel(text, role)
        label.setFixedHeight(height)
        row.addWidget(label)
        row.addStretch(1)
        size, weight = role.value
        row.addWidget(PlainLabel(f"{size} / {int(weight)} {role.name.lower()}", Role.SMALL, "text3"))
        card.body.addLayout(row)
    return card


def sample_table() -> TableCard:
    """The sample table: ticked, current, not to be ticked, negative."""
    columns: list[Column[Example]] = [
        Column("Number", lambda row: TextCell(row.number, strong=True), 96),
        Column("Customer", lambda row: TextCell(row.customer), 82),
        Column("State", lambda row: ChipCell.one(row.chip)),
        Column("Total", lambda row: FigureCell.of(row.total, "AUD"), 80, figures=True),
        Column("", lambda _row: TextCell("AUD", tint="text2"), 56),
    ]
    rows = RowsModel(columns, lambda row: row.number, why_not=lambda row: "Needs account" if "17" in row.number else "")
    rows.set_rows([
        Example("INV-20521", "Saltbush", ChipKind.READY, Decimal("1841.17")),
        Example("INV-20518", "Quokka", ChipKind.READY, Decimal("562.42")),
        Example("INV-20517", "Ember Fire", ChipKind.NEEDS_ACCOUNT, Decimal("1306.03")),
        Example("CRN-20514", "Quokka", ChipKind.SENT, Decimal("-260.52")),
    ])  # fmt: skip
    rows.set_ticked({"INV-20521", "INV-20518", "CRN-20514"})
    table = DataTable(rows, name="Invoices", row_height=32)
    rows.setParent(table)
    table.hug()
    table.set_current(1)
    return TableCard(table)


class Gallery(QWidget):
    """The sheet: the first 800 px hold the basic parts, the rest follows below."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1280)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        first = QWidget()
        first.setFixedHeight(800)
        row = QHBoxLayout(first)
        row.setContentsMargins(24, 24, 24, 24)
        row.setSpacing(16)
        row.addWidget(colours())
        self.buttons, self.fields = Buttons(), Fields()
        row.addWidget(_column(452, states(), self.buttons, self.fields))
        row.addWidget(self._right())
        outer.addWidget(first)
        outer.addWidget(MoreParts())

    def _right(self) -> QWidget:
        toast = Toast(self, "Saved. 17 invoices are ready.", undo=True)
        toast.setMinimumHeight(48)
        banner = Banner(
            Tone.WARN,
            "hourglass",
            "Rootstock signs you out in 6 days",
            "Renew now and the exports go on.",
            button="Renew",
        )
        return _column(0, type_card(), sample_table(), toast, banner, PracticeBand(""))


def _column(width: int, *parts: QWidget) -> QWidget:
    holder = QWidget()
    column: QLayout = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    for part in parts:
        column.addWidget(part)
    if isinstance(column, QVBoxLayout):
        column.addStretch(1)
    if width:
        holder.setFixedWidth(width)
    return holder


def main(arguments: list[str] | None = None) -> int:
    """Show the sheet, or save it as a picture and leave."""
    parser = argparse.ArgumentParser(description="All parts of the window on one sheet")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--practice", action="store_true")
    parser.add_argument("--scale", default="")
    parser.add_argument("--save", default="")
    wanted = parser.parse_args(arguments)
    if wanted.scale:
        os.environ["QT_SCALE_FACTOR"] = wanted.scale
    if wanted.save:  # a picture needs no screen
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    theme().set_mode("dark" if wanted.dark else "light")
    theme().set_practice(wanted.practice)
    apply_theme(app, theme())
    gallery = Gallery()
    gallery.resize(gallery.sizeHint())
    gallery.show()
    gallery.fields.focused.control.setFocus()
    app.processEvents()
    gallery.buttons.show_rings()
    app.processEvents()
    if not wanted.save:
        return app.exec()
    return 0 if gallery.grab().save(wanted.save) else 1


if __name__ == "__main__":
    sys.exit(main())
