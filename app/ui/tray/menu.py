"""The tray's menu: how it stands, the last round in one line, and what can be done without the window."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.ui.tray.words import TrayFacts, last_line, state_line

PAUSE, RESUME = "Pause automatic import", "Resume automatic import"


class TrayMenu(QMenu):
    """`open_wanted()`, `import_wanted()`, `pause_wanted(bool)` (False: resume) and `quit_wanted()`."""

    open_wanted = Signal()
    import_wanted = Signal()
    pause_wanted = Signal(bool)
    quit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tray-menu")
        self._runs = False
        self.state, self.last = self._line("tray-state"), self._line("tray-last")
        self.addSeparator()
        self.open = self._deed("Open Ledgerferry", "tray-open")
        self.open.triggered.connect(self._open)
        self.setDefaultAction(self.open)
        self.import_now = self._deed("Import now", "tray-import")
        self.import_now.triggered.connect(self._import)
        self.pause = self._deed(PAUSE, "tray-pause")
        self.pause.triggered.connect(self._pause)
        self.addSeparator()
        self.quit = self._deed("Quit", "tray-quit")
        self.quit.triggered.connect(self._quit)

    def _line(self, name: str) -> QAction:
        line = self._deed("", name)
        line.setEnabled(False)
        return line

    def _deed(self, words: str, name: str) -> QAction:
        deed = QAction(words, self)
        deed.setObjectName(name)
        self.addAction(deed)
        return deed

    def _open(self) -> None:
        self.open_wanted.emit()

    def _import(self) -> None:
        self.import_wanted.emit()

    def _pause(self) -> None:
        self.pause_wanted.emit(self._runs)

    def _quit(self) -> None:
        self.quit_wanted.emit()

    def show_facts(self, facts: TrayFacts, now: datetime, *, is_busy: bool) -> None:
        """How it stands now; what cannot be done is not offered."""
        self._runs = facts.runs
        self.state.setText(_unmarked(state_line(facts, now)))
        last = last_line(facts.routes, now)
        self.last.setText(_unmarked(last))
        self.last.setVisible(bool(last))
        for deed in (self.import_now, self.pause):
            deed.setVisible(bool(facts.routes))
        self.import_now.setEnabled(not is_busy)
        self.import_now.setText("Importing" if is_busy else "Import now")
        self.pause.setText(PAUSE if facts.runs else RESUME)


def _unmarked(words: str) -> str:
    """A name's '&' is shown, not taken for a mark of the key."""
    return words.replace("&", "&&")
