"""Names of new contacts: who holds one, what a ledger takes, and the nearest one that is free."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.contact_names import NameBook, NameRules
from app.domain.mapping import CustomerMapping, NewContact
from app.domain.parties import ContactState, LedgerContact
from app.domain.plan import DocumentState, Mend
from app.domain.planning import Materials, make_plan
from tests.support.books import book, catalogue, document, line

ASLEEP = LedgerContact("2", "Gully Road Motors", state=ContactState.ARCHIVED)
CONTACTS = (LedgerContact("1", "Quokka Childcare"), ASLEEP)
QUICKBOOKS = NameRules("QuickBooks", 100, ":", frozenset({"northlight"}), inactive_hold=True)
XERO = NameRules("Xero")


@pytest.mark.parametrize(
    ("name", "rules", "sentence", "advice"),
    [
        ("Acme", QUICKBOOKS, "", ""),
        ("quokka CHILDCARE", QUICKBOOKS, "has a customer named Quokka Childcare already", "Choose that customer"),
        ("gully road motors", QUICKBOOKS, "already, but inactive", "reactivate it, or type another name"),
        ("gully road motors", XERO, "", ""),
        ("Northlight", QUICKBOOKS, "A vendor or an employee", "such as Northlight (Customer)"),
        ("A: B", QUICKBOOKS, "takes no : in a name", "A - B would do"),
        ("A <B>", XERO, "takes no < or > in a name", "A - B - would do"),
        ("x" * 101, QUICKBOOKS, "101 characters; QuickBooks takes 100", ""),
        ("", XERO, "The contact needs a name", "Type the name"),
    ],
)
def test_what_is_said_of_a_name(name: str, rules: NameRules, sentence: str, advice: str) -> None:
    trouble = NameBook.among(CONTACTS, rules).trouble(name)
    assert sentence in (trouble.sentence if trouble else "")
    assert advice in (trouble.advice if trouble else "")
    assert (trouble is None) == (sentence == "")


@given(st.text(min_size=1, max_size=300).filter(lambda text: any(c.isalnum() for c in text)), st.booleans())
def test_a_free_name_can_be_given(name: str, is_held: bool) -> None:
    names = NameBook.among([LedgerContact("9", " ".join(name.split()))] if is_held else [], QUICKBOOKS)
    assert names.trouble(names.free(name)) is None


def test_suffixes_count_on() -> None:
    held = [LedgerContact(str(n), name) for n, name in enumerate(("Northlight (Customer)", "northlight (customer 2)"))]
    assert NameBook.among(held, QUICKBOOKS).free("Northlight") == "Northlight (Customer 3)"


def test_a_name_taken_since_it_was_chosen_is_seen_in_the_plan() -> None:
    source = document(line("10.00"))
    new = NewContact(source.party.id, "Wattle & Co")
    chosen = replace(book(), customers=(CustomerMapping(source.party.id, "", create=new),))
    books = catalogue(contacts=())
    (ready,) = make_plan(Materials("r", (source,), chosen, books)).documents
    assert ready.state is DocumentState.READY
    taken = replace(books, contacts=(LedgerContact("7", "wattle & co"),))
    (held,) = make_plan(Materials("r", (source,), chosen, taken)).documents
    (problem,) = held.problems
    assert (held.state, problem.mend, problem.code) == (
        DocumentState.NEEDS_CUSTOMER,
        Mend.MAP_CUSTOMER,
        "contact_name",
    )
    assert "wattle & co already" in problem.sentence
