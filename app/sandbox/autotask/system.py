"""The simulated Autotask: addresses, sign-in, limits and the tenant behind them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from threading import RLock
from typing import Any

from app.sandbox.autotask.api import EntityApi
from app.sandbox.autotask.arrivals import Arrival
from app.sandbox.autotask.guard import Guard
from app.sandbox.autotask.metadata import Picklists
from app.sandbox.autotask.refusals import Refusal, answer, no_resource, wrong_verb
from app.sandbox.autotask.switches import Switches
from app.sandbox.autotask.tenant import Seed, Tenant
from app.sandbox.wire import Clock, Reply, Request

_ROOT = "ATServicesRest"
_DATABASE = 41_806
_ZONE_NAME = "AP06"
_HOSTS = ("api", "moved")
_PAGE = b"<!DOCTYPE html><html><body><p>The practice tenant has no browser pages.</p></body></html>"


class AutotaskSystem:
    """A tenant over HTTP.

    `rows`: REST entity name -> rows (missing fields are null, amounts Decimal). `picklists`: entity -> field -> rows as in
    `picklistValues`. `account`: `username`, `secret`, `integration_code`, optionally `zone_name` and `ci`. `arrivals` come
    when the clock reaches them. `limits` False: no threshold, no delay, no thread limit. The zone call lives at another
    address than the API, so that a client has to follow the address it is given.
    """

    name = "autotask"

    def __init__(
        self,
        rows: Seed,
        picklists: Picklists,
        account: Mapping[str, Any],
        *,
        clock: Clock,
        limits: bool = True,
        arrivals: Iterable[Arrival] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits
        self._account = account
        self._database = int(account.get("ci", _DATABASE))
        self._clock = clock
        self._home = _HOSTS[0]
        self._lock = RLock()
        self._guard = Guard(account, clock, sleep)
        self._planned = tuple(arrivals)
        self._build: Callable[[], Tenant] = lambda: Tenant(rows, picklists, clock, self._planned)
        self._tenant = self._build()
        self._api = EntityApi(self._tenant)

    @property
    def switches(self) -> Switches:
        """How the tenant behaves now."""
        return self._tenant.switches

    def set_switches(self, **values: Any) -> None:
        """Change how the tenant behaves; ValueError for a switch that does not exist."""
        with self._lock:
            self._tenant.switches = self._tenant.switches.changed(values)

    def put(self, entity: str, row_id: int, **values: Any) -> None:
        """Change or add a row as the tenant's own users would."""
        with self._lock:
            self._tenant.put(entity, row_id, values)

    def void(self, invoice_id: int) -> None:
        """Void an invoice as the tenant's own users would."""
        with self._lock:
            self._tenant.void(invoice_id)

    def move(self) -> None:
        """Move the tenant to the vendor's other host: the old address answers 401, the zone call gives the new one."""
        self._home = _HOSTS[1 - _HOSTS.index(self._home)]

    def plan(self, arrival: Arrival) -> None:
        """Have a row change or come later, by the sandbox clock."""
        with self._lock:
            self._tenant.plan(arrival)

    def control(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """From the control address; ValueError when it is not understood.

        `switches` {name: value}: how the tenant behaves. `put` {entity, id, values, after_seconds?}: a row changes or
        comes, now or later. `void_invoice` {id}.
        """
        try:
            match action:
                case "switches":
                    self.set_switches(**body)
                case "put":
                    self._put_later(body)
                case "void_invoice":
                    self.void(int(body["id"]))
                case "move":
                    self.move()
                case _:
                    raise ValueError(f"Autotask has no action {action}; it has move, put, switches, void_invoice.")
        except (KeyError, TypeError) as trouble:
            raise ValueError(f"{action}: {trouble} is missing or of the wrong kind") from trouble
        return {"ok": True}

    def _put_later(self, body: Mapping[str, Any]) -> None:
        entity, row_id, values = str(body["entity"]), int(body["id"]), dict(body["values"])
        if seconds := float(body.get("after_seconds", 0)):
            self.plan(Arrival(entity, row_id, values, self._clock.now() + timedelta(seconds=seconds)))
        else:
            self.put(entity, row_id, **values)

    def mounts(self) -> Mapping[str, str]:
        """Zone call, API, the host a tenant may move to, and browser pages: each with an address of its own."""
        return {
            "zone": f"/autotask/zone/{_ROOT}",
            "api": f"/autotask/webservices{self._database % 100}/{_ROOT}",
            "moved": f"/autotask/webservices{self._database % 100 + 1}/{_ROOT}",
            "web": "/autotask/web",
        }

    def start_line(self, base_urls: Mapping[str, str]) -> dict[str, Any]:
        """`zone_url` is the whole address of the zone call, `?user=` is put behind it; `base_url` the root it lies under."""
        return {
            "zone_url": f"{base_urls['zone']}/V1.0/zoneInformation",
            "base_url": f"{base_urls['zone']}/",
            "username": self._account["username"],
            "secret": self._account["secret"],
            "integration_code": self._account["integration_code"],
        }

    def books(self) -> dict[str, Any]:
        """Every row of every entity, and `changes`, the history of writes."""
        with self._lock:
            self._tenant.arrive()
            return self._tenant.books()

    def reset(self) -> None:
        """Rows, switches, calls and failed logins as at the start."""
        with self._lock:
            self._tenant = self._build()
            self._api = EntityApi(self._tenant)
            self._guard.reset()
            self._home = _HOSTS[0]

    def refusal(self, kind: str) -> Reply:
        """A 401 without a word, as for a wrong secret."""
        del kind
        return Refusal("", 401).reply()

    def enter(self, mount: str, request: Request) -> Reply | None:
        """Count a call in progress for its tracking identifier and endpoint; the zone call is exempt."""
        place = _place(mount, request)
        if place is None:
            return None
        return self._guard.begin(*place, self.switches, limits=self.limits)

    def leave(self, mount: str, request: Request) -> None:
        """The call is done."""
        place = _place(mount, request)
        if place is not None:
            self._guard.end(*place)

    def handle(self, mount: str, request: Request) -> Reply:
        """Answer one request."""
        if mount == "web":
            return Reply(200, _PAGE, {"Content-Type": "text/html; charset=utf-8"})
        try:
            return self._answer(mount, request)
        except Refusal as refused:
            return refused.reply()

    def _answer(self, mount: str, request: Request) -> Reply:
        parts = [part for part in request.path.split("/") if part]
        lowered = [part.lower() for part in parts]
        if lowered == ["versioninformation"]:
            return answer({"apiVersions": ["1.0"]})
        if len(parts) < 2 or lowered[0] != "v1.0":
            return no_resource()
        if lowered[1:] == ["zoneinformation"]:
            return self._zone(request)
        if mount in _HOSTS and mount != self._home:
            raise Refusal("", 401)  # the tenant is not here: apis/autotask.md 1
        return self._api_call(parts[1:], request) if mount in _HOSTS else no_resource()

    def _api_call(self, parts: list[str], request: Request) -> Reply:
        switches = self.switches
        self._guard.check(request.headers, switches)
        refused = self._guard.meter(switches, limits=self.limits)
        if refused is not None:
            return refused
        if [part.lower() for part in parts] == ["thresholdinformation"]:
            return answer(self._guard.usage(switches)) if request.method == "GET" else wrong_verb(request.method)
        with self._lock:
            self._tenant.arrive()
            return self._api.answer(parts, request)

    def _zone(self, request: Request) -> Reply:
        if request.method != "GET":
            return wrong_verb(request.method)
        if not self._guard.knows(request.parameters().get("user", "")):
            raise Refusal("Zone information could not be determined")
        root = request.base_url[: request.base_url.index("/autotask/")]
        mounts = self.mounts()
        return answer(
            {
                "zoneName": str(self._account.get("zone_name", _ZONE_NAME)),
                "url": f"{root}{mounts[self._home]}/",
                "webUrl": f"{root}{mounts['web']}/",
                "ci": self._database,
            }
        )


def _place(mount: str, request: Request) -> tuple[str, str] | None:
    """Tracking identifier and endpoint a call counts for; None when it is not counted."""
    parts = [part.lower() for part in request.path.split("/") if part]
    if mount not in _HOSTS or len(parts) < 2 or parts[1] == "zoneinformation":
        return None
    return request.headers.get("apiintegrationcode", ""), parts[1]
