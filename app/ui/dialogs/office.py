"""What dialogs and set-up screens ask of the office: one verb a question, each answered by a task's handle.

`app.worker.office.Office` and the office of the tests both fit these. What each handle's `succeeded` brings stands beside the verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.mapping import RouteDefaults
from app.domain.mapping_copy import MappingCopy
from app.worker.contract import (
    ConnectionDraft,
    CustomerDecision,
    MappingImport,
    ReportWish,
    RuleDecision,
    Tenant,
    UndoPlan,
)
from app.worker.handle import TaskHandle
from app.worker.office import OfficeBell


class MappingOffice(Protocol):
    """Customers and posting rules of a route."""

    def gaps(self, route_id: str) -> TaskHandle:
        """tuple[CustomerGap, ...]."""
        ...

    def find_contacts(self, route_id: str, text: str, limit: int = 50) -> TaskHandle:
        """Sequence[LedgerContact]; on the reading lane."""
        ...

    def ledger(self, route_id: str) -> TaskHandle:
        """LedgerCatalogue as last read, or None."""
        ...

    def source_catalogue(self, route_id: str) -> TaskHandle:
        """SourceCatalogue: the source's own lists."""
        ...

    def book(self, route_id: str) -> TaskHandle:
        """MappingBook as it is kept."""
        ...

    def unchecked(self, route_id: str) -> TaskHandle:
        """Plan as last made."""
        ...

    def decide_customers(self, route_id: str, decisions: Sequence[CustomerDecision]) -> TaskHandle:
        """Plan; fails with `BadInput` naming 'name' or 'email' of a new contact."""
        ...

    def restore_contact(self, route_id: str, contact_id: str) -> TaskHandle:
        """Plan after an archived or inactive contact was brought back in the ledger."""
        ...

    def undo_customer(self, route_id: str, party_id: str) -> TaskHandle:
        """Plan."""
        ...

    def decide_rules(self, route_id: str, decision: RuleDecision) -> TaskHandle:
        """Plan."""
        ...

    def remove_rule(self, route_id: str, facet: str, key: str, party_id: str = "") -> TaskHandle:
        """Plan."""
        ...

    def set_defaults(self, route_id: str, defaults: RouteDefaults) -> TaskHandle:
        """Plan."""
        ...

    def mapping_csv(self, route_id: str) -> TaskHandle:
        """Text: the mapping book as CSV."""
        ...

    def read_import(self, route_id: str, path: Path) -> TaskHandle:
        """MappingImport: what taking this file in would change; nothing is kept."""
        ...

    def keep_import(self, route_id: str, taken: MappingImport) -> TaskHandle:
        """Plan."""
        ...


class SetupOffice(Protocol):
    """Connections, sign-in and routes."""

    @property
    def is_practice(self) -> bool:
        """Whether these are practice books."""
        ...

    @property
    def bell(self) -> OfficeBell:
        """What the window is asked for: `practice_wanted`."""
        ...

    def overview(self) -> TaskHandle:
        """Overview: routes, connections, what needs attention."""
        ...

    def where_secrets_are(self) -> TaskHandle:
        """Where secrets are kept, in words (str); fails with `StoreProblem` when nowhere."""
        ...

    def try_out(self, draft: ConnectionDraft) -> TaskHandle:
        """ConnectionCheck; nothing is kept."""
        ...

    def add_source(self, draft: ConnectionDraft) -> TaskHandle:
        """Connection, tested and kept."""
        ...

    def save_connection(self, draft: ConnectionDraft) -> TaskHandle:
        """Connection, kept without a test."""
        ...

    def check_connection(self, connection_id: str) -> TaskHandle:
        """ConnectionCheck."""
        ...

    def sign_in(self, connection_id: str) -> TaskHandle:
        """SignedIn; `arrived` brings the address that the browser was sent to, as text. `cancel` ends the waiting."""
        ...

    def hand_in(self, connection_id: str, address: str) -> TaskHandle:
        """None, once the sign-in that waits has taken the pasted address; fails with `BadInput` when it brings nothing."""
        ...

    def tenants(self, connection_id: str) -> TaskHandle:
        """Sequence[Tenant]: the books that the present sign-in opens."""
        ...

    def choose(self, connection_id: str, tenant: Tenant) -> TaskHandle:
        """Connection."""
        ...

    def sign_out(self, connection_id: str) -> TaskHandle:
        """Connection."""
        ...

    def remove_connection(self, connection_id: str) -> TaskHandle:
        """None; fails with `StoreProblem` while a route uses it."""
        ...

    def add_route(self, name: str, source_id: str, ledger_id: str) -> TaskHandle:
        """Route; fails with `BadInput` naming the field."""
        ...


class CopyOffice(Protocol):
    """Taking a route's mappings to another ledger."""

    def overview(self) -> TaskHandle:
        """Overview: routes, connections, what needs attention."""
        ...

    def route_for_copy(self, route_id: str, name: str, ledger_id: str) -> TaskHandle:
        """Route from the same source to another ledger; fails with `BadInput` naming the field."""
        ...

    def look_copy(self, route_id: str, into_id: str) -> TaskHandle:
        """MappingCopy; nothing is kept."""
        ...

    def keep_copy(self, into_id: str, copy: MappingCopy) -> TaskHandle:
        """How many decisions were kept."""
        ...


class MappingScreenOffice(MappingOffice, CopyOffice, Protocol):
    """All that the Mappings screen asks for."""


class LogOffice(Protocol):
    """Runs as they ended, and taking one back."""

    def overview(self) -> TaskHandle:
        """Overview: routes, connections, what needs attention."""
        ...

    def runs(self, route_id: str = "", text: str = "", limit: int = 200, since: datetime | None = None) -> TaskHandle:
        """Sequence[RunSummary], newest first, of one route or of all; `since` leaves out what began before."""
        ...

    def story(self, run_id: str) -> TaskHandle:
        """tuple[LogEntry, ...], oldest first."""
        ...

    def side_effects(self, run_id: str) -> TaskHandle:
        """tuple[SideEffect, ...]: what a run did in the ledger besides its documents."""
        ...

    def plan_undo(self, run_id: str) -> TaskHandle:
        """UndoPlan; nothing is changed."""
        ...

    def undo(self, undo_plan: UndoPlan) -> TaskHandle:
        """SendResult."""
        ...


class ReportOffice(Protocol):
    """What was sent in a stretch of days, and what waits."""

    def overview(self) -> TaskHandle:
        """Overview: routes and connections."""
        ...

    def report(self, wish: ReportWish) -> TaskHandle:
        """Report."""
        ...

    def waiting(self, route_id: str) -> TaskHandle:
        """Sequence[WaitingInvoice]."""
        ...


class UpkeepOffice(Protocol):
    """Settings of this installation and its backups."""

    def setting(self, name: str, default: str = "") -> str:
        """A small setting, at once."""
        ...

    def save_setting(self, name: str, value: str) -> TaskHandle:
        """None; what `setting` answers has changed already."""
        ...

    @property
    def bell(self) -> OfficeBell:
        """What the window is asked for: `reopen_wanted`."""
        ...

    @property
    def data(self) -> Path:
        """Where the records of this computer lie."""
        ...

    def backups(self) -> TaskHandle:
        """Sequence[BackupFile], oldest first."""
        ...

    def back_up(self) -> TaskHandle:
        """BackupFile."""
        ...

    def restore(self, backup: Path) -> TaskHandle:
        """None; the records have to be opened again."""
        ...

    def database_address(self) -> TaskHandle:
        """Text: the address of a shared database, '' for the file on this computer."""
        ...

    def use_database(self, address: str, password: str) -> TaskHandle:
        """None; the records have to be opened again. `BadInput` and `StoreProblem` say why it cannot be used."""
        ...


class Office(MappingScreenOffice, SetupOffice, LogOffice, UpkeepOffice, Protocol):
    """All of it."""
