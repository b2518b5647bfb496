"""Judgements about elapsed time that have to survive a sleeping machine, a clock set by hand and a restart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.constants import CLOCK_DRIFT, CLOCKS_APART, DEADLINE, LOOK_UP_AFTER, LOOK_UP_AGAIN, REPLAY, XERO_KEY_TTL
from app.domain.operation import OperationRecord
from app.ports.clock import Clock
from app.ports.journal import Batch


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of both clocks."""

    wall: datetime
    monotonic: float
    boot_id: str

    @classmethod
    def now(cls, clock: Clock) -> Moment:
        """The present."""
        return cls(clock.now(), clock.monotonic(), clock.boot_id())


def seconds_since(then: Moment, now: Moment) -> float:
    """The most that can have passed: the steady clock may stand still while a machine sleeps, and the wall clock may be set.

    A wall clock that was set back tells nothing, and the machine may have slept meanwhile: then it may have been any time.
    """
    wall, steady = (now.wall - then.wall).total_seconds(), now.monotonic - then.monotonic
    if then.boot_id != now.boot_id or wall < steady - CLOCK_DRIFT.total_seconds():
        return math.inf
    return max(wall, steady)


def key_is_young(batch: Batch, moment: Moment) -> bool:
    """Whether the batch's key may be used again: REPLAY from its first use, on both clocks, which agree with one another.

    The request itself may take DEADLINE, and must have landed while the remote system still knows the key.
    """
    if batch.boot_id != moment.boot_id:
        return False
    wall = moment.wall - batch.sent_at
    steady = timedelta(seconds=moment.monotonic - batch.monotonic)
    agree = abs(wall - steady) <= CLOCK_DRIFT
    most = min(REPLAY, XERO_KEY_TTL - DEADLINE)
    return agree and timedelta(0) <= steady <= most and wall <= most


def since_last_send(record: OperationRecord, moment: Moment, known: Moment | None = None) -> timedelta:
    """The least that can have passed since the last send: the smaller of both clocks.

    After a restart of the machine its steady clock counts from that start, which came after the send; the wall clock alone may have been
    set in between. What another machine sent says nothing by its clocks, which may be off: what counts is how long this program has known
    of it, since `known`, or that it is further back than two clocks can be apart.
    """
    if record.last_sent is None:
        return timedelta(0)
    wall = moment.wall - record.last_sent
    if record.last_sent_monotonic is not None and record.boot_id == moment.boot_id:
        return min(wall, timedelta(seconds=moment.monotonic - record.last_sent_monotonic))
    if _machine(record.boot_id) and _machine(record.boot_id) == _machine(moment.boot_id):
        return min(wall, timedelta(seconds=moment.monotonic))
    watched = 0.0 if known is None else moment.monotonic - known.monotonic
    return max(timedelta(seconds=watched), wall - CLOCKS_APART, timedelta(0))


def _machine(boot_id: str) -> str:
    """Whose boot it is; '' where it does not say."""
    return boot_id.rpartition("/")[0]


def is_settled(record: OperationRecord, moment: Moment, settle: timedelta, known: Moment | None = None) -> bool:
    """Whether a complete look-up begun at `moment` may prove absence (I16). `known`: see `since_last_send`."""
    return record.last_sent is not None and since_last_send(record, moment, known) >= DEADLINE + settle


def next_look_up(record: OperationRecord, moment: Moment, settle: timedelta, known: Moment | None = None) -> timedelta:
    """How long after `moment` the next look-up is due, the first one (at once) having been made."""
    passed = since_last_send(record, moment, known)
    for due in (*LOOK_UP_AFTER[1:], DEADLINE + settle):
        if due > passed:
            return due - passed
    return LOOK_UP_AGAIN
