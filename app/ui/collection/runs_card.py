"""'Runs by itself': what happens without anybody, when it happens next, and the two switches of a route."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.ui.collection.words import when
from app.ui.parts import Card, CheckField, Chip, ChipSpec, PlainLabel, Prose, Rule, Tone
from app.ui.style import Role, count
from app.worker.collection_contract import CollectionStart


class RunsCard(Card):
    """`switched(bool, bool)` with whether the route runs by itself and whether it asks first."""

    switched = Signal(bool, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("health-runs")
        self._connected = 0
        self.body.addWidget(PlainLabel("Runs by itself", Role.CARD))
        self.body.addSpacing(12)
        self.imports = self._line("Invoice import", "at 15 and 45 past each hour")
        self.body.addSpacing(10)
        self.body.addWidget(Rule())
        self.body.addSpacing(10)
        self.updates = self._line("Customer update", "name, address, phone, e-mail")
        self.body.addSpacing(10)
        self.body.addWidget(Rule())
        self.body.addSpacing(10)
        self.settlements = self._line("Settlements", "looked for at each run")
        self.body.addSpacing(10)
        self.next = Prose("", Role.SMALL, "text2")
        self.next.setObjectName("health-next")
        self.body.addWidget(self.next)
        self.body.addSpacing(12)
        self.scheduled = self._switch(
            "Run at 15 and 45", "runs-scheduled", "Off: only 'Import now', and what you import by hand"
        )
        self.asks = self._switch(
            "Ask me first", "runs-ask-first", "A run only says what it would do; 'Import now' does it"
        )

    def _switch(self, words: str, name: str, tip: str) -> CheckField:
        box = CheckField(words)
        box.setObjectName(name)
        box.setToolTip(tip)
        box.setAccessibleDescription(tip)
        box.clicked.connect(self._switched)
        self.body.addWidget(box)
        self.body.addSpacing(4)
        return box

    def _line(self, title: str, second: str) -> Chip:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(PlainLabel(title, Role.STRONG))
        words.addWidget(PlainLabel(second, Role.SMALL, "text2", elide=True))
        row.addLayout(words, 1)
        chip = Chip(ChipSpec("off", "", Tone.CALM))
        row.addWidget(chip)
        self.body.addLayout(row)
        return chip

    def _switched(self) -> None:
        self.switched.emit(self.scheduled.isChecked(), self.asks.isChecked())

    def show_following(self, number: int) -> None:
        """How many payers follow the ledger."""
        on = f"{count(number)} of {count(self._connected)}"
        self.updates.set_chip(ChipSpec(on, "check", Tone.GOOD) if number else ChipSpec("off"))

    def show_start(self, start: CollectionStart, now: datetime) -> None:
        """How the route is set."""
        self._connected = start.connected
        runs, settings = start.settings.is_scheduled, start.settings
        on = f"{count(start.automatic)} of {count(start.connected)}"
        self.imports.set_chip(ChipSpec(on, "check", Tone.GOOD) if runs and start.automatic else ChipSpec("off"))
        applies = settings.clearing is not None
        self.settlements.set_chip(
            ChipSpec("on", "check", Tone.GOOD) if applies else ChipSpec("no account", "circle-alert", Tone.WARN)
        )
        self.scheduled.setChecked(runs)
        self.asks.setChecked(settings.ask_first)
        self.asks.setEnabled(runs)
        last = f"Last run {when(start.last_round, now)}." if start.last_round is not None else "It has not run yet."
        coming = f"Next run {when(start.next_round, now)}." if start.next_round is not None else "No run is planned."
        self.next.setText(f"{last} {coming}")
