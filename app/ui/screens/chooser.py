"""Choosing an account, product, tax rate or tracking option where the problem is: typed, picked, saved as a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts import (
    Button,
    ButtonKind,
    CheckField,
    Column,
    DataTable,
    Prose,
    RowsModel,
    SearchEntry,
    TextCell,
)  # fmt: skip
from app.ui.parts.detail import DETAIL_WIDTH
from app.ui.style import Role, colour


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to choose: what is saved, its name, and what tells it from others."""

    value: str
    name: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be chosen and for what: 'Account for Hardware resale', '17 invoices, 15,069.24 AUD'.

    `only_for` names a customer when the answer may be an exception for that customer alone; `create` is a button's words where something
    new may be made instead.
    """

    title: str
    second: str
    offers: tuple[Offer, ...]
    nothing: str
    button: str = "Use {name}"
    only_for: str = ""
    create: str = ""


class Chooser(QWidget):
    """Takes the detail's place at the right. `chosen(Offer, bool)` with whether it is for one customer only; `closed()`.

    `creating(bool)` when something new is wanted instead, with the same.
    """

    chosen = Signal(object, bool)
    creating = Signal(bool)
    closed = Signal()

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chooser")
        self.setFixedWidth(DETAIL_WIDTH)
        self.setAccessibleName(question.title)
        self._question = question
        self._folded = [(f"{o.name} {o.second} {o.value}".casefold(), o) for o in question.offers]
        self.search = SearchEntry("Type to find", height=36)
        self.search.setObjectName("chooser-search")
        self.rows: RowsModel[Offer] = RowsModel(
            (Column("", lambda o: TextCell(o.name, o.second)),), key=lambda o: o.value
        )
        self.table = DataTable(self.rows, name=question.title, row_height=44)
        self.table.setObjectName("chooser-list")
        self.table.head.hide()
        self.nothing = Prose(question.nothing, Role.TEXT, "text2")
        self.only = CheckField(f"Only for {question.only_for}")
        self.only.setObjectName("chooser-only")
        self.make_new = Button(question.create, ButtonKind.QUIET, icon="plus")
        self.make_new.setObjectName("chooser-create")
        self.accept = Button("", ButtonKind.OUTLINE, key="Enter", height=36)
        self.accept.setObjectName("chooser-accept")
        self.cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        self.cancel.setObjectName("chooser-cancel")
        self._lay()
        self.make_new.setVisible(bool(question.create))  # not before it has a parent: it would be a window of its own
        self.only.setVisible(bool(question.only_for))
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.table.current_row.connect(self._name_button)
        self.table.opened.connect(lambda _row: self._accept())
        self.accept.clicked.connect(self._accept)
        self.cancel.clicked.connect(self.closed)
        self.make_new.clicked.connect(lambda: self.creating.emit(self.only.isChecked()))
        self._find("")

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 20, 0, 16)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 20, 12)
        head.setSpacing(4)
        head.addWidget(Prose(self._question.title, Role.CARD, "text"))
        head.addWidget(Prose(self._question.second, Role.SMALL, "text2"))
        head.addSpacing(8)
        head.addWidget(self.search)
        head.addWidget(self.nothing)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 12, 20, 0)
        foot.setSpacing(10)
        foot.addWidget(self.make_new, 0, Qt.AlignmentFlag.AlignLeft)
        foot.addWidget(self.only)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.accept, 1)
        row.addWidget(self.cancel)
        foot.addLayout(row)
        column.addLayout(foot)

    def _find(self, text: str) -> None:
        words = text.casefold().split()
        found: Sequence[Offer] = [offer for folded, offer in self._folded if all(word in folded for word in words)]
        self.rows.set_rows(list(found))
        self.nothing.setVisible(not found)
        self.nothing.setText(self._question.nothing if not self._question.offers else "Nothing matches what is typed.")
        self.accept.setEnabled(bool(found))
        if found:
            self.table.set_current(0)
        self._name_button(self.table.row())

    def _name_button(self, offer: Offer | None) -> None:
        self.accept.setText(self._question.button.format(name=offer.name) if offer else "Nothing to choose")

    def _accept(self) -> None:
        offer = self.table.row()
        if isinstance(offer, Offer):
            self.chosen.emit(offer, self.only.isChecked())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of the detail whose place it takes, and its line at the left."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, 0, 1, self.height(), colour("line"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the cursor stays in the search field; Enter takes the chosen one."""
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            number = self.table.currentIndex().row()
            if event.key() == Qt.Key.Key_Down:
                self.table.set_current(min(self.rows.rowCount() - 1, number + 1))
                return True
            if event.key() == Qt.Key.Key_Up:
                self.table.set_current(max(0, number - 1))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._accept()
                return True
        return super().eventFilter(watched, event)
