"""What ends a QuickBooks run in its middle is said in the window with its button, and the run goes on to its end from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.bootstrap.practice import PracticeWish
from app.ui.screens.route import DONE
from tests.gui.main_job.conftest import Sit
from tests.gui.main_job.person import Person
from tests.gui.main_job.places import Practice
from tests.gui.main_job.steps import ready, sign_in


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Practice]:
    """Small practice books that lead to QuickBooks."""
    with Practice(tmp_path, PracticeWish(world="small", limits=False, ledger="quickbooks")) as books:
        yield books


@pytest.fixture
def person(small: Practice, sit: Sit) -> Person:
    """Somebody in Review, signed in, with invoices that can go."""
    sitting = sit(small, "light")
    sitting.click("search-clear")
    sitting.click("search-search")
    sitting.wait(lambda: bool(sitting.route.review.table.list.rows) and not sitting.route.flow.is_busy)
    sign_in(sitting, "QuickBooks", str(small.desks.setup.connections()[-1].tenant_name))
    assert ready(sitting) > 0
    return sitting


def interrupted(person: Person, sentence: str) -> int:
    """Sync, and be told why it stands still; how many invoices were to go."""
    number = len(person.route.review.table.tally.chosen)
    person.click("review-sync")
    person.find("problem-banner", QWidget)
    assert person.reads(sentence)
    return number


def ended_well(person: Person, small: Practice, number: int) -> None:
    """Everything that was to go is booked, once."""
    person.wait(lambda: person.route.step == DONE)
    assert person.reads(f"{number} invoices are booked in")
    assert person.reads("Both sides agree to the cent.")
    run = person.route.done.run
    assert run is not None
    numbers = [str(held["DocNumber"]) for kind in ("Invoice", "CreditMemo") for held in small.company()[kind]]
    for outcome in run.outcomes:
        if outcome.remote_id:
            assert numbers.count(outcome.number) == 1


def test_access_taken_away_is_given_again_and_the_run_goes_on(person: Person, small: Practice) -> None:
    small.control.act("quickbooks", "disconnect", realm=small.tenant)
    number = interrupted(person, "QuickBooks has ended the access.")
    person.picture("access-ended")
    assert number > len(small.written())
    person.click("problem-mend")
    ended_well(person, small, number)


def test_a_subscription_that_has_ended_stops_the_run_and_not_each_invoice(person: Person, small: Practice) -> None:
    small.control.act("quickbooks", "end_subscription", realm=small.tenant)
    number = interrupted(person, "subscription has ended")
    person.picture("subscription-ended")
    assert not small.written()
    assert person.reads("renew it under Subscriptions and billing")
    assert person.find("problem-mend", QAbstractButton).text() == "Try again"
    small.control.act("quickbooks", "end_subscription", realm=small.tenant, ended=False)
    person.click("problem-mend")
    ended_well(person, small, number)
