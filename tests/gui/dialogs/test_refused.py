"""A start whose records cannot be opened: the reason stays, a backup can take their place, other ways lead on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.folders import Folders
from app.bootstrap.records import ClosedRecords, open_records
from app.domain.errors import StoreProblem
from app.ui.dialogs.asking import AskDialog
from app.ui.parts import Button, open_dialog
from app.ui.screens.refused import RefusedStart
from app.worker.runner import TaskRunner
from app.worker.shelf import ShelfOffice
from tests.gui.dialogs.press import click
from tests.support.time_and_chance import TestChance, TestClock

NEWER = 99


@pytest.fixture
def runner() -> Iterator[TaskRunner]:
    """Two lanes, ended after the test."""
    made = TaskRunner()
    yield made
    assert made.close(10_000) == ()


def newer_records(folder: Path) -> tuple[Folders, StoreProblem]:
    """Records with one backup, then written by a newer version; and what opening them says."""
    folders, clock, chance = Folders(folder, folder / "logs"), TestClock(), TestChance()
    records = open_records(folders, clock, chance)
    records.settings.save_setting("theme", "dark")
    records.upkeep.back_up("asked")
    records.close()
    with closing(sqlite3.connect(folders.database)) as there:
        there.execute(f"PRAGMA user_version = {NEWER}")
    with pytest.raises(StoreProblem) as said:
        open_records(folders, clock, chance)
    return folders, said.value


def page(qtbot: QtBot, runner: TaskRunner, folders: Folders, problem: StoreProblem) -> RefusedStart:
    """The page, shown."""
    made = RefusedStart(problem, ShelfOffice(runner, ClosedRecords(folders, TestClock()), folders.data))
    qtbot.addWidget(made)
    made.show()
    return made


def button(made: QWidget, name: str) -> Button:
    """A button of the page."""
    there = made.findChild(Button, name)
    assert isinstance(there, Button)
    return there


def test_a_backup_takes_the_place_of_records_of_a_newer_version(
    qtbot: QtBot, runner: TaskRunner, tmp_path: Path
) -> None:
    folders, problem = newer_records(tmp_path)
    made = page(qtbot, runner, folders, problem)
    assert "newer version" in made.banner.sentence.text()
    backups = made.backups
    assert backups is not None
    qtbot.waitUntil(lambda: backups.rows.rowCount() == 1)
    backups.table.cell_pressed.emit(backups.rows.rows()[0], 3)
    asking = open_dialog(made)
    assert isinstance(asking, AskDialog)
    with qtbot.waitSignal(made.again, timeout=10_000):
        click(asking.yes)
    records = open_records(folders, TestClock(), TestChance())
    assert records.settings.setting("theme") == "dark"
    records.close()
    (aside,) = folders.data.glob("*.replaced")
    with closing(sqlite3.connect(aside)) as there:
        assert there.execute("PRAGMA user_version").fetchone() == (NEWER,)


def test_a_backup_that_is_gone_is_said_and_the_rest_stays(qtbot: QtBot, runner: TaskRunner, tmp_path: Path) -> None:
    folders, problem = newer_records(tmp_path)
    made = page(qtbot, runner, folders, problem)
    backups = made.backups
    assert backups is not None
    qtbot.waitUntil(lambda: backups.rows.rowCount() == 1)
    gone = backups.rows.rows()[0]
    gone.path.unlink()
    backups.restore_wanted.emit(gone.path)
    qtbot.waitUntil(lambda: made._failed is not None)
    assert made._failed is not None
    assert made._failed.sentence.text() == "There is no such backup."
    assert folders.database.exists()


def test_what_no_backup_mends_offers_none(qtbot: QtBot, runner: TaskRunner, tmp_path: Path) -> None:
    problem = StoreProblem("Another program holds the records.", advice="Close it.", code="database_locked")
    made = page(qtbot, runner, Folders(tmp_path, tmp_path), problem)
    assert made.backups is None
    qtbot.waitUntil(made.banner.button.hasFocus)
    with qtbot.waitSignal(made.again, timeout=5000):
        click(button(made, "refused-again"))
    with qtbot.waitSignal(made.practice, timeout=5000):
        click(button(made, "refused-practice"))
