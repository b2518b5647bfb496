"""Asking where a file is to be kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.run import RunSummary
from app.ui.screens.proof import proof_name


def ask_proof_path(parent: QWidget, run: RunSummary) -> Path | None:
    """Where the proof is to be written; None when the person thinks better of it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    name, _ = QFileDialog.getSaveFileName(parent, "Save proof", str(Path(folder) / proof_name(run)), "PDF (*.pdf)")
    return Path(name).with_suffix(".pdf") if name else None
