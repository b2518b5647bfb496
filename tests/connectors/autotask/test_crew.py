"""Jobs of a crew: side by side on threads, or one after another in the caller's own."""

from __future__ import annotations

import threading

import pytest

from app.connectors.autotask.crew import Crew
from app.domain.errors import RemoteProblem
from app.domain.run import Stop


def test_a_crew_of_one_works_in_the_callers_thread_and_in_order() -> None:
    here, order = threading.get_ident(), list[int]()

    def job(number: int) -> int:
        order.append(number)
        return threading.get_ident()

    with Crew(Stop(), at_once=1) as crew:
        assert crew.together(lambda: job(1), lambda: job(2), lambda: job(3)) == [here] * 3
    assert order == [1, 2, 3]


@pytest.mark.parametrize("at_once", [1, 4])
def test_the_first_problem_is_raised(at_once: int) -> None:
    def fail() -> None:
        raise RemoteProblem("It could not be read.", code="nothing")

    with Crew(Stop(), at_once) as crew, pytest.raises(RemoteProblem, match="could not be read"):
        crew.together(lambda: 1, fail)
