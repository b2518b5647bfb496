"""A document whose end nobody could prove: the person looks, then says what it is. Each way in clear words."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.domain.machine import Decision
from app.domain.plan import PlannedDocument, Problem
from app.ui.models.faces import RouteFace
from app.ui.parts import Button, ButtonKind, Dialog, Prose, RadioCard
from app.ui.style import Role


class DecisionDialog(Dialog):
    """`decided(Decision)` with the chosen way; `open_link(str)` to look first."""

    decided = Signal(object)
    open_link = Signal(str)

    def __init__(self, problem: Problem, planned: PlannedDocument, face: RouteFace) -> None:
        number = planned.source.number or f"ID {planned.source.id}"
        super().__init__(f"What became of {number}?", planned.source.party.name, width=600)
        self.setObjectName("decision-dialog")
        ledger = face.ledger_word
        self.body.addWidget(Prose(f"{problem.sentence} Look in {ledger} first; then choose.", Role.TEXT, "text"))
        found = planned.existing is not None
        source = face.source_word
        adopted = f"Ledgerferry takes the one in {ledger} as this invoice and sends nothing."
        ways = (
            (Decision.ADOPT, "It is there and it is right", adopted, found),
            (Decision.SEND_AGAIN, "It is not there: send it again", "It goes with the next Sync.", True),
            (Decision.LEAVE, "Leave it as it is", f"Nothing is sent. It stays open in {source}.", True),
        )
        self.ways: dict[Decision, RadioCard] = {}
        for decision, title, second, offered in ways:
            card = RadioCard(title, second)
            card.setObjectName(f"decision-{decision.value}")
            card.setEnabled(offered)
            card.setToolTip("" if offered else f"Nothing was found in {ledger} that could be taken")
            card.toggled.connect(self._name_button)
            self.ways[decision] = card
            self.body.addWidget(card)
        address = planned.existing.url if planned.existing else ""
        if address:
            look = Button(f"Open in {ledger}", ButtonKind.LINK, trailing="external-link")
            look.setObjectName("decision-look")
            look.clicked.connect(lambda: self.open_link.emit(address))
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
        self._name_button()
        self.first_focus = self.ways[Decision.ADOPT if found else Decision.SEND_AGAIN]

    @property
    def chosen(self) -> Decision | None:
        """The way chosen so far."""
        return next((decision for decision, card in self.ways.items() if card.isChecked()), None)

    def _name_button(self, _on: bool = False) -> None:
        words = {
            Decision.ADOPT: "Take it as this invoice",
            Decision.SEND_AGAIN: "Send it again",
            Decision.LEAVE: "Leave it",
        }
        chosen = self.chosen
        self.agree.setText(words[chosen] if chosen is not None else "Choose first")
        self.agree.setEnabled(chosen is not None)

    def _decide(self) -> None:
        if self.chosen is not None:
            self.decided.emit(self.chosen)
            self.accept()
