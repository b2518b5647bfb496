"""Planned documents against QuickBooks' own arithmetic: the total is the source's to the cent, or nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.quickbooks.bodies import document_body
from app.domain.catalogue import TaxManner
from app.domain.documents import SourceDocument, SourceLine
from app.domain.mapping import PostingRule, RouteDefaults
from app.domain.parties import SourceParty
from app.domain.plan import DocumentState, LedgerDocument, PlannedDocument
from app.domain.planning import Materials, make_plan
from tests.connectors.quickbooks.quickbooks_books import quickbooks, rules, sent, total_of
from tests.support.books import LABOUR, document, line

AU, US = TaxManner.BY_RATE, TaxManner.AS_SENT
amounts = st.decimals(min_value=Decimal("-90"), max_value=Decimal("9000"), places=4)
quantities = st.decimals(min_value=Decimal("0.0001"), max_value=Decimal("400"), places=4)
kinds = st.sampled_from((("au:gst", Decimal("0.1")), ("none", Decimal(0)), ("us:both", Decimal("0.095"))))


def planned(manner: TaxManner, source: SourceDocument, **changes: object) -> PlannedDocument:
    """The only document of a plan."""
    (found,) = make_plan(Materials("r", (source,), rules(manner, **changes), quickbooks(manner))).documents
    return found


@given(st.sampled_from((AU, US)), st.lists(st.tuples(amounts, quantities, kinds), min_size=1, max_size=25))
def test_what_is_ready_agrees_to_the_cent(
    manner: TaxManner, given_lines: list[tuple[Decimal, Decimal, tuple[str, Decimal]]]
) -> None:
    lines = [
        replace(
            line(str(amount), str(amount * rate)),
            quantity=quantity,
            unit_price=(amount / quantity).quantize(Decimal("0.0001")),
            tax_key=key,
            tax_rate=rate,
        )
        for amount, quantity, (key, rate) in given_lines
    ]
    source = document(*lines)
    found = planned(manner, source)
    if found.document is None:
        assert {problem.code for problem in found.problems} <= {"rounding_over_limit"}
        return
    body: Mapping[str, Any] = document_body(sent(found.document))
    assert total_of(body) == abs(source.total.amount) == found.document.total.amount
    assert found.document.net.amount + found.document.tax.amount == found.document.total.amount


def billed_with_tax(amount: Decimal, rate: Decimal, **changes: Any) -> SourceLine:
    """A line whose amount and price are what is paid."""
    tax = (amount * rate / (1 + rate)).quantize(Decimal("0.0001"))
    key = {Decimal("0.1"): "au:gst", Decimal(0): "none"}.get(rate, "us:both")
    return replace(line(str(amount), str(tax)), tax_key=key, tax_rate=rate, includes_tax=True, **changes)


@given(
    st.sampled_from((AU, US, TaxManner.BY_LINE)),
    st.lists(st.tuples(amounts, quantities, kinds, st.booleans()), min_size=1, max_size=25),
    st.booleans(),
)
def test_what_was_billed_with_its_tax_agrees_to_the_cent(
    manner: TaxManner, given_lines: list[tuple[Decimal, Decimal, tuple[str, Decimal], bool]], mixed: bool
) -> None:
    """The total is what the source's customer pays: in one manner where every line was billed so, else with the tax on top."""
    lines = []
    for amount, quantity, (_, rate), plain in given_lines:
        billed = billed_with_tax(
            amount, rate, quantity=quantity, unit_price=(amount / quantity).quantize(Decimal("0.0001"))
        )
        lines.append(replace(billed, amount=billed.net, includes_tax=False) if mixed and plain else billed)
    source = document(*lines)
    found = planned(manner, source)
    if found.document is None:
        assert {problem.code for problem in found.problems} <= {"rounding_over_limit"}
        return
    made = found.document
    assert made.total.amount == abs(source.total.amount) == made.net.amount + made.tax.amount
    assert made.includes_tax is (
        manner is not US and all(one.includes_tax for one in lines if one.amount) and any(one.amount for one in lines)
    )
    paid = sum((one.amount for one in made.lines), Decimal(0))
    assert paid == (made.total.amount if made.includes_tax else made.net.amount)
    if manner is not TaxManner.BY_LINE:
        assert total_of(document_body(sent(made))) == made.total.amount


def test_lines_billed_with_their_tax_keep_their_price() -> None:
    source = document(billed_with_tax(Decimal("110.00"), Decimal("0.1"), quantity=Decimal(2), unit_price=Decimal(55)))
    body: Mapping[str, Any] = document_body(sent(made_of(planned(AU, source))))
    (only_line,) = body["Line"]
    assert (body["GlobalTaxCalculation"], only_line["Amount"]) == ("TaxInclusive", Decimal("110.00"))
    assert only_line["SalesItemLineDetail"]["UnitPrice"] == 55
    assert body["TxnTaxDetail"]["TotalTax"] == Decimal("10.00")
    assert body["TxnTaxDetail"]["TaxLine"][0]["TaxLineDetail"]["NetAmountTaxable"] == Decimal("100.00")
    american: Mapping[str, Any] = document_body(sent(made_of(planned(US, source))))
    assert american["Line"][0]["Amount"] == Decimal("100.00")
    assert american["TxnTaxDetail"]["TotalTax"] == Decimal("10.00")


def made_of(found: PlannedDocument) -> LedgerDocument:
    """What would be posted."""
    assert found.document is not None, found.problems
    return found.document


def test_a_cent_of_tax_is_told_rather_than_added_as_a_line() -> None:
    found = planned(AU, document(line("10.05"), tax=Decimal("1.02")))
    assert found.document is not None
    body: Mapping[str, Any] = document_body(sent(found.document))
    assert len(found.document.lines) == 1
    assert body["GlobalTaxCalculation"] == "TaxExcluded"
    assert body["TxnTaxDetail"] == {
        "TotalTax": Decimal("1.02"),
        "TaxLine": [
            {
                "Amount": Decimal("1.02"),
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"value": "1"},
                    "PercentBased": True,
                    "TaxPercent": Decimal("10"),
                    "NetAmountTaxable": Decimal("10.05"),
                },
            }
        ],
    }


def test_a_us_document_is_told_its_tax_and_nothing_of_its_manner() -> None:
    found = planned(US, document(line("100.00", "8.13"), line("50.00", "0", tax_key="none")))
    assert found.document is not None
    body: Mapping[str, Any] = document_body(sent(found.document))
    assert body["TxnTaxDetail"] == {"TotalTax": Decimal("8.13")}
    assert "GlobalTaxCalculation" not in body
    assert [each["SalesItemLineDetail"]["TaxCodeRef"]["value"] for each in body["Line"]] == ["TAX", "NON"]


def test_without_a_taxed_line_a_cent_becomes_a_line_on_the_default_item() -> None:
    found = planned(AU, document(line("10.004", "0", tax_key="none"), line("10.004", "0", tax_key="none")))
    assert found.document is not None
    assert [(each.item_code, each.amount, each.is_rounding) for each in found.document.lines[-1:]] == [
        ("10", Decimal("0.01"), True)
    ]


def test_tax_that_the_source_rounds_on_each_of_many_lines_is_told() -> None:
    lines = [line("10.04", "1.00") for _ in range(100)]  # 0.004 less on each: 0.40 in all
    found = planned(AU, document(*lines))
    assert found.document is not None
    body: Mapping[str, Any] = document_body(sent(found.document))
    assert total_of(body) == Decimal("1104.00")


def test_more_than_rounding_is_held() -> None:
    found = planned(AU, document(line("10.00"), tax=Decimal("1.40")))
    assert [problem.code for problem in found.problems] == ["rounding_over_limit"]


@pytest.mark.parametrize(
    ("defaults", "rule", "item"),
    [
        (RouteDefaults(item_code="10"), "", "10"),
        (RouteDefaults(account_code="200"), "", "10"),  # the one item that is sold to it
        (RouteDefaults(item_code="10"), "205", "11"),  # a rule for an account is reached through the item of its name
        (RouteDefaults(item_code="10"), "210", ""),  # no item posts to it: never one that posts elsewhere
        (RouteDefaults(), "", ""),
        (RouteDefaults(item_code="13"), "", ""),  # inactive
        (RouteDefaults(item_code="99"), "", ""),
    ],
)
def test_a_line_gets_the_item_that_its_rules_mean(defaults: RouteDefaults, rule: str, item: str) -> None:
    postings = (PostingRule(LABOUR.facet, LABOUR.key, LABOUR.name, account_code=rule),) if rule else ()
    found = planned(AU, document(line("10.00")), defaults=defaults, postings=postings)
    if not item:
        assert found.state is DocumentState.NEEDS_PRODUCT
        return
    assert found.document is not None
    assert found.document.lines[0].item_code == item


def test_limits_of_the_books_are_foreseen() -> None:
    def codes(source: SourceDocument) -> list[str]:
        return [problem.code for problem in planned(AU, source).problems]

    plain = document(line("10.00"))
    assert codes(plain) == []
    assert codes(replace(plain, number="N" * 22)) == ["number_not_allowed"]
    assert codes(replace(plain, currency="NZD")) == ["contact_currency"]
    (locked,) = planned(AU, replace(plain, issue_date=plain.issue_date.replace(month=6, day=1))).problems
    assert locked.code == "locked_period"
    assert "draft" not in locked.advice
    other = replace(plain, party=SourceParty("9", "New", currency="NZD"))
    assert codes(other) == ["customer"]


def test_a_long_description_goes_on_in_lines_of_text() -> None:
    long: SourceLine = line("10.00", description="x" * 9000)
    found = planned(AU, document(long))
    assert found.document is not None
    body: Mapping[str, Any] = document_body(sent(found.document))
    assert [each["DetailType"] for each in body["Line"]] == ["SalesItemLineDetail", *["DescriptionOnly"] * 2]
