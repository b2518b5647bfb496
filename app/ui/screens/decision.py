"""What nobody could prove the end of: the person looks, then says what it is. Each way in clear words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal

from app.domain.machine import Decision
from app.domain.plan import PlannedDocument, Problem
from app.ui.models.faces import RouteFace
from app.ui.parts import Button, ButtonKind, Dialog, Prose, RadioCard
from app.ui.style import Role

_AGREED = {
    Decision.ADOPT: "Take it as it is",
    Decision.SEND_AGAIN: "Send it again",
    Decision.LEAVE: "Leave it",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is asked. `place` is the system to look in; `found` whether something is there that could be taken; `url` leads to it."""

    number: str
    customer: str
    sentence: str
    place: str
    source: str
    found: bool
    url: str = ""
    is_document: bool = True

    @classmethod
    def of_document(cls, problem: Problem, planned: PlannedDocument, face: RouteFace) -> Doubt:
        """The doubt about a document that a search has found again."""
        return cls(
            number=planned.source.number or f"ID {planned.source.id}",
            customer=planned.source.party.name,
            sentence=problem.sentence,
            place=face.ledger_word,
            source=face.source_word,
            found=planned.existing is not None,
            url=planned.existing.url if planned.existing else "",
        )

    def ways(self) -> dict[Decision, tuple[str, str]]:
        """Title and meaning of each way."""
        again = "It is sent within a minute, or by the next Sync."
        if not self.is_document:
            return {
                Decision.ADOPT: (
                    "It is done and it is right",
                    f"Ledgerferry takes what is in {self.place} as it is and changes nothing.",
                ),
                Decision.SEND_AGAIN: ("It is not done: do it again", again),
                Decision.LEAVE: ("Leave it as it is", "Nothing is changed."),
            }
        return {
            Decision.ADOPT: (
                "It is there and it is right",
                f"Ledgerferry takes the one in {self.place} as this invoice and sends nothing.",
            ),
            Decision.SEND_AGAIN: ("It is not there: send it again", again),
            Decision.LEAVE: ("Leave it as it is", f"Nothing is sent. It stays open in {self.source}."),
        }


class DecisionDialog(Dialog):
    """`decided(Decision)` with the chosen way; `open_link(str)` to look first."""

    decided = Signal(object)
    open_link = Signal(str)

    def __init__(self, doubt: Doubt, chosen: Decision | None = None) -> None:
        super().__init__(f"What became of {doubt.number}?", doubt.customer, width=600)
        self.setObjectName("decision-dialog")
        words = f"{doubt.sentence.rstrip('.?')}. Look in {doubt.place} first; then choose."
        self.body.addWidget(Prose(words, Role.TEXT, "text"))
        self.ways: dict[Decision, RadioCard] = {}
        for decision, (title, second) in doubt.ways().items():
            card = RadioCard(title, second)
            card.setObjectName(f"decision-{decision.value}")
            offered = doubt.found or decision is not Decision.ADOPT
            card.setEnabled(offered)
            card.setToolTip("" if offered else f"Nothing was found in {doubt.place} that could be taken")
            card.toggled.connect(self._name_button)
            self.ways[decision] = card
            self.body.addWidget(card)
        self._add_foot(doubt)
        if chosen is not None:
            self.ways[chosen].setChecked(True)
        self._name_button()
        self.first_focus = self.ways[chosen or (Decision.ADOPT if doubt.found else Decision.SEND_AGAIN)]

    def _add_foot(self, doubt: Doubt) -> None:
        if doubt.url:
            look = Button(f"Open in {doubt.place}", ButtonKind.LINK, trailing="external-link")
            look.setObjectName("decision-look")
            look.clicked.connect(lambda: self.open_link.emit(doubt.url))
            self.foot.addWidget(look)
        cancel = Button("Decide later", ButtonKind.GHOST, height=36)
        cancel.setObjectName("decision-later")
        cancel.clicked.connect(self.reject)
        self.agree = Button("", ButtonKind.PRIMARY, height=36)
        self.agree.setObjectName("decision-agree")
        self.agree.clicked.connect(self._decide)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.agree)

    @property
    def chosen(self) -> Decision | None:
        """The way chosen so far."""
        return next((decision for decision, card in self.ways.items() if card.isChecked()), None)

    def _name_button(self, _on: bool = False) -> None:
        chosen = self.chosen
        self.agree.setText(_AGREED[chosen] if chosen is not None else "Choose first")
        self.agree.setEnabled(chosen is not None)

    def _decide(self) -> None:
        if self.chosen is not None:
            self.decided.emit(self.chosen)
            self.accept()
