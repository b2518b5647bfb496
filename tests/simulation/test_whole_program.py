"""5,000 schedules, every seed that ever failed, the same trace from the same seed, each rule missed when taken out.

Fresh schedules are drawn each time, from a base seed that is printed: `python -m tests.simulation --base SEED` runs them again and keeps
those that fail. `LEDGERFERRY_SEED` fixes it.
"""

from __future__ import annotations

import os
import secrets

import pytest

from tests.simulation.campaign import (
    ENGINE,
    SHARES,
    Bench,
    Tally,
    broken_by,
    failed_seeds,
    mixed,
    run_all,
)
from tests.simulation.coverage import lines, missing
from tests.simulation.rules import RULES, Rule, caught_by
from tests.simulation.whole.forms import FIRST, FORMS, XERO, Form

SCHEDULES = 5000
SOON = 400
"""Schedules within which a rule taken out has to be noticed here; the command looks at 5,000."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_schedule_and_none_that_ever_failed_breaks_a_rule() -> None:
    base = int(os.environ.get("LEDGERFERRY_SEED", "0")) or secrets.randbelow(10**9)
    tally, seconds = run_all([*failed_seeds(), *mixed(base, SCHEDULES)], os.cpu_count() or 1)
    print(f"base seed {base}: {tally.schedules.total()} schedules in {seconds:.1f} s, {tally.writes} changing requests")
    print("\n".join(lines(tally.seen)))
    again = f"python -m tests.simulation --base {base} --schedules {SCHEDULES}"
    assert tally.broken == {}, f"keep these seeds: {again}"
    assert missing(tally.seen) == []
    assert tally.schedules.total() == SCHEDULES + len(failed_seeds())
    assert sum(tally.schedules[name] for name in FORMS if name in SHARES) >= 0.8 * SCHEDULES


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_a_seed_gives_the_same_story(form: Form) -> None:
    bench = Bench()
    try:
        for seed in (7, 93, 1197):
            stories = []
            for _ in range(2):
                story = bench.story(seed, form)
                story.run()
                stories.append((story.trace, [(r.operation.id, r.state, r.remote_id) for r in story.records]))
            assert stories[0] == stories[1], seed
    finally:
        bench.close()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_taken_out_is_noticed(rule: Rule) -> None:
    assert caught_by(rule, rule.from_seed, SOON) is not None


def test_a_crash_of_the_program_counts_as_broken() -> None:
    tally = Tally()
    bench = Bench()
    bench.close()  # its folder is gone: a story on disk cannot begin
    assert broken_by(bench, (XERO.name, 100), tally)[0].startswith("crash: ")
    assert tally.schedules == {XERO.name: 1}


def test_every_kind_of_schedule_has_its_share() -> None:
    kinds = [kind for kind, _ in mixed(1, 100)]
    assert {kind: kinds.count(kind) / 100 for kind in SHARES} == SHARES
    assert set(SHARES) == {*FORMS, ENGINE} - {FIRST.name}
