"""What the window carries beside its screens: the marks of practice books, the gate of records that are not whole, the rail's entries."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.models.faces import RouteFace
from app.ui.parts import Banner, PracticeBand, PracticeFrame, RailItem, Tone
from app.ui.screens.registry import PLACES, Place
from app.ui.style import theme
from app.worker.contract import RecordsFinding

_ROUTE_ICON, _COLLECTS_ICON = "arrow-right-left", "wallet"


class WindowMarks(QObject):
    """Lays its marks into the window's column, whose last entry is the screen. `left()` to leave practice, `recovery()` to look."""

    left = Signal()
    recovery = Signal()

    def __init__(self, window: QWidget, column: QVBoxLayout) -> None:
        super().__init__(window)
        self._window, self._column = window, column
        self._gate: Banner | None = None
        self._band: PracticeBand | None = None
        self._frame: PracticeFrame | None = None

    def set_practice(self, practice: bool) -> None:
        """Show the marks exactly while practice books are open."""
        theme().set_practice(practice)
        if practice and self._band is None:
            self._band = PracticeBand()
            self._band.setObjectName("practice-band")
            self._band.left.connect(self.left)
            self._column.insertWidget(0, self._band)
            self._frame = PracticeFrame(self._window)
            self._frame.show()
        if self._band is not None and self._frame is not None:
            self._band.setVisible(practice)
            self._frame.setVisible(practice)

    def show_finding(self, finding: RecordsFinding, place: str) -> None:
        """The records are not whole: nothing is sent until a person has looked. `place` is where the window stands."""
        if self._gate is not None:
            self._column.removeWidget(self._gate)
            self._gate.deleteLater()
            self._gate = None
        if finding.may_send:
            return
        self._gate = Banner(Tone.BAD, "database", finding.sentence, finding.advice, button="Open recovery")
        self._gate.setObjectName("records-banner")
        self._gate.pressed.connect(self.recovery)
        self.stand_at(place)
        self._column.insertWidget(self._column.count() - 1, self._gate)

    def stand_at(self, place: str) -> None:
        """In Recovery the gate says nothing that the page does not."""
        if self._gate is not None:
            self._gate.setVisible(place != Place.RECOVERY)


def tone_of(face: RouteFace) -> Tone:
    """Of a route's count: what waits to be sent is work, what collection counts needs somebody."""
    return Tone.WARN if face.collects else Tone.ACCENT


def route_item(number: int, face: RouteFace, waiting: int) -> RailItem:
    """A route in the rail; the first nine have a key."""
    shortcut = f"Ctrl+{number}" if number <= 9 else ""
    icon = _COLLECTS_ICON if face.collects else _ROUTE_ICON
    return RailItem(face.route.id, face.route.name, icon, face.way, waiting, tone_of(face), shortcut)


def place_item(place: Place, wanting: int) -> RailItem:
    """A place in the rail with how many things there want somebody."""
    entry = PLACES[place]
    tone = Tone.WARN if place is Place.RECOVERY else Tone.BAD
    return RailItem(place, entry.title, entry.icon, count=wanting, tone=tone, shortcut=entry.shortcut)
