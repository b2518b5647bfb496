"""A table as a file: CSV or a spreadsheet, by what the person asked for; written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.domain.safe_csv import write_csv
from app.domain.spreadsheet import Cell, write_spreadsheet
from app.ui.parts import Button


class TableKind(Enum):
    """What a table can be written as: its ending, and how the file dialog and the button call it."""

    CSV = (".csv", "CSV (*.csv)", "CSV")
    SPREADSHEET = (".xlsx", "Spreadsheet (*.xlsx)", "spreadsheet")

    @property
    def suffix(self) -> str:
        """'.csv'."""
        return self.value[0]


@dataclass(frozen=True, slots=True)
class TableFile:
    """What is to be written. `name` is suggested for the file, without an ending; amounts are `Decimal`."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def data(self, kind: TableKind) -> bytes:
        """The file's bytes; CSV in UTF-8 with the mark by which spreadsheets know it."""
        if kind is TableKind.SPREADSHEET:
            return write_spreadsheet(self.name, self.header, self.rows)
        return write_csv(self.header, [tuple(map(_text, row)) for row in self.rows]).encode("utf-8-sig")


def _text(cell: Cell) -> str:
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def ask_table_path(parent: QWidget, name: str, kind: TableKind) -> Path | None:
    """Where the table is to be written; None when the person thinks better of it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    suggested = str(Path(folder) / f"{name}{kind.suffix}")
    chosen, _ = QFileDialog.getSaveFileName(parent, f"Export {kind.value[2]}", suggested, kind.value[1])
    return Path(chosen).with_suffix(kind.suffix) if chosen else None


def write_whole(path: Path, data: bytes) -> str:
    """Write all of it or nothing; why it could not be written, '' when it was."""
    target = QSaveFile(str(path))
    if target.open(QIODevice.OpenModeFlag.WriteOnly) and target.write(data) == len(data) and target.commit():
        return ""
    return f"{path.name} cannot be written: {target.errorString()}"


def export_buttons(row: QHBoxLayout, name: str) -> Sequence[tuple[Button, TableKind]]:
    """'Export CSV' and 'Export spreadsheet' at the right of a head; the caller listens."""
    made = []
    for kind in TableKind:
        button = Button(f"Export {kind.value[2]}", icon="file-down", height=32)
        button.setObjectName(f"{name}-{kind.name.lower()}")
        row.addWidget(button)
        made.append((button, kind))
    return made
