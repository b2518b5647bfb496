"""What every source must do, whoever the vendor is: find documents whole, guard them, mark them and take the mark back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.domain.answer import GuardOutcome
from app.domain.documents import DocumentKind, SearchCriteria, SearchResult, SourceDocument
from app.domain.errors import BadInput, Cancelled, RemoteProblem
from app.domain.money import totals_by_currency
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, Ready, subject
from app.domain.payload import MarkPayload, UnmarkPayload, write_payload
from app.domain.run import Progress, Stop, unheard
from app.domain.verdict import Verdict, verdict
from app.ports.sources import InvoiceSource
from tests.contract.sources import SourceBench, autotask_source

SOURCES: dict[str, Callable[[], AbstractContextManager[SourceBench]]] = {"autotask": autotask_source}
AT = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)


@pytest.fixture(params=sorted(SOURCES))
def bench(request: pytest.FixtureRequest) -> Iterator[SourceBench]:
    """One source after the other, each with a tenant of the test's own."""
    with SOURCES[request.param]() as made:
        yield made


def search(bench: SourceBench, criteria: SearchCriteria | None = None) -> SearchResult:
    return bench.source.search(criteria or SearchCriteria(), bench.stop, unheard)


def sound(bench: SourceBench) -> SourceDocument:
    """A document that could be sent."""
    return next(one for one in search(bench).documents if not one.problems and one.number)


def operation(bench: SourceBench, kind: OperationKind, document: SourceDocument, at: datetime = AT) -> Operation:
    payload = "{}"
    if kind is OperationKind.MARK_PROCESSED:
        payload = write_payload(MarkPayload(document.id, at, "post"))
    if kind is OperationKind.UNMARK_PROCESSED:
        payload = write_payload(UnmarkPayload(document.id, at))
    return Operation(
        id=f"{kind.value}-{document.id}",
        kind=kind,
        connection_id="source",
        tenant="tenant",
        subject=subject(bench.source.system, "invoice", document.id),
        reference=document.number,
        payload=payload,
        run_id="run",
        source_id=document.id,
        source_hash=document.header_hash,
    )


def guarded(bench: SourceBench, one: Operation) -> GuardOutcome:
    return bench.source.guard([one], bench.stop)[one.id].outcome


def carry_out(bench: SourceBench, one: Operation) -> Verdict:
    """Send it as the engine would, in a request of its own."""
    handler = bench.source.handlers()[one.kind]
    members = [Ready(one, 0)]
    prepared = handler.prepare(members)
    assert prepared == handler.prepare(members), "the same members give the same bytes"
    assert prepared.members == (one.id,)
    attempt = handler.send(prepared, members, "key", bench.stop)
    return verdict(attempt, attempt.items.get(one.id), single=True, replay=False)


def record(one: Operation) -> OperationRecord:
    return OperationRecord(one, OperationState.UNKNOWN)


def test_it_is_an_invoice_source(bench: SourceBench) -> None:
    source: InvoiceSource = bench.source
    assert source.system == source.system.lower()
    assert source.vendor


def test_documents_are_whole(bench: SourceBench) -> None:
    heard: list[Progress] = []
    arrived: list[SourceDocument] = []
    result = bench.source.search(SearchCriteria(), bench.stop, heard.append, arrived.extend)
    assert len(result.documents) == bench.waiting
    assert result.complete
    assert result.calls > 0
    assert result.looked_at is not None
    assert arrived == list(result.documents), "arrived hears of every document once, in the order of the result"
    assert heard[-1].done == bench.waiting
    for document in result.documents:
        assert document.header_hash
        assert len(document.currency) == 3
        assert document.party.id
        assert document.marked_at is None
        assert not document.voided
        if not document.problems:
            assert sum((line.amount for line in document.lines), Decimal(0)) == document.net
            assert sum((line.tax for line in document.lines), Decimal(0)) == document.tax


def test_lines_that_cannot_be_seen_block_their_document(bench: SourceBench) -> None:
    found = {document.id: document for document in search(bench).documents}
    assert [problem.code for problem in found[bench.hidden].problems] == ["hidden_lines"]
    assert found[bench.credit].kind is DocumentKind.CREDIT_NOTE


def test_searching_twice_gives_the_same(bench: SourceBench) -> None:
    assert search(bench).documents == search(bench).documents


def test_an_id_finds_one_and_tells_why_not(bench: SourceBench) -> None:
    document = sound(bench)
    assert [one.id for one in search(bench, SearchCriteria(invoice_id=document.id)).documents] == [document.id]
    bench.users.mark(document.id, "2026-04-10T00:00:00Z")
    result = search(bench, SearchCriteria(invoice_id=document.id))
    assert (result.documents, len(result.left_out)) == ((), 1)
    assert len(search(bench).documents) == bench.waiting - 1
    (marked,) = search(bench, SearchCriteria(invoice_id=document.id, include_marked=True)).documents
    assert marked.marked_at == datetime(2026, 4, 10, tzinfo=UTC)


def test_every_division_finds_its_documents_and_no_others(bench: SourceBench) -> None:
    everything = search(bench).documents
    used = {one for document in everything for one in document.lines_of_business}
    choices = {division.id for division in bench.source.divisions(bench.stop)}
    assert used <= choices
    for division in sorted(used):
        found = {document.id for document in search(bench, SearchCriteria(division_id=division)).documents}
        seen = {document.id for document in everything if division in document.lines_of_business}
        assert found - {bench.hidden} == seen - {bench.hidden}


def test_dates_bound_the_search(bench: SourceBench) -> None:
    everything = search(bench).documents
    day = sorted(document.issue_date for document in everything)[bench.waiting // 2]
    found = search(bench, SearchCriteria(date_from=day, date_to=day)).documents
    assert {one.id for one in found} == {one.id for one in everything if one.issue_date == day}
    with pytest.raises(BadInput):
        search(bench, SearchCriteria(date_from=day, date_to=day - timedelta(days=1)))


def test_what_waits_agrees_with_the_search(bench: SourceBench) -> None:
    waiting = bench.source.waiting(bench.stop)
    documents = search(bench).documents
    assert {one.id: one.issue_date for one in waiting} == {one.id: one.issue_date for one in documents}
    assert totals_by_currency(one.total for one in waiting) == totals_by_currency(one.total for one in documents)


def test_the_catalogue_knows_what_lines_are_mapped_by(bench: SourceBench) -> None:
    catalogue = bench.source.catalogue(bench.stop)
    offered = {(facet.facet, facet.key) for facet in catalogue.facets}
    taxes = {key for key, _, _ in catalogue.taxes}
    for document in search(bench).documents:
        for line in document.lines:
            assert {(facet.facet, facet.key) for facet in line.facets} <= offered
            assert line.tax_key in taxes


def test_the_guard_tells_what_happened_at_the_source(bench: SourceBench) -> None:
    documents = [one for one in search(bench).documents if not one.problems][:4]
    posts = [operation(bench, OperationKind.POST_INVOICE, one) for one in documents]
    words = bench.source.guard(posts, bench.stop)
    assert {words[one.id].outcome for one in posts} == {GuardOutcome.CLEAR}
    bench.users.void(documents[0].id)
    bench.users.mark(documents[1].id, "2026-04-10T00:00:00Z")
    bench.users.renumber(documents[2].id, "OTHER")
    words = bench.source.guard(posts, bench.stop)
    assert [words[one.id].outcome for one in posts] == [
        GuardOutcome.VOIDED,
        GuardOutcome.MARKED_BY_OTHERS,
        GuardOutcome.CHANGED,
        GuardOutcome.CLEAR,
    ]
    assert all(words[one.id].sentence for one in posts[:3])


def test_a_guard_that_cannot_read_says_so(bench: SourceBench) -> None:
    post = operation(bench, OperationKind.POST_INVOICE, sound(bench))
    bench.users.fail_reads()
    assert guarded(bench, post) is GuardOutcome.UNREADABLE
    with pytest.raises(RemoteProblem):
        search(bench)


def test_marking_and_taking_it_back(bench: SourceBench) -> None:
    document = sound(bench)
    marking = operation(bench, OperationKind.MARK_PROCESSED, document)
    handler = bench.source.handlers()[marking.kind]
    assert handler.repeatable
    assert handler.find([record(marking)], bench.stop)[marking.id].hits == ()
    for _ in range(2):
        assert guarded(bench, marking) is GuardOutcome.CLEAR
        assert carry_out(bench, marking) is Verdict.APPLIED
    assert handler.read_back([record(marking)], bench.stop)[marking.id].live
    assert len(search(bench).documents) == bench.waiting - 1
    taking_back = operation(bench, OperationKind.UNMARK_PROCESSED, document)
    assert guarded(bench, taking_back) is GuardOutcome.CLEAR
    assert carry_out(bench, taking_back) is Verdict.APPLIED
    assert bench.source.handlers()[taking_back.kind].read_back([record(taking_back)], bench.stop)[taking_back.id].live
    assert not handler.read_back([record(marking)], bench.stop)[marking.id].live
    assert document in search(bench).documents


def test_a_mark_of_somebody_else_is_seen_before_and_after(bench: SourceBench) -> None:
    document = sound(bench)
    bench.users.mark(document.id, "2026-04-10T00:00:00Z")
    for kind in (OperationKind.MARK_PROCESSED, OperationKind.UNMARK_PROCESSED):
        one = operation(bench, kind, document)
        assert guarded(bench, one) is GuardOutcome.MARKED_BY_OTHERS
        (hit,) = bench.source.handlers()[kind].find([record(one)], bench.stop)[one.id].hits
        assert not hit.ours


def test_the_paper_is_a_pdf_with_a_plain_name(bench: SourceBench) -> None:
    name, data = bench.source.paper(sound(bench).id, bench.stop)
    assert data.startswith(b"%PDF-")
    assert name.endswith(".pdf")
    assert not set(name) & set('/\\:*?"<>|')


def test_the_check_has_findings(bench: SourceBench) -> None:
    check = bench.source.check(bench.stop)
    assert check.tenant
    assert check.findings
    assert check.problems == ()


def test_a_stopped_task_ends(bench: SourceBench) -> None:
    stop = Stop()
    stop.cancel()
    with pytest.raises(Cancelled):
        bench.source.search(SearchCriteria(), stop, unheard)
    with pytest.raises(Cancelled):
        bench.source.waiting(stop)
