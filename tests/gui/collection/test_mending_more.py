"""The other rows of the health page, mended by their buttons against the simulated systems: customers and invoices, then settlements."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QLineEdit

from app.domain.constants import DEADLINE, SETTLE
from app.ui.collection.debit_preview import DebitPreview
from app.ui.collection.route import Page
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.screens.decision import DecisionDialog
from app.worker.collection_contract import HealthMend
from tests.gui.collection.conftest import screen
from tests.gui.collection.places import CollectionBooks
from tests.gui.collection.test_collecting import TENANT, go_to, import_now, in_hand, is_connected, sign_in, switch_on
from tests.gui.collection.test_mending import rows
from tests.gui.main_job.person import Person

WITHOUT_BANK = "Dev Castellan"
"""A tenant who has not authorised debits at Rotessa."""


def connect(person: Person, *names: str) -> None:
    """Connect what was found for these customers; the first one is imported by itself."""
    go_to(person, Page.CUSTOMERS)
    person.wait(lambda: screen(person).customers.view is not None)
    for name in names:
        in_hand(person, name)
        person.click("customer-connect")
        person.wait(lambda name=name: is_connected(person, name))  # type: ignore[misc]
    switch_on(person)


def quiet(person: Person, books: CollectionBooks) -> None:
    """Until nothing is under way any more and what was read is shown: time is moved, and rows are pressed, between two readings."""
    person.wait(lambda: not books.office.runner.busy)
    person.qtbot.wait(150)
    person.wait(lambda: not books.office.runner.busy)


def about(person: Person, number: str) -> list[str]:
    """What the page says of an invoice that is to be imported by hand."""
    return [row.sentence for row in rows(person, HealthMend.IMPORT) if row.name.startswith(f"{number},")]


def due_in(books: CollectionBooks, days: int) -> str:
    """The tenant's latest invoice, due in so many days."""
    found = [i for i in books.colleague.invoices() if i.customer == TENANT and i.due > 0 and not i.is_gone]
    invoice = max(found, key=lambda one: one.due_date)
    books.colleague.move(invoice, (books.clock.now() + timedelta(days=days)).date())
    return invoice.number


def payer_gives_what_is_missing(person: Person, books: CollectionBooks) -> None:
    """The button leads to the payer (practice books have no page); once it has given what was missing, the row goes the next day."""
    quiet(person, books)
    assert len(rows(person, HealthMend.OPEN_PAYER)) == 1
    person.click("mend-missing-0")
    person.wait(lambda: person.reads("Your own books open this page"))
    books.act("rotessa", "add_bank_details", {"customer": WITHOUT_BANK, "authorization_type": "Online"})
    quiet(person, books)
    books.days_pass(1)
    import_now(person)
    person.wait(lambda: not rows(person, HealthMend.OPEN_PAYER))


def vanished_is_imported_by_hand(person: Person, books: CollectionBooks, number: str) -> None:
    """A debit that somebody deleted at Rotessa leads to its invoice, which is debited again only by hand."""
    (debit,) = books.debits_of(number)
    books.act("rotessa", "delete_debit_by_hand", {"schedule": int(debit["id"])})
    import_now(person)
    person.wait(lambda: bool(about(person, number)))
    assert books.debits_of(number) == []
    quiet(person, books)
    person.click("mend-invoices-0")
    debit_what_is_chosen(person, books, number)
    assert len(books.debits_of(number)) == 1
    go_to(person, Page.HEALTH)
    person.wait(lambda: not about(person, number))


def debit_what_is_chosen(person: Person, books: CollectionBooks, number: str) -> None:
    """The button has led to the invoices, where this one alone is ticked: look at what will be sent, and agree."""
    tab = screen(person).invoices
    person.wait(lambda: [row.invoice.number for row in tab.list.chosen] == [number])
    quiet(person, books)
    person.click("invoices-preview")
    person.dialog(DebitPreview)
    person.click("preview-agree")
    person.wait(lambda: tab.outcome is not None)


def late_round_is_caught_up(person: Person, books: CollectionBooks) -> None:
    """Two days away owe one round; its button plays it."""
    quiet(person, books)
    books.days_pass(2)
    go_to(person, Page.CUSTOMERS)
    go_to(person, Page.HEALTH)
    person.wait(lambda: bool(person.shown("mend-schedule-0")))
    quiet(person, books)
    person.click("mend-schedule-0")
    person.wait(lambda: not screen(person).health.is_busy and not person.shown("mend-schedule-0"))


def test_customers_and_invoices_are_mended_where_their_buttons_lead(books: CollectionBooks, person: Person) -> None:
    sign_in(person)
    connect(person, WITHOUT_BANK, TENANT)
    number = due_in(books, 12)
    import_now(person)
    person.wait(lambda: bool(rows(person, HealthMend.OPEN_PAYER)))
    payer_gives_what_is_missing(person, books)
    vanished_is_imported_by_hand(person, books, number)
    late_round_is_caught_up(person, books)
    assert not person.shown("problem-banner")


# --- settlements


def look_later(person: Person, books: CollectionBooks) -> None:
    """Past the time from which on 'not there' is believed; what is open is looked up."""
    quiet(person, books)
    books.days_pass((SETTLE + DEADLINE + timedelta(minutes=1)) / timedelta(days=1))
    looked = books.office.look_now()
    person.wait(lambda: looked.is_finished)


def unsure_is_decided(person: Person, books: CollectionBooks, number: str) -> None:
    """A debit whose request never came through is asked about, and sent again by the person's word, once."""
    path = "/transaction_schedules$"
    books.control.ask(
        "POST", "/faults", {"system": "rotessa", "method": "POST", "path": path, "times": 1, "kind": "reset_before"}
    )
    import_now(person)
    assert books.debits_of(number) == []
    look_later(person, books)
    import_now(person)
    person.wait(lambda: bool(rows(person, HealthMend.DECIDE)))
    quiet(person, books)
    person.click("mend-decide-0")
    person.dialog(DecisionDialog)
    person.click("decision-send_again")
    person.click("decision-agree")
    person.alone()
    import_now(person)
    person.wait(lambda: not rows(person, HealthMend.DECIDE))
    assert len(books.debits_of(number)) == 1


def locked_payment_is_dated(person: Person, books: CollectionBooks, number: str) -> None:
    """Books that are locked hold a payment back; its button dates it on the first open day."""
    quiet(person, books)
    books.days_pass(25)
    lock = (books.clock.now() - timedelta(days=1)).date()
    books.act("xero", "set_lock_dates", {"tenant": books.organisation, "period": lock.isoformat()})
    import_now(person)
    person.wait(lambda: bool(rows(person, HealthMend.APPLY_ON)))
    assert books.payments_of(number) == []
    while left := len(rows(person, HealthMend.APPLY_ON)):
        quiet(person, books)
        person.click("mend-not-applied-0")
        person.wait(lambda left=left: len(rows(person, HealthMend.APPLY_ON)) < left)  # type: ignore[misc]
    assert [one.is_live for one in books.payments_of(number)] == [True]


def key_is_typed_again(person: Person, books: CollectionBooks) -> None:
    """A key that Rotessa does not take any more is one row; its button asks for it, and the page is well again."""
    books.control.ask("POST", "/faults", {"system": "rotessa", "kind": "status", "status": 401})
    go_to(person, Page.CUSTOMERS)
    go_to(person, Page.HEALTH)
    person.wait(lambda: bool(rows(person, HealthMend.RECONNECT)))
    quiet(person, books)
    person.click("mend-connection")
    person.dialog(ConnectionForm)
    books.control.ask("DELETE", "/faults")
    person.type_into("connection-api_key", str(books.control.line["rotessa"]["api_key"]))
    assert person.find("connection-api_key", QLineEdit).echoMode() is QLineEdit.EchoMode.Password
    person.click("save-connection")
    person.alone()
    person.wait(lambda: not rows(person, HealthMend.RECONNECT))


def test_settlements_and_access_are_mended_by_their_buttons(books: CollectionBooks, person: Person) -> None:
    sign_in(person)
    connect(person, TENANT)
    number = due_in(books, 7)
    unsure_is_decided(person, books, number)
    locked_payment_is_dated(person, books, number)
    key_is_typed_again(person, books)
