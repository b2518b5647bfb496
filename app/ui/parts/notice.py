"""What has happened and what mends it: banners that stay, a toast that goes, the page of an empty list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts.button import Button, ButtonKind
from app.ui.parts.card import CARD_RADIUS, Card, Glyph, IconTile
from app.ui.parts.chip import Tone
from app.ui.parts.labels import PlainLabel, Prose
from app.ui.style.fonts import Role, mono_font
from app.ui.style.icons import draw_icon
from app.ui.style.paint import box, smooth
from app.ui.style.theme import colour
from app.ui.style.words import capped, one_line

_TOAST_MS = 6000
_LINE = 20


class Details(QWidget):
    """Technical details as label and value in a fixed-width font; values are the remote system's own words, cut."""

    def __init__(self, pairs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs = tuple((one_line(label), capped(one_line(value), 600)) for label, value in pairs)
        self.setFixedHeight(len(self.pairs) * _LINE + 20)
        self.setAccessibleName("; ".join(f"{label}: {value}" for label, value in self.pairs))

    def as_text(self) -> str:
        """For the clipboard: one pair a line."""
        return "\n".join(f"{label}: {value}" for label, value in self.pairs)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A sunken box with two columns."""
        painter = smooth(QPainter(self))
        box(painter, QRectF(self.rect()), 6, colour("canvas"), colour("line"))
        painter.setFont(mono_font())
        known = painter.fontMetrics()
        aside = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        for number, (label, value) in enumerate(self.pairs):
            top = 10 + number * _LINE
            painter.setPen(colour("text2"))
            painter.drawText(
                QRectF(14, top, 112, _LINE), aside, known.elidedText(label, Qt.TextElideMode.ElideRight, 112)
            )
            painter.setPen(colour("text"))
            room = self.width() - 134 - 14
            shown = known.elidedText(value, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(134, top, room, _LINE), aside, shown)


class Fold(QWidget):
    """'Technical details' that fold out, with 'Copy for support'. Folded in at first."""

    def __init__(
        self, pairs: Sequence[tuple[str, str]], *, title: str = "Technical details", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        self.toggle = Button(title, ButtonKind.QUIET, icon="chevron-right")
        self.copy = Button("Copy for support", ButtonKind.LINK, icon="copy")
        row.addWidget(self.toggle)
        row.addStretch(1)
        row.addWidget(self.copy)
        column.addLayout(row)
        self.details = Details(pairs)
        self.details.hide()
        self.copy.hide()
        column.addWidget(self.details)
        self.toggle.clicked.connect(lambda: self.set_open(not self.is_open))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.details.as_text()))
        self.toggle.setAccessibleDescription("Folded")

    @property
    def is_open(self) -> bool:
        """Whether the details are shown."""
        return not self.details.isHidden()

    def set_open(self, opened: bool) -> None:
        """Fold out or in."""
        self.details.setVisible(opened)
        self.copy.setVisible(opened)
        self.toggle.set_icon("chevron-down" if opened else "chevron-right")
        self.toggle.setAccessibleDescription("Open" if opened else "Folded")


class Banner(Card):
    """A problem or a deadline that stays until it is mended: tone at the edge, sentence, what it means, a button.

    `pressed()` when the button is. `large` puts the icon on a tile and the sentence in 15/600. `set_words` changes it.
    """

    pressed = Signal()

    def __init__(
        self,
        tone: Tone,
        icon: str,
        sentence: str,
        second: str = "",
        *,
        button: str = "",
        kind: ButtonKind = ButtonKind.SECONDARY,
        button_icon: str = "",
        key: str = "",
        details: Sequence[tuple[str, str]] = (),
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        margins = (20, 20, 20, 20) if large else (17, 12, 16, 12)
        super().__init__(edge=tone, margins=margins, spacing=10, parent=parent)
        row = QHBoxLayout()
        row.setSpacing(16 if large else 20)
        mark = IconTile(icon, tone) if large else Glyph(icon, tone.text, 20)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4 if large else 2)
        self.sentence = Prose(sentence, Role.CARD if large else Role.GROUP, "text", line_height=1.35)
        self.second = Prose(second, Role.TEXT, "text2")
        if not second:
            self.second.hide()
        words.addWidget(self.sentence)
        words.addWidget(self.second)
        row.addLayout(words, 1)
        self.button = Button(button, kind, icon=button_icon, key=key, height=36 if large else 32)
        if not button:
            self.button.hide()
        self.button.clicked.connect(self.pressed)
        where = Qt.AlignmentFlag.AlignTop if large else Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self.button, 0, where)
        self.body.addLayout(row)
        self.fold: Fold | None = None
        if details:
            self.fold = Fold(details)
            indent = QHBoxLayout()
            indent.setContentsMargins(56 if large else 40, 0, 0, 0)
            indent.addWidget(self.fold)
            self.body.addLayout(indent)
        self.setAccessibleName(one_line(f"{sentence} {second}"))

    def set_words(self, sentence: str, second: str = "") -> None:
        """Another sentence and meaning."""
        self.sentence.setText(sentence)
        self.second.setText(second)
        self.second.setVisible(bool(second))
        self.setAccessibleName(one_line(f"{sentence} {second}"))


class Toast(QWidget):
    """One sentence at the bottom right for 6 s, longer while hovered or in focus; `undone()` when Undo is pressed.

    `Toast.show_in(window, sentence, undo=...)` replaces the one before. Never for what went wrong: that is a banner's.
    """

    undone = Signal()

    def __init__(self, window: QWidget, sentence: str, *, undo: bool = False, icon: str = "circle-check") -> None:
        super().__init__(window)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(Glyph(icon, "good_text", 18))
        self.sentence = PlainLabel(sentence, Role.TEXT, elide=True)
        row.addWidget(self.sentence, 1)
        self.undo = Button("Undo", ButtonKind.LINK)
        if not undo:
            self.undo.hide()
        row.addSpacing(16)
        row.addWidget(self.undo)
        self.setAccessibleName(one_line(sentence))
        self.undo.clicked.connect(self._undo)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._time_over)
        self.undo.installEventFilter(self)
        window.installEventFilter(self)
        self.resize(min(480, max(280, self.sizeHint().width())), 48)

    @classmethod
    def show_in(
        cls, window: QWidget, sentence: str, undo: Callable[[], object] | None = None, *, lift: int = 0
    ) -> Toast:
        """Show a toast in `window`, `lift` px above the bottom (over a bottom bar); `undo` is called by its link."""
        cls.clear(window)
        toast = cls(window, sentence, undo=undo is not None)
        if undo is not None:
            toast.undone.connect(undo)
        toast.setProperty("lift", lift)
        toast._place()
        toast.show()
        toast.raise_()
        toast._clock.start(_TOAST_MS)
        return toast

    @staticmethod
    def clear(window: QWidget) -> None:
        """Take away what is shown in `window`: it would lie over what the person works with now."""
        for old in window.findChildren(Toast):
            old.close_now()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is not None:
            lift = self.property("lift") or 0
            self.move(window.width() - self.width() - 24, window.height() - self.height() - 24 - lift)

    @property
    def is_waiting(self) -> bool:
        """Whether the 6 s are running."""
        return self._clock.isActive()

    def close_now(self) -> None:
        """Take it away."""
        self._clock.stop()
        self.hide()
        self.deleteLater()

    def _time_over(self) -> None:
        if self.underMouse() or self.undo.hasFocus():
            self._clock.start(_TOAST_MS)
            return
        self.close_now()

    def _undo(self) -> None:
        self.undone.emit()
        self.close_now()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay while the link has the focus; stay in the corner."""
        if watched is self.undo and event.type() == QEvent.Type.FocusOut:
            self._clock.start(_TOAST_MS)
        elif watched is not self.undo and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while hovered."""
        super().enterEvent(event)
        self._clock.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Count anew."""
        super().leaveEvent(event)
        self._clock.start(_TOAST_MS)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A sheet with a stronger line, since there is no shadow."""
        box(smooth(QPainter(self)), QRectF(self.rect()), CARD_RADIUS, colour("surface"), colour("rule"))


class _Boat(QWidget):
    """The picture of an empty list: the mark on quiet water."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(156, 100)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Disc, waves, boat."""
        painter = smooth(QPainter(self))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_soft"))
        painter.drawEllipse(QRectF(24, 0, 96, 96))
        draw_icon(painter, "sailboat", "accent_text", QRectF(50, 22, 44, 44))
        pen = QPen(colour("accent_line"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for left, top in ((1.0, 76.0), (13.0, 84.0)):
            wave = QPainterPath(QPointF(left, top))
            for step in range(5):
                start = left + step * 28
                wave.cubicTo(start + 7, top - 5, start + 14, top - 3, start + 14, top)
                wave.cubicTo(start + 14, top + 3, start + 21, top + 4, start + 28, top)
            painter.drawPath(wave)


class EmptyState(QWidget):
    """Nothing to list: what was asked, what is there instead, when it was looked at, and ways on.

    Put buttons in with `add_button`; `add_link` adds a quiet link below them.
    """

    def __init__(
        self, sentence: str, second: str = "", checked: str = "", *, picture: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        column.addStretch(1)
        if picture:
            column.addWidget(_Boat(), 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(18)
        self.sentence = Prose(sentence, Role.PAGE, "text", align=Qt.AlignmentFlag.AlignHCenter)
        self.second = Prose(second, Role.TEXT, "text2", align=Qt.AlignmentFlag.AlignHCenter, line_height=1.4)
        self.checked = PlainLabel(checked, Role.TEXT, "text3")
        column.addWidget(self.sentence)
        column.addSpacing(6)
        column.addWidget(self.second)
        column.addWidget(self.checked, 0, Qt.AlignmentFlag.AlignHCenter)
        if not second:
            self.second.hide()
        if not checked:
            self.checked.hide()
        column.addSpacing(18)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        self._links = QVBoxLayout()
        self._links.setContentsMargins(0, 18, 0, 0)
        column.addLayout(self._links)
        column.addStretch(1)

    def set_words(self, sentence: str, second: str = "", checked: str = "") -> None:
        """Another case of nothing."""
        self.sentence.setText(sentence)
        self.second.setText(second)
        self.checked.setText(checked)
        self.second.setVisible(bool(second))
        self.checked.setVisible(bool(checked))

    def add_button(self, text: str, kind: ButtonKind = ButtonKind.SECONDARY, *, icon: str = "") -> Button:
        """A way on; connect to its `clicked`."""
        button = Button(text, kind, icon=icon, height=36)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def clear_ways(self) -> None:
        """Take all buttons and links away, for another case."""
        for row in (self._buttons, self._links):
            for place in reversed(range(row.count())):
                item = row.itemAt(place)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    row.removeWidget(widget)
                    widget.hide()
                    widget.deleteLater()

    def add_link(self, text: str) -> Button:
        """A quiet link below the buttons."""
        link = Button(text, ButtonKind.LINK)
        self._links.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        return link

    def sizeHint(self) -> QSize:
        """Room for the picture and four lines."""
        return QSize(520, 360)
