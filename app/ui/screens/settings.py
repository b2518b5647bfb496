"""Settings of this installation: how it looks, where its records lie, backups, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from app.ui.dialogs.asking import AskDialog, ask
from app.ui.dialogs.office import UpkeepOffice
from app.ui.parts import (
    Button,
    ButtonCell,
    ButtonKind,
    Card,
    CheckBlock,
    Column,
    DataTable,
    FactLine,
    FigureCell,
    PlainLabel,
    RowsModel,
    SectionHead,
    Segment,
    SegmentedFilter,
    TextCell,
)
from app.ui.screens.place import PlaceScreen
from app.ui.screens.setup_about import AboutDialog
from app.ui.style import Role, clock, full_day, set_reduced_motion, theme
from app.worker.contract import BackupFile

THEME = "theme"
MOTION = "window.still"
FOLDED = "window.folded"
_REASONS = {
    "daily": "Daily",
    "upgrade": "Before an upgrade",
    "restore": "Before a restore",
    "undo": "Before an undo",
    "asked": "By you",
}
_SHOWN = 8
_WIDE = 820


class SettingsScreen(PlaceScreen):
    """Cards below one another; every change is kept at once."""

    def __init__(self, office: UpkeepOffice) -> None:
        super().__init__(office, "Settings", "Of this installation; routes keep their own under Mappings")
        self.setObjectName("settings")
        self._office = office
        self._backups: Sequence[BackupFile] = ()
        column = QVBoxLayout()
        column.setSpacing(16)
        for card in (self._look(), self._records(), self._backup_card(), self._about()):
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

    # --- where it lies

    def _records(self) -> Card:
        card = Card(spacing=12)
        opener = Button("Open folder", icon="folder-open")
        opener.setObjectName("open-data")
        opener.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._office.data))))
        card.body.addWidget(SectionHead("Records", "Mappings, runs and their proofs, on this computer", aside=opener))
        self.folder = FactLine("database", str(self._office.data), "Secrets are not in it; the keyring has them.")
        card.body.addWidget(self.folder)
        return card

    # --- backups

    def _backup_card(self) -> Card:
        card = Card(margins=(1, 18, 1, 1), spacing=14)
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 20, 0)
        self.back_up = Button("Back up now", icon="database")
        self.back_up.setObjectName("back-up")
        self.back_up.clicked.connect(self._back_up)
        words = "One is made each day, and before anything that changes many records"
        head.addWidget(SectionHead("Backups", words, aside=self.back_up))
        card.body.addLayout(head)
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
        self.table.cell_pressed.connect(lambda backup, _column: self._ask_restore(backup.path))
        card.body.addWidget(self.table)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 0, 20, 14)
        self.more = PlainLabel("", Role.SMALL, "text2", elide=True)
        foot.addWidget(self.more, 1)
        other = Button("Restore another file", ButtonKind.LINK)
        other.setObjectName("restore-file")
        other.clicked.connect(self._choose_backup)
        foot.addWidget(other)
        card.body.addLayout(foot)
        return card

    def refresh(self) -> None:
        """Which backups there are."""
        self.ask(self._office.backups(), self._know_backups)

    def _know_backups(self, backups: Sequence[BackupFile]) -> None:
        self._backups = sorted(backups, key=lambda b: b.at, reverse=True)
        self.rows.set_rows(list(self._backups[:_SHOWN]))
        left = len(self._backups) - _SHOWN
        none = "" if self._backups else "No backup yet."
        self.more.setText(f"{left:,} older ones lie in the same folder." if left > 0 else none)

    def _back_up(self) -> None:
        self.back_up.setEnabled(False)
        handle = self.ask(self._office.back_up(), self._backed_up)
        handle.finished.connect(lambda: self.back_up.setEnabled(True))

    def _backed_up(self, backup: BackupFile) -> None:
        self.tell(f"Backed up as {backup.path.name}")
        self.refresh()

    def _choose_backup(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Restore a backup", str(self._office.data), "Backups (*.backup)")
        if name:
            self._ask_restore(Path(name))

    def _ask_restore(self, backup: Path) -> None:
        words = (
            "What is kept now is backed up first, then this file takes its place. Anything sent since is found again in the "
            "ledger before more is sent. Ledgerferry has to be started again afterwards."
        )
        asking = AskDialog(
            "Restore this backup", words, yes="Restore", facts=[("database", backup.name, "")], danger=True
        )
        ask(self, asking, lambda: self.ask(self._office.restore(backup), self._restored))

    def _restored(self, _nothing: object) -> None:
        self.tell("The backup is restored. Close Ledgerferry and open it again.")

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


def _size(octets: int) -> str:
    for unit, step in (("MB", 1_000_000), ("kB", 1_000)):
        if octets >= step:
            return f"{octets * 10 // step / 10:,} {unit}"
    return f"{octets:,} B"
