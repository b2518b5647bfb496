"""Loads peewee without the PostgreSQL driver, which it would load on sight, and which takes longer than everything else of the store.

Nearly all records are a file. Where they are shared, `app.store.postgres` loads the driver and hands it to peewee.
"""

from __future__ import annotations

import sys
from importlib import import_module

_DRIVER = "psycopg"


def import_peewee() -> None:
    """Import peewee; the driver is out of its sight meanwhile, unless somebody has loaded it already."""
    if "peewee" in sys.modules or _DRIVER in sys.modules:
        return
    sys.modules[_DRIVER] = None  # type: ignore[assignment]  # how the import system is told that there is no such module
    try:
        import_module("peewee")
    finally:
        del sys.modules[_DRIVER]
