"""What came back from a remote system, in the terms that decide what it means.

Connectors report facts (`Attempt`, `LookUp`, `RemoteState`); `app.domain.verdict` alone decides what they mean for the operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.money import Money
from app.domain.plan import Mend


class Stage(StrEnum):
    """How far a request certainly got."""

    NOT_SENT = (
        "not_sent"  # no byte left: name not resolved, refused, connect time-out, certificate, our own limiter or cancel
    )
    SENT = "sent"  # the first byte may be out: anything is possible


class ItemOutcome(StrEnum):
    """What the answer says of one member."""

    MADE = "made"  # names an id and echoes what was sent
    MISMATCH = "mismatch"  # names an id, but total, contact, currency or number differ from what was sent
    REFUSED = "refused"  # well-formed refusal of this member alone
    NUMBER_TAKEN = "number_taken"  # refused because the number or name is used: may be our own earlier attempt
    UNREADABLE = "unreadable"  # missing from the answer, or not understood


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """One member's part of an answer."""

    outcome: ItemOutcome
    remote_id: str = ""
    version: str = ""
    url: str = ""
    total: Money | None = None
    messages: tuple[str, ...] = ()  # the remote system's own words
    sentence: str = ""  # ours, for a bookkeeper
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that changes something, and all that is known of its answer.

    `intact` is True only when the whole body was read, its type is right, it parses and has the shape asked for.
    `status` is None when no complete head was read. `retry_after` is in seconds, as asked by the remote system.
    `credential` is a fingerprint (never the secret) of the access token under which it was sent.
    """

    stage: Stage
    status: int | None = None
    intact: bool = False
    items: Mapping[str, ItemAnswer] = field(default_factory=dict)  # operation id -> answer
    retry_after: float | None = None
    limit: str = ""  # which limit a 429 named: minute, day, concurrent
    request_id: str = ""
    credential: str = ""
    problem: str = ""  # technical words without secrets: for the log
    code: str = (
        ""  # stable name of what happened: 'refused_connection', 'read_timeout', 'reset', 'html', 'access_ended' ...
    )
    sentence: str = ""  # ours, for a bookkeeper
    mend: Mend = Mend.RECONNECT  # what helps where the access was refused
    advice: str = ""  # and how, in words


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found on the other side. `ours` only if marker or number, and kind, contact, currency, total, date agree.

    For an operation that sets a value a hit is the value standing as it was set. For a kind that removes (VOID_DOCUMENT,
    DELETE_DEBIT, REVERSE_PAYMENT) the hit is the thing itself: not live, or not there any more, means that it has happened, live that it
    has not. So a thing that is gone altogether is a hit that is not live.
    """

    remote_id: str
    ours: bool
    live: bool
    version: str = ""
    total: Money | None = None
    number: str = ""
    issue_date: date | None = None
    status: str = ""
    url: str = ""
    differs: str = ""  # what does not agree, in words


@dataclass(frozen=True, slots=True)
class LookUp:
    """An answer to 'is it there?'. Absence may be concluded from a `complete` one only."""

    complete: bool
    hits: tuple[Hit, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RemoteState:
    """A thing read back by its id. `exists` False means a clear 'not found', not a failed read (those give no RemoteState).

    For an operation that sets a value (mark, link, restore) `live` says that the value stands as it was set. For a kind that
    removes it tells of the thing itself: not live, or not there any more, is what was wanted.
    """

    exists: bool
    live: bool
    version: str = ""
    total: Money | None = None
    status: str = ""
    url: str = ""
    untouched: bool = True  # unchanged by others since we made it, no payments or credits on it
    why_not: str = ""


class GuardOutcome(StrEnum):
    """May it be sent now? Checked against the source at most CHECK_AGE before the first byte."""

    CLEAR = "clear"
    CHANGED = "changed"
    VOIDED = "voided"
    MARKED_BY_OTHERS = "marked_by_others"
    UNREADABLE = "unreadable"  # could not be checked: nothing is sent, asked again later


@dataclass(frozen=True, slots=True)
class GuardResult:
    """The guard's word on one operation."""

    outcome: GuardOutcome
    sentence: str = ""
