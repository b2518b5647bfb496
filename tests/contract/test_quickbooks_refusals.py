"""What QuickBooks refuses and why, in a bookkeeper's words: each code over the wire, what is foreseen, and what stops a whole run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.catalogue import LedgerCatalogue
from app.domain.contact_names import NameBook
from app.domain.errors import AccessProblem
from app.domain.mapping import ItemKind
from app.domain.operation import OperationKind
from app.domain.parties import ContactState
from app.domain.payload import ContactPayload, DocumentPayload, ItemPayload, VoidPayload
from app.domain.plan import Mend
from app.domain.run import unheard
from app.domain.verdict import Verdict, verdict
from tests.contract.acts import INVOICE, made, post, send
from tests.contract.books import Books, quickbooks_books

CREATE = OperationKind.CREATE_CONTACT


@pytest.fixture(scope="module")
def books() -> Iterator[Books]:
    """A company outside the United States, and nobody else works in it."""
    with quickbooks_books() as made_books:
        yield made_books


def act(books: Books, action: str, **values: Any) -> Any:
    """Something that happens in QuickBooks' own pages."""
    realm = books.catalogue.organisation.tenant
    return books.control(f"act/quickbooks/{action}", {"realm": realm, **values})


def refused(books: Books, document: DocumentPayload) -> ItemAnswer:
    """The refusal of one document."""
    (operation,), attempt = post(books, document)
    return attempt.items[operation.id]


def customer(books: Books, name: str) -> ContactPayload:
    """A new customer of this name."""
    return ContactPayload(name, external_id=books.chance.token(8), currency=books.catalogue.organisation.base_currency)


def test_each_refusal_is_told_in_words(books: Books) -> None:
    lock = books.catalogue.organisation.period_lock
    assert lock is not None
    good = books.document()
    line = good.lines[0]
    gone = next(c for c in books.catalogue.contacts if c.state is ContactState.ARCHIVED)
    cases = {
        "books are closed": books.document(issue_date=lock - timedelta(days=1)),
        "customer is inactive": books.document(contact_id=gone.id),
        "no longer there": books.document(contact_id="999999"),
        "product or service is inactive": books.document(lines=(books.posted_nowhere(line),)),
        "tax code": books.document(lines=(replace(line, tax_code="77"),)),
        "longer than": books.document(number="N" * 22),
        "currency": books.document(currency="ISK"),
    }
    for words, document in cases.items():
        answer = refused(books, document)
        assert answer.outcome is ItemOutcome.REFUSED, (words, answer)
        assert words in answer.sentence, answer
        assert answer.messages


def test_a_line_without_a_tax_code_is_told(books: Books) -> None:
    line = replace(books.document().lines[0], tax_code="")
    answer = refused(books, books.document(lines=(line,)))
    assert answer.outcome is ItemOutcome.REFUSED
    assert "tax code" in answer.sentence


def test_a_document_that_somebody_changed_at_the_same_moment_is_left_alone(books: Books) -> None:
    """5010: the read just before the write was of an older version."""
    document = books.document()
    _, item = made(books, document)
    act(books, "edit", entity="Invoice", row=item.remote_id, fields={"PrivateNote": "Call Ann."})
    payload = VoidPayload(
        document.kind, item.remote_id, document.number, item.version, document.total, document.currency
    )
    void = books.operation(OperationKind.VOID_DOCUMENT, payload)
    answer = send(books, [void]).items[void.id]
    assert (answer.outcome, answer.sentence) == (
        ItemOutcome.REFUSED,
        "Somebody has changed it in QuickBooks. It was left as it is.",
    )


@pytest.mark.parametrize("holder", ["Vendor", "Employee", "Customer"])
def test_a_name_that_somebody_holds_is_foreseen_and_a_free_one_is_found(books: Books, holder: str) -> None:
    name = f"Kestrel {holder} {books.chance.token(5)}"
    act(books, "create", entity=holder, fields={"DisplayName": name})
    if holder == "Customer":
        act(books, "deactivate", entity=holder, row=name)
    blind = books.operation(CREATE, customer(books, name))
    answer = send(books, [blind]).items[blind.id]
    assert answer.outcome is ItemOutcome.NUMBER_TAKEN
    (hit,) = books.ledger.handlers()[CREATE].find([books.record(blind)], books.stop)[blind.id].hits
    assert not hit.ours

    names = NameBook.of(later(books))
    trouble = names.trouble(name)
    assert trouble is not None
    free = names.free(name)
    assert free == f"{name} (Customer)"
    assert free in trouble.advice
    if holder == "Customer":
        assert "inactive" in trouble.sentence
        assert "reactivate" in trouble.advice
    suffixed = books.operation(CREATE, customer(books, free))
    assert send(books, [suffixed]).items[suffixed.id].outcome is ItemOutcome.MADE


def later(books: Books) -> LedgerCatalogue:
    """The catalogue as it is read anew: creating an item makes the small lists, and looking for a customer all customers, outdated."""
    sku = books.chance.token(6)
    making = books.operation(
        OperationKind.CREATE_ITEM, ItemPayload(sku, sku, ItemKind.SERVICE, books.sales.code, books.sales.id)
    )
    assert send(books, [making]).items[making.id].outcome is ItemOutcome.MADE
    return books.ledger.catalogue(books.stop, unheard)


@pytest.mark.parametrize("name", ["Kestrel: North", "Kestrel\tSouth", "Kestrel\nEast", "K" * 130])
def test_odd_names_are_foreseen_or_mended(books: Books, name: str) -> None:
    names = NameBook.of(books.catalogue)
    mended = names.free(name)
    assert names.trouble(mended) is None
    operation = books.operation(CREATE, customer(books, f"{mended[:80]} {books.chance.token(5)}"))
    assert send(books, [operation]).items[operation.id].outcome is ItemOutcome.MADE
    raw = books.operation(CREATE, customer(books, f"{name} {books.chance.token(5)}"))
    answer = send(books, [raw]).items[raw.id]
    assert answer.outcome in (ItemOutcome.MADE, ItemOutcome.NUMBER_TAKEN), (
        "the connector never sends what QuickBooks cannot keep"
    )


def ended(books: Books, attempt: Attempt, members: list[Any]) -> None:
    """Nothing of it was applied, and it stays as it was."""
    assert attempt.stage is Stage.SENT
    for operation in members:
        assert verdict(attempt, attempt.items.get(operation.id), single=False, replay=False) is Verdict.NOT_APPLIED
    look_ups = books.ledger.handlers()[INVOICE].find([books.record(o) for o in members], books.stop)
    assert all(found.hits == () for found in look_ups.values())


def test_an_ended_subscription_stops_the_run_and_refuses_no_document(books: Books) -> None:
    documents = [books.document() for _ in range(3)]
    act(books, "end_subscription")
    try:
        operations, attempt = post(books, *documents)
        assert attempt.status == 403
        assert "subscription has ended" in attempt.sentence
        assert (attempt.mend, "Subscriptions and billing" in attempt.advice) == (Mend.RETRY, True)
    finally:
        act(books, "end_subscription", ended=False)
    ended(books, attempt, operations)
    again = send(books, operations)
    assert {again.items[o.id].outcome for o in operations} == {ItemOutcome.MADE}


def test_an_ended_subscription_is_told_by_the_check(books: Books) -> None:
    act(books, "end_subscription")
    try:
        with pytest.raises(AccessProblem, match="subscription has ended") as told:
            books.ledger.check(books.stop)
        assert told.value.elsewhere
        assert told.value.advice
    finally:
        act(books, "end_subscription", ended=False)
    assert books.ledger.check(books.stop).problems == ()


@pytest.mark.parametrize("status", [400, 403])
def test_an_ended_subscription_is_told_whatever_the_status(books: Books, status: int) -> None:
    """It may come as a refusal of access, for the whole request (apis/quickbooks.md 5.2)."""
    fault = {"Message": "Subscription error", "Detail": "The subscription has ended.", "code": "6190"}
    rule = {"system": "quickbooks", "mount": "api", "method": "POST", "path": "/batch$", "times": 1}
    body, document = {"Fault": {"Error": [fault], "type": "ValidationFault"}}, books.document()
    books.control("faults", [{**rule, "kind": "status", "status": status, "body": body}])
    (operation,), attempt = post(books, document)
    assert (attempt.status, attempt.mend) == (403, Mend.RETRY)
    assert "subscription has ended" in attempt.sentence
    ended(books, attempt, [operation])
    books.control("faults", [{**rule, "kind": "status", "status": status, "body": body}])
    with pytest.raises(AccessProblem, match="subscription has ended") as told:
        books.ledger.check(books.stop)
    assert told.value.elsewhere


def test_throttling_is_waited_for(books: Books) -> None:
    rule = {"system": "quickbooks", "mount": "api", "method": "POST", "path": "/batch$", "times": 1}
    books.control("faults", [{**rule, "kind": "status", "status": 429, "headers": {"Retry-After": "7"}}])
    (operation,), attempt = post(books, books.document())
    assert (attempt.status, attempt.retry_after, attempt.limit) == (429, 7.0, "minute")
    ended(books, attempt, [operation])
