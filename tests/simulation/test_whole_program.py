"""Schedules of the whole program, every seed that ever failed, the same trace from the same seed, each rule missed when taken out.

Thousands of fresh schedules are run by command: `python -m tests.simulation --schedules 5000`.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.simulation.campaign import ENGINE, WHOLE, Bench, Tally, broken_by, failed_seeds, mixed, run_all
from tests.simulation.rules import RULES, Rule, caught_by
from tests.simulation.whole.mishaps import MISHAPS

SCHEDULES = 400
BASE = 20261122
"""A fixed start: these are the schedules that every change has to pass. The command draws fresh ones."""
WHOLE_SHARE = 0.18
"""The share that is the whole program: each of those takes as long as ten of the engine alone."""
SOON = 400
"""Schedules within which a rule taken out has to be noticed here; the command looks at 5,000."""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_no_schedule_and_none_that_ever_failed_breaks_a_rule() -> None:
    tally, seconds = run_all([*failed_seeds(), *mixed(BASE, SCHEDULES, WHOLE_SHARE)], os.cpu_count() or 1)
    print(f"{tally.schedules} in {seconds:.1f} s, {tally.writes} changing requests, {tally.kills} restarts")
    assert tally.broken == {}
    assert tally.schedules[WHOLE] >= SCHEDULES * WHOLE_SHARE
    assert tally.schedules.total() == SCHEDULES + len(failed_seeds())


def test_a_seed_gives_the_same_story() -> None:
    bench = Bench()
    try:
        for seed in (7, 93, 1197):
            stories = []
            for _ in range(2):
                story = bench.story(seed)
                story.run()
                stories.append((story.trace, [(r.operation.id, r.state, r.remote_id) for r in story.records]))
            assert stories[0] == stories[1], seed
    finally:
        bench.close()


def test_the_schedules_reach_what_they_are_meant_to_reach() -> None:
    bench, seen, kinds, kills = Bench(), Counter[str](), set[str](), Counter[str]()
    try:
        for seed in range(400, 480):
            story = bench.story(seed)
            story.run()
            kinds.update(f"{r.operation.kind} {r.state}" for r in story.records)
            seen.update(name for name in MISHAPS if any(f" {name} befalls" in line for line in story.trace))
            seen.update(
                word for word in ("sleeps", "somebody", "disk is full") if any(word in line for line in story.trace)
            )
            kills.update(line.rpartition("killed at ")[2] for line in story.trace if "killed at" in line)
    finally:
        bench.close()
    done = {"create_contact", "link_contact", "restore_contact", "post_invoice", "post_credit_note", "attach_file",
            "mark_processed", "unmark_processed", "void_document"}  # fmt: skip
    assert {f"{kind} done" for kind in done} <= kinds
    assert len([name for name in seen if name in MISHAPS]) > len(MISHAPS) // 2
    assert {"sleeps", "somebody", "disk is full"} <= set(seen)
    assert {"first byte", "last byte", "answer"} <= set(kills)


SEEN_BY_THE_ENGINE_ALONE = "look up before resend"
"""Noticed by test_simulation.py within its seeds; here it takes more schedules than a test may."""


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.name != SEEN_BY_THE_ENGINE_ALONE], ids=lambda rule: rule.name
)
def test_a_rule_taken_out_is_noticed(rule: Rule) -> None:
    assert caught_by(rule, rule.from_seed, SOON) is not None


def test_a_crash_of_the_program_counts_as_broken() -> None:
    tally = Tally()
    bench = Bench()
    bench.close()  # its folders are gone: the story cannot begin
    assert broken_by(bench, (WHOLE, 1), tally)[0].startswith("crash: ")
    assert tally.schedules == {WHOLE: 1}
    assert {kind for kind, _ in mixed(1, 10, 0.5)} == {WHOLE, ENGINE}
