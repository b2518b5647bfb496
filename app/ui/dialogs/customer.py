"""One customer at a time: who is this company in the ledger? The person decides; nothing is mapped by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.domain.errors import BadInput, ExpectedProblem
from app.domain.parties import ContactState, LedgerContact
from app.ui.dialogs.contact_choice import ContactChoice
from app.ui.dialogs.customer_facts import CustomerFacts
from app.ui.dialogs.effect import EffectLine
from app.ui.dialogs.settling import Settling
from app.ui.parts import Banner, Button, ButtonKind, CheckBlock, Dialog, Tone
from app.worker.contract import CustomerDecision, CustomerGap

_WIDE, _HIGH = 912, 688


class CustomerDialog(Dialog):
    """Asks about each waiting customer of a sitting in turn, or about one (`only`), and closes when none is left.

    Keys: Enter accepts, Left and Right choose another candidate, A takes all certain ones, N a new contact, S skips, U undoes;
    in a text field with Alt.
    """

    def __init__(self, settling: Settling, *, only: str = "", creating: bool = False) -> None:
        super().__init__(f"Who is this in {settling.books.ledger}?", " ", width=_WIDE, height=_HIGH)
        self.setObjectName("customer-dialog")
        self.settling, self._only = settling, only
        self._gap: CustomerGap | None = None
        self.facts = CustomerFacts()
        self.choice = ContactChoice(settling)
        self.effect = EffectLine()
        self.banner: Banner | None = None
        self._place_body()
        self._place_foot()
        self.first_focus = self.choice.search
        self.choice.picked.connect(self._show_effect)
        self.choice.taken.connect(self.take)
        self.choice.search.returnPressed.connect(self.take)
        self.choice.form.help.adopted.connect(self._adopt)
        for field in self.choice.form.fields:
            field.submitted.connect(self.take)
            field.control.installEventFilter(self)
        self.choice.search.installEventFilter(self)
        settling.changed.connect(self._changed)
        settling.refused.connect(self.show_problem)
        settling.crashed.connect(self._crashed)
        self._show_next()
        if creating:
            QTimer.singleShot(0, self, self.choice.choose_new)

    def _place_body(self) -> None:
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        sides = QHBoxLayout()
        sides.setSpacing(0)
        sides.addWidget(self.facts)
        sides.addWidget(self.choice, 1)
        self.body.addLayout(sides, 1)
        self._notices = QVBoxLayout()
        self._notices.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(self._notices)
        self.body.addWidget(self.effect)

    def _place_foot(self) -> None:
        defaults, ledger = self.settling.books.defaults, self.settling.books.ledger
        self.link = CheckBlock(f"Save mapping to {ledger}", " ", checked=defaults.link_contacts)
        self.link.check.setObjectName("save-mapping")
        self.link.check.toggled.connect(self.settling.set_link)
        self.foot.addWidget(self.link, 1)
        self.undo = Button("Undo", ButtonKind.GHOST, icon="undo-2", height=36)
        self.undo.setObjectName("undo-customer")
        self.undo.setToolTip("Take the last answer back (U, in a field Alt+U)")
        self.undo.clicked.connect(self.take_back)
        self.skip = Button("Skip customer", ButtonKind.GHOST, height=36)
        self.skip.setObjectName("skip-customer")
        self.skip.setToolTip("Leave its invoices out of this run (S, in a field Alt+S)")
        self.skip.clicked.connect(self.leave_out)
        self.accept_button = Button("", ButtonKind.PRIMARY, key="Enter", height=36)
        self.accept_button.setObjectName("accept-customer")
        self.accept_button.clicked.connect(self.take)
        for button in (self.undo, self.skip, self.accept_button):
            self.foot.addWidget(button)

    # --- showing

    @property
    def gap(self) -> CustomerGap | None:
        """The customer in hand."""
        return self._gap

    def _show_next(self) -> None:
        waiting = self.settling.waiting()
        following = next((g for g in waiting if g.party.id == self._only), None) if self._only else None
        following = following or (waiting[0] if waiting and not self._only else None)
        if following is None:
            self.accept()
            return
        self._gap = following
        total = len(self.settling.gaps)
        number = 1 + next(n for n, g in enumerate(self.settling.gaps) if g.party.id == following.party.id)
        organisation = self.settling.books.organisation
        self.second.setText(
            f"Customer {number} of {total} without a match" + (f"  ·  {organisation}" * bool(organisation))
        )
        self.second.show()
        self._notice(None)
        self.facts.show_gap(following, self.settling.books.source)
        self.choice.show_gap(following, self.settling.books)
        words = (
            f"Writes {following.party.id} to the {self.settling.books.words.contact.one}, so every computer knows it"
        )
        self.link.second.setText(words)
        self.link.check.setAccessibleDescription(words)
        if self.isVisible():
            self.choice.search.setFocus()
        self._show_effect()

    def _show_effect(self) -> None:
        if self._gap is None:
            return
        busy, said = self.settling.is_busy, self.settling.books.words
        contact, creating = self.choice.chosen, self.choice.is_creating
        strong, quiet = self.settling.say_effect(self._gap)
        archived = contact is not None and contact.state is not ContactState.ACTIVE
        if archived:
            quiet = f"{quiet}; {said.gone} in {said.vendor}, so it is brought back first"
        elif contact is None and not creating:
            quiet = "wait for this customer"
        self.effect.set_words(strong, quiet, warns=archived)
        use = f"{said.bring_back.capitalize()} and use" if archived else f"Use this {said.contact.one}"
        self.accept_button.setText(f"Create {said.contact.one}" if creating else use)
        usable = (contact is not None or creating) and not self.choice.is_searching
        self.accept_button.setEnabled(usable and not busy)
        self.skip.setEnabled(not busy)
        self.undo.setEnabled(self.settling.can_undo)
        self.undo.setVisible(bool(self.settling.answers) and not self._only)

    def _notice(self, banner: Banner | None) -> None:
        if self.banner is not None:
            self._notices.removeWidget(self.banner)
            self.banner.deleteLater()
        self.banner = banner
        if banner is not None:
            banner.setObjectName("mapping-problem")
            self._notices.addWidget(banner)

    # --- deciding

    def take(self) -> None:
        """Accept what is chosen. While what was typed has no answer yet, it is asked for instead."""
        self.choice.search_now()
        if self._gap is None or self.choice.is_searching or self.settling.is_busy:
            return
        contact = self.choice.chosen
        if contact is not None:
            self._adopt(contact)
        elif self.choice.is_creating:
            self.settling.answer([CustomerDecision(self._gap.party, create=self.choice.form.value())])

    def _adopt(self, contact: LedgerContact) -> None:
        """Take this contact; one that takes nothing new is brought back in the ledger as well."""
        if self._gap is not None:
            gone = "" if contact.state is ContactState.ACTIVE else contact.id
            self.settling.answer([CustomerDecision(self._gap.party, contact=contact)], restoring=gone)

    def leave_out(self) -> None:
        """Leave the customer's invoices out of this run."""
        if self._gap is not None:
            self.settling.answer([CustomerDecision(self._gap.party, skip=True)])

    def take_back(self) -> None:
        """Undo the last answer; its customer comes back."""
        self.settling.undo()

    def _changed(self) -> None:
        if self._gap is None:
            return
        waiting = self.settling.waiting()
        answered = self._gap.party.id in self.settling.answers
        returned = not self._only and not self.settling.is_busy and bool(waiting) and waiting[0] is not self._gap
        if answered or (returned and self.settling.gaps.index(waiting[0]) < self.settling.gaps.index(self._gap)):
            self._show_next()
        else:
            self._show_effect()

    def show_problem(self, problem: ExpectedProblem) -> None:
        """Say it below the field it names, else as a banner; what was typed stays."""
        said = f"{problem.sentence} {problem.advice}".strip()
        named = isinstance(problem, BadInput) and self.choice.form.set_problem(problem.field, said)
        if not named:
            self._notice(Banner(Tone.BAD, "circle-alert", problem.sentence, problem.advice))
        self._show_effect()

    def _crashed(self, report: object) -> None:
        del report
        words = "Nothing was kept. Try once more; the log of this program holds the details."
        self._notice(Banner(Tone.BAD, "circle-alert", "This answer could not be kept.", words))
        self._show_effect()

    # --- keys and the end

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """With Alt the keys of mapping work in text fields too, instead of typing their letter."""
        del watched
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not pressed or not isinstance(event, QKeyEvent) or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        return self._obey(event.key())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of mapping; everything else is the dialog's."""
        typing = isinstance(self.focusWidget(), QLineEdit)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain and not typing:
            self.take()
        elif (alt or (plain and not typing)) and self._obey(event.key()):
            event.accept()
        elif event.key() == Qt.Key.Key_Slash and plain and not typing:
            self.choice.search.setFocus()
        else:
            super().keyPressEvent(event)
        event.accept()

    def _obey(self, key: int) -> bool:
        keys: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Left: lambda: self.choice.step(-1),
            Qt.Key.Key_Right: lambda: self.choice.step(1),
            Qt.Key.Key_A: self.settling.accept_certain,
            Qt.Key.Key_N: self.choice.choose_new,
            Qt.Key.Key_S: self.leave_out,
            Qt.Key.Key_U: self.take_back,
        }
        does = keys.get(Qt.Key(key))
        if does is None:
            return False
        does()
        return True

    def accept(self) -> None:
        """Close; every answer is kept already."""
        self.choice.release()
        super().accept()

    def reject(self) -> None:
        """Close; what has no answer yet goes on waiting."""
        self.choice.release()
        super().reject()
