"""Hears of collection rounds for every route, whether its pages were opened or not: the rail counts, and what is loud is said at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from app.ui.models.faces import RouteFace
from app.ui.style import capped
from app.worker.collection_contract import CollectionStart, RoundResult
from app.worker.office import Office

Count = Callable[[str, int], object]


class CollectionWatch(QObject):
    """`count(route id, number)` tells the rail; `say(route id, sentence)` hears what a round found that can no longer be changed."""

    def __init__(self, office: Office, count: Count, say: Callable[[str, str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._count, self._say = office, count, say
        self._faces: dict[str, RouteFace] = {}
        office.bell.collected.connect(self._hear)

    def set_faces(self, faces: Mapping[str, RouteFace]) -> None:
        """The routes there are; a new one brings the count of its last round."""
        fresh = [face for key, face in faces.items() if face.collects and face.is_connected and key not in self._faces]
        self._faces = {key: face for key, face in faces.items() if face.is_connected}
        for face in fresh:
            handle = self._office.collection_start(face.route.id)
            handle.succeeded.connect(self._show)

    def _show(self, start: CollectionStart) -> None:
        if start.route_id in self._faces and start.problems:
            self._count(start.route_id, start.problems)

    def _hear(self, result: RoundResult) -> None:
        face = self._faces.get(result.route_id)
        if face is not None and result.alarms:
            more = f" And {len(result.alarms) - 1:,} more." if len(result.alarms) > 1 else ""
            self._say(
                result.route_id, f"{capped(face.route.name, 60)}: {capped(result.alarms[0], 160)}.{more} See Health."
            )
