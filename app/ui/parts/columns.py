"""Two columns that stand beside each other where there is room, and below one another where there is not."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

_ANY_WIDTH = 16_777_215  # Qt's own 'no limit'


class SideBySide(QWidget):
    """Fill `main` and `aside`, which is `width` px wide beside the main column.

    Below `least` px in all, the aside goes under the main column, or above it where `aside_first`.
    """

    def __init__(
        self, width: int, *, least: int, gap: int = 20, aside_first: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._width, self._least, self._aside_first = width, least, aside_first
        self.is_stacked = False
        self.main, self.aside = QVBoxLayout(), QVBoxLayout()
        self._holder = QWidget()
        self._holder.setLayout(self.aside)
        self._holder.setFixedWidth(width)
        for column in (self.main, self.aside):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(16)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        self._row.addLayout(self.main, 1)
        self._row.addWidget(self._holder, 0, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: beside or below."""
        super().resizeEvent(event)
        stacked = self.width() < self._least
        if stacked == self.is_stacked:
            return
        self.is_stacked = stacked
        below = QBoxLayout.Direction.BottomToTop if self._aside_first else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(below if stacked else QBoxLayout.Direction.LeftToRight)
        self._row.setAlignment(self._holder, Qt.AlignmentFlag(0) if stacked else Qt.AlignmentFlag.AlignTop)
        self._holder.setMinimumWidth(0 if stacked else self._width)
        self._holder.setMaximumWidth(_ANY_WIDTH if stacked else self._width)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider column: they may stand below one another."""
        wide = max(self.main.minimumSize().width(), self.aside.minimumSize().width())
        return QSize(wide, self._row.minimumSize().height())
