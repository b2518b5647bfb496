"""All desks of one set of records, made once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.flows.export.desk import ExportDesk
from app.flows.log import LogDesk
from app.flows.setup.desk import SetupDesk
from app.flows.upkeep import Upkeep
from app.ports.clock import Clock
from app.ports.sign_in import OpenBrowser
from app.ports.stores import MappingStore, RunStore, SettingStore


@dataclass(frozen=True, slots=True)
class Desks:
    """What the window's office and the command line work with. `practice`: these are practice books and nothing else."""

    export: ExportDesk
    setup: SetupDesk
    log: LogDesk
    upkeep: Upkeep
    mappings: MappingStore
    runs: RunStore
    settings: SettingStore
    clock: Clock
    open_browser: OpenBrowser
    user: str
    data: Path
    practice: bool = False
