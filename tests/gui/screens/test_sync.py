"""Sync and Done: lanes that add up, pause and cancel, pauses that are mended, marking, undo and the proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.errors import AccessProblem, ExpectedProblem, PlanOutdated, RemoteProblem
from app.domain.mapping import MappingBook, RouteDefaults
from app.domain.operation import Operation, OperationKind
from app.domain.plan import DocumentState
from app.domain.run import NOT_TAKEN_BACK, DocumentEvent, Lane, LaneCount, Progress, SideEffect
from app.ui.models.live_rows import LiveFilter, LiveList
from app.ui.parts import open_dialog
from app.ui.screens.done_words import end_meaning, end_sentence
from app.ui.screens.made import MadeSheet, also_done
from app.ui.screens.proof import ProofJob, proof_name
from app.ui.screens.route import DONE, REVIEW, SYNC, RouteScreen
from app.ui.screens.sending_words import time_left
from app.worker.contract import SendResult, SignedIn, UndoPlan
from app.worker.handle import TaskHandle
from app.worker.tasks import WasCancelled
from tests.gui.screens import made_up
from tests.gui.screens.conftest import Shown
from tests.gui.screens.made_up_runs import ARCHIVED, finished_run

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def event(number: int, state: DocumentState, seconds: int = 0) -> DocumentEvent:
    """Something that happened to a document."""
    problem = ARCHIVED if state is DocumentState.REFUSED else None
    at = made_up.NOW + timedelta(seconds=seconds)
    return DocumentEvent(at, str(number), f"INV-{number}", "Osprey Pools", state, "", made_up.money("10.00"), problem)


def start(shown: Shown) -> tuple[RouteScreen, TaskHandle]:
    """Review, then Ctrl+Enter."""
    route = shown.review()
    shown.office.answers["book"] = MappingBook()
    shown.key(Qt.Key.Key_Return, CONTROL)
    assert route.step == SYNC
    handle = shown.office.last("send").handle
    handle.begin()
    return route, handle


def finish(shown: Shown) -> RouteScreen:
    """Up to Done."""
    route, handle = start(shown)
    shown.office.end_task(handle, SendResult(finished_run()))
    shown.qtbot.waitUntil(lambda: route.step == DONE, timeout=5000)
    return route


def test_what_is_sent_is_what_was_shown(shown: Shown) -> None:
    route, _ = start(shown)
    fingerprint, chosen = shown.office.last("send").what
    assert fingerprint == "f1"
    assert chosen == {d.source.id for d in made_up.documents() if d.can_send}
    assert route.sending.title.text() == "Sending 88 invoices to Harbour & Pine IT Pty Ltd"
    assert route.sending.lanes[LaneCount.WAITING].figure.text() == "88"


def test_lanes_bar_and_time_follow_the_run(shown: Shown) -> None:
    route, handle = start(shown)
    lanes = {
        LaneCount.DONE: Lane(74, (made_up.money("68459.65"), made_up.money("4362.30", "NZD"))),
        LaneCount.WAITING: Lane(41, (made_up.money("38425.41"),)),
        LaneCount.NEEDS_YOU: Lane(2, (made_up.money("1100.89"),)),
        LaneCount.BEING_CHECKED: Lane(2, (made_up.money("1136.60"),)),
    }
    events = (event(1, DocumentState.SENT), event(2, DocumentState.REFUSED, 1), event(3, DocumentState.SENDING, 2))
    handle.context.report(Progress("Sending invoices", 76, 119, lanes, 62.0, "Xero takes 60 calls a minute.", events))
    sending = route.sending
    shown.qtbot.waitUntil(lambda: sending.title.text() == "74 of 119 invoices are in Xero", timeout=5000)
    assert sending.amounts.text() == "68,459.65 of 109,122.55 AUD  ·  4,362.30 of 4,362.30 NZD"
    assert "74 done, 2 being checked, 2 need you" in sending.bar.accessibleName()
    assert sending.time.strong.text() == "About 1 minute left"
    assert sending.time.quiet.text() == "Xero takes 60 calls a minute."
    shown.qtbot.waitUntil(lambda: [row.number for row in sending.live.rows.rows()] == ["INV-2", "INV-1"], timeout=5000)
    sending.act("2")
    assert [row.number for row in sending.live.rows.rows()] == ["INV-2"]


def test_p_pauses_and_goes_on(shown: Shown) -> None:
    route, handle = start(shown)
    seen = []
    for _ in range(2):
        shown.key(Qt.Key.Key_P)
        seen.append((handle.is_paused, route.sending.pause.text()))
    assert seen == [(True, "Go on"), (False, "Pause")]
    assert route.sending.pause.text() == "Pause"


def test_escape_asks_before_it_cancels(shown: Shown) -> None:
    route, handle = start(shown)
    shown.key(Qt.Key.Key_Escape)
    shown.find("cancel-dialog")
    asked = [handle.is_cancelling]
    shown.click("cancel-stay")
    asked.append(handle.is_cancelling)
    shown.key(Qt.Key.Key_Escape)
    shown.click("cancel-stop")
    asked.append(handle.is_cancelling)
    assert asked == [False, False, True]
    shown.office.end_task(handle, SendResult(finished_run(), cancelled=True))
    shown.qtbot.waitUntil(lambda: route.step == DONE, timeout=5000)


def test_cancelled_before_its_turn_nothing_was_sent(shown: Shown) -> None:
    route, handle = start(shown)
    shown.office.end_task(handle, WasCancelled())
    shown.qtbot.waitUntil(lambda: route.sending.time.strong.text() == "Stopped", timeout=5000)
    shown.key(Qt.Key.Key_Escape)
    assert route.step == REVIEW


def test_an_ended_access_is_mended_and_the_run_goes_on_by_itself(shown: Shown) -> None:
    route, handle = start(shown)
    problem = AccessProblem("Xero has ended the access.", connection_id="c-xe")
    shown.office.end_task(handle, SendResult(finished_run(), problem))
    shown.click("problem-mend")
    shown.asked("sign_in")
    shown.office.end_task(shown.office.last("sign_in").handle, SignedIn(made_up.XERO, (), True))
    shown.asked("go_on")
    assert shown.office.last("go_on").what == ("run-2",)
    assert route.sending.banner is None
    shown.office.end_task(shown.office.last("go_on").handle, finished_run())
    shown.qtbot.waitUntil(lambda: route.step == DONE, timeout=5000)


def test_back_from_a_paused_run_shows_at_once_what_became_of_it(shown: Shown) -> None:
    route, handle = start(shown)
    shown.office.end_task(handle, SendResult(finished_run(), RemoteProblem("Xero cannot be reached.")))
    shown.find("problem-banner")
    left = tuple(
        replace(d, state=DocumentState.BEING_CHECKED, document=None) if d.can_send else d for d in made_up.documents()
    )
    shown.office.answers["unchecked"] = made_up.plan(left)
    shown.office.answers.pop("check_ledger", None)
    before = shown.office.count("check_ledger")
    shown.key(Qt.Key.Key_Escape)
    assert route.step == REVIEW
    shown.qtbot.waitUntil(lambda: not route.review.table.tally.chosen, timeout=5000)
    assert not route.review.bar.button.main.isEnabled()  # what is looked up is not offered as ready
    shown.asked("check_ledger", before + 1)


def test_a_plan_that_is_outdated_goes_back_to_review(shown: Shown) -> None:
    route, handle = start(shown)
    shown.office.end_task(handle, PlanOutdated("What would be sent has changed since it was shown."))
    shown.qtbot.waitUntil(lambda: route.step == REVIEW, timeout=5000)
    before = shown.office.count("check_ledger")
    shown.click("problem-mend")
    assert shown.office.count("check_ledger") == before + 1


def test_fix_during_a_run_waits_for_its_end(shown: Shown) -> None:
    route, handle = start(shown)
    document = next(d for d in made_up.documents() if d.can_send)
    told = replace(event(1, DocumentState.REFUSED), document_id=document.source.id)
    route.sending.fix.emit(told)
    assert route.step == SYNC
    shown.office.end_task(handle, SendResult(finished_run()))
    shown.qtbot.waitUntil(lambda: route.step == REVIEW, timeout=5000)
    shown.qtbot.waitUntil(lambda: route.review.table.table.row().id == document.source.id, timeout=5000)


def test_one_row_a_document_the_newest_first() -> None:
    live = LiveList()
    assert not live.take([event(1, DocumentState.SENDING)])
    assert live.take([event(1, DocumentState.BEING_CHECKED), event(2, DocumentState.SENT, 1)])
    assert live.take([event(1, DocumentState.SENT, 2)])
    assert [e.document_id for e in live.shown()] == ["1", "2"]
    assert live.counts() == {"all": 2, "needs_you": 0, "being_checked": 0, "done": 2}
    live.filter = LiveFilter.BEING_CHECKED
    assert live.shown() == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "How long it takes is not known yet"),
        (3, "A few seconds left"),
        (45, "Less than 1 minute left"),
        (62, "About 1 minute left"),
        (610, "About 10 minutes left"),
        (7300, "About 2 hours left"),
    ],
)
def test_time_is_never_more_exact_than_it_is_known(seconds: float | None, words: str) -> None:
    assert time_left(seconds) == words


def test_done_says_it_in_a_sentence(shown: Shown) -> None:
    route = finish(shown)
    assert route.done.sentence.text() == "117 invoices are booked in Harbour & Pine IT Pty Ltd."
    assert route.done.meaning.text() == "2 were refused and stay in Autotask. Both sides agree to the cent."
    assert route.done.panel.question.text() == "Mark 117 invoices as processed in Autotask?"
    assert "The 2 refused stay open." in route.done.panel.meaning.text()


def test_words_for_other_ends() -> None:
    run = finished_run()
    one = replace(run, outcomes=run.outcomes[:1], practice=True)
    assert end_sentence(one) == "1 invoice is booked in Harbour & Pine IT Pty Ltd (practice)."
    assert end_sentence(replace(run, outcomes=())) == "Nothing is booked in Harbour & Pine IT Pty Ltd."
    (aud, nzd) = run.reconciliation
    off = replace(run, reconciliation=(replace(aud, ledger=made_up.money("1.00")), nzd), still_open=1)
    assert "1 has no clear answer yet; it is looked up." in end_meaning(off, "Autotask")
    assert "Both sides do not agree" in end_meaning(off, "Autotask")


def test_enter_marks_and_says_so(shown: Shown) -> None:
    route = finish(shown)
    shown.qtbot.waitUntil(route.done.panel.button.hasFocus, timeout=5000)
    shown.key(Qt.Key.Key_Return)
    shown.asked("mark")
    assert shown.office.count("mark") == 1
    shown.office.end_task(shown.office.last("mark").handle, SendResult(finished_run(marked=True)))
    panel = route.done.panel
    shown.qtbot.waitUntil(lambda: panel.question.text() == "117 invoices are marked as processed", timeout=5000)
    assert not panel.is_asking
    assert shown.office.count("set_defaults") == 0


def test_always_is_kept_with_the_route(shown: Shown) -> None:
    route = finish(shown)
    shown.asked("book")
    route.done.panel.always.setChecked(True)
    shown.click("mark-button")
    shown.asked("set_defaults")
    assert shown.office.last("set_defaults").what[0].always_mark


def test_always_marks_by_itself(shown: Shown) -> None:
    route, handle = start(shown)
    shown.office.answers["book"] = MappingBook(defaults=RouteDefaults(always_mark=True))
    shown.office.end_task(handle, SendResult(finished_run()))
    shown.asked("mark")
    assert route.done.panel.always.isChecked()


def test_a_failed_mark_can_be_tried_again(shown: Shown) -> None:
    route = finish(shown)
    shown.click("mark-button")
    shown.office.end_task(
        shown.office.last("mark").handle, ExpectedProblem("Autotask does not answer.", advice="Try again.")
    )
    panel = route.done.panel
    shown.qtbot.waitUntil(lambda: panel.meaning.text() == "Autotask does not answer. Try again.", timeout=5000)
    assert panel.is_asking


def test_undo_shows_its_list_first(shown: Shown) -> None:
    route = finish(shown)
    operations = (
        Operation("o2", OperationKind.UNMARK_PROCESSED, "c-at", "db1", "s2", "INV-20300", "{}", "u1", source_id="300"),
        Operation("o1", OperationKind.VOID_DOCUMENT, "c-xe", "t1", "s1", "INV-20300", "{}", "u1", source_id="300"),
    )
    plan = UndoPlan("run-2", "u1", operations, 1, 1, (("INV-20301", "It has been paid"),))
    shown.office.answers["plan_undo"] = plan
    shown.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    shown.find("undo-sheet")
    listed = shown.find("undo-list").rows.rows()  # type: ignore[attr-defined]
    assert [(row.number, row.words) for row in listed] == [
        ("INV-20301", "It has been paid"),
        ("INV-20300", "Take the mark back in Autotask, then void or delete in Xero"),
    ]
    assert shown.office.count("undo") == 0
    shown.click("undo-agree")
    assert shown.office.last("undo").what == (plan,)
    taken = replace(finished_run(), undone=True)
    outcomes = tuple(replace(o, state=DocumentState.UNDONE) if o.remote_id else o for o in taken.outcomes)
    shown.office.end_task(shown.office.last("undo").handle, SendResult(replace(taken, outcomes=outcomes)))
    words = "117 invoices are taken back in Harbour & Pine IT Pty Ltd."
    shown.qtbot.waitUntil(lambda: route.done.sentence.text() == words, timeout=5000)
    assert route.done.undo_button.isHidden()
    assert route.done.panel.isHidden()


def test_what_could_not_be_taken_back_is_listed_with_its_reason(shown: Shown) -> None:
    route = finish(shown)
    run = finished_run()
    first, second = [o for o in run.outcomes if o.remote_id][:2]
    changed = {
        first.document_id: replace(first, sentence=f"{NOT_TAKEN_BACK}: It has been paid"),
        second.document_id: replace(second, state=DocumentState.UNDONE, marked=False, sentence="Taken back"),
    }
    route.done.show_run(replace(run, outcomes=tuple(changed.get(o.document_id, o) for o in run.outcomes)))
    rows = shown.find("done-stayed").rows  # type: ignore[attr-defined]
    assert [row.number for row in rows.rows()] == [first.number]
    assert rows.index(0, 1).data() == "It has been paid"


def test_the_proof_is_a_whole_pdf(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / proof_name(finished_run())
    assert path.name == "Run 2026-11-04 Harbour & Pine IT Pty Ltd.pdf"
    job = ProofJob(finished_run(), "Autotask", path)
    with qtbot.waitSignal(job.done, timeout=10_000):
        job.start()
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert data.count(b"/Type /Page\n") >= 3
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_a_proof_that_cannot_be_written_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    job = ProofJob(finished_run(), "Autotask", tmp_path / "nowhere" / "proof.pdf")
    with qtbot.waitSignal(job.failed, timeout=10_000) as told:
        job.start()
    assert "proof.pdf cannot be written" in str(told.args)


def test_totals_of_the_done_tables(shown: Shown) -> None:
    route = finish(shown)
    table = shown.find("done-reconciled")
    entries = table.rows.rows()  # type: ignore[attr-defined]
    assert [entry.difference.amount for entry in entries] == [Decimal(0), Decimal(0)]
    shown.find("done-refused")
    shown.find("done-left-out")
    shown.find("done-also")
    assert route.done.show_made.text() == "Show all 117 in Xero"


def test_everything_a_run_made_is_listed_with_its_page(shown: Shown) -> None:
    page = "https://go.xero.com/app/!a/contacts/contact/c1"
    effects = (
        SideEffect(OperationKind.CREATE_CONTACT, "Gannet Electrics", page, "c1"),
        SideEffect(OperationKind.LINK_CONTACT, "Heron Freight", f"{page}2", "c2"),
        SideEffect(OperationKind.CREATE_ITEM, "Night watch", "", "i1"),
    )
    shown.office.answers["side_effects"] = effects
    route = finish(shown)
    shown.qtbot.waitUntil(lambda: route.done.besides == effects, timeout=5000)
    assert [words for _icon, words, _names in also_done(finished_run(), effects)] == [
        "1 contact created",
        "1 product created",
        "1 contact linked",
        "2 credit notes",
    ]
    shown.click("done-show-also")
    sheet = open_dialog(shown.window)
    assert isinstance(sheet, MadeSheet)
    assert len(sheet.table.rows.rows()) == 117 + 3
    sheet.sorts.choose_number(4)
    assert [(row.name, row.url) for row in sheet.table.rows.rows()] == [
        ("Gannet Electrics", page),
        ("Heron Freight", f"{page}2"),
    ]
    with shown.qtbot.waitSignal(sheet.open_link) as opened:
        sheet.table.opened.emit(sheet.table.rows.rows()[0])
    assert opened.args == [page]
    sheet.sorts.choose_number(1)
    sheet.search.setText("night")
    sheet.search.textEdited.emit("night")
    (item,) = sheet.table.rows.rows()
    assert item.url == ""
    assert item.total is None
