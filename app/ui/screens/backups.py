"""The list of backups with a way to put each one back: part of Settings, of Recovery, and of a start that found no usable records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.dialogs.asking import AskDialog, ask
from app.ui.parts import (
    Button,
    ButtonCell,
    ButtonKind,
    Card,
    Column,
    DataTable,
    FigureCell,
    PlainLabel,
    RowsModel,
    SectionHead,
    TextCell,
)
from app.ui.style import Role, clock, full_day
from app.worker.contract import BackupFile

_REASONS = {
    "daily": "Daily",
    "upgrade": "Before an upgrade",
    "restore": "Before a restore",
    "undo": "Before an undo",
    "rebuild": "Before a rebuild",
    "asked": "By you",
}
_SHOWN = 8


class BackupsCard(Card):
    """`back_up_wanted()`, `restore_wanted(Path)` once the person has agreed to it; `show_backups` fills the list."""

    back_up_wanted = Signal()
    restore_wanted = Signal(object)

    def __init__(self, folder: Path, *, makes: bool = True) -> None:
        super().__init__(margins=(1, 18, 1, 1), spacing=14)
        self._folder = folder
        self._none = "No backup yet. One is made at the next start." if makes else "There is no backup in this folder."
        head = QVBoxLayout()
        head.setContentsMargins(19, 0, 19, 0)
        self.back_up = Button("Back up now", icon="database")
        self.back_up.setObjectName("back-up")
        self.back_up.clicked.connect(self.back_up_wanted)
        words = "One is made each day, and before anything that changes many records"
        head.addWidget(SectionHead("Backups", words, aside=self.back_up if makes else None))
        self.body.addLayout(head)
        self._add_table()
        self._add_foot()

    def _add_table(self) -> None:
        columns: list[Column[BackupFile]] = [
            Column(
                "Made", lambda b: TextCell(f"{full_day(b.at.astimezone().date())}, {clock(b.at.astimezone())}"), 180
            ),
            Column("Why", lambda b: TextCell(_REASONS.get(b.reason, b.reason), tint="text2")),
            Column("Size", lambda b: FigureCell(_size(b.size)), 110, figures=True),
            Column("", lambda _: ButtonCell("Restore", "Puts this backup in place of the records"), 110),
        ]
        self.rows: RowsModel[BackupFile] = RowsModel(columns, lambda b: b.path, parent=self)
        self.table = DataTable(self.rows, name="Backups", row_height=40, head_ground="surface")
        self.table.setObjectName("backups")
        self.table.hug()
        self.table.cell_pressed.connect(lambda backup, _column: self._ask(backup.path))
        self.body.addWidget(self.table)

    def _add_foot(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(19, 0, 19, 14)
        self.more = PlainLabel("", Role.SMALL, "text2", elide=True)
        foot.addWidget(self.more, 1)
        self.other = Button("Restore another file", ButtonKind.LINK)
        self.other.setObjectName("restore-file")
        self.other.clicked.connect(self._choose)
        foot.addWidget(self.other)
        self.body.addLayout(foot)

    def show_backups(self, backups: Sequence[BackupFile]) -> None:
        """The newest on top; older ones are counted."""
        newest = sorted(backups, key=lambda b: b.at, reverse=True)
        self.rows.set_rows(newest[:_SHOWN])
        self.table.setVisible(bool(newest))
        left = len(newest) - _SHOWN
        none = "" if newest else self._none
        self.more.setText(f"{left:,} older ones lie in the same folder." if left > 0 else none)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Restore a backup", str(self._folder), "Backups (*.backup)")
        if name:
            self._ask(Path(name))

    def _ask(self, backup: Path) -> None:
        ask_restore(self, backup, lambda: self.restore_wanted.emit(backup))


def ask_restore(parent: QWidget, backup: Path, agreed: Callable[[], object]) -> AskDialog:
    """What putting a backup back means, before it is done."""
    words = (
        "What is kept now is put aside, then this file takes its place and is opened. What was sent since this backup is found "
        "again in the ledger before more is sent."
    )
    asking = AskDialog("Restore this backup", words, yes="Restore", facts=[("database", backup.name, "")], danger=True)
    return ask(parent, asking, agreed)


def _size(octets: int) -> str:
    for unit, step in (("MB", 1_000_000), ("kB", 1_000)):
        if octets >= step:
            return f"{octets * 10 // step / 10:,} {unit}"
    return f"{octets:,} B"
