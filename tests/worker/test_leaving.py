"""Ending the program is not giving a task up: it stops as by a cancel, and can tell the two apart."""

from __future__ import annotations

from app.domain.run import Stop


def test_leaving_stops_without_giving_up() -> None:
    left, given_up, going = Stop(), Stop(), Stop()
    left.leave()
    given_up.cancel()
    assert (left.is_cancelled, left.is_given_up) == (True, False)
    assert (given_up.is_cancelled, given_up.is_given_up) == (True, True)
    assert (going.is_cancelled, going.is_given_up) == (False, False)
    assert left.wait(10)  # a wait ends at once
