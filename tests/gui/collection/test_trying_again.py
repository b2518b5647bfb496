"""A payment that the ledger has refused is tried again by the button of its row, over the simulated systems, and is booked once."""

from __future__ import annotations

from typing import Any

import pytest

from app.worker.collection_contract import HealthMend
from tests.gui.collection.places import CollectionBooks
from tests.gui.collection.test_collecting import TENANT, import_now, sign_in
from tests.gui.collection.test_mending import rows
from tests.gui.collection.test_mending_more import connect, due_in, quiet
from tests.gui.main_job.person import Person

NOT_SAVED = "00000000-0000-0000-0000-000000000000"
SAID = "This document is part of a batch payment that has not been completed"
"""The ledger's own words for what keeps it from taking a payment at present."""


def references(books: CollectionBooks) -> list[str]:
    """By which the payments of the debits that were made here are found."""
    held = books.rotessa()
    ours = {one["id"] for one in held["schedules"] if not one["by_hand"]}
    return [f"Rotessa {row['id']}" for row in held["transactions"] if row["transaction_schedule_id"] in ours]


def refusal_by_xero(wanted: list[str]) -> dict[str, Any]:
    """Every element of the answer has its own reason, as Xero is asked to say it (apis/xero.md 4.3)."""
    no = {"PaymentID": NOT_SAVED, "StatusAttributeString": "ERROR", "HasValidationErrors": True}
    elements = [{**no, "Reference": each, "ValidationErrors": [{"Message": SAID}]} for each in wanted]
    rule = {"system": "xero", "method": "PUT", "path": "Payments", "kind": "status", "status": 200}
    return {**rule, "body": {"Status": "OK", "Payments": elements}}


def refusal_by_quickbooks(wanted: list[str]) -> dict[str, Any]:
    """A fault for each member of a batch of payments (apis/quickbooks.md 5)."""
    fault = {"Error": [{"Message": "Business Validation Error", "Detail": SAID, "code": "6000"}]}
    items = [{"bId": str(place), "Fault": {**fault, "type": "ValidationFault"}} for place in range(len(wanted))]
    rule = {"system": "quickbooks", "method": "POST", "path": "batch", "kind": "status", "status": 200}
    return {**rule, "body_has": "PaymentRefNum", "body": {"BatchItemResponse": items}}


def refused(person: Person, number: str) -> bool:
    """Whether the page has the row of this invoice."""
    return any(row.name == f"{number}, {TENANT}" for row in rows(person, HealthMend.APPLY_AGAIN))


def refuse(books: CollectionBooks, ledger: str) -> None:
    """From now on the ledger takes none of the payments, until the faults are lifted."""
    rule = refusal_by_xero if ledger == "xero" else refusal_by_quickbooks
    books.control.fault(rule(references(books)))


def press(person: Person, books: CollectionBooks, number: str) -> None:
    """The button of this invoice's row."""
    quiet(person, books)
    place = [row.name for row in rows(person, HealthMend.APPLY_AGAIN)].index(f"{number}, {TENANT}")
    person.click(f"mend-not-applied-{place}")


@pytest.mark.parametrize(("books", "ledger"), [("xero", "xero"), ("quickbooks", "quickbooks")], indirect=["books"])
def test_a_refused_payment_is_booked_once_by_trying_again(books: CollectionBooks, person: Person, ledger: str) -> None:
    sign_in(person)
    connect(person, TENANT)
    number = due_in(books, 7)
    import_now(person)
    assert len(books.debits_of(number)) == 1
    quiet(person, books)
    books.days_pass(25)
    refuse(books, ledger)
    import_now(person)
    person.wait(lambda: refused(person, number))
    person.wait(lambda: person.reads(SAID))
    person.picture("refused")
    press(person, books, number)
    person.wait(lambda: bool(person.shown("problem-banner")))
    quiet(person, books)
    assert refused(person, number)
    assert books.control.fired() == [2]
    assert books.payments_of(number) == []
    books.control.ask("DELETE", "/faults")
    press(person, books, number)
    person.wait(lambda: not refused(person, number))
    person.picture("booked")
    assert [one.is_live for one in books.payments_of(number)] == [True]
    import_now(person)
    assert [one.is_live for one in books.payments_of(number)] == [True]
    assert not person.shown("problem-banner")
