"""A QuickBooks company that takes nothing any more in the middle of the work: the run waits for a person, no invoice is refused for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.practice import PracticeWish
from app.bootstrap.practice_quickbooks import company_of
from app.cli.endings import Exit, exit_for
from app.domain.errors import AccessProblem
from app.domain.operation import OperationState
from app.domain.plan import Mend
from tests.faults.promises import all_booked_once
from tests.support.practice import PracticeDesk
from tests.support.rents import Rents

INVOICES = 40


def test_a_run_goes_on_once_the_subscription_is_there_again(tmp_path: Path) -> None:
    wish = PracticeWish(world="bulk", invoices=INVOICES, limits=False, ledger="quickbooks")
    with PracticeDesk(tmp_path, wish) as desk:
        realm = company_of(desk.line, "quickbooks")[0]
        plan = desk.ferry.make_plan()
        desk.control.act("quickbooks", "end_subscription", realm=realm)
        result = desk.ferry.send()
        assert isinstance(result.problem, AccessProblem)
        assert "subscription has ended" in result.problem.sentence
        assert (result.problem.mend, result.problem.elsewhere) == (Mend.RETRY, True)
        assert "Subscriptions and billing" in result.problem.advice
        assert exit_for(result.problem) is Exit.REMOTE
        assert desk.control.booked().total() == 0
        assert {r.state for r in desk.workplace.journal()} == {OperationState.PLANNED}

        desk.control.act("quickbooks", "end_subscription", realm=realm, ended=False)
        done = desk.ferry.desks.export.go_on(result.summary.run_id, desk.ferry.stop)
        assert done.balances
        assert done.still_open == 0
        all_booked_once(desk, plan)


def test_the_health_of_collection_asks_for_another_try_and_not_for_a_sign_in(tmp_path: Path) -> None:
    with Rents(tmp_path, "quickbooks") as rents:
        realm = rents.opened_books().ledger_connection.tenant
        rents.act("quickbooks", "end_subscription", {"realm": realm})
        with pytest.raises(AccessProblem, match="subscription has ended") as told:
            rents.desk.health(rents.route_id, rents.stop)
        assert (told.value.elsewhere, bool(told.value.advice)) == (True, True)
        rents.act("quickbooks", "end_subscription", {"realm": realm, "ended": False})
        assert rents.desk.health(rents.route_id, rents.stop).rows
