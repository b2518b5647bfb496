"""The line below the candidates: what becomes ready with the choice in hand."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.parts import Glyph, PlainLabel
from app.ui.style import Role, colour


class EffectLine(QWidget):
    """A soft band: icon, figures, what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(46)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(10)
        self._icon = Glyph("zap", "accent_text")
        self.strong = PlainLabel("", Role.GROUP)
        self.quiet = PlainLabel("", Role.TEXT, "text2", elide=True)
        row.addWidget(self._icon)
        row.addWidget(self.strong)
        row.addWidget(self.quiet, 1)
        self._warns = False

    def set_words(self, strong: str, quiet: str, *, warns: bool = False) -> None:
        """Say something else; amber when the choice does not mend it."""
        self._warns = warns
        self.strong.setText(strong)
        self.quiet.setText(quiet)
        self._icon.set_glyph("triangle-alert" if warns else "zap", "warn_text" if warns else "accent_text")
        self.setAccessibleName(f"{strong} {quiet}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and a line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("warn_soft" if self._warns else "accent_soft"))
        painter.fillRect(0, 0, self.width(), 1, colour("line"))
