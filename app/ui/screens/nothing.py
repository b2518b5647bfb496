"""Before there is a route: why the window is empty, and the way on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.parts import ButtonKind, EmptyState


class NothingYet(QWidget):
    """`set_up()` when the person wants to begin."""

    set_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("nothing-yet")
        column = QVBoxLayout(self)
        self.state = EmptyState("No route yet", "A route joins the system you sell in with the ledger you keep.")
        button = self.state.add_button("Set up a route", ButtonKind.PRIMARY)
        button.setObjectName("nothing-set-up")
        button.clicked.connect(self.set_up)
        column.addWidget(self.state)

    def say(self, sentence: str, advice: str = "") -> None:
        """Another reason."""
        self.state.set_words(sentence, advice)
