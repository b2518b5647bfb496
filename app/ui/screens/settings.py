"""Settings of this installation: how it looks, where its records lie, backups, and what it is made of."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.constants import SETTLE_SETTING, settle_of
from app.ui.dialogs.database_form import DatabaseForm
from app.ui.dialogs.office import UpkeepOffice
from app.ui.parts import (
    Button,
    ButtonKind,
    Card,
    CheckBlock,
    Choice,
    FactLine,
    PlainLabel,
    Prose,
    SectionHead,
    Segment,
    SegmentedFilter,
)
from app.ui.screens.backups import BackupsCard
from app.ui.screens.place import PlaceScreen
from app.ui.screens.setup_about import AboutDialog
from app.ui.style import Role, capped, set_reduced_motion, theme
from app.ui.tray.stays import StaysCard
from app.worker.contract import BackupFile

THEME = "theme"
MOTION = "window.still"
FOLDED = "window.folded"
_WAITS = {15: "15 minutes", 30: "30 minutes", 60: "1 hour", 240: "4 hours", 1440: "24 hours"}
_WIDE = 820


class SettingsScreen(PlaceScreen):
    """Cards below one another; every change is kept at once."""

    def __init__(self, office: UpkeepOffice) -> None:
        super().__init__(office, "Settings", "Of this installation; routes keep their own under Mappings")
        self.setObjectName("settings")
        self._office, self._database = office, ""
        self.backups = BackupsCard(office.data)
        self.backups.back_up_wanted.connect(self._back_up)
        self.backups.restore_wanted.connect(self._restore)
        column = QVBoxLayout()
        column.setSpacing(16)
        self.stays = StaysCard(office)
        for card in (self._look(), self.stays, self._patience(), self._records(), self.backups, self._about()):
            card.setMaximumWidth(_WIDE)
            column.addWidget(card)
        self.page.addLayout(column)
        self.page.addStretch(1)

    # --- how it looks

    def _look(self) -> Card:
        card = Card(spacing=14)
        card.body.addWidget(SectionHead("Appearance"))
        row = QHBoxLayout()
        row.addWidget(PlainLabel("Theme", Role.STRONG))
        row.addStretch(1)
        segments = [Segment("system", "As the system"), Segment("light", "Light"), Segment("dark", "Dark")]
        self.themes = SegmentedFilter(segments, name="Theme")
        self.themes.setObjectName("theme")
        self.themes.set_current(self._office.setting(THEME, "system"))
        self.themes.chosen.connect(self._wear)
        row.addWidget(self.themes)
        card.body.addLayout(row)
        still = self._office.setting(MOTION) == "yes"
        set_reduced_motion(still)
        self.still = CheckBlock(
            "No motion", "Changes happen at once, also where the system would move them.", checked=still
        )
        self.still.check.setObjectName("no-motion")
        self.still.check.toggled.connect(self._stand_still)
        card.body.addWidget(self.still)
        folded = self._office.setting(FOLDED) == "yes"
        self.folded = CheckBlock(
            "Folded rail", "Icons only at the left, from the next start. Ctrl+B does it at once.", checked=folded
        )
        self.folded.check.setObjectName("folded-rail")
        self.folded.check.toggled.connect(lambda on: self._office.save_setting(FOLDED, "yes" if on else "no"))
        card.body.addWidget(self.folded)
        return card

    def _wear(self, mode: str) -> None:
        theme().set_mode(mode)
        self._office.save_setting(THEME, mode)

    def _stand_still(self, still: bool) -> None:
        set_reduced_motion(still)
        self._office.save_setting(MOTION, "yes" if still else "no")

    # --- how long an answer may take

    def _patience(self) -> Card:
        card = Card(spacing=12)
        words = "How long after a send without an answer 'not there' is believed"
        self.settle = Choice(height=36)
        self.settle.setObjectName("settle")
        self.settle.setAccessibleName(words)
        self.settle.setFixedWidth(168)
        self.settle.set_choices([(said, minutes) for minutes, said in _WAITS.items()])
        now = settle_of(self._office.setting(SETTLE_SETTING))
        self.settle.set_value(max(w for w in _WAITS if timedelta(minutes=w) <= now))
        self.settle.chosen.connect(lambda minutes: self._office.save_setting(SETTLE_SETTING, str(minutes)))
        card.body.addWidget(SectionHead("No clear answer", words, aside=self.settle))
        why = (
            "Only then is an invoice sent once more. Longer is safer where lines are slow; it holds from the next start "
            "and is never shorter than a quarter of an hour."
        )
        card.body.addWidget(Prose(why, Role.SMALL, "text2"))
        return card

    # --- where it lies

    def _records(self) -> Card:
        card = Card(spacing=12)
        opener = Button("Open folder", icon="folder-open")
        opener.setObjectName("open-data")
        opener.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._office.data))))
        card.body.addWidget(SectionHead("Records", "Mappings, runs and their proofs, on this computer", aside=opener))
        self.folder = FactLine("database", str(self._office.data), "Secrets are not in it; the keyring has them.")
        card.body.addWidget(self.folder)
        row = QHBoxLayout()
        self.place = FactLine(
            "users", "Only this computer works with them", "Several bookkeepers can share a database."
        )
        self.share = Button("Change", ButtonKind.LINK)
        self.share.setObjectName("change-database")
        self.share.setAccessibleName("Change where the records are")
        self.share.clicked.connect(self._ask_database)
        row.addWidget(self.place, 1)
        row.addWidget(self.share)
        card.body.addLayout(row)
        return card

    def _know_database(self, address: str) -> None:
        self._database = address
        if address:
            self.place.text.setText(capped(address))
            self.place.second.setText("Shared with whoever works with this database, who sees the same runs.")

    def _ask_database(self) -> None:
        form = DatabaseForm(self._office, self._database)
        form.kept.connect(self._office.bell.reopen_wanted)
        form.open_in(self.window())

    # --- backups

    def refresh(self) -> None:
        """Which backups there are, and whether there is a tray now."""
        self.stays.refresh()
        self.ask(self._office.backups(), self.backups.show_backups)
        self.ask(self._office.database_address(), self._know_database)

    def _back_up(self) -> None:
        self.backups.back_up.setEnabled(False)
        handle = self.ask(self._office.back_up(), self._backed_up)
        handle.finished.connect(lambda: self.backups.back_up.setEnabled(True))

    def _backed_up(self, backup: BackupFile) -> None:
        self.tell(f"Backed up as {backup.path.name}")
        self.refresh()

    def _restore(self, backup: Path) -> None:
        self.ask(self._office.restore(backup), lambda _nothing: self._office.bell.reopen_wanted.emit())

    # --- about

    def _about(self) -> Card:
        card = Card(spacing=12)
        about = Button("About and licences")
        about.setObjectName("about")
        about.clicked.connect(lambda: AboutDialog().open_in(self.window()))
        card.body.addWidget(SectionHead("Ledgerferry", "MIT licence; made with parts by others", aside=about))
        return card

    def act(self, keys: str) -> bool:
        """1 to 3 choose the theme."""
        if keys in {"1", "2", "3"}:
            mode = ("system", "light", "dark")[int(keys) - 1]
            self.themes.set_current(mode)
            self._wear(mode)
            return True
        return False
