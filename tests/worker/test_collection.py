"""Collection through the office: each verb answers with its own type, and rounds come by themselves at their marks, once each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.collection.matching import MatchState
from app.domain.collection.settings import CollectionSettings
from app.domain.errors import BadInput
from app.flows.collection.views import CustomersView, HealthView, ImportPlan, ImportResult, RoundResult, SettlementView
from app.worker.collection_contract import ClearingChoice, CollectionStart
from app.worker.collection_rounds import CollectionRounds
from app.worker.handle import TaskHandle
from app.worker.office import Office
from app.worker.runner import TaskRunner
from app.worker.tasks import Failed, Succeeded
from tests.support.rents import Rents

WHO = "Cormorant Optical"


@pytest.fixture
def rents(tmp_path: Path) -> Iterator[Rents]:
    """A collection route."""
    with Rents(tmp_path) as opened:
        yield opened


@pytest.fixture
def office(qtbot: QtBot, rents: Rents) -> Iterator[Office]:
    """An office over it."""
    made = Office(TaskRunner(rents.workplace.redactor.redact), rents.desks)
    yield made
    assert made.close(10_000) == ()


def answer(qtbot: QtBot, handle: TaskHandle) -> object:
    """What a task returned; its problem is raised."""
    qtbot.waitUntil(lambda: handle.is_finished, timeout=30_000)
    ending = handle.ending
    if isinstance(ending, Failed):
        raise ending.problem
    assert isinstance(ending, Succeeded), ending
    return ending.value


def test_a_route_is_set_up_imported_and_looked_at_by_verbs(qtbot: QtBot, office: Office, rents: Rents) -> None:
    route = rents.route_id
    choice = answer(qtbot, office.clearing_accounts(route))
    assert isinstance(choice, ClearingChoice)
    with pytest.raises(BadInput):
        answer(qtbot, office.choose_clearing(route, "none such"))
    kept = answer(qtbot, office.choose_clearing(route, choice.accounts[0].id))
    assert isinstance(kept, CollectionSettings)
    view = answer(qtbot, office.collection_customers(route))
    assert isinstance(view, CustomersView)
    (row,) = [each for each in view.rows if each.contact.name == WHO]
    assert row.state is MatchState.FOUND
    assert row.payer is not None
    answer(qtbot, office.connect_payers(route, {row.contact.id: row.payer.id}))
    rents.colleague.move(rents.coming(WHO), rents.clock.today() + timedelta(days=9))
    plan = answer(qtbot, office.plan_import(route))
    assert isinstance(plan, ImportPlan)
    (ready,) = plan.ready()
    result = answer(qtbot, office.send_import(plan, [ready.invoice.id]))
    assert isinstance(result, ImportResult)
    assert len(rents.live_debits(ready.invoice.number)) == 1
    start = answer(qtbot, office.collection_start(route))
    assert isinstance(start, CollectionStart)
    assert (start.connected, [money.amount for money in start.planned]) == (1, [ready.invoice.due])
    assert isinstance(answer(qtbot, office.collection_health(route)), HealthView)
    settled = answer(qtbot, office.settlements(route))
    assert isinstance(settled, SettlementView)
    assert str(answer(qtbot, office.settlement_csv(settled))).startswith("Settlement date,")
    told = answer(qtbot, office.import_now(route))
    assert isinstance(told, RoundResult)
    assert not told.did_anything


def test_rounds_come_at_their_marks_and_two_days_away_owe_one(qtbot: QtBot, rents: Rents) -> None:
    runner = TaskRunner(rents.workplace.redactor.redact)
    told: list[RoundResult] = []
    rents.connect(WHO)
    invoice = rents.coming(WHO)
    rents.colleague.move(invoice, rents.clock.today() + timedelta(days=9))
    rounds = CollectionRounds(runner, rents.desk, told.append, rents.clock.now, every=10)
    rounds.start()
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert [result.tally.created for result in told] == [1]
    reports = _reports(rents)
    qtbot.wait(150)
    assert _reports(rents) == reports, "no round before the next mark"
    rents.days(2)
    qtbot.waitUntil(lambda: _reports(rents) > reports, timeout=30_000)
    qtbot.waitUntil(lambda: not runner.busy, timeout=30_000)
    qtbot.wait(150)
    assert _reports(rents) == reports + 1
    assert len(told) == 1, "a round that did nothing says nothing"
    rounds.stop()
    assert runner.close(10_000) == ()


def _reports(rents: Rents) -> int:
    return sum(1 for row in rents.requests() if row["path"].endswith("/transaction_report"))
