"""Which places the window leads to besides the routes, and how each is made: imported when somebody first goes there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtWidgets import QWidget

from app.worker.office import Office


class Place(StrEnum):
    """Everywhere the rail leads besides the routes."""

    MAPPINGS = "mappings"
    CONNECTIONS = "connections"
    LOG = "log"
    REPORTS = "reports"
    SETTINGS = "settings"
    RECOVERY = "recovery"
    FIRST_RUN = "first_run"


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """How the rail shows a place. `of_route`: it is made for the route in hand."""

    title: str
    icon: str
    shortcut: str = ""
    of_route: bool = False


PLACES: dict[Place, PlaceEntry] = {
    Place.MAPPINGS: PlaceEntry("Mappings", "tags", of_route=True),
    Place.CONNECTIONS: PlaceEntry("Connections", "plug"),
    Place.LOG: PlaceEntry("Log", "history", "Ctrl+L"),
    Place.REPORTS: PlaceEntry("Reports", "chart-column", "Ctrl+R"),
    Place.SETTINGS: PlaceEntry("Settings", "settings", "Ctrl+,"),
    Place.RECOVERY: PlaceEntry("Recovery", "rotate-ccw"),
    Place.FIRST_RUN: PlaceEntry("Set up", "sailboat"),
}
RAIL = (Place.RECOVERY, Place.MAPPINGS, Place.CONNECTIONS, Place.LOG, Place.REPORTS, Place.SETTINGS)


def make_place(place: Place, office: Office, route_id: str) -> QWidget:
    """The place's screen."""
    if place is Place.MAPPINGS:
        from app.ui.screens.mappings import MappingsScreen

        return MappingsScreen(office, route_id)
    return _MAKERS[place](office)


def _connections(office: Office) -> QWidget:
    from app.ui.screens.connections import ConnectionsScreen

    return ConnectionsScreen(office)


def _log(office: Office) -> QWidget:
    from app.ui.screens.log import LogScreen

    return LogScreen(office)


def _reports(office: Office) -> QWidget:
    from app.ui.screens.reports import ReportsScreen

    return ReportsScreen(office)


def _settings(office: Office) -> QWidget:
    from app.ui.screens.settings import SettingsScreen

    return SettingsScreen(office)


def _recovery(office: Office) -> QWidget:
    from app.ui.screens.recovery import RecoveryScreen

    return RecoveryScreen(office)


def _first_run(office: Office) -> QWidget:
    from app.ui.screens.first_run import FirstRunScreen

    return FirstRunScreen(office)


_MAKERS: dict[Place, Callable[[Office], QWidget]] = {
    Place.CONNECTIONS: _connections,
    Place.LOG: _log,
    Place.REPORTS: _reports,
    Place.SETTINGS: _settings,
    Place.RECOVERY: _recovery,
    Place.FIRST_RUN: _first_run,
}
