"""What can go wrong with one request on its way there and back: one table for the simulation and for the fault matrix.

Each row says how far the request gets, whether the remote side carries it out, and what is left of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.domain.constants import CONNECT_WITHIN, DEADLINE, IDLE_WITHIN
from app.sandbox.server.damage import Delivery, damaged, planned_reply
from app.sandbox.server.faults import FaultKind, FaultRule
from app.sandbox.wire import Reply

_IDLE, _CONNECT, _WHOLE = (limit.total_seconds() for limit in (IDLE_WITHIN, CONNECT_WITHIN, DEADLINE))
Rewrite = Callable[[bytes], bytes]
_PORTAL = "https://portal.example/accept"


@dataclass(frozen=True, slots=True)
class Mishap:
    """One thing that goes wrong.

    `leaves`: the first byte leaves this machine. `applied`: the remote side carries it out before it answers; `late`: some time
    after it gave up answering; `twice`: once more. `code` is what the transport makes of an answer that never came whole, '' when
    one does, damaged by `rule` or turned into `status`. `head`: status and headers were read before it broke. `refusal` names the
    vendor's own words for it. `rewrite` gives the answer another content.
    """

    name: str
    leaves: bool = True
    applied: bool = True
    late: bool = False
    twice: bool = False
    code: str = ""
    head: bool = False
    rule: FaultRule | None = None
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    seconds: float = 0.0
    rewrite: Rewrite | None = None

    def answer(self, reply: Reply) -> Delivery:
        """What is left of the remote side's answer."""
        if self.rewrite is not None:
            return Delivery(reply.status, self.rewrite(reply.body), dict(reply.headers))
        if self.status:
            rule = FaultRule(FaultKind.STATUS, status=self.status, headers=self.headers)
            return Delivery(self.status, planned_reply(rule).body, dict(planned_reply(rule).headers))
        if self.rule is None:
            return Delivery(reply.status, reply.body, dict(reply.headers))
        if self.rule.kind is FaultKind.REDIRECT:
            moved = planned_reply(self.rule)
            return Delivery(moved.status, moved.body, dict(moved.headers))
        return damaged(reply, self.rule)


def _unsent(name: str, code: str, seconds: float = 0.1) -> Mishap:
    return Mishap(name, leaves=False, applied=False, code=code, seconds=seconds)


def _silent(name: str, code: str, *, applied: bool, late: bool = False, seconds: float = 0.3) -> Mishap:
    return Mishap(name, applied=applied, late=late, code=code, seconds=seconds)


def _status(name: str, status: int, *, applied: bool = False, **headers: str) -> Mishap:
    said = {key.replace("_", "-"): value for key, value in headers.items()}
    return Mishap(name, applied=applied, status=status, headers=said)


def _spoilt(name: str, kind: FaultKind, *, code: str = "", head: bool = True) -> Mishap:
    return Mishap(name, rule=FaultRule(kind), code=code, head=head)


NONE = Mishap("nothing")
_ALL = (
    _unsent("refused", "refused_connection"),
    _unsent("no name", "no_name"),
    _unsent("connect time-out", "connect_timeout", _CONNECT),
    _unsent("bad certificate", "certificate"),
    Mishap("captive portal page", applied=False, rule=FaultRule(FaultKind.HTML_200)),
    Mishap("captive portal redirect", applied=False, rule=FaultRule(FaultKind.REDIRECT, status=302, location=_PORTAL)),
    _silent("reset before processing", "reset", applied=False),
    _silent("reset after processing", "reset", applied=True),
    _silent("closed without an answer", "reset", applied=True),
    _silent("stale keep-alive", "reset", applied=False, seconds=0.0),
    _silent("read time-out, not applied", "read_timeout", applied=False, seconds=_IDLE),
    _silent("read time-out, applied", "read_timeout", applied=True, seconds=_IDLE),
    _silent("read time-out, applied later", "read_timeout", applied=False, late=True, seconds=_IDLE),
    Mishap("slow drip", code="deadline", head=True, seconds=_WHOLE),
    Mishap("truncated body", code="truncated", head=True),
    Mishap("broken chunk", code="truncated", head=True),
    _spoilt("malformed JSON", FaultKind.MALFORMED_JSON),
    _spoilt("duplicate keys", FaultKind.DUPLICATE_KEYS),
    _spoilt("NaN", FaultKind.NAN),
    Mishap("oversized body", code="too_large", head=True),
    Mishap("gzip bomb", code="too_large", head=True),
    _spoilt("HTML with 200", FaultKind.HTML_200),
    _spoilt("wrong type", FaultKind.WRONG_TYPE),
    _spoilt("another shape", FaultKind.OTHER_SHAPE),
    _status("400", 400),
    _status("422", 422),
    Mishap("401 once", applied=False, refusal="expired_token"),
    _status("403", 403),
    _status("404", 404),
    _status("408", 408),
    _status("409", 409),
    _status("412", 412),
    _status("429 with Retry-After", 429, Retry_After="20"),
    _status("429 without Retry-After", 429),
    _status("429 with absurd Retry-After", 429, Retry_After="-7 parsecs"),
    _status("429 for a day", 429, Retry_After="66975", X_Rate_Limit_Problem="day"),
    _status("500, not applied", 500),
    _status("500, applied", 500, applied=True),
    _status("502", 502),
    _status("502, applied", 502, applied=True),
    _status("503", 503, Retry_After="5"),
    _status("504", 504),
    Mishap("504, applied later", applied=False, late=True, status=504),
    Mishap("duplicate delivery", twice=True),
    Mishap("slow answer", seconds=0.8 * _IDLE),
    Mishap("redirect to another host", applied=False, rule=FaultRule(FaultKind.REDIRECT, status=307, location=_PORTAL)),
)
MISHAPS: Mapping[str, Mishap] = {mishap.name: mishap for mishap in _ALL}
