"""Calls an hour, added delay, threads for each endpoint (apis/autotask.md 5)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.server import Sandbox
from tests.sandbox.autotask.small_tenant import Begin, Caller

Running = tuple[Sandbox, AutotaskSystem, Caller]


def used(caller: Caller) -> int:
    return int(caller.get("ThresholdInformation").json()["currentTimeframeRequestCount"])


def test_every_call_counts_and_leaves_after_an_hour(running: Running) -> None:
    sandbox, _, caller = running
    told = caller.get("ThresholdInformation").json()
    assert told == {
        "externalRequestThreshold": 10000,
        "requestThresholdTimeframe": 60,
        "currentTimeframeRequestCount": 1,
    }
    caller.get("Invoices/entityInformation")
    caller.get("Invoices/1")
    assert used(caller) == 4
    sandbox.clock.advance(timedelta(minutes=59))
    assert used(caller) == 5
    sandbox.clock.advance(timedelta(minutes=1, seconds=1))
    assert used(caller) == 2


@pytest.mark.parametrize(
    ("others", "pauses"), [(4_998, []), (5_000, [0.5]), (7_499, [0.5]), (7_500, [1.0]), (9_999, [1.0])]
)
def test_delay_grows_with_use(running: Running, naps: list[float], others: int, pauses: list[float]) -> None:
    running[1].set_switches(used_by_others=others)
    assert running[2].get("Companies/1").status_code == 200
    assert naps == pauses


@pytest.mark.parametrize(("status", "retry_after"), [(429, "60"), (500, None)])
def test_refusal_at_the_threshold(running: Running, status: int, retry_after: str | None) -> None:
    _, system, caller = running
    system.set_switches(hourly_threshold=3, threshold_status=status, retry_after=retry_after)
    for _ in range(3):
        assert caller.get("Companies/1").status_code == 200
    answer = caller.get("Companies/1")
    assert (answer.status_code, "threshold" in answer.json()["errors"][0]) == (status, True)
    assert answer.headers.get("Retry-After") == retry_after
    running[0].clock.advance(timedelta(minutes=61))
    assert caller.get("Companies/1").status_code == 200


def at_once(caller: Caller, paths: list[str]) -> list[tuple[int, str]]:
    def call(place: tuple[Caller, str]) -> tuple[int, str]:
        answer = place[0].get(place[1])
        return answer.status_code, answer.text

    callers = [(Caller(caller.sandbox), path) for path in paths]
    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(call, callers))


def test_the_fourth_call_of_an_endpoint_is_refused(running: Running) -> None:
    sandbox, system, caller = running
    system.set_switches(thread_status=500)
    sandbox.add_faults([{"kind": "slow", "seconds": 1.5, "mount": "api"}])
    answers = at_once(
        caller, ["Companies/1", "Companies/0", "companies/entityInformation", "Companies/entityInformation/fields"]
    )
    refused = [text for status, text in answers if status == 500]
    assert sorted(status for status, _ in answers) == [200, 200, 200, 500]
    assert "thread threshold of 3 threads has been exceeded" in refused[0]
    assert "Itgenatr005" in refused[0]


def test_endpoints_have_threads_of_their_own(running: Running) -> None:
    running[0].add_faults([{"kind": "slow", "seconds": 0.6, "mount": "api"}])
    paths = ["Companies/1", "Companies/0", "Companies/2", "Invoices/101", "Invoices/102", "Contacts/31"]
    assert [status for status, _ in at_once(running[2], paths)] == [200] * 6


def test_without_limits_nothing_is_refused_or_slowed(begin: Begin, naps: list[float]) -> None:
    sandbox, system, caller = begin(limits=False)
    system.set_switches(hourly_threshold=1)
    sandbox.add_faults([{"kind": "slow", "seconds": 0.3, "mount": "api"}])
    assert [status for status, _ in at_once(caller, ["Companies/1"] * 6)] == [200] * 6
    assert naps == []
    assert used(caller) == 7
