"""Beside the search form: what waits by age, what the last run did, and whether both systems answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ages import Waiting
from app.domain.money import Money
from app.domain.plan import DocumentState
from app.domain.route import Connection
from app.domain.run import RunSummary
from app.domain.words import count_of, say_money
from app.ui.models.faces import full_word_of, tile_of
from app.ui.parts import (
    Bar,
    BarRows,
    Button,
    ButtonKind,
    Card,
    Chip,
    ChipKind,
    ChipSpec,
    FactTile,
    PlainLabel,
    Prose,
    Tone,
)
from app.ui.style import Role, amount, clock, count, week_day

AGREES = ChipSpec("Agrees to the cent", "shield-check", Tone.GOOD)
DIFFERS = ChipSpec("Does not agree", "circle-alert", Tone.BAD)


class WaitingCard(Card):
    """How many invoices wait in the source, by age."""

    def __init__(self, source: str, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 16, 20, 14), parent=parent)
        self.setObjectName("waiting-card")
        head = QHBoxLayout()
        head.addWidget(PlainLabel(f"Waiting in {source}", Role.CARD))
        head.addStretch(1)
        self.checked = PlainLabel("", Role.SMALL, "text2")
        head.addWidget(self.checked)
        self.figure = PlainLabel("", Role.FIGURE)
        self.unit = PlainLabel("", Role.SMALL, "text2")
        self.totals = QVBoxLayout()
        self.totals.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.figure)
        middle.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBottom)
        middle.addStretch(1)
        middle.addLayout(self.totals)
        self.bars = BarRows()
        self.sentence = Prose("", Role.TEXT, "text2")
        self._labels: list[PlainLabel] = []
        self.body.addLayout(head)
        self.body.addSpacing(6)
        self.body.addLayout(middle)
        self.body.addSpacing(8)
        self.body.addWidget(self.bars)
        self.body.addWidget(self.sentence)
        self.say(f"Looking at {source}")

    def say(self, sentence: str) -> None:
        """No figures: why."""
        for part in (self.figure, self.unit, self.bars, self.checked):
            part.hide()
        self._show_totals(())
        self.sentence.setText(sentence)
        self.sentence.show()

    def show_waiting(self, waiting: Waiting, at: datetime) -> None:
        """Figures and bars."""
        self.figure.setText(count(waiting.count))
        self.unit.setText("invoice" if waiting.count == 1 else "invoices")
        self.checked.setText(f"checked {clock(at)}")
        main = waiting.totals[0].currency if waiting.totals else ""
        self.bars.set_bars([Bar(g.label, g.count, _in_currency(g.totals, main), g.is_late) for g in waiting.groups])
        self._show_totals(waiting.totals)
        for part in (self.figure, self.unit, self.checked):
            part.show()
        self.bars.setVisible(waiting.count > 0)
        self.sentence.setText("Every invoice is marked as processed.")
        self.sentence.setVisible(waiting.count == 0)

    def _show_totals(self, totals: Sequence[Money]) -> None:
        lines = [say_money(money) for money in totals[:2]]
        if len(totals) > 2:
            lines[1:] = [f"and {len(totals) - 1} more currencies"]
        while len(self._labels) < len(lines):
            strong = not self._labels
            label = PlainLabel("", Role.STRONG if strong else Role.TEXT, "text" if strong else "text2")
            self._labels.append(label)
            self.totals.addWidget(label, 0, Qt.AlignmentFlag.AlignRight)
        for number, label in enumerate(self._labels):
            label.setText(lines[number] if number < len(lines) else "")
            label.setVisible(number < len(lines))


def _in_currency(totals: Sequence[Money], currency: str) -> str:
    return next((amount(money.amount, currency) for money in totals if money.currency == currency), "")


class LastRunCard(Card):
    """What the last run of this route did. `open_log(str)` and `save_proof(str)` bring its run id."""

    open_log = Signal(str)
    save_proof = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 16, 20, 14), parent=parent)
        self.setObjectName("last-run-card")
        self._run_id = ""
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(PlainLabel("Last run", Role.CARD))
        self.chip = Chip(AGREES)
        head.addWidget(self.chip)
        head.addStretch(1)
        self.when = PlainLabel("", Role.SMALL, "text2")
        head.addWidget(self.when)
        self.sentence = Prose("", Role.TEXT, "text2")
        self.log = Button("Open in log", ButtonKind.LINK)
        self.proof = Button("Save proof", ButtonKind.LINK)
        self.log.setObjectName("last-run-log")
        self.proof.setObjectName("last-run-proof")
        self.log.clicked.connect(lambda: self.open_log.emit(self._run_id))
        self.proof.clicked.connect(lambda: self.save_proof.emit(self._run_id))
        links = QHBoxLayout()
        links.setSpacing(20)
        links.addWidget(self.log)
        links.addWidget(self.proof)
        links.addStretch(1)
        self.body.addLayout(head)
        self.body.addSpacing(10)
        self.body.addWidget(self.sentence)
        self.body.addSpacing(8)
        self.body.addLayout(links)
        self.show_none()

    def show_none(self) -> None:
        """Before the first run."""
        for part in (self.chip, self.when, self.log, self.proof):
            part.hide()
        self.sentence.setText("Nothing has been sent on this route yet.")

    def show_run(self, run: RunSummary, source: str) -> None:
        """Its figures in a sentence."""
        self._run_id = run.run_id
        self.when.setText(f"{week_day(run.started.astimezone().date())}, {clock(run.started.astimezone())}")
        self.chip.set_chip(AGREES if run.balances else DIFFERS)
        self.chip.setVisible(bool(run.reconciliation))
        self.sentence.setText(run_sentence(run, source))
        for part in (self.when, self.log, self.proof):
            part.show()


def run_sentence(run: RunSummary, source: str) -> str:
    """'104 invoices, 98,214.35 AUD, were booked in Xero and marked as processed in Autotask. 1 was left out.'"""
    booked = run.in_state(DocumentState.SENT, DocumentState.MARKED)
    if run.undone:
        return f"{count_of(len(run.in_state(DocumentState.UNDONE)), 'invoice')} were taken back."
    if not booked:
        return f"Nothing was booked in {run.vendor}."
    totals = ", ".join(say_money(entry.source) for entry in run.reconciliation)
    were = "was" if len(booked) == 1 else "were"
    marked = all(outcome.marked for outcome in booked)
    parts = [f"{count_of(len(booked), 'invoice')}, {totals}, {were} booked in {run.vendor}"]
    parts.append(f" and marked as processed in {source}." if marked else f". Not all are marked in {source} yet.")
    refused = len(run.in_state(DocumentState.REFUSED))
    if refused:
        parts.append(f" {count(refused)} {'was' if refused == 1 else 'were'} refused.")
    return "".join(parts)


def _standing(connection: Connection) -> str:
    """Where a connection leads, or that it leads nowhere yet."""
    if connection.needs_sign_in and not connection.tenant:
        return "Sign in after the search"
    return connection.tenant_name or connection.name


class ConnectionsCard(Card):
    """Both systems of the route and whether they answer. `pressed` when the person wants to see to them."""

    pressed = Signal()

    def __init__(self, connections: Sequence[Connection], parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 14, 20, 14), spacing=11, parent=parent)
        self.setObjectName("connections-card")
        self._seconds: dict[str, PlainLabel] = {}
        self._chips: dict[str, Chip] = {}
        for connection in connections:
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(FactTile(tile_of(connection.system)))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(PlainLabel(full_word_of(connection.system), Role.STRONG))
            second = PlainLabel(_standing(connection), Role.SMALL, "text2", elide=True)
            words.addWidget(second)
            row.addLayout(words, 1)
            chip = Chip(ChipKind.NOT_CONNECTED if connection.needs_sign_in else ChipKind.CONNECTED)
            chip.setObjectName(f"connection-{connection.system.value}")
            row.addWidget(chip)
            self._seconds[connection.id], self._chips[connection.id] = second, chip
            self.body.addLayout(row)

    def show_calls(self, connection_id: str, left: int | None, period: str) -> None:
        """'9,412 calls left this hour'."""
        if left is not None:
            self._seconds[connection_id].setText(f"{count(left)} calls left {period}".strip())

    def show_state(self, connection_id: str, chip: ChipKind, words: str = "") -> None:
        """Another state, with its reason."""
        self._chips[connection_id].set_chip(chip)
        if words:
            self._seconds[connection_id].setText(words)
