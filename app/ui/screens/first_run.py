"""The first run, and every further route: five cards, one open; what is done is kept at once and shows what was found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from app.domain.errors import BadInput, ExpectedProblem
from app.domain.route import Connection, Route, System
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.dialogs.office import Office
from app.ui.dialogs.organisation import OrganisationCards
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.models.faces import word_of
from app.ui.parts import Button, ButtonKind, ComboField, LineField, Mark, PlainLabel
from app.ui.screens.backups import ask_restore
from app.ui.screens.place import PlaceScreen, empty
from app.ui.screens.setup_cards import SIGNS_IN
from app.ui.screens.setup_steps import PracticeCard, Stage, StepCard
from app.ui.style import Role, capped
from app.worker.contract import Overview, Tenant

_STEPS = (
    ("autotask", "Connect Autotask", "Where your invoices come from."),
    ("ledger", "Connect your ledger", "Xero or QuickBooks Online: your own sign-in there, in the browser."),
    ("organisation", "Choose the books", "Whose books the invoices go to."),
    ("route", "Name the route", "A route is a pair of connections with its own mappings."),
    ("search", "Look for the first invoices", "Reads both sides and suggests. Nothing is written."),
)


class FirstRunScreen(PlaceScreen):
    """Five steps about one source, one ledger and one route. `wanted(str)` leads to the new route."""

    def __init__(self, office: Office) -> None:
        super().__init__(office, "Set up", "Five steps, about four minutes")
        self.setObjectName("first-run")
        self.head.hide()
        self._office = office
        self._source: Connection | None = None
        self._ledger: Connection | None = None
        self._route: Route | None = None
        self._overview: Overview | None = None
        self.cards: OrganisationCards | None = None
        self.page.setContentsMargins(96, 48, 96, 32)
        self.page.setSpacing(24)
        self.page.addLayout(self._welcome())
        row = QHBoxLayout()
        row.setSpacing(28)
        column = QVBoxLayout()
        column.setSpacing(12)
        self.steps = {name: StepCard(n, title, second, name) for n, (name, title, second) in enumerate(_STEPS, 1)}
        for card in self.steps.values():
            column.addWidget(card)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.practice = PracticeCard()
        self.practice.wanted.connect(office.bell.practice_wanted)
        self.practice.setVisible(False)
        row.addWidget(self.practice, 0, Qt.AlignmentFlag.AlignTop)
        self.page.addLayout(row)
        self.page.addStretch(1)
        self.page.addLayout(self._foot())
        self._fill_steps()
        self.practice.setVisible(not office.is_practice)

    def _welcome(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Mark(44))
        words = QVBoxLayout()
        words.setSpacing(2)
        self.greeting = PlainLabel("Welcome to Ledgerferry", Role.SENTENCE, elide=True)
        words.addWidget(self.greeting)
        second = "Five steps, about four minutes. You can stop at any time; what is done is kept."
        words.addWidget(PlainLabel(second, Role.TEXT, "text2", elide=True))
        row.addLayout(words, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.place = PlainLabel("", Role.SMALL, "text2")
        row.addWidget(self.place)
        row.addStretch(1)
        self.collect = Button("Collect by direct debit", ButtonKind.LINK)
        self.collect.setObjectName("set-up-collection")
        self.collect.clicked.connect(self._set_up_collection)
        row.addWidget(self.collect)
        row.addSpacing(16)
        self.other_practice = Button("Practise collecting by debit", ButtonKind.LINK)
        self.other_practice.setObjectName("other-practice")
        self.other_practice.clicked.connect(self._go_to_other_practice)
        row.addWidget(self.other_practice)
        row.addSpacing(16)
        restore = Button("Restore a backup", ButtonKind.LINK)
        restore.setObjectName("restore-backup")
        restore.clicked.connect(self._choose_backup)
        row.addWidget(restore)
        return row

    def _button(self, step: str, text: str) -> Button:
        button = Button(text, ButtonKind.PRIMARY, key="Enter", height=36)
        button.setObjectName(f"{step}-go")
        self.steps[step].content.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def _fill_steps(self) -> None:
        self._button("autotask", "Connect Autotask").clicked.connect(lambda: self._connect(System.AUTOTASK))
        self._fill_ledger()
        self._organisations = QVBoxLayout()
        self.steps["organisation"].content.addLayout(self._organisations)
        self.use = self._button("organisation", "Use it")
        self.use.clicked.connect(self._use_organisation)
        self.name = LineField("Name", hint="The client's name is a good one.")
        self.name.control.setObjectName("route-name")
        self.name.submitted.connect(self._make_route)
        self.sources, self.ledgers = ComboField("From"), ComboField("To")
        pair = QHBoxLayout()
        pair.setSpacing(12)
        for combo, label in ((self.sources, "route-source"), (self.ledgers, "route-ledger")):
            combo.control.setObjectName(label)
            pair.addWidget(combo, 1)
        self.steps["route"].content.addWidget(self.name)
        self.steps["route"].content.addLayout(pair)
        self._button("route", "Make this route").clicked.connect(self._make_route)
        self._button("search", "Go to the search").clicked.connect(self._go)
        self.steps["autotask"].changing.connect(lambda: self._connect(System.AUTOTASK, self._source))
        self.steps["ledger"].changing.connect(self._change_ledger)
        self.steps["organisation"].changing.connect(lambda: self._open_organisations(again=True))

    def _fill_ledger(self) -> None:
        """One button for each ledger until one is chosen, then the sign-in alone."""
        self.sign_in_button = self._button("ledger", "Connect Xero")
        self.sign_in_button.clicked.connect(self._connect_ledger)
        column = self.steps["ledger"].content
        column.removeWidget(self.sign_in_button)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.quickbooks = Button("Connect QuickBooks", height=36)
        self.quickbooks.setObjectName("ledger-quickbooks")
        self.quickbooks.clicked.connect(lambda: self._connect(System.QUICKBOOKS))
        row.addWidget(self.sign_in_button)
        row.addWidget(self.quickbooks)
        row.addStretch(1)
        column.addLayout(row)

    # --- how far it is

    def arrive(self) -> None:
        """A new visit makes a new route; what is connected stays connected."""
        self._route = None
        super().arrive()

    def refresh(self) -> None:
        """Read what is set up."""
        self.ask(self._office.overview(), self._show)

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        sources = [c for c in overview.connections if c.system is System.AUTOTASK]
        ledgers = [c for c in overview.connections if c.system in SIGNS_IN]
        self._source = next((c for c in sources if c.tenant), None) or next(iter(sources), None)
        free = [c for c in ledgers if c.id not in {r.ledger_id for r in overview.routes}]
        self._ledger = next(iter(free), None) or next(iter(ledgers), None)
        exports = "Practise exporting invoices"
        self.other_practice.setText(exports if self._practises_collecting else "Practise collecting by debit")
        if overview.routes:
            self.greeting.setText("A further route")
        self._offer(self.sources, sources, self._source)
        self._offer(self.ledgers, [c for c in ledgers if c.tenant], self._ledger)
        self._show_stages()

    @staticmethod
    def _offer(combo: ComboField, connections: Sequence[Connection], now: Connection | None) -> None:
        combo.set_choices([(capped(c.tenant_name or c.name, 60), c.id) for c in connections])
        combo.set_value(now.id if now is not None else None)
        combo.setVisible(len(connections) > 1)

    def _done(self) -> dict[str, str]:
        """Steps that are done, with what was found."""
        source, ledger, found = self._source, self._ledger, {}
        if source is not None and source.tenant:
            found["autotask"] = f"API user {capped(source.settings.get('username', ''), 60)}, {source.tenant_name}"
        if ledger is not None and not ledger.needs_sign_in:
            found["ledger"] = f"Signed in to {word_of(ledger.system)}; access renews itself."
        if ledger is not None and ledger.tenant and "ledger" in found:
            found["organisation"] = ledger.tenant_name
        if self._route is not None:
            found["route"] = self._route.name
        return found

    def _show_stages(self) -> None:
        done = self._done()
        opened = next((name for name, _, _ in _STEPS if name not in done), "search")
        before = self.steps[opened].stage
        for name, _, second in _STEPS:
            stage = Stage.OPEN if name == opened else Stage.DONE if name in done else Stage.LATER
            self.steps[name].set_stage(stage, done.get(name, second), may_change=name in {"autotask", "ledger"})
        self.place.setText(f"Step {[n for n, _, _ in _STEPS].index(opened) + 1} of {len(_STEPS)}")
        known = word_of(self._ledger.system) if self._ledger is not None else ""
        self.sign_in_button.setText(f"Sign in to {known}" if known else "Connect Xero")
        self.quickbooks.setVisible(not known)
        if opened == "organisation" and before is not Stage.OPEN:
            self._open_organisations()
        if opened == "route" and not self.name.text() and self._ledger is not None:
            self.name.set_text(self._ledger.tenant_name[:80])

    # --- steps

    def _connect(self, system: System, connection: Connection | None = None) -> None:
        form = ConnectionForm(self._office, system, connection)
        form.saved.connect(self._connected)
        form.open_in(self.window())

    def _connected(self, connection: Connection) -> None:
        self.refresh()
        if connection.system in SIGNS_IN and connection.needs_sign_in:
            self._sign_in(connection)

    def _connect_ledger(self) -> None:
        if self._ledger is None:
            self._connect(System.XERO)
        else:
            self._sign_in(self._ledger)

    def _change_ledger(self) -> None:
        if self._ledger is not None:
            self._connect(self._ledger.system, self._ledger)

    def _sign_in(self, connection: Connection) -> None:
        dialog = SignInDialog(self._office, connection)
        dialog.finished.connect(lambda _yes: self.refresh())
        dialog.open_in(self.window())

    def _open_organisations(self, *, again: bool = False) -> None:
        del again
        if self._ledger is not None:
            self.ask(self._office.tenants(self._ledger.id), self._offer_organisations)

    def _offer_organisations(self, tenants: Sequence[Tenant]) -> None:
        empty(self._organisations)
        self.cards = OrganisationCards(tenants)
        self._organisations.addWidget(self.cards)
        self.cards.picked.connect(self._name_use)
        self._name_use(self.cards.chosen)

    def _name_use(self, tenant: Tenant | None) -> None:
        self.use.setText(f"Use {capped(tenant.name, 50)}" if tenant is not None else "Use it")
        self.use.setEnabled(tenant is not None)

    def _use_organisation(self) -> None:
        tenant = self.cards.chosen if self.cards is not None else None
        if tenant is not None and self._ledger is not None:
            self.ask(self._office.choose(self._ledger.id, tenant), lambda _connection: self.refresh())

    def _make_route(self) -> None:
        source, ledger = self.sources.value(), self.ledgers.value()
        if isinstance(source, str) and isinstance(ledger, str):
            self.name.set_problem("")
            self.ask(self._office.add_route(self.name.text(), source, ledger), self._routed, self._not_routed)

    def _routed(self, route: Route) -> None:
        self._route = route
        self.name.set_text("")
        self._show_stages()

    def _not_routed(self, problem: ExpectedProblem) -> None:
        if isinstance(problem, BadInput) and problem.field == "name":
            self.name.set_problem(f"{problem.sentence} {problem.advice}".strip())
            self.name.control.setFocus()
        else:
            self.complain(problem)

    def _go(self) -> None:
        if self._route is not None:
            self.wanted.emit(self._route.id)

    # --- collecting

    def _set_up_collection(self) -> None:
        """A Rotessa account and a ledger become a route of another kind."""
        from app.ui.collection.setup import CollectionSetup

        dialog = CollectionSetup(self._office)
        dialog.made.connect(self._collects)
        dialog.open_in(self.window())

    def _collects(self, route: Route) -> None:
        """The window has asked for the routes before this is answered, and knows the new one."""
        self.ask(self._office.overview(), lambda _overview: self.wanted.emit(route.id))

    @property
    def _practises_collecting(self) -> bool:
        seen = self._overview
        return (
            self._office.is_practice and seen is not None and any(c.system is System.ROTESSA for c in seen.connections)
        )

    def _go_to_other_practice(self) -> None:
        bell = self._office.bell
        (bell.practice_wanted if self._practises_collecting else bell.collection_practice_wanted).emit()

    # --- a backup

    def _choose_backup(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Restore a backup", str(self._office.data), "Backups (*.backup)")
        if name:
            ask_restore(self, Path(name), lambda: self.restore(Path(name)))

    def restore(self, backup: Path) -> None:
        """Put a backup in place of these records; the window opens them then."""
        self.ask(self._office.restore(backup), lambda _nothing: self._office.bell.reopen_wanted.emit())

    def act(self, keys: str) -> bool:
        """Enter presses the button of the open step."""
        if keys == "Enter":
            opened = next(name for name, card in self.steps.items() if card.stage is Stage.OPEN)
            button = self.steps[opened].findChild(Button, f"{opened}-go")
            if isinstance(button, Button) and button.isEnabled():
                button.click()
                return True
        return False
