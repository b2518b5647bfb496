"""Elapsed time over sleep, clock changes and restarts."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.constants import CLOCKS_APART, DEADLINE, LOOK_UP_AGAIN, REPLAY, SETTLE, XERO_KEY_TTL
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.engine.ages import Moment, is_settled, key_is_young, next_look_up, seconds_since, since_last_send
from app.engine.context import EngineContext
from app.ports.journal import Batch
from tests.simulation.time import START
from tests.unit.engine.bench import Bench

SENT = Moment(START, 500.0, "here/1")
BATCH = Batch("b", ("op",), "key", "PUT", "/", b"", "", "", (0,), "token", SENT.wall, SENT.monotonic, SENT.boot_id)
MOST = min(REPLAY, XERO_KEY_TTL - DEADLINE)  # a request may take DEADLINE, and must land while the key is known


def _record() -> OperationRecord:
    operation = Operation("op", OperationKind.POST_INVOICE, "x", "t", "s", "r", "{}", "run")
    return OperationRecord(
        operation, OperationState.UNKNOWN, last_sent=SENT.wall, last_sent_monotonic=SENT.monotonic, boot_id="here/1"
    )


def _after(wall: float, steady: float | None = None, boot: str = "here/1") -> Moment:
    steady = wall if steady is None else steady
    return Moment(SENT.wall + timedelta(seconds=wall), SENT.monotonic + steady, boot)


@pytest.mark.parametrize(
    ("moment", "young"),
    [
        (_after(0), True),
        (_after(MOST.total_seconds()), True),
        (_after(MOST.total_seconds() + 0.1), False),
        (_after(100, 94.9), False),  # the clock was set, or the machine slept
        (_after(100, 105.1), False),
        (_after(100, 104), True),
        (_after(10, 10, "here/2"), False),
        (_after(-3, -3), False),
    ],
)
def test_a_key_is_young(moment: Moment, young: bool) -> None:
    assert key_is_young(BATCH, moment) is young


def test_absence_waits_for_both_clocks() -> None:
    enough = (SETTLE + DEADLINE).total_seconds()
    assert is_settled(_record(), _after(enough), SETTLE)
    assert not is_settled(_record(), _after(enough - 0.1), SETTLE)
    assert not is_settled(_record(), _after(enough + 7200, enough - 1), SETTLE)
    assert not is_settled(_record(), _after(enough - 1, enough + 7200), SETTLE)
    assert is_settled(_record(), _after(enough, enough, "here/2"), SETTLE)
    assert not is_settled(_record(), _after(enough + 7200, enough - 501, "here/2"), SETTLE), "on for too short a time"
    assert not is_settled(_record(), _after(enough), SETTLE * 2)
    assert not is_settled(_record()._replace(last_sent=None), _after(enough), SETTLE)


def test_absence_of_what_another_machine_sent_waits_for_our_own_steady_clock() -> None:
    """The clocks of two machines may differ, and how long this one has been on says nothing of when the other sent."""
    enough = (SETTLE + DEADLINE).total_seconds()
    for boot in ("there/1", "boot of an earlier version"):
        late = _after(enough + 7200, enough + 7200, boot)
        assert not is_settled(_record(), late, SETTLE)
        assert not is_settled(_record(), late, SETTLE, replace(late, monotonic=late.monotonic - enough + 1))
        assert is_settled(_record(), late, SETTLE, replace(late, monotonic=late.monotonic - enough))
        assert is_settled(_record(), _after(-7200, 3, boot), SETTLE, _after(0, 3 - enough, boot)), "its clock was ahead"
        assert is_settled(_record(), _after(enough + CLOCKS_APART.total_seconds(), 1, boot), SETTLE), (
            "long ago by any clock"
        )
    assert next_look_up(_record(), _after(7200, 1, "there/1"), SETTLE) == timedelta(seconds=5)


def test_the_schedule_of_look_ups() -> None:
    dues, passed = [], 0.0
    for _ in range(7):
        wait = next_look_up(_record(), _after(passed), SETTLE).total_seconds()
        passed += wait
        dues.append(passed)
    settled = (SETTLE + DEADLINE).total_seconds()
    assert dues == [5, 30, 120, 300, settled, settled + 300, settled + 600]
    assert LOOK_UP_AGAIN.total_seconds() == 300
    assert since_last_send(_record()._replace(last_sent=None), _after(9)) == timedelta(0)


def test_settle_may_be_raised_and_not_lowered() -> None:
    context = Bench().context("copy")
    assert replace(context, settle=SETTLE * 2).settle == SETTLE * 2
    with pytest.raises(ValueError, match="not lowered"):
        replace(context, settle=SETTLE - timedelta(seconds=1))
    assert isinstance(context, EngineContext)


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [
        (_after(4), 4),
        (_after(1300, 2), 1300),  # the machine slept
        (_after(-7200, 2), math.inf),  # set back: whether it slept as well, nothing tells
        (_after(-3, 2), 2),  # a small correction
        (_after(7204, 4), 7204),  # set ahead
        (_after(4, 4, "here/2"), math.inf),
    ],
)
def test_the_most_that_can_have_passed(moment: Moment, seconds: float) -> None:
    assert seconds_since(SENT, moment) == seconds
