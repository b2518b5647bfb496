"""Which places the window leads to besides the routes, and how each is made: imported when somebody first goes there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtWidgets import QWidget

from app.worker.office import Office


class Place(StrEnum):
    """Everywhere the rail leads besides the routes."""

    MAPPINGS = "mappings"
    CONNECTIONS = "connections"
    LOG = "log"
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
    Place.SETTINGS: PlaceEntry("Settings", "settings", "Ctrl+,"),
    Place.RECOVERY: PlaceEntry("Recovery", "rotate-ccw"),
    Place.FIRST_RUN: PlaceEntry("Set up", "sailboat"),
}
RAIL = (Place.RECOVERY, Place.MAPPINGS, Place.CONNECTIONS, Place.LOG, Place.SETTINGS)


def make_place(place: Place, office: Office, route_id: str) -> QWidget:
    """The place's screen."""
    if place is Place.MAPPINGS:
        from app.ui.screens.mappings import MappingsScreen

        return MappingsScreen(office, route_id)
    if place is Place.CONNECTIONS:
        from app.ui.screens.connections import ConnectionsScreen

        return ConnectionsScreen(office)
    if place is Place.LOG:
        from app.ui.screens.log import LogScreen

        return LogScreen(office)
    if place is Place.SETTINGS:
        from app.ui.screens.settings import SettingsScreen

        return SettingsScreen(office)
    if place is Place.RECOVERY:
        from app.ui.screens.recovery import RecoveryScreen

        return RecoveryScreen(office)
    from app.ui.screens.first_run import FirstRunScreen

    return FirstRunScreen(office)
