"""Mappings taken to another ledger: what is clearly the same there holds, what is not is left for the person, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.domain.catalogue import (
    Account,
    Feature,
    Item,
    LedgerCatalogue,
    Organisation,
    TaxRate,
    TrackingCategory,
    TrackingOption,
)
from app.domain.documents import Facet, SalesForm
from app.domain.mapping import (
    ArrivalStatus,
    CustomerMapping,
    DecidedBy,
    MappingBook,
    NewContact,
    NewItem,
    PostingRule,
    RouteDefaults,
    TaxRule,
    TrackingRule,
)
from app.domain.mapping_copy import CopyLine, Fate, MappingCopy, copy_book, stamped
from app.domain.parties import ContactState, LedgerContact

CODE = Facet.BILLING_CODE


def account(code: str, name: str, *, sales: bool = True, active: bool = True) -> Account:
    return Account(f"id-{code}", code, name, "REVENUE", sales, active, account_class="REVENUE")


BEFORE = LedgerCatalogue(
    Organisation("t1", "Harbour & Pine"),
    accounts=(account("200", "Sales"), account("205", "Support"), account("260", "Other revenue")),
    tax_rates=(
        TaxRate("OUTPUT", "GST on Income", Decimal("0.1")),
        TaxRate("EXEMPTOUTPUT", "GST free", Decimal(0)),
        TaxRate("EXEMPTEXPORT", "GST free exports", Decimal(0)),
    ),
    items=(Item("i1", "SW-24G", "24 port switch"), Item("i2", "OLD", "Old thing")),
    tracking=(TrackingCategory("c1", "Department", (TrackingOption("o1", "Brisbane"), TrackingOption("o2", "Perth"))),),
)
NOW = LedgerCatalogue(
    Organisation("r1", "Harbour & Pine Online"),
    accounts=(account("200", "Sales"), account("4200", "Support"), account("260", "Other revenue", sales=False)),
    tax_rates=(
        TaxRate("2", "GST", Decimal("0.1")),
        TaxRate("3", "GST free", Decimal(0)),
        TaxRate("4", "Exports", Decimal(0)),
    ),
    items=(Item("17", "17", "Switch, 24 ports (SW-24G)", sku="SW-24G", account_code="200"),),
    tracking=(TrackingCategory("class", "Class", (TrackingOption("9", "brisbane"),)),),
    contacts=(
        LedgerContact("q1", "Quokka Childcare", external_id="77"),
        LedgerContact("q2", "Coastal Dental"),
        LedgerContact("q3", "Twin"),
        LedgerContact("q4", "twin"),
        LedgerContact("q5", "Gone Pty Ltd", state=ContactState.ARCHIVED),
        LedgerContact("q6", "Somebody's", external_id="1"),
    ),
    vendor="QuickBooks",
    features=frozenset({Feature.TRACKING}),
    lines_by_item=True,
)
US = replace(
    NOW,
    tax_rates=(
        TaxRate("TAX", "Taxable", Decimal(0), is_computed=True),
        TaxRate("NON", "Not taxable", Decimal(0)),
    ),
)
NOTHING = MappingBook()


def copied(book: MappingBook, now: LedgerCatalogue = NOW, there: MappingBook = NOTHING) -> MappingCopy:
    return copy_book(book, BEFORE, now, there, "Xero")


def only(copy: MappingCopy) -> CopyLine:
    (line,) = copy.lines
    return line


@pytest.mark.parametrize(
    ("party", "contact", "fate", "to"),
    [
        ("77", "Quokka", Fate.CHANGED, "q1"),  # carries the customer's number, whatever it is called
        ("8", "coastal  dental", Fate.CHANGED, "q2"),
        ("8", "Coastal Dental", Fate.CARRIED, "q2"),
        ("8", "Twin", Fate.AGAIN, ""),  # two of the name
        ("8", "Gone Pty Ltd", Fate.AGAIN, ""),
        ("8", "Somebody's", Fate.AGAIN, ""),  # belongs to another customer
        ("8", "Nobody", Fate.AGAIN, ""),
    ],
)
def test_a_customer_is_found_by_number_then_by_the_only_name(party: str, contact: str, fate: Fate, to: str) -> None:
    found = copied(MappingBook(customers=(CustomerMapping(party, "x1", contact, contact),)))
    assert only(found).fate is fate
    assert [m.contact_id for m in found.book.customers] == ([to] if to else [])


def test_a_contact_that_is_still_to_be_created_stays_so() -> None:
    waiting = CustomerMapping("8", "", "", "Fern", create=NewContact("8", "Fern & Co"))
    found = copied(MappingBook(customers=(waiting,)))
    assert only(found).fate is Fate.CARRIED
    assert found.book.customers == (waiting,)


@pytest.mark.parametrize(
    ("rule", "fate", "codes"),
    [
        (PostingRule(CODE, "1", "A", account_code="200"), Fate.CARRIED, ("200", "", "")),
        (PostingRule(CODE, "1", "A", account_code="205"), Fate.CHANGED, ("4200", "", "")),  # of the same name
        (PostingRule(CODE, "1", "A", account_code="260"), Fate.AGAIN, None),  # takes no sales there
        (PostingRule(CODE, "1", "A", item_code="SW-24G"), Fate.CHANGED, ("", "17", "")),  # of the same SKU
        (PostingRule(CODE, "1", "A", item_code="OLD"), Fate.AGAIN, None),
        (PostingRule(CODE, "1", "A", account_code="200", item_code="OLD"), Fate.PARTLY, ("200", "", "")),
        (PostingRule(CODE, "1", "A", account_code="200", tax_code="OUTPUT"), Fate.CHANGED, ("200", "", "2")),
    ],
)
def test_each_target_of_a_rule_is_looked_for_by_itself(
    rule: PostingRule, fate: Fate, codes: tuple[str, str, str] | None
) -> None:
    found = copied(MappingBook(postings=(rule,)))
    assert only(found).fate is fate
    kept = [(r.account_code, r.item_code, r.tax_code) for r in found.book.postings]
    assert kept == ([codes] if codes is not None else [])
    assert bool(only(found).why) is (fate in {Fate.AGAIN, Fate.PARTLY})


def test_a_product_that_is_to_be_created_takes_the_account_that_stands_for_its_own() -> None:
    def asked(code: str) -> MappingCopy:
        wanted = PostingRule(CODE, "1", "A", create_item=NewItem("Backup", code, tax_code="OUTPUT"))
        return copied(MappingBook(postings=(wanted,)))

    (kept,) = asked("205").book.postings
    assert kept.create_item is not None
    assert (kept.create_item.account_code, kept.create_item.tax_code) == ("4200", "2")
    assert asked("260").book.postings == ()
    assert only(asked("260")).fate is Fate.AGAIN


@pytest.mark.parametrize(
    ("now", "code", "fate", "to"),
    [
        (NOW, "OUTPUT", Fate.CHANGED, "2"),  # the only one of its rate
        (NOW, "EXEMPTOUTPUT", Fate.CARRIED, "3"),  # of two, the one of its name
        (NOW, "EXEMPTEXPORT", Fate.AGAIN, ""),  # of two, neither has its name
        (NOW, "VANISHED", Fate.AGAIN, ""),
        (US, "OUTPUT", Fate.CHANGED, "TAX"),  # there it is taxed, or it is not
        (US, "EXEMPTEXPORT", Fate.CHANGED, "NON"),
    ],
)
def test_a_tax_is_found_by_its_rate_then_by_its_name(now: LedgerCatalogue, code: str, fate: Fate, to: str) -> None:
    found = copied(MappingBook(taxes=(TaxRule("k", "GST", code),)), now)
    assert only(found).fate is fate
    assert [rule.tax_code for rule in found.book.taxes] == ([to] if to else [])


def test_divisions_lead_to_the_option_of_their_name_in_whatever_category() -> None:
    rules = tuple(
        TrackingRule(key, name, "c1", "Department", key, name) for key, name in (("o1", "Brisbane"), ("o2", "Perth"))
    )
    found = copied(MappingBook(tracking=rules))
    assert [line.fate for line in found.lines] == [Fate.CHANGED, Fate.AGAIN]
    (kept,) = found.book.tracking
    assert (kept.category_id, kept.option_id) == ("class", "9")


def test_defaults_go_along_as_far_as_the_ledger_has_them() -> None:
    mine = RouteDefaults("205", "OLD", "OUTPUT", ArrivalStatus.DRAFT, attach_pdf=True)
    found = copied(MappingBook(mine))
    assert found.book.defaults == replace(
        mine, account_code="4200", item_code="", tax_code="2", arrival=ArrivalStatus.APPROVED
    )
    fates = {line.source: line.fate for line in found.lines}
    assert fates["Status on arrival"] is Fate.CHANGED
    assert fates["Product or service"] is Fate.AGAIN


def test_what_the_other_route_has_decided_stays() -> None:
    mine = MappingBook(
        RouteDefaults("200"),
        (CustomerMapping("77", "x", "Quokka"),),
        (PostingRule(CODE, "1", "A", account_code="200"),),
        (TaxRule("k", "GST", "OUTPUT"),),
    )
    there = MappingBook(
        RouteDefaults("4200"),
        (CustomerMapping("77", "q2"),),
        (PostingRule(CODE, "1", "A", account_code="4200"),),
        (TaxRule("k", "GST", "4"),),
    )
    found = copied(mine, there=there)
    assert {line.fate for line in found.lines} == {Fate.KEPT}
    assert found.carries == 0
    assert (found.book.customers, found.book.postings, found.book.taxes) == ((), (), ())
    assert found.book.defaults.account_code == "4200"


def test_without_the_first_ledger_only_numbers_that_are_there_hold() -> None:
    mine = MappingBook(
        postings=(PostingRule(CODE, "1", "A", account_code="200"), PostingRule(CODE, "2", "B", account_code="205")),
        taxes=(TaxRule("k", "GST", "OUTPUT"),),
    )
    found = copy_book(mine, None, NOW, NOTHING, "Xero")
    assert [line.fate for line in found.lines] == [Fate.CHANGED, Fate.AGAIN, Fate.AGAIN]


def test_what_is_kept_says_that_it_was_copied_when_and_by_whom() -> None:
    rules = (PostingRule(CODE, "1", "A"), PostingRule(CODE, "1", "A", party_id="7"))
    at = datetime(2026, 11, 22, tzinfo=UTC)
    made = stamped(MappingBook(postings=rules), at, "Mira")
    assert [(r.decided_by, r.decided_at, r.user) for r in made.postings] == [
        (DecidedBy.COPIED, at, "Mira"),
        (DecidedBy.EXCEPTION, at, "Mira"),
    ]


BANK = Account("9", "1000", "Cheque account", "Bank", False, for_deposits=True)
RECEIPTS = RouteDefaults(form=SalesForm.RECEIPT, deposit_code="1000", payment_method="Visa")


def test_a_ledger_without_receipts_gets_invoices_and_says_so() -> None:
    found = copied(MappingBook(defaults=RECEIPTS))
    defaults = found.book.defaults
    assert (defaults.form, defaults.deposit_code, defaults.payment_method) == (SalesForm.INVOICE, "", "")
    line = next(each for each in found.lines if each.source == "Posted as")
    assert (line.fate, line.why) == (Fate.CHANGED, "QuickBooks has no form for sales that were paid at once")


@pytest.mark.parametrize(("code", "fate"), [("1000", Fate.CARRIED), ("", Fate.AGAIN)])
def test_the_account_of_receipts_is_looked_for_there(code: str, fate: Fate) -> None:
    accounts = (*NOW.accounts, BANK) if code else NOW.accounts
    ledger = replace(NOW, features=NOW.features | {Feature.SALES_RECEIPTS}, accounts=accounts)
    found = copy_book(MappingBook(defaults=RECEIPTS), replace(BEFORE, accounts=(BANK,)), ledger, NOTHING, "QuickBooks")
    assert only(found).fate is fate
    defaults = found.book.defaults
    assert (defaults.form, defaults.deposit_code, defaults.payment_method) == (SalesForm.RECEIPT, code, "Visa")
