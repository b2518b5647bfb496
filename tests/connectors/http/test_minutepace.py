"""The pace against a remote system with fixed windows that start at an unknown moment: never refused, never idle for nothing."""

from __future__ import annotations

import contextlib
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.http.minutepace import MinutePace, PaceRules
from app.connectors.http.pacing import NotYetError
from app.connectors.http.wire import Answer, Request
from app.domain.answer import Stage
from app.domain.errors import Cancelled
from app.domain.run import Stop
from tests.connectors.http.stillness import StillClock

CALL = Request("GET", "https://localhost/x")


class Windows:
    """The remote side: 60 calls in each fixed window of a minute, starting at some phase."""

    def __init__(self, clock: StillClock, phase: float, day: int = 5000) -> None:
        self._clock = clock
        self._phase = phase
        self.used: dict[int, int] = {}
        self.day = day

    def take(self, calls: int = 1) -> Answer:
        """Count calls and answer with what is left."""
        window = int((self._clock.monotonic() + self._phase) // 60)
        self.used[window] = self.used.get(window, 0) + calls
        self.day -= calls
        left = 60 - self.used[window]
        assert left >= 0, "the limit was run into"
        return Answer(
            Stage.SENT,
            200,
            {"x-minlimit-remaining": str(left), "x-daylimit-remaining": str(self.day)},
        )


def call(pace: MinutePace, windows: Windows, clock: StillClock, seconds: float) -> None:
    """One call that takes so long."""
    with pace.slot(CALL, Stop()):
        clock.move(seconds / 2)
        answer = windows.take()
        clock.move(seconds / 2)
        pace.heard(answer)


@given(
    phase=st.floats(0, 59.9),
    durations=st.lists(st.floats(0, 2), min_size=1, max_size=150),
)
def test_the_limit_is_never_run_into(phase: float, durations: list[float]) -> None:
    clock = StillClock()
    windows, pace = Windows(clock, phase), MinutePace(PaceRules("Xero"), clock)
    for seconds in durations:
        call(pace, windows, clock, seconds)
    assert sum(windows.used.values()) == len(durations)
    assert max(windows.used.values()) <= 60


@pytest.mark.parametrize(("calls", "seconds"), [(57, 0), (60, 45), (61, 60), (120, 60), (121, 120), (600, 540)])
def test_no_second_is_lost(calls: int, seconds: float) -> None:
    clock = StillClock()
    windows, pace = Windows(clock, 0), MinutePace(PaceRules("Xero"), clock)
    assert pace.seconds_until_free(calls) == (seconds if calls > 60 else 0)
    for _ in range(calls):
        call(pace, windows, clock, 0)
    assert clock.monotonic() == pytest.approx(seconds)


@given(phase=st.floats(0, 59.9), calls=st.integers(61, 400), seconds=st.floats(0, 0.5))
def test_a_window_is_not_sat_out(phase: float, calls: int, seconds: float) -> None:
    """Who knew when the windows begin would do three calls more and be done at most a quarter of a minute earlier, however long the run."""
    clock = StillClock()
    windows, pace = Windows(clock, phase), MinutePace(PaceRules("Xero"), clock)
    for _ in range(calls):
        call(pace, windows, clock, seconds)
    spread = PaceRules("Xero").spread
    assert clock.monotonic() <= least(phase, calls + spread, seconds) + 60 / (spread + 1) + 2 + 4 * seconds


def least(phase: float, calls: int, seconds: float) -> float:
    """When the last of these calls ends for somebody who knows when each window begins; one call at a time."""
    now, window, used = 0.0, 0, 0
    for _ in range(calls):
        if int((now + seconds / 2 + phase) // 60) > window:
            window, used = int((now + seconds / 2 + phase) // 60), 0
        if used == 60:
            window, used = window + 1, 0
            now = max(now, window * 60 - phase - seconds / 2)
        now, used = now + seconds, used + 1
    return now


@given(phase=st.floats(0, 59.9), theirs=st.lists(st.integers(0, 2), min_size=50, max_size=50))
def test_a_tenth_is_left_once_others_call(phase: float, theirs: list[int]) -> None:
    clock = StillClock()
    windows, pace = Windows(clock, phase), MinutePace(PaceRules("Xero"), clock)
    windows.take(10)
    for extra in theirs:
        if windows.used.get(int((clock.monotonic() + phase) // 60), 0) + extra < 55:
            windows.take(extra)
        call(pace, windows, clock, 0.1)
    assert max(windows.used.values()) <= 60
    assert sum(windows.used.values()) >= 10 + len(theirs)


def test_others_leave_us_less(  # the headers alone say so
) -> None:
    clock = StillClock()
    windows, pace = Windows(clock, 0), MinutePace(PaceRules("Xero"), clock)
    windows.take(30)
    for _ in range(24):
        call(pace, windows, clock, 0)
    assert clock.monotonic() == 0
    with pytest.raises(NotYetError) as caught, pace.slot(CALL, Stop(), 5):
        pass
    assert caught.value.limit == "minute"
    assert windows.used[0] == 54


def test_a_system_that_counts_nothing_is_not_waited_for() -> None:
    clock = StillClock()
    pace = MinutePace(PaceRules("Xero"), clock)
    for _ in range(500):
        with pace.slot(CALL, Stop()):
            pace.heard(Answer(Stage.SENT, 200, {"x-minlimit-remaining": "60"}))
    assert clock.monotonic() == 0


def test_without_headers_a_minute_holds_sixty() -> None:
    clock = StillClock()
    pace = MinutePace(PaceRules("Xero"), clock)
    for _ in range(121):
        with pace.slot(CALL, Stop()):
            pace.heard(Answer(Stage.SENT, 200))
    assert clock.monotonic() == 120


def test_a_slow_call_does_not_tell_of_what_is_long_gone() -> None:
    clock = StillClock()
    windows, pace = Windows(clock, 0), MinutePace(PaceRules("Xero", spread=0), clock)
    with pace.slot(CALL, Stop()):
        late = windows.take()
        for _ in range(57):
            with pace.slot(CALL, Stop()):
                pace.heard(windows.take())
        pace.heard(late)
    call(pace, windows, clock, 0)
    call(pace, windows, clock, 0)
    assert clock.monotonic() == 0
    call(pace, windows, clock, 0)
    assert clock.monotonic() == pytest.approx(60)


def test_a_write_does_not_wait_long() -> None:
    clock = StillClock()
    windows, pace = Windows(clock, 0), MinutePace(PaceRules("Xero", spread=0), clock)
    for _ in range(60):
        call(pace, windows, clock, 0)
    with pytest.raises(NotYetError) as caught, pace.slot(CALL, Stop(), 5):
        pass
    assert caught.value.seconds == pytest.approx(60)
    assert clock.waits == []


def test_scheduled_work_leaves_a_tenth_of_the_day() -> None:
    clock = StillClock()
    windows = Windows(clock, 0, day=502)
    scheduled, person = (MinutePace(PaceRules("Xero", per_day=(5000,)), clock, scheduled=s) for s in (True, False))
    call(scheduled, windows, clock, 0)
    call(scheduled, windows, clock, 0)
    with pytest.raises(NotYetError) as caught, scheduled.slot(CALL, Stop()):
        pass
    assert caught.value.limit == "day"
    call(person, windows, clock, 0)
    assert person.day_left == 499


def test_a_used_up_day_is_asked_about_again_later() -> None:
    clock = StillClock()
    windows, pace = Windows(clock, 0, day=1), MinutePace(PaceRules("Xero"), clock)
    call(pace, windows, clock, 0)
    with pytest.raises(NotYetError), pace.slot(CALL, Stop()):
        pass
    clock.move(16 * 60)
    windows.day = 1000
    call(pace, windows, clock, 0)


@pytest.mark.parametrize(("limit", "asked", "seconds"), [("minute", 12.0, 12), ("concurrent", None, 1), ("", None, 60)])
def test_a_refusal_is_heard(limit: str, asked: float | None, seconds: float) -> None:
    clock = StillClock()
    pace = MinutePace(PaceRules("Xero"), clock)
    with pace.slot(CALL, Stop()):
        pace.heard(Answer(Stage.SENT, 429, {"x-rate-limit-problem": limit}, code="limit", retry_after=asked))
    with pace.slot(CALL, Stop()):
        pass
    assert clock.waits == [seconds]


def test_a_refused_day_says_until_when() -> None:
    clock = StillClock()
    pace = MinutePace(PaceRules("Xero"), clock)
    with pace.slot(CALL, Stop()):
        pace.heard(Answer(Stage.SENT, 429, {"x-rate-limit-problem": "day"}, code="limit", retry_after=66975))
    with pytest.raises(NotYetError) as caught, pace.slot(CALL, Stop()):
        pass
    assert caught.value.seconds == 66975


def test_five_at_once_and_no_more() -> None:
    clock = StillClock()
    pace = MinutePace(PaceRules("Xero"), clock)
    inside, most, guard = 0, 0, threading.Lock()
    go = threading.Barrier(12)

    def work() -> None:
        nonlocal inside, most
        go.wait()
        with pace.slot(CALL, Stop()):
            with guard:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.02)
            with guard:
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 5


def test_a_write_does_not_wait_long_for_a_place() -> None:
    pace = MinutePace(PaceRules("Xero", at_once=1), StillClock())
    with (
        pace.slot(CALL, Stop()),
        pytest.raises(NotYetError) as caught,
        pace.slot(CALL, Stop(), 0.3),
    ):
        pass
    assert caught.value.limit == "concurrent"


def test_a_cancel_wakes_who_waits_for_a_place() -> None:
    pace, stop = MinutePace(PaceRules("Xero", at_once=1), StillClock()), Stop()
    outcome: list[str] = []

    def work() -> None:
        with contextlib.suppress(Cancelled), pace.slot(CALL, stop):
            outcome.append("went")

    with pace.slot(CALL, Stop()):
        thread = threading.Thread(target=work)
        thread.start()
        stop.cancel()
        thread.join(5)
    assert outcome == []


def test_the_words() -> None:
    assert MinutePace(PaceRules("Xero"), StillClock()).words() == "Xero takes 60 calls a minute."
