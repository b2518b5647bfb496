"""The last look before a send: one call for many, and each change at the source has its word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.connectors.autotask.values import written
from app.domain.answer import GuardOutcome, GuardResult
from app.domain.documents import SearchCriteria, SourceDocument
from app.domain.errors import AccessProblem
from app.domain.operation import Operation, OperationKind
from app.domain.run import Stop, unheard
from tests.connectors.autotask.bench import AT, SandboxBench, mark, operation, unmark


def first(bench: SandboxBench) -> SourceDocument:
    result = bench.source.search(SearchCriteria(), Stop(), unheard)
    return next(document for document in result.documents if not document.problems)


def post(document: SourceDocument) -> Operation:
    return operation(OperationKind.POST_INVOICE, int(document.id), source_hash=document.header_hash)


def judged(bench: SandboxBench, one: Operation) -> GuardResult:
    return bench.source.guard([one], Stop())[one.id]


def test_unchanged_documents_are_clear_in_one_call(small: SandboxBench) -> None:
    result = small.source.search(SearchCriteria(), Stop(), unheard)
    operations = [post(document) for document in result.documents]
    before = len(small.calls())
    found = small.source.guard(operations, Stop())
    assert len(small.calls()) - before == 1
    assert {one.outcome for one in found.values()} == {GuardOutcome.CLEAR}
    assert found.keys() == {one.id for one in operations}


@pytest.mark.parametrize(
    "change",
    [
        {"invoiceTotal": 1},
        {"invoiceNumber": "OTHER"},
        {"orderNumber": "PO-1"},
        {"companyID": 1002},
        {"dueDate": "2027-01-01T00:00:00Z"},
        {"invoiceDateTime": "2026-01-01T00:00:00Z"},
    ],
)
def test_a_changed_header_is_changed(small: SandboxBench, change: dict[str, object]) -> None:
    document = first(small)
    small.put("Invoices", int(document.id), **change)
    assert judged(small, post(document)).outcome is GuardOutcome.CHANGED


def test_a_void_is_told(small: SandboxBench) -> None:
    document = first(small)
    small.sandbox.act("autotask", "void_invoice", {"id": int(document.id)})
    assert judged(small, post(document)).outcome is GuardOutcome.VOIDED


def test_a_mark_by_somebody_else_is_told_with_its_time(small: SandboxBench) -> None:
    document = first(small)
    small.put("Invoices", int(document.id), webServiceDate="2026-04-09T08:30:00Z")
    word = judged(small, post(document))
    assert word.outcome is GuardOutcome.MARKED_BY_OTHERS
    assert "9 April 2026 at 08:30 UTC" in word.sentence


def test_a_mark_that_was_shown_is_clear_and_missed_when_it_is_gone(small: SandboxBench) -> None:
    document = first(small)
    small.put("Invoices", int(document.id), webServiceDate="2026-04-09T08:30:00Z")
    criteria = SearchCriteria(invoice_id=document.id, include_marked=True)
    (shown,) = small.source.search(criteria, Stop(), unheard).documents
    assert judged(small, post(shown)).outcome is GuardOutcome.CLEAR
    small.put("Invoices", int(document.id), webServiceDate=None)
    assert judged(small, post(shown)).outcome is GuardOutcome.CHANGED


def test_marking_is_clear_while_unmarked_or_marked_by_us(small: SandboxBench) -> None:
    document = first(small)
    one = mark(int(document.id), source_hash=document.header_hash)
    assert judged(small, one).outcome is GuardOutcome.CLEAR
    small.put("Invoices", int(document.id), webServiceDate=written(AT))
    assert judged(small, one).outcome is GuardOutcome.CLEAR
    small.put("Invoices", int(document.id), webServiceDate=written(AT + timedelta(minutes=1)))
    assert judged(small, one).outcome is GuardOutcome.MARKED_BY_OTHERS


def test_unmarking_is_clear_only_for_our_own_mark(small: SandboxBench) -> None:
    number = int(first(small).id)
    assert judged(small, unmark(number)).outcome is GuardOutcome.CLEAR
    small.put("Invoices", number, webServiceDate=written(AT))
    assert judged(small, unmark(number)).outcome is GuardOutcome.CLEAR
    small.put("Invoices", number, webServiceDate="2026-01-01T00:00:00Z")
    assert judged(small, unmark(number)).outcome is GuardOutcome.MARKED_BY_OTHERS


def test_an_invoice_that_is_not_shown_is_unreadable(small: SandboxBench) -> None:
    word = judged(small, operation(OperationKind.POST_INVOICE, 5, source_hash="x."))
    assert word.outcome is GuardOutcome.UNREADABLE


def test_what_is_not_about_an_invoice_is_clear_without_a_call(small: SandboxBench) -> None:
    one = operation(OperationKind.CREATE_CONTACT, 1001, thing="company")
    before = len(small.calls())
    assert judged(small, one).outcome is GuardOutcome.CLEAR
    assert len(small.calls()) == before


def test_a_failed_read_makes_all_unreadable_and_a_refused_sign_in_is_raised(small: SandboxBench) -> None:
    document = first(small)
    small.fault("status", "/Invoices/query", times=5, status=503)
    word = judged(small, post(document))
    assert word.outcome is GuardOutcome.UNREADABLE
    assert word.sentence == "Autotask is out of service at present."
    small.sandbox.clear_faults()
    small.clock.move(61)  # five faults in a row pause the host for a minute
    small.fault("status", "/Invoices/query", status=401)
    with pytest.raises(AccessProblem):
        judged(small, post(document))
