"""What every screen is: a canvas that answers keys, and keeps hold of the tasks it has asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ExpectedProblem
from app.ui.parts import Banner
from app.worker.handle import TaskHandle
from app.worker.office import Office

Heard = Callable[[Any], None]
"""Hears what a task brought; typed by whoever listens."""


class Screen(QWidget):
    """Base of the screens. `defect(CrashReport)` tells the window of what nobody foresaw."""

    defect = Signal(object)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.office = office
        self.banner: Banner | None = None
        """What went wrong and has not been mended yet; `notices` is where the screen lets it stand."""
        self.notices = QVBoxLayout()
        self._handles: list[TaskHandle] = []

    def show_problem(self, banner: Banner) -> None:
        """A problem above everything, until it is mended or the next one comes."""
        self.clear_problem()
        self.banner = banner
        self.notices.addWidget(banner)

    def clear_problem(self) -> None:
        """It is mended."""
        if self.banner is not None:
            self.notices.removeWidget(self.banner)
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None

    def act(self, keys: str) -> bool:
        """Obey a key (named as in `app.ui.keys`); False when it means nothing here."""
        del keys
        return False

    def focus_search(self) -> bool:
        """Put the cursor into the screen's search field; False when it has none."""
        return False

    def arrive(self) -> None:
        """The person has come here: put the focus where it should be, look at what may have changed."""
        if self.focusWidget() is None:
            self.focusNextChild()

    def ask(
        self, handle: TaskHandle, succeeded: Heard, failed: Callable[[ExpectedProblem], None] | None = None
    ) -> TaskHandle:
        """Listen to a task. A problem nobody listens for here, and every defect, goes to `unheard` and `defect`."""
        self._handles.append(handle)
        handle.succeeded.connect(succeeded)
        handle.failed.connect(failed or self.unheard)
        handle.crashed.connect(self.defect)
        handle.finished.connect(lambda: self._forget(handle))
        return handle

    def _forget(self, handle: TaskHandle) -> None:
        if handle in self._handles:
            self._handles.remove(handle)

    def unheard(self, problem: ExpectedProblem) -> None:
        """A problem of a task that only fills a corner of the screen: that corner then stays empty and says so itself."""
        del problem

    def let_go(self) -> None:
        """Stop listening; what was asked goes on by itself."""
        for handle in self._handles:
            handle.release()
        self._handles.clear()
