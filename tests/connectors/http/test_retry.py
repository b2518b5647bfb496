"""Retry-After, jitter, the pause of a host that does not answer, and the figures themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.connectors.http import constants
from app.connectors.http.circuit import Circuit
from app.connectors.http.retry import backoff, retry_after
from tests.connectors.http.stillness import StillClock

NOW = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("30", 30),
        ("66975", 66975),
        ("1.2", 2),
        ("-5", 60),
        ("soon", 60),
        ("1e9", 60),
        ("٣٠", 60),
        ("99999999999999999999", 60),
        ("Sun, 22 Nov 2026 09:01:30 GMT", 90),
        ("Sun, 22 Nov 2026 08:00:00 GMT", 0),
        ("Sun, 22 Nov 2026 10:00:00 +0100", 0),
        ("Sun, 99 Nov 2026 08:00:00 GMT", 60),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_backoff_doubles_under_its_cap_and_jitters_fully() -> None:
    assert [backoff(n, 1.0) for n in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]
    assert backoff(5, 0.0) == 0


def test_the_circuit_pauses_and_doubles() -> None:
    clock = StillClock()
    circuit = Circuit(clock)
    for _ in range(4):
        circuit.failed()
    assert circuit.seconds_closed() == 0
    circuit.failed()
    pauses = []
    for _ in range(7):
        pause = circuit.seconds_closed()
        pauses.append(pause)
        clock.move(pause)
        assert circuit.seconds_closed() == 0, "one request may try"
        assert circuit.seconds_closed() > 0, "the others wait for it"
        circuit.failed()
    assert pauses == [60, 120, 240, 480, 900, 900, 900]
    circuit.answered()
    assert circuit.seconds_closed() == 0


def test_the_figures() -> None:
    assert (constants.CONNECT, constants.IDLE, constants.DEADLINE) == (10, 60, 90)
    assert (constants.BODY_MAX, constants.JSON_DEPTH) == (32 * 1024 * 1024, 64)
    assert (constants.TRIES, constants.READ_TOTAL) == (5, 120)
    assert (constants.RETRY_AFTER_DEFAULT, constants.RETRY_AFTER_MAX) == (60, 90)
    assert (constants.SKEW_WARN, constants.SKEW_REFUSE) == (120, 900)
    assert constants.WRITE_WAIT_MAX < 10
