"""A few schedules of collection, and that the oracle misses a rule which is taken out; thousands are behind the command."""

from __future__ import annotations

import pytest

from tests.simulation.collection.campaign import caught_by, failed_seeds, play
from tests.simulation.collection.rules import RULES, Rule

CELLS = [(rule, ledger) for rule in RULES for ledger in rule.seeds]


@pytest.mark.parametrize("seed", [("xero", 2), ("quickbooks", 7)])
def test_no_rule_is_broken_whatever_goes_wrong(seed: tuple[str, int]) -> None:
    tally = play(seed)
    assert tally.broken == {}
    assert tally.ended["create_debit done"] >= 1
    assert tally.days >= 30


def test_no_seed_that_failed_once_fails_again() -> None:
    assert [words for seed in failed_seeds() for words in play(seed).broken.items()] == []


@pytest.mark.parametrize(("rule", "ledger"), CELLS, ids=[f"{rule.name}, {ledger}" for rule, ledger in CELLS])
def test_a_rule_that_is_taken_out_is_missed(rule: Rule, ledger: str) -> None:
    assert caught_by(rule, ledger, rule.seeds[ledger], 1) is not None
