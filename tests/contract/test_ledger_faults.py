"""When the way to a ledger fails in the middle of a write: never a wrong word about it, and always found again if it is there."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.answer import Stage
from app.domain.errors import RemoteProblem
from app.domain.operation import OperationKind
from app.domain.payload import DocumentPayload, read_payload
from app.domain.run import unheard
from app.domain.verdict import Verdict, verdict
from tests.contract.books import Books

INVOICE = OperationKind.POST_INVOICE


def fault(books: Books, call: tuple[str, str], **rule: Any) -> None:
    """One fault for the next call of this method and path."""
    rules = {"system": books.wire_name, "mount": "api", "method": call[0], "path": call[1], "times": 1, **rule}
    books.control("faults", [rules])


@pytest.mark.parametrize(
    ("rule", "judged"),
    [
        ({"kind": "reset_before"}, Verdict.AMBIGUOUS),
        ({"kind": "reset_after"}, Verdict.AMBIGUOUS),
        ({"kind": "close_before"}, Verdict.AMBIGUOUS),
        ({"kind": "close_after"}, Verdict.AMBIGUOUS),
        ({"kind": "truncate"}, Verdict.AMBIGUOUS),
        ({"kind": "broken_chunk"}, Verdict.AMBIGUOUS),
        ({"kind": "malformed_json"}, Verdict.AMBIGUOUS),
        ({"kind": "duplicate_keys"}, Verdict.AMBIGUOUS),
        ({"kind": "nan"}, Verdict.AMBIGUOUS),
        ({"kind": "html_200"}, Verdict.AMBIGUOUS),
        ({"kind": "wrong_type", "content_type": "text/csv"}, Verdict.AMBIGUOUS),
        ({"kind": "other_shape", "body": {"Invoices": "many"}}, Verdict.AMBIGUOUS),
        ({"kind": "other_shape", "body": []}, Verdict.AMBIGUOUS),
        ({"kind": "oversized", "megabytes": 40}, Verdict.AMBIGUOUS),
        ({"kind": "gzip_bomb", "megabytes": 80}, Verdict.AMBIGUOUS),
        ({"kind": "redirect", "location": "https://elsewhere.example/x"}, Verdict.AMBIGUOUS),
        ({"kind": "applied_then_status", "status": 500}, Verdict.AMBIGUOUS),
        ({"kind": "status", "status": 503}, Verdict.AMBIGUOUS),
        ({"kind": "status", "status": 429, "headers": {"Retry-After": "1"}}, Verdict.NOT_APPLIED),
        ({"kind": "expired_token"}, Verdict.NOT_APPLIED),
        ({"kind": "slow", "seconds": 0.3}, Verdict.APPLIED),
        ({"kind": "duplicate_delivery"}, Verdict.APPLIED),
    ],
    ids=lambda value: value.get("kind", "") if isinstance(value, dict) else str(value),
)
def test_a_write_that_meets_a_fault(rule: dict[str, Any], judged: Verdict, books: Books) -> None:
    books.ledger.organisation(books.stop)
    handler = books.ledger.handlers()[INVOICE]
    operation = books.operation(INVOICE, books.document())
    members = [books.ready(operation)]
    prepared = handler.prepare(members)
    fault(books, books.write, **rule)
    attempt = handler.send(prepared, members, books.chance.uuid(), books.stop)
    assert attempt.stage is Stage.SENT
    assert verdict(attempt, attempt.items.get(operation.id), single=True, replay=False) is judged
    assert judged is Verdict.APPLIED or attempt.sentence

    look_up = handler.find([books.record(operation)], books.stop)[operation.id]
    assert look_up.complete
    assert books.held(operation_number(operation.payload)) == len(look_up.hits) <= 1
    if not look_up.hits:
        again = handler.send(prepared, members, books.chance.uuid(), books.stop)
        look_up = handler.find([books.record(operation)], books.stop)[operation.id]
        assert again.items[operation.id].remote_id == look_up.hits[0].remote_id
    assert [(hit.ours, hit.live) for hit in look_up.hits] == [(True, True)]


def operation_number(payload: str) -> str:
    """The number of a document."""
    return read_payload(DocumentPayload, payload).number


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "reset_after"},
        {"kind": "close_before"},
        {"kind": "truncate"},
        {"kind": "html_200"},
        {"kind": "malformed_json"},
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}},
        {"kind": "expired_token"},
    ],
    ids=lambda rule: rule["kind"],
)
def test_a_read_goes_on_after_a_fault(rule: dict[str, Any], books: Books) -> None:
    wanted = books.contact().id
    fault(books, books.read, **rule)
    assert set(books.ledger.contacts([wanted], books.stop)) == {wanted}


def test_a_read_of_another_shape_concludes_nothing(books: Books) -> None:
    fault(books, books.read, kind="other_shape", body={"Contacts": "none", "QueryResponse": "none"})
    with pytest.raises(RemoteProblem):
        books.ledger.contacts([books.contact().id], books.stop)
    assert books.ledger.catalogue(books.stop, unheard).complete
