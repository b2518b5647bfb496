"""The head of a table: 36 px on `sunken`, a box that ticks all, a darker word and an arrow where it is sorted."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from app.ui.parts.rows import RowsModel
from app.ui.style.fonts import Role
from app.ui.style.icons import draw_icon
from app.ui.style.paint import LEFT, RIGHT, advance, check_box, smooth, write
from app.ui.style.theme import colour

HEAD_HEIGHT = 36
_PAD = 8


class TableHead(QHeaderView):
    """Emits `sort_asked(column, descending)` and `all_asked()`; columns are counted without the tick column."""

    sort_asked = Signal(int, bool)
    all_asked = Signal()

    def __init__(self, edge: int, ground: str = "sunken", parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._edge, self._ground = edge, ground
        self.sorted_column = -1
        self.sorted_down = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(20)
        self.setFixedHeight(HEAD_HEIGHT)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """36 px high."""
        return QSize(super().sizeHint().width(), HEAD_HEIGHT)

    def _rows(self) -> RowsModel[object] | None:
        model = self.model()
        return model if isinstance(model, RowsModel) else None

    def padded(self, rect: QRect, section: int) -> QRectF:
        """The inner rectangle of a section: 8 px, and the outer edge at both ends."""
        left, right = self.padding(section)
        return QRectF(rect).adjusted(left, 0, -right, 0)

    def padding(self, section: int) -> tuple[int, int]:
        """Room in px left and right within a section."""
        last = self.count() - 1
        return self._edge if section == 0 else _PAD, self._edge if section == last else _PAD

    def paintEvent(self, event: QPaintEvent) -> None:
        """All sections in one go, as the rows are painted (see `app.ui.parts.tablepaint`); a head that is not full has Qt's own end."""
        if self.length() < self.viewport().width():
            super().paintEvent(event)
            return
        region, height = event.region(), self.viewport().height()
        with QPainter(self.viewport()) as painter:
            for section in range(self.count()):
                place = QRect(self.sectionViewportPosition(section), 0, self.sectionSize(section), height)
                if not place.isEmpty() and region.intersects(place):
                    self.paintSection(painter, place, section)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Ground, line, and a box, or a word with the arrow of a sorted column."""
        rows = self._rows()
        if rows is None:
            return
        painter.save()
        smooth(painter)
        painter.fillRect(rect, colour(self._ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour("line"))
        inner = self.padded(rect, section)
        column = section - rows.first
        if column < 0:
            place = QRectF(inner.left(), rect.center().y() - 8.5, 18, 18)
            check_box(painter, place, rows.head_state(), rows.rowCount() > 0)
        else:
            self._paint_word(painter, inner, rows.columns[column].title, rows.columns[column].figures, column)
        painter.restore()

    def _paint_word(self, painter: QPainter, inner: QRectF, title: str, figures: bool, column: int) -> None:
        is_sorted = column == self.sorted_column
        tint = "text" if is_sorted else "text2"
        room = inner.adjusted(0, 0, -20 if is_sorted and not figures else 0, 0)
        write(painter, room, title, Role.HEAD, tint, align=RIGHT if figures else LEFT)
        if not is_sorted:
            return
        width = min(room.width(), advance(title, Role.HEAD))
        left = inner.right() - width - 20 if figures else inner.left() + width + 6
        name = "chevron-down" if self.sorted_down else "chevron-up"
        draw_icon(painter, name, "text2", QRectF(left, inner.center().y() - 7, 14, 14))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on the box ticks all or none; on a sortable head sorts, a second time the other way."""
        super().mouseReleaseEvent(event)
        rows = self._rows()
        section = self.logicalIndexAt(event.position().toPoint())
        if rows is None or section < 0 or event.button() is not Qt.MouseButton.LeftButton:
            return
        column = section - rows.first
        if column < 0:
            self.all_asked.emit()
        elif rows.columns[column].sortable:
            down = not self.sorted_down if column == self.sorted_column else rows.columns[column].figures
            self.sort_asked.emit(column, down)
