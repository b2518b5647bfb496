"""The Autotask REST API as its vendor's documentation and its users' reports describe it (apis/autotask.md)."""

from app.sandbox.autotask.arrivals import Arrival
from app.sandbox.autotask.switches import Switches
from app.sandbox.autotask.system import AutotaskSystem

__all__ = ["Arrival", "AutotaskSystem", "Switches"]
