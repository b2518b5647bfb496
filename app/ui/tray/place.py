"""Where the icon stands: the desktop's tray, or nothing where the desktop has none. Everything Qt knows of trays is here."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

_STAYS = 10_000  # milliseconds that a notification is asked to stay; the desktop decides


class TrayPlace(QObject):
    """A tray. `pressed()` for a press on the icon itself, `word_pressed()` for one on a notification."""

    pressed = Signal()
    word_pressed = Signal()

    def is_there(self) -> bool:
        """Whether this desktop has a tray now."""
        raise NotImplementedError

    def show_icon(self, icon: QIcon, tip: str, menu: QMenu) -> None:
        """Put the icon up, or change what it shows."""
        raise NotImplementedError

    def say(self, title: str, words: str, icon: QIcon) -> None:
        """A notification; plain text."""
        raise NotImplementedError

    def take_down(self) -> None:
        """The icon goes."""
        raise NotImplementedError


class DesktopTray(TrayPlace):
    """The tray of the desktop that the program runs on."""

    def __init__(self) -> None:
        super().__init__()
        self._icon: QSystemTrayIcon | None = None

    def is_there(self) -> bool:
        """Asked anew each time: a panel may start after the program, or end before it."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show_icon(self, icon: QIcon, tip: str, menu: QMenu) -> None:
        """Put the icon up, or change what it shows."""
        if self._icon is None:
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(menu)
            self._icon.activated.connect(self._activated)
            self._icon.messageClicked.connect(self.word_pressed)
        self._icon.setIcon(icon)
        self._icon.setToolTip(tip)
        self._icon.show()

    def _activated(self, how: QSystemTrayIcon.ActivationReason) -> None:
        """A press opens the window, except where the system itself opens the menu by it."""
        if how is QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":
            self.pressed.emit()

    def say(self, title: str, words: str, icon: QIcon) -> None:
        """A notification; plain text."""
        if self._icon is not None:
            self._icon.showMessage(title, words, icon, _STAYS)

    def take_down(self) -> None:
        """The icon goes."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
