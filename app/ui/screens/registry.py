"""Which places the window can show, and how each is made: asked for by name when somebody goes there, so that none is needed to start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

from PySide6.QtWidgets import QWidget

from app.worker.office import Office

Making = Callable[..., object]


class Place(StrEnum):
    """Everywhere the rail leads besides the routes."""

    MAPPINGS = "mappings"
    CONNECTIONS = "connections"
    LOG = "log"
    SETTINGS = "settings"
    FIRST_RUN = "first_run"


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """Where a place's screen is defined and how the rail shows it. `of_route`: it is made for the route in hand."""

    module: str
    name: str
    title: str
    icon: str
    shortcut: str = ""
    of_route: bool = False


PLACES: dict[Place, PlaceEntry] = {
    Place.MAPPINGS: PlaceEntry("app.ui.screens.mappings", "MappingsScreen", "Mappings", "tags", of_route=True),
    Place.CONNECTIONS: PlaceEntry("app.ui.screens.connections", "ConnectionsScreen", "Connections", "plug"),
    Place.LOG: PlaceEntry("app.ui.screens.log", "LogScreen", "Log", "history", "Ctrl+L"),
    Place.SETTINGS: PlaceEntry("app.ui.screens.settings", "SettingsScreen", "Settings", "settings", "Ctrl+,"),
    Place.FIRST_RUN: PlaceEntry("app.ui.screens.first_run", "FirstRunScreen", "Set up", "sailboat"),
}
RAIL = (Place.MAPPINGS, Place.CONNECTIONS, Place.LOG, Place.SETTINGS)


def exists(place: Place) -> bool:
    """Whether this edition has the place; the rail shows no entry for one that it has not."""
    return find_spec(PLACES[place].module) is not None


def make_place(place: Place, office: Office, route_id: str) -> QWidget:
    """The place's screen."""
    entry = PLACES[place]
    making = _found(entry.module, entry.name)
    made = making(office, route_id) if entry.of_route else making(office)
    if not isinstance(made, QWidget):
        raise TypeError(f"{entry.name} is no widget")
    return made


def _found(module: str, name: str) -> Making:
    found = getattr(import_module(module), name)
    if not callable(found):
        raise TypeError(f"{module}.{name} cannot be called")
    making: Making = found
    return making
