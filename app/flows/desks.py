"""All desks of one set of records, made once by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.machine import Decision
from app.domain.operation import OperationRecord
from app.domain.run import Stop
from app.flows.collection.desk import CollectionDesk
from app.flows.export.desk import ExportDesk
from app.flows.log import LogDesk
from app.flows.rebuild.desk import RebuildDesk
from app.flows.recovery import RecoveryDesk
from app.flows.setup.copying import CopyDesk
from app.flows.setup.desk import SetupDesk
from app.flows.upkeep import Upkeep
from app.ports.clock import Clock
from app.ports.sign_in import OpenBrowser
from app.ports.stores import MappingStore, RunStore, SettingStore


@dataclass(frozen=True, slots=True)
class Desks:
    """What the window's office and the command line work with. `practice`: these are practice books and nothing else."""

    export: ExportDesk
    collection: CollectionDesk
    setup: SetupDesk
    copying: CopyDesk
    log: LogDesk
    upkeep: Upkeep
    rebuild: RebuildDesk
    recovery: RecoveryDesk
    mappings: MappingStore
    runs: RunStore
    settings: SettingStore
    clock: Clock
    open_browser: OpenBrowser
    recover: Callable[[Stop], None]
    """Recover what was under way when the program last ended: look-ups only, nothing that was never sent is sent."""
    pending: Callable[[], Sequence[OperationRecord]]
    """Every operation that has not ended."""
    decide: Callable[[str, Decision], OperationRecord]
    """A person's word on an operation in review."""
    user: str
    data: Path
    practice: bool = False

    def undoing(self, run_id: str) -> CollectionDesk | ExportDesk:
        """The desk that takes this run back: that of its route."""
        route_id = self.runs.run(run_id).route_id
        collects = any(route.id == route_id for route in self.collection.routes())
        return self.collection if collects else self.export

    def open_operations(self) -> int:
        """How many operations have not ended."""
        return len(self.pending())
