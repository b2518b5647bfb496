"""Creating a payer with what the ledger knows: all that is sent is shown first; bank details are the customer's own to give."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from app.domain.collection.matching import CustomerMatch
from app.domain.errors import ExpectedProblem
from app.ui.collection.tab import CollectionTab, first_problem
from app.ui.parts import Banner, Button, ButtonKind, Dialog, FactLine, PlainLabel, Prose, Tone
from app.ui.style import Role, capped
from app.worker.collection_contract import ImportResult


class PayerForm(Dialog):
    """Creates the payer of one customer; `created` is called with the customer once it is there. A refusal stays in the dialog."""

    def __init__(self, tab: CollectionTab, match: CustomerMatch, created: Callable[[CustomerMatch], object]) -> None:
        collector = tab.face.source_word
        super().__init__(f"Create a payer at {collector}", capped(match.contact.name, 120), width=560)
        self.setObjectName("payer-form")
        self._tab, self._match, self._created, self._collector = tab, match, created, collector
        self._notices = QVBoxLayout()
        self.banner: Banner | None = None
        self.body.addLayout(self._notices)
        self.body.addWidget(PlainLabel("This is sent", Role.GROUP))
        for icon, text, second in self._facts():
            self.body.addWidget(FactLine(icon, text, second))
        words = (
            "Bank details and authorisation are the customer's to give: "
            f"{collector} asks them. Until then nothing can be debited. They are never kept here."
        )
        self.body.addWidget(Prose(words, Role.SMALL, "text2"))
        self._foot()
        self.first_focus = self.make

    def _facts(self) -> list[tuple[str, str, str]]:
        contact = self._match.contact
        place = ", ".join(filter(None, [*contact.address.lines, contact.address.city, contact.address.postal_code]))
        found = [
            ("building-2", capped(contact.name, 200), "also as custom identifier, by which the two are found again")
        ]
        found += [("mail", capped(contact.email, 200), "")] if contact.email else []
        found += [("phone", capped(contact.phone, 80), "")] if contact.phone else []
        return found + ([("map-pin", capped(place, 300), "")] if place else [])

    def _foot(self) -> None:
        cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        cancel.setObjectName("payer-form-cancel")
        cancel.clicked.connect(self.reject)
        self.make = Button(f"Create at {self._collector}", ButtonKind.PRIMARY, icon="user-round-plus", height=36)
        self.make.setObjectName("payer-create")
        self.make.clicked.connect(self.create_payer)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.make)

    def create_payer(self) -> None:
        """Send it, once."""
        if not self.make.isEnabled():
            return
        self.make.setEnabled(False)
        self.make.setText("Creating …")
        handle = self._tab.office.create_payers(self._tab.route_id, (self._match.contact.id,))
        self._tab.ask(handle, self._done, self._refused)

    def _done(self, result: ImportResult) -> None:
        problem = first_problem(result)
        if problem is not None:
            self._refused(problem)
            return
        self.accept()
        self._created(self._match)

    def _refused(self, problem: ExpectedProblem) -> None:
        self.make.setEnabled(True)
        self.make.setText(f"Create at {self._collector}")
        if self.banner is None:
            self.banner = Banner(Tone.BAD, "circle-alert", problem.sentence, problem.advice)
            self.banner.setObjectName("payer-form-problem")
            self._notices.addWidget(self.banner)
        self.banner.set_words(problem.sentence, problem.advice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter creates it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.create_payer()
            event.accept()
            return
        super().keyPressEvent(event)
