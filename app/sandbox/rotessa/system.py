"""The simulated Rotessa: the production account and, apart from it, the vendor's own sandbox (apis/rotessa.md 1).

Each has its address, its key and its books. In the vendor's sandbox debits have only ever been seen Future and Pending, so
there they end as Pending unless an outcome is planned. There is no limit on calls, and no memory of calls: the same POST
twice is two debits. One call is served at a time; those that come meanwhile wait and are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Condition, RLock
from typing import Any

from app.sandbox.rotessa.account import Account
from app.sandbox.rotessa.api import Api
from app.sandbox.rotessa.books import account_books
from app.sandbox.rotessa.control import RotessaControl
from app.sandbox.rotessa.refusals import Refusal
from app.sandbox.rotessa.seed import fill_account
from app.sandbox.rotessa.switches import Switches
from app.sandbox.wire import Clock, Reply, Request

_PRODUCTION, _SANDBOX = "api", "sandbox"


@dataclass(frozen=True, slots=True)
class _Environment:
    """One of the two: its account and the ways to it."""

    account: Account
    api: Api
    control: RotessaControl


class RotessaSystem:
    """A `System` (app.sandbox.wire) that is also gated, refusing and controllable.

    `seed`: `account` {api_key, sandbox_api_key} and the records of the production account (see `app.sandbox.rotessa.seed`);
    `sandbox`, records of the same shape, fills the vendor's sandbox. Raises ValueError or Refusal for a seed that cannot be.
    """

    name = "rotessa"

    def __init__(self, seed: Mapping[str, Any], clock: Clock) -> None:
        self._seed = seed
        self._clock = clock
        self._lock = RLock()
        self._turn = Condition()
        self._present = self._served = self._most = self._waited = 0
        self._environments = self._build()

    def _build(self) -> dict[str, _Environment]:
        keys = self._seed["account"]
        return {
            _PRODUCTION: _environment(self._seed, str(keys["api_key"]), settles=True),
            _SANDBOX: _environment(self._seed.get("sandbox", {}), str(keys["sandbox_api_key"]), settles=False),
        }

    def mounts(self) -> Mapping[str, str]:
        """The two environments' addresses, version included."""
        return {_PRODUCTION: "/rotessa/v1", _SANDBOX: "/rotessa/sandbox/v1"}

    def start_line(self, base_urls: Mapping[str, str]) -> dict[str, Any]:
        """Address and key of both environments."""
        keys = self._seed["account"]
        return {
            "api_url": base_urls[_PRODUCTION],
            "api_key": keys["api_key"],
            "sandbox_api_url": base_urls[_SANDBOX],
            "sandbox_api_key": keys["sandbox_api_key"],
        }

    def enter(self, mount: str, request: Request) -> Reply | None:
        """Wait for the calls that came before; never refuses."""
        del mount, request
        with self._turn:
            self._present += 1
            self._most = max(self._most, self._present)
            self._waited += self._served
            self._turn.wait_for(lambda: not self._served)
            self._served = 1
        return None

    def leave(self, mount: str, request: Request) -> None:
        """Let the next call in."""
        del mount, request
        with self._turn:
            self._present -= 1
            self._served = 0
            self._turn.notify()

    def handle(self, mount: str, request: Request) -> Reply:
        """Answer one request on books that are up to date."""
        with self._lock:
            now = self._catch_up()
            try:
                return self._environments[mount].api.answer(request, now)
            except Refusal as refused:
                return refused.reply()

    def refusal(self, kind: str) -> Reply:
        """A 401 as for a revoked key."""
        del kind
        return Refusal(401, [("unauthorized", "Access denied")]).reply()

    def set_switches(self, **values: Any) -> None:
        """Change how the production account behaves; ValueError for a switch that does not exist."""
        self.control("switches", values)

    @property
    def switches(self) -> Switches:
        """How the production account behaves now."""
        return self._environments[_PRODUCTION].account.switches

    def control(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """An action of `RotessaControl`; `environment` 'sandbox' in the body aims it at the vendor's sandbox."""
        values = dict(body)
        wanted = str(values.pop("environment", "production"))
        mount = {"production": _PRODUCTION, "sandbox": _SANDBOX}.get(wanted)
        if mount is None:
            raise ValueError(f"There is no environment {wanted}; there are production and sandbox.")
        with self._lock:
            now = self._catch_up()
            done = self._environments[mount].control.run(action, values, now)
            self._catch_up()
            return done

    def books(self) -> dict[str, Any]:
        """The production account's books, those of the vendor's sandbox as `sandbox`, and `traffic`: how many calls met."""
        with self._lock:
            now = self._catch_up()
            books = {mount: account_books(held.account, now) for mount, held in self._environments.items()}
        traffic = {"most_at_once": self._most, "waited": self._waited}
        return books[_PRODUCTION] | {"sandbox": books[_SANDBOX], "traffic": traffic}

    def reset(self) -> None:
        """Records, switches, plans and counters as at the start."""
        with self._lock:
            self._environments = self._build()
        with self._turn:
            self._most = self._waited = 0

    def _catch_up(self) -> datetime:
        now = self._clock.now()
        for held in self._environments.values():
            held.account.catch_up(now)
        return now


def _environment(seed: Mapping[str, Any], api_key: str, *, settles: bool) -> _Environment:
    account = Account(settles=settles)
    fill_account(account, seed)
    return _Environment(account, Api(account, api_key), RotessaControl(account))
