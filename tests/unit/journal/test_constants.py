"""The durations depend on one another; a change of one alone is caught here."""

from __future__ import annotations

from datetime import timedelta

from app.domain import constants as c


def test_the_values_of_the_rules() -> None:
    assert timedelta(seconds=360) == c.XERO_KEY_TTL
    assert timedelta(seconds=300) == c.REPLAY
    assert timedelta(minutes=15) == c.SETTLE
    assert timedelta(seconds=90) == c.DEADLINE
    assert timedelta(minutes=5) == c.LEASE
    assert timedelta(seconds=10) == c.CHECK_AGE
    assert timedelta(seconds=60) == c.MARK_AGE
    assert (c.BODY_MAX, c.JSON_DEPTH) == (32 * 1024 * 1024, 64)
    assert (timedelta(seconds=10), timedelta(seconds=60)) == (c.CONNECT_WITHIN, c.IDLE_WITHIN)


def test_a_key_is_given_up_before_it_is_forgotten() -> None:
    assert c.REPLAY + timedelta(seconds=60) <= c.XERO_KEY_TTL


def test_a_claim_outlives_a_request_and_absence_outlives_a_claim() -> None:
    assert c.DEADLINE + c.CHECK_AGE < c.LEASE < c.SETTLE


def test_a_request_has_time_for_its_parts() -> None:
    assert c.CONNECT_WITHIN + c.IDLE_WITHIN < c.DEADLINE


def test_a_mark_can_rest_on_a_read_back() -> None:
    assert c.CHECK_AGE < c.MARK_AGE


def test_look_ups_come_ever_later_and_the_last_one_after_settle() -> None:
    seconds = [one.total_seconds() for one in c.LOOK_UP_AFTER]
    assert seconds == [0, 5, 30, 120, 300]
    assert c.LOOK_UP_AFTER[-1] < c.SETTLE


def test_pauses_grow_to_a_limit() -> None:
    assert timedelta(seconds=5) == c.NOT_SENT_WAIT
    assert c.LIMIT_UNSAID == timedelta(seconds=60) <= c.WAIT_AT_MOST == timedelta(seconds=90)
    assert (5, timedelta(seconds=60), timedelta(minutes=15)) == (c.FAILURES_IN_A_ROW, c.HOST_PAUSE, c.HOST_PAUSE_MOST)
    assert timedelta(seconds=5) == c.CLOCK_DRIFT
    assert timedelta(days=1) == c.CLOCKS_APART
    assert c.LOOK_UP_AGAIN <= c.SETTLE


def test_a_setting_raises_settle_and_never_lowers_it() -> None:
    minutes = {
        "": 15,
        "1": 15,
        "-60": 15,
        "15": 15,
        "60": 60,
        "1440": 1440,
        "99999": 1440,
        "9" * 40: 15,
        "an hour": 15,
        "\u0661": 15,
    }
    assert {text: c.settle_of(text) for text in minutes} == {
        text: timedelta(minutes=number) for text, number in minutes.items()
    }
