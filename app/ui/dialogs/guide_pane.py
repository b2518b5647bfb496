"""The left side of a connection's form: the steps at the vendor's side, and what has to be copied from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.dialogs.connection_guides import Guide, Step
from app.ui.parts import Button, ButtonKind, KeyCap, PlainLabel, Prose
from app.ui.style import Role, colour
from app.ui.style.resources import resource

_GUIDE_WIDE = 360
RELAY_PAGE = ("relay", "quickbooks.html")
"""The page that hands a sign-in on to this computer, for vendors that take https addresses only."""


class GuidePane(QWidget):
    """The steps at the vendor's side, numbered, with what has to be copied from here."""

    def __init__(self, guide: Guide) -> None:
        super().__init__()
        self.setFixedWidth(_GUIDE_WIDE)
        self.setAccessibleName(f"How to set up {guide.name}")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 20, 20, 20)
        column.setSpacing(12)
        column.addWidget(PlainLabel(f"At {guide.name}", Role.STRONG, "text2"))
        self.steps = [StepBlock(step) for step in guide.steps]
        for block in self.steps:
            column.addWidget(block)
        if guide.address:
            open_page = Button(guide.address_words, ButtonKind.LINK, trailing="external-link")
            open_page.setObjectName("open-developer-page")
            open_page.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(guide.address)))
            column.addWidget(open_page, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._scroll(inner)
        self.show_fitting({})

    def _scroll(self, inner: QWidget) -> None:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 1, 0)
        around.addWidget(area)

    def show_fitting(self, chosen: Mapping[str, str]) -> None:
        """Number and show the steps that go with these choices of the form."""
        number = 0
        for block in self.steps:
            when = block.step.when
            fits = when is None or chosen.get(when[0]) == when[1]
            number += fits
            block.setVisible(fits)
            block.number.set_key(str(max(1, number)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Sunken ground and a line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("sunken"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colour("line"))


class StepBlock(QWidget):
    """One step: its number, what to do, why, and what to take along."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.number = KeyCap("1")
        row.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Prose(step.title, Role.STRONG, "text", line_height=1.35))
        words.addWidget(Prose(step.meaning, Role.SMALL, "text2", line_height=1.4))
        if step.copies:
            words.addSpacing(4)
            words.addLayout(_copies(step.copies))
        if step.page:
            words.addSpacing(6)
            words.addWidget(self._page_button(), 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)

    def _page_button(self) -> Button:
        save = Button("Save the page", icon="file-down")
        save.setObjectName("save-relay-page")
        save.clicked.connect(self._save_page)
        self.saved = save
        return save

    def _save_page(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        usual = str(Path(folder) / RELAY_PAGE[-1])
        name, _ = QFileDialog.getSaveFileName(self, "Save the page", usual, "Web page (*.html)")
        if name:
            self.saved.setText(keep_page(Path(name)))


def keep_page(path: Path) -> str:
    """Write the page there; what the button says afterwards."""
    try:
        path.write_bytes(resource(*RELAY_PAGE).read_bytes())
    except OSError:
        return "It could not be saved there"
    return "Saved"


def _copies(addresses: Sequence[str]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    for number, address in enumerate(addresses):
        row = QHBoxLayout()
        row.addWidget(PlainLabel(address, Role.SMALL, "text", elide=True), 1)
        copy = Button("Copy", ButtonKind.LINK)
        copy.setObjectName(f"copy-redirect-{number}")
        copy.setAccessibleName(f"Copy {address}")
        copy.clicked.connect(lambda _=False, text=address: QGuiApplication.clipboard().setText(text))
        row.addWidget(copy)
        column.addLayout(row)
    return column
