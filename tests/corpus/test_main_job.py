"""The corpus through search, plan, send, journal, log and files: sent exactly as planned, or held with a sentence."""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal
from typing import Any

from app.domain.documents import SourceDocument
from app.domain.mapping import CustomerMapping, MappingBook
from app.domain.operation import OperationKind, OperationState
from app.domain.payload import DocumentPayload, document_payload, read_payload
from app.domain.plan import DocumentState, LedgerDocument, PlannedDocument
from app.domain.safe_csv import plain_cell, write_csv
from app.flows.mapping_file import Effect, keep_import, mapping_csv, read_import
from app.ui.screens.setup_csv import run_table
from tests.corpus import rules
from tests.corpus.conftest import Carried
from tests.corpus.values import Case, cases, distinct_values
from tests.security.expecting import Expect

FAMILIES = sorted({case.family for case in cases()})


def numbered(document: LedgerDocument, booked: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The document in the ledger's own books."""
    return booked[document.number]


def test_the_corpus_is_large_enough(expect: Expect) -> None:
    assert distinct_values() >= 400
    expect("corpus: distinct values, at least 400", "enough", "enough" if distinct_values() >= 400 else "too few")


def test_every_case_is_offered_or_set_aside_with_a_sentence(carried: Carried, expect: Expect) -> None:
    offered = {document.id for document in carried.found.documents}
    aside = {each.id: each.problem.sentence for each in carried.found.set_aside}
    assert carried.found.complete
    assert all(len(sentence) > 20 for sentence in aside.values())
    assert not offered & set(aside)
    missing = set(carried.cases) - offered - set(aside)
    told = Counter(case.family for key, case in carried.cases.items() if key in offered)
    for family in FAMILIES:
        whole = sum(case.family == family for case in carried.cases.values())
        lost = sum(carried.cases[key].family == family for key in missing)
        expect(
            f"{family}: {whole} cases, {told[family]} offered, {whole - told[family] - lost} set aside",
            "0 lost",
            f"{lost} lost",
        )


def source_value(document: SourceDocument, case: Case) -> object:
    """What was read of the case's field."""
    line = document.lines[0]
    return {
        "companyName": document.party.name,
        "itemName": line.title,
        "orderNumber": document.reference,
        "description": line.description,
        "lineItemFullDescription": line.description,
        "invoiceNumber": document.number,
        "totalAmount": line.amount,
    }.get(case.field)


def test_what_is_read_is_what_was_there(carried: Carried, expect: Expect) -> None:
    """Names, numbers and references lose the blanks around them, nothing else; texts and amounts lose nothing."""
    looked: Counter[str] = Counter()
    for document in carried.found.documents:
        case = carried.cases[document.id]
        if case.family in {"shape", "date", "quantity"}:
            continue
        kept: object = case.value
        if case.field in {"companyName", "orderNumber", "invoiceNumber"} and isinstance(case.value, str):
            kept = case.value.strip()
            kept = "" if case.field == "invoiceNumber" and kept == "ERROR" else kept
        if case.field == "orderNumber" and not kept:
            continue  # an empty order number is looked for elsewhere
        if case.field == "lineItemFullDescription" and not case.value:
            continue
        assert source_value(document, case) == kept, case.key
        looked[case.family] += 1
    for family, times in sorted(looked.items()):
        expect(f"{family}: {times} values read", "as they were", "as they were")


def test_what_is_planned_differs_by_the_documented_rules_alone(carried: Carried, expect: Expect) -> None:
    ready = [document for document in carried.plan.documents if document.can_send]
    for planned in ready:
        check_texts(planned)
        check_amounts(planned)
    expect(f"{len(ready)} planned documents against the rules", "all agree", "all agree")
    assert len(ready) > 700


def check_texts(planned: PlannedDocument) -> None:
    """Texts, reference and number of a planned document against the source."""
    document, source = planned.document, planned.source
    assert document is not None
    line = source.lines[0]
    text = rules.whole_text(line.title, line.description)
    lines = [each.description for each in document.lines if not each.is_rounding]
    if lines[0] != rules.split(text)[0]:  # a quantity that could not be kept stands below the text
        text += f"\n{line.quantity.normalize():f} x {line.unit_price.normalize():f}"
    assert lines == rules.split(text), source.id
    assert document.reference == rules.line_text(source.reference)[: rules.REFERENCE_MOST]
    assert document.number == source.number.strip()
    assert document.issue_date == source.issue_date


def check_amounts(planned: PlannedDocument) -> None:
    """The total to the cent, and lines that make it up."""
    document, source = planned.document, planned.source
    assert document is not None
    expected = abs(rules.total(source.net, source.tax))
    assert document.total.amount == expected, source.id
    parts = sum((each.amount + each.tax_amount for each in document.lines), Decimal(0))
    assert parts == expected, source.id
    for each in document.lines:
        product = rules.total(each.quantity * each.unit_price, Decimal(0))
        assert product == each.amount or each.amount == 0, source.id


def test_what_is_booked_is_what_was_planned(carried: Carried, expect: Expect) -> None:
    outcomes = {outcome.document_id: outcome for outcome in carried.summary.outcomes}
    counted: dict[str, Counter[str]] = {family: Counter() for family in FAMILIES}
    for planned in carried.plan.documents:
        outcome, case = outcomes[planned.source.id], carried.cases[planned.source.id]
        if outcome.state is DocumentState.SENT:
            assert planned.document is not None
            check_booked(planned.document, numbered(planned.document, carried.booked))
            counted[case.family]["sent"] += 1
        else:
            assert len(outcome.sentence) > 15, case.key
            assert planned.document is None or planned.document.number not in carried.booked, case.key
            counted[case.family]["held"] += 1
    for family, counts in counted.items():
        told = f"{counts['sent']} sent exactly, {counts['held']} held with a sentence"
        expect(f"{family}: {sum(counts.values())} offered", told, told)


def check_booked(document: LedgerDocument, row: dict[str, Any]) -> None:
    """One document in the ledger's books, field by field."""
    assert Decimal(str(row["Total"])) == document.total.amount, document.number
    assert Decimal(str(row["TotalTax"])) == document.tax.amount, document.number
    assert row.get("Reference", "") == document.reference, document.number
    assert str(row["Date"])[:10] == document.issue_date.isoformat() or "Date(" in str(row["Date"])
    assert len(row["LineItems"]) == len(document.lines), document.number
    for booked, planned in zip(row["LineItems"], document.lines, strict=True):
        assert booked["Description"] == planned.description, document.number
        if planned.account_code:
            assert Decimal(str(booked["Quantity"])) == planned.quantity
            assert Decimal(str(booked["UnitAmount"])) == planned.unit_price
            assert Decimal(str(booked["LineAmount"])) == planned.amount
            assert booked["AccountCode"] == planned.account_code


def test_the_books_hold_nothing_else(carried: Carried, expect: Expect) -> None:
    sent = [o for o in carried.summary.outcomes if o.state is DocumentState.SENT]
    ours = {o.remote_id for o in sent}
    found = {str(row.get("InvoiceID") or row.get("CreditNoteID")) for row in carried.booked.values()}
    total = sum((o.total.amount for o in sent), Decimal(0))
    booked = sum((r.ledger.amount for r in carried.summary.reconciliation), Decimal(0))
    assert len(ours) == len(sent)
    assert ours <= found
    expect("sum of what was sent", str(total), str(booked))


def test_the_journal_holds_every_intent_to_the_letter(carried: Carried, expect: Expect) -> None:
    records = {
        record.operation.source_id: record
        for record in carried.desk.workplace.journal(carried.summary.run_id)
        if record.operation.kind in {OperationKind.POST_INVOICE, OperationKind.POST_CREDIT_NOTE}
    }
    done = 0
    for planned in carried.plan.documents:
        record = records.get(planned.source.id)
        if record is None or planned.document is None:
            continue
        kept = read_payload(DocumentPayload, record.operation.payload)
        made = document_payload(planned.document, kept.contact_operation)
        assert kept == made, planned.source.id
        done += record.state is OperationState.DONE
    expect("journal: intents as planned", "all", "all" if done > 700 else f"{done}")


def test_the_log_goes_to_csv_and_back(carried: Carried, expect: Expect) -> None:
    entries = carried.desk.ferry.desks.log.story(carried.summary.run_id)
    fields = list(entries[0].__dataclass_fields__)
    rows = [[str(getattr(entry, name)) for name in fields] for entry in entries]
    text = write_csv(fields, rows)
    back = [[plain_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert back == [[cell.replace("\0", "") for cell in row] for row in rows]
    risky = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row if cell[:1] in set("=+@\t\r")]
    expect(f"log as CSV: {len(rows):,} rows", "0 formulas", f"{len(risky)} formulas")


def test_the_windows_csv_of_the_run_holds_no_formula(carried: Carried, expect: Expect) -> None:
    story = carried.desk.ferry.desks.log.story(carried.summary.run_id)
    rows = list(csv.reader(io.StringIO(run_table(carried.summary, story).removeprefix("\ufeff"), newline="")))
    risky = [
        cell for row in rows for cell in row if cell[:1] in set("=+@\t\r") or (cell[:1] == "-" and not is_number(cell))
    ]
    expect(f"run as CSV: {len(rows):,} rows", "0 formulas", f"{len(risky)} formulas")
    told = {row[2] for row in rows}
    assert {o.number for o in carried.summary.outcomes if o.number.isalnum()} <= told


def is_number(cell: str) -> bool:
    """Whether a cell is a plain number."""
    return cell.removeprefix("-").replace(".", "", 1).isdecimal() and cell.isascii()


def test_the_mappings_go_to_csv_and_back(carried: Carried, expect: Expect) -> None:
    desks, route_id = carried.desk.ferry.desks, carried.desk.ferry.route_id
    before = desks.mappings.book(route_id)
    text = mapping_csv(before)
    taken = read_import(before, text, desks.clock.now(), "corpus")
    keep_import(desks.mappings, route_id, taken)
    assert taken.refused == ()
    assert {line.effect for line in taken.lines} == {Effect.SAME}
    assert desks.mappings.book(route_id) == before
    anew = read_import(MappingBook(), text, desks.clock.now(), "corpus").rules
    names = {m.party_id: (m.party_name.replace("\0", ""), m.contact_id) for m in before.customers if m.contact_id}
    assert {m.party_id: (m.party_name, m.contact_id) for m in anew if isinstance(m, CustomerMapping)} == names
    expect(f"mappings as CSV: {len(taken.lines)} rules", "as they were", "as they were")


def test_new_contacts_have_their_customers_names(carried: Carried, expect: Expect) -> None:
    contacts = carried.desk.contacts()
    made = [m for m in carried.desk.mappings() if m.contact_id and int(m.party_id) >= 700_000]
    own = 0
    for mapping in made:
        case = carried.cases[mapping.party_id]
        contact = contacts[mapping.contact_id]
        if mapping.party_id in carried.desk.not_made or case.field != "companyName" or not isinstance(case.value, str):
            continue
        assert contact["Name"] == rules.contact_name(case.value), case.key
        own += 1
    assert all(len(sentence) > 15 for sentence in carried.desk.not_made.values())
    expect(f"{own} contacts made by their customers' names", "enough", "enough" if own > 100 else "few")
