"""Settings: kept at once; a backup is put back only after a question."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import BadInput, StoreProblem
from app.ui.dialogs.asking import AskDialog
from app.ui.dialogs.database_form import DatabaseForm
from app.ui.parts import Banner, Button, ButtonKind, open_dialog
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.setup_about import AboutDialog
from app.ui.style import ThemeMode, reduced_motion, theme
from app.worker.contract import BackupFile
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.fake_records import AT
from tests.gui.dialogs.press import click


def shown(qtbot: QtBot, window: QWidget, office: FakeOffice) -> SettingsScreen:
    """The screen with two backups, read."""
    office.files = [BackupFile(Path(f"records/{n}.backup"), AT.replace(day=n), "daily", 1_200_000) for n in (1, 2)]
    made = SettingsScreen(office)
    QVBoxLayout(window).addWidget(made)
    made.arrive()
    qtbot.waitUntil(lambda: made.backups.rows.rowCount() == 2)
    return made


def test_a_theme_is_worn_and_kept(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    assert made.act("3")
    assert theme().mode is ThemeMode.DARK
    assert office.settings["theme"] == "dark"


def test_no_motion_holds_at_once(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    click(made.still.check)
    assert reduced_motion()
    assert office.settings["window.still"] == "yes"


def test_the_wait_for_an_answer_can_be_raised_and_is_kept(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.settings["settle_minutes"] = "61"
    made = shown(qtbot, window, office)
    assert made.settle.value() == 60
    made.settle.chosen.emit(240)
    assert office.settings["settle_minutes"] == "240"


def test_the_newest_backup_is_first_and_one_more_can_be_made(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    assert [b.at.day for b in made.backups.rows.rows()] == [2, 1]
    click(made.backups.back_up)
    qtbot.waitUntil(lambda: made.backups.rows.rowCount() == 3)
    assert made.backups.back_up.isEnabled()


def test_a_backup_that_fails_is_told_and_can_be_tried_again(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    office.refusals["back_up"] = StoreProblem("The disk is full.", advice="Make room.")
    click(made.backups.back_up)
    qtbot.waitUntil(lambda: made.banner is not None)
    qtbot.waitUntil(made.backups.back_up.isEnabled)


def test_restoring_asks_first_and_no_is_the_easy_answer(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    made.backups.table.cell_pressed.emit(made.backups.rows.rows()[0], 3)
    asking = open_dialog(window)
    assert isinstance(asking, AskDialog)
    assert asking.no.hasFocus()
    assert asking.yes.kind is ButtonKind.DANGER
    click(asking.no)
    assert not office.asked("restore")
    made.backups.table.cell_pressed.emit(made.backups.rows.rows()[0], 3)
    again = open_dialog(window)
    assert isinstance(again, AskDialog)
    with qtbot.waitSignal(office.bell.reopen_wanted, timeout=5000):
        click(again.yes)
    assert office.asked("restore") == [Path("records/2.backup")]


def test_licences_are_shown_as_plain_text(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    about = made.findChild(Button, "about")
    assert isinstance(about, Button)
    click(about)
    dialog = open_dialog(window)
    assert isinstance(dialog, AboutDialog)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("SIL OPEN FONT LICENSE" in text.upper() for text in texts)
    assert all(label.textFormat() is not Qt.TextFormat.RichText for label in dialog.findChildren(QLabel))


def database_form(qtbot: QtBot, window: QWidget, office: FakeOffice) -> DatabaseForm:
    """The form, opened from the page."""
    made = shown(qtbot, window, office)
    click(made.share)
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), DatabaseForm))
    form = open_dialog(window)
    assert isinstance(form, DatabaseForm)
    return form


def test_a_shared_database_is_tried_and_then_opened(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    form = database_form(qtbot, window, office)
    assert form.file.isHidden()
    click(form.use)
    assert form.address.problem == "Type the address of the database."
    form.address.set_text("postgresql://mira@books.example:5432/ferry")
    form.password.set_text("secret")
    with qtbot.waitSignal(office.bell.reopen_wanted):
        click(form.use)
    assert office.asked("use_database") == [("postgresql://mira@books.example:5432/ferry", "secret")]
    qtbot.waitUntil(lambda: open_dialog(window) is None)


def test_a_database_that_cannot_be_used_is_said_and_what_was_typed_stays(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    form = database_form(qtbot, window, office)
    form.address.set_text("mysql://x")
    wrong = BadInput("This is not the address of a database.", field="database", advice="Write postgresql://…")
    office.refusals["use_database"] = wrong
    click(form.use)
    qtbot.waitUntil(lambda: form.address.problem.startswith("This is not the address of a database. Write"))
    qtbot.waitUntil(form.use.isEnabled)
    office.refusals["use_database"] = StoreProblem("The server does not let mira in.", advice="Look at the password.")
    form.password.set_text("wrong")
    click(form.use)
    qtbot.waitUntil(lambda: form.findChild(Banner, "database-problem") is not None)
    (banner,) = form.findChildren(Banner)
    assert banner.sentence.text() == "The server does not let mira in."
    assert (form.address.text(), form.password.text()) == ("mysql://x", "wrong")
    assert form.use.isEnabled()
    assert open_dialog(window) is form


def test_the_file_of_this_computer_can_be_taken_again(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.database = "postgresql://mira@books.example:5432/ferry"
    form = database_form(qtbot, window, office)
    assert form.address.text() == office.database
    with qtbot.waitSignal(office.bell.reopen_wanted):
        click(form.file)
    assert office.database == ""
