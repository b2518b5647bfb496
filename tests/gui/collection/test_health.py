"""The health page: what is well is quiet, what is not has the button that mends it, and each button does what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.domain.collection.invoices import ClearingAccount
from app.domain.collection.settings import CollectionSettings
from app.domain.errors import AccessProblem, RemoteProblem
from app.domain.machine import Decision
from app.domain.operation import OperationKind
from app.domain.plan import DocumentState
from app.ui.collection.clearing import ClearingDialog
from app.ui.collection.health_cards import LinesCard
from app.ui.collection.route import Page
from app.ui.dialogs.asking import AskDialog
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.screens.decision import DecisionDialog
from app.worker.collection_contract import HealthKind, HealthMend, HealthState, HealthView, RoundResult, Tally
from app.worker.contract import OpenEffect, RecordsFinding, RecoveryLook
from tests.gui.collection import made_up
from tests.gui.collection.conftest import Open, screen
from tests.gui.collection.fake_office import FakeOffice
from tests.gui.main_job.person import CTRL, Person

Key = Qt.Key
K, S, M = HealthKind, HealthState, HealthMend


def cards(person: Person) -> list[str]:
    """The cards that are shown, from the top."""
    shown = [c for c in screen(person).health.findChildren(LinesCard) if c.isVisible()]
    return [c.objectName() for c in sorted(shown, key=lambda c: c.y())]


def mended(office: FakeOffice, sit: Open, kind: HealthKind, state: HealthState, mend: HealthMend, card: str) -> Person:
    """The page with one row of this kind, and its button pressed."""
    office.answers["collection_health"] = made_up.health(made_up.row(kind, state, "Why", mend, "INV-1, Sol Reyes"))
    person = sit()
    person.click(f"mend-{card}-0")
    return person


def test_all_well_is_one_quiet_card_and_one_sentence(office: FakeOffice, sit: Open) -> None:
    person = sit()
    person.wait(lambda: person.reads("Everything runs by itself"))
    person.wait(lambda: cards(person) == ["health-above"])
    assert person.reads("58 of 64 connected customers are imported automatically")
    assert person.reads("37")
    assert person.reads("4,612.50 CAD")
    assert (
        screen(person)
        .health.week.chart.accessibleName()
        .endswith("Wed: 6; Thu: 9; Fri: 14; Sat: 0; Sun: 0; Mon: 5; Tue: 3")
    )
    assert person.window.rail.item("r1").item.count == 0


def test_what_can_no_longer_be_changed_comes_first_and_is_loud(office: FakeOffice, sit: Open) -> None:
    office.answers["collection_health"] = made_up.health(
        made_up.row(K.SETTLEMENTS, S.NOTE, "16 debits made by hand"),
        made_up.row(K.INVOICES, S.WARNING, "Declined", M.IMPORT, "INV-2, Otis Lam"),
        made_up.row(K.INVOICES, S.BAD, "It has left", M.OPEN_INVOICE, "INV-3, Birch Pilates", amount=made_up.cad("75")),
    )
    person = sit()
    person.wait(lambda: person.reads("2 things need you, the rest runs by itself"))
    in_order = ["health-above", "health-too-late", "health-invoices", "health-no-invoice"]
    person.wait(lambda: cards(person) == in_order)
    assert person.reads("75.00 CAD")
    assert person.window.rail.item("r1").item.count == 2


@pytest.mark.parametrize(
    ("kind", "state", "mend", "card", "verb", "what"),
    [
        (K.CUSTOMERS, S.BAD, M.LET_GO_ON, "stopped", "let_customer_go_on", ("s1",)),
        (K.SETTLEMENTS, S.BAD, M.APPLY_AGAIN, "not-applied", "settle", (("s1",), {"s1": made_up.WEEK[2]})),
        (K.SETTLEMENTS, S.BAD, M.APPLY_ON, "not-applied", "settle", (("s1",), {"s1": made_up.WEEK[2]})),
        (K.SCHEDULE, S.WARNING, M.RUN_NOW, "schedule", "import_now", ("r1",)),
    ],
)
def test_a_button_does_it_at_once(
    office: FakeOffice, sit: Open, kind: Any, state: Any, mend: Any, card: str, verb: str, what: tuple[Any, ...]
) -> None:
    mended(office, sit, kind, state, mend, card)
    assert office.last(verb).what == what


@pytest.mark.parametrize(
    ("kind", "mend", "card", "page"),
    [
        (K.CUSTOMERS, M.MATCH_CUSTOMERS, "customers", Page.CUSTOMERS),
        (K.INVOICES, M.IMPORT, "invoices", Page.INVOICES),
    ],
)
def test_a_button_leads_to_where_it_is_mended(
    office: FakeOffice, sit: Open, kind: HealthKind, mend: HealthMend, card: str, page: Page
) -> None:
    person = mended(office, sit, kind, S.WARNING, mend, card)
    person.wait(lambda: screen(person).page is page)


@pytest.mark.parametrize(
    ("kind", "mend", "card"), [(K.CUSTOMERS, M.OPEN_PAYER, "missing"), (K.INVOICES, M.OPEN_INVOICE, "invoices")]
)
def test_a_button_opens_the_page_there(
    office: FakeOffice, sit: Open, kind: HealthKind, mend: HealthMend, card: str, opened: Callable[[], list[str]]
) -> None:
    mended(office, sit, kind, S.WARNING, mend, card)
    assert opened() == ["https://go.xero.com/x"]


def test_a_payment_is_reversed_only_when_the_person_agrees(office: FakeOffice, sit: Open) -> None:
    person = mended(office, sit, K.SETTLEMENTS, S.BAD, M.REVERSE, "came-back")
    person.dialog(AskDialog)
    person.click("ask-no")
    person.alone()
    assert office.count("reverse_payments") == 0
    office.answers["reverse_payments"] = made_up.result(made_up.outcome(1))
    person.click("mend-came-back-0")
    person.click("ask-yes")
    person.wait(lambda: office.count("reverse_payments") == 1)
    assert office.last("reverse_payments").what == (("s1",),)
    person.wait(lambda: person.reads("is taken back"))


def test_a_reversal_that_was_refused_stays_on_the_page_with_its_reason(office: FakeOffice, sit: Open) -> None:
    refused = made_up.outcome(1, DocumentState.REFUSED, "The payment is reconciled with the bank")
    office.answers["reverse_payments"] = made_up.result(refused)
    person = mended(office, sit, K.SETTLEMENTS, S.BAD, M.REVERSE, "came-back")
    person.click("ask-yes")
    person.wait(lambda: bool(person.shown("problem-banner")))
    assert person.reads("The payment is reconciled with the bank")
    person.wait(lambda: office.count("collection_health") >= 2)
    assert person.shown("problem-banner")


def test_what_nobody_could_prove_is_asked_with_what_was_found_of_it(office: FakeOffice, sit: Open) -> None:
    effect = OpenEffect(
        "s1", OperationKind.CREATE_DEBIT, "Make a debit", "INV-1", "Sol Reyes", None, "No clear answer", made_up.NOW,
        url="", can_adopt=False, run_id="run1", route_id="r1",
    )  # fmt: skip
    office.answers["recovery"] = RecoveryLook(RecordsFinding(may_send=True), (), (effect,), 0, frozenset())
    person = mended(office, sit, K.INVOICES, S.BAD, M.DECIDE, "decide")
    dialog = person.dialog(DecisionDialog)
    assert person.reads("Look in Rotessa first")
    assert not dialog.ways[Decision.ADOPT].isEnabled()
    assert not dialog.agree.isEnabled()
    person.click("decision-leave")
    person.click("decision-agree")
    person.wait(lambda: office.count("decide_collection") == 1)
    assert office.last("decide_collection").what == ("s1", Decision.LEAVE)


def test_a_clearing_account_that_became_unusable_is_changed_for_one_that_is_offered(
    office: FakeOffice, sit: Open
) -> None:
    gone = ClearingAccount("a1", "1", "Old", "CURRENT", usable=False, why_not="It is archived")
    choice = made_up.clearing()
    office.answers["clearing_accounts"] = type(choice)(choice.accounts, gone)
    office.answers["choose_clearing"] = CollectionSettings(made_up.CLEARING)
    unwell = made_up.row(K.CLEARING, S.BAD, "1 Old: It is archived", M.CHOOSE_CLEARING)
    office.answers["collection_health"] = HealthView("r1", (*made_up.WELL[:2], unwell), made_up.NOW)
    person = sit()
    person.click("mend-clearing")
    dialog = person.dialog(ClearingDialog)
    person.wait(lambda: bool(dialog.accounts.cards))
    assert [account.label for _, account in dialog.accounts.cards] == ["612 Rotessa clearing", "090 Everyday account"]
    assert person.reads("1 Old can no longer be used: It is archived")
    assert not dialog.use.isEnabled()
    person.key(Key.Key_Space)
    person.key(Key.Key_Down)
    person.key(Key.Key_Return)
    person.wait(lambda: office.count("choose_clearing") == 1)
    assert office.last("choose_clearing").what == ("a90",)


def test_an_ended_access_leads_to_the_sign_in_and_a_collectors_key_is_typed_again(
    office: FakeOffice, sit: Open
) -> None:
    row = made_up.row(K.CONNECTION, S.BAD, "Rotessa does not take the key any more", M.RECONNECT, "Rotessa", "ro")
    office.answers["collection_health"] = HealthView("r1", (row,), made_up.NOW)
    person = sit()
    person.click("mend-connection")
    assert person.dialog(ConnectionForm).isVisible()


def test_a_page_that_could_not_be_read_says_so_and_tries_again(office: FakeOffice, sit: Open) -> None:
    office.answers["collection_health"] = RemoteProblem("Rotessa does not answer.", advice="Try again in a minute.")
    person = sit()
    person.wait(lambda: person.reads("Rotessa does not answer."))
    office.answers["collection_health"] = made_up.health()
    person.click("problem-mend")
    person.wait(lambda: not person.shown("problem-banner") and person.reads("Everything runs by itself"))


def test_nobody_signed_in_is_one_button_and_nothing_is_asked(office: FakeOffice, sit: Open) -> None:
    office.look_around((made_up.ROUTE,), (made_up.ROTESSA, replace(made_up.XERO, needs_sign_in=True)))
    person = sit()
    person.wait(lambda: person.reads("Nobody is signed in to Xero"))
    assert office.count("collection_health") == 0
    assert not screen(person).pages.isEnabled()


def test_import_now_says_what_it_did_and_what_went_wrong(office: FakeOffice, sit: Open) -> None:
    tally = Tally(created=2, applied=1)
    office.answers["import_now"] = RoundResult("r1", made_up.NOW, tally)
    person = sit()
    person.wait(lambda: person.reads("Everything runs by itself"))
    person.key(Key.Key_Return, CTRL)
    person.wait(lambda: person.reads("2 debits made, 1 payment applied."))
    office.answers["import_now"] = AccessProblem("Nobody is signed in to Xero.", connection_id="xe")
    person.click("import-now")
    person.wait(lambda: person.reads("Nobody is signed in to Xero."))


def test_a_round_that_came_too_late_for_something_says_so_loudly_and_keeps_saying_it(
    office: FakeOffice, sit: Open
) -> None:
    person = sit()
    person.wait(lambda: person.reads("Everything runs by itself"))
    alarms = ("INV-3: 75.00 CAD has left and cannot be stopped here", "INV-4: 80.00 CAD has left")
    office.bell.collected.emit(RoundResult("r1", made_up.NOW, Tally(created=1), alarms))
    person.wait(lambda: person.reads("INV-3: 75.00 CAD has left and cannot be stopped here"))
    person.wait(lambda: office.count("collection_health") == 2)
    person.wait(lambda: person.reads("1 debit made. 1 more below."))
    assert person.shown("problem-banner")


def test_a_round_that_only_did_its_work_says_it_in_passing(office: FakeOffice, sit: Open) -> None:
    person = sit()
    person.wait(lambda: person.reads("Everything runs by itself"))
    office.bell.collected.emit(RoundResult("r1", made_up.NOW, Tally(applied=3)))
    person.wait(lambda: person.reads("3 payments applied."))
    assert not person.shown("problem-banner")


def test_a_route_that_nobody_opened_is_counted_in_the_rail_and_speaks_up(office: FakeOffice, sit: Open) -> None:
    other = replace(made_up.ROUTE, id="r2", name="Cedar rents", position=1)
    office.look_around((made_up.ROUTE, other), (made_up.ROTESSA, made_up.XERO))
    office.answers["collection_start"] = lambda route_id: replace(made_up.start(), route_id=route_id, problems=7)
    person = sit()
    person.wait(lambda: person.window.rail.item("r2").item.count == 7)
    office.bell.collected.emit(RoundResult("r2", made_up.NOW, Tally(), ("INV-9 has left",)))
    person.wait(lambda: person.reads("Cedar rents: INV-9 has left. See Health."))


def test_switches_of_the_route_are_kept_and_nothing_else_of_its_settings_changes(office: FakeOffice, sit: Open) -> None:
    person = sit()
    person.wait(lambda: screen(person).health.start is not None)
    person.click("runs-ask-first")
    person.wait(lambda: office.count("save_collection_settings") == 1)
    kept = office.last("save_collection_settings").what[0]
    assert kept == CollectionSettings(made_up.CLEARING, ask_first=True)


def test_endless_names_do_not_widen_the_page(office: FakeOffice, sit: Open) -> None:
    office.answers["collection_health"] = made_up.health(
        made_up.row(K.CUSTOMERS, S.BAD, made_up.LONG, M.LET_GO_ON, made_up.LONG, amount=made_up.cad("99999999999.99"))
    )
    person = sit()
    person.wait(lambda: bool(person.shown("mend-stopped-0")))
    person.window.resize(960, 600)
    button = person.shown("mend-stopped-0")[-1]
    assert button.mapTo(person.window, button.rect().topRight()).x() <= person.window.width()
