"""The setting that keeps the program running when its window is closed; where the desktop has no tray it says so."""

from __future__ import annotations

from PySide6.QtWidgets import QSystemTrayIcon

from app.ui.dialogs.office import UpkeepOffice
from app.ui.parts import Card, CheckBlock, SectionHead
from app.ui.tray.setting import STAYS

_GOES_ON = "Automatic import goes on; the icon in the tray opens the window again, and ends the program."
_NO_TRAY = "This desktop shows no tray: closing the window ends the program. The command line imports without a window."


class StaysCard(Card):
    """One check box. `show_state(bool)` with whether there is a tray now."""

    def __init__(self, office: UpkeepOffice) -> None:
        super().__init__(spacing=12)
        self._office = office
        self.body.addWidget(SectionHead("When the window is closed", "Automatic import runs while Ledgerferry runs"))
        self.block = CheckBlock("Keep running in the tray", _GOES_ON)
        self.block.check.setObjectName("keep-running")
        self.block.check.clicked.connect(self._kept)
        self.body.addWidget(self.block)
        self.refresh()

    def refresh(self) -> None:
        """As it is kept, on the desktop as it is now."""
        self.show_state(QSystemTrayIcon.isSystemTrayAvailable())

    def show_state(self, there: bool) -> None:
        """Offered where there is a tray; elsewhere it says what closing does."""
        words = _GOES_ON if there else _NO_TRAY
        self.block.second.setText(words)
        self.block.check.setAccessibleDescription(words)
        self.block.check.setEnabled(there)
        self.block.check.setChecked(there and self._office.setting(STAYS) == "yes")

    def _kept(self) -> None:
        self._office.save_setting(STAYS, "yes" if self.block.check.isChecked() else "no")
