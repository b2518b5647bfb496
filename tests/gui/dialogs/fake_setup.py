"""The half of the tests' office that sets things up: connections and routes in memory, forms checked as the desk checks them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.domain.errors import BadInput, StoreProblem
from app.domain.mapping import MappingBook
from app.domain.mapping_copy import MappingCopy
from app.domain.route import Connection, Route, System
from app.flows.setup.drafts import checked_draft
from app.worker.contract import ConnectionCheck, ConnectionDraft, Overview, RecordsFinding, SignedIn, Tenant
from app.worker.handle import TaskHandle
from app.worker.office import OfficeBell
from tests.gui.dialogs.answers import Answers

AT = datetime(2026, 11, 4, 9, 12, tzinfo=UTC)
ADDRESS = "https://login.xero.com/identity/connect/authorize?state=s"
HARBOUR, PINE = Tenant("t1", "Harbour & Pine IT Pty Ltd"), Tenant("t2", "Pine Property Trust")


def autotask() -> Connection:
    """A source that works."""
    return Connection(
        "at", System.AUTOTASK, "Autotask PSA", "12", "Harbour & Pine IT", {"username": "u@x.example"}, last_used=AT
    )


def xero(*, ended: bool = False) -> Connection:
    """A ledger that works, or whose access has ended."""
    return Connection(
        "xe", System.XERO, "Xero", "t1", HARBOUR.name, {"client_id": "C" * 32}, last_used=AT, needs_sign_in=ended
    )


CHECK = ConnectionCheck(
    "12",
    "Harbour & Pine IT",
    findings=("Can read invoices", "Can mark invoices as processed"),
    calls_left=9412,
    calls_limit=10000,
    calls_period="this hour",
)


@dataclass
class SetupHalf(Answers):
    """Connections and routes."""

    kept: dict[str, Connection] = field(default_factory=lambda: {"at": autotask(), "xe": xero()})
    ways: list[Route] = field(default_factory=list)
    tenants_there: tuple[Tenant, ...] = (HARBOUR,)
    is_practice: bool = False
    copied: MappingCopy = field(
        default_factory=lambda: MappingCopy((), MappingBook(), MappingBook(), "Xero", "QuickBooks")
    )
    bell: OfficeBell = field(default_factory=OfficeBell)

    def overview(self) -> TaskHandle:
        """As kept."""
        return self.answer(
            "overview",
            lambda: Overview(
                tuple(self.ways), tuple(self.kept.values()), RecordsFinding(True), (), 0, self.is_practice, "Mira"
            ),
        )

    def where_secrets_are(self) -> TaskHandle:
        """A keyring."""
        return self.answer("where_secrets_are", lambda: "the keyring of this computer")

    def _made(self, draft: ConnectionDraft) -> Connection:
        known = frozenset(("secret", "integration_code")) if draft.id else frozenset()
        checked = checked_draft(draft, known)
        old = self.kept.get(draft.id)
        if old is not None:
            return replace(old, name=checked.name, settings=checked.settings)
        ledger = checked.system is System.XERO
        return Connection(
            f"new-{len(self.kept)}", checked.system, checked.name, "", "", checked.settings, needs_sign_in=ledger
        )

    def try_out(self, draft: ConnectionDraft) -> TaskHandle:
        """Checked, then a good answer."""

        def work() -> ConnectionCheck:
            self._made(draft)
            return CHECK

        return self.answer("try_out", work, draft)

    def add_source(self, draft: ConnectionDraft) -> TaskHandle:
        """Checked and kept."""

        def work() -> Connection:
            made = replace(self._made(draft), tenant=CHECK.tenant, tenant_name=CHECK.name)
            self.kept[made.id] = made
            return made

        return self.answer("add_source", work, draft)

    def save_connection(self, draft: ConnectionDraft) -> TaskHandle:
        """Checked and kept."""

        def work() -> Connection:
            made = self._made(draft)
            self.kept[made.id] = made
            return made

        return self.answer("save_connection", work, draft)

    def check_connection(self, connection_id: str) -> TaskHandle:
        """A good answer."""
        return self.answer("check_connection", lambda: CHECK, connection_id)

    def sign_in(self, connection_id: str) -> TaskHandle:
        """Held until told, so that the waiting can be looked at; chosen at once with a single organisation."""

        def work() -> SignedIn:
            one = len(self.tenants_there) == 1
            connection = replace(self.kept[connection_id], needs_sign_in=False)
            if one:
                connection = replace(
                    connection, tenant=self.tenants_there[0].id, tenant_name=self.tenants_there[0].name
                )
            self.kept[connection_id] = connection
            return SignedIn(connection, self.tenants_there, chosen=one)

        handle = self.answer("sign_in", work, connection_id)
        handle.begin()
        handle.context.arrived([ADDRESS])
        return handle

    def hand_in(self, connection_id: str, address: str) -> TaskHandle:
        """Taken, unless told otherwise."""
        return self.answer("hand_in", lambda: None, (connection_id, address))

    def tenants(self, connection_id: str) -> TaskHandle:
        """As they are there."""
        return self.answer("tenants", lambda: self.tenants_there, connection_id)

    def choose(self, connection_id: str, tenant: Tenant) -> TaskHandle:
        """Kept."""

        def work() -> Connection:
            chosen = replace(self.kept[connection_id], tenant=tenant.id, tenant_name=tenant.name, needs_sign_in=False)
            self.kept[connection_id] = chosen
            return chosen

        return self.answer("choose", work, tenant)

    def sign_out(self, connection_id: str) -> TaskHandle:
        """Given back."""

        def work() -> Connection:
            self.kept[connection_id] = replace(self.kept[connection_id], needs_sign_in=True)
            return self.kept[connection_id]

        return self.answer("sign_out", work, connection_id)

    def remove_connection(self, connection_id: str) -> TaskHandle:
        """Gone, unless a route uses it."""

        def work() -> None:
            if any(connection_id in {r.source_id, r.ledger_id} for r in self.ways):
                raise StoreProblem("A route uses this connection.", advice="Remove the route first.")
            del self.kept[connection_id]

        return self.answer("remove_connection", work, connection_id)

    def route_for_copy(self, route_id: str, name: str, ledger_id: str) -> TaskHandle:
        """Kept, from the same source."""
        source = next(way.source_id for way in self.ways if way.id == route_id)
        return self.add_route(name, source, ledger_id)

    def look_copy(self, route_id: str, into_id: str) -> TaskHandle:
        """What the test has prepared."""
        return self.answer("look_copy", lambda: self.copied, (route_id, into_id))

    def keep_copy(self, into_id: str, copy: MappingCopy) -> TaskHandle:
        """As many as it carries."""
        return self.answer("keep_copy", lambda: copy.carries, (into_id, copy))

    def add_route(self, name: str, source_id: str, ledger_id: str) -> TaskHandle:
        """Kept."""

        def work() -> Route:
            if not name.strip():
                raise BadInput("A route needs a name of at most 80 plain characters.", field="name")
            self.ways.append(Route(f"r{len(self.ways) + 1}", name, source_id, ledger_id))
            return self.ways[-1]

        return self.answer("add_route", work, (name, source_id, ledger_id))
