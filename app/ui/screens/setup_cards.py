"""The card of one connection: state in a word, what its test found, meters for its limits, and the step it wants."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from app.domain.errors import ExpectedProblem
from app.domain.grants import grant_left, grant_warning
from app.domain.ledger_words import words_of
from app.domain.route import Connection
from app.domain.route import System as RemoteSystem
from app.domain.words import count_of
from app.ui.dialogs.connection_guides import GUIDES
from app.ui.models.faces import word_of
from app.ui.parts import (
    Button,
    ButtonKind,
    Card,
    Chip,
    ChipKind,
    FactLine,
    FactTile,
    Meter,
    PlainLabel,
    Prose,
    System,
    Tone,
)
from app.ui.style import Role, capped, clock, count, day
from app.worker.contract import ConnectionCheck

TILES = {
    RemoteSystem.AUTOTASK: System.AUTOTASK,
    RemoteSystem.XERO: System.XERO,
    RemoteSystem.QUICKBOOKS: System.QUICKBOOKS,
    RemoteSystem.ROTESSA: System.ROTESSA,
}
SIGNS_IN = frozenset({RemoteSystem.XERO, RemoteSystem.QUICKBOOKS})
_SHORT = 10  # percent of a limit below which its meter turns amber
_FINDINGS = 3


class Standing(Enum):
    """How a connection stands."""

    CONNECTED = ChipKind.CONNECTED
    ENDED = ChipKind.ACCESS_ENDED
    NEW = ChipKind.NOT_CONNECTED
    FAILING = ChipKind.BLOCKED


def standing_of(connection: Connection, problem: ExpectedProblem | None = None) -> Standing:
    """By what is kept of it and what its last test said."""
    if connection.access_ended:
        return Standing.ENDED
    if connection.needs_sign_in or not connection.tenant:
        return Standing.NEW
    return Standing.CONNECTED if problem is None else Standing.FAILING


class ConnectionCard(Card):
    """Asks for a step by `testing()`, `signing_in()`, `changing()`, `details()`."""

    testing = Signal()
    signing_in = Signal()
    changing = Signal()
    details = Signal()

    def __init__(
        self,
        connection: Connection,
        check: ConnectionCheck | None,
        problem: ExpectedProblem | None,
        *,
        filled: bool,
        now: datetime,
    ) -> None:
        self.standing = standing_of(connection, problem)
        self.warning = grant_warning(connection, now) if self.standing is Standing.CONNECTED else None
        self._left = grant_left(connection, now)
        edge = Tone.BAD if self.standing in {Standing.ENDED, Standing.FAILING} else None
        super().__init__(edge=edge, margins=(18, 18, 18, 16), spacing=12)
        self.connection = connection
        self.setObjectName("connection-card")
        self.setAccessibleName(f"{capped(connection.name, 80)}, {self.standing.value.spec.word}")
        self.setMinimumHeight(252)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.body.addLayout(self._head())
        self.body.addLayout(self._state(now.astimezone().date()))
        self.body.addLayout(self._inside(check, problem))
        self.body.addStretch(1)
        self.body.addLayout(self._buttons(filled))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(FactTile(TILES[self.connection.system], 40))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(PlainLabel(self.connection.name, Role.CARD, elide=True))
        second = self.connection.tenant_name or GUIDES[self.connection.system].second
        words.addWidget(PlainLabel(second, Role.SMALL, "text2", elide=True))
        row.addLayout(words, 1)
        return row

    def _state(self, today: date) -> QHBoxLayout:
        row = QHBoxLayout()
        self.chip = Chip(ChipKind.ENDS_SOON if self.warning is not None else self.standing.value)
        row.addWidget(self.chip)
        row.addStretch(1)
        at = self.connection.last_used.astimezone() if self.connection.last_used is not None else None
        if at is not None:
            when = clock(at) if at.date() == today else day(at)
            row.addWidget(PlainLabel(f"checked {when}", Role.SMALL, "text2"))
        return row

    def _inside(self, check: ConnectionCheck | None, problem: ExpectedProblem | None) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        if problem is not None:
            column.addWidget(Prose(f"{problem.sentence} {problem.advice}".strip()))
        elif self.standing is Standing.ENDED:
            column.addWidget(Prose("The access has ended. Sign in again; what waits goes on from where it stopped."))
        elif self.standing is Standing.NEW:
            choose = self.connection.system in SIGNS_IN and not self.connection.needs_sign_in
            words = (
                f"Choose the {words_of(word_of(self.connection.system)).books.one} whose books these are."
                if choose
                else "Nothing is read or written until you sign in."
            )
            column.addWidget(Prose(words))
        if self.warning is not None:
            column.addWidget(FactLine("hourglass", self.warning.sentence, self.warning.advice, tint="warn_text"))
        elif self._left is not None and self.standing is Standing.CONNECTED:
            left = self._left
            column.addWidget(
                Meter(
                    "Access ends unless used", f"in {count_of(left.days, 'day')}", min(100, left.days * 100 // left.of)
                )
            )
        if check is None or self.standing is not Standing.CONNECTED:
            return column
        if check.calls_left is not None and check.calls_limit:
            share = max(0, min(100, check.calls_left * 100 // check.calls_limit))
            tone = Tone.WARN if share < _SHORT else Tone.CALM
            figures = f"{count(check.calls_left)} of {count(check.calls_limit)}"
            column.addWidget(Meter(f"Calls left {check.calls_period}".strip(), figures, share, tone))
        for finding in check.findings[:_FINDINGS]:
            column.addWidget(FactLine("check", finding, tint="good_text"))
        for warning in check.problems:
            column.addWidget(FactLine("triangle-alert", warning, tint="warn_text"))
        return column

    def _buttons(self, filled: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        kind = ButtonKind.PRIMARY if filled else ButtonKind.SECONDARY
        if self.standing in {Standing.ENDED, Standing.NEW} and self.connection.system in SIGNS_IN:
            ended = self.standing is Standing.ENDED
            self.main = Button("Reconnect" if ended else "Sign in", kind, icon="link" if ended else "plug")
            self.main.clicked.connect(self.signing_in)
        elif self.warning is not None and self.warning.by_sign_in:
            self.main = Button("Sign in again", kind, icon="link")
            self.main.clicked.connect(self.signing_in)
        elif self.standing is Standing.FAILING:
            self.main = Button("Change", kind, icon="pencil")
            self.main.clicked.connect(self.changing)
        else:
            self.main = Button("Test", kind, icon="refresh-cw")
            self.main.clicked.connect(self.testing)
        self.main.setObjectName("connection-step")
        self.main.setAccessibleName(f"{self.main.text()} {capped(self.connection.name, 80)}")
        row.addWidget(self.main)
        if self.standing is Standing.FAILING:
            again = Button("Test", ButtonKind.GHOST)
            again.setObjectName("connection-test")
            again.clicked.connect(self.testing)
            row.addWidget(again)
        more = Button("Details", ButtonKind.GHOST)
        more.setObjectName("connection-more")
        more.setAccessibleName(f"Details of {capped(self.connection.name, 80)}")
        more.clicked.connect(self.details)
        row.addWidget(more)
        row.addStretch(1)
        return row

    def set_testing(self) -> None:
        """A test is under way."""
        self.main.setEnabled(False)
        self.main.setText("Testing …")
