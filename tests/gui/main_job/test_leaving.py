"""Leaving practice books in the middle of a run: asked first, finished cleanly, gone on with later, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.bootstrap.practice import PracticeWish
from app.domain.documents import DocumentKind
from app.domain.run import Stop
from app.ui.parts import PracticeBand
from app.ui.screens.leaving import LeavingDialog
from app.ui.screens.route import SYNC
from tests.gui.main_job.conftest import Sit
from tests.gui.main_job.person import Person
from tests.gui.main_job.places import Practice


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Practice]:
    """Small practice books."""
    with Practice(tmp_path, PracticeWish(world="small", limits=False)) as books:
        yield books


def begin_run(person: Person, books: Practice) -> None:
    """Search, sign in, sync; each answer takes a while from then on."""
    person.click("search-clear")
    person.click("search-search")
    person.wait(person.route.review.bar.button.main.isEnabled)
    person.click("review-sync")
    person.wait(lambda: person.route.face.is_connected)
    person.alone()
    person.wait(lambda: person.route.review.plan is not None and person.route.review.plan.complete)
    person.wait(lambda: bool(person.route.review.table.tally.chosen))
    books.control.ask("POST", "/latency", {"ms": 700})
    person.click("review-sync")
    person.wait(lambda: person.route.step == SYNC and person.route.sending.is_running)


def leave(person: Person) -> LeavingDialog:
    """Press 'Leave practice'; the question that comes."""
    band = person.find("practice-band", QWidget)
    assert isinstance(band, PracticeBand)
    QTest.mouseClick(band.leave, Qt.MouseButton.LeftButton)
    return person.dialog(LeavingDialog)


def test_practice_books_are_left_in_the_middle_of_a_run(small: Practice, sit: Sit) -> None:
    person = sit(small, "light")
    begin_run(person, small)
    plan = person.route.review.plan
    assert plan is not None
    chosen = {d.source.number for d in plan.documents if d.can_send and d.source.kind is DocumentKind.INVOICE}
    asking = leave(person)
    assert person.reads("Nothing is sent twice.")
    assert asking.second.text().startswith("Send ")
    person.click("leaving-stay")
    person.alone()
    assert person.window.isVisible()
    leave(person)
    person.click("leaving-leave")
    person.wait(lambda: not person.window.isVisible())
    assert small.office.close(60_000) == ()
    small.control.ask("POST", "/latency", {"ms": 0})
    (run,) = small.desks.log.runs()
    assert run.ended is None  # nobody has given it up: the next start offers to go on
    small.desks.recover(Stop())
    ended = small.desks.export.go_on(run.run_id, Stop())
    assert ended.still_open == 0
    booked = small.control.booked()
    assert {number: booked.get(number) for number in chosen} == dict.fromkeys(chosen, 1)
