"""Everything a window can show as text, widget by widget and cell by cell, with the way Qt would read it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

ROWS_MOST = 60
SHOWN_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole)
Text = tuple[QWidget, str, str]
"""A widget, the way the text is shown ('plain', 'guessed', 'rich', 'tooltip'), and the text."""


def texts_of(root: QWidget) -> Iterator[Text]:
    """Every text of a widget and all below it."""
    for widget in (root, *root.findChildren(QWidget)):
        yield from _own(widget)
        yield from _everywhere(widget)


def _own(widget: QWidget) -> Iterator[Text]:
    if isinstance(widget, QLabel):
        ways = {Qt.TextFormat.PlainText: "plain", Qt.TextFormat.RichText: "rich"}
        yield widget, ways.get(widget.textFormat(), "guessed"), widget.text()
    elif isinstance(widget, QPlainTextEdit):
        yield widget, "plain", widget.toPlainText()
    elif isinstance(widget, QTextEdit):
        yield widget, "rich", widget.toPlainText()
    elif isinstance(widget, QMessageBox):
        yield widget, "guessed", widget.text()
    elif isinstance(widget, QLineEdit):
        yield widget, "plain", f"{widget.text()}\n{widget.placeholderText()}"
    elif isinstance(widget, QComboBox):
        for row in range(min(widget.count(), ROWS_MOST)):
            yield widget, "plain", widget.itemText(row)
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from ((widget, way, text) for way, text in _cells(widget.model()))


def _everywhere(widget: QWidget) -> Iterator[Text]:
    for way, text in (
        ("tooltip", widget.toolTip()),
        ("tooltip", widget.whatsThis()),
        ("plain", widget.windowTitle()),
        ("plain", widget.accessibleName()),
        ("plain", widget.accessibleDescription()),
    ):
        if text:
            yield widget, way, text
    said = getattr(widget, "text", None)
    if callable(said) and not isinstance(widget, QLabel | QLineEdit | QMessageBox):
        text = said()
        if isinstance(text, str) and text:
            yield widget, "plain", text


def _cells(model: QAbstractItemModel) -> Iterator[tuple[str, str]]:
    nothing = QModelIndex()
    for row in range(min(model.rowCount(nothing), ROWS_MOST)):
        for column in range(model.columnCount(nothing)):
            index = model.index(row, column, nothing)
            for role in SHOWN_ROLES:
                value = model.data(index, role)
                if isinstance(value, str) and value:
                    yield "plain", value
            tip = model.data(index, Qt.ItemDataRole.ToolTipRole)
            if isinstance(tip, str) and tip:
                yield "tooltip", tip
