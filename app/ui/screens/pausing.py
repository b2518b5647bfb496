"""The button that pauses a run or lets it go on, and always says which of both a press does."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.ui.parts import Button
from app.worker.handle import TaskHandle


class PauseButton(Button):
    """`paused()` when the person has paused the task that is watched; nothing new is begun until it goes on."""

    paused = Signal()

    def __init__(self, name: str) -> None:
        super().__init__("Pause", icon="pause", key="P", height=36)
        self.setObjectName(name)
        self._handle: TaskHandle | None = None
        self.clicked.connect(self.toggle)

    def watch(self, handle: TaskHandle) -> None:
        """Pause this task from now on."""
        self._handle = handle
        self.setEnabled(True)
        self._say()

    @property
    def is_paused(self) -> bool:
        """Whether the task has been asked to wait."""
        return self._handle is not None and self._handle.is_paused

    def toggle(self) -> None:
        """Start nothing new, or go on."""
        if self._handle is None or self._handle.is_finished:
            return
        if self._handle.is_paused:
            self._handle.go_on()
        else:
            self._handle.pause()
            self.paused.emit()
        self._say()

    def _say(self) -> None:
        self.setText("Go on" if self.is_paused else "Pause")
        self.set_icon("play" if self.is_paused else "pause")
