"""Pace in sliding windows: no window ever holds more starts than its rule allows, and a refusal stops all calls."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.http.pacing import NotYetError
from app.connectors.http.windowpace import WindowPace, WindowRule
from app.connectors.http.wire import Answer, Request
from app.connectors.quickbooks.settings import pace_of
from app.domain.answer import Stage
from app.domain.run import Stop
from tests.connectors.http.stillness import StillClock

BATCH, QUERY = (Request("POST", f"https://api.example/company/1/{path}") for path in ("batch", "query"))


def most_within(starts: list[float], seconds: float) -> int:
    """The most starts in any window of this length."""
    return max((sum(1 for other in starts if 0 <= other - one < seconds) for one in starts), default=0)


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 3)), min_size=1, max_size=150))
def test_no_window_is_overfilled(calls: list[tuple[bool, float]]) -> None:
    clock = StillClock()
    pace = pace_of(clock, 6)
    batches: list[float] = []
    every: list[float] = []
    for is_batch, idle in calls:
        clock.move(idle)
        with pace.slot(BATCH if is_batch else QUERY, Stop()):
            every.append(clock.monotonic())
            if is_batch:
                batches.append(clock.monotonic())
    assert most_within(batches, 60.0) <= 40
    assert most_within(every, 1.0) <= 10


def test_a_write_does_not_wait_long() -> None:
    clock = StillClock()
    pace = WindowPace((WindowRule("minute", 1, 60.0, _always),), 2, clock, "One call a minute.")
    with pace.slot(BATCH, Stop()):
        pass
    clock.move(10)
    with pytest.raises(NotYetError) as caught, pace.slot(BATCH, Stop(), 5.0):
        pass
    assert (caught.value.seconds, caught.value.limit) == (50.0, "minute")
    assert pace.words() == "One call a minute."


@pytest.mark.parametrize(("asked", "wait"), [(None, 60.0), (7.0, 7.0)])
def test_a_refusal_stops_every_call(asked: float | None, wait: float) -> None:
    clock = StillClock()
    pace = pace_of(clock, 6)
    pace.heard(Answer(Stage.SENT, status=429, code="limit", retry_after=asked))
    with pace.slot(QUERY, Stop()):
        assert clock.monotonic() == pytest.approx(wait)


_always: Callable[[Request], bool] = lambda request: bool(request.url)  # noqa: E731
