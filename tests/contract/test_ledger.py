"""What every ledger must do, whoever the vendor is: catalogue, posting with a verdict each, refusals, finding, reading back, voiding."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.domain.answer import ItemAnswer, ItemOutcome, Stage
from app.domain.arithmetic import contained_tax
from app.domain.catalogue import Feature, TaxManner
from app.domain.documents import DocumentKind
from app.domain.mapping import ArrivalStatus
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind
from app.domain.parties import ContactState
from app.domain.payload import (
    AttachPayload,
    DocumentPayload,
    VoidPayload,
    read_payload,
)
from app.domain.plan import DocumentTax
from app.domain.run import Stop, unheard
from app.domain.verdict import Verdict
from tests.contract.acts import CREDIT, INVOICE, judged, made, post, send
from tests.contract.books import Books

# --- reading


def test_the_check_says_who_it_is(books: Books) -> None:
    check = books.ledger.check(books.stop)
    assert check.tenant == books.catalogue.organisation.tenant
    assert check.name == books.catalogue.organisation.name
    assert check.problems == ()
    assert check.findings
    assert books.ledger.organisation(books.stop) == books.catalogue.organisation


def test_the_catalogue_is_whole(books: Books) -> None:
    catalogue = books.catalogue
    assert catalogue.complete
    assert catalogue.organisation.base_currency in catalogue.currencies
    assert len({c.id for c in catalogue.contacts}) == len(catalogue.contacts) > 100
    assert any(c.state is ContactState.ARCHIVED for c in catalogue.contacts)
    assert any(a.for_sales for a in catalogue.accounts)
    assert all(Decimal(0) <= t.rate < 1 for t in catalogue.tax_rates)
    again = books.ledger.catalogue(books.stop, unheard)
    assert {c.id for c in catalogue.contacts} <= {c.id for c in again.contacts}
    assert again.accounts == catalogue.accounts


def test_contacts_are_read_as_they_are_now(books: Books) -> None:
    wanted = [c.id for c in books.catalogue.contacts[:50]]
    found = books.ledger.contacts([*wanted, "ffffffff-0000-4000-8000-000000000000"], books.stop)
    assert set(found) == set(wanted)


def test_a_cancelled_task_sends_nothing(books: Books) -> None:
    stop = Stop()
    stop.cancel()
    operation = books.operation(INVOICE, books.document())
    handler = books.ledger.handlers()[INVOICE]
    members = [books.ready(operation)]
    attempt = handler.send(handler.prepare(members), members, "key", stop)
    assert (attempt.stage, attempt.code) == (Stage.NOT_SENT, "cancelled")


# --- posting


def test_a_hundred_and_twenty_in_batches(books: Books) -> None:
    documents = [books.document(reference=f"batch {n}") for n in range(120)]
    limit = books.ledger.handlers()[INVOICE].batch_limit
    records = []
    for start in range(0, len(documents), limit):
        operations, attempt = post(books, *documents[start : start + limit])
        assert attempt.credential
        for operation in operations:
            item = attempt.items[operation.id]
            assert judged(attempt, operation) is Verdict.APPLIED, item
            assert item.outcome is ItemOutcome.MADE
            assert item.total == operation.expected
            records.append(books.record(operation, item.remote_id, item.version))
    states = books.ledger.handlers()[INVOICE].read_back(records, books.stop)
    assert len(states) == 120
    for record in records:
        state = states[record.operation.id]
        assert state.exists
        assert state.live
        assert state.untouched, state.why_not
        assert state.total == record.operation.expected
    used = books.ledger.numbers_in_use([d.number for d in documents], books.stop)
    assert set(used) == {d.number for d in documents}
    assert all(ref.total == Money(d.total, d.currency) for d in documents if (ref := used[d.number]))
    found = books.ledger.handlers()[INVOICE].find(records, books.stop)
    for record in records:
        look_up = found[record.operation.id]
        assert look_up.complete
        assert [(hit.ours, hit.live) for hit in look_up.hits] == [(True, True)]
        assert look_up.hits[0].remote_id == record.remote_id


def test_a_thousand_invoices_take_few_calls(own_books: Books) -> None:
    """All reads included: catalogue, numbers, posting, reading back."""
    books = own_books
    line = books.document().lines[0]
    documents = [books.document(lines=(line,) * 5) for _ in range(1000)]
    net, tax = 5 * line.amount, 5 * line.tax_amount
    documents = [replace(document, net=net, tax=tax, total=net + tax) for document in documents]
    before = books.calls()
    books.ledger.catalogue(books.stop, unheard)
    assert books.ledger.numbers_in_use([d.number for d in documents], books.stop) == {}
    handler = books.ledger.handlers()[INVOICE]
    records = []
    for start in range(0, 1000, handler.batch_limit):
        operations, attempt = post(books, *documents[start : start + handler.batch_limit])
        assert {attempt.items[o.id].outcome for o in operations} == {ItemOutcome.MADE}
        records += [books.record(o, attempt.items[o.id].remote_id, attempt.items[o.id].version) for o in operations]
    states = handler.read_back(records, books.stop)
    assert sum(state.live and state.untouched for state in states.values()) == 1000
    assert books.calls() - before <= books.calls_for_a_thousand


def test_arrival_and_currency_are_kept(books: Books) -> None:
    foreign = sorted(books.catalogue.currencies - {books.catalogue.organisation.base_currency, "JPY"})[0]
    client = books.contact(currency=foreign)
    for document in (
        books.document(arrival=ArrivalStatus.DRAFT),
        books.document(arrival=ArrivalStatus.SUBMITTED),
        books.document(currency=foreign, contact_id=client.id, contact_name=client.name),
        books.document(url="", reference=""),
    ):
        operation, item = made(books, document)
        assert item.total == Money(document.total, document.currency)
        record = books.record(operation)
        hits = books.ledger.handlers()[INVOICE].find([record], books.stop)[operation.id].hits
        assert [hit.ours for hit in hits] == [True]


def test_lines_of_text_tracking_and_items(books: Books) -> None:
    document = books.document()
    text = replace(
        document.lines[0],
        description="Only words " * 50,
        quantity=Decimal(0),
        unit_price=Decimal(0),
        amount=Decimal(0),
        tax_amount=Decimal(0),
        account_code="",
        tax_code="",
        item_code="",
    )
    category = books.catalogue.tracking[0]
    option = category.options[0]
    tracked = replace(document.lines[0], tracking=((category.id, category.name, option.id, option.name),))
    operation, item = made(books, replace(document, lines=(tracked, document.lines[1], text)))
    assert item.remote_id
    assert item.total == operation.expected  # words add nothing to it


@pytest.mark.parametrize("cents", ["0.00", "0.01", "-0.02"])
@pytest.mark.parametrize("kind", DocumentKind)
def test_lines_that_include_their_tax_keep_their_total(books: Books, kind: DocumentKind, cents: str) -> None:
    """Whatever tax is told of it, where the ledger is told: what the customer pays is what the lines say."""
    if Feature.TAX_INCLUSIVE not in books.catalogue.features:
        assert books.tax.is_computed, "planning sends such lines with their net, where the ledger reckons tax by itself"
        return
    told = Decimal(cents) if books.catalogue.tax_manner is not TaxManner.BY_LINE else Decimal(0)
    plain = books.document(kind=kind)
    paid = [line.amount for line in plain.lines]
    taxes = [contained_tax(amount, books.tax.rate) for amount in paid]
    taxes[0] += told
    total, tax = sum(paid, Decimal(0)), sum(taxes, Decimal(0))
    lines = tuple(replace(line, tax_amount=part) for line, part in zip(plain.lines, taxes, strict=True))
    rates = tuple(
        DocumentTax(part.rate_id, part.rate, total - tax, tax)
        for part in books.tax.components
        if len(books.tax.components) == 1
    )
    document = replace(plain, lines=lines, includes_tax=True, net=total - tax, tax=tax, total=total, taxes=rates)
    operation, item = made(books, document)
    assert item.total == operation.expected == Money(total, plain.currency)
    handler = books.ledger.handlers()[CREDIT if kind is DocumentKind.CREDIT_NOTE else INVOICE]
    state = handler.read_back([books.record(operation, item.remote_id, item.version)], books.stop)[operation.id]
    assert (state.live, state.untouched, state.total) == (True, True, operation.expected)


def test_refusals_are_told_one_by_one_and_the_rest_is_booked(books: Books) -> None:
    catalogue = books.catalogue
    locked = catalogue.organisation.period_lock
    assert locked is not None
    good = books.document()
    line = good.lines[0]
    wrong = {
        "account": books.document(lines=(books.posted_nowhere(line),)),
        "archived account": books.document(lines=(books.posted_to_archive(line),)),
        "tax": books.document(lines=(replace(line, tax_code="NOSUCHTAX"),)),
        "locked": books.document(issue_date=locked - timedelta(days=1)),
        "archived contact": books.document(contact_id=books.contact(ContactState.ARCHIVED).id),
        "currency": books.document(currency="ISK"),
    }
    operations, attempt = post(books, good, *wrong.values())
    assert judged(attempt, operations[0]) is Verdict.APPLIED
    for why, operation in zip(wrong, operations[1:], strict=True):
        item = attempt.items[operation.id]
        assert item.outcome is ItemOutcome.REFUSED, (why, item)
        assert judged(attempt, operation) is Verdict.REJECTED
        assert item.sentence
        assert item.messages, "the ledger's own words are kept"
        assert "its own words" not in item.sentence.lower(), (why, item)
    found = books.ledger.handlers()[INVOICE].find([books.record(o) for o in operations[1:]], books.stop)
    assert all(found[o.id].complete and not found[o.id].hits for o in operations[1:])


def test_a_used_number_is_no_plain_refusal(books: Books) -> None:
    first, item = made(books, books.document())
    number = books.document().number
    again = books.document(number=_number(first), total=Decimal("999.00"))
    (second,), attempt = post(books, again)
    assert attempt.items[second.id].outcome is ItemOutcome.NUMBER_TAKEN
    assert judged(attempt, second, single=True) is Verdict.AMBIGUOUS
    (hit,) = books.ledger.handlers()[INVOICE].find([books.record(second)], books.stop)[second.id].hits
    assert hit.remote_id == item.remote_id
    assert not hit.ours
    assert "total" in hit.differs
    assert number not in books.ledger.numbers_in_use([number], books.stop)


def _number(operation: Operation) -> str:
    return read_payload(DocumentPayload, operation.payload).number


def test_operations_for_other_books_stay_here(books: Books) -> None:
    operation = replace(books.operation(INVOICE, books.document()), tenant="another organisation")
    attempt = send(books, [operation])
    assert (attempt.stage, attempt.code) == (Stage.NOT_SENT, "other_books")
    assert attempt.sentence
    look_up = books.ledger.handlers()[INVOICE].find([books.record(operation)], books.stop)[operation.id]
    assert look_up.hits == ()


def test_the_same_key_books_nothing_twice(books: Books) -> None:
    operations = [books.operation(INVOICE, books.document()) for _ in range(3)]
    key = books.chance.uuid()
    first, second = send(books, operations, key), send(books, operations, key)
    assert books.ledger.handlers()[INVOICE].trusts_key is books.trusts_key
    assert [first.items[o.id].remote_id for o in operations] == [second.items[o.id].remote_id for o in operations]


def test_a_credit_note(books: Books) -> None:
    document = books.document(kind=DocumentKind.CREDIT_NOTE, due_date=None)
    operation, item = made(books, document)
    assert item.total == operation.expected
    handler = books.ledger.handlers()[CREDIT]
    state = handler.read_back([books.record(operation, item.remote_id, item.version)], books.stop)[operation.id]
    assert state.live
    assert state.untouched, state.why_not
    assert state.total == operation.expected
    (hit,) = handler.find([books.record(operation)], books.stop)[operation.id].hits
    assert hit.ours
    ref = books.ledger.numbers_in_use([document.number], books.stop)[document.number]
    assert ref.total == -Money(document.total, document.currency)


def test_what_is_not_there_is_said_to_be_absent(books: Books) -> None:
    operation = books.operation(INVOICE, books.document())
    look_up = books.ledger.handlers()[INVOICE].find([books.record(operation)], books.stop)[operation.id]
    assert look_up.complete
    assert look_up.hits == ()
    gone = books.record(operation, "ffffffff-0000-4000-8000-000000000000")
    assert not books.ledger.handlers()[INVOICE].read_back([gone], books.stop)[operation.id].exists


# --- afterwards


def test_a_file_hangs_on_the_document(books: Books) -> None:
    posting, item = made(books, books.document())
    payload = AttachPayload(posting.id, DocumentKind.INVOICE, "204117", "Invoice <204117>: Ünïcode.pdf")
    attach = books.operation(OperationKind.ATTACH_FILE, payload, posting.id)
    handler = books.ledger.handlers()[OperationKind.ATTACH_FILE]
    first = send(books, [attach], **{posting.id: item.remote_id}).items[attach.id]
    assert first.outcome is ItemOutcome.MADE, first
    second = send(books, [attach], **{posting.id: item.remote_id}).items[attach.id]
    assert second.outcome is ItemOutcome.MADE
    assert handler.read_back([books.record(attach, second.remote_id)], books.stop)[attach.id].live


def void(books: Books, document: DocumentPayload, item: ItemAnswer, **changes: object) -> Operation:
    """Taking a document back."""
    payload = VoidPayload(
        document.kind, item.remote_id, document.number, item.version, document.total, document.currency
    )
    return books.operation(OperationKind.VOID_DOCUMENT, replace(payload, **changes))  # type: ignore[arg-type]


def test_documents_are_taken_back(books: Books) -> None:
    documents = [
        books.document(),
        books.document(arrival=ArrivalStatus.DRAFT),
        books.document(kind=DocumentKind.CREDIT_NOTE, due_date=None),
    ]
    items = [made(books, document)[1] for document in documents]
    voids = [void(books, document, item) for document, item in zip(documents, items, strict=True)]
    attempt = send(books, voids)
    assert [attempt.items[o.id].outcome for o in voids] == [ItemOutcome.MADE] * 3
    records = [books.record(o, item.remote_id) for o, item in zip(voids, items, strict=True)]
    states = books.ledger.handlers()[OperationKind.VOID_DOCUMENT].read_back(records, books.stop)
    assert [states[o.id].live for o in voids] == [False] * 3
    assert send(books, voids).items[voids[0].id].outcome is ItemOutcome.MADE, "again changes nothing"
    used = books.ledger.numbers_in_use([documents[0].number], books.stop)
    assert not used[documents[0].number].live


def test_what_somebody_has_touched_is_left_alone(books: Books) -> None:
    document = books.document()
    _, item = made(books, document)
    for operation in (
        void(books, document, item, version="2001-01-01T00:00:00.000+00:00"),
        void(books, document, item, total=Decimal("1.00")),
    ):
        answer = send(books, [operation]).items[operation.id]
        assert answer.outcome is ItemOutcome.REFUSED
        assert answer.sentence == f"Somebody has changed it in {books.ledger.vendor}. It was left as it is."
    assert books.ledger.numbers_in_use([document.number], books.stop)[document.number].live


def test_addresses_open_the_record(books: Books) -> None:
    organisation = books.catalogue.organisation
    for kind in ("invoice", "credit_note", "contact"):
        url = books.ledger.document_url(organisation, kind, "00000000-0000-4000-8000-000000000001")
        assert url.startswith("https://")
        assert url.endswith("00000000-0000-4000-8000-000000000001")
