"""Choosing the clearing account: only those that settlements may be paid into are offered; it can be changed at any time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.collection.invoices import ClearingAccount
from app.domain.collection.settings import CollectionSettings
from app.domain.errors import ExpectedProblem
from app.ui.collection.tab import CollectionTab
from app.ui.parts import Banner, Button, ButtonKind, Dialog, Prose, RadioCard, SearchEntry, Tone
from app.ui.screens.place import empty, scrolled
from app.ui.style import Role, capped
from app.worker.collection_contract import ClearingChoice


class AccountCards(QWidget):
    """Accounts as cards with a search line; `picked()` when another one is chosen."""

    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = ClearingChoice((), None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.search = SearchEntry("Find an account", height=36)
        self.search.setObjectName("clearing-search")
        column.addWidget(self.search)
        self.nothing = Prose("")
        self.nothing.setObjectName("clearing-nothing")
        column.addWidget(self.nothing)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(scrolled(self._column), 1)
        self.cards: list[tuple[RadioCard, ClearingAccount]] = []
        self.search.textChanged.connect(lambda _text: self._show())
        self.search.installEventFilter(self)
        self.setFocusProxy(self.search)

    def offer(self, choice: ClearingChoice) -> None:
        """Offer these; the chosen one stays chosen while it can be used."""
        self.choice = choice
        self.search.setVisible(len(choice.accounts) > 5)
        self._show()

    def _show(self) -> None:
        words = self.search.text().casefold().split()
        shown = [a for a in self.choice.accounts if all(w in f"{a.code} {a.name} {a.kind}".casefold() for w in words)]
        empty(self._column)
        holder = QWidget()
        cards = QVBoxLayout(holder)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(8)
        self.cards = []
        for account in shown:
            kind = account.kind.replace("_", " ").capitalize()
            card = RadioCard(capped(account.label, 160), ", ".join(filter(None, [kind, account.currency])))
            card.setObjectName("clearing-account")
            card.toggled.connect(self.picked)
            cards.addWidget(card)
            self.cards.append((card, account))
        self._column.addWidget(holder)
        self._column.addStretch(1)
        kept = self.choice.chosen.id if self.choice.chosen is not None else ""
        first = next((card for card, account in self.cards if account.id == kept), None)
        if first is None and len(self.cards) == 1:
            first = self.cards[0][0]
        if first is not None:
            first.setChecked(True)
        none = "The ledger has no account that settlements may be paid into. Add one of type Bank or Current Asset."
        self.nothing.setText("Nothing matches what is typed." if self.choice.accounts else none)
        self.nothing.setVisible(not shown)
        self.picked.emit()

    @property
    def first_card(self) -> RadioCard | None:
        """The chosen card, else the first."""
        chosen = next((card for card, _ in self.cards if card.isChecked()), None)
        return chosen or (self.cards[0][0] if self.cards else None)

    @property
    def account(self) -> ClearingAccount | None:
        """The one chosen so far."""
        return next((account for card, account in self.cards if card.isChecked()), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move among the cards while the cursor stays in the search field."""
        keys = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            by = keys.get(Qt.Key(event.key()))
            if by is not None and self.cards:
                now = next((n for n, (card, _) in enumerate(self.cards) if card.isChecked()), -1)
                self.cards[max(0, min(len(self.cards) - 1, now + by))][0].setChecked(True)
                return True
        return super().eventFilter(watched, event)


class ClearingDialog(Dialog):
    """`chosen(object)` brings the `CollectionSettings` as kept. A refusal stays in the dialog."""

    chosen = Signal(object)

    def __init__(self, tab: CollectionTab) -> None:
        second = f"Where {tab.face.source_word}'s settlements go in {tab.face.organisation or tab.face.ledger_word}"
        super().__init__("Choose the clearing account", second, width=580, height=560)
        self.setObjectName("clearing-dialog")
        self._tab = tab
        words = (
            "Payments of settled debits go into this account, and the bank's deposit is matched with it. Offered are active "
            "accounts of type Bank or Current Asset, and those with payments enabled. It can be changed at any time."
        )
        self.body.addWidget(Prose(words, Role.SMALL, "text2"))
        self._notices = QVBoxLayout()
        self.body.addLayout(self._notices)
        self.banner: Banner | None = None
        self.accounts = AccountCards()
        self.accounts.picked.connect(self._name_button)
        self.body.addWidget(self.accounts, 1)
        cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        cancel.setObjectName("clearing-cancel")
        cancel.clicked.connect(self.reject)
        self.use = Button("Reading accounts …", ButtonKind.PRIMARY, key="Enter", height=36)
        self.use.setObjectName("clearing-use")
        self.use.setEnabled(False)
        self.use.clicked.connect(self.take)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.use)
        tab.ask(tab.office.clearing_accounts(tab.route_id), self._offer, self._refused)

    def _offer(self, choice: ClearingChoice) -> None:
        self.accounts.offer(choice)
        if choice.chosen is not None and not choice.chosen.usable:
            why = f"{choice.chosen.label} can no longer be used: {choice.chosen.why_not}"
            self._say(why, "Choose another one; nothing that settles is applied until then.")
        first = self.accounts.first_card
        (self.accounts.search if first is None or not self.accounts.search.isHidden() else first).setFocus()

    def _name_button(self) -> None:
        account = self.accounts.account
        self.use.setText(f"Use {capped(account.label, 48)}" if account is not None else "Choose first")
        self.use.setEnabled(account is not None)

    def take(self) -> None:
        """Keep the chosen one."""
        account = self.accounts.account
        if account is not None and self.use.isEnabled():
            self.use.setEnabled(False)
            tab = self._tab
            tab.ask(tab.office.choose_clearing(tab.route_id, account.id), self._kept, self._refused)

    def _kept(self, settings: CollectionSettings) -> None:
        self.accept()
        self.chosen.emit(settings)

    def _refused(self, problem: ExpectedProblem) -> None:
        self._name_button()
        self._say(problem.sentence, problem.advice)

    def _say(self, sentence: str, second: str) -> None:
        if self.banner is None:
            self.banner = Banner(Tone.BAD, "circle-alert", sentence, second)
            self.banner.setObjectName("clearing-problem")
            self._notices.addWidget(self.banner)
        self.banner.set_words(sentence, second)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter uses the chosen one."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.take()
            event.accept()
            return
        super().keyPressEvent(event)
