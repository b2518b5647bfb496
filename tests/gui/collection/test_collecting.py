"""Collecting by clicks and keys: connect, import by hand and by itself, settle, take a chargeback back; to the cent in both books."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.collection.matching import CustomerMatch, MatchState
from app.domain.collection.settling import Settled
from app.ui.collection.clearing import ClearingDialog
from app.ui.collection.date_sheet import DateSheet
from app.ui.collection.debit_preview import DebitPreview
from app.ui.collection.payer_choice import PayerChoice
from app.ui.collection.payer_form import PayerForm
from app.ui.collection.route import CollectionScreen, Page
from app.ui.collection.undo import CollectionUndoSheet
from app.ui.dialogs.asking import AskDialog
from app.ui.screens.log import LogScreen
from app.ui.screens.registry import Place
from app.worker.collection_contract import HealthMend, ImportRow, SettlementRow
from tests.gui.collection.conftest import screen
from tests.gui.collection.places import CollectionBooks
from tests.gui.main_job.person import ALT, CTRL, Person

Key = Qt.Key
CLEARING = "Debit clearing"
TENANT = "Cormorant Optical"


def go_to(person: Person, page: Page) -> None:
    """By its key."""
    person.key(Key(Key.Key_1 + list(Page).index(page)), ALT)
    person.wait(lambda: screen(person).page is page)


def sign_in(person: Person) -> None:
    """In the browser; then the clearing account is asked for at once, and only usable ones are offered."""
    person.click("collection-sign-in")
    dialog = person.dialog(ClearingDialog)
    person.wait(lambda: bool(dialog.accounts.cards))
    cards = {account.name: card for card, account in dialog.accounts.cards}
    assert all(account.usable for _, account in dialog.accounts.cards)
    assert not any("Rent" in label for label in cards)
    person.picture("clearing")
    QTest.mouseClick(cards[CLEARING], Qt.MouseButton.LeftButton)
    person.click("clearing-use")
    person.alone()
    chosen = next(account.label for _, account in dialog.accounts.cards if account.name == CLEARING)
    person.wait(lambda: person.reads(f"Settlements go to {chosen}"))


def match_of(person: Person, name: str) -> CustomerMatch | None:
    """The customer's match as the page has it now."""
    view = screen(person).customers.view
    return next((m for m in view.rows if m.contact.name == name), None) if view is not None else None


def is_connected(person: Person, name: str) -> bool:
    """Whether the page shows the customer as connected."""
    match = match_of(person, name)
    return match is not None and match.state is MatchState.CONNECTED


def in_hand(person: Person, name: str) -> None:
    """Find a customer by typing."""
    person.type_into("customers-search", name)
    tab = screen(person).customers
    person.wait(lambda: tab.panel.match is not None and tab.panel.match.contact.name == name)


def connect_customers(person: Person, books: CollectionBooks) -> None:
    """One that was found, one that was suggested, and one that is created."""
    person.wait(lambda: bool(person.shown("mend-customers-0")))
    person.click("mend-customers-0")
    tab = screen(person).customers
    person.wait(lambda: tab.view is not None)
    in_hand(person, TENANT)
    person.click("customer-connect")
    person.wait(lambda: is_connected(person, TENANT))
    assert tab.view is not None
    suggested = next(m for m in tab.view.rows if m.state is MatchState.SUGGESTED)
    in_hand(person, suggested.contact.name)
    person.click("customer-choose")
    choice = person.dialog(PayerChoice)
    assert choice.payer == suggested.suggestions[0].payer
    person.picture("payers")
    person.key(Key.Key_Return)
    person.wait(lambda: is_connected(person, suggested.contact.name))
    create(person, books)


def create(person: Person, books: CollectionBooks) -> None:
    """A payer with what the ledger knows; it is connected at once, and what only it can give is shown as missing."""
    view = screen(person).customers.view
    assert view is not None
    fresh = next(m for m in view.rows if m.state is MatchState.NONE and m.contact.email)
    in_hand(person, fresh.contact.name)
    person.click("customer-create")
    person.dialog(PayerForm)
    person.picture("create-payer")
    person.key(Key.Key_Return)
    person.wait(lambda: is_connected(person, fresh.contact.name))
    made = [c for c in books.rotessa()["customers"] if c["custom_identifier"] == fresh.contact.name]
    assert [c["email"] for c in made] == [fresh.contact.email]
    person.wait(lambda: person.reads("Bank details are missing"))


def switch_on(person: Person) -> None:
    """Automatic import for the first tenant."""
    in_hand(person, TENANT)
    person.click("switch-import")

    def is_on() -> bool:
        match = match_of(person, TENANT)
        return match is not None and match.customer is not None and match.customer.auto_import

    person.wait(is_on)
    person.picture("customers")


def import_overdue(person: Person, books: CollectionBooks) -> ImportRow:
    """An overdue invoice asks for its date; what is shown is what is debited."""
    go_to(person, Page.INVOICES)
    tab = screen(person).invoices
    person.wait(lambda: tab.plan is not None and bool(tab.list.rows))
    row = next(r for r in tab.list.rows if r.intent.asks_date and r.customer.contact_name == TENANT)
    person.type_into("invoices-search", row.invoice.number)
    person.wait(lambda: isinstance(tab.list.table.row(), ImportRow) and tab.list.table.row().invoice == row.invoice)
    tab.list.table.setFocus()
    person.key(Key.Key_Return)
    person.dialog(DateSheet)
    person.picture("date")
    person.key(Key.Key_Return)
    person.wait(lambda: [r.invoice.id for r in tab.list.chosen] == [row.invoice.id])
    person.picture("invoices")
    person.click("invoices-preview")
    preview = person.dialog(DebitPreview)
    assert books.debits_of(row.invoice.number) == []
    assert f"{row.invoice.due:,} CAD" in preview.agree.text()
    person.picture("preview")
    person.click("preview-agree")
    person.wait(lambda: tab.outcome is not None)
    person.picture("outcome")
    made = books.debits_of(row.invoice.number)
    assert [(Decimal(d["amount"]), d["frequency"], d["installments"]) for d in made] == [(row.invoice.due, "Once", 1)]
    person.click("outcome-back")
    return row


def due_later(person: Person) -> list[ImportRow]:
    """The tenant's invoices that automatic import takes."""
    rows = screen(person).invoices.list.rows
    found = [r for r in rows if r.customer.contact_name == TENANT and r.can_import]
    assert found
    return found


def import_now(person: Person) -> None:
    """'Import now' on the health page, until it has ended."""
    go_to(person, Page.HEALTH)
    person.click("import-now")
    health = screen(person).health
    person.wait(lambda: not health.is_busy)


def takes_back(person: Person, books: CollectionBooks) -> None:
    """The run of debits that have not left, in the log: shown first, then gone at Rotessa, and not made again by itself."""
    person.window.go(Place.LOG)
    page = person.window.stack.currentWidget()
    assert isinstance(page, LogScreen)
    person.wait(lambda: page.panel.run is not None)
    run = page.panel.run
    assert run is not None
    numbers = [outcome.number for outcome in run.outcomes]  # of the newest run, that of 'Import now'
    person.click("undo-run")
    sheet = person.dialog(CollectionUndoSheet)
    assert sheet.payments is None
    assert [len(books.debits_of(number)) for number in numbers] == [1] * len(numbers)
    person.picture("undo")
    person.click("undo-agree")
    person.wait(lambda: (now := page.panel.run) is not None and now.run_id == run.run_id and now.undone)
    assert not page.panel.undo.isVisible()
    person.picture("undone")
    assert not any(books.debits_of(number) for number in numbers)
    person.key(Key.Key_1, CTRL)
    person.wait(lambda: isinstance(person.window.stack.currentWidget(), CollectionScreen))
    import_now(person)
    assert not any(books.debits_of(number) for number in numbers)


def settles(person: Person, books: CollectionBooks, row: ImportRow) -> SettlementRow:
    """Three weeks on, the debit of the invoice has settled and is a payment in the clearing account, once."""
    assert books.payments_of(row.invoice.number) == []
    books.days_pass(21)
    import_now(person)
    paid = books.payments_of(row.invoice.number)
    assert [(p.amount, p.is_live, p.account) for p in paid] == [(row.invoice.due, True, books.clearing_id)]
    go_to(person, Page.SETTLEMENTS)
    tab = screen(person).settlements
    person.wait(lambda: tab.view is not None and bool(tab.view.rows(Settled.APPLIED)))
    person.picture("settlements")
    assert tab.view is not None
    return next(r for r in tab.view.rows(Settled.APPLIED) if r.number == row.invoice.number)


def comes_back(person: Person, books: CollectionBooks, settled: SettlementRow) -> None:
    """A chargeback is shown on the health page; its payment goes only when the person agrees."""
    books.control.act("rotessa", "chargeback", transaction=int(settled.row.id))
    go_to(person, Page.HEALTH)
    health = screen(person).health
    person.wait(lambda: health.view is not None and any(r.mend is HealthMend.REVERSE for r in health.view.rows))
    person.picture("health")
    person.click("mend-came-back-0")
    person.dialog(AskDialog)
    assert [p.is_live for p in books.payments_of(settled.number)] == [True]
    person.picture("reverse")
    person.click("ask-yes")
    person.wait(lambda: [p.is_live for p in books.payments_of(settled.number)] == [False])
    person.wait(lambda: health.view is not None and not any(r.mend is HealthMend.REVERSE for r in health.view.rows))


@pytest.mark.parametrize("books", ["xero", "quickbooks"], indirect=True)
def test_collects_by_hand_and_by_itself_settles_and_takes_a_chargeback_back(
    books: CollectionBooks, person: Person
) -> None:
    sign_in(person)
    connect_customers(person, books)
    switch_on(person)
    by_hand = import_overdue(person, books)
    later = due_later(person)
    import_now(person)
    for row in later:
        assert [Decimal(d["amount"]) for d in books.debits_of(row.invoice.number)] == [row.invoice.due]
    takes_back(person, books)
    comes_back(person, books, settles(person, books, by_hand))
