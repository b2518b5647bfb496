"""The customer in hand: both sides, what is missing, the two switches, and what an update would change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.collection.matching import CustomerMatch, MatchState
from app.domain.collection.payers import Given
from app.domain.collection.settings import ConnectedCustomer
from app.ui.collection.words import MATCHES, given_words
from app.ui.dialogs.candidates import ReasonChips
from app.ui.models.faces import RouteFace
from app.ui.parts import Banner, Button, ButtonKind, CheckBlock, Chip, DetailPanel, FactLine, PlainLabel, Prose, Tone
from app.ui.style import Role, capped
from app.worker.collection_contract import UpdatePlan

_CHIPS_WIDE = 296


class CustomerPanel(DetailPanel):
    """What can be done with one customer, each as a signal with its `CustomerMatch`; `switched` brings import and update as well."""

    connecting = Signal(object)
    choosing = Signal(object)
    creating = Signal(object)
    disconnecting = Signal(object)
    updating = Signal(object)
    letting_go_on = Signal(object)
    switched = Signal(object, bool, bool)
    open_link = Signal(str)

    def __init__(self, face: RouteFace) -> None:
        super().__init__(name="Customer in hand")
        self.setObjectName("customer-panel")
        self._face = face
        self.match: CustomerMatch | None = None
        self._plan: UpdatePlan | None = None
        self.show_match(None)

    def show_match(self, match: CustomerMatch | None, plan: UpdatePlan | None = None) -> None:
        """Show this customer, or that none is chosen. `plan`: what an update would change, None: not looked at yet."""
        self.clear()
        self.match, self._plan = match, plan
        if match is None:
            self.body.addWidget(PlainLabel("No customer chosen", Role.CARD))
            self.body.addSpacing(6)
            self.body.addWidget(Prose("Move with Up and Down. Enter connects what was found."))
            return
        self._head(match)
        if match.customer is not None:
            self._connected(match, match.customer)
        else:
            self._unconnected(match)

    def _head(self, match: CustomerMatch) -> None:
        name = PlainLabel(match.contact.name or "No name", Role.CARD, elide=True)
        name.setObjectName("customer-name")
        self.body.addWidget(name)
        self.body.addSpacing(6)
        self.body.addWidget(Chip(MATCHES[match.state]), 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addSpacing(12)
        place = ", ".join(filter(None, [*match.contact.address.lines, match.contact.address.city]))
        for icon, text in (("mail", match.contact.email), ("phone", match.contact.phone), ("map-pin", place)):
            if text:
                self.body.addWidget(FactLine(icon, capped(text, 200)))
                self.body.addSpacing(4)
        self.add_rule()

    # --- not connected

    def _unconnected(self, match: CustomerMatch) -> None:
        collector = self._face.source_word
        if match.payer is not None:
            words = f"{collector} has a payer whose identifier is this very name."
            self.body.addWidget(FactLine("link", capped(match.payer.name, 200), words, strong=True))
        elif match.suggestions:
            best = match.suggestions[0]
            self.body.addWidget(
                FactLine("user-round-search", capped(best.payer.name, 200), best.payer.email, strong=True)
            )
            self.body.addSpacing(8)
            self.body.addWidget(ReasonChips((*best.reasons, *best.warnings), _CHIPS_WIDE))
            if len(match.suggestions) > 1:
                self.body.addSpacing(6)
                self.body.addWidget(Prose(f"and {len(match.suggestions) - 1:,} more that may be meant", Role.SMALL))
        else:
            self.body.addWidget(Prose(f"No payer at {collector} is like this customer."))
        self.body.addSpacing(14)
        if match.payer is not None:
            self._button("customer-connect", "Connect the two", ButtonKind.OUTLINE, self.connecting)
        choose = ButtonKind.OUTLINE if match.suggestions and match.payer is None else ButtonKind.SECONDARY
        self._button("customer-choose", "Connect to a payer", choose, self.choosing)
        create = ButtonKind.OUTLINE if match.state is MatchState.NONE else ButtonKind.SECONDARY
        self._button("customer-create", f"Create at {collector}", create, self.creating)

    def _button(self, name: str, words: str, kind: ButtonKind, told: SignalInstance) -> Button:
        button = Button(words, kind, height=36)
        button.setObjectName(name)
        button.clicked.connect(lambda: told.emit(self.match))
        self.body.addWidget(button)
        self.body.addSpacing(8)
        return button

    # --- connected

    def _connected(self, match: CustomerMatch, customer: ConnectedCustomer) -> None:
        if customer.stopped:
            banner = Banner(Tone.BAD, "ban", "Stopped", customer.stopped)
            banner.setObjectName("customer-stopped")
            self.body.addWidget(banner)
            self.body.addSpacing(8)
            self._button("customer-go-on", "Let it go on", ButtonKind.OUTLINE, self.letting_go_on)
        self._payer(match, customer)
        self.add_rule()
        self._switches(customer)
        self.add_rule()
        self._changes()
        self.body.addSpacing(8)
        self._button("customer-choose", "Connect to another payer", ButtonKind.GHOST, self.choosing)
        self._button("customer-disconnect", "Disconnect", ButtonKind.DANGER, self.disconnecting)

    def _payer(self, match: CustomerMatch, customer: ConnectedCustomer) -> None:
        row = QHBoxLayout()
        currency = f"debited in {customer.currency}" if customer.currency else ""
        row.addWidget(FactLine("wallet", capped(customer.payer_name, 200) or "No name", currency, strong=True), 1)
        self.body.addLayout(row)
        payer = match.payer
        bank, agreed = customer.bank_details, customer.authorised
        if payer is not None and payer.bank_details is not Given.UNKNOWN:
            bank, agreed = payer.bank_details is Given.YES, payer.authorisation is Given.YES
        for value, yes, no in (
            (bank, "Bank details are complete", "Bank details are missing"),
            (agreed, "Debits are authorised", "Debits are not authorised"),
        ):
            given = Given.UNKNOWN if value is None else Given.YES if value else Given.NO
            icon, words, tint = given_words(given, yes, no)
            self.body.addSpacing(6)
            self.body.addWidget(FactLine(icon, words, tint=tint))
        if False in {bank, agreed}:
            self.body.addSpacing(4)
            words = f"Both are the customer's to give, at {self._face.source_word}. They are never kept here."
            self.body.addWidget(Prose(words, Role.SMALL, "text2"))
        if payer is not None and payer.url:
            link = Button(f"Open in {self._face.source_word}", ButtonKind.LINK, trailing="external-link")
            link.setObjectName("customer-open")
            link.clicked.connect(lambda: self.open_link.emit(payer.url))
            self.body.addSpacing(8)
            self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _switches(self, customer: ConnectedCustomer) -> None:
        ledger = self._face.ledger_word
        imports = "Invoices due today or later become debits at 15 and 45 past each hour, and follow what changes."
        self.imports = CheckBlock("Import invoices automatically", imports, checked=customer.auto_import)
        self.imports.check.setObjectName("switch-import")
        follows = f"Name, address, phone and e-mail follow {ledger}."
        self.updates = CheckBlock("Update the payer automatically", follows, checked=customer.auto_update)
        self.updates.check.setObjectName("switch-update")
        column = QVBoxLayout()
        column.setSpacing(10)
        for block in (self.imports, self.updates):
            column.addWidget(block)
            block.check.clicked.connect(self._switched)
        self.body.addLayout(column)

    def _switched(self) -> None:
        self.switched.emit(self.match, self.imports.check.isChecked(), self.updates.check.isChecked())

    def _changes(self) -> None:
        """What an update would change, field by field, with the button that does it once."""
        if self._plan is None:
            self.body.addWidget(FactLine("hourglass", "Comparing the two"))
            return
        if not self._plan.rows:
            self.body.addWidget(
                FactLine("check", f"The payer shows what {self._face.ledger_word} shows", tint="good_text")
            )
            return
        self.body.addWidget(PlainLabel("An update would change", Role.GROUP))
        for change in self._plan.rows[0].changes:
            self.body.addSpacing(8)
            was = f"now {capped(change.was, 160)}" if change.was else "now empty"
            self.body.addWidget(FactLine("arrow-right", f"{change.field}: {capped(change.becomes, 160)}", was))
        self.body.addSpacing(10)
        self._button("customer-update", "Update this payer", ButtonKind.SECONDARY, self.updating)
