"""Plans: what is ready, what waits and why, and that nothing is sent whose total differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import LedgerDocumentRef, TrackingCategory, TrackingOption
from app.domain.documents import DocumentKind, ReadProblem, SourceDocument
from app.domain.ledger_words import words_of
from app.domain.mapping import (
    ArrivalStatus,
    CustomerMapping,
    MappingBook,
    NewContact,
    PostingRule,
    RouteDefaults,
    TrackingRule,
)
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.parties import ContactState, LedgerContact, SourceParty
from app.domain.plan import DocumentState, Mend, Plan, PlannedDocument
from app.domain.planning import Materials, make_plan
from app.domain.problem_groups import currency_totals, gather_groups
from tests.support.books import HARDWARE, book, catalogue, document, line


def plan_of(*documents: SourceDocument, **changes: Any) -> Plan:
    return make_plan(
        Materials("r1", documents, changes.pop("book", book()), changes.pop("catalogue", catalogue()), **changes)
    )


def only(plan: Plan) -> PlannedDocument:
    (planned,) = plan.documents
    return planned


def test_a_plain_invoice_is_ready_with_its_payload() -> None:
    planned = only(plan_of(document(line("346.29"), line("165.00"))))
    assert planned.state is DocumentState.READY
    assert planned.document is not None
    assert planned.document.contact.contact_id == "c1"
    assert planned.document.total == Money(Decimal("562.42"), "AUD")
    assert [found.tax_amount for found in planned.document.lines] == [Decimal("34.63"), Decimal("16.50")]
    assert planned.document.lines[0].why == "default of this route"


@given(
    st.lists(st.decimals(min_value=Decimal("-50"), max_value=Decimal("5000"), places=4), min_size=1, max_size=30),
    st.booleans(),
)
def test_what_is_ready_agrees_to_the_cent(amounts: list[Decimal], by_document: bool) -> None:
    lines = [line(str(a), str(a / 10 if by_document else (a / 10).quantize(Decimal("0.01")))) for a in amounts]
    source = document(*lines)
    planned = only(plan_of(source))
    if planned.document is None:
        assert {p.code for p in planned.problems} <= {"rounding_over_limit"}
        return
    sign = -1 if planned.document.kind is DocumentKind.CREDIT_NOTE else 1
    assert planned.document.total.amount * sign == source.total.amount
    net = sum((found.amount for found in planned.document.lines), Decimal(0))
    tax = sum((found.tax_amount for found in planned.document.lines), Decimal(0))
    assert net + tax == planned.document.total.amount
    rounding = [found for found in planned.document.lines if found.is_rounding]
    assert len(rounding) <= 1
    assert all(abs(found.amount) <= Decimal("0.05") for found in rounding)


def test_a_cent_of_difference_becomes_a_visible_line_and_forty_block() -> None:
    cent = document(line("10.00"), tax=Decimal("1.01"))
    planned = only(plan_of(cent))
    assert planned.document is not None
    assert [(found.description, found.amount, found.account_code) for found in planned.document.lines[1:]] == [
        ("Rounding", Decimal("0.01"), "860")
    ]
    far = only(plan_of(document(line("10.00"), tax=Decimal("1.40"))))
    assert far.state is DocumentState.BLOCKED
    assert [p.code for p in far.problems] == ["rounding_over_limit"]


def test_a_credit_becomes_a_credit_note_with_positive_lines() -> None:
    planned = only(plan_of(document(line("-260.52", "-26.05"))))
    assert planned.document is not None
    assert planned.document.kind is DocumentKind.CREDIT_NOTE
    assert planned.document.total == Money(Decimal("286.57"), "AUD")
    assert currency_totals([planned])[0].total == Money(Decimal("-286.57"), "AUD")


def test_yen_have_no_decimals() -> None:
    source = document(
        line("1200", "0", tax_key="none"),
        currency="JPY",
        party=SourceParty("1180", "Quokka Childcare", currency="JPY"),
    )
    planned = only(plan_of(source, book=book(defaults=RouteDefaults(account_code="200", tax_code="EXEMPTOUTPUT"))))
    assert planned.document is not None
    assert planned.document.total.minor == 1200


def blocked_cases() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    used = LedgerDocumentRef("x", "INV-1", "c9", "Other Ltd", Money(Decimal("5.00"), "AUD"), None, "AUTHORISED", True)
    archived = (LedgerContact("c1", "Quokka", external_id="1180", state=ContactState.ARCHIVED),)
    hidden = (ReadProblem("hidden_lines", "Its lines do not add up to its total."),)
    return [
        ("no_number", {"number": ""}, {}),
        ("no_number", {"number": "ERROR"}, {}),
        ("number_not_allowed", {"number": "請求-1"}, {}),
        ("locked_period", {"issue_date": date(2026, 6, 30)}, {}),
        ("currency_not_enabled", {"currency": "EUR"}, {}),
        ("number_used", {}, {"numbers": {"INV-1": used}}),
        ("number_used", {}, {"numbers": {"INV-1": replace(used, live=False)}}),
        ("archived_contact", {}, {"contacts": archived}),
        ("hidden_lines", {"problems": hidden}, {}),
        ("voided", {"voided": True}, {}),
        ("no_lines", {"lines": (), "net": Decimal(0), "tax": Decimal(0)}, {}),
    ]


@pytest.mark.parametrize(("code", "source", "ledger"), blocked_cases())
def test_what_can_never_go_is_blocked_with_its_cause(code: str, source: dict[str, Any], ledger: dict[str, Any]) -> None:
    planned = only(plan_of(document(line("10.00"), **source), catalogue=catalogue(**ledger)))
    assert planned.state is DocumentState.BLOCKED
    assert not planned.can_send
    assert code in [p.code for p in planned.problems]
    assert all(p.sentence.endswith(".") and p.advice for p in planned.problems if p.code != "hidden_lines")


def test_a_draft_may_be_dated_in_a_locked_period() -> None:
    source = document(line("10.00"), issue_date=date(2026, 6, 30))
    drafts = book(defaults=RouteDefaults(account_code="200", arrival=ArrivalStatus.DRAFT))
    assert only(plan_of(source, book=drafts)).can_send
    planned = only(plan_of(source, as_draft=frozenset({source.id})))
    assert planned.document is not None
    assert planned.document.arrival is ArrivalStatus.DRAFT


def test_two_with_one_number_block_each_other() -> None:
    plan = plan_of(document(line("10.00")), document(line("12.00"), id="204118"))
    assert [p.problems[0].code for p in plan.documents] == ["duplicate_number"] * 2
    assert len(plan.groups) == 1


def test_the_same_document_in_the_ledger_is_not_offered_again() -> None:
    same = LedgerDocumentRef(
        "x", "INV-1", "c1", "Quokka", Money(Decimal("11.00"), "AUD"), date(2026, 10, 31), "PAID", True
    )
    planned = only(plan_of(document(line("10.00")), catalogue=catalogue(numbers={"INV-1": same})))
    assert planned.state is DocumentState.ALREADY_IN_LEDGER
    assert planned.existing == same


def test_an_unmatched_customer_waits_and_a_new_contact_makes_it_ready() -> None:
    stranger = SourceParty("77", "Kauri Timber", currency="AUD")
    source = document(line("10.00"), party=stranger)
    waiting = plan_of(source)
    assert only(waiting).state is DocumentState.NEEDS_CUSTOMER
    assert waiting.groups[0].mend is Mend.MAP_CUSTOMER
    new = NewContact("77", "Kauri Timber Ltd")
    decided = book(customers=(CustomerMapping("77", "", create=new),))
    plan = plan_of(source, book=decided)
    assert only(plan).can_send
    assert plan.new_contacts == (new,)


def test_a_mapped_contact_without_a_number_is_linked_once() -> None:
    plain = LedgerContact("c2", "Kauri Timber")
    stranger = SourceParty("77", "Kauri Timber", currency="AUD")
    documents = [document(line("10.00"), party=stranger, id=str(i), number=f"K{i}") for i in range(3)]
    plan = plan_of(
        *documents,
        book=book(customers=(CustomerMapping("77", "c2"),)),
        catalogue=catalogue(contacts=(plain,)),
    )
    assert [(found.contact_id, found.external_id) for found in plan.links] == [("c2", "77")]


def test_a_merged_contact_is_followed() -> None:
    gone = LedgerContact("c2", "Kauri", state=ContactState.ARCHIVED, merged_into="c3")
    winner = LedgerContact("c3", "Kauri Timber")
    stranger = SourceParty("77", "Kauri Timber", currency="AUD")
    planned = only(
        plan_of(
            document(line("10.00"), party=stranger),
            book=book(customers=(CustomerMapping("77", "c2"),)),
            catalogue=catalogue(contacts=(gone, winner)),
        )
    )
    assert planned.document is not None
    assert planned.document.contact.contact_id == "c3"


def test_an_archived_account_is_one_problem_for_many_invoices() -> None:
    rule = PostingRule(HARDWARE.facet, HARDWARE.key, HARDWARE.name, account_code="215")
    documents = [document(line("10.00", facets=(HARDWARE,)), id=str(i), number=f"H{i}") for i in range(17)]
    plan = plan_of(*documents, book=book(postings=(rule,)))
    (group,) = gather_groups(plan.groups, words_of("Xero"))
    assert group.sentence == "17 invoices wait for 1 account"
    assert group.cause == "Hardware resale"
    assert plan.groups[0].subject == "billing_code:4100"


def test_the_most_exact_rule_wins_and_says_so() -> None:
    rules = (
        PostingRule(HARDWARE.facet, HARDWARE.key, "Hardware resale", account_code="200"),
        PostingRule(HARDWARE.facet, HARDWARE.key, "Hardware resale", "1180", "Quokka Childcare", account_code="205"),
    )
    planned = only(plan_of(document(line("10.00", facets=(HARDWARE,))), book=book(postings=rules)))
    assert planned.document is not None
    assert planned.document.lines[0].account_code == "205"
    assert planned.document.lines[0].why == "from the billing code Hardware resale, for Quokka Childcare"


def test_a_tax_that_gives_another_figure_is_never_used_silently() -> None:
    planned = only(
        plan_of(
            document(
                line("100.00", "0", tax_key="exempt", tax_name="Exempt"),
            ),
            book=MappingBook(defaults=RouteDefaults(account_code="200", tax_code="OUTPUT")),
        )
    )
    assert planned.state is DocumentState.NEEDS_TAX_RATE
    assert planned.problems[0].group == "tax:exempt"


def test_long_text_goes_on_in_lines_of_text_alone() -> None:
    text = "word " * 2000
    planned = only(plan_of(document(line("10.00", description=text))))
    assert planned.document is not None
    texts = [found.description for found in planned.document.lines]
    assert all(len(found) <= 4000 for found in texts)
    assert "".join(texts).replace("\n", "") == f"Remote support{text.strip()}"
    assert all(found.account_code == "" and found.amount == 0 for found in planned.document.lines[1:])


def record(state: OperationState, reason: str = "") -> OperationRecord:
    operation = Operation(
        "op1",
        OperationKind.POST_INVOICE,
        "x",
        "t1",
        "autotask:invoice:204117",
        "INV-1",
        "{}",
        "run1",
        Money(Decimal("11.00"), "AUD"),
        source_id="204117",
    )
    return OperationRecord(operation, state, reason=reason, remote_id="r1")


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        (OperationState.DONE, "", DocumentState.ALREADY_IN_LEDGER),
        (OperationState.UNKNOWN, "", DocumentState.BEING_CHECKED),
        (OperationState.SENDING, "", DocumentState.BEING_CHECKED),
        (OperationState.CONFIRMED, "", DocumentState.BEING_CHECKED),
        (OperationState.REVIEW, "removed", DocumentState.BLOCKED),
        (OperationState.REVIEW, "refused", DocumentState.READY),
        (OperationState.CANCELLED, "", DocumentState.READY),
        (OperationState.PLANNED, "", DocumentState.READY),
    ],
)
def test_the_journal_has_the_first_word(state: OperationState, reason: str, expected: DocumentState) -> None:
    planned = only(plan_of(document(line("10.00")), journal={"204117": record(state, reason)}))
    assert planned.state is expected


def test_the_fingerprint_moves_with_source_payload_and_books() -> None:
    source = document(line("10.00"))
    first = plan_of(source).fingerprint
    assert plan_of(source).fingerprint == first
    assert plan_of(replace(source, header_hash="h2")).fingerprint != first
    assert plan_of(source, book=book(defaults=RouteDefaults(account_code="205"))).fingerprint != first
    other = replace(catalogue().organisation, tenant="t2")
    assert plan_of(source, catalogue=catalogue(organisation=other)).fingerprint != first


def test_a_number_that_differs_in_case_only_is_anothers() -> None:
    source = document(line("10.00"))
    used = LedgerDocumentRef("x", "INV-1", "c1", "Quokka", source.total, source.issue_date, "AUTHORISED", True)
    assert only(plan_of(source, catalogue=catalogue(numbers={"INV-1": used}))).state is DocumentState.ALREADY_IN_LEDGER
    other = replace(source, id="204118", number="inv-1")
    planned = only(plan_of(other, catalogue=catalogue(numbers={"inv-1": used})))
    assert planned.state is DocumentState.BLOCKED
    assert [p.code for p in planned.problems] == ["number_used"]


def test_a_small_difference_can_be_allowed_and_a_large_one_is_looked_at() -> None:
    small = only(plan_of(document(line("10.00"), tax=Decimal("1.40")))).problems[0]
    assert (small.mend, small.subject) == (Mend.RAISE_ROUNDING_LIMIT, "0.40")
    allowed = book(defaults=RouteDefaults(account_code="200", rounding_limit=Decimal(small.subject)))
    assert only(plan_of(document(line("10.00"), tax=Decimal("1.40")), book=allowed)).can_send
    large = only(plan_of(document(line("10.00"), tax=Decimal("2.40")))).problems[0]
    assert large.mend is Mend.OPEN_IN_SOURCE


@pytest.mark.parametrize(("option", "active", "goes"), [("o1", True, True), ("o1", False, False), ("o9", True, False)])
def test_tracking_that_the_ledger_no_longer_offers_blocks(option: str, active: bool, goes: bool) -> None:
    region = TrackingCategory("k1", "Region", (TrackingOption("o1", "Perth", active),))
    rules = (TrackingRule("7", "Cloud", "k1", "Region", option, "Perth"),)
    source = document(line("10.00", line_of_business="7", line_of_business_name="Cloud"), line("20.00"))
    planned = only(plan_of(source, catalogue=catalogue(tracking=(region,)), book=book(tracking=rules)))
    assert planned.can_send is goes
    if not goes:
        (problem,) = planned.problems
        assert (problem.mend, problem.subject) == (Mend.MAP_TRACKING, "7:k1")
        assert problem.sentence == "Region Perth cannot be used in Xero any more."
