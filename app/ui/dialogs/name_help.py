"""Below the name of a new contact: who holds it already, and the ways on: take that one, bring it back, or a name that is free."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.contact_names import NameBook, NameTrouble
from app.domain.ledger_words import words_of
from app.domain.parties import ContactState, LedgerContact
from app.ui.parts import Button, Prose
from app.ui.style import Role, capped

_SHOWN = 44


class NameHelp(QWidget):
    """Hidden while the name can be given. `renamed(str)` brings a free name, `adopted(object)` the `LedgerContact` that holds it."""

    renamed = Signal(str)
    adopted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("name-help")
        self.trouble: NameTrouble | None = None
        self._names = NameBook.nobody()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.sentence = Prose("", Role.SMALL, "warn_text")
        column.addWidget(self.sentence)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.adopt = Button("")
        self.adopt.setObjectName("adopt-holder")
        self.adopt.clicked.connect(self._adopt)
        self.rename = Button("")
        self.rename.setObjectName("take-free-name")
        self.rename.clicked.connect(self._rename)
        row.addWidget(self.adopt)
        row.addWidget(self.rename)
        row.addStretch(1)
        column.addLayout(row)
        self.hide()

    def know(self, names: NameBook) -> None:
        """The names of the ledger as it was last read."""
        self._names = names

    def look_at(self, name: str) -> None:
        """Say whether this name can be given, as it is typed."""
        trouble = self._names.trouble(" ".join(name.split())) if name.strip() else None
        self.trouble = trouble
        self.setVisible(trouble is not None)
        if trouble is None:
            return
        self.sentence.setText(trouble.sentence)
        self.sentence.show()
        holder, words = trouble.holder, words_of(self._names.rules.vendor)
        self.adopt.setVisible(holder is not None)
        if holder is not None:
            use = "Use" if holder.state is ContactState.ACTIVE else f"{words.bring_back.capitalize()} and use"
            self.adopt.setText(f"{use} {capped(holder.name, _SHOWN)}")
        self.rename.setVisible(bool(trouble.free))
        self.rename.setText(f"Name it {capped(trouble.free, _SHOWN)}")

    def _adopt(self) -> None:
        if self.trouble is not None and isinstance(self.trouble.holder, LedgerContact):
            self.adopted.emit(self.trouble.holder)

    def _rename(self) -> None:
        if self.trouble is not None and self.trouble.free:
            self.renamed.emit(self.trouble.free)
