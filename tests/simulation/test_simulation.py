"""Thousands of seeds in simulated time; the same seed gives the same trace; and each safeguard, turned off, is missed."""

from __future__ import annotations

import pytest

from app.engine.safeguards import Safeguards
from tests.simulation.scenario import Simulation, violations

SEEDS = 2000
PARTS = 8


def _broken(seed: int, safeguards: Safeguards) -> list[str]:
    simulation = Simulation(seed, safeguards)
    simulation.run()
    return violations(simulation)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_seed_breaks_a_rule(part: int) -> None:
    each = SEEDS // PARTS
    broken = {seed: found for seed in range(part * each, (part + 1) * each) if (found := _broken(seed, Safeguards()))}
    assert broken == {}


def test_the_seeds_reach_what_they_are_meant_to_reach() -> None:
    facts: set[str] = set()
    kills: set[str] = set()
    for seed in range(300):
        simulation = Simulation(seed)
        simulation.run()
        facts.update(fact.kind for fact in simulation.journal.facts())
        kills.update(line.removeprefix("killed at ") for line in simulation.trace if line.startswith("killed"))
    expected = {"sending", "answer", "ambiguous", "interrupted", "key_too_old", "found", "absent", "read_back"}
    assert expected | {"decision", "rejected", "not_sent", "not_applied", "check_failed"} <= facts
    steps = {"plan before", "plan after", "begin before", "begin after", "record before", "record after"}
    assert steps | {"first byte", "last byte", "answer"} <= kills


def test_a_seed_gives_the_same_trace() -> None:
    for seed in (3, 27, 104):
        first, second = Simulation(seed), Simulation(seed)
        first.run()
        second.run()
        assert first.trace == second.trace
        assert first.journal.facts() == second.journal.facts()


@pytest.mark.parametrize(
    ("safeguards", "rule"),
    [
        (Safeguards(journal_first=False), "I7"),
        (Safeguards(journal_first=False), "I1"),
        (Safeguards(look_up_first=False), "I1"),
        (Safeguards(settle_absence=False), "I1"),
        (Safeguards(settle_absence=False), "I16"),
        (Safeguards(key_age=False), "I1"),
        (Safeguards(fresh_mark=False), "I2"),
        (Safeguards(fresh_check=False), "I5"),
    ],
)
def test_a_missing_safeguard_is_noticed(safeguards: Safeguards, rule: str) -> None:
    """Without the safeguard some seed breaks the rule that it serves; with it none does (above)."""
    assert any(found.startswith(rule) for seed in range(400) for found in _broken(seed, safeguards))
