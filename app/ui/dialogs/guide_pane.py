"""The left side of a connection's form: the steps at the vendor's side, and what has to be copied from here."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.route import System
from app.ui.dialogs.connection_guides import REDIRECTS, Guide
from app.ui.parts import Button, ButtonKind, KeyCap, PlainLabel, Prose
from app.ui.style import Role, colour

_GUIDE_WIDE = 360


class GuidePane(QWidget):
    """The steps at the vendor's side, numbered, with what has to be copied from here."""

    def __init__(self, system: System, guide: Guide) -> None:
        super().__init__()
        self.setFixedWidth(_GUIDE_WIDE)
        self.setAccessibleName(f"How to set up {guide.name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 20, 20)
        column.setSpacing(12)
        column.addWidget(PlainLabel(f"At {guide.name}", Role.STRONG, "text2"))
        for number, (step, meaning) in enumerate(guide.steps, 1):
            column.addLayout(self._step(number, step, meaning))
            if system is System.XERO and number == 3:
                column.addLayout(self._redirects())
        if guide.address:
            open_page = Button("Open developer.xero.com", ButtonKind.LINK, trailing="external-link")
            open_page.setObjectName("open-developer-page")
            open_page.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(guide.address)))
            column.addWidget(open_page, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    @staticmethod
    def _step(number: int, step: str, meaning: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(KeyCap(str(number)), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Prose(step, Role.STRONG, "text", line_height=1.35))
        words.addWidget(Prose(meaning, Role.SMALL, "text2", line_height=1.4))
        row.addLayout(words, 1)
        return row

    @staticmethod
    def _redirects() -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(32, 0, 0, 0)
        column.setSpacing(2)
        for number, address in enumerate(REDIRECTS):
            row = QHBoxLayout()
            row.addWidget(PlainLabel(address, Role.SMALL, "text", elide=True), 1)
            copy = Button("Copy", ButtonKind.LINK)
            copy.setObjectName(f"copy-redirect-{number}")
            copy.setAccessibleName(f"Copy {address}")
            copy.clicked.connect(lambda _=False, text=address: QGuiApplication.clipboard().setText(text))
            row.addWidget(copy)
            column.addLayout(row)
        return column

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Sunken ground and a line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("sunken"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colour("line"))
