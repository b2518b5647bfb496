"""Plans for QuickBooks speak of customers, tax codes and what is inactive; those for Xero of contacts, tax rates and what is archived."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from app.domain.catalogue import Organisation
from app.domain.ledger_words import Term, words_of
from app.domain.mapping import CustomerMapping, MappingBook
from app.domain.parties import ContactState, LedgerContact
from app.domain.plan import DocumentState
from app.domain.planning import Materials, make_plan
from app.domain.problem_groups import say_waiting
from tests.support import books

XERO_ALONE = re.compile(r"\b(contacts?|tax rates?|archived|locked|lock date|organisations?|credit notes?)\b", re.I)
QUICKBOOKS_ALONE = re.compile(r"\b(sales tax codes?|inactive|closing date|compan(y|ies)|credit memos?)\b", re.I)


def said(vendor: str) -> str:
    """Everything that a plan full of problems says: nobody matched, an inactive one, no tax, a closed period."""
    gone = LedgerContact("g", "Gone Pty Ltd", state=ContactState.ARCHIVED)
    locked = Organisation("t1", "Pine", base_currency="AUD", period_lock=date(2030, 1, 1))
    catalogue = replace(books.catalogue(contacts=(gone,)), vendor=vendor, organisation=locked, features=frozenset())
    line = books.line("50")
    first, second = books.document(line), replace(books.document(line), id="2", number="N-2")
    away = replace(second, party=replace(second.party, id="77"))
    kept = MappingBook(customers=(CustomerMapping("77", "g"),))
    plan = make_plan(Materials("r1", (first, away), kept, catalogue))
    texts = [f"{p.sentence} {p.advice} {p.cause}" for d in plan.documents for p in d.problems]
    return "\n".join([*texts, *(group.sentence for group in plan.groups)])


@pytest.mark.parametrize(("vendor", "foreign"), [("QuickBooks", XERO_ALONE), ("Xero", QUICKBOOKS_ALONE)])
def test_a_plan_speaks_the_words_of_its_ledger_alone(vendor: str, foreign: re.Pattern[str]) -> None:
    text = said(vendor)
    assert not foreign.findall(text), text
    assert words_of(vendor).gone in text
    assert words_of(vendor).tax.one in text
    assert words_of(vendor).closed in text


def test_what_invoices_wait_for_is_short_enough_for_its_card() -> None:
    words = words_of("QuickBooks")
    assert say_waiting(DocumentState.NEEDS_TAX_RATE, 17, 2, words) == "17 invoices wait for 2 tax codes"
    assert say_waiting(DocumentState.NEEDS_PRODUCT, 1, 1, words) == "1 invoice waits for 1 product"
    assert say_waiting(DocumentState.NEEDS_TAX_RATE, 17, 2, words_of("Xero")) == "17 invoices wait for 2 tax rates"


def test_terms_stand_in_sentences_and_heads() -> None:
    assert Term("account", "accounts", "account").a == "an account"
    assert words_of("QuickBooks").contact.a == "a customer"
    assert words_of("QuickBooks").item.head == "Product or service"
    assert words_of("of something else").vendor == "Xero"
