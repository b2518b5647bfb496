"""Setting up: connections, sign-in, the choice of books, and routes between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from app.domain.errors import AccessProblem, BadInput
from app.domain.plan import Mend
from app.domain.route import Connection, Route, System
from app.domain.run import Stop
from app.ports.clock import Chance, Clock
from app.ports.secrets import SecretStore
from app.ports.sign_in import OpenBrowser, Tenant
from app.ports.sources import ConnectionCheck
from app.ports.stores import RouteStore
from app.ports.systems import Systems

SOURCES = frozenset({System.AUTOTASK})
LEDGERS = frozenset({System.XERO})

# Settings that are addresses: advanced fields, checked as such.
_ADDRESSES = ("base_url", "api_url", "authorize_url", "token_url", "connections_url", "revocation_url", "web_url")


@dataclass(frozen=True, slots=True)
class ConnectionForm:
    """What a person typed for a connection. `secrets` never leave for anywhere but the keyring."""

    system: System
    name: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetupTools:
    """What setting up works with."""

    routes: RouteStore
    systems: Systems
    secrets: SecretStore
    clock: Clock
    chance: Chance


class SetupDesk:
    """Use cases of the connections and first-run screens and of the command line's set-up commands."""

    def __init__(self, tools: SetupTools) -> None:
        self._tools = tools

    def connections(self) -> Sequence[Connection]:
        """All connections."""
        return self._tools.routes.connections()

    def routes(self) -> Sequence[Route]:
        """All routes, in the order of the rail."""
        return self._tools.routes.routes()

    def secrets_kept_in(self) -> str:
        """Where secrets are kept, in words. Raises `StoreProblem` when there is no keyring."""
        return self._tools.secrets.describe()

    def try_connection(self, form: ConnectionForm, stop: Stop) -> ConnectionCheck:
        """Test what was typed without keeping any of it. Raises `BadInput` or `AccessProblem` next to its cause."""
        checked = check_form(form)
        connection = Connection("", checked.system, checked.name, settings=dict(checked.settings))
        return self._tools.systems.try_out(connection, dict(checked.secrets)).check(stop)

    def add_connection(self, form: ConnectionForm, stop: Stop) -> Connection:
        """Keep a connection: secrets in the keyring first, then the rest. A source is tested before it is kept."""
        checked = check_form(form)
        connection = Connection(
            id=self._tools.chance.uuid(),
            system=checked.system,
            name=checked.name,
            settings=dict(checked.settings),
            created_at=self._tools.clock.now(),
            needs_sign_in=checked.system in LEDGERS,
        )
        if checked.system in SOURCES:
            check = self._tools.systems.try_out(connection, dict(checked.secrets)).check(stop)
            connection = replace(connection, tenant=check.tenant, tenant_name=check.name)
        for name, value in checked.secrets.items():
            self._tools.secrets.put(connection.id, name, value)
        self._tools.routes.save_connection(connection)
        return connection

    def change_connection(self, connection_id: str, form: ConnectionForm, stop: Stop) -> Connection:
        """Replace settings and, where typed anew, secrets; the tenant must stay the same books."""
        checked = check_form(form, secrets_needed=False)
        known = self._tools.routes.connection(connection_id)
        changed = replace(known, name=checked.name, settings=dict(checked.settings))
        secrets = {n: v for n, v in checked.secrets.items() if v}
        if known.system in SOURCES:
            kept = {n: self._tools.secrets.get(connection_id, n) or "" for n in required_secrets(known.system)}
            check = self._tools.systems.try_out(changed, {**kept, **secrets}).check(stop)
            if known.tenant and check.tenant != known.tenant:
                raise BadInput(
                    "These credentials open another database.",
                    field="username",
                    advice="Add it as a new connection; this one keeps its own.",
                )
        for name, value in secrets.items():
            self._tools.secrets.put(connection_id, name, value)
        self._tools.routes.save_connection(changed)
        self._tools.systems.forget(connection_id)
        return changed

    def check_connection(self, connection_id: str, stop: Stop) -> ConnectionCheck:
        """Test a kept connection."""
        connection = self._tools.routes.connection(connection_id)
        if connection.system in SOURCES:
            return self._tools.systems.source(connection_id).check(stop)
        return self._tools.systems.ledger(connection_id).check(stop)

    def sign_in(self, connection_id: str, open_browser: OpenBrowser, stop: Stop) -> Sequence[Tenant]:
        """Sign in in the browser; with one set of books it is chosen at once. Returns what there is to choose from."""
        tenants = self._tools.systems.sign_in(connection_id).begin(open_browser, stop)
        connection = self._tools.routes.connection(connection_id)
        if not tenants:
            raise AccessProblem(
                "This login opens no organisation.",
                connection_id=connection_id,
                advice="Sign in as somebody who may use the books, or let them add you there.",
                code="no_organisation",
            )
        self._tools.routes.save_connection(replace(connection, needs_sign_in=False))
        kept = [t for t in tenants if t.id == connection.tenant]
        if connection.tenant and not kept:
            raise AccessProblem(
                f"{connection.tenant_name} was not among the organisations you allowed.",
                connection_id=connection_id,
                advice="Sign in again and choose it.",
                code="other_organisation",
            )
        if len(tenants) == 1 and not connection.tenant:
            self.choose_tenant(connection_id, tenants[0])
        self._tools.systems.forget(connection_id)
        return tenants

    def tenants(self, connection_id: str, stop: Stop) -> Sequence[Tenant]:
        """The books that the present grant opens."""
        return self._tools.systems.sign_in(connection_id).tenants(stop)

    def choose_tenant(self, connection_id: str, tenant: Tenant) -> Connection:
        """Choose the books once; a connection never changes its books afterwards."""
        connection = self._tools.routes.connection(connection_id)
        if connection.tenant and connection.tenant != tenant.id:
            raise BadInput(
                f"This connection belongs to {connection.tenant_name}.",
                field="organisation",
                advice="Add a new connection for other books, so that nothing is posted to the wrong ones.",
            )
        chosen = replace(connection, tenant=tenant.id, tenant_name=tenant.name)
        self._tools.routes.save_connection(chosen)
        self._tools.systems.forget(connection_id)
        return chosen

    def sign_out(self, connection_id: str, stop: Stop) -> None:
        """End the grant at the remote side and forget it."""
        self._tools.systems.sign_in(connection_id).sign_out(stop)
        connection = self._tools.routes.connection(connection_id)
        self._tools.routes.save_connection(replace(connection, needs_sign_in=True))
        self._tools.systems.forget(connection_id)

    def remove_connection(self, connection_id: str) -> None:
        """Remove one that no route uses, and its secrets."""
        connection = self._tools.routes.connection(connection_id)
        self._tools.routes.remove_connection(connection_id)
        for name in (*required_secrets(connection.system), "refresh_token"):
            self._tools.secrets.remove(connection_id, name)
        self._tools.systems.forget(connection_id)

    def add_route(self, name: str, source_id: str, ledger_id: str) -> Route:
        """A way from a source to a ledger."""
        name = " ".join(name.split())
        if not name:
            raise BadInput("The route needs a name.", field="name", advice="The client's name is a good one.")
        source, ledger = (self._tools.routes.connection(i) for i in (source_id, ledger_id))
        if source.system not in SOURCES or ledger.system not in LEDGERS:
            raise BadInput("A route goes from a source to a ledger.", field="ledger")
        if source.practice != ledger.practice:
            raise BadInput("Practice books and real books cannot share a route.", field="ledger")
        route = Route(self._tools.chance.uuid(), name, source_id, ledger_id, source.practice, self._tools.clock.now())
        self._tools.routes.save_route(route)
        return route

    def rename_route(self, route_id: str, name: str) -> Route:
        """Give a route another name."""
        if not name.strip():
            raise BadInput("The route needs a name.", field="name")
        route = replace(self._tools.routes.route(route_id), name=" ".join(name.split()))
        self._tools.routes.save_route(route)
        return route

    def remove_route(self, route_id: str) -> None:
        """Remove a route with its mappings; its runs stay in the log."""
        self._tools.routes.remove_route(route_id)


def required_secrets(system: System) -> tuple[str, ...]:
    """Names of the secrets a person types for this system; a ledger's come from its sign-in."""
    return ("secret", "integration_code") if system is System.AUTOTASK else ()


def check_form(form: ConnectionForm, *, secrets_needed: bool = True) -> ConnectionForm:
    """The form tidied; raises `BadInput` naming the field."""
    settings = {name: value.strip() for name, value in form.settings.items() if value.strip()}
    secrets = {name: value.strip() for name, value in form.secrets.items()}
    required = {System.AUTOTASK: ("username", "API user name"), System.XERO: ("client_id", "client ID")}[form.system]
    if not settings.get(required[0]):
        raise BadInput(f"The {required[1]} is missing.", field=required[0], advice="Paste it from the vendor's page.")
    for name in required_secrets(form.system):
        if secrets_needed and not secrets.get(name):
            raise BadInput(f"The {name.replace('_', ' ')} is missing.", field=name)
    for name in _ADDRESSES:
        if name in settings:
            check_address(name, settings[name])
    return ConnectionForm(form.system, " ".join(form.name.split()) or form.system.value.title(), settings, secrets)


def check_address(field: str, address: str) -> None:
    """Raise `BadInput` unless it is an https address without user information."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or "\\" in address:
        raise BadInput(
            "This is not an address that begins with https://.", field=field, advice="Leave it empty for the usual one."
        )


def reconnect_problem(connection: Connection) -> AccessProblem:
    """What is said when a connection's grant has ended."""
    return AccessProblem(
        f"{connection.name} has ended the access.",
        connection_id=connection.id,
        advice="Sign in again; what waits goes on from where it stopped.",
        code="access_ended",
        mend=Mend.RECONNECT,
    )
