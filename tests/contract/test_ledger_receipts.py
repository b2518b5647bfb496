"""Sales that were paid at once: posted with a verdict each, found, read back and taken back, by every ledger that has a form for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.answer import ItemAnswer, ItemOutcome
from app.domain.catalogue import Account, Feature
from app.domain.documents import Deposit, DocumentKind, SalesForm
from app.domain.ledger_words import words_of
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind
from app.domain.payload import AttachPayload, DocumentPayload, VoidPayload
from app.domain.receipts import deposit_accounts
from app.domain.verdict import Verdict
from tests.contract.acts import CREDIT, INVOICE, judged, made, post, send
from tests.contract.books import Books, quickbooks_books, quickbooks_us_books

OF_KIND = {DocumentKind.INVOICE: INVOICE, DocumentKind.CREDIT_NOTE: CREDIT}


@pytest.fixture(scope="module", params=[quickbooks_books, quickbooks_us_books], ids=["quickbooks", "quickbooks-us"])
def receiving(request: pytest.FixtureRequest) -> Iterator[Books]:
    """Books with sales receipts; nobody else works in them."""
    with request.param() as made_books:
        yield made_books


def undeposited(books: Books) -> Account:
    """The account of money that is not at the bank yet."""
    return next(a for a in deposit_accounts(books.catalogue) if a.name == "Undeposited Funds")


def receipt(books: Books, kind: DocumentKind = DocumentKind.INVOICE, **changes: Any) -> DocumentPayload:
    """A receipt of two lines that may be posted as it is, with changes."""
    method = books.catalogue.payment_methods[0]
    deposit = Deposit(undeposited(books).id, undeposited(books).label, method.id, method.name)
    return books.document(**{"kind": kind, "deposit": deposit, "due_date": None, **changes})


def test_the_form_is_offered_where_the_ledger_has_it(books: Books) -> None:
    catalogue, words = books.catalogue, words_of(books.ledger.vendor)
    offered = Feature.SALES_RECEIPTS in catalogue.features
    assert offered is (words.receipt is not None) is (words.refund is not None)
    assert bool(deposit_accounts(catalogue)) is bool(catalogue.payment_methods) is offered
    assert offered is (books.wire_name == "quickbooks")


def test_accounts_and_methods_are_read(receiving: Books) -> None:
    catalogue = receiving.catalogue
    assert {a.kind for a in catalogue.accounts if a.for_deposits} <= {"Bank", "Other Current Asset"}
    assert not any(a.for_deposits and a.for_sales for a in catalogue.accounts)
    assert undeposited(receiving).is_active
    assert all(method.id and method.name for method in catalogue.payment_methods)


@pytest.mark.parametrize("kind", DocumentKind)
def test_receipts_and_invoices_go_in_one_batch(receiving: Books, kind: DocumentKind) -> None:
    books = receiving
    due = books.open_day() + timedelta(days=14) if kind is DocumentKind.INVOICE else None
    documents = [receipt(books, kind), books.document(kind=kind, due_date=due), receipt(books, kind, reference="")]
    before = books.calls()
    operations, attempt = post(books, *documents)
    assert books.calls() == before + 1
    for operation, document in zip(operations, documents, strict=True):
        item = attempt.items[operation.id]
        assert judged(attempt, operation) is Verdict.APPLIED, item
        assert item.total == Money(document.total, document.currency)
        assert ("receipt" in item.url) is (document.form is SalesForm.RECEIPT)
    records = [books.record(o, attempt.items[o.id].remote_id, attempt.items[o.id].version) for o in operations]
    handler = books.ledger.handlers()[OF_KIND[kind]]
    for operation in operations:
        state = handler.read_back(records, books.stop)[operation.id]
        assert (state.live, state.untouched, state.total) == (True, True, operation.expected), state
        (hit,) = handler.find(records, books.stop)[operation.id].hits
        assert (hit.ours, hit.live, hit.differs) == (True, True, "")
    used = books.ledger.numbers_in_use([d.number for d in documents], books.stop)
    sign = -1 if kind is DocumentKind.CREDIT_NOTE else 1
    assert {n: ref.total.amount for n, ref in used.items()} == {d.number: sign * d.total for d in documents}


def test_the_money_is_where_the_route_says(receiving: Books) -> None:
    books = receiving
    for kind, entity in ((DocumentKind.INVOICE, "SalesReceipt"), (DocumentKind.CREDIT_NOTE, "RefundReceipt")):
        document = receipt(books, kind)
        made(books, document)
        assert document.deposit is not None
        (held,) = [each for each in books.documents(entity) if each["DocNumber"] == document.number]
        assert held["DepositToAccountRef"]["value"] == document.deposit.account_id
        assert held["PaymentMethodRef"]["value"] == document.deposit.method_id
        assert "DueDate" not in held or held["DueDate"] == held["TxnDate"]


def test_a_number_of_an_invoice_is_taken_for_a_receipt_too(receiving: Books) -> None:
    books = receiving
    invoice = books.document()
    _, there = made(books, invoice)
    (operation,), attempt = post(books, receipt(books, number=invoice.number))
    assert attempt.items[operation.id].outcome is ItemOutcome.NUMBER_TAKEN
    (hit,) = books.ledger.handlers()[INVOICE].find([books.record(operation)], books.stop)[operation.id].hits
    assert (hit.remote_id, hit.ours) == (there.remote_id, False)
    assert "another kind of document" in hit.differs


def test_refusals_of_receipts_are_told_in_words(receiving: Books) -> None:
    books = receiving
    income = next(a for a in books.catalogue.accounts if a.for_sales and a.is_active)
    good = receipt(books)
    assert good.deposit is not None
    cases = {
        "of a kind that QuickBooks does not take here": replace(good.deposit, account_id=income.id),
        "An account is inactive": replace(good.deposit, account_id="999999"),
    }
    for words, deposit in cases.items():
        for kind in DocumentKind:
            (operation,), attempt = post(books, receipt(books, kind, deposit=deposit))
            item = attempt.items[operation.id]
            assert item.outcome is ItemOutcome.REFUSED, item
            assert words in item.sentence, item


def void(books: Books, document: DocumentPayload, item: ItemAnswer) -> Operation:
    """Taking a receipt back."""
    payload = VoidPayload(
        document.kind, item.remote_id, document.number, item.version, document.total, document.currency, document.form
    )
    return books.operation(OperationKind.VOID_DOCUMENT, payload)


def test_receipts_are_taken_back(receiving: Books) -> None:
    books = receiving
    documents = [receipt(books), receipt(books, DocumentKind.CREDIT_NOTE), books.document()]
    items = [made(books, document)[1] for document in documents]
    voids = [void(books, document, item) for document, item in zip(documents, items, strict=True)]
    attempt = send(books, voids)
    assert [attempt.items[o.id].outcome for o in voids] == [ItemOutcome.MADE] * 3
    handler = books.ledger.handlers()[OperationKind.VOID_DOCUMENT]
    states = handler.read_back([books.record(o, i.remote_id) for o, i in zip(voids, items, strict=True)], books.stop)
    assert [states[o.id].live for o in voids] == [False] * 3
    assert [send(books, [o]).items[o.id].outcome for o in voids] == [ItemOutcome.MADE] * 3, "again changes nothing"
    used = books.ledger.numbers_in_use([d.number for d in documents], books.stop)
    assert not used[documents[0].number].live
    assert documents[1].number not in used, "a deleted refund receipt gives its number back"


def test_a_receipt_that_somebody_changed_is_left_alone(receiving: Books) -> None:
    books = receiving
    document = receipt(books)
    _, item = made(books, document)
    realm = books.catalogue.organisation.tenant
    edit = {"realm": realm, "entity": "SalesReceipt", "row": item.remote_id, "fields": {"PrivateNote": "Call Ann."}}
    books.control("act/quickbooks/edit", edit)
    operation = void(books, document, item)
    answer = send(books, [operation]).items[operation.id]
    assert (answer.outcome, answer.sentence) == (
        ItemOutcome.REFUSED,
        "Somebody has changed it in QuickBooks. It was left as it is.",
    )


def test_a_receipt_that_somebody_deleted_is_no_absent_one(receiving: Books) -> None:
    """Nothing is sent a second time on a guess: what was deleted since it was first sent may have been this one."""
    books = receiving
    document = receipt(books, DocumentKind.CREDIT_NOTE)
    operation, item = made(books, document)
    gone = void(books, document, item)
    assert send(books, [gone]).items[gone.id].outcome is ItemOutcome.MADE
    look_up = books.ledger.handlers()[CREDIT].find([books.record(operation)], books.stop)[operation.id]
    assert look_up.complete
    assert item.remote_id in {hit.remote_id for hit in look_up.hits}
    assert not any(hit.live for hit in look_up.hits)


def test_a_paper_hangs_on_a_receipt(receiving: Books) -> None:
    books = receiving
    posting, item = made(books, receipt(books))
    payload = AttachPayload(posting.id, DocumentKind.INVOICE, "204117", "Receipt 204117.pdf", SalesForm.RECEIPT)
    attach = books.operation(OperationKind.ATTACH_FILE, payload, posting.id)
    answers = [send(books, [attach], **{posting.id: item.remote_id}).items[attach.id] for _ in range(2)]
    assert {answer.outcome for answer in answers} == {ItemOutcome.MADE}
    assert answers[0].remote_id == answers[1].remote_id
    files = [each for each in books.documents("Attachable") if each["FileName"] == payload.file_name]
    assert [each["AttachableRef"][0]["EntityRef"]["type"] for each in files] == ["SalesReceipt"]


def test_receipts_are_known_again_when_a_journal_is_rebuilt(receiving: Books) -> None:
    books = receiving
    documents = [receipt(books), receipt(books, DocumentKind.CREDIT_NOTE)]
    posted = {made(books, document)[0].marker: document for document in documents}
    own = {each.marker: each for each in books.ledger.made_by_us(None, books.stop)}
    for marker, document in posted.items():
        found, deposit = own[marker], document.deposit
        assert found.kind is document.kind
        assert found.deposit is not None
        assert deposit is not None
        assert (found.deposit.account_id, found.deposit.method_id) == (deposit.account_id, deposit.method_id)
