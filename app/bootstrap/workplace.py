"""One set of records with everything that works on it: opened, recovered from, and closed again in order."""

from __future__ import annotations

import getpass
import logging
import platform
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from app.bootstrap.engine_room import make_engine
from app.bootstrap.folders import Folders
from app.bootstrap.locks import OwnerPlace, RefreshLocks
from app.bootstrap.logs import start_logging, stop_logging
from app.bootstrap.records import Records, open_records
from app.bootstrap.redactor import Redactor, WatchedSecrets
from app.bootstrap.shared import SharedRecords
from app.bootstrap.systems import ConnectedSystems, Surroundings
from app.bootstrap.time_and_chance import SystemChance, SystemClock
from app.domain.machine import Decision
from app.domain.operation import OperationRecord
from app.domain.run import Stop
from app.engine.engine import Engine
from app.flows.collection.context import CollectionTools
from app.flows.collection.desk import CollectionDesk
from app.flows.desks import Desks
from app.flows.export.desk import DeskTools, ExportDesk
from app.flows.export.sending import SendingTools
from app.flows.log import LogDesk
from app.flows.rebuild.desk import RebuildDesk, RebuildTools
from app.flows.recovery import RecoveryDesk
from app.flows.setup.copying import CopyDesk, CopyTools
from app.flows.setup.desk import SetupDesk, SetupTools
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import OpenBrowser
from app.store.secrets import KeyringSecrets, MemorySecrets
from app.worker.interpreter import share_the_interpreter

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a workplace is to be opened. `secrets` None takes the keyring, or memory for practice books."""

    folders: Folders
    practice: bool = False
    practice_note: Folders | None = (
        None  # the real folders, where practice books leave their port; None: below `folders`
    )
    secrets: SecretStore | None = None
    open_browser: OpenBrowser = webbrowser.open


class Workplace:
    """Desks over one folder. A context manager; raises `StoreProblem` from `open` when the records cannot be used."""

    def __init__(self, opening: Opening, clock: Clock | None = None, chance: Chance | None = None) -> None:
        self._opening = opening
        self._clock: Clock = clock or SystemClock()
        self._chance: Chance = chance or SystemChance()
        self._closing = ExitStack()
        self.redactor = Redactor()

    def open(self) -> Desks:
        """Open everything."""
        try:
            return self._open()
        except BaseException:
            self._closing.close()
            raise

    def _open(self) -> Desks:
        opening, folders = self._opening, self._opening.folders
        share_the_interpreter()
        folders.make()
        handler = start_logging(folders.logs, self.redactor)
        self._closing.callback(stop_logging, handler)
        LOG.info("started on %s, Python %s, practice=%s", sys.platform, platform.python_version(), opening.practice)
        secrets = WatchedSecrets(opening.secrets or self._usual_secrets(), self.redactor)
        shared = None if opening.practice else SharedRecords(folders.data, secrets)
        records = self._records(shared)
        self._closing.callback(records.close)
        owner = OwnerPlace(folders.data)
        self._closing.callback(owner.release)
        systems = self._systems(records, secrets)
        self._closing.callback(systems.close)
        engine = make_engine(records, systems, self._clock, self._chance, owner.name)
        return self._desks(records, systems, engine, secrets)

    def _records(self, shared: SharedRecords | None) -> Records:
        return open_records(self._opening.folders, self._clock, self._chance, shared)

    def _usual_secrets(self) -> SecretStore:
        return MemorySecrets() if self._opening.practice else KeyringSecrets(self._chance)

    def _systems(self, records: Records, secrets: SecretStore) -> ConnectedSystems:
        real = self._opening.practice_note or self._opening.folders
        return ConnectedSystems(
            Surroundings(
                routes=records.routes,
                secrets=secrets,
                clock=self._clock,
                chance=self._chance,
                lock=RefreshLocks(self._opening.folders.data, self._clock),
                practice=self._opening.practice,
                practice_note=real.practice_note,
            )
        )

    def _desks(self, records: Records, systems: ConnectedSystems, engine: Engine, secrets: SecretStore) -> Desks:
        user = person()
        sending = SendingTools(engine, records.journal, records.mappings, records.runs, self._clock)
        rebuild = self._rebuild(records, systems, user)
        setup = SetupDesk(
            SetupTools(records.routes, systems, secrets, self._clock, self._chance, self._opening.practice)
        )
        copying = CopyTools(records.routes, systems, records.mappings, setup, self._clock, user)

        def recover(stop: Stop) -> None:
            engine.resume(None, stop)

        def pending() -> Sequence[OperationRecord]:
            return engine.pending()

        def decide(operation_id: str, decision: Decision) -> OperationRecord:
            return engine.decide(operation_id, decision, user)

        return Desks(
            export=ExportDesk(DeskTools(records.routes, systems, sending, self._chance, user)),
            collection=CollectionDesk(self._collection(records, systems, engine, user), decide),
            setup=setup,
            copying=CopyDesk(copying),
            log=LogDesk(records.runs, records.journal),
            upkeep=records.upkeep,
            rebuild=rebuild,
            recovery=RecoveryDesk(records.journal, records.runs, records.upkeep, rebuild),
            mappings=records.mappings,
            runs=records.runs,
            settings=records.settings,
            clock=self._clock,
            open_browser=self._opening.open_browser,
            recover=recover,
            pending=pending,
            decide=decide,
            user=user,
            data=self._opening.folders.data,
            practice=self._opening.practice,
        )

    def _collection(self, records: Records, systems: ConnectedSystems, engine: Engine, user: str) -> CollectionTools:
        return CollectionTools(
            engine=engine,
            journal=records.journal,
            store=records.collection,
            routes=records.routes,
            runs=records.runs,
            systems=systems,
            clock=self._clock,
            chance=self._chance,
            user=user,
            practice=self._opening.practice,
        )

    def _rebuild(self, records: Records, systems: ConnectedSystems, user: str) -> RebuildDesk:
        return RebuildDesk(
            RebuildTools(
                routes=records.routes,
                collection=records.collection,
                systems=systems,
                journal=records.journal,
                rebuilt=records.journal,
                runs=records.runs,
                settings=records.settings,
                upkeep=records.upkeep,
                clock=self._clock,
                chance=self._chance,
                user=user,
            )
        )

    def close(self) -> None:
        """Give everything back, in the reverse order."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def person() -> str:
    """Who is logged in at this computer; the log calls them so."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
