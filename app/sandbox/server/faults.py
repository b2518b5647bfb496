"""Planned faults: rules that pick requests by counting, so that a test knows exactly which one breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from threading import Lock
from typing import Any


class FaultKind(StrEnum):
    """What can go wrong on the way to a remote system and back."""

    REFUSE = "refuse"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    CLOSE_BEFORE = "close_before"
    CLOSE_AFTER = "close_after"
    STATUS = "status"
    SLOW = "slow"
    DRIP = "drip"
    TRUNCATE = "truncate"
    BROKEN_CHUNK = "broken_chunk"
    MALFORMED_JSON = "malformed_json"
    DUPLICATE_KEYS = "duplicate_keys"
    NAN = "nan"
    HTML_200 = "html_200"
    WRONG_TYPE = "wrong_type"
    OTHER_SHAPE = "other_shape"
    OVERSIZED = "oversized"
    GZIP_BOMB = "gzip_bomb"
    REDIRECT = "redirect"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - the name of a fault
    APPLIED_THEN_STATUS = "applied_then_status"
    APPLY_LATER = "apply_later"
    DUPLICATE_DELIVERY = "duplicate_delivery"


_UNPROCESSED = frozenset(
    {
        FaultKind.REFUSE,
        FaultKind.RESET_BEFORE,
        FaultKind.CLOSE_BEFORE,
        FaultKind.STATUS,
        FaultKind.REDIRECT,
        FaultKind.EXPIRED_TOKEN,
        FaultKind.APPLY_LATER,
    }
)
_DEFAULT_STATUS = {FaultKind.APPLIED_THEN_STATUS: 502, FaultKind.APPLY_LATER: 504, FaultKind.REDIRECT: 307}


@dataclass(frozen=True, slots=True)
class Call:
    """What a rule looks at; `path` follows the mount."""

    system: str
    mount: str
    method: str
    path: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class FaultRule:
    """One rule. It counts the requests it matches and fires on chosen ones.

    Matching: `system`, `mount`, `method` (one or a list), `path` (regular expression searched in the path after the mount)
    and `body_has` (text that stands in the body); what is not given matches everything. A `refuse` rule cannot look into the
    body, and without any condition it counts connections instead of requests.
    Firing: the first `after` matches pass; of those that follow, number n fires when (n - `offset`) is a multiple of
    `every`; at most `times` in all. Values by kind: `status`, `headers`, `body` (text, or any JSON value), `seconds`
    (slow, apply_later, pause of drip), `bytes` (drip: a piece; truncate: how much is sent), `megabytes`, `location`,
    `content_type`. `applied` overrides whether the request is processed before it goes wrong.
    """

    kind: FaultKind
    system: str | None = None
    mount: str | None = None
    method: tuple[str, ...] = ()
    path: str | None = None
    body_has: str | None = None
    every: int = 1
    offset: int = 0
    after: int = 0
    times: int | None = None
    status: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    seconds: float = 1.0
    bytes: int = 0
    megabytes: int = 64
    location: str = "/elsewhere"
    content_type: str = "text/plain"
    applied: bool = True

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FaultRule:
        """A rule from its JSON form; ValueError says what is wrong with it."""
        values = dict(data)
        unknown = set(values) - {known.name for known in fields(cls)}
        if unknown:
            raise ValueError(f"A fault rule has no {', '.join(sorted(unknown))}.")
        kind = FaultKind(str(values.pop("kind", "")))
        method = values.pop("method", ())
        methods = (method,) if isinstance(method, str) else tuple(method)
        values.setdefault("status", _DEFAULT_STATUS.get(kind, 503))
        values.setdefault("applied", kind not in _UNPROCESSED)
        for name in ("every", "offset", "after", "status", "bytes", "megabytes"):
            if name in values:
                values[name] = int(values[name])
        values["seconds"] = float(values.get("seconds", 1.0))
        rule = cls(kind=kind, method=tuple(str(name).upper() for name in methods), **values)
        if rule.every < 1 or rule.after < 0 or rule.offset < 0:
            raise ValueError("'every' is at least 1, 'after' and 'offset' are at least 0.")
        re.compile(rule.path or "")
        return rule

    @property
    def counts_connections(self) -> bool:
        """Whether the rule strikes before a request can be read."""
        return self.kind is FaultKind.REFUSE and not (self.system or self.mount or self.method or self.path)

    def matches(self, call: Call) -> bool:
        """Whether a request counts for this rule."""
        return (
            self.system in (None, call.system)
            and self.mount in (None, call.mount)
            and (not self.method or call.method in self.method)
            and (self.path is None or re.search(self.path, call.path) is not None)
            and (self.body_has is None or self.body_has.encode() in call.body)
        )

    def fires_at(self, count: int, fired: int) -> bool:
        """Whether match number `count` (from 1) is struck, `fired` earlier ones having been."""
        past = count - self.after
        if past < 1 or (self.times is not None and fired >= self.times):
            return False
        return past >= self.offset and (past - self.offset) % self.every == 0


class _Counted:
    """A rule with its two counters."""

    def __init__(self, rule: FaultRule) -> None:
        self.rule = rule
        self.matched = 0
        self.fired = 0

    def strike(self) -> bool:
        self.matched += 1
        hit = self.rule.fires_at(self.matched, self.fired)
        self.fired += hit
        return hit


class FaultPlan:
    """The rules in force. One lock makes the counting exact over all workers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rules: list[_Counted] = []

    def add(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Put rules into force after those already there; all or none. ValueError when one is not understood."""
        parsed = [_Counted(FaultRule.from_json(rule)) for rule in rules]
        with self._lock:
            self._rules += parsed

    def clear(self) -> None:
        """No faults from now on."""
        with self._lock:
            self._rules.clear()

    def rows(self) -> list[dict[str, Any]]:
        """The rules with what they have counted."""
        with self._lock:
            return [
                {"kind": c.rule.kind.value, "system": c.rule.system, "method": list(c.rule.method),
                 "path": c.rule.path, "matched": c.matched, "fired": c.fired}
                for c in self._rules
            ]  # fmt: skip

    def strikes_connection(self) -> bool:
        """Whether a connection that has just opened is dropped unread."""
        if not self._rules:
            return False
        with self._lock:
            struck = [c.strike() for c in self._rules if c.rule.counts_connections]
        return any(struck)

    def refusal(self, call: Call) -> FaultRule | None:
        """The first `refuse` rule that fires on a request whose body has not been read."""
        struck = self._struck(call, before_body=True)
        return struck[0] if struck else None

    def strikes(self, call: Call) -> list[FaultRule]:
        """The other rules that fire on a request, in order; every rule that matches has counted it."""
        return self._struck(call, before_body=False)

    def _struck(self, call: Call, *, before_body: bool) -> list[FaultRule]:
        if not self._rules:
            return []
        with self._lock:
            asked = (
                c
                for c in self._rules
                if (c.rule.kind is FaultKind.REFUSE) is before_body and not c.rule.counts_connections
            )
            return [c.rule for c in asked if c.rule.matches(call) and c.strike()]
