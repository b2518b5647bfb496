"""The set-up desk: connections, sign-in, books and routes, as the window and the command line call it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from app.domain.errors import AccessProblem, BadInput, ExpectedProblem
from app.domain.route import Connection, Role, Route
from app.domain.run import Stop
from app.flows.setup.drafts import KEPT_NAMES, ROLES, ConnectionDraft, checked_draft
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import OpenBrowser, Tenant
from app.ports.sources import ConnectionCheck
from app.ports.stores import RouteStore
from app.ports.systems import Systems


@dataclass(frozen=True, slots=True)
class SetupTools:
    """What set-up works with. `practice` marks everything made here as practice books."""

    routes: RouteStore
    systems: Systems
    secrets: SecretStore
    clock: Clock
    chance: Chance
    practice: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that came about: the connection as it stands, and the books to choose from. `chosen` when nothing is left to choose."""

    connection: Connection
    tenants: tuple[Tenant, ...]
    chosen: bool


class SetupDesk:
    """Connections and routes."""

    def __init__(self, tools: SetupTools) -> None:
        self._tools = tools

    # --- connections ----------------------------------------------------------------------------------------------

    def connections(self) -> Sequence[Connection]:
        """All, oldest first."""
        return self._tools.routes.connections()

    def connection(self, connection_id: str) -> Connection:
        """One; raises `StoreProblem` when unknown."""
        return self._tools.routes.connection(connection_id)

    def where_secrets_are(self) -> str:
        """Where secrets are kept, in words. Raises `StoreProblem` when nowhere."""
        return self._tools.secrets.describe()

    def try_out(self, draft: ConnectionDraft, stop: Stop) -> ConnectionCheck:
        """Test a source or a collector with what was typed, before anything of it is kept. Raises `BadInput` and what the check finds."""
        draft = checked_draft(draft, self._known_secrets(draft))
        if ROLES[draft.system] is Role.LEDGER:
            raise BadInput("This is tested by signing in.", field="system")
        secrets = {name: self._tools.secrets.get(draft.id, name) or "" for name in self._known_secrets(draft)}
        connection, typed = self._made_of(draft), {**secrets, **draft.secrets}
        if ROLES[draft.system] is Role.COLLECTOR:
            return self._tools.systems.try_out_collector(connection, typed).check(stop)
        return self._tools.systems.try_out(connection, typed).check(stop)

    def save_connection(self, draft: ConnectionDraft, found: ConnectionCheck | None = None) -> Connection:
        """Keep a connection; its secrets first, so that none is ever shown as set up without them.

        `found` is what `try_out` answered: it tells whose books these are. Raises `BadInput` and `StoreProblem`.
        """
        draft = checked_draft(draft, self._known_secrets(draft))
        if any(c.name.casefold() == draft.name.casefold() and c.id != draft.id for c in self.connections()):
            raise BadInput(f"There is a connection named {draft.name} already.", field="name")
        connection = self._made_of(draft)
        tenant = _tenant(connection, found) if found is not None else ""
        if found is not None and connection.tenant not in ("", tenant):
            raise BadInput(
                "These credentials open another database.",
                field="username",
                advice="Add it as a new connection; this one keeps its own.",
            )
        if found is not None:
            connection = replace(connection, tenant=tenant, tenant_name=found.name)
        for name, value in draft.secrets.items():
            self._tools.secrets.put(connection.id, name, value)
        return self._keep(connection)

    def _keep(self, connection: Connection) -> Connection:
        self._tools.routes.save_connection(connection)
        self._tools.systems.forget(connection.id)
        return connection

    def _made_of(self, draft: ConnectionDraft) -> Connection:
        tools = self._tools
        if draft.id:
            return replace(tools.routes.connection(draft.id), name=draft.name, settings=dict(draft.settings))
        return Connection(
            id=tools.chance.uuid(),
            system=draft.system,
            name=draft.name,
            settings=dict(draft.settings),
            practice=tools.practice,
            created_at=tools.clock.now(),
            needs_sign_in=ROLES[draft.system] is Role.LEDGER,
        )

    def _known_secrets(self, draft: ConnectionDraft) -> frozenset[str]:
        if not draft.id:
            return frozenset()
        names = KEPT_NAMES[draft.system]
        return frozenset(name for name in names if self._tools.secrets.get(draft.id, name))

    def check(self, connection_id: str, stop: Stop) -> ConnectionCheck:
        """Test a connection that is set up, and remember when and whose books it leads to."""
        connection = self._tools.routes.connection(connection_id)
        role, systems = ROLES[connection.system], self._tools.systems
        if role is Role.SOURCE:
            found = systems.source(connection_id).check(stop)
        elif role is Role.COLLECTOR:
            found = systems.collector(connection_id).check(stop)
        else:
            found = systems.ledger(connection_id).check(stop)
        tenant = _tenant(connection, found)
        seen = replace(connection, last_used=self._tools.clock.now(), needs_sign_in=False)
        if connection.tenant in ("", tenant):
            seen = replace(seen, tenant=tenant, tenant_name=found.name or connection.tenant_name)
        self._tools.routes.save_connection(seen)
        return found

    # --- sign-in --------------------------------------------------------------------------------------------------

    def sign_in(self, connection_id: str, open_browser: OpenBrowser, stop: Stop) -> SignedIn:
        """Sign in in the browser. The books chosen before stay chosen; a single one is chosen by itself.

        Raises `AccessProblem` (refused, nobody came back, port taken, other books allowed), `StoreProblem` (keyring), `Cancelled`.
        """
        tenants = tuple(self._tools.systems.sign_in(connection_id).begin(open_browser, stop))
        at = self._tools.clock.now()
        connection = replace(self._tools.routes.connection(connection_id), signed_in_at=at)
        same = next((t for t in tenants if t.id == connection.tenant), None)
        if connection.tenant and same is None:
            raise AccessProblem(
                f"{connection.tenant_name} was not among the books you allowed.",
                connection_id=connection_id,
                advice="Sign in again and choose it.",
                code="other_organisation",
            )
        if same is None and len(tenants) == 1:
            same = tenants[0]
        if same is None:
            kept = self._keep(replace(connection, needs_sign_in=False))
            return SignedIn(kept, tenants, chosen=False)
        return SignedIn(self._chosen(connection, same), tenants, chosen=True)

    def hand_in(self, connection_id: str, address: str) -> None:
        """Give a sign-in that waits on another thread the address its browser ended at. Raises `BadInput` when it brings nothing."""
        if not self._tools.systems.sign_in(connection_id).hand_in(address):
            raise BadInput(
                "This is not the address of a finished sign-in.",
                field="address",
                advice="Copy the whole address out of the browser's address bar, from https to its end.",
            )

    def tenants(self, connection_id: str, stop: Stop) -> Sequence[Tenant]:
        """The books that the present sign-in opens."""
        return self._tools.systems.sign_in(connection_id).tenants(stop)

    def choose(self, connection_id: str, tenant: Tenant) -> Connection:
        """Lead the connection to these books; once chosen they stay, so that nothing is ever posted to other ones."""
        connection = self._tools.routes.connection(connection_id)
        if connection.tenant not in ("", tenant.id):
            raise BadInput(
                f"This connection belongs to {connection.tenant_name}.",
                field="organisation",
                advice="Add a new connection for other books.",
            )
        return self._chosen(connection, tenant)

    def expect(self, connection_id: str, tenant: Tenant) -> Connection:
        """Say which books a connection is for before anybody has signed in; a sign-in that opens other ones is refused."""
        connection = self._tools.routes.connection(connection_id)
        return self._keep(replace(connection, tenant=tenant.id, tenant_name=tenant.name))

    def _chosen(self, connection: Connection, tenant: Tenant) -> Connection:
        at = self._tools.clock.now()
        chosen = replace(connection, tenant=tenant.id, tenant_name=tenant.name, needs_sign_in=False, last_used=at)
        return self._keep(chosen)

    def is_signed_in(self, connection_id: str) -> bool:
        """Whether a grant is kept."""
        return self._tools.systems.sign_in(connection_id).is_signed_in()

    def sign_out(self, connection_id: str, stop: Stop) -> Connection:
        """Take the grant away, at the remote side too."""
        self._tools.systems.sign_in(connection_id).sign_out(stop)
        return self._keep(replace(self._tools.routes.connection(connection_id), needs_sign_in=True))

    def remove_connection(self, connection_id: str, stop: Stop) -> None:
        """Remove it with its secrets; raises `StoreProblem` while a route uses it. What the journal knows of it stays."""
        connection = self._tools.routes.connection(connection_id)
        self._tools.routes.remove_connection(connection_id)
        if ROLES[connection.system] is Role.LEDGER:
            with suppress(ExpectedProblem):  # without an answer from there the grant is at least forgotten here
                self._tools.systems.sign_in(connection_id).sign_out(stop)
        for name in KEPT_NAMES[connection.system]:
            self._tools.secrets.remove(connection_id, name)
        self._tools.systems.forget(connection_id)

    # --- routes ---------------------------------------------------------------------------------------------------

    def routes(self) -> Sequence[Route]:
        """All, in the order of the rail."""
        return self._tools.routes.routes()

    def route(self, route_id: str) -> Route:
        """One; raises `StoreProblem` when unknown."""
        return self._tools.routes.route(route_id)

    def add_route(self, name: str, source_id: str, ledger_id: str) -> Route:
        """A new way for documents. Raises `BadInput` naming the field that does not fit."""
        title = self._checked_name(name, "")
        source, ledger = self.connection(source_id), self.connection(ledger_id)
        if ROLES[source.system] is Role.LEDGER:
            raise BadInput(f"{source.name} is a ledger: neither invoices nor settlements come from it.", field="source")
        if ROLES[ledger.system] is not Role.LEDGER:
            raise BadInput(f"{ledger.name} is not a ledger.", field="ledger")
        route = Route(
            id=self._tools.chance.uuid(),
            name=title,
            source_id=source_id,
            ledger_id=ledger_id,
            practice=self._tools.practice,
            created_at=self._tools.clock.now(),
        )
        self._tools.routes.save_route(route)
        return route

    def change_ledger(self, route_id: str, ledger_id: str) -> Route:
        """A route never leads elsewhere by itself: its rules name things of its own ledger. Raises `BadInput` for any other ledger."""
        route, ledger = self.route(route_id), self.connection(ledger_id)
        if route.ledger_id == ledger_id:
            return route
        own = self.connection(route.ledger_id)
        raise BadInput(
            f"{route.name} stays with {own.tenant_name or own.name}: its mappings lead to accounts and customers there.",
            field="ledger",
            advice=f"Make a route to {ledger.tenant_name or ledger.name} and copy the mappings over; what does not fit is shown first.",
        )

    def rename_route(self, route_id: str, name: str) -> Route:
        """Another name for the same route."""
        route = replace(self.route(route_id), name=self._checked_name(name, route_id))
        self._tools.routes.save_route(route)
        return route

    def _checked_name(self, name: str, own: str) -> str:
        title = " ".join(name.split())
        if not title or len(title) > 80 or not title.isprintable():
            raise BadInput("A route needs a name of at most 80 plain characters.", field="name")
        if any(r.name.casefold() == title.casefold() and r.id != own for r in self.routes()):
            raise BadInput(f"There is a route named {title} already.", field="name")
        return title

    def remove_route(self, route_id: str) -> None:
        """Remove it with its mappings; its runs stay in the log."""
        self._tools.routes.route(route_id)
        self._tools.routes.remove_route(route_id)


def _tenant(connection: Connection, found: ConnectionCheck) -> str:
    """Whose books a check found; a collector that names no account goes by the connection's own id, which no other one has."""
    if not found.tenant and ROLES[connection.system] is Role.COLLECTOR:
        return connection.id
    return found.tenant
