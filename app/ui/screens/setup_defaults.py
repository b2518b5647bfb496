"""The card 'When nothing else fits': the route's defaults, the rarely changed ones folded."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.catalogue import Feature, LedgerCatalogue, TaxManner
from app.domain.documents import DocumentKind, SalesForm
from app.domain.ledger_words import LedgerWords, words_of
from app.domain.mapping import ROUNDING_LIMIT_MOST, ArrivalStatus, RouteDefaults, SalesTaxPolicy
from app.domain.planning import arrivals_of
from app.ui.parts import Button, ButtonKind, Card, CheckField, ComboField, LineField, PlainLabel
from app.ui.screens import setup_offers as offers
from app.ui.style import Role

_ARRIVALS: list[tuple[str, object]] = [
    ("Draft", ArrivalStatus.DRAFT),
    ("Submitted for approval", ArrivalStatus.SUBMITTED),
    ("Approved", ArrivalStatus.APPROVED),
]
_POLICIES: list[tuple[str, object]] = [
    ("Send with the tax that was billed", SalesTaxPolicy.ACCEPT),
    ("Hold it back until I have looked", SalesTaxPolicy.BLOCK),
]


def _forms(words: LedgerWords) -> list[tuple[str, object]]:
    """'Invoice' and 'Sales receipt', as far as the ledger has them."""
    terms = {form: words.document(DocumentKind.INVOICE, form) for form in SalesForm}
    return [(term.head, form) for form, term in terms.items()]


class DefaultsCard(Card):
    """`changed(object)` brings the new `RouteDefaults`."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(margins=(20, 14, 16, 14), spacing=12)
        self._defaults = RouteDefaults()
        row = QHBoxLayout()
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch(1)
        words.addWidget(PlainLabel("When nothing else fits", Role.CARD, elide=True))
        words.addWidget(PlainLabel("Default of this route", Role.SMALL, "text2", elide=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        self.account = self._combo("Account", "default-account", 168)
        self.item = self._combo("Item", "default-item", 128)
        self.tax = self._combo("Tax rate", "default-tax", 168)
        for combo in (self.account, self.item, self.tax):
            row.addWidget(combo)
        self.more = Button("", ButtonKind.GHOST, icon="chevron-down")
        self.more.setObjectName("more-defaults")
        self.more.setAccessibleName("More defaults")
        self.more.setToolTip("More defaults")
        row.addWidget(self.more)
        self.body.addLayout(row)
        self.rest = self._rest()
        self.body.addWidget(self.rest)
        self.rest.hide()
        self.more.clicked.connect(self._fold)

    @staticmethod
    def _combo(label: str, name: str, width: int) -> ComboField:
        combo = ComboField(label, height=32, small=True)
        combo.control.setObjectName(name)
        combo.setFixedWidth(width)
        return combo

    def _rest(self) -> QWidget:
        block = QWidget(self)
        grid = QGridLayout(block)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        self.arrival = self._combo("Status on arrival", "default-arrival", 188)
        self.arrival.set_choices(_ARRIVALS)
        self.sales_tax = self._combo("Other sales tax than billed", "default-sales-tax", 268)
        self.sales_tax.set_choices(_POLICIES)
        self.sales_tax.control.setToolTip("When the ledger reckons another sales tax than the source billed")
        self.rounding = LineField("Largest rounding line", hint="From 0.00 to 1.00", height=32)
        self.rounding.control.setObjectName("default-rounding")
        self.rounding.setFixedWidth(168)
        self.attach = CheckField("Attach the invoice's PDF")
        self.skip_zero = CheckField("Leave lines of 0.00 out")
        self.link = CheckField("Write the customer number on contacts")
        self.mark = CheckField("Always mark as processed after sending")
        self._boxes = {
            "attach_pdf": self.attach,
            "skip_zero_lines": self.skip_zero,
            "link_contacts": self.link,
            "always_mark": self.mark,
        }
        fields = QHBoxLayout()
        fields.setSpacing(20)
        for field in (self.arrival, self.sales_tax, self.rounding):
            fields.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        fields.addStretch(1)
        grid.addLayout(fields, 0, 0, 1, 3)
        grid.addLayout(self._receipts(), 1, 0, 1, 3)
        for number, (name, box) in enumerate(self._boxes.items()):
            box.setObjectName(f"default-{name}")
            grid.addWidget(box, 2 + number % 2, number // 2)
            box.toggled.connect(lambda on, key=name: self._tick(key, on))
        grid.setColumnStretch(2, 1)
        self.account.chosen.connect(lambda code: self._tell(replace(self._defaults, account_code=str(code))))
        self.item.chosen.connect(lambda code: self._tell(replace(self._defaults, item_code=str(code))))
        self.tax.chosen.connect(lambda code: self._tell(replace(self._defaults, tax_code=str(code))))
        self.arrival.chosen.connect(self._arrive)
        self.sales_tax.chosen.connect(self._set_policy)
        self.rounding.control.editingFinished.connect(self._round)
        return block

    def _receipts(self) -> QHBoxLayout:
        """On which form sales are posted, and where the money of receipts goes; for ledgers that have receipts."""
        self.form = self._combo("Sales are posted as", "default-form", 188)
        self.form.control.setToolTip("A receipt is for a sale that was paid at once; credits become refunds")
        self.deposit = self._combo("Deposited to", "default-deposit", 268)
        self.method = self._combo("Payment method", "default-payment-method", 168)
        row = QHBoxLayout()
        row.setSpacing(20)
        for field in (self.form, self.deposit, self.method):
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.form.chosen.connect(self._post_as)
        self.deposit.chosen.connect(lambda code: self._tell(replace(self._defaults, deposit_code=str(code))))
        self.method.chosen.connect(lambda name: self._tell(replace(self._defaults, payment_method=str(name))))
        return row

    def _fold(self) -> None:
        opened = self.rest.isHidden()
        self.rest.setVisible(opened)
        self.more.set_icon("chevron-up" if opened else "chevron-down")

    def show_defaults(self, defaults: RouteDefaults, ledger: LedgerCatalogue | None, words: LedgerWords) -> None:
        """Show what is kept, in the ledger's words; emits nothing."""
        self._defaults = defaults
        self.item.set_label(words.item.short_head)
        self.tax.set_label(words.tax.short_head)
        self.link.setText(f"Write the customer number on {words.contact.many}")
        if ledger is not None:
            self._show_arrivals(ledger)
        self._show_form(defaults, ledger)
        for combo, choices, value in (
            (self.account, offers.accounts(ledger, "None"), defaults.account_code),
            (self.item, offers.items(ledger, "None"), defaults.item_code),
            (self.tax, offers.rates(ledger, "None"), defaults.tax_code),
            (self.deposit, offers.deposits(ledger, "None"), defaults.deposit_code),
            (self.method, offers.methods(ledger, "None"), defaults.payment_method),
        ):
            known = choices if any(code == value for _, code in choices) else [*choices, (value, value)]
            combo.set_choices(known)
            combo.set_value(value)
        self.arrival.set_value(defaults.arrival)
        self.sales_tax.set_value(defaults.sales_tax)
        if not self.rounding.control.hasFocus():
            self.rounding.set_text(f"{defaults.rounding_limit:f}")
        for name, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(getattr(defaults, name))
            box.blockSignals(False)

    def _show_arrivals(self, ledger: LedgerCatalogue) -> None:
        """What the ledger takes; where there is one state only, there is nothing to choose."""
        taken = arrivals_of(ledger.features)
        self.arrival.set_choices([pair for pair in _ARRIVALS if pair[1] in taken])
        self.arrival.setVisible(len(taken) > 1)
        self.sales_tax.setVisible(ledger.tax_manner is TaxManner.AS_SENT)

    def _show_form(self, defaults: RouteDefaults, ledger: LedgerCatalogue | None) -> None:
        """The choice, where the ledger has one; where the money goes only concerns receipts."""
        offered = ledger is not None and Feature.SALES_RECEIPTS in ledger.features
        if ledger is not None:
            self.form.set_choices(_forms(words_of(ledger.vendor)))
        self.form.set_value(defaults.form)
        self.form.setVisible(offered)
        for field in (self.deposit, self.method):
            field.setVisible(offered and defaults.form is SalesForm.RECEIPT)

    def _tell(self, defaults: RouteDefaults) -> None:
        self._defaults = defaults
        self.changed.emit(defaults)

    def _tick(self, name: str, on: bool) -> None:
        self._tell(replace(self._defaults, **{name: on}))  # type: ignore[arg-type]

    def _arrive(self, status: ArrivalStatus) -> None:
        self._tell(replace(self._defaults, arrival=status))

    def _post_as(self, form: SalesForm) -> None:
        for field in (self.deposit, self.method):
            field.setVisible(form is SalesForm.RECEIPT)
        self._tell(replace(self._defaults, form=form))

    def _set_policy(self, policy: SalesTaxPolicy) -> None:
        self._tell(replace(self._defaults, sales_tax=policy))

    def _round(self) -> None:
        typed = self.rounding.text()
        try:
            limit = Decimal(typed.replace(",", "."))
        except InvalidOperation:
            self.rounding.set_problem("This is not an amount.")
            return
        if not limit.is_finite() or not 0 <= limit <= ROUNDING_LIMIT_MOST:
            self.rounding.set_problem("An amount from 0.00 to 1.00.")
            return
        self.rounding.set_problem("")
        if limit != self._defaults.rounding_limit:
            self._tell(replace(self._defaults, rounding_limit=limit))
