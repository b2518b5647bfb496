"""For a sign-in whose browser does not come back by itself: the person pastes the address at which it has ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts import Button, ButtonKind, LineField, Prose
from app.ui.style import Role

_MEANING = "The whole address, from https to its end."


class PasteBack(QWidget):
    """A fold with one field. `handed(str)` brings what was pasted; a problem stands at the field and what was pasted stays."""

    handed = Signal(str)

    def __init__(self, *, opened: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        self.fold = Button("The browser does not come back", ButtonKind.QUIET, icon="chevron-right")
        self.fold.setObjectName("paste-fold")
        self.fold.clicked.connect(self._toggle)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self.inside = QWidget(self)
        row = QHBoxLayout(self.inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.field = LineField("Address the browser shows", hint=_MEANING)
        self.field.control.setObjectName("pasted-address")
        self.field.submitted.connect(self.hand_in)
        row.addWidget(self.field, 1)
        self.button = Button("Use it", height=36)
        self.button.setObjectName("hand-in")
        self.button.clicked.connect(self.hand_in)
        holder = QVBoxLayout()
        holder.addSpacing(24)
        holder.addWidget(self.button)
        holder.addStretch(1)
        row.addLayout(holder)
        column.addWidget(self.inside)
        self.said = Prose("", Role.SMALL, "text2")
        self.said.setObjectName("handed-in")
        self.said.hide()
        column.addWidget(self.said)
        self.show_field(opened)

    def _toggle(self) -> None:
        self.show_field(self.inside.isHidden())

    def show_field(self, shown: bool) -> None:
        """Fold it out or in."""
        self.inside.setVisible(shown)
        self.fold.set_icon("chevron-down" if shown else "chevron-right")
        self.fold.setAccessibleDescription("Open" if shown else "Folded")

    def hand_in(self) -> None:
        """Give what was pasted to whoever waits for it."""
        if not self.field.text().strip():
            self.field.set_problem("Nothing is pasted yet.")
            return
        self.said.hide()
        self.button.setEnabled(False)
        self.handed.emit(self.field.text())

    def take(self) -> None:
        """It was handed to whoever waits; an address of an earlier sign-in is passed over there without a word."""
        self.button.setEnabled(True)
        self.said.setText("Handed in. If nothing happens, it belongs to an earlier sign-in: open the page again.")
        self.said.show()

    def refuse(self, sentence: str) -> None:
        """It brings nothing: say why, and let the person try again."""
        self.button.setEnabled(True)
        self.field.set_problem(sentence)
        self.field.control.setFocus()
        self.field.control.selectAll()
