"""The end of an access is said before it comes: after disuse, and five years after a sign-in where the vendor counts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.grants import GrantLeft, grant_left, grant_warning
from app.domain.route import Connection, System

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def connection(system: System, used: int, signed_in: int | None = None) -> Connection:
    """One that was used and signed in to so many days ago."""
    at = NOW - signed_in * DAY if signed_in is not None else None
    return Connection("one", system, "Books", tenant="t", last_used=NOW - used * DAY, signed_in_at=at)


@pytest.mark.parametrize(
    ("system", "used", "warned"),
    [
        (System.QUICKBOOKS, 85, False),
        (System.QUICKBOOKS, 86, True),
        (System.XERO, 45, False),
        (System.XERO, 46, True),
        (System.AUTOTASK, 900, False),
    ],
)
def test_disuse_is_said_two_weeks_before_it_ends_the_access(system: System, used: int, warned: bool) -> None:
    assert (grant_warning(connection(system, used), NOW) is not None) is warned


def test_any_use_helps_and_the_days_left_are_counted() -> None:
    found = grant_warning(connection(System.QUICKBOOKS, 99), NOW)
    assert found is not None
    assert not found.by_sign_in
    assert found.sentence == "Not used since 15 Aug 2026; QuickBooks ends access after 100 days without use."
    assert found.advice.endswith("1 day left.")


def test_what_has_probably_ended_asks_for_a_test() -> None:
    found = grant_warning(connection(System.QUICKBOOKS, 140), NOW)
    assert found is not None
    assert found.ends < NOW
    assert found.advice == "Test it; sign in again if it has ended."


def test_five_years_end_an_access_that_is_used_every_day() -> None:
    assert grant_warning(connection(System.QUICKBOOKS, 0, 1764), NOW) is None
    found = grant_warning(connection(System.QUICKBOOKS, 0, 1780), NOW)
    assert found is not None
    assert found.by_sign_in
    assert found.sentence == "QuickBooks ends this access on 6 Jan 2027, five years after the sign-in."
    assert grant_warning(connection(System.XERO, 0, 1780), NOW) is None


def test_nothing_is_said_of_an_access_that_is_not_there() -> None:
    ended = replace(connection(System.QUICKBOOKS, 99), needs_sign_in=True)
    assert grant_warning(ended, NOW) is None


@pytest.mark.parametrize(
    ("system", "used", "signed_in", "left"),
    [
        (System.XERO, 2, None, GrantLeft(58, 60)),
        (System.QUICKBOOKS, 10, 30, GrantLeft(90, 100)),
        (System.QUICKBOOKS, 0, 5 * 365 - 7, GrantLeft(7, 100)),
        (System.XERO, 80, None, GrantLeft(0, 60)),
        (System.AUTOTASK, 2, None, None),
    ],
)
def test_what_is_left_of_an_access(system: System, used: int, signed_in: int | None, left: GrantLeft | None) -> None:
    assert grant_left(connection(system, used, signed_in), NOW) == left
    assert grant_left(replace(connection(system, used, signed_in), needs_sign_in=True), NOW) is None
