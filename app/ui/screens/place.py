"""What the screens beside the routes share: a head, room for what went wrong, and a page that scrolls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import ExpectedProblem
from app.ui.parts import Banner, HeaderBar, Toast
from app.ui.screens.problems import banner_of
from app.ui.screens.screen import Screen
from app.ui.style import colour
from app.worker.office import Office as WorkerOffice


class PlaceScreen(Screen):
    """A screen with `title()`, `subtitle()` and `refresh()`; `message(object)` carries a sentence for a toast.

    `wanted(str)` asks the window to go to a place or route by its key.
    """

    message = Signal(object)
    wanted = Signal(str)
    has_side_column = False
    """Whether a table shares the window with a side column, so that the rail folds in a narrow window."""

    def __init__(self, office: object, title: str, second: str = "", *, scrolls: bool = True) -> None:
        super().__init__(cast(WorkerOffice, office))  # the base only keeps it; each screen asks by its own protocol
        self.head = HeaderBar(title, second)
        self._title, self._second = title, second
        self._came = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        self.notices.setContentsMargins(24, 0, 24, 0)
        outer.addLayout(self.notices)
        self.page = QVBoxLayout()
        self.page.setContentsMargins(24, 24, 24, 24)
        self.page.setSpacing(16)
        if scrolls:
            outer.addWidget(scrolled(self.page), 1)
        else:
            outer.addLayout(self.page, 1)

    def title(self) -> str:
        """The head's first line."""
        return self._title

    def subtitle(self) -> str:
        """The head's second line."""
        return self._second

    def set_words(self, title: str, second: str) -> None:
        """Another head."""
        self._title, self._second = title, second
        self.head.set_words(title, second)

    def refresh(self) -> None:
        """Ask for everything again; a screen without questions of its own only takes back what it complained of."""
        self.be_content()

    def arrive(self) -> None:
        """Look at what may have changed."""
        self._came = True
        self.refresh()

    def tell(self, sentence: str, undo: object = None) -> None:
        """One sentence at the bottom right."""
        self.message.emit(sentence)
        Toast.show_in(self.window(), sentence, undo if callable(undo) else None)

    def complain(self, problem: ExpectedProblem, button: str = "") -> Banner:
        """A problem that stays until it is mended or the next one comes."""
        banner = banner_of(problem, at=datetime.now(UTC).astimezone(), button=button)
        self.show_problem(banner)
        self.notices.setContentsMargins(24, 16, 24, 0)
        return banner

    def be_content(self) -> None:
        """Nothing is wrong any more."""
        self.clear_problem()
        self.notices.setContentsMargins(24, 0, 24, 0)

    def unheard(self, problem: ExpectedProblem) -> None:
        """What nobody listens for stays on the page."""
        self.complain(problem)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The canvas behind cards."""
        QPainter(self).fillRect(self.rect(), colour("canvas"))


def scrolled(content: QLayout, margins: tuple[int, int, int, int] | None = None) -> QScrollArea:
    """A layout in an area that scrolls up and down, without a frame or a ground of its own."""
    inner = QWidget()
    inner.setLayout(content)
    if margins is not None:
        content.setContentsMargins(*margins)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    inner.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and destroy it."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
