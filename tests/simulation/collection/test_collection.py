"""A few schedules of collection, and that the oracle misses a rule which is taken out; thousands are behind the command."""

from __future__ import annotations

import pytest

from tests.simulation.collection.campaign import caught_by, play
from tests.simulation.collection.rules import RULES


@pytest.mark.parametrize("seed", [2, 7])
def test_no_rule_is_broken_whatever_goes_wrong(seed: int) -> None:
    tally = play(seed)
    assert tally.broken == {}
    assert tally.ended["create_debit done"] >= 1
    assert tally.days >= 30


def test_a_rule_that_is_taken_out_is_missed() -> None:
    rule = RULES[0]
    assert caught_by(rule, rule.from_seed, 8) is not None
