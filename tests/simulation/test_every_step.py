"""A sample of the kills at every step; all of them by `python -m tests.simulation --kills`."""

from __future__ import annotations

import pytest

from tests.simulation.everystep import LEDGERS, kill_everywhere, walks


@pytest.mark.parametrize("ledger", LEDGERS)
def test_killed_at_steps_and_again_in_the_recovery_nothing_is_doubled_or_lost(ledger: str) -> None:
    found = kill_everywhere(ledger, every=13, second_every=250)
    assert found.broken == []
    assert found.steps > 150
    assert found.once >= found.steps // 13
    assert found.twice >= 8
    assert {"first byte", "last byte", "answer", "begin after", "record before"} <= set(found.places)


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_run_that_is_not_killed_does_all_ten_kinds(ledger: str) -> None:
    (whole,) = walks(ledger, [()])
    assert whole.broken == []
    assert len(whole.done) == 10
    assert all(name.endswith(" done") for name in whole.done)
