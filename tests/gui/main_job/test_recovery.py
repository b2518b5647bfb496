"""Last week's backup is put back: the window begins in Recovery, asks the ledger, enters what it holds of ours, and nothing goes twice."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.folders import Folders
from app.bootstrap.practice import PracticeWish
from app.bootstrap.records import ClosedRecords
from app.bootstrap.time_and_chance import SystemClock
from app.ui.screens.rebuild_sheet import RebuildSheet
from app.ui.screens.recovery import RecoveryScreen
from app.ui.screens.recovery_cards import RoutesCard
from app.ui.screens.route import DONE
from app.ui.window import MainWindow
from tests.gui.main_job.conftest import Sit
from tests.gui.main_job.person import PATIENCE, Person, picture_folder
from tests.gui.main_job.places import Practice
from tests.gui.main_job.steps import ready

_LONG_AGO = 3_600  # seconds: what was sent then has arrived


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Practice]:
    """Small practice books."""
    with Practice(tmp_path, PracticeWish(world="small", limits=False)) as books:
        yield books


def send_all(person: Person) -> int:
    """Everything that is ready, as it is found; how many."""
    person.click("search-clear")
    person.click("search-search")
    person.wait(person.route.review.bar.button.main.isEnabled)
    person.click("review-sync")
    person.wait(lambda: person.route.face.is_connected and ready(person) > 0)
    person.alone()
    person.wait(person.route.review.bar.button.main.isEnabled)
    number = ready(person)
    person.click("review-sync")
    person.wait(lambda: person.route.step == DONE)
    return number


def put_back(folders: Folders) -> None:
    """The backup from before the run, as somebody copies it back; the run was an hour ago."""
    closed = ClosedRecords(folders, SystemClock())
    closed.restore(closed.backups()[0].path)
    then = time.time() - _LONG_AGO
    os.utime(folders.data / "facts.count", (then, then))


def test_a_backup_from_before_the_run_is_rebuilt_from_the_ledger(
    small: Practice, sit: Sit, qtbot: QtBot, tmp_path: Path
) -> None:
    small.desks.upkeep.back_up("asked")
    first = sit(small, "light")
    sent = send_all(first)
    assert sent > 3
    booked = small.booked()
    first.window.close()
    small.reopen(put_back)
    window = MainWindow(small.office, small.desks.clock.now)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), RecoveryScreen), timeout=PATIENCE)
    person = Person(qtbot, window, picture_folder(tmp_path, "recovery"))
    page = window.stack.currentWidget()
    assert isinstance(page, RecoveryScreen)
    person.find("recovery-finding", QWidget)
    assert page.heading.text() == "Nothing is sent until the records are whole"
    person.picture("behind")
    routes = person.find("recovery-rebuild", RoutesCard)
    routes.table.cell_pressed.emit(routes.table.rows.rows()[0], 3)
    person.click("problem-mend")  # the backup is from before the sign-in: Reconnect, then it goes on by itself
    sheet = person.dialog(RebuildSheet)
    assert len(sheet.plan.records) == sent
    person.picture("preview")
    person.click("rebuild-agree")
    person.wait(lambda: page.heading.text() == "Nothing is left open")
    person.picture("whole")
    assert small.desks.upkeep.finding().may_send
    route = next(iter(window._faces))
    window.go(route)
    person.click("search-clear")
    person.click("search-search")
    person.wait(lambda: person.route.review.plan is not None and not person.route.flow.is_busy)
    person.wait(lambda: person.route.review.plan is not None and person.route.review.plan.complete)
    assert ready(person) == 0
    assert small.booked() == booked
