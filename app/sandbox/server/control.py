"""The control address: what a test or a newcomer may ask of the sandbox while it runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from app.sandbox.server.faults import FaultPlan
from app.sandbox.server.wire_log import WireLog
from app.sandbox.wire import Clock, Reply, Request

_HEADERS = {"Content-Type": "application/json; charset=utf-8"}


class Controlled(Protocol):
    """The part of the sandbox that the control address steers."""

    clock: Clock
    plan: FaultPlan
    log: WireLog

    def books(self, system: str) -> dict[str, Any]:
        """Books of a system; KeyError when it is not part of this sandbox."""
        ...

    def act(self, system: str, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change a system from outside; KeyError when it is not part of this sandbox."""
        ...

    def set_latency(self, milliseconds: float) -> None:
        """Wait so long before each answer."""
        ...

    def set_limits(self, on: bool) -> None:
        """Enforce the vendors' limits, or not."""
        ...

    def reset(self) -> None:
        """Everything back to the seeded state."""
        ...


class ControlAddress:
    """Plain JSON over HTTP; a request that is not understood is answered 400 with the reason.

    GET /books/<system> · GET /requests?system=&since= · DELETE /requests · GET, POST, DELETE /faults (rules: `FaultRule`)
    GET, POST /clock {"set": instant} or {"advance_seconds": n} · POST /latency {"ms": n} · POST /limits {"on": true}
    POST /act/<system>/<action> {...} (what the vendor's own users would do) · POST /reset
    """

    def __init__(self, sandbox: Controlled) -> None:
        self._sandbox = sandbox
        self._answers: Mapping[tuple[str, str], Callable[[Request], Any]] = {
            ("GET", "/requests"): self._get_requests,
            ("DELETE", "/requests"): lambda _: sandbox.log.clear(),
            ("GET", "/faults"): lambda _: sandbox.plan.rows(),
            ("POST", "/faults"): self._post_faults,
            ("DELETE", "/faults"): lambda _: sandbox.plan.clear(),
            ("GET", "/clock"): lambda _: {"now": sandbox.clock.now().isoformat()},
            ("POST", "/clock"): self._post_clock,
            ("POST", "/latency"): self._post_latency,
            ("POST", "/limits"): self._post_limits,
            ("POST", "/reset"): lambda _: sandbox.reset(),
        }

    def handle(self, request: Request) -> Reply:
        """Answer one control request."""
        path = request.path.rstrip("/")
        try:
            if request.method == "GET" and path.startswith("/books/"):
                return _json(200, self._sandbox.books(path.removeprefix("/books/")))
            if request.method == "POST" and path.startswith("/act/"):
                system, _, action = path.removeprefix("/act/").partition("/")
                return _json(200, self._sandbox.act(system, action, _object(request)))
            answer = self._answers.get((request.method, path))
            if answer is None:
                return _json(404, {"error": f"The control address has no {request.method} {path or '/'}."})
            result = answer(request)
        except KeyError as problem:
            return _json(404, {"error": f"No such system: {problem.args[0]}."})
        except (ValueError, TypeError) as problem:
            return _json(400, {"error": str(problem)})
        return _json(200, {"ok": True} if result is None else result)

    def _get_requests(self, request: Request) -> list[dict[str, Any]]:
        wanted = request.parameters()
        return self._sandbox.log.rows(wanted.get("system") or None, int(wanted.get("since") or 0))

    def _post_faults(self, request: Request) -> None:
        rules = json.loads(request.body)
        if not isinstance(rules, list):
            rules = [rules]
        self._sandbox.plan.add(rules)

    def _post_clock(self, request: Request) -> dict[str, str]:
        wish = _object(request)
        if "set" in wish:
            instant = datetime.fromisoformat(str(wish["set"]))
            self._sandbox.clock.set(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
        elif "advance_seconds" in wish:
            self._sandbox.clock.advance(timedelta(seconds=float(wish["advance_seconds"])))
        else:
            raise ValueError("The clock takes 'set' (an ISO instant) or 'advance_seconds'.")
        return {"now": self._sandbox.clock.now().isoformat()}

    def _post_latency(self, request: Request) -> None:
        self._sandbox.set_latency(float(_object(request).get("ms", 0)))

    def _post_limits(self, request: Request) -> None:
        wish = _object(request).get("on")
        if not isinstance(wish, bool):
            raise ValueError("The limits take 'on': true or false.")  # noqa: TRY004 - the wire's value, not a caller's
        self._sandbox.set_limits(wish)


def _object(request: Request) -> dict[str, Any]:
    value = json.loads(request.body or b"{}")
    if not isinstance(value, dict):
        raise ValueError("A JSON object is wanted.")  # noqa: TRY004 - the wire's value, not a caller's
    return value


def _json(status: int, value: Any) -> Reply:
    return Reply(status, json.dumps(value, default=_plain, ensure_ascii=False).encode(), _HEADERS)


def _plain(value: Any) -> Any:
    """Amounts leave as text, so that nobody reads them as binary fractions."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"The books hold a {type(value).__name__}, which JSON does not know.")
