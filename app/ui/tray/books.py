"""What the tray knows of the collection routes: read from the records, heard from rounds, and the few things it does for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.errors import ExpectedProblem
from app.ui.models.faces import RouteFace, faces_of
from app.ui.tray.setting import PAUSED
from app.ui.tray.words import RouteStanding, TrayFacts
from app.worker.collection_contract import CollectionStart, RoundResult
from app.worker.contract import Overview
from app.worker.office import Office


class TrayBooks(QObject):
    """`changed()` whenever `facts` may have changed; `failed(str, object)` when a route's 'Import now' could not be carried out."""

    changed = Signal()
    failed = Signal(str, object)

    def __init__(self, office: Office, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._office = office
        self._faces: dict[str, RouteFace] = {}
        self._routes: dict[str, RouteStanding] = {}
        self._elsewhere = 0
        self._began = now()
        self.importing: set[str] = set()

    @property
    def facts(self) -> TrayFacts:
        """How it stands."""
        return TrayFacts(tuple(self._routes.values()), self._elsewhere)

    def name_of(self, route_id: str) -> str:
        """A route's name; '' for one that is none of these."""
        return self._faces[route_id].route.name if route_id in self._faces else ""

    # --- reading

    def refresh(self) -> None:
        """Look around anew."""
        self._office.overview().succeeded.connect(self._know)

    def _know(self, overview: Overview) -> None:
        unwell = sum(connection.access_ended for connection in overview.connections)
        self._elsewhere = unwell + overview.decisions
        faces = faces_of(overview.routes, overview.connections)
        self._faces = {key: face for key, face in faces.items() if face.collects and face.ledger.tenant}
        self._routes = {key: one for key, one in self._routes.items() if key in self._faces}
        self.changed.emit()
        self.read_routes()

    def read_routes(self) -> None:
        """How each route stands in the records; nobody is asked."""
        for key in self._faces:
            self._office.collection_start(key).succeeded.connect(self._know_route)

    def _know_route(self, start: CollectionStart) -> None:
        face = self._faces.get(start.route_id)
        if face is not None:
            known = self._routes.get(start.route_id) or RouteStanding(face.route.name, start, self._began)
            self._routes[start.route_id] = replace(known, name=face.route.name, start=start)
            self.changed.emit()

    # --- hearing

    def heard(self, result: RoundResult, *, calls: bool) -> None:
        """A round has said something; `calls`: nobody has looked at it yet."""
        known = self._routes.get(result.route_id)
        if known is not None:
            self._routes[result.route_id] = replace(known, heard=result, calls=known.calls or calls)
        self.changed.emit()
        self.read_routes()

    def looked(self) -> None:
        """Somebody has come to the window."""
        self._routes = {key: replace(one, calls=False) for key, one in self._routes.items()}
        self.changed.emit()
        self.read_routes()

    # --- doing

    def import_now(self) -> None:
        """What the next round would do, now, of every route whose ledger is signed in to."""
        for key, face in self._faces.items():
            if key in self.importing or not face.is_connected:
                continue
            self.importing.add(key)
            handle = self._office.import_now(key)
            handle.succeeded.connect(self._office.bell.collected)
            handle.failed.connect(partial(self._not_imported, key))
            handle.finished.connect(partial(self._imported, key))
        self.changed.emit()

    def _not_imported(self, route_id: str, problem: ExpectedProblem) -> None:
        self.failed.emit(route_id, problem)

    def _imported(self, route_id: str) -> None:
        self.importing.discard(route_id)
        self.changed.emit()

    def pause(self, pauses: bool) -> None:
        """Switch the routes that run by themselves off, or those on again that were switched off here."""
        if pauses:
            chosen = [key for key, route in self._routes.items() if route.runs]
            self._office.save_setting(PAUSED, " ".join(chosen))
        else:
            kept = self._office.setting(PAUSED).split()
            chosen = [key for key in self._routes if key in kept] or list(self._routes)
            self._office.save_setting(PAUSED, "")
        self._switch(chosen, not pauses)

    def _switch(self, route_ids: Iterable[str], on: bool) -> None:
        for key in route_ids:
            settings = replace(self._routes[key].start.settings, is_scheduled=on)
            handle = self._office.save_collection_settings(key, settings)
            handle.succeeded.connect(partial(self._switched, key, on))

    def _switched(self, route_id: str, on: bool, _kept: object) -> None:
        self._office.bell.automatic_switched.emit(route_id, on)
