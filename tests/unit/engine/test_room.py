"""As many requests under way as keep the program busy, and never more than the service allows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.engine.room import Room

Heard = tuple[int, float]


def after(most: int, *heard: Heard) -> int:
    """Places once this has been heard."""
    room = Room(most)
    for answers, waited in heard:
        room.heard(answers, waited)
    return room.places


def test_it_begins_with_all_that_is_allowed() -> None:
    assert after(5) == 5


def test_answers_that_wait_for_us_leave_two_places() -> None:
    assert after(5, *[(2, 0.0)] * 10) == 2


def test_one_answer_at_a_time_without_a_wait_is_as_it_should_be() -> None:
    assert after(5, (2, 0.0), (2, 0.0), *[(1, 0.0)] * 10) == 3


def test_waiting_for_answers_brings_all_places_back() -> None:
    assert after(5, *[(2, 0.0)] * 10, *[(1, 0.15)] * 10) == 5


def test_several_answers_after_a_wait_are_a_service_that_is_slow() -> None:
    assert after(5, *[(5, 0.15)] * 10) == 5


def test_a_service_that_allows_one_gets_one() -> None:
    assert after(1, (3, 0.0), (1, 0.2)) == 1
    assert after(0) == 1


@given(st.integers(0, 20), st.lists(st.tuples(st.integers(1, 9), st.floats(0, 5))))
def test_never_more_than_allowed_and_never_none(most: int, heard: list[Heard]) -> None:
    assert min(max(most, 1), 2) <= after(most, *heard) <= max(most, 1)
