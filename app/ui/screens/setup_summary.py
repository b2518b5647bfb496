"""The right column of the mapping screen: taxes and divisions at a glance, and how decisions are learned."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.words import count_of
from app.ui.parts import Card, CardLook, Glyph, PlainLabel, Prose, Rule
from app.ui.screens.setup_rules import DivisionRow, Sides, TaxRow
from app.ui.style import Role, capped

_WIDE = 256
_SHOWN = 4
_LEARNED = "A choice made in Review is kept here, with who made it and when. Change it at any time; sent invoices stay as they are."


class MappingSummary(QWidget):
    """Made anew whenever both sides change."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(_WIDE)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)

    def show_sides(self, sides: Sides, taxes: Sequence[TaxRow], divisions: Sequence[DivisionRow]) -> None:
        """Show these."""
        while self._column.count():
            item = self._column.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        used = [row for row in taxes if row.used] or list(taxes)
        lines = [
            (row.name, sides.tax_words(row.rule.tax_code) if row.rule else "not chosen", count_of(row.used, "invoice"))
            for row in used[:_SHOWN]
        ]
        if lines:
            self._column.addWidget(_card("Taxes", "", lines))
        known = {row.id: row for row in reversed(divisions) if row.used}  # one line each, whatever the categories
        known |= {row.id: row for row in divisions if row.rule is not None and row.rule.option_id}
        chosen = sorted(known.values(), key=lambda row: -row.used)
        lines = [
            (
                row.name,
                f"{row.category_name}: {row.rule.option_name}" if row.rule else "nothing chosen",
                f"{row.used:,}",
            )
            for row in chosen[:_SHOWN]
        ]
        if lines:
            self._column.addWidget(_card("Divisions", "", lines))
        self._column.addWidget(_learned())
        self._column.addStretch(1)


def _card(title: str, second: str, lines: Sequence[tuple[str, str, str]]) -> Card:
    card = Card(margins=(20, 16, 20, 14))
    card.body.addWidget(PlainLabel(title, Role.CARD))
    if second:
        card.body.addWidget(PlainLabel(second, Role.SMALL, "text2"))
    card.body.addSpacing(10)
    for number, (name, below, figure) in enumerate(lines):
        if number:
            card.body.addSpacing(10)
            card.body.addWidget(Rule())
            card.body.addSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(PlainLabel(capped(name, 80) or "Without a name", Role.STRONG, elide=True))
        words.addWidget(PlainLabel(capped(below, 80), Role.SMALL, "text2", elide=True))
        row.addLayout(words, 1)
        row.addWidget(PlainLabel(figure, Role.SMALL, "text2"))
        card.body.addLayout(row)
    return card


def _learned() -> Card:
    card = Card(look=CardLook.NOTE, margins=(14, 14, 14, 14))
    row = QHBoxLayout()
    row.setSpacing(12)
    column = QVBoxLayout()
    column.addWidget(Glyph("sparkles", "accent_text"))
    column.addStretch(1)
    row.addLayout(column)
    words = QVBoxLayout()
    words.setSpacing(4)
    words.addWidget(PlainLabel("Learned as you decide", Role.GROUP))
    words.addWidget(Prose(_LEARNED, Role.SMALL, "text2"))
    row.addLayout(words, 1)
    card.body.addLayout(row)
    return card
