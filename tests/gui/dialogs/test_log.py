"""The log: filters, one run in words, its files, undo with the list first."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.operation import OperationKind
from app.domain.run import RunSummary, SideEffect
from app.domain.safe_csv import safe_cell
from app.ui.parts import ComboField, Fold, GroupRow, TimeLine, open_dialog
from app.ui.screens.log import LogScreen
from app.ui.screens.log_files import runs_file
from app.ui.screens.made import MadeSheet
from app.ui.screens.setup_csv import run_table
from app.ui.screens.setup_story import booked, moments, needs_person, result_chip
from app.ui.screens.undo import UndoSheet
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.made_up_runs import AT, entry, office_with_runs, run
from tests.gui.dialogs.press import click, type_into


def shown(qtbot: QtBot, window: QWidget, office: FakeOffice) -> LogScreen:
    """The screen, with the first run open and its story read."""
    made = LogScreen(office)
    QVBoxLayout(window).addWidget(made)
    made.arrive()
    qtbot.waitUntil(lambda: (made.panel.run is not None and bool(made.panel.story)) or not office.summaries)
    return made


def names(made: LogScreen) -> list[str]:
    """Runs as they are listed."""
    return [row.run_id for row in made.rows.rows()]


def test_runs_lie_below_their_days_newest_first(qtbot: QtBot, window: QWidget) -> None:
    made = shown(qtbot, window, office_with_runs())
    assert names(made) == ["run1", "run2", "run3"]
    assert sum(isinstance(made.rows.row_at(n), GroupRow) for n in range(made.rows.rowCount())) == 2
    assert made.panel.run is not None
    assert made.panel.run.run_id == "run1"


def test_filters_by_state_and_words(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_runs()
    made = shown(qtbot, window, office)
    made.act("2")
    assert names(made) == ["run1"]
    made.act("3")
    assert names(made) == ["run2"]
    made.act("1")
    type_into(made.search, "moreton")
    qtbot.waitUntil(lambda: names(made) == ["run1"])
    assert office.asked("runs")[-1] == ("", "moreton")
    type_into(made.search, "zzz")
    qtbot.waitUntil(made.nothing.isVisible)
    assert made.nothing.sentence.text() == "No run fits"


def test_the_time_line_gathers_what_happened_in_words() -> None:
    story = office_with_runs().stories["run1"]
    said = [(m.text, m.second) for m in moments(story, "Xero")]
    assert said == [
        ("Mira confirmed 3 invoices", "Send invoice"),
        ("2 invoices answered for", "Send invoice"),
        ("1 invoice refused", "The contact is archived."),
        ("2 invoices read back, equal", "Send invoice"),
    ]


def test_a_document_s_own_story_and_the_remote_words_stay_plain(qtbot: QtBot, window: QWidget) -> None:
    made = shown(qtbot, window, office_with_runs())
    qtbot.waitUntil(lambda: any(f.isVisible() for f in made.panel.findChildren(Fold)))
    choice = next(f for f in made.panel.findChildren(ComboField) if f.isVisible())
    assert choice.control.currentText().startswith("REF-0")
    fold = next(f for f in made.panel.findChildren(Fold) if f.isVisible())
    assert not fold.is_open
    fold.set_open(True)
    assert ("Send invoice", "400 ValidationException <b>archived</b>") in fold.details.pairs
    assert [line for line in made.panel.findChildren(TimeLine) if line.isVisible()]


def test_the_table_of_a_run_is_written_whole_and_holds_no_formula(
    qtbot: QtBot, window: QWidget, tmp_path: Path
) -> None:
    office = office_with_runs()
    odd = replace(office.summaries[0].outcomes[0], customer='=HYPERLINK("http://x")')
    office.summaries = (
        replace(office.summaries[0], outcomes=(odd, *office.summaries[0].outcomes[1:])),
        *office.summaries[1:],
    )
    made = shown(qtbot, window, office)
    target = tmp_path / "run.csv"
    made.write_table(target)
    lines = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert len(lines) == 1 + len(office.stories["run1"])
    customers = {line[2]: line[3] for line in lines[1:]}
    assert customers["INV-0"] == '\'=HYPERLINK("http://x")'
    assert {line[4] for line in lines[1:]} == {"100.50"}


def test_the_listed_runs_become_a_file_a_line_each_document(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_runs()
    made = shown(qtbot, window, office)
    file = runs_file(made.rows.rows(), lambda run: "Harbour & Pine IT")
    assert len(file.rows) == sum(len(run.outcomes) for run in office.summaries)
    assert file.rows[0][4:] == (
        *("Sent", "INV-0", "Copperline Accountants", Decimal("100.50"), "AUD"),
        *("Sent", "Approved. Same total read back", "", ""),
    )
    made.act("3")
    listed = runs_file(made.rows.rows(), lambda run: "")
    assert {row[4] for row in listed.rows} == {"Dry run"}
    bare = replace(office.summaries[0], outcomes=())
    assert [len(row) for row in runs_file([bare], lambda run: "").rows] == [len(file.header)]


def test_a_period_leaves_older_runs_out(qtbot: QtBot, window: QWidget) -> None:
    now = datetime.now(UTC)
    office = office_with_runs()
    office.summaries = (run("new", now, 1), run("old", now - timedelta(days=40), 1))
    office.stories["new"] = office.stories["run1"]
    made = shown(qtbot, window, office)
    assert names(made) == ["new", "old"]
    made.periods.set_value(30)
    made.periods.chosen.emit(30)
    qtbot.waitUntil(lambda: names(made) == ["new"])


def test_a_table_that_cannot_be_written_is_told(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    made = shown(qtbot, window, office_with_runs())
    made.write_table(tmp_path / "missing" / "run.csv")
    assert made.banner is not None
    assert "cannot be written" in made.banner.sentence.text()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+61 8", "'+61 8"),
        ("@cmd", "'@cmd"),
        ("-2.50", "-2.50"),
        ("-2.50+A1", "'-2.50+A1"),
        ("\t=x", "'\t=x"),
        ("  =x", "'  =x"),
        ("Copperline", "Copperline"),
        ("", ""),
    ],
)
def test_no_cell_is_taken_for_a_formula(text: str, kept: str) -> None:
    assert safe_cell(text) == kept


def test_documents_without_a_story_are_in_the_table_too() -> None:
    made = run("x", AT, 1, 1)
    text = run_table(made, (entry(0, "INV-0", "read back"),))
    assert "REF-0" in text
    assert text.count("INV-0") == 1


def test_a_run_shows_what_it_created_on_the_way(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_runs()
    office.effects["run1"] = (SideEffect(OperationKind.CREATE_ITEM, "Night watch", remote_id="i1"),)
    made = shown(qtbot, window, office)
    link = made.panel.findChild(QWidget, "run-made")
    assert isinstance(link, QWidget)
    click(link)
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), MadeSheet))
    sheet = open_dialog(window)
    assert isinstance(sheet, MadeSheet)
    rows = sheet.table.rows.rows()
    assert [row.name for row in rows if row.what == "Item"] == ["Night watch"]
    assert sum(row.what == "Invoice" for row in rows) == booked(office.summaries[0])


def test_undo_shows_its_list_first(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_runs()
    made = shown(qtbot, window, office)
    click(made.panel.undo)
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), UndoSheet))
    assert not office.asked("undo")
    sheet = open_dialog(window)
    assert isinstance(sheet, UndoSheet)
    sheet.accept()
    qtbot.waitUntil(lambda: office.asked("undo") == ["run1"])


def test_a_dry_run_has_nothing_to_undo(qtbot: QtBot, window: QWidget) -> None:
    made = shown(qtbot, window, office_with_runs())
    made.table.set_current(made.rows.number_of("run2"))
    assert made.panel.run is not None
    assert made.panel.run.run_id == "run2"
    assert not made.panel.undo.isEnabled()


def test_an_empty_log_says_what_will_be_here(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    qtbot.waitUntil(made.nothing.isVisible)
    assert made.nothing.sentence.text() == "No runs yet"


WORDS: list[tuple[RunSummary, str, bool]] = [
    (run("a", AT, 2), "Sent", False),
    (run("b", AT, 0, 1), "Refused", True),
    (run("c", AT, 0), "Nothing sent", False),
    (run("d", AT, 2, dry_run=True), "Dry run", False),
    (replace(run("e", AT, 2), ended=None), "Interrupted", True),
    (replace(run("f", AT, 2), still_open=1), "Being checked", True),
]


@pytest.mark.parametrize(("summary", "word", "needs"), WORDS, ids=[w for _, w, _ in WORDS])
def test_how_a_run_ended_in_a_word(summary: RunSummary, word: str, needs: bool) -> None:
    assert result_chip(summary).word == word
    assert needs_person(summary) is needs
