"""Customers: the ledger's with their match, the payer each is connected to, and what is done for them without anybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.domain.collection.matching import CustomerMatch, MatchState
from app.domain.errors import ExpectedProblem
from app.domain.words import count_of
from app.ui.collection.customer_panel import CustomerPanel
from app.ui.collection.customer_rows import (
    BUTTON,
    FILTER_WORDS,
    CustomerFilter,
    counts_of,
    customer_columns,
    missing,
    shown_matches,
)
from app.ui.collection.list_head import ListHead
from app.ui.collection.payer_choice import PayerChoice
from app.ui.collection.payer_form import PayerForm
from app.ui.collection.tab import CollectionTab, first_problem
from app.ui.dialogs.asking import AskDialog, ask
from app.ui.models.faces import RouteFace
from app.ui.parts import Button, ButtonKind, DataTable, EmptyState, RowsModel
from app.ui.style import capped, clock
from app.worker.collection_contract import CustomersView, ImportResult, UpdatePlan
from app.worker.office import Office

_SETTLE = 250
"""Milliseconds a customer stays in hand before its payer is looked at closely."""


class CustomersTab(CollectionTab):
    """A table and the customer in hand."""

    has_side_column = True

    def __init__(self, office: Office, face: RouteFace) -> None:
        super().__init__(office, face, "Customers", scrolls=False)
        self.view: CustomersView | None = None
        self._filter, self._wanted = CustomerFilter.ALL, ""
        self._plans: dict[str, UpdatePlan] = {}
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(0)
        self.model: RowsModel[CustomerMatch] = RowsModel(
            customer_columns(face.source_word, face.ledger_word), key=lambda m: m.contact.id, parent=self
        )
        self.table = DataTable(self.model, name="Customers and their payers", row_height=44)
        self.table.setObjectName("collection-customers-table")
        self.empty = EmptyState("Looking at both sides", "The ledger's customers and Rotessa's payers are being read.")
        self.empty.setObjectName("customers-empty")
        self.panel = CustomerPanel(face)
        self._lay()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE)
        self._later.timeout.connect(self._look_closely)
        self._connect()

    def _lay(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._tools())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        left.addWidget(self._stack, 1)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        self.page.addLayout(row, 1)

    def _tools(self) -> ListHead:
        head = ListHead("customers", FILTER_WORDS, "Which customers", "Find a customer")
        self.sentence, self.read, self.filter, self.search = head.sentence, head.below, head.filter, head.search
        self.again = head.again
        self.import_all = head.add_button(Button("", icon="refresh-cw"), "import-all")
        self.import_all.hide()
        self.connect_found = head.add_button(Button("", ButtonKind.PRIMARY, icon="link"), "connect-found")
        self.connect_found.hide()
        return head

    def _connect(self) -> None:
        self.again.clicked.connect(self.refresh)
        self.connect_found.clicked.connect(self._connect_found)
        self.import_all.clicked.connect(self._ask_import_all)
        self.filter.chosen.connect(self._choose_filter)
        self.search.textChanged.connect(lambda _text: self._show_rows())
        self.table.current_row.connect(self._hold)
        self.table.opened.connect(self._do_first)
        self.table.cell_pressed.connect(lambda row, column: self._do_first(row) if column == BUTTON else None)
        panel = self.panel
        panel.connecting.connect(self._connect_found_one)
        panel.choosing.connect(self._choose_payer)
        panel.creating.connect(self._create)
        panel.disconnecting.connect(self._ask_disconnect)
        panel.switched.connect(self._switch)
        panel.updating.connect(self._update)
        panel.letting_go_on.connect(self._let_go_on)
        panel.open_link.connect(self.open_page)

    # --- reading

    def refresh(self) -> None:
        """Read both sides."""
        self.again.setEnabled(False)
        handle = self.ask(self.office.collection_customers(self.route_id), self._show)
        handle.finished.connect(lambda: self.again.setEnabled(True))

    def _show(self, view: CustomersView) -> None:
        self.view, self._plans = view, {}
        self.was_read()
        self._say_read()
        self._show_rows()

    def _say_read(self) -> None:
        if self.view is not None:
            at = clock(self.view.read_at.astimezone())
            self.read.setText(f"Read at {at}. Bank details stay with Rotessa and the customer.")

    def _show_rows(self) -> None:
        view = self.view
        if view is None:
            return
        held = self.table.row()
        shown = shown_matches(view.rows, self._filter, self.search.text())
        self.model.set_rows(shown)
        self.filter.set_counts(counts_of(view.rows))
        found = sum(m.state is MatchState.FOUND for m in view.rows)
        connected = sum(m.customer is not None for m in view.rows)
        self.sentence.setText(f"{count_of(len(view.rows), 'customer')}, {connected:,} connected")
        self.connect_found.setText(f"Connect {found:,} found")
        self.connect_found.setVisible(found > 0)
        by_hand = len(self._by_hand())
        self.import_all.setText(f"Import {by_hand:,} automatically")
        self.import_all.setVisible(by_hand > 1)
        self._say_empty(bool(shown), bool(view.rows))
        wanted = self._wanted or (held.contact.id if isinstance(held, CustomerMatch) else "")
        number = self.model.number_of(wanted) if wanted else -1
        if number >= 0:
            self._wanted = ""
        if shown:
            self.table.set_current(max(0, number))
        self._hold(self.table.row())

    def _say_empty(self, has_rows: bool, has_any: bool) -> None:
        self._stack.setCurrentWidget(self.table if has_rows else self.empty)
        if has_any:
            self.empty.set_words("No customer is shown", "Another filter or fewer words show more.")
        else:
            self.empty.set_words(
                "The ledger has no customers", "A customer appears here once an invoice was made out to it."
            )

    def _choose_filter(self, key: str) -> None:
        self._filter = CustomerFilter(key)
        self._show_rows()

    def show_subject(self, subject: str) -> None:
        """Put this customer in hand; without one show those that wait to be matched."""
        self._wanted = subject
        if subject:
            self.search.clear()
            self.filter.choose(CustomerFilter.ALL.value)
        self._show_rows()

    def _hold(self, match: CustomerMatch | None) -> None:
        """Show the customer in hand; what an update would change is asked for when it stays in hand."""
        plan = self._plans.get(match.contact.id) if match is not None else None
        self.panel.show_match(match, plan)
        if match is not None and match.customer is not None and plan is None:
            self._later.start()

    def _look_closely(self) -> None:
        match = self.panel.match
        if match is None or match.customer is None or not self.isVisible():
            return
        contact_id = match.contact.id
        handle = self.office.plan_payer_updates(self.route_id, (contact_id,))
        self.ask(handle, lambda plan: self._know_update(contact_id, plan), lambda _problem: None)

    def _know_update(self, contact_id: str, plan: UpdatePlan) -> None:
        self._plans[contact_id] = plan
        held = self.panel.match
        if held is not None and held.contact.id == contact_id:
            self.panel.show_match(held, plan)

    # --- doing

    def _do_first(self, match: CustomerMatch) -> None:
        """Enter, or the row's button: connect what was found, choose where several may be meant, create where none is."""
        deeds: dict[MatchState, Callable[[CustomerMatch], object]] = {
            MatchState.FOUND: self._connect_found_one,
            MatchState.SUGGESTED: self._choose_payer,
            MatchState.LOST: self._choose_payer,
            MatchState.NONE: self._create,
        }
        if match.state in deeds:
            deeds[match.state](match)

    def _connect_found(self) -> None:
        rows = self.view.rows if self.view is not None else ()
        found = [(m.contact.id, m.payer.id) for m in rows if m.state is MatchState.FOUND and m.payer is not None]
        self._keep(found, f"{count_of(len(found), 'customer')} connected.")

    def _connect_found_one(self, match: CustomerMatch) -> None:
        if match.payer is not None:
            self._keep([(match.contact.id, match.payer.id)], f"{capped(match.contact.name, 60)} is connected.")

    def _keep(self, pairs: Sequence[tuple[str, str]], told: str) -> None:
        if not pairs:
            return
        self.table.setFocus()
        self.connect_found.setEnabled(False)
        self.read.setText(f"Connecting {count_of(len(pairs), 'customer')}: each payer is read in full once.")
        handle = self.ask(
            self.office.connect_payers(self.route_id, dict(pairs)), lambda _kept: self._done(told), self._not_kept
        )
        handle.finished.connect(lambda: self.connect_found.setEnabled(True))

    def _not_kept(self, problem: ExpectedProblem) -> None:
        self._say_read()
        self.did("", problem)

    def _done(self, told: str, problem: ExpectedProblem | None = None) -> None:
        self.did(told, problem)
        self.changed.emit()
        self.refresh()

    def _choose_payer(self, match: CustomerMatch) -> None:
        if self.view is None:
            return
        dialog = PayerChoice(match, self.view.strangers, self.face.source_word)
        dialog.chosen.connect(
            lambda payer: self._keep([(match.contact.id, payer.id)], f"{capped(match.contact.name, 60)} is connected.")
        )
        dialog.open_in(self.window())

    def _create(self, match: CustomerMatch) -> None:
        PayerForm(self, match, self._created).open_in(self.window())

    def _created(self, match: CustomerMatch) -> None:
        self._wanted = match.contact.id
        self._done(f"{capped(match.contact.name, 60)} is a payer now, and connected.")

    def _ask_disconnect(self, match: CustomerMatch) -> None:
        name = capped(match.contact.name, 60)
        words = (
            f"Nothing is imported for {name} any more. Debits that were made stay, and are still applied when they settle. "
            f"The payer stays at {self.face.source_word}."
        )
        asking = AskDialog(f"Disconnect {name}", words, yes="Disconnect", danger=True)
        ask(self, asking, lambda: self._disconnect(match))

    def _disconnect(self, match: CustomerMatch) -> None:
        handle = self.office.disconnect_payer(self.route_id, match.contact.id)
        self.ask(handle, lambda _nothing: self._done(f"{capped(match.contact.name, 60)} is disconnected."))

    def _by_hand(self) -> list[str]:
        """Connected customers that could be imported automatically and are not: nothing of theirs is missing or stopped."""
        rows = self.view.rows if self.view is not None else ()
        ready = [m for m in rows if m.state is MatchState.CONNECTED and m.customer is not None and not missing(m)]
        return [m.contact.id for m in ready if m.customer and not m.customer.auto_import and not m.customer.stopped]

    def _ask_import_all(self) -> None:
        ids = self._by_hand()
        words = (
            f"From the next run on, invoices of {count_of(len(ids), 'customer')} that are due today or later become debits by "
            "themselves, and follow what changes. Customers whose bank details or authorisation are missing are left out."
        )
        asking = AskDialog("Import automatically", words, yes=f"Switch on for {count_of(len(ids), 'customer')}")
        ask(self, asking, lambda: self._import_all(ids))

    def _import_all(self, ids: Sequence[str]) -> None:
        handle = self.office.switch_customers(self.route_id, tuple(ids), auto_import=True)
        self.ask(handle, lambda _kept: self._import_all_kept(len(ids)))

    def _import_all_kept(self, number: int) -> None:
        self._done(f"{count_of(number, 'customer')} switched on.")
        self.office.bell.automatic_switched.emit(self.route_id, True)

    def _switch(self, match: CustomerMatch, imports: bool, updates: bool) -> None:
        handle = self.office.switch_customers(
            self.route_id, (match.contact.id,), auto_import=imports, auto_update=updates
        )
        self.ask(handle, lambda _kept: self._switched(match, imports, updates))

    def _switched(self, match: CustomerMatch, imports: bool, updates: bool) -> None:
        """The row shows it at once; both sides need not be read for it."""
        if self.view is None or match.customer is None:
            return
        kept = replace(match, customer=replace(match.customer, auto_import=imports, auto_update=updates))
        rows = tuple(kept if m.contact.id == match.contact.id else m for m in self.view.rows)
        self.view = replace(self.view, rows=rows)
        number = self.model.number_of(match.contact.id)
        if number >= 0:
            self.model.replace_row(number, kept)
        if self.panel.match is not None and self.panel.match.contact.id == match.contact.id:
            self.panel.match = kept
        self.changed.emit()
        if imports is not match.customer.auto_import:
            self.office.bell.automatic_switched.emit(self.route_id, imports)

    def _update(self, match: CustomerMatch) -> None:
        plan = self._plans.get(match.contact.id)
        if plan is not None:
            self.ask(self.office.send_payer_updates(plan), lambda result: self._updated(match, result))

    def _updated(self, match: CustomerMatch, result: ImportResult | None) -> None:
        self._done(f"{capped(match.contact.name, 60)} was updated.", first_problem(result))

    def _let_go_on(self, match: CustomerMatch) -> None:
        handle = self.office.let_customer_go_on(self.route_id, match.contact.id)
        self.ask(handle, lambda _kept: self._done(f"{capped(match.contact.name, 60)} goes on."))

    # --- keys

    def focus_search(self) -> bool:
        """Where customers are found."""
        self.search.setFocus()
        self.search.selectAll()
        return True

    def arrive(self) -> None:
        """Read both sides, with the cursor in the table."""
        super().arrive()
        self.table.setFocus()

    def act(self, keys: str) -> bool:
        """1 to 5 filter; N creates, C connects to a payer."""
        match = self.table.row()
        if keys.isdigit() and 1 <= int(keys) <= len(CustomerFilter):
            self.filter.choose_number(int(keys))
        elif keys in {"C", "N"} and isinstance(match, CustomerMatch):
            (self._choose_payer if keys == "C" else self._create)(match)
        else:
            return False
        return True
