"""Which system is to be connected."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.ui.dialogs.connection_guides import GUIDES
from app.ui.parts import Button, ButtonKind, Dialog, RadioCard


class SystemChoice(Dialog):
    """`chosen(object)` brings the `System`."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("Add a connection", width=520)
        self.setObjectName("system-choice")
        self.cards = {system: RadioCard(guide.name, guide.second) for system, guide in GUIDES.items()}
        for system, card in self.cards.items():
            card.setObjectName(f"system-{system.value}")
            self.body.addWidget(card)
        first = next(iter(self.cards.values()))
        first.setChecked(True)
        self.first_focus = first
        cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        cancel.clicked.connect(self.reject)
        go_on = Button("Continue", ButtonKind.PRIMARY, key="Enter", height=36)
        go_on.setObjectName("system-continue")
        go_on.clicked.connect(self.take)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(go_on)

    def take(self) -> None:
        """Go on with the chosen one."""
        system = next(system for system, card in self.cards.items() if card.isChecked())
        self.accept()
        self.chosen.emit(system)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.take()
            event.accept()
            return
        super().keyPressEvent(event)
