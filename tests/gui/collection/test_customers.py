"""Customers: found, suggested, created, switched, disconnected; what is refused stays where it was asked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt

from app.domain.collection.matching import CustomerMatch, MatchState
from app.domain.collection.payers import PayerFields
from app.domain.errors import BadInput
from app.domain.plan import DocumentState
from app.ui.collection.customer_rows import CustomerFilter
from app.ui.collection.customers import CustomersTab
from app.ui.collection.payer_choice import PayerChoice
from app.ui.collection.payer_form import PayerForm
from app.ui.collection.route import Page
from app.ui.dialogs.asking import AskDialog
from app.ui.parts import Chip
from app.worker.collection_contract import CustomersView, FieldChange, UpdatePlan, UpdateRow
from tests.gui.collection import made_up
from tests.gui.collection.conftest import Open, screen
from tests.gui.collection.fake_office import FakeOffice
from tests.gui.main_job.person import ALT, Person

Key = Qt.Key


def at_customers(sit: Open) -> Person:
    """The page with its table."""
    person = sit()
    person.key(Key.Key_2, ALT)
    person.wait(lambda: screen(person).page is Page.CUSTOMERS and screen(person).customers.view is not None)
    return person


def take(person: Person, name: str) -> None:
    """Put a customer in hand by typing."""
    person.type_into("customers-search", name)
    tab = screen(person).customers
    person.wait(lambda: tab.panel.match is not None and tab.panel.match.contact.name.startswith(name))


def _shows(tab: CustomersTab, which: CustomerFilter, shown: int) -> bool:
    return tab.filter.current == which.value and tab.model.rowCount() == shown


def test_filters_count_and_number_keys_choose_them(office: FakeOffice, sit: Open) -> None:
    person = at_customers(sit)
    assert person.reads("5 customers, 2 connected")
    tab = screen(person).customers
    for number, (which, shown) in enumerate(zip(CustomerFilter, (5, 2, 1, 1, 1), strict=True)):
        tab.table.setFocus()
        person.key(Key(Key.Key_1 + number))
        person.qtbot.waitUntil(partial(_shows, tab, which, shown), timeout=5000)


def test_no_customer_and_nothing_found_are_said(office: FakeOffice, sit: Open) -> None:
    person = at_customers(sit)
    person.type_into("customers-search", "nobody like this")
    person.wait(lambda: person.reads("No customer is shown"))
    office.answers["collection_customers"] = CustomersView((), (), made_up.NOW)
    person.click("customers-again")
    person.wait(lambda: person.reads("The ledger has no customers"))
    assert not person.shown("connect-found")


def test_all_that_were_found_are_connected_with_one_button(office: FakeOffice, sit: Open) -> None:
    office.answers["connect_payers"] = ()
    person = at_customers(sit)
    person.click("connect-found")
    person.wait(lambda: office.count("connect_payers") == 1)
    assert office.last("connect_payers").what == ({"c2": "p2"},)
    person.wait(lambda: person.reads("1 customer connected."))


def test_a_payer_that_belongs_to_somebody_else_is_refused_and_the_page_keeps_the_reason(
    office: FakeOffice, sit: Open
) -> None:
    office.answers["connect_payers"] = BadInput("Cedar Yoga is connected to Elm Gym already.", field="payer")
    person = at_customers(sit)
    take(person, "Cedar Yoga")
    person.click("customer-connect")
    person.wait(lambda: person.reads("Cedar Yoga is connected to Elm Gym already."))


def test_a_suggested_payer_is_chosen_with_its_reasons_or_another_one_by_searching(
    office: FakeOffice, sit: Open
) -> None:
    office.answers["connect_payers"] = ()
    person = at_customers(sit)
    take(person, "Alder Street")
    screen(person).customers.table.setFocus()
    person.key(Key.Key_Return)
    dialog = person.dialog(PayerChoice)
    assert [card.payer.id for card in dialog.cards] == ["p3"]
    assert "Same e-mail" in [chip.accessibleName() for chip in dialog.cards[0].findChildren(Chip)]
    person.type_into("payer-search", "Else")
    person.wait(lambda: [card.payer.id for card in dialog.cards] == ["p9"])
    person.key(Key.Key_Return)
    person.wait(lambda: office.count("connect_payers") == 1)
    assert office.last("connect_payers").what == ({"c3": "p9"},)


def test_a_creation_that_is_refused_stays_in_its_dialog(office: FakeOffice, sit: Open) -> None:
    office.answers["create_payers"] = made_up.result(
        made_up.outcome(4, DocumentState.REFUSED, "Rotessa has a payer with this identifier")
    )
    person = at_customers(sit)
    take(person, "Alder Street Climbing and")
    person.click("customer-create")
    dialog = person.dialog(PayerForm)
    person.click("payer-create")
    person.wait(lambda: bool(person.shown("payer-form-problem")))
    assert person.reads("Rotessa has a payer with this identifier")
    assert dialog.make.isEnabled()
    office.answers["create_payers"] = made_up.result(made_up.outcome(4))
    person.key(Key.Key_Return)
    person.alone()
    assert office.last("create_payers").what == (("c4",),)


def test_switches_are_kept_for_this_customer_and_shown_in_its_row(office: FakeOffice, sit: Open) -> None:
    office.answers["switch_customers"] = ()
    person = at_customers(sit)
    take(person, "Birch")
    person.click("switch-update")
    person.wait(lambda: office.count("switch_customers") == 1)
    assert office.last("switch_customers").what == (("c1",), False, True)
    tab = screen(person).customers
    person.wait(
        lambda: tab.view is not None and bool(tab.view.rows[0].customer and tab.view.rows[0].customer.auto_update)
    )


def test_all_that_can_be_debited_are_switched_on_at_once_after_a_question(office: FakeOffice, sit: Open) -> None:
    office.answers["switch_customers"] = ()
    view = made_up.customers()
    more = [
        CustomerMatch(made_up.contact(n, f"Gym {n}"), MatchState.CONNECTED, made_up.payer(n, f"Gym {n}"), made_up.connected(n, f"Gym {n}"))
        for n in (6, 7)
    ]  # fmt: skip
    lacking = replace(made_up.connected(8, "Gym 8"), bank_details=False)
    more.append(CustomerMatch(made_up.contact(8, "Gym 8"), MatchState.CONNECTED, made_up.payer(8, "Gym 8"), lacking))
    office.answers["collection_customers"] = replace(view, rows=(*view.rows, *more))
    person = at_customers(sit)
    person.click("import-all")
    person.dialog(AskDialog)
    assert office.count("switch_customers") == 0
    person.click("ask-yes")
    person.wait(lambda: office.count("switch_customers") == 1)
    assert office.last("switch_customers").what == (("c1", "c6", "c7"), True, None)


def test_an_update_is_shown_field_by_field_and_sent_as_shown(office: FakeOffice, sit: Open) -> None:
    customer = made_up.connected(1, "Birch Pilates")
    before, after = PayerFields("Birch", "old@example.com"), PayerFields("Birch Pilates", "c1@example.com")
    changes = (
        FieldChange("Name", "Birch", "Birch Pilates"),
        FieldChange("E-mail", "old@example.com", "c1@example.com"),
    )
    plan = UpdatePlan("r1", (UpdateRow(customer, before, after, changes),), "u2")
    office.answers["plan_payer_updates"] = plan
    office.answers["send_payer_updates"] = made_up.result(made_up.outcome(1))
    person = at_customers(sit)
    take(person, "Birch")
    person.wait(lambda: person.reads("E-mail: c1@example.com"))
    assert person.reads("now old@example.com")
    person.click("customer-update")
    person.wait(lambda: office.count("send_payer_updates") == 1)
    assert office.last("send_payer_updates").what == (plan,)


def test_disconnecting_asks_and_says_what_stays(office: FakeOffice, sit: Open) -> None:
    office.answers["disconnect_payer"] = None
    person = at_customers(sit)
    take(person, "Birch")
    person.click("customer-disconnect")
    person.dialog(AskDialog)
    assert person.reads("Debits that were made stay")
    person.click("ask-no")
    person.alone()
    assert office.count("disconnect_payer") == 0
    person.click("customer-disconnect")
    person.click("ask-yes")
    person.wait(lambda: office.count("disconnect_payer") == 1)
    assert office.last("disconnect_payer").what == ("c1",)


def test_a_stopped_customer_says_why_and_goes_on_when_told(office: FakeOffice, sit: Open) -> None:
    office.answers["let_customer_go_on"] = None
    person = at_customers(sit)
    take(person, "Elm")
    person.wait(lambda: person.reads("A debit that is not ours."))
    person.click("customer-go-on")
    person.wait(lambda: office.count("let_customer_go_on") == 1)
