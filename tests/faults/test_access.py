"""Access that ends in the middle of a run: a token that expires is renewed unnoticed, a grant that is taken away waits for a person."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import AccessProblem
from app.domain.operation import OperationKind, OperationState
from app.domain.run import Progress
from tests.faults.conftest import Opening
from tests.faults.promises import all_booked_once, journal_all_done
from tests.support.practice import PracticeDesk

INVOICES = 60


class AtTheFirstAnswer:
    """A `Report` that lets something happen outside as soon as the first invoices are booked."""

    def __init__(self, desk: PracticeDesk, action: str, **values: Any) -> None:
        self._desk, self._action, self._values = desk, action, values
        self.happened = False

    def __call__(self, progress: Progress) -> None:
        """Look at each snapshot."""
        if not self.happened and progress.done:
            self.happened = True
            self._desk.control.act("xero", self._action, **self._values)


def posted(desk: PracticeDesk) -> set[OperationState]:
    """The states that the run's postings are in."""
    return {r.state for r in desk.workplace.journal() if r.operation.kind is OperationKind.POST_INVOICE}


def test_a_token_that_expires_is_renewed_and_nothing_is_sent_twice(practice: Opening) -> None:
    desk = practice(INVOICES, at_once=1)
    desk.control.ask("POST", "/latency", {"ms": 10})
    plan = desk.ferry.make_plan()
    outside = AtTheFirstAnswer(desk, "expire_access_tokens")
    result = desk.ferry.send(report=outside)
    assert outside.happened
    assert result.problem is None
    refused = [r for r in desk.control.requests("xero") if r["status"] == 401]
    assert refused, "the old token was refused at least once"
    all_booked_once(desk, plan)
    journal_all_done(desk, INVOICES)


@pytest.mark.parametrize("ending", ["expire_refresh_tokens", "disconnect"])
def test_a_grant_taken_away_pauses_and_goes_on_after_a_new_sign_in(practice: Opening, ending: str) -> None:
    desk = practice(INVOICES, at_once=1)
    desk.control.ask("POST", "/latency", {"ms": 10})
    plan = desk.ferry.make_plan()
    values = {"tenant": desk.control.organisation} if ending == "disconnect" else {}
    outside = AtTheFirstAnswer(desk, ending, **values)

    def end(progress: Progress) -> None:
        outside(progress)
        if outside.happened and ending == "expire_refresh_tokens":
            desk.control.act("xero", "expire_access_tokens")

    result = desk.ferry.send(report=end)
    assert isinstance(result.problem, AccessProblem)
    assert result.summary.still_open
    assert OperationState.PLANNED in posted(desk)
    before = desk.control.booked()
    assert 0 < len(before) < INVOICES
    with pytest.raises(AccessProblem):
        desk.ferry.desks.export.go_on(result.summary.run_id, desk.ferry.stop)
    assert desk.control.booked() == before
    desk.ferry.sign_in()
    summary = desk.ferry.desks.export.go_on(result.summary.run_id, desk.ferry.stop)
    assert summary.balances
    all_booked_once(desk, plan)
    journal_all_done(desk, INVOICES)
