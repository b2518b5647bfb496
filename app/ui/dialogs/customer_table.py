"""Many customers at once: three piles, all certain ones with one key, the rest row by row, everything undoable."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import BadInput, ExpectedProblem
from app.domain.words import count_of
from app.ui.dialogs.customer_rows import CustomerRow, columns_of, first_choice, lay_out, one_currency
from app.ui.dialogs.settling import Settling
from app.ui.parts import (
    Banner,
    Button,
    ButtonKind,
    DataTable,
    Dialog,
    GroupRow,
    KeyHint,
    PlainLabel,
    ProgressBar,
    RowsModel,
    SearchEntry,
    Share,
    Tone,
    open_dialog,
)
from app.ui.style import Role
from app.worker.contract import CustomerDecision

_WIDE, _HIGH = 1180, 740
_KEYS = (
    ("Enter", "accept"),
    ("← →", "other candidate"),
    ("/", "search"),
    ("N", "new"),
    ("S", "skip"),
    ("U", "undo"),
)


class CustomerTable(Dialog):
    """The table of a sitting. `closer(str, bool)` asks for the dialog of one customer, with a new contact chosen if True."""

    closer = Signal(str, bool)
    mending = Signal(str, object)
    """The customer whose new contact was refused, and the `BadInput` that names the field."""

    def __init__(self, settling: Settling) -> None:
        organisation = settling.books.organisation
        super().__init__("Map customers", organisation or " ", width=_WIDE, height=_HIGH)
        self.setObjectName("customer-table")
        self.settling = settling
        self._choices: dict[str, int] = {}
        self._opened: frozenset[str] = frozenset()
        self._asked_for = ""
        books = settling.books
        columns = columns_of(books.ledger, books.source, one_currency(settling.gaps))
        self.rows: RowsModel[CustomerRow] = RowsModel(
            columns, lambda row: row.gap.party.id, quiet=lambda row: row.answer is not None, parent=self
        )
        self.table = DataTable(self.rows, name="Customers without a match", row_height=44, head_ground="surface")
        self.table.setObjectName("customers")
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addLayout(self._tools())
        self._notices = QVBoxLayout()
        self.body.addLayout(self._notices)
        self.banner: Banner | None = None
        self.body.addWidget(self.table, 1)
        self._place_foot()
        self.first_focus = self.table
        self.table.installEventFilter(self)
        self.finder.installEventFilter(self)
        self.table.opened.connect(self._accept_row)
        self.table.cell_pressed.connect(lambda row, _column: self._accept_row(row))
        self.table.group_pressed.connect(self._open_pile)
        settling.changed.connect(self.show_rows)
        settling.refused.connect(self._refused)
        settling.crashed.connect(self._crashed)
        self.show_rows()
        self._go_to_first()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(3)
        count = count_of(len(self.settling.gaps), "customer")
        verb = "is" if len(self.settling.gaps) == 1 else "are"
        words.addWidget(PlainLabel(f"{count} of this search {verb} not linked yet", Role.CARD, elide=True))
        second = "Settle them once. Ledgerferry remembers each link by ID, and you can change it under Mappings."
        words.addWidget(PlainLabel(second, Role.SMALL, "text2", elide=True))
        row.addLayout(words, 1)
        self.finder = SearchEntry("Find a customer")
        self.finder.setObjectName("find-customer")
        self.finder.setFixedWidth(200)
        self.finder.textEdited.connect(self._find)
        row.addWidget(self.finder)
        self.certain = Button("", ButtonKind.PRIMARY, icon="check", key="A")
        self.certain.setObjectName("accept-certain")
        self.certain.clicked.connect(self.settling.accept_certain)
        row.addWidget(self.certain)
        return row

    def _place_foot(self) -> None:
        self.foot.setSpacing(18)
        for key, word in _KEYS:
            self.foot.addWidget(KeyHint(key, word))
        self.foot.addStretch(1)
        holder = QWidget()
        holder.setFixedWidth(150)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        self.count = PlainLabel("", Role.GROUP, align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bar = ProgressBar()
        column.addWidget(self.count, 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(self.bar)
        self.foot.addWidget(holder)
        self.go_on = Button("Continue", height=36)
        self.go_on.setObjectName("continue")
        self.go_on.clicked.connect(self.accept)
        self.foot.addWidget(self.go_on)

    # --- showing

    def show_rows(self) -> None:
        """Lay the piles out again; the current customer stays current, or the next one below it becomes so."""
        number, row = self.table.currentIndex().row(), self.table.row()
        key = row.gap.party.id if isinstance(row, CustomerRow) else None
        following = self._next_waiting(number)
        settling = self.settling
        self.rows.set_rows(
            lay_out(
                settling.gaps,
                self._choices,
                settling.answers,
                find=self.finder.text(),
                opened=self._opened,
                ledger=settling.books.ledger,
            )
        )
        if key is not None and key not in settling.answers and self.rows.number_of(key) >= 0:
            self.table.set_current(self.rows.number_of(key))
        elif following is not None and self.rows.number_of(following) >= 0:
            self.table.set_current(self.rows.number_of(following))
        elif key is not None:
            self._go_to_first()
        self._show_counts()

    def _next_waiting(self, number: int) -> str | None:
        """The customer after this row that has no answer yet: where the work goes on."""
        for following in range(number + 1, self.rows.rowCount()):
            row = self.rows.row_at(following)
            if isinstance(row, CustomerRow) and row.gap.party.id not in self.settling.answers:
                return row.gap.party.id
        return None

    def _go_to_first(self) -> None:
        """The first row that wants a look: a likely one before the certain ones, which one key takes."""
        rows = [(n, self.rows.row_at(n)) for n in range(self.rows.rowCount())]
        waiting = [(n, r) for n, r in rows if isinstance(r, CustomerRow) and r.answer is None]
        likely = next((n for n, r in waiting if r.pile.value != "certain"), None)
        first = likely if likely is not None else next((n for n, _ in waiting), -1)
        if first >= 0:
            self.table.set_current(first)

    def _show_counts(self) -> None:
        total, settled = len(self.settling.gaps), self.settling.settled
        certain, busy = len(self.settling.certain()), self.settling.is_busy
        self.count.setText(f"{settled:,} of {total:,} settled")
        self.bar.set_shares([Share(settled, Tone.ACCENT, "settled")], total)
        self.certain.setText(f"Accept {certain:,} certain")
        self.certain.setEnabled(bool(certain) and not busy)
        done = settled == total and total > 0
        self.certain.setVisible(not done)
        self.go_on.set_kind(ButtonKind.PRIMARY if done else ButtonKind.SECONDARY)
        self.go_on.setText("Continue" if done else "Close")
        if done and self.banner is not None:
            self.banner.hide()

    def _find(self) -> None:
        self.show_rows()
        if not isinstance(self.table.row(), CustomerRow):
            self._go_to_first()

    def _open_pile(self, group: GroupRow) -> None:
        self._opened ^= {str(group.key)}
        self.show_rows()

    # --- deciding

    def _accept_row(self, row: CustomerRow) -> None:
        if row.answer is None:
            self._asked_for = row.gap.party.id
            self.settling.answer([row.decision()])

    def _row(self) -> CustomerRow | None:
        row = self.table.row()
        return row if isinstance(row, CustomerRow) and row.answer is None else None

    def _step(self, by: int) -> None:
        row = self._row()
        if row is not None:
            self._choices[row.gap.party.id] = (row.choice + by) % row.choices
            number = self.rows.number_of(row.gap.party.id)
            self.rows.replace_row(number, CustomerRow(row.gap, self._choices[row.gap.party.id]))

    def _skip(self) -> None:
        row = self._row()
        if row is not None:
            self.settling.answer([CustomerDecision(row.gap.party, skip=True)])

    def _closer(self, creating: bool) -> None:
        row = self._row()
        if row is not None:
            self.closer.emit(row.gap.party.id, creating)

    def _undo(self) -> None:
        self.settling.undo()

    def _refused(self, problem: ExpectedProblem) -> None:
        if open_dialog(self.window()) is not self:
            return  # a dialog above asked, and says so itself
        if isinstance(problem, BadInput) and problem.field in {"name", "email"}:
            self.mending.emit(self._asked_for, problem)
        else:
            self._notice(problem.sentence, problem.advice)

    def _crashed(self, report: object) -> None:
        del report
        self._notice("This answer could not be kept.", "Nothing was kept. Try once more.")

    def _notice(self, sentence: str, second: str) -> None:
        if self.banner is None:
            self.banner = Banner(Tone.BAD, "circle-alert", sentence, second)
            self.banner.setObjectName("mapping-problem")
            self._notices.addWidget(self.banner)
        self.banner.set_words(sentence, second)

    # --- keys

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the top, with the current row in view."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._scroll_to_current)

    def _scroll_to_current(self) -> None:
        self.table.scrollToTop()
        self.table.scrollTo(self.table.currentIndex())

    def _obey(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.AltModifier:
            return False
        keys: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Left: lambda: self._step(-1),
            Qt.Key.Key_Right: lambda: self._step(1),
            Qt.Key.Key_A: self.settling.accept_certain,
            Qt.Key.Key_N: lambda: self._closer(True),
            Qt.Key.Key_S: self._skip,
            Qt.Key.Key_U: self._undo,
            Qt.Key.Key_Slash: lambda: self._closer(False),
        }
        does = keys.get(Qt.Key(event.key()))
        if does is None:
            return False
        does()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of mapping come before the table's own: Left and Right mean candidates, not columns."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not pressed or not isinstance(event, QKeyEvent):
            return False
        with_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return (watched is self.table or with_alt) and self._obey(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of mapping work wherever the focus is; in the search line with Alt."""
        typing = isinstance(self.focusWidget(), QLineEdit)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if (alt or not typing) and self._obey(event):
            event.accept()
            return
        if typing and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.table.setFocus()
            event.accept()
            return
        super().keyPressEvent(event)


__all__ = ["CustomerTable", "first_choice"]
