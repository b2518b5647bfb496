"""Mappings as a CSV file in the window: what a file would change is shown first, kept after a word; and the file to begin with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import StoreProblem
from app.domain.words import count_of
from app.ui.parts import (
    Button,
    ButtonKind,
    ChipCell,
    ChipSpec,
    Column,
    DataTable,
    FactLine,
    GroupRow,
    RowsModel,
    TextCell,
    Tone,
)  # fmt: skip
from app.ui.screens.place import PlaceScreen
from app.ui.screens.preview import PreviewSheet
from app.ui.screens.table_file import TableKind, ask_table_path, write_whole
from app.ui.style import capped
from app.worker.contract import Effect, ImportLine, MappingImport
from app.worker.handle import TaskHandle

_CHIPS = {
    Effect.NEW: ChipSpec("New", "plus", Tone.ACCENT),
    Effect.CHANGED: ChipSpec("Changes", "pencil", Tone.WARN),
    Effect.SAME: ChipSpec("As before", "check", Tone.CALM),
}
_ORDER = (Effect.CHANGED, Effect.NEW, Effect.SAME)
_HEADS = {
    Effect.CHANGED: ("Changes what is kept", "", "pencil"),
    Effect.NEW: ("New", "", "plus"),
    Effect.SAME: ("As before", "nothing is changed by these", "check"),
}


class ImportOffice(Protocol):
    """What taking mappings in and writing them out asks of the office."""

    def mapping_csv(self, route_id: str) -> TaskHandle:
        """Text: the mapping book as CSV."""
        ...

    def read_import(self, route_id: str, path: Path) -> TaskHandle:
        """MappingImport; nothing is kept."""
        ...

    def keep_import(self, route_id: str, taken: MappingImport) -> TaskHandle:
        """Plan."""
        ...


class ImportSheet(PreviewSheet):
    """`finished(True)` when the person agrees to take in exactly this."""

    def __init__(self, found: MappingImport, name: str) -> None:
        super().__init__("import", f"Take in {name}", width=900, height=600)
        self.found = found
        self._add_facts()
        self._add_list()
        number = len(found.rules)
        words = f"Keep {count_of(number, 'rule')}" if number else "Nothing to keep"
        self.add_answers("Not now", words, enabled=bool(number))

    def _add_facts(self) -> None:
        counts = {effect: self.found.count(effect) for effect in Effect}
        words = f"{counts[Effect.NEW]:,} new, {counts[Effect.CHANGED]:,} changed, {counts[Effect.SAME]:,} as before"
        self.body.addWidget(FactLine("tags", words, "Invoices that were sent stay as they are.", strong=True))
        remarks = sum(1 for line in self.found.lines if line.remark and line.effect is not Effect.SAME)
        if remarks:
            words = f"{count_of(remarks, 'rule')} {'names' if remarks == 1 else 'name'} what the ledger does not have"
            one = remarks == 1
            second = (
                f"{'It is' if one else 'They are'} kept; invoices that need {'it' if one else 'them'} wait in Review."
            )
            self.body.addWidget(FactLine("triangle-alert", words, second, tint="warn_text", strong=True))
        if self.found.refused:
            lines = [f"Line {line}: {why}" for line, why in self.found.refused]
            words = f"{count_of(len(lines), 'line')} cannot be used and {'is' if len(lines) == 1 else 'are'} left out"
            more = f" And {len(lines) - 3:,} more." if len(lines) > 3 else ""
            self.body.addWidget(
                FactLine("ban", words, capped(" ".join(lines[:3]) + more, 400), tint="bad_text", strong=True)
            )

    def _add_list(self) -> None:
        model: RowsModel[ImportLine] = RowsModel(
            (
                Column("Line", lambda r: TextCell(f"{r.line:,}", tint="text2"), 64),
                Column("What", lambda r: TextCell(r.what, tint="text2"), 128),
                Column("From", lambda r: TextCell(capped(r.source, 160), strong=True), 190),
                Column("Now", lambda r: TextCell(capped(r.before, 160), tint="text2"), 160),
                Column("From now on", lambda r: TextCell(capped(r.after, 160), r.remark)),
                Column("", lambda r: ChipCell.one(_CHIPS[r.effect]), 112),
            ),
            key=lambda r: r.line,
        )
        table = DataTable(model, name="What the file changes", row_height=44, edge=16)
        rows: list[ImportLine | GroupRow] = []
        for effect in _ORDER:
            mine = [line for line in self.found.lines if line.effect is effect]
            if mine:
                title, reason, icon = _HEADS[effect]
                said = f"{len(mine):,}" + (f", {reason}" if reason else "")
                rows += [GroupRow(title, said, icon=icon, key=effect.value), *mine]
        model.set_rows(rows)
        self.add_list(table)


class MappingFiles:
    """The two buttons of the Mappings screen and what they do. `planned` hears the plan after an import."""

    def __init__(
        self, screen: PlaceScreen, office: ImportOffice, route_id: str, planned: Callable[[object], None]
    ) -> None:
        self._screen, self._office, self._route, self._planned = screen, office, route_id, planned
        self.take_in = Button("Import CSV", icon="file-down", height=36)
        self.take_in.setObjectName("import-mappings")
        self.take_in.setToolTip("Shows first what the file would change")
        self.take_in.clicked.connect(self._choose)
        self.write_out = Button("Export CSV", ButtonKind.GHOST, icon="file-text", height=36)
        self.write_out.setObjectName("export-mappings")
        self.write_out.clicked.connect(self._choose_target)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._screen, "Take mappings in", _documents(), "CSV (*.csv)")
        if name:
            self.look_into(Path(name))

    def look_into(self, path: Path) -> None:
        """Show what this file would change."""
        self._screen.ask(self._office.read_import(self._route, path), lambda found: self._show(found, path.name))

    def _show(self, found: MappingImport, name: str) -> None:
        self._screen.be_content()
        sheet = ImportSheet(found, name)
        sheet.finished.connect(lambda agreed: self._keep(found) if agreed else None)
        sheet.open_in(self._screen.window())

    def _keep(self, found: MappingImport) -> None:
        def kept(plan: object) -> None:
            self._planned(plan)
            self._screen.tell(f"{count_of(len(found.rules), 'rule')} taken in")

        self._screen.ask(self._office.keep_import(self._route, found), kept)

    def _choose_target(self) -> None:
        path = ask_table_path(self._screen, "Ledgerferry mappings", TableKind.CSV)
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the mapping book to this file; all of it or nothing."""
        self._screen.ask(self._office.mapping_csv(self._route), lambda text: self._written(str(text), path))

    def _written(self, text: str, path: Path) -> None:
        why = write_whole(path, text.encode("utf-8-sig"))
        if why:
            self._screen.complain(StoreProblem(why, advice="Choose another folder."))
        else:
            self._screen.tell(f"Saved as {path.name}")


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
