"""What the ledger contract does again and again: send operations as one request, and judge what came back."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.answer import Attempt, ItemAnswer, ItemOutcome
from app.domain.documents import DocumentKind
from app.domain.operation import Operation, OperationKind
from app.domain.payload import DocumentPayload
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
