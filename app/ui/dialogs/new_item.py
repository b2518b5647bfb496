"""A product or service that the ledger does not have yet: what it is called and which account its sales go to.

It is created with the first invoice that needs it; until then it is a rule like any other and can be changed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.catalogue import LedgerCatalogue
from app.domain.item_making import find_item, why_not
from app.domain.ledger_words import words_of
from app.domain.mapping import ItemKind, NewItem
from app.ui.parts import Button, ButtonKind, ComboField, Dialog, FactLine, LineField
from app.ui.style import capped

_KINDS: list[tuple[str, object]] = [
    ("Service", ItemKind.SERVICE),
    ("Product without stock", ItemKind.NON_INVENTORY),
]


def proposed_item(catalogue: LedgerCatalogue, name: str, account_code: str) -> NewItem:
    """A new item of this name that posts to this account, as far as the account takes sales."""
    account = catalogue.account(account_code)
    usable = account is not None and account.is_active and account.for_sales
    plain = "".join(" " if sign in catalogue.item_name_bars else sign for sign in name)
    return NewItem(" ".join(plain.split())[: catalogue.item_name_max].strip(), account_code if usable else "")


class NewItemDialog(Dialog):
    """`kept(object)` brings the `NewItem`. What the ledger would not take is said at its field; what was typed stays."""

    kept = Signal(object)

    def __init__(self, catalogue: LedgerCatalogue, proposal: NewItem) -> None:
        words = words_of(catalogue.vendor)
        second = f"Created in {catalogue.vendor} with the first invoice that needs it"
        super().__init__(f"New {words.item.one}", second, width=560)
        self.setObjectName("new-item")
        self._catalogue = catalogue
        self._accounts = {a.code: a for a in catalogue.accounts if a.code}
        self.name = LineField("Name")
        self.name.control.setObjectName("item-name")
        self.name.set_text(proposal.name)
        self.kind = ComboField("Kind")
        self.kind.control.setObjectName("item-kind")
        self.kind.set_choices(_KINDS)
        self.kind.set_value(proposal.kind)
        self.sku = LineField("SKU or code", aside="optional")
        self.sku.control.setObjectName("item-sku")
        self.sku.set_text(proposal.sku)
        self.account = ComboField("Account its sales go to")
        self.account.control.setObjectName("item-account")
        sold = sorted((a for a in self._accounts.values() if a.is_active and a.for_sales), key=lambda a: a.code)
        self.account.set_choices([(a.label, a.code) for a in sold])
        self.account.set_value(proposal.account_code)
        self.there = FactLine("circle-check", "", "", tint="good_text")
        self._lay()
        for field in (self.name, self.sku):
            field.edited.connect(self._look)
            field.submitted.connect(self.take)
        self._look()

    def _lay(self) -> None:
        self.body.addWidget(self.name)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.kind, 1)
        row.addWidget(self.sku, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.account)
        self.body.addWidget(self.there)
        cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        cancel.clicked.connect(self.reject)
        self.use = Button("Use it", ButtonKind.PRIMARY, key="Enter", height=36)
        self.use.setObjectName("item-use")
        self.use.clicked.connect(self.take)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.use)
        self.first_focus = self.name.control

    def value(self) -> NewItem:
        """As typed."""
        kind = self.kind.value()
        return NewItem(
            " ".join(self.name.text().split()),
            str(self.account.value() or ""),
            kind if isinstance(kind, ItemKind) else ItemKind.SERVICE,
            self.sku.text().strip(),
        )

    def _look(self) -> None:
        """One that is there already is used instead of made twice."""
        found = find_item(self.value(), self._catalogue.items) if self.value().key else None
        self.there.setVisible(found is not None)
        if found is not None:
            self.there.text.setText(
                f"{capped(found.plain_name, 60)} is in {self._catalogue.vendor} already and is used"
            )

    def take(self) -> None:
        """Use it, if the ledger would take it."""
        new = self.value()
        for field in (self.name, self.account):
            field.set_problem("")
        if not new.account_code:
            self.account.set_problem("Choose the account that its sales go to.")
            self.account.control.setFocus()
        elif sentence := why_not(new, self._catalogue, self._accounts):
            self.name.set_problem(sentence)
            self.name.control.setFocus()
        else:
            self.kept.emit(new)
            self.accept()


def ask_new_item(
    host: QWidget, catalogue: LedgerCatalogue | None, proposal: NewItem, kept: Callable[[NewItem], object]
) -> NewItemDialog | None:
    """Ask over the window of `host`; None while the ledger has not been read."""
    if catalogue is None:
        return None
    dialog = NewItemDialog(catalogue, proposal)
    dialog.kept.connect(kept)
    dialog.open_in(host.window())
    return dialog
