"""What every ledger must do with products and services: create them, find and read them back, name them on lines, keep terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.domain.answer import ItemAnswer, ItemOutcome
from app.domain.mapping import ItemKind
from app.domain.operation import Operation, OperationKind
from app.domain.payload import DocumentPayload, ItemPayload
from app.domain.run import unheard
from app.domain.verdict import Verdict
from tests.contract.acts import INVOICE, judged, made, send
from tests.contract.books import Books

CREATE = OperationKind.CREATE_ITEM


def item(books: Books, **changes: object) -> ItemPayload:
    """A service that nobody has yet."""
    sku = f"SKU-{books.number()}"
    values = ItemPayload(
        f"Managed firewall {sku}", sku, ItemKind.SERVICE, books.sales.code, books.sales.id, sku, "By the month"
    )
    return replace(values, **changes)  # type: ignore[arg-type]


def create(books: Books, payload: ItemPayload) -> tuple[Operation, ItemAnswer]:
    """The item, made."""
    operation = books.operation(CREATE, payload)
    attempt = send(books, [operation])
    answer = attempt.items[operation.id]
    assert judged(attempt, operation) is Verdict.APPLIED, answer
    return operation, answer


def naming(books: Books, payload: ItemPayload, operation: Operation) -> DocumentPayload:
    """An invoice whose lines name the item that an operation of the run makes."""
    document = books.document()
    if books.catalogue.lines_by_item:
        lines = [replace(line, item_code="", item_operation=operation.id) for line in document.lines]
    else:
        lines = [replace(line, item_code=payload.code) for line in document.lines]
    return replace(document, lines=tuple(lines))


def test_an_item_is_made_found_read_back_and_sold(books: Books) -> None:
    payload = item(books)
    operation, answer = create(books, payload)
    handler = books.ledger.handlers()[CREATE]
    (hit,) = handler.find([books.record(operation)], books.stop)[operation.id].hits
    assert (hit.ours, hit.live, hit.remote_id) == (True, True, answer.remote_id)
    state = handler.read_back([books.record(operation, answer.remote_id)], books.stop)[operation.id]
    assert state.exists
    assert state.live
    known = books.ledger.catalogue(books.stop, unheard).items
    (held,) = (each for each in known if each.id == answer.remote_id)
    assert held.account_code == books.sales.code
    assert held.plain_name == payload.name
    assert payload.code in (held.code, held.sku)

    invoice = books.operation(INVOICE, naming(books, payload, operation), operation.id)
    attempt = send(books, [invoice], **{operation.id: answer.remote_id})
    assert judged(attempt, invoice) is Verdict.APPLIED, attempt.items[invoice.id]


def test_a_second_one_of_its_name_is_found_rather_than_made(books: Books) -> None:
    payload = item(books)
    _, first = create(books, payload)
    again = books.operation(CREATE, payload)
    answer = send(books, [again]).items[again.id]
    assert answer.outcome is ItemOutcome.NUMBER_TAKEN, answer
    assert "product or service" in answer.sentence
    (hit,) = books.ledger.handlers()[CREATE].find([books.record(again)], books.stop)[again.id].hits
    assert (hit.ours, hit.remote_id) == (True, first.remote_id)
    other = books.operation(CREATE, replace(payload, account_code="nowhere", account_id="0"))
    (hit,) = books.ledger.handlers()[CREATE].find([books.record(other)], books.stop)[other.id].hits
    assert not hit.ours
    assert hit.differs


def test_one_refused_item_does_not_stop_another(books: Books) -> None:
    good = books.operation(CREATE, item(books, item_kind=ItemKind.NON_INVENTORY))
    bad = books.operation(CREATE, item(books, account_code="NOPE", account_id="99999"))
    attempt = send(books, [good, bad])
    assert attempt.items[good.id].outcome is ItemOutcome.MADE, attempt.items[good.id]
    assert attempt.items[bad.id].outcome is ItemOutcome.REFUSED
    assert attempt.items[bad.id].messages
    look_up = books.ledger.handlers()[CREATE].find([books.record(bad)], books.stop)[bad.id]
    assert look_up.complete
    assert look_up.hits == ()


def test_terms_go_along_with_the_due_date_they_give(books: Books) -> None:
    terms = {term.days: term for term in books.catalogue.terms if term.days is not None}
    if not terms:  # the ledger keeps none
        assert books.catalogue.term_of(14) is None
        return
    day = books.open_day()
    for days, term in terms.items():
        document = books.document(issue_date=day, due_date=day + timedelta(days=days), term_id=term.id)
        made(books, document)
        held = next(each for each in books.documents("Invoice") if each["DocNumber"] == document.number)
        assert (held["DueDate"], held["SalesTermRef"]["value"]) == (str(document.due_date), term.id)
