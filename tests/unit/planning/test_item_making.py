"""Items that a rule asks for: found where they are there, created once where they are not, and held back where they cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.catalogue import Item, LedgerCatalogue, PaymentTerm, TaxManner
from app.domain.item_making import find_item
from app.domain.mapping import MappingBook, NewItem, PostingRule
from app.domain.operation import OperationKind
from app.domain.payload import DocumentPayload, ItemPayload, read_payload
from app.domain.plan import DocumentState, Mend, Plan
from app.domain.planning import Materials, make_plan
from app.flows.export.operations import Way, document_operations, item_operations
from tests.connectors.quickbooks.quickbooks_books import quickbooks, rules
from tests.support.books import LABOUR, book, catalogue, document, line

FIREWALL = NewItem("Managed firewall", "210", sku="MF-1", tax_code="2")
AU = TaxManner.BY_RATE


def asking(new: NewItem, base: MappingBook) -> MappingBook:
    """The book with a rule that asks for this item."""
    rule = PostingRule(LABOUR.facet, LABOUR.key, LABOUR.name, create_item=new)
    return replace(base, postings=(rule,))


def plan(books: LedgerCatalogue, base: MappingBook, *numbers: str) -> Plan:
    """A plan for documents of one line each."""
    sources = [replace(document(line("100.00")), id=number, number=number) for number in numbers or ("HP-1",)]
    return make_plan(Materials("r", sources, base, books))


def way() -> Way:
    """Between two systems, with ids that count."""
    ids = iter(f"op-{n}" for n in range(100))
    return Way("run", "u", "autotask", "s", "st", "l", "lt", lambda: next(ids))


def operations(made: Plan) -> list[Any]:
    """What a run of the whole plan would do."""
    between = way()
    items = item_operations(made, made.documents, between)
    return items + document_operations(made.documents, items, between, attach=False)


def test_an_item_is_created_once_and_documents_wait_for_it() -> None:
    made = plan(quickbooks(AU), asking(FIREWALL, rules(AU)), "HP-1", "HP-2")
    assert [each.state for each in made.documents] == [DocumentState.READY] * 2
    assert [(each.new, each.account_id) for each in made.new_items] == [(FIREWALL, "3")]
    (shown,) = made.documents[0].document.lines if made.documents[0].document else ()
    assert (shown.item_code, shown.item_name, shown.new_item) == ("", "Managed firewall", "mf-1")
    assert shown.account_code == "210"
    creation, first, second = operations(made)
    assert (creation.kind, creation.subject) == (OperationKind.CREATE_ITEM, "autotask:item:mf-1")
    payload = read_payload(ItemPayload, creation.payload)
    assert (payload.code, payload.sku, payload.account_id, payload.tax_code) == ("MF-1", "MF-1", "3", "2")
    for posting in (first, second):
        assert posting.depends_on == (creation.id,)
        (posted,) = read_payload(DocumentPayload, posting.payload).lines
        assert (posted.item_code, posted.item_operation) == ("", creation.id)


def test_where_the_code_is_ours_lines_name_it_and_keep_their_account() -> None:
    made = plan(catalogue(), asking(replace(FIREWALL, account_code="200"), book()))
    (shown,) = made.documents[0].document.lines if made.documents[0].document else ()
    assert (shown.item_code, shown.account_code) == ("MF-1", "200")
    creation, posting = operations(made)
    (posted,) = read_payload(DocumentPayload, posting.payload).lines
    assert (posted.item_code, posting.depends_on) == ("MF-1", (creation.id,))


@pytest.mark.parametrize("name", ["Managed firewall", "managed FIREWALL (MF-1)", "Something else (MF-1)"])
def test_an_item_that_is_there_is_used(name: str) -> None:
    sku = "MF-1" if name.endswith("(MF-1)") else ""
    books = quickbooks(AU)
    known = replace(books, items=(*books.items, Item("77", "77", name, "210", sku=sku)))
    made = plan(known, asking(FIREWALL, rules(AU)))
    assert made.new_items == ()
    (shown,) = made.documents[0].document.lines if made.documents[0].document else ()
    assert (shown.item_code, shown.new_item) == ("77", "")


def test_an_inactive_item_of_the_name_is_held_back_rather_than_doubled() -> None:
    books = quickbooks(AU)
    gone = Item("77", "77", "Managed firewall (MF-1)", "210", is_active=False, is_sold=False, sku="MF-1")
    assert find_item(FIREWALL, [gone]) is gone
    made = plan(replace(books, items=(*books.items, gone)), asking(FIREWALL, rules(AU)))
    assert made.documents[0].state is DocumentState.NEEDS_PRODUCT


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (replace(FIREWALL, name="Hardware: firewall"), "takes no :"),
        (replace(FIREWALL, name="Fire\twall"), "takes no"),
        (replace(FIREWALL, name="F" * 101), "has 101 characters; QuickBooks takes 100"),
        (replace(FIREWALL, name="  ", sku=""), "has no name"),
        (replace(FIREWALL, account_code="999"), "account 999 does not take sales"),
        (replace(FIREWALL, account_code=""), "account (none) does not take sales"),
    ],
)
def test_what_the_ledger_would_refuse_is_foreseen(new: NewItem, said: str) -> None:
    made = plan(quickbooks(AU), asking(new, rules(AU)))
    (problem,) = made.documents[0].problems
    assert said in problem.sentence
    assert (problem.state, problem.mend) == (DocumentState.NEEDS_PRODUCT, Mend.MAP_ITEM)


def test_terms_follow_from_the_due_date() -> None:
    terms = (PaymentTerm("3", "Net 30", 30), PaymentTerm("4", "30 days", 30), PaymentTerm("5", "End of month"))
    source = document(line("100.00"))
    due = replace(source, due_date=source.issue_date + timedelta(days=30))
    for each, wanted in ((due, "4"), (replace(source, due_date=source.issue_date + timedelta(days=9)), "")):
        (found,) = make_plan(Materials("r", (each,), rules(AU), quickbooks(AU, terms=terms))).documents
        assert found.document is not None
        assert found.document.term_id == wanted
