"""Which payer a customer is: those that may be meant with their reasons, and a search over all that nobody is connected to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.collection.matching import CustomerMatch, PayerSuggestion
from app.domain.collection.payers import Given, Payer
from app.domain.words import count_of
from app.ui.dialogs.candidates import ReasonChips, Score
from app.ui.parts import Button, ButtonKind, Chip, ChipSpec, Dialog, Prose, RadioCard, SearchEntry, Tone
from app.ui.screens.place import empty, scrolled
from app.ui.style import capped

_MOST = 40
_DOWN, _UP = Qt.Key.Key_Down, Qt.Key.Key_Up


class PayerCard(RadioCard):
    """One payer, with the reasons for and against where it was suggested."""

    def __init__(self, payer: Payer, suggestion: PayerSuggestion | None) -> None:
        parts = (payer.email, payer.phone, f"identifier {payer.identifier}" if payer.identifier else "")
        super().__init__(capped(payer.name, 200) or "No name", ", ".join(filter(None, parts)) or "no e-mail")
        self.setObjectName("payer-card")
        self.payer = payer
        if suggestion is not None:
            self.add_aside(Score(suggestion.score, leading=True))
            self.add_below(ReasonChips((*suggestion.reasons, *suggestion.warnings)))
        for gone, words in (
            (not payer.is_active, "Not active"),
            (payer.bank_details is Given.NO, "No bank details"),
            (payer.authorisation is Given.NO, "Not authorised"),
        ):
            if gone:
                self.add_below(Chip(ChipSpec(words, "circle-alert", Tone.WARN)))


class PayerChoice(Dialog):
    """`chosen(object)` brings the `Payer`."""

    chosen = Signal(object)

    def __init__(self, match: CustomerMatch, payers: Sequence[Payer], collector: str) -> None:
        second = ", ".join(filter(None, [match.contact.email, match.contact.address.city]))
        super().__init__(f"Which payer is {capped(match.contact.name, 60)}?", second, width=680, height=620)
        self.setObjectName("payer-choice")
        self._suggested = {s.payer.id: s for s in match.suggestions}
        own = {match.customer.payer_id} if match.customer is not None else set()
        found = [match.payer] if match.payer is not None and match.payer.id not in own else []
        known = {p.id: p for p in [*found, *(s.payer for s in match.suggestions), *payers]}
        self._payers = [p for p in known.values() if p.id not in own]
        self.search = SearchEntry(f"Search {count_of(len(self._payers), 'payer')} at {collector}")
        self.search.setObjectName("payer-search")
        self.body.addWidget(self.search)
        self.nothing = Prose("")
        self.nothing.setObjectName("payer-nothing")
        self.body.addWidget(self.nothing)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(8)
        self.body.addWidget(scrolled(self._column), 1)
        self.cards: list[PayerCard] = []
        self._foot()
        self.search.textChanged.connect(self._show)
        self.search.installEventFilter(self)
        self.first_focus = self.search
        self._show("")

    def _foot(self) -> None:
        cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        cancel.setObjectName("payer-cancel")
        cancel.clicked.connect(self.reject)
        self.accept_button = Button("", ButtonKind.PRIMARY, key="Enter", height=36)
        self.accept_button.setObjectName("payer-connect")
        self.accept_button.clicked.connect(self.take)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.accept_button)

    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [p for p in self._payers if all(word in _text(p) for word in words)]
        if not words and self._suggested:
            found = [p for p in found if p.id in self._suggested] or found
        empty(self._column)
        self.cards = []
        holder = QWidget()  # cards of one parent exclude each other
        cards = QVBoxLayout(holder)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(8)
        for payer in found[:_MOST]:
            card = PayerCard(payer, self._suggested.get(payer.id))
            card.toggled.connect(self._name_button)
            self.cards.append(card)
            cards.addWidget(card)
        self._column.addWidget(holder)
        self._column.addStretch(1)
        self._say(len(found), suggested=not words and bool(self._suggested))
        if self.cards:
            self.cards[0].setChecked(True)
        self._name_button()

    def _say(self, found: int, *, suggested: bool) -> None:
        """What is not shown, and how to get at it."""
        words = ""
        if not found:
            words = "No payer is like what is typed, or all are connected already."
        elif suggested and len(self._payers) > found:
            words = f"Suggested because of what agrees. Type to search all {len(self._payers):,}."
        elif found > _MOST:
            words = f"{found - _MOST:,} more: type to find them."
        self.nothing.setText(words)
        self.nothing.setVisible(bool(words))

    @property
    def payer(self) -> Payer | None:
        """The one chosen so far."""
        return next((card.payer for card in self.cards if card.isChecked()), None)

    def _name_button(self, _on: bool = False) -> None:
        payer = self.payer
        self.accept_button.setText(f"Connect to {capped(payer.name, 48)}" if payer is not None else "Connect")
        self.accept_button.setEnabled(payer is not None)

    def take(self) -> None:
        """Connect to the chosen one."""
        payer = self.payer
        if payer is not None:
            self.accept()
            self.chosen.emit(payer)

    def _step(self, by: int) -> None:
        now = next((n for n, card in enumerate(self.cards) if card.isChecked()), 0)
        if self.cards:
            self.cards[max(0, min(len(self.cards) - 1, now + by))].setChecked(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the cursor stays in the search field; Enter takes the chosen one."""
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {_DOWN, _UP}:
                self._step(1 if event.key() == _DOWN else -1)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.take()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the chosen one."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.take()
            event.accept()
            return
        super().keyPressEvent(event)


def _text(payer: Payer) -> str:
    return f"{payer.name[:400]} {payer.identifier[:400]} {payer.email[:200]} {payer.phone}".casefold()
