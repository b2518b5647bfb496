"""Setting a collection route up: the key of a Rotessa account, the ledger it belongs to, and a name; tested before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import BadInput, ExpectedProblem
from app.domain.route import Connection, Route, System
from app.ui.dialogs.office import SetupOffice
from app.ui.models.faces import word_of
from app.ui.parts import Banner, Button, ButtonKind, ComboField, Dialog, FactLine, LineField, PasswordField, Tone
from app.ui.style import capped
from app.worker.contract import ROLES, ConnectionDraft, Overview
from app.worker.handle import TaskHandle

_ENVIRONMENTS: list[tuple[str, object]] = [
    ("Production: real bank accounts", "production"),
    ("Rotessa's sandbox: nothing is debited", "sandbox"),
]
_NEW = ""


class CollectionSetup(Dialog):
    """`made(object)` brings the new `Route`; the clearing account is chosen there next. What was typed stays when something is refused."""

    made = Signal(object)

    def __init__(self, office: SetupOffice) -> None:
        super().__init__(
            "Collect by direct debit", "A Rotessa account, and the ledger whose invoices it collects", width=640
        )
        self.setObjectName("collection-setup")
        self._office = office
        self._tasks: list[TaskHandle] = []
        self._connection: Connection | None = None
        self._ledgers: Sequence[Connection] = ()
        self.banner: Banner | None = None
        self._notices = QVBoxLayout()
        self.body.addLayout(self._notices)
        self._add_fields()
        self.body.addWidget(
            FactLine(
                "lock",
                "The key is kept in this computer's keyring and nowhere else",
                "Bank details are never read into Ledgerferry.",
            )
        )
        self.body.addStretch(1)
        self._foot()
        self.first_focus = self.name.control
        self._follow(office.overview(), self._offer, self._refused)

    def _add_fields(self) -> None:
        self.name = LineField("Name", hint="The client's name is a good one.")
        self.name.control.setObjectName("collection-name")
        self.ledger = ComboField("Ledger", hint="Whose unpaid invoices are collected, and where payments go.")
        self.ledger.control.setObjectName("collection-ledger")
        self.account = ComboField("Rotessa account")
        self.account.control.setObjectName("collection-account")
        self.account.chosen.connect(self._show_fitting)
        self.body.addWidget(self.name)
        self.body.addWidget(self.ledger)
        self.body.addWidget(self.account)
        self._fresh = QWidget(self)
        column = QVBoxLayout(self._fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.key = PasswordField(
            "API key", hint="In Rotessa under Settings, API keys; an administrator's key sees every customer."
        )
        self.key.control.setObjectName("collection-key")
        self.environment = ComboField("Which Rotessa", hint="Keys of the two are not the same.")
        self.environment.control.setObjectName("collection-environment")
        self.environment.set_choices(_ENVIRONMENTS)
        self.environment.set_value("production")
        column.addWidget(self.key)
        column.addWidget(self.environment)
        self.body.addWidget(self._fresh)

    def _foot(self) -> None:
        cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        cancel.setObjectName("collection-cancel")
        cancel.clicked.connect(self.reject)
        self.go = Button("Test and set up", ButtonKind.PRIMARY, key="Enter", height=36)
        self.go.setObjectName("collection-set-up")
        self.go.setEnabled(False)  # until the ledgers are known
        self.go.clicked.connect(self.set_up)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.go)

    # --- what there is

    def _follow(self, handle: TaskHandle, taken: object, failed: object) -> None:
        handle.succeeded.connect(taken)
        handle.failed.connect(failed)
        self._tasks.append(handle)

    def _offer(self, overview: Overview) -> None:
        """Ledgers that somebody is signed in to, and accounts that are connected already."""
        self._ledgers = [
            c for c in overview.connections if ROLES[c.system].value == "ledger" and c.tenant and not c.needs_sign_in
        ]
        self.ledger.set_choices(
            [(f"{capped(c.tenant_name or c.name, 60)} ({word_of(c.system)})", c.id) for c in self._ledgers]
        )
        if self._ledgers:
            self.ledger.set_value(self._ledgers[0].id)
            if not self.name.text():
                self.name.set_text(self._ledgers[0].tenant_name[:80])
        else:
            self._say("No ledger is signed in to", "Connect Xero or QuickBooks first, under Connections.")
        self.go.setEnabled(bool(self._ledgers))
        accounts = [c for c in overview.connections if c.system is System.ROTESSA]
        choices: list[tuple[str, object]] = [(capped(c.name, 60), c.id) for c in accounts]
        self.account.set_choices([*choices, ("Another account, by its key", _NEW)])
        self.account.set_value(accounts[0].id if accounts else _NEW)
        self.account.setVisible(bool(accounts))
        self._show_fitting()

    def _show_fitting(self, _value: object = None) -> None:
        self._fresh.setVisible(self.account.value() in (_NEW, None))

    # --- testing and keeping

    def set_up(self) -> None:
        """Test the key, keep the connection, make the route."""
        if not self.go.isEnabled():
            return
        for field in (self.name, self.key):
            field.set_problem("")
        self._quiet()
        if not self.name.text():
            self.name.set_problem("The route needs a name.")
            self.name.control.setFocus()
            return
        self.go.setEnabled(False)
        self.go.setText("Testing …")
        kept = self.account.value()
        if isinstance(kept, str) and kept:
            self._make_route(kept)
        elif self._connection is not None:
            self._make_route(self._connection.id)
        else:
            self._follow(self._office.add_source(self.draft()), self._connected, self._refused)

    def draft(self) -> ConnectionDraft:
        """What is typed now."""
        settings = {"environment": str(self.environment.value())}
        name = f"Rotessa, {self.name.text()}"[:80]
        return ConnectionDraft(System.ROTESSA, name, settings, {"api_key": self.key.text()})

    def _connected(self, connection: Connection) -> None:
        self._connection = connection
        self._make_route(connection.id)

    def _make_route(self, connection_id: str) -> None:
        handle = self._office.add_route(self.name.text(), connection_id, str(self.ledger.value()))
        self._follow(handle, self._done, self._refused)

    def _done(self, route: Route) -> None:
        self.accept()
        self.made.emit(route)

    def _refused(self, problem: ExpectedProblem) -> None:
        self.go.setEnabled(bool(self._ledgers))
        self.go.setText("Test and set up")
        fields = {"api_key": self.key, "name": self.name}
        field = fields.get(problem.field) if isinstance(problem, BadInput) else None
        words = f"{problem.sentence} {problem.advice}".strip()
        if field is not None:
            field.set_problem(words)
            field.control.setFocus()
        else:
            self._say(problem.sentence, problem.advice)

    def _say(self, sentence: str, second: str) -> None:
        if self.banner is None:
            self.banner = Banner(Tone.BAD, "circle-alert", sentence, second)
            self.banner.setObjectName("collection-problem")
            self._notices.addWidget(self.banner)
        self.banner.set_words(sentence, second)
        self.banner.show()

    def _quiet(self) -> None:
        if self.banner is not None:
            self.banner.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter tests and sets up."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.set_up()
            event.accept()
            return
        super().keyPressEvent(event)
