"""The office: the one door through which screens get their work done. Nothing here waits; every answer comes by a handle."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.mapping_copy import MappingCopy
from app.flows.desks import Desks
from app.flows.log import ReportWish
from app.flows.rebuild.desk import RebuildPlan
from app.flows.setup.drafts import ConnectionDraft
from app.ports.sign_in import Tenant
from app.worker.collection_rounds import CollectionRounds
from app.worker.collection_verbs import CollectionVerbs
from app.worker.handle import TaskHandle
from app.worker.overview import BackgroundNews, Overview
from app.worker.runner import TaskRunner
from app.worker.scheduler import Tending
from app.worker.tasks import T, TaskContext

LOG = logging.getLogger(__name__)
_UNFINISHED_LOOKED_AT = 50


class OfficeBell(QObject):
    """What happens without a screen having asked. Lives on the window's thread."""

    setup_changed = Signal()
    """Connections or routes have changed: ask for the overview again."""
    background = Signal(object)
    """`BackgroundNews` after look-ups in the background."""
    collected = Signal(object)
    """`RoundResult` of a collection round, scheduled or from the tray, that did something or has something to say."""
    round_refused = Signal(object)
    """`RefusedRound`: a scheduled round could not run, because a sign-in has ended."""
    automatic_switched = Signal(str, bool)
    """Emitted by a screen or the tray: automatic import of a route, or of some of its customers, was switched on or off."""
    practice_wanted = Signal()
    """Emitted by a screen: go over to the practice books."""
    collection_practice_wanted = Signal()
    """Emitted by a screen: go over to those in which rents are collected by debit."""
    raised = Signal()
    """Another start of the program asks this window to come to the front."""
    reopen_wanted = Signal()
    """Emitted by a screen: the records were replaced, close them and open them again."""


class Office(CollectionVerbs):
    """Everything screens may ask for. Made by the composition root, on the window's thread."""

    def __init__(self, runner: TaskRunner, desks: Desks) -> None:
        super().__init__(runner, desks)
        self.bell = OfficeBell()
        self._settings: dict[str, str] = {}
        self._tending = Tending(runner, self._tend, self.bell.background.emit)
        self._rounds = CollectionRounds(
            runner, desks.collection, self.bell.collected.emit, desks.clock.now, refused=self.bell.round_refused.emit
        )

    @property
    def runner(self) -> TaskRunner:
        """The queue, to be shown: `busy`, `current`, `waiting`, `queue_changed`."""
        return self._runner

    @property
    def is_practice(self) -> bool:
        """Whether these are practice books."""
        return self._desks.practice

    @property
    def user(self) -> str:
        """Who works here, as the log calls them."""
        return self._desks.user

    @property
    def data(self) -> Path:
        """Where the records of this computer lie."""
        return self._desks.data

    def overview(self) -> TaskHandle:
        """`Overview`."""
        return self._read("Look around", lambda _: self._overview())

    def _overview(self) -> Overview:
        runs = self._desks.log.runs(limit=_UNFINISHED_LOOKED_AT)
        return Overview(
            routes=tuple(self._desks.setup.routes()),
            connections=tuple(self._desks.setup.connections()),
            finding=self._desks.upkeep.finding(),
            unfinished=tuple(run for run in runs if run.ended is None and not run.dry_run),
            open_operations=self._desks.open_operations(),
            practice=self._desks.practice,
            user=self._desks.user,
            decisions=self._desks.recovery.decisions(),
        )

    # --- background

    def begin(self) -> TaskHandle:
        """Recover what was under way when the program last ended (look-ups only), then tend to it; `BackgroundNews`."""
        handle = self._look("Look up what was under way", self._recover)
        handle.succeeded.connect(self.bell.background.emit)
        self._tending.start()
        self._rounds.start()
        return handle

    def _recover(self, context: TaskContext) -> BackgroundNews:
        self._desks.recover(context.stop)
        return self._news()

    def _tend(self, context: TaskContext) -> BackgroundNews | None:
        """None where nothing was open, so that nothing is said."""
        if not self._desks.open_operations():
            return None
        self._desks.export.look_again(context.stop)
        return self._news()

    def look_now(self) -> TaskHandle:
        """`BackgroundNews` after looking up at once whatever is open and due."""
        return self._write("Look up what is open", lambda c: self._tend(c) or self._news())

    def _news(self) -> BackgroundNews:
        left = self._desks.pending()
        return BackgroundNews(len(left), tuple(dict.fromkeys(r.operation.run_id for r in left)))

    # --- set-up

    def _changing(self, name: str, work: Callable[[TaskContext], T]) -> TaskHandle:
        handle = self._write(name, work)
        handle.succeeded.connect(self._ring_setup)
        return handle

    def _ring_setup(self, value: object) -> None:
        del value
        self.bell.setup_changed.emit()

    def where_secrets_are(self) -> TaskHandle:
        """Text: where secrets are kept. `StoreProblem` when the keyring is missing or locked."""
        return self._read("Ask the keyring", lambda _: self._desks.setup.where_secrets_are())

    def try_out(self, draft: ConnectionDraft) -> TaskHandle:
        """`ConnectionCheck` of what was typed; nothing is kept."""
        return self._read("Test a connection", lambda c: self._desks.setup.try_out(draft, c.stop))

    def add_source(self, draft: ConnectionDraft) -> TaskHandle:
        """`Connection`, tested and kept."""
        setup = self._desks.setup
        return self._changing("Add a connection", lambda c: setup.save_connection(draft, setup.try_out(draft, c.stop)))

    def save_connection(self, draft: ConnectionDraft) -> TaskHandle:
        """`Connection`, kept without a test; a ledger is signed in to next."""
        return self._changing("Keep a connection", lambda _: self._desks.setup.save_connection(draft))

    def check_connection(self, connection_id: str) -> TaskHandle:
        """`ConnectionCheck` of a connection that is set up."""
        return self._changing("Test a connection", lambda c: self._desks.setup.check(connection_id, c.stop))

    def sign_in(self, connection_id: str) -> TaskHandle:
        """`SignedIn`, after the person has been to the browser; `arrived` brings the address, `cancel` ends the wait."""
        desks = self._desks

        def work(context: TaskContext) -> object:
            def open_and_tell(address: str) -> bool:
                context.arrived([address])
                return desks.open_browser(address)

            return desks.setup.sign_in(connection_id, open_and_tell, context.stop)

        return self._changing("Sign in", work)

    def hand_in(self, connection_id: str, address: str) -> TaskHandle:
        """None: a sign-in that waits on the other lane takes this address. `BadInput` when it brings nothing."""
        return self._read("Hand a sign-in in", lambda _: self._desks.setup.hand_in(connection_id, address))

    def tenants(self, connection_id: str) -> TaskHandle:
        """Sequence of `Tenant`: the books that the present sign-in opens."""
        return self._look("Read organisations", lambda c: self._desks.setup.tenants(connection_id, c.stop))

    def choose(self, connection_id: str, tenant: Tenant) -> TaskHandle:
        """`Connection` that leads to these books."""
        return self._changing("Choose books", lambda _: self._desks.setup.choose(connection_id, tenant))

    def sign_out(self, connection_id: str) -> TaskHandle:
        """`Connection` without a grant."""
        return self._changing("Sign out", lambda c: self._desks.setup.sign_out(connection_id, c.stop))

    def remove_connection(self, connection_id: str) -> TaskHandle:
        """None; `StoreProblem` while a route uses it."""
        return self._changing(
            "Remove a connection", lambda c: self._desks.setup.remove_connection(connection_id, c.stop)
        )

    def add_route(self, name: str, source_id: str, ledger_id: str) -> TaskHandle:
        """`Route`."""
        return self._changing("Add a route", lambda _: self._desks.setup.add_route(name, source_id, ledger_id))

    def route_for_copy(self, route_id: str, name: str, ledger_id: str) -> TaskHandle:
        """`Route` from the same source to another ledger; `BadInput` names the field."""
        copying = self._desks.copying
        return self._changing("Add a route", lambda _: copying.route_for(route_id, name, ledger_id))

    def look_copy(self, route_id: str, into_id: str) -> TaskHandle:
        """`MappingCopy`: what of one route's mappings would hold on another; nothing is kept."""
        copying = self._desks.copying
        return self._write("Compare two ledgers", lambda c: copying.look(route_id, into_id, c.stop, c.report))

    def keep_copy(self, into_id: str, copy: MappingCopy) -> TaskHandle:
        """How many decisions were kept: exactly what was shown."""
        return self._changing("Copy mappings", lambda _: self._desks.copying.keep(into_id, copy))

    def rename_route(self, route_id: str, name: str) -> TaskHandle:
        """`Route`."""
        return self._changing("Rename a route", lambda _: self._desks.setup.rename_route(route_id, name))

    def remove_route(self, route_id: str) -> TaskHandle:
        """None."""
        return self._changing("Remove a route", lambda _: self._desks.setup.remove_route(route_id))

    # --- log, records, settings

    def runs(self, route_id: str = "", text: str = "", limit: int = 200, since: datetime | None = None) -> TaskHandle:
        """Sequence of `RunSummary`, newest first; `since` leaves out what began before."""
        return self._read("Read the log", lambda _: self._desks.log.runs(route_id, limit, text, since))

    def run(self, run_id: str) -> TaskHandle:
        """`RunSummary` as it was last kept; answered also while a send runs."""
        return self._read("Read a run", lambda _: self._desks.log.run(run_id))

    def report(self, wish: ReportWish) -> TaskHandle:
        """`Report`: what was sent in a stretch of days."""
        return self._read("Add a report up", lambda _: self._desks.log.report(wish))

    def side_effects(self, run_id: str) -> TaskHandle:
        """Tuple of `SideEffect`: what a run did in the ledger besides its documents."""
        return self._read("Read what a run created", lambda _: self._desks.log.side_effects(run_id))

    def story(self, run_id: str) -> TaskHandle:
        """Tuple of `LogEntry`: every remote change of a run."""
        return self._read("Read a run's story", lambda _: self._desks.log.story(run_id))

    def recovery(self) -> TaskHandle:
        """`RecoveryLook`: what an earlier end has left open, and the state of the records."""
        return self._read("Look at what was left open", lambda _: self._desks.recovery.look())

    def confirm_records(self) -> TaskHandle:
        """`RecordsFinding` after a person has accepted a journal that is behind."""
        return self._changing("Accept the records", lambda _: self._desks.upkeep.confirm())

    def plan_rebuild(self, route_id: str) -> TaskHandle:
        """`RebuildPlan`: what the ledger holds of ours and the journal has forgotten; nothing is changed."""
        rebuild = self._desks.rebuild
        return self._look("Look into the ledger", lambda c: rebuild.plan(route_id, c.stop, c.report))

    def rebuild(self, plan: RebuildPlan) -> TaskHandle:
        """`RebuildResult`: what was shown is entered; the gate opens when every route has been rebuilt."""
        return self._changing("Rebuild from the ledger", lambda _: self._desks.rebuild.rebuild(plan))

    def back_up(self) -> TaskHandle:
        """`BackupFile`."""
        return self._write("Back up", lambda _: self._desks.upkeep.back_up("asked"))

    def backups(self) -> TaskHandle:
        """Sequence of `BackupFile`, oldest first."""
        return self._read("Read backups", lambda _: self._desks.upkeep.backups())

    def restore(self, backup: Path) -> TaskHandle:
        """None; the records have to be opened again afterwards (`bell.reopen_wanted`)."""
        return self._write("Restore a backup", lambda _: self._desks.upkeep.restore(backup))

    def database_address(self) -> TaskHandle:
        """Text: the address of a shared database, '' for the file on this computer."""
        return self._read("Ask where the records are", lambda _: self._desks.upkeep.database_address())

    def use_database(self, address: str, password: str) -> TaskHandle:
        """None, after a server has let us in; the records have to be opened again afterwards (`bell.reopen_wanted`)."""
        return self._write("Try a database", lambda _: self._desks.upkeep.use_database(address, password))

    def setting(self, name: str, default: str = "") -> str:
        """A small setting, at once: read from the records the first time only."""
        if name not in self._settings:
            self._settings[name] = self._desks.settings.setting(name, default)
        return self._settings[name] or default

    def save_setting(self, name: str, value: str) -> TaskHandle:
        """None; what `setting` answers has changed already."""
        self._settings[name] = value
        return self._read("Keep a setting", lambda _: self._desks.settings.save_setting(name, value))

    # --- the end

    def close(self, milliseconds: int) -> tuple[str, ...]:
        """Stop everything and wait; names of tasks that have not ended in that time (see `TaskRunner.close`)."""
        self._tending.stop()
        self._rounds.stop()
        return self._runner.close(milliseconds)
