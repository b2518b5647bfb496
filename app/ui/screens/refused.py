"""A start whose records cannot be opened: why, what mends it, and the backups that could take their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import ExpectedProblem
from app.ui.parts import Banner, Button, ButtonKind, HeaderBar, Tone
from app.ui.screens.backups import BackupsCard
from app.ui.screens.place import scrolled
from app.ui.screens.problems import banner_of, problem_details
from app.ui.style import app_icon, colour
from app.worker.contract import BackupFile
from app.worker.handle import TaskHandle

_SIZE = (960, 680)
_MENDED_BY_A_BACKUP = frozenset({"database_damaged", "database_newer"})


class ShelfOffice(Protocol):
    """Backups of records that are not open."""

    @property
    def data(self) -> Path:
        """Where the records lie."""
        ...

    def backups(self) -> TaskHandle:
        """Sequence[BackupFile], oldest first."""
        ...

    def restore(self, backup: Path) -> TaskHandle:
        """None; the records can be opened again then."""
        ...


class RefusedStart(QWidget):
    """`again()` to open the records once more, `practice()` to go to the practice books instead; closing it ends the program."""

    again = Signal()
    practice = Signal()

    def __init__(self, problem: ExpectedProblem, office: ShelfOffice, *, of_practice: bool = False) -> None:
        super().__init__()
        self.setObjectName("refused-start")
        self.setWindowTitle("Ledgerferry")
        self.setWindowIcon(app_icon())
        self.resize(*_SIZE)
        self._office = office
        self._handles: list[TaskHandle] = []
        self._failed: Banner | None = None
        what = "The practice books could not be opened" if of_practice else "Your records could not be opened"
        self.head = HeaderBar("Ledgerferry", f"{what}. Nothing is sent meanwhile.")
        self._page = QVBoxLayout()
        self._page.setContentsMargins(24, 24, 24, 24)
        self._page.setSpacing(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(scrolled(self._page), 1)
        self.banner = self._reason(problem)
        self._page.addWidget(self.banner)
        self.backups: BackupsCard | None = None
        if problem.code in _MENDED_BY_A_BACKUP and not of_practice:
            self._add_backups()
        self._page.addLayout(self._ways_on(of_practice))
        self._page.addStretch(1)

    def _reason(self, problem: ExpectedProblem) -> Banner:
        at = datetime.now(UTC).astimezone()
        banner = Banner(
            Tone.BAD,
            "database",
            problem.sentence,
            problem.advice,
            button="Try again",
            kind=ButtonKind.PRIMARY,
            button_icon="refresh-cw",
            details=problem_details(problem, at),
            large=True,
        )
        banner.setObjectName("refused-reason")
        banner.button.setObjectName("refused-again")
        banner.pressed.connect(self.again)
        return banner

    def _ways_on(self, of_practice: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        folder = Button("Open folder", icon="folder-open")
        folder.setObjectName("refused-folder")
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._office.data))))
        row.addWidget(folder)
        if not of_practice:
            practice = Button("Practice books", icon="graduation-cap")
            practice.setObjectName("refused-practice")
            practice.setToolTip("Invented data on this computer; your records stay as they are")
            practice.clicked.connect(self.practice)
            row.addWidget(practice)
        row.addStretch(1)
        end = Button("Close", ButtonKind.GHOST)
        end.setObjectName("refused-close")
        end.clicked.connect(self.close)
        row.addWidget(end)
        return row

    # --- backups

    def _add_backups(self) -> None:
        self.backups = BackupsCard(self._office.data, makes=False)
        self.backups.restore_wanted.connect(self._restore)
        self._page.addWidget(self.backups)
        self._ask(self._office.backups()).succeeded.connect(self._know_backups)

    def _know_backups(self, backups: Sequence[BackupFile]) -> None:
        if self.backups is not None:
            self.backups.show_backups(backups)

    def _restore(self, backup: Path) -> None:
        self._ask(self._office.restore(backup)).succeeded.connect(lambda _nothing: self.again.emit())

    def _ask(self, handle: TaskHandle) -> TaskHandle:
        self._handles.append(handle)
        handle.failed.connect(self._complain)
        return handle

    def _complain(self, problem: ExpectedProblem) -> None:
        if self._failed is not None:
            self._page.removeWidget(self._failed)
            self._failed.hide()
            self._failed.deleteLater()
        self._failed = banner_of(problem, at=datetime.now(UTC).astimezone())
        self._page.insertWidget(1, self._failed)

    # --- the window

    def show(self) -> None:
        """The focus on what mends it, so that Enter is enough."""
        super().show()
        self.banner.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def come_forward(self) -> None:
        """Another start of the program found this one waiting."""
        self.raise_()
        self.activateWindow()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The canvas behind the cards."""
        QPainter(self).fillRect(self.rect(), colour("canvas"))
