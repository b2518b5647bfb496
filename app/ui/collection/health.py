"""Rotessa health: what needs a person by kind, each with its step; what is well is one quiet line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.words import count_of
from app.ui.collection.health_cards import FiguresCard, Line, LinesCard, WeekCard, pile_card, short_name
from app.ui.collection.health_lines import mend_words, of_kind, piles_of, sentence_of
from app.ui.collection.runs_card import RunsCard
from app.ui.collection.tab import CollectionTab, sums
from app.ui.models.faces import RouteFace
from app.ui.parts import Button, ButtonKind, Prose, Tone
from app.ui.screens.place import empty
from app.ui.style import Role, count
from app.worker.collection_contract import (
    CollectionFigures,
    CollectionStart,
    HealthKind,
    HealthMend,
    HealthRow,
    HealthState,
    HealthView,
)
from app.worker.office import Office

_ASIDE = 324
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class HealthTab(CollectionTab):
    """`mending(HealthRow)` when a row's button is pressed, `import_wanted()` by 'Import now', `clearing_wanted()`."""

    mending = Signal(object)
    import_wanted = Signal()
    clearing_wanted = Signal()
    counted = Signal(int)

    def __init__(self, office: Office, face: RouteFace, now: Callable[[], datetime]) -> None:
        super().__init__(office, face, "Health")
        self._now, self._busy = now, False
        self.view: HealthView | None = None
        self.start: CollectionStart | None = None
        self._rows: dict[str, HealthRow] = {}
        self.page.addLayout(self._heading())
        columns = QHBoxLayout()
        columns.setSpacing(20)
        self._left = QVBoxLayout()
        self._left.setSpacing(12)
        columns.addLayout(self._left, 1)
        columns.addWidget(self._aside(), 0, Qt.AlignmentFlag.AlignTop)
        self.page.addLayout(columns)
        self.page.addStretch(1)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(4)
        self.sentence = Prose("Looking at both sides", Role.SENTENCE, "text")
        self.sentence.setObjectName("health-sentence")
        self.below = Prose("", Role.SMALL, "text2")
        self.below.setObjectName("health-below")
        words.addWidget(self.sentence)
        words.addWidget(self.below)
        row.addLayout(words, 1)
        self.import_now = Button("Import now", ButtonKind.PRIMARY, icon="refresh-cw", height=36)
        self.import_now.setObjectName("import-now")
        self.import_now.setToolTip("Runs the automatic import at once, for customers who have it switched on")
        self.import_now.clicked.connect(self._import)
        row.addWidget(self.import_now, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _aside(self) -> QWidget:
        holder = QWidget()
        holder.setFixedWidth(_ASIDE)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.figures, self.runs, self.week = FiguresCard(), RunsCard(), WeekCard()
        for card in (self.figures, self.runs, self.week):
            column.addWidget(card)
        return holder

    # --- reading

    def refresh(self) -> None:
        """What is known, what was last read of the report, and what needs somebody."""
        self.ask(self.office.collection_start(self.route_id), self._show_start)
        self.ask(self.office.collection_figures(self.route_id), self._show_figures)
        self.ask(self.office.collection_health(self.route_id), self._show)

    def _show_start(self, start: CollectionStart) -> None:
        self.start = start
        self.runs.show_start(start, self._now())
        self._say()

    def _show_figures(self, found: CollectionFigures) -> None:
        applied = sums(found.settled_totals) if found.settled else ""
        self.figures.set_figures((found.under_way, sums(found.under_way_totals)), (found.settled, applied))
        self.runs.show_following(found.following)
        self.week.set_days([(_DAYS[each.day.weekday()], each.count) for each in found.week], found.week_totals)

    def _show(self, view: HealthView) -> None:
        before, self.view = self.view, view
        self.ask(self.office.collection_start(self.route_id), self._show_start)
        self.ask(self.office.collection_figures(self.route_id), self._show_figures)
        self.was_read()
        if before is None or before.rows != view.rows:
            self._lay_cards(view)  # what has not moved keeps the focus
        self.counted.emit(view.bad)
        self._say()

    def _lay_cards(self, view: HealthView) -> None:
        self._rows = {}
        empty(self._left)
        self._left.addWidget(self._quiet_card(view))
        for pile in piles_of(view.rows):
            lines = [self._line(f"{pile.kind.key}-{n}", row, pile.advice) for n, row in enumerate(pile.rows)]
            card = pile_card(pile, lines)
            card.pressed.connect(self._mend)
            self._left.addWidget(card)
        self._left.addStretch(1)

    def _say(self) -> None:
        bad = self.view.bad if self.view is not None else 0
        start = self.start
        if self.view is not None:
            runs = start is not None and start.settings.is_scheduled
            self.sentence.setText(sentence_of(bad, start.automatic if start is not None else 0, runs=runs))
        if start is not None:
            many = f"{count(start.automatic)} of {count_of(start.connected, 'connected customer')}"
            verb = "is" if start.automatic == 1 else "are"
            self.below.setText(
                f"{many} {verb} imported automatically. Bank details stay with Rotessa and the customer."
            )

    # --- cards

    def _quiet_card(self, view: HealthView) -> LinesCard:
        """Connection and clearing account: one line each, loud only when something is wrong with them."""
        lines = []
        for kind, title, icon, button in (
            (HealthKind.CONNECTION, "Connection", "plug", ""),
            (HealthKind.CLEARING, "Clearing account", "landmark", "Change"),
        ):
            row = of_kind(view.rows, kind)
            if row is not None:
                lines.append(self._quiet_line(kind.value, title, icon, button, row))
        card = LinesCard(lines, "above")
        card.setAccessibleName("Connection and clearing account")
        card.pressed.connect(self._mend)
        return card

    def _quiet_line(self, key: str, title: str, icon: str, button: str, row: HealthRow) -> Line:
        self._rows[key] = row
        tones = {HealthState.BAD: Tone.BAD, HealthState.WARNING: Tone.WARN, HealthState.NOTE: Tone.CALM}
        words = mend_words(row, self.face.source_word, self.face.ledger_word)
        well = row.state is HealthState.GOOD
        named = f"{title}: {row.name}" if row.name and not well else title
        return Line(
            key, named, row.sentence, row.advice, button if well and button else words,
            icon=icon, tone=tones.get(row.state, Tone.GOOD), quiet=well, aside="nothing to do",
        )  # fmt: skip

    def _line(self, key: str, row: HealthRow, said: str) -> Line:
        """`said` is advice that stands above all rows already."""
        self._rows[key] = row
        advice = "" if row.advice == said else row.advice
        words = mend_words(row, self.face.source_word, self.face.ledger_word)
        if row.mend in {HealthMend.OPEN_PAYER, HealthMend.OPEN_INVOICE} and not row.url:
            words = ""
        if row.kind is HealthKind.SETTLEMENTS and row.mend is HealthMend.NONE:
            words = "See them"
        title = short_name(row.name) if row.name else row.sentence
        second = row.sentence if row.name else ""
        return Line(key, title, second, advice, words, row.amount)

    def _mend(self, key: str) -> None:
        row = self._rows.get(key)
        if row is None:
            return
        if row.kind is HealthKind.CLEARING:
            self.clearing_wanted.emit()
        else:
            self.mending.emit(row)

    @property
    def is_busy(self) -> bool:
        """Whether an import that was asked for is under way."""
        return self._busy

    def _import(self) -> None:
        if not self._busy:
            self.import_wanted.emit()

    def set_busy(self, busy: bool) -> None:
        """An import is under way."""
        self._busy = busy  # a button that is switched off would hand its focus to whatever comes next
        self.import_now.setText("Importing …" if busy else "Import now")

    def act(self, keys: str) -> bool:
        """Ctrl+Enter imports."""
        if keys == "Ctrl+Enter":
            self.import_now.click()
            return True
        return False
