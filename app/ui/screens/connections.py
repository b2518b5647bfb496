"""Connections: every system this computer may read from or write to, how each stands, and the one that needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import ExpectedProblem
from app.domain.route import Connection, System
from app.domain.words import count_of
from app.ui.dialogs.asking import AskDialog, ask
from app.ui.dialogs.connection_details import ConnectionDetails
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.dialogs.kept_where import KeptWhere
from app.ui.dialogs.office import SetupOffice
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.dialogs.system_choice import SystemChoice
from app.ui.parts import Button, ButtonKind, Card, Glyph, PlainLabel, Prose
from app.ui.screens.place import PlaceScreen, empty
from app.ui.screens.setup_cards import SIGNS_IN, ConnectionCard, Standing, standing_of
from app.ui.style import Role, capped
from app.worker.contract import ConnectionCheck, Overview

_ACROSS = 3


class ConnectionsScreen(PlaceScreen):
    """Cards in rows of three; the heading names the one that needs somebody, and only that one has a filled button."""

    def __init__(self, office: SetupOffice) -> None:
        super().__init__(office, "Connections", "Every system this computer may read from or write to")
        self.setObjectName("connections")
        self._office = office
        self._connections: Sequence[Connection] = ()
        self._checks: dict[str, ConnectionCheck] = {}
        self._problems: dict[str, ExpectedProblem] = {}
        self._keyring = ""
        self.cards: dict[str, ConnectionCard] = {}
        self.test_all = Button("Test all", icon="refresh-cw", height=36)
        self.test_all.setObjectName("test-all")
        self.test_all.clicked.connect(self._test_all)
        self.add = Button("Add connection", icon="plus", height=36)
        self.add.setObjectName("add-connection")
        self.add.clicked.connect(self.choose_system)
        self.head.side.addWidget(self.test_all)
        self.head.side.addWidget(self.add)
        words = QVBoxLayout()
        words.setSpacing(4)
        self.heading = Prose("", Role.SENTENCE, "text")
        self.heading.setObjectName("connections-heading")
        self.below = Prose("", Role.TEXT, "text2")
        words.addWidget(self.heading)
        words.addWidget(self.below)
        self.page.addLayout(words)
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self.page.addLayout(self._grid)
        self.page.addWidget(self._promise())
        self.page.addStretch(1)

    def _promise(self) -> QWidget:
        card = Card(margins=(20, 14, 20, 14))
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(Glyph("shield-check", "good_text", 20))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(PlainLabel("Your books stay with you", Role.GROUP))
        second = "This computer talks to each system directly. Passwords are never kept, and nothing passes through anyone else."
        words.addWidget(PlainLabel(second, Role.SMALL, "text2", elide=True))
        row.addLayout(words, 1)
        where = Button("What is kept where", ButtonKind.LINK)
        where.setObjectName("kept-where")
        where.clicked.connect(lambda: KeptWhere(self._keyring).open_in(self.window()))
        row.addWidget(where)
        card.body.addLayout(row)
        return card

    # --- showing

    def refresh(self) -> None:
        """Read what is set up; tests are made only when asked for."""
        self.ask(self._office.overview(), self._show)
        self.ask(self._office.where_secrets_are(), self._know_keyring, self._no_keyring)

    def _know_keyring(self, where: str) -> None:
        self._keyring = where
        self._say()

    def _no_keyring(self, problem: ExpectedProblem) -> None:
        self.complain(problem)

    def _show(self, overview: Overview) -> None:
        self._connections = overview.connections
        self._lay_cards()

    def _needing(self) -> Connection | None:
        """The first that a person has to see to: ended before failing before new."""
        order = (Standing.ENDED, Standing.FAILING, Standing.NEW)  # what ends soon still works, and says so on its card
        ranked = [
            (order.index(found), n)
            for n, c in enumerate(self._connections)
            if (found := standing_of(c, self._problems.get(c.id))) in order
        ]
        return self._connections[min(ranked)[1]] if ranked else None

    def _lay_cards(self) -> None:
        empty(self._grid)
        self.cards = {}
        needing = self._needing()
        now = datetime.now(UTC)
        for number, connection in enumerate(self._connections):
            card = ConnectionCard(
                connection,
                self._checks.get(connection.id),
                self._problems.get(connection.id),
                filled=connection is needing,
                now=now,
            )
            card.testing.connect(lambda c=connection: self.test(c.id))
            card.signing_in.connect(lambda c=connection: self.sign_in(c))
            card.changing.connect(lambda c=connection: self.change(c))
            card.details.connect(lambda c=connection: self._details(c))
            self.cards[connection.id] = card
            self._grid.addWidget(card, number // _ACROSS, number % _ACROSS)
        for column in range(_ACROSS):
            self._grid.setColumnStretch(column, 1)
        self.add.set_kind(ButtonKind.SECONDARY if self._connections else ButtonKind.PRIMARY)
        self.test_all.setEnabled(bool(self._connections))
        self._say()

    def _say(self) -> None:
        total = len(self._connections)
        well = sum(standing_of(c, self._problems.get(c.id)) is Standing.CONNECTED for c in self._connections)
        needing = self._needing()
        kept = f" Secrets are kept in {self._keyring} and nowhere else." if self._keyring else ""
        if not total:
            self.heading.setText("Nothing is connected yet")
            self.below.setText(f"Add Autotask, where invoices come from, and Xero or QuickBooks, where they go.{kept}")
        elif needing is None:
            self.heading.setText("Everything works")
            self.below.setText(f"{count_of(total, 'connection')}, each answered at its last test.{kept}")
        else:
            self.heading.setText(f"{capped(needing.name, 80)} needs you")
            works = "works" if 1 in {well, total} else "work"
            self.below.setText(f"{well} of {count_of(total, 'connection')} {works}.{kept}")

    # --- testing

    def test(self, connection_id: str) -> None:
        """Test one; its card says what was found."""
        if connection_id in self.cards:
            self.cards[connection_id].set_testing()
        self.ask(
            self._office.check_connection(connection_id),
            lambda check: self._checked(connection_id, check),
            lambda problem: self._failed(connection_id, problem),
        )

    def _test_all(self) -> None:
        for connection in self._connections:
            if standing_of(connection) is Standing.CONNECTED:
                self.test(connection.id)

    def _checked(self, connection_id: str, check: ConnectionCheck) -> None:
        self._checks[connection_id] = check
        self._problems.pop(connection_id, None)
        self.ask(self._office.overview(), self._show)

    def _failed(self, connection_id: str, problem: ExpectedProblem) -> None:
        self._problems[connection_id] = problem
        self.ask(self._office.overview(), self._show)

    # --- setting up

    def choose_system(self) -> None:
        """Which system is to be added."""
        dialog = SystemChoice()
        dialog.chosen.connect(self._open_form)
        dialog.open_in(self.window())

    def _open_form(self, system: System, connection: Connection | None = None) -> ConnectionForm:
        form = ConnectionForm(self._office, system, connection)
        form.saved.connect(self._saved)
        form.open_in(self.window())
        return form

    def change(self, connection: Connection) -> None:
        """Change name, settings or secrets."""
        self._open_form(connection.system, connection)

    def _saved(self, connection: Connection) -> None:
        self._problems.pop(connection.id, None)
        self._checks.pop(connection.id, None)
        self.refresh()
        if connection.system in SIGNS_IN and connection.needs_sign_in:
            self.sign_in(connection)
        else:
            self.tell(f"{capped(connection.name, 60)} is kept.")

    def sign_in(self, connection: Connection) -> SignInDialog:
        """Sign in in the browser."""
        dialog = SignInDialog(self._office, connection)
        dialog.connected.connect(self._connected)
        dialog.finished.connect(lambda _yes: self.refresh())
        dialog.open_in(self.window())
        return dialog

    def _connected(self, connection: Connection) -> None:
        self._problems.pop(connection.id, None)
        self.tell(f"Connected with {capped(connection.tenant_name or connection.name, 60)}.")

    def _details(self, connection: Connection) -> None:
        check = self._checks.get(connection.id)
        dialog = ConnectionDetails(connection, check, signs_in=connection.system in SIGNS_IN)
        dialog.changing.connect(lambda: self.change(connection))
        dialog.signing_out.connect(lambda: self._ask_sign_out(connection))
        dialog.removing.connect(lambda: self._ask_remove(connection))
        dialog.open_in(self.window())

    def _ask_sign_out(self, connection: Connection) -> None:
        name = capped(connection.tenant_name or connection.name, 60)
        words = f"Ledgerferry gives its access to {name} back. Routes that use it wait until you sign in again."
        asking = AskDialog("Sign out", words, yes="Sign out")
        ask(self, asking, lambda: self.ask(self._office.sign_out(connection.id), lambda _: self.refresh()))

    def _ask_remove(self, connection: Connection) -> None:
        words = "Its secrets are removed from this computer. What was sent stays in the log, and in the books."
        asking = AskDialog(f"Remove {capped(connection.name, 60)}", words, yes="Remove", danger=True)
        ask(self, asking, lambda: self._remove(connection))

    def _remove(self, connection: Connection) -> None:
        self.ask(self._office.remove_connection(connection.id), lambda _: self._removed(connection))

    def _removed(self, connection: Connection) -> None:
        self.refresh()
        self.tell(f"{capped(connection.name, 60)} is removed.")

    def act(self, keys: str) -> bool:
        """No keys of its own yet; Enter presses what has the focus."""
        return super().act(keys)
