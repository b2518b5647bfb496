"""The right side of the mapping dialog: search over all contacts, candidates, a new contact, and the lead in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.parties import LedgerContact, Person
from app.domain.words import count_of
from app.ui.dialogs.candidates import CandidateCard
from app.ui.dialogs.new_contact import NewContactCard, NewContactForm
from app.ui.dialogs.settling import Books, Settling
from app.ui.parts import Glyph, PlainLabel, RadioCard, SearchEntry
from app.ui.style import Role, capped
from app.worker.contract import CustomerGap
from app.worker.handle import TaskHandle

_PAUSE = 180  # milliseconds without a key before the office is asked
_SHOWN = 20
_ASKED = 50


class ContactChoice(QWidget):
    """Who the company is in the ledger. `picked()` when another card is chosen, `taken()` on a double press."""

    picked = Signal()
    taken = Signal()

    def __init__(self, settling: Settling, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settling = settling
        self._gap: CustomerGap | None = None
        self._task: TaskHandle | None = None
        self.cards: list[CandidateCard] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._search)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addSpacing(6)
        self._contact = settling.books.words.contact
        self.search = SearchEntry(f"Search all {self._contact.many}", height=36)
        self.search.setObjectName("contact-search")
        self.search.textEdited.connect(self._typed)
        self.search.installEventFilter(self)
        column.addWidget(self.search)
        column.addSpacing(8)
        column.addWidget(self._choices(), 1)
        column.addLayout(self._lead_line())

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 14, 0)
        self._where = PlainLabel("", Role.STRONG, "text2")
        row.addWidget(self._where)
        row.addStretch(1)
        self._score_head = PlainLabel("Score", Role.SMALL, "text2")
        row.addWidget(self._score_head)
        return row

    def _choices(self) -> QScrollArea:
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 2, 0, 2)
        self._column.setSpacing(8)
        self.nothing = PlainLabel("", Role.TEXT, "text2", elide=True)
        self.nothing.setObjectName("no-candidate")
        self.nothing.hide()
        self._column.addWidget(self.nothing)
        self.more = PlainLabel("", Role.SMALL, "text2", elide=True)
        self.more.hide()
        self._column.addWidget(self.more)
        self.creating = NewContactCard(self._contact)
        self._column.addWidget(self.creating)
        self.form = NewContactForm()
        self.form.hide()
        self._column.addWidget(self.form)
        self._column.addStretch(1)
        self.creating.toggled.connect(self._toggle_form)
        self.creating.person_chosen.connect(self._take_person)
        self._area.setWidget(self._inner)
        self._inner.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)
        return self._area

    def _lead_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 8)
        row.setSpacing(8)
        self._lead_icon = Glyph("shield-check", "good_text")
        self.lead = PlainLabel("", Role.SMALL, "text2", elide=True)
        self.lead.setObjectName("lead")
        row.addWidget(self._lead_icon)
        row.addWidget(self.lead, 1)
        return row

    # --- showing

    def show_gap(self, gap: CustomerGap, books: Books) -> None:
        """Begin with this company: its proposals, an empty search, nothing typed."""
        self._gap = gap
        self._drop_search()
        self.search.clear()
        self._where.setText(f"In {books.ledger}")
        several = self._contact.many
        every = f"Search all {books.contacts:,} {several}" if books.contacts else f"Search all {several}"
        self.search.setPlaceholderText(every)
        self.search.setAccessibleName(every)
        self.form.name.label.setText(f"Name in {books.ledger}")
        self.creating.show_party(gap.party)
        self.form.show_party(gap.party, self._settling.names)
        self._show_proposals()

    def _show_proposals(self) -> None:
        if self._gap is None:
            return
        ranking = self._gap.ranking
        chosen = ranking.preselected
        cards = [
            CandidateCard(s.contact, s, chosen is not None and s.contact.id == chosen.id, self._settling.books.ledger)
            for s in ranking.suggestions
        ]
        self._show_cards(
            cards, "" if cards else f"Nothing here is like this company. Search, or create {self._contact.a}."
        )
        self._score_head.setVisible(bool(cards))
        first = next((c for c in cards if chosen is not None and c.contact.id == chosen.id), None)
        self._choose_first(first or (None if cards else self.creating))
        words = ranking.lead_sentence
        if cards and chosen is None:
            words = f"{words} None is sure enough to be proposed." if words else "None is sure enough to be proposed."
        self._set_lead(words, sure=chosen is not None)

    def _set_lead(self, words: str, *, sure: bool) -> None:
        self.lead.setText(words)
        self._lead_icon.set_glyph("shield-check" if sure else "circle-help", "good_text" if sure else "text2")
        self._lead_icon.setVisible(bool(words))

    def _show_cards(self, cards: list[CandidateCard], nothing: str, more: str = "") -> None:
        for old in self.cards:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.cards = cards
        for number, card in enumerate(cards):
            self._column.insertWidget(number, card)
            card.toggled.connect(self._picked)
            card.taken.connect(self.taken)
        self.nothing.setText(nothing)
        self.nothing.setVisible(bool(nothing))
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self._area.verticalScrollBar().setValue(0)

    def _choose_first(self, card: RadioCard | None) -> None:
        everything: list[RadioCard] = [*self.cards, self.creating]
        for other in everything:
            other.setAutoExclusive(False)
            other.setChecked(other is card)
        for other in everything:
            other.setAutoExclusive(True)
        self.picked.emit()

    # --- choosing

    @property
    def chosen(self) -> LedgerContact | None:
        """The chosen contact; None when a new one, or nothing, is chosen."""
        return next((card.contact for card in self.cards if card.isChecked()), None)

    @property
    def is_creating(self) -> bool:
        """Whether a new contact is chosen."""
        return self.creating.isChecked()

    def step(self, by: int) -> None:
        """Choose the candidate before or after; a new contact is the last."""
        everything: list[RadioCard] = [*self.cards, self.creating]
        now = next((n for n, card in enumerate(everything) if card.isChecked()), -1)
        following = max(0, min(len(everything) - 1, now + by)) if now >= 0 else 0
        everything[following].setChecked(True)
        self._area.ensureWidgetVisible(everything[following])

    def choose_new(self) -> None:
        """Choose a new contact and go to its name."""
        self.creating.setChecked(True)
        self.form.name.control.setFocus()
        self.form.name.control.selectAll()
        QTimer.singleShot(0, self, self._reveal_form)

    def _reveal_form(self) -> None:
        self._column.activate()
        self._inner.adjustSize()
        self._area.ensureWidgetVisible(self.form.email)

    def _toggle_form(self, on: bool) -> None:
        self.form.setVisible(on)
        self._picked(on)

    def _take_person(self, person: Person) -> None:
        self.form.take_person(person)

    def _picked(self, on: bool) -> None:
        if on:
            self.picked.emit()

    # --- searching

    @property
    def is_searching(self) -> bool:
        """Whether what is typed has not been answered yet: what is shown is not what was asked for."""
        return self._pause.isActive() or (self._task is not None and not self._task.is_finished)

    def _typed(self, text: str) -> None:
        if text.strip():
            self._pause.start()
            self.picked.emit()
            return
        self._drop_search()
        self._show_proposals()

    def search_now(self) -> None:
        """Ask at once for what is typed, if it has not been asked."""
        if self._pause.isActive():
            self._pause.stop()
            self._search()

    def _drop_search(self) -> None:
        self._pause.stop()
        if self._task is not None:
            self._task.release()
            self._task.cancel()
            self._task = None

    def _search(self) -> None:
        text = self.search.text().strip()
        self._drop_search()
        if not text:
            return
        self._task = self._settling.office.find_contacts(self._settling.route_id, text, _ASKED)
        self._task.succeeded.connect(self._found)
        self._task.failed.connect(self._settling.refused)
        self._task.crashed.connect(self._settling.crashed)

    def _found(self, contacts: Sequence[LedgerContact]) -> None:
        self._task = None
        known = {s.contact.id: s for s in self._gap.ranking.suggestions} if self._gap is not None else {}
        cards = [CandidateCard(c, known.get(c.id), False, self._settling.books.ledger) for c in contacts[:_SHOWN]]
        left = len(contacts) - len(cards)
        over = f"{count_of(left, f'more {self._contact.one}')} {'fits' if left == 1 else 'fit'}. Type more of the name."
        typed = capped(self.search.text().strip(), 40)
        self._show_cards(cards, "" if cards else f"No {self._contact.one} is called '{typed}'.", over if left else "")
        self._score_head.setVisible(any(card.suggestion for card in cards))
        self._choose_first(cards[0] if cards else None)
        self._set_lead(f"{count_of(len(contacts), self._contact.one)} found" if cards else "", sure=False)

    def release(self) -> None:
        """Hear of no answer any more."""
        self._drop_search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in the search field move over the candidates; a field's own letters stay its own."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.step(step)
                return True
        return False
