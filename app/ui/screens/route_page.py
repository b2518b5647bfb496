"""What every route's page is to the window, whichever way its data goes; which one a route needs is loaded when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.run import RunSummary
from app.ui.models.faces import RouteFace
from app.ui.parts import HeaderBar
from app.ui.screens.screen import Screen
from app.worker.office import Office


class RoutePage(Screen):
    """Signals: `waiting_known(int)`, `place_wanted(str)` to go elsewhere, `changed_connection()`, `step_changed()`."""

    waiting_known = Signal(int)
    place_wanted = Signal(str)
    changed_connection = Signal()
    step_changed = Signal()

    def __init__(self, office: Office, face: RouteFace, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.setObjectName(f"route-{face.route.id}")
        self.face = face
        self.header = HeaderBar()
        self.header.title.setObjectName("route-title")

    @property
    def has_side_column(self) -> bool:
        """Whether a table stands beside a side column."""
        return False

    def set_face(self, face: RouteFace) -> None:
        """Another name, or a connection somebody has signed in to."""
        self.face = face
        self.header.set_words(face.route.name, face.second_line)

    def show_unfinished(self, run: RunSummary | None) -> None:
        """A run that was interrupted. Only a person goes on with one that exports; a collection goes on by itself."""


def make_route(office: Office, face: RouteFace, now: Callable[[], datetime]) -> RoutePage:
    """The route's page."""
    if face.collects:
        from app.ui.collection.route import CollectionScreen

        return CollectionScreen(office, face, now)
    from app.ui.screens.route import RouteScreen

    return RouteScreen(office, face, now)
