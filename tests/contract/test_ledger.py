"""What every ledger must do, whoever the vendor is: catalogue, posting with a verdict each, refusals, finding, reading back, voiding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.documents import DocumentKind
from app.domain.mapping import ArrivalStatus
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind
from app.domain.parties import Address, ContactState
from app.domain.payload import (
    AttachPayload,
    ContactPayload,
    DocumentPayload,
    LinkPayload,
    RestorePayload,
    VoidPayload,
    read_payload,
)
from app.domain.run import Stop, unheard
from app.domain.verdict import Verdict, verdict
from tests.contract.books import Books

INVOICE, CREDIT = OperationKind.POST_INVOICE, OperationKind.POST_CREDIT_NOTE


def send(books: Books, operations: Sequence[Operation], key: str = "", **resolved: str) -> Attempt:
    """One request with these operations as its members."""
    handler = books.ledger.handlers()[operations[0].kind]
    members = [books.ready(operation, **resolved) for operation in operations]
    prepared = handler.prepare(members)
    assert prepared == handler.prepare(members), "the same members give the same bytes"
    assert len(prepared.body) <= handler.batch_bytes
    return handler.send(prepared, members, key or books.chance.uuid(), books.stop)


def post(books: Books, *documents: DocumentPayload) -> tuple[list[Operation], Attempt]:
    """Post documents in one request."""
    kind = CREDIT if documents[0].kind is DocumentKind.CREDIT_NOTE else INVOICE
    operations = [books.operation(kind, document) for document in documents]
    return operations, send(books, operations)


def made(books: Books, document: DocumentPayload) -> tuple[Operation, ItemAnswer]:
    """A document that is in the books."""
    (operation,), attempt = post(books, document)
    item = attempt.items[operation.id]
    assert item.outcome is ItemOutcome.MADE, item
    return operation, item


def judged(attempt: Attempt, operation: Operation, *, single: bool = False) -> Verdict:
    """What it means for one operation."""
    return verdict(attempt, attempt.items.get(operation.id), single=single, replay=False)


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


def test_a_thousand_invoices_take_few_calls(books: Books) -> None:
    """All reads included: catalogue, numbers, posting, reading back."""
    line = books.document().lines[0]
    documents = [books.document(lines=(line,) * 5) for _ in range(1000)]
    total = 5 * (line.amount + line.tax_amount)
    documents = [replace(document, total=total) for document in documents]
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
    assert books.calls() - before <= 31  # 30, and a second page where other tests have posted just before


def test_arrival_and_currency_are_kept(books: Books) -> None:
    foreign = sorted(books.catalogue.currencies - {books.catalogue.organisation.base_currency, "JPY"})[0]
    for document in (
        books.document(arrival=ArrivalStatus.DRAFT),
        books.document(arrival=ArrivalStatus.SUBMITTED),
        books.document(currency=foreign),
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
    )
    category = books.catalogue.tracking[0]
    option = category.options[0]
    tracked = replace(document.lines[0], tracking=((category.id, category.name, option.id, option.name),))
    made(books, replace(document, lines=(tracked, document.lines[1], text)))


def test_refusals_are_told_one_by_one_and_the_rest_is_booked(books: Books) -> None:
    catalogue = books.catalogue
    locked = catalogue.organisation.period_lock
    assert locked is not None
    good = books.document()
    line = good.lines[0]
    archived_account = next(a for a in catalogue.accounts if not a.is_active and a.code)
    wrong = {
        "account": books.document(lines=(replace(line, account_code="NOPE"),)),
        "archived account": books.document(lines=(replace(line, account_code=archived_account.code),)),
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


def test_the_same_key_books_nothing_twice(books: Books) -> None:
    operations = [books.operation(INVOICE, books.document()) for _ in range(3)]
    key = books.chance.uuid()
    first, second = send(books, operations, key), send(books, operations, key)
    assert books.ledger.handlers()[INVOICE].trusts_key
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


# --- contacts


def contact(books: Books, external_id: str | None = None) -> ContactPayload:
    """A new customer."""
    token = books.chance.token(8)
    return ContactPayload(
        name=f"Straße & Söhne «{token}» Pty Ltd",
        external_id=f"at-{token}" if external_id is None else external_id,
        first_name="Zoë",
        last_name="O'Hara",
        email="accounts@example.com",
        phone="+61 2 5550 0100",
        currency=books.catalogue.organisation.base_currency,
        address=Address(("1 High Street",), "Hobart", "TAS", "7000", "Australia"),
    )


def test_a_contact_is_made_and_used(books: Books) -> None:
    payload = contact(books)
    making = books.operation(OperationKind.CREATE_CONTACT, payload)
    attempt = send(books, [making])
    item = attempt.items[making.id]
    assert item.outcome is ItemOutcome.MADE, item
    handler = books.ledger.handlers()[OperationKind.CREATE_CONTACT]
    assert handler.read_back([books.record(making, item.remote_id)], books.stop)[making.id].live
    (hit,) = handler.find([books.record(making)], books.stop)[making.id].hits
    assert (hit.ours, hit.remote_id) == (True, item.remote_id)
    read = books.ledger.contacts([item.remote_id], books.stop)[item.remote_id]
    assert (read.name, read.external_id, read.email) == (payload.name, payload.external_id, payload.email)
    assert any(c.id == item.remote_id for c in books.ledger.catalogue(books.stop, unheard).contacts)

    document = books.document(contact_id="", contact_operation=making.id, contact_name=payload.name)
    posting = books.operation(INVOICE, document, making.id)
    posted = send(books, [posting], **{making.id: item.remote_id})
    assert posted.items[posting.id].outcome is ItemOutcome.MADE
    (found,) = books.ledger.handlers()[INVOICE].find([books.record(posting)], books.stop)[posting.id].hits
    assert found.ours


def test_a_used_name_or_id_is_looked_up(books: Books) -> None:
    payload = contact(books)
    first = books.operation(OperationKind.CREATE_CONTACT, payload)
    send(books, [first])
    same_id = books.operation(OperationKind.CREATE_CONTACT, replace(payload, name=payload.name + " 2"))
    same_name = books.operation(OperationKind.CREATE_CONTACT, replace(payload, external_id="other"))
    attempt = send(books, [same_id, same_name])
    assert [attempt.items[o.id].outcome for o in (same_id, same_name)] == [ItemOutcome.NUMBER_TAKEN] * 2
    found = books.ledger.handlers()[OperationKind.CREATE_CONTACT].find([books.record(same_name)], books.stop)
    (hit,) = found[same_name.id].hits
    assert not hit.ours


def test_an_id_is_written_on_a_contact_only_where_there_is_none(books: Books) -> None:
    kind = OperationKind.LINK_CONTACT
    fresh = books.operation(OperationKind.CREATE_CONTACT, contact(books, external_id=""))
    fresh_id = send(books, [fresh]).items[fresh.id].remote_id
    other = books.operation(OperationKind.CREATE_CONTACT, contact(books))
    other_id = send(books, [other]).items[other.id].remote_id
    mark = f"at-{books.chance.token(6)}"
    link = books.operation(kind, LinkPayload(fresh_id, "fresh", mark))
    clash = books.operation(kind, LinkPayload(other_id, "other", mark + "x"))
    handler = books.ledger.handlers()[kind]
    assert not handler.find([books.record(link)], books.stop)[link.id].hits
    attempt = send(books, [link, clash])
    assert attempt.items[link.id].outcome is ItemOutcome.MADE
    assert attempt.items[clash.id].outcome is ItemOutcome.REFUSED
    assert "carries another id" in attempt.items[clash.id].sentence
    assert books.ledger.contacts([fresh_id], books.stop)[fresh_id].external_id == mark
    assert handler.read_back([books.record(link, fresh_id)], books.stop)[link.id].live
    assert handler.find([books.record(link)], books.stop)[link.id].hits
    assert send(books, [link]).items[link.id].outcome is ItemOutcome.MADE, "again changes nothing"


def test_an_archived_contact_comes_back(books: Books) -> None:
    archived = books.contact(ContactState.ARCHIVED, last=True)
    restore = books.operation(OperationKind.RESTORE_CONTACT, RestorePayload(archived.id, archived.name))
    handler = books.ledger.handlers()[OperationKind.RESTORE_CONTACT]
    attempt = send(books, [restore])
    assert attempt.items[restore.id].outcome is ItemOutcome.MADE
    assert handler.read_back([books.record(restore, archived.id)], books.stop)[restore.id].live


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
        assert answer.sentence == "Somebody has changed it in Xero. It was left as it is."
    assert books.ledger.numbers_in_use([document.number], books.stop)[document.number].live


def test_addresses_open_the_record(books: Books) -> None:
    organisation = books.catalogue.organisation
    for kind in ("invoice", "credit_note", "contact"):
        url = books.ledger.document_url(organisation, kind, "00000000-0000-4000-8000-000000000001")
        assert url.startswith("https://")
        assert url.endswith("00000000-0000-4000-8000-000000000001")
