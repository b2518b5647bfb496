"""Recovery: what a start left open, a person's word on it, rebuilding from the ledger, and putting a backup back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import PlanOutdated, StoreProblem
from app.domain.machine import Decision
from app.domain.money import Money
from app.domain.operation import OperationKind
from app.domain.plan import Mend
from app.domain.route import Route
from app.ui.dialogs.asking import AskDialog
from app.ui.parts import Banner, Button, open_dialog
from app.ui.screens.decision import DecisionDialog
from app.ui.screens.rebuild_sheet import RebuildSheet
from app.ui.screens.recovery import RecoveryScreen
from app.ui.screens.recovery_cards import DecisionsCard, ListCard, RoutesCard
from app.worker.contract import (
    BackupFile,
    FoundDocument,
    OpenEffect,
    RebuildPlan,
    RebuildResult,
    RebuildStanding,
    RecordsFinding,
    RecoveryLook,
)
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.fake_records import AT
from tests.gui.dialogs.press import click

NONE: frozenset[str] = frozenset()
WHOLE = RecordsFinding(may_send=True, facts=1204, counted=1204)
BEHIND = RecordsFinding(False, "The journal knows 90 of 120 entries.", "Rebuild it from the ledger.", 90, 120, True)


def effect(number: str, sentence: str, *, found: bool = False) -> OpenEffect:
    """An invoice that has not come to its end."""
    return OpenEffect(
        operation_id=f"op-{number}",
        kind=OperationKind.POST_INVOICE,
        what="Send invoice",
        number=number,
        customer="Copperline Accountants",
        total=Money(Decimal("412.50"), "AUD"),
        sentence=sentence,
        since=datetime(2026, 11, 4, 9, 41, tzinfo=UTC),
        url="https://go.xero.com/x" if found else "",
        can_adopt=found,
        run_id="run1",
        route_id="r1",
    )


def found(number: str, standing: RebuildStanding) -> FoundDocument:
    """A document of ours in the ledger."""
    return FoundDocument(number, "Moreton Optical", Money(Decimal("99.00"), "AUD"), standing, "Found in the ledger")


def plan(*documents: FoundDocument) -> RebuildPlan:
    """What was found; records are only counted here."""
    entered = tuple(d for d in documents if d.standing in {RebuildStanding.ENTERED, RebuildStanding.WAITS})
    return RebuildPlan("r1", "run-9", "Harbour & Pine IT Pty Ltd", "Xero", documents, entered, AT)  # type: ignore[arg-type]


@pytest.fixture
def office() -> FakeOffice:
    """One route, one backup."""
    made = FakeOffice()
    made.ways.append(Route("r1", "Harbour & Pine IT", "at", "xe"))
    made.files = [BackupFile(Path("records/1.backup"), AT, "daily", 1_200_000)]
    return made


def shown(qtbot: QtBot, window: QWidget, office: FakeOffice) -> RecoveryScreen:
    """The page, read."""
    made = RecoveryScreen(office)  # type: ignore[arg-type]
    QVBoxLayout(window).addWidget(made)
    made.arrive()
    qtbot.waitUntil(lambda: bool(made.heading.text()) and made.backups.rows.rowCount() == len(office.files))
    return made


def card(qtbot: QtBot, made: RecoveryScreen, kind: type[ListCard]) -> ListCard:
    """The card of this kind, once it is there."""

    def there() -> list[ListCard]:
        return [one for one in made.findChildren(ListCard) if isinstance(one, kind) and one.isVisible()]

    qtbot.waitUntil(lambda: len(there()) == 1, timeout=5000)
    return there()[0]


def test_nothing_open_is_said_with_what_was_checked(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.left_open = RecoveryLook(WHOLE, (), (), 0, NONE)
    made = shown(qtbot, window, office)
    assert made.heading.text() == "Nothing is left open"
    assert "1,204 entries" in made.below.text()


def test_each_document_in_doubt_has_its_ways_and_the_word_is_kept(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    there, gone = effect("INV-7", "Somebody changed it", found=True), effect("INV-8", "It is not there. Send again?")
    office.left_open = RecoveryLook(WHOLE, (), (there, gone), 0, NONE)
    made = shown(qtbot, window, office)
    assert made.heading.text() == "2 documents wait for your word"
    waits = card(qtbot, made, DecisionsCard)
    says = [[waits.table.rows.index(row, column).data() for column in (3, 4, 5)] for row in (0, 1)]
    assert says == [
        ["Button Take it", "Button Send again", "Button Leave it"],
        ["", "Button Send again", "Button Leave it"],
    ]
    waits.table.cell_pressed.emit(gone, 4)
    asking = open_dialog(window)
    assert isinstance(asking, DecisionDialog)
    assert asking.chosen is Decision.SEND_AGAIN
    assert not asking.ways[Decision.ADOPT].isEnabled()
    click(asking.agree)
    qtbot.waitUntil(lambda: office.asked("decide") == [("op-INV-8", Decision.SEND_AGAIN)])
    qtbot.waitUntil(lambda: bool(office.asked("look_now")))


def test_a_word_can_wait_and_another_window_may_be_working_on_it(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    office.left_open = RecoveryLook(WHOLE, (), (effect("INV-8", "It is not there. Send again?"),), 0, NONE)
    made = shown(qtbot, window, office)
    waits = card(qtbot, made, DecisionsCard)
    waits.table.cell_pressed.emit(office.left_open.decisions[0], 5)
    asking = open_dialog(window)
    assert isinstance(asking, DecisionDialog)
    asking.reject()
    assert not office.asked("decide")
    office.refusals["decide"] = StoreProblem("Another window is working on it.")
    waits.table.cell_pressed.emit(office.left_open.decisions[0], 5)
    again = open_dialog(window)
    assert isinstance(again, DecisionDialog)
    click(again.agree)
    qtbot.waitUntil(lambda: made.banner is not None)
    assert card(qtbot, made, DecisionsCard) is waits  # what was shown stays


def test_what_is_looked_up_needs_nobody_and_can_be_asked_at_once(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    office.left_open = RecoveryLook(WHOLE, (effect("INV-9", "No clear answer; looking it up"),), (), 0, NONE)
    made = shown(qtbot, window, office)
    assert made.heading.text() == "1 document is being looked up"
    now = made.findChild(Button, "recovery-look-now")
    assert isinstance(now, Button)
    office.left_open = RecoveryLook(WHOLE, (), (), 0, NONE)
    click(now)
    qtbot.waitUntil(lambda: made.heading.text() == "Nothing is left open")


def test_a_journal_that_is_behind_is_rebuilt_after_a_look(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.left_open = RecoveryLook(BEHIND, (), (effect("INV-8", "Send again?"),), 0, NONE)
    office.rebuild_plans["r1"] = plan(
        found("INV-1", RebuildStanding.ENTERED),
        found("INV-2", RebuildStanding.WAITS),
        found("INV-3", RebuildStanding.KNOWN),
    )
    office.rebuilt = RebuildResult(2, WHOLE)
    made = shown(qtbot, window, office)
    assert made.heading.text() == "Nothing is sent until the records are whole"
    decisions = card(qtbot, made, DecisionsCard)
    assert not any(decisions.table.rows.index(0, column).data() for column in (3, 4, 5))  # not before they are whole
    routes = card(qtbot, made, RoutesCard)
    routes.table.cell_pressed.emit(made._faces["r1"], 3)
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), RebuildSheet))
    sheet = open_dialog(window)
    assert isinstance(sheet, RebuildSheet)
    assert sheet.agree.text() == "Enter 2 documents"
    assert not office.asked("rebuild")  # nothing before the person agrees
    office.left_open = RecoveryLook(WHOLE, (), (), 0, NONE)
    click(sheet.agree)
    qtbot.waitUntil(lambda: office.asked("rebuild") == ["r1"])
    qtbot.waitUntil(lambda: made.heading.text() == "Nothing is left open")


def test_a_look_that_is_refused_or_too_old_can_be_repeated(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.left_open = RecoveryLook(BEHIND, (), (), 0, NONE)
    office.rebuild_plans["r1"] = plan()
    office.refusals["plan_rebuild"] = StoreProblem("Something may still be on its way.", advice="Rebuild at 09:58.")
    made = shown(qtbot, window, office)
    made.look_into(made._faces["r1"])
    qtbot.waitUntil(lambda: made.banner is not None and made.working.isHidden())
    assert isinstance(made.banner, Banner)
    office.refusals["rebuild"] = PlanOutdated("It was read a while ago.", advice="Look again.", mend=Mend.RETRY)
    click(made.banner.button)
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), RebuildSheet))
    sheet = open_dialog(window)
    assert isinstance(sheet, RebuildSheet)
    assert sheet.agree.text() == "Accept the journal"
    click(sheet.agree)
    qtbot.waitUntil(lambda: made.banner is not None and "a while ago" in made.banner.sentence.text())
    assert made.banner is not None
    assert made.banner.button.text() == "Look again"


def test_routes_rebuilt_already_are_told_apart(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.ways.append(Route("r2", "Second books", "at", "xe"))
    office.left_open = RecoveryLook(BEHIND, (), (), 0, frozenset({"r1"}))
    made = shown(qtbot, window, office)
    rows = card(qtbot, made, RoutesCard).table.rows
    says = [[rows.index(row, column).data() for column in (2, 3)] for row in (0, 1)]
    assert says == [["Rebuilt", ""], ["To be rebuilt", "Button Look"]]


def test_records_without_a_route_lead_to_a_backup_or_to_set_up(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    office.ways.clear()
    office.left_open = RecoveryLook(replace(BEHIND, is_damaged=True), (), (), 0, NONE)
    made = shown(qtbot, window, office)
    again = made.findChild(Button, "recovery-set-up")
    assert isinstance(again, Button)
    with qtbot.waitSignal(made.wanted, timeout=5000) as asked:
        click(again)
    assert asked.args == ["first_run"]


def test_a_backup_is_put_back_after_a_question_and_everything_is_opened_again(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    made = shown(qtbot, window, office)
    made.backups.table.cell_pressed.emit(office.files[0], 3)
    asking = open_dialog(window)
    assert isinstance(asking, AskDialog)
    assert asking.no.hasFocus()
    office.refusals["restore"] = StoreProblem("This backup is damaged.", advice="Choose another one.")
    click(asking.yes)
    qtbot.waitUntil(lambda: made.banner is not None)
    made.backups.table.cell_pressed.emit(office.files[0], 3)
    again = open_dialog(window)
    assert isinstance(again, AskDialog)
    with qtbot.waitSignal(office.bell.reopen_wanted, timeout=5000):
        click(again.yes)
