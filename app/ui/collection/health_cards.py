"""The cards of the health page: what is well in one quiet line each, and what needs a person with the button that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.money import Money
from app.domain.words import count_of
from app.ui.collection.health_lines import Pile
from app.ui.parts import (
    Bar,
    Button,
    ButtonKind,
    Card,
    Chip,
    ChipSpec,
    ColumnChart,
    Glyph,
    IconTile,
    PlainLabel,
    Prose,
    Rule,
    Tone,
)
from app.ui.style import Role, capped, count, money

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BUTTON_ROOM = 168


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a card. `button` '' for none; `aside` is said where there is no button."""

    key: str
    title: str
    second: str
    advice: str = ""
    button: str = ""
    amount: Money | None = None
    aside: str = ""
    icon: str = ""
    tone: Tone = Tone.GOOD
    quiet: bool = False


class LineRow(QWidget):
    """Two lines of words, a figure, and the button that mends it: `pressed(str)` with the line's key."""

    pressed = Signal(str)

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self.setAccessibleName(f"{line.title}, {line.second}")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(14)
        if line.icon:
            row.addWidget(IconTile(line.icon, line.tone, 32, 18), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._words(), 1)
        if line.amount is not None:
            row.addWidget(self._figure(line.amount))
        row.addWidget(self._end())

    def _words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(PlainLabel(self.line.title, Role.STRONG, elide=True))
        if self.line.second:
            column.addWidget(Prose(self.line.second, Role.SMALL, "text2", line_height=1.4))
        if self.line.advice:
            column.addWidget(Prose(self.line.advice, Role.SMALL, "text3", line_height=1.4))
        return column

    @staticmethod
    def _figure(amount: Money) -> PlainLabel:
        text = money(amount.amount, amount.currency)
        label = PlainLabel(text, Role.TEXT, "bad_text" if amount.amount < 0 else "text", align=_RIGHT)
        label.setObjectName("health-amount")
        return label

    def _end(self) -> QWidget:
        """The button at the right edge, within a column that keeps figures of all rows below one another."""
        holder = QWidget()
        holder.setFixedWidth(_BUTTON_ROOM)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        line = self.line
        if line.button:
            self.button = Button(line.button, ButtonKind.GHOST if line.quiet else ButtonKind.SECONDARY)
            self.button.setObjectName(f"mend-{line.key}")
            self.button.setAccessibleName(f"{line.button}: {line.title}")
            self.button.clicked.connect(lambda: self.pressed.emit(line.key))
            row.addWidget(self.button)
        elif line.aside:
            row.addWidget(PlainLabel(line.aside, Role.SMALL, "text2", align=_RIGHT))
        return holder


class LinesCard(Card):
    """Rows with thin lines between them, under a head with a count where there is one: `pressed(str)` with a line's key."""

    pressed = Signal(str)

    def __init__(self, lines: Sequence[Line], name: str, *, edge: Tone | None = None) -> None:
        super().__init__(margins=(0, 0, 0, 0), edge=edge)
        self.setObjectName(f"health-{name}")
        self.rows: list[LineRow] = []
        for number, line in enumerate(lines):
            if number:
                self.body.addWidget(Rule())
            row = LineRow(line)
            row.pressed.connect(self.pressed)
            self.rows.append(row)
            self.body.addWidget(row)

    def head(self, icon: str, title: str, chip: str, tone: Tone, second: str = "") -> None:
        """What the rows are about, above them, and what to do where that is the same for all."""
        self.setAccessibleName(f"{title}, {chip}")
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(16, 11, 16, 10)
        row.setSpacing(10)
        row.addWidget(Glyph(icon, tone.text))
        row.addWidget(PlainLabel(title, Role.GROUP))
        row.addWidget(Chip(ChipSpec(chip, "", tone)))
        row.addWidget(PlainLabel(second, Role.SMALL, "text2", elide=True), 1)
        self.body.insertWidget(0, holder)
        self.body.insertWidget(1, Rule())


_MOST = 12


def pile_card(pile: Pile, lines: Sequence[Line]) -> LinesCard:
    """The card of a pile; loud ones have a coloured edge. Of very many rows the first are shown and the rest counted."""
    shown = list(lines[:_MOST])
    if len(lines) > _MOST:
        shown.append(Line("more", f"and {len(lines) - _MOST:,} more", "Mend the first ones, then look again."))
    card = LinesCard(shown, pile.kind.key, edge=Tone.BAD if pile.kind.key == "too-late" else None)
    card.head(pile.kind.icon, pile.kind.title, count(len(pile.rows)), pile.tone, pile.advice)
    return card


class FiguresCard(Card):
    """Debits under way and what has settled this month, side by side."""

    def __init__(self) -> None:
        super().__init__(margins=(20, 16, 20, 16))
        self.setObjectName("health-figures")
        row = QHBoxLayout()
        row.setSpacing(20)
        self.under_way = self._block(row, "Debits under way")
        rule = Rule(upright=True)
        rule.setFixedHeight(40)
        row.addWidget(rule, 0, Qt.AlignmentFlag.AlignVCenter)
        self.settled = self._block(row, "Applied this month")
        self.body.addLayout(row)

    @staticmethod
    def _block(row: QHBoxLayout, title: str) -> tuple[PlainLabel, PlainLabel]:
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(PlainLabel(title, Role.SMALL, "text2"))
        figure, below = PlainLabel("", Role.SENTENCE, elide=True), PlainLabel("", Role.SMALL, "text2", elide=True)
        column.addWidget(figure)
        column.addWidget(below)
        row.addLayout(column, 1)
        return figure, below

    def set_figures(self, under_way: tuple[int, str], settled: tuple[int, str]) -> None:
        """Counts with the amounts below."""
        for (figure, below), (number, words) in ((self.under_way, under_way), (self.settled, settled)):
            figure.setText(count(number))
            below.setText(words)


class WeekCard(Card):
    """What is debited on each of the next seven days."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("health-week")
        self.body.addWidget(PlainLabel("Next 7 days", Role.CARD))
        self.body.addSpacing(8)
        self.chart = ColumnChart(name="Debits in the next 7 days")
        self.chart.setObjectName("health-week-chart")
        self.body.addWidget(self.chart)
        self.body.addSpacing(8)
        self.below = Prose("", Role.SMALL, "text2")
        self.body.addWidget(self.below)

    def set_days(self, days: Sequence[tuple[str, int]], total: Sequence[Money]) -> None:
        """A bar for each day, and their sum in words."""
        self.chart.set_bars([Bar(label, number) for label, number in days])
        whole = sum(number for _, number in days)
        sums = ", ".join(money(each.amount, each.currency) for each in total)
        words = f"{count_of(whole, 'debit')}, {sums}. " if whole and sums else ""
        self.below.setText(f"{words}Debits by due date, banking days only")


def short_name(text: str) -> str:
    """A customer's name within a title."""
    return capped(text, 80)
