"""Sales tax: automated and by hand in the United States, by codes elsewhere, exclusive, inclusive and overridden."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.quickbooks.fixture import Caller, caller, invoice, line
from tests.sandbox.quickbooks.two_companies import (
    AUSTRALIA,
    EURO,
    FREE,
    GST,
    JUNIPER,
    LARKSPUR,
    LEVIED,
    OLD_CODE,
    OREGON,
    american,
    australian,
)


def taxed(at: Caller, *lines: dict[str, Any], **fields: Any) -> tuple[Any, Any]:
    """(tax, total) of a new invoice."""
    count = at.query("SELECT COUNT(*) FROM Invoice")["totalCount"]
    number = f"T-{count}"
    made = at.save("Invoice", invoice(number, *lines, **fields))
    return made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]


@pytest.mark.parametrize(
    ("customer", "tax"),
    [(LARKSPUR, "5.38"), (JUNIPER, "6.13"), (OREGON, "0"), (EURO, "0")],
)
def test_automated_tax_goes_by_the_customers_address(customer: str, tax: str) -> None:
    lines = [line("74.25", "TAX"), line("1187.50", "NON")]
    found, total = taxed(caller(), *lines, CustomerRef={"value": customer})
    assert (found, total) == (Decimal(tax), Decimal("1261.75") + Decimal(tax))


def test_the_goods_destination_goes_first_and_the_companys_town_last() -> None:
    at = caller()
    there = {"City": "Santa Fe", "CountrySubDivisionCode": "NM", "Country": "USA"}
    assert taxed(at, line("100", "TAX"), ShipAddr=there)[0] == Decimal("8.26")
    homeless = at.save("Customer", {"DisplayName": "No address"})["Id"]
    assert taxed(at, line("100", "TAX"), CustomerRef={"value": homeless})[0] == Decimal("7.25")
    western = {"City": "Perth", "CountrySubDivisionCode": "CA", "Country": "AU"}
    assert taxed(at, line("100", "TAX"), ShipAddr=western)[0] == 0


def test_a_line_without_a_code_is_taxable() -> None:
    made = caller().save("Invoice", invoice("T-1", line("100", None)))
    assert (made["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"]["value"], made["TotalAmt"]) == (
        "TAX",
        Decimal("107.25"),
    )


def test_an_exempt_customer_is_not_taxed() -> None:
    at = caller()
    exempt = at.save("Customer", {"DisplayName": "School", "Taxable": False, "TaxExemptionReasonId": "4"})["Id"]
    assert taxed(at, line("100", "TAX"), CustomerRef={"value": exempt}) == (0, 100)


def test_the_rates_of_a_place_are_listed() -> None:
    made = caller().save("Invoice", invoice("T-1", line("100", "TAX"), CustomerRef={"value": JUNIPER}))
    rows = [
        (row["Amount"], row["TaxLineDetail"]["TaxPercent"], row["TaxLineDetail"]["NetAmountTaxable"])
        for row in made["TxnTaxDetail"]["TaxLine"]
    ]
    assert rows == [(Decimal("4.88"), Decimal("4.875"), 100), (Decimal("3.38"), Decimal("3.375"), 100)]


@pytest.mark.parametrize("wished", ["5.20", "0", "8.99"])
def test_a_given_total_takes_the_computed_ones_place(wished: str) -> None:
    made = caller().save(
        "Invoice", invoice("T-1", line("100", "TAX"), CustomerRef={"value": JUNIPER}, TxnTaxDetail={"TotalTax": wished})
    )
    parts = [row["Amount"] for row in made["TxnTaxDetail"]["TaxLine"]]
    assert made["TxnTaxDetail"]["TotalTax"] == sum(parts) == Decimal(wished)
    assert made["TotalAmt"] == 100 + Decimal(wished)


def test_a_given_total_holds_where_the_engine_knows_no_rate_and_needs_a_taxable_line() -> None:
    at = caller()
    assert taxed(at, line("100", "TAX"), CustomerRef={"value": OREGON}, TxnTaxDetail={"TotalTax": 10}) == (10, 110)
    assert at.refused("invoice", invoice("T-9", line("100", "NON"), TxnTaxDetail={"TotalTax": 10})) == ["6000"]
    assert taxed(at, line("100", "NON"), TxnTaxDetail={"TotalTax": 0}) == (0, 100)


def test_an_update_without_tax_detail_recomputes_and_one_with_it_keeps() -> None:
    at = caller()
    made = at.save("Invoice", invoice("T-1", line("100", "TAX"), TxnTaxDetail={"TotalTax": 5}))
    version = {"Id": made["Id"], "sparse": True}
    noted = at.save("Invoice", {**version, "SyncToken": "0", "PrivateNote": "x"})
    assert noted["TxnTaxDetail"]["TotalTax"] == 5
    kept = at.save("Invoice", {**version, "SyncToken": "1", "Line": made["Line"], "TxnTaxDetail": made["TxnTaxDetail"]})
    assert kept["TxnTaxDetail"]["TotalTax"] == 5
    fresh = at.save("Invoice", {**version, "SyncToken": "2", "Line": made["Line"]})
    assert fresh["TxnTaxDetail"]["TotalTax"] == Decimal("7.25")


def test_a_discount_before_or_after_tax() -> None:
    off = {"DetailType": "DiscountLineDetail", "Amount": 10, "DiscountLineDetail": {"PercentBased": False}}
    at = caller()
    assert taxed(at, line("100", "TAX"), off) == (Decimal("7.25"), Decimal("97.25"))
    assert taxed(at, line("100", "TAX"), off, ApplyTaxAfterDiscount=True) == (Decimal("6.53"), Decimal("96.53"))


def test_global_tax_calculation_in_the_united_states() -> None:
    at = caller()
    assert taxed(at, line("100", "NON"), GlobalTaxCalculation="TaxExcluded") == (0, 100)
    assert "GlobalTaxCalculation" not in at.read("Invoice", "3")
    at.act("set_switch", name="global_tax_in_us", value="refused")
    assert at.refused("invoice", invoice("T-9", GlobalTaxCalculation="TaxExcluded")) == ["2010"]


def test_tax_by_hand_takes_the_group_of_the_transaction() -> None:
    seed = american()
    seed["Preferences"] = {"TaxPrefs": {"UsingSalesTax": True}}
    seed["TaxCode"].append({"Id": "7", "Name": "Taos", "TaxGroup": True,
                            "SalesTaxRateList": {"TaxRateDetail": [{"TaxRateRef": {"value": rate}} for rate in "23"]}})  # fmt: skip
    at = caller(books=lambda: [seed, australian()])
    assert taxed(at, line("100", "TAX"), TxnTaxDetail={"TxnTaxCodeRef": {"value": "7"}}) == (
        Decimal("8.26"),
        Decimal("108.26"),
    )
    assert taxed(at, line("100", "TAX")) == (0, 100)
    at.act("set_preferences", TaxPrefs={"UsingSalesTax": False})
    assert taxed(at, line("100", "TAX"), TxnTaxDetail={"TotalTax": 9}) == (0, 100)


@pytest.mark.parametrize(
    ("amounts", "code", "tax"),
    [
        (["100"], GST, "10"),
        (["99.95"], GST, "10.00"),
        (["0.05", "0.05", "0.05"], GST, "0.03"),
        (["100"], FREE, "0"),
        (["33.33", "33.33"], GST, "6.66"),
        (["100"], LEVIED, "12"),
        (["-10", "30"], GST, "2"),
    ],
)
def test_codes_exclusive(amounts: list[str], code: str, tax: str) -> None:
    found, total = taxed(caller(AUSTRALIA), *(line(amount, code) for amount in amounts))
    assert (found, total) == (Decimal(tax), sum(map(Decimal, amounts)) + Decimal(tax))


@pytest.mark.parametrize(
    ("amounts", "code", "tax"),
    [(["110"], GST, "10"), (["10", "10"], GST, "1.82"), (["112"], LEVIED, "12"), (["50"], FREE, "0")],
)
def test_codes_inclusive(amounts: list[str], code: str, tax: str) -> None:
    at = caller(AUSTRALIA)
    made = at.save(
        "Invoice", invoice("T-1", *(line(amount, code) for amount in amounts), GlobalTaxCalculation="TaxInclusive")
    )
    gross = sum(map(Decimal, amounts))
    assert (made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]) == (Decimal(tax), gross)
    assert made["Line"][-1]["Amount"] == gross - Decimal(tax)
    assert made["Line"][0]["SalesItemLineDetail"]["TaxInclusiveAmt"] == Decimal(amounts[0])
    again = at.save("Invoice", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Line": made["Line"]})
    assert (again["TotalAmt"], again["TxnTaxDetail"]["TotalTax"]) == (gross, Decimal(tax))


def test_an_inclusive_line_may_name_its_gross_and_keep_its_price() -> None:
    at = caller(AUSTRALIA)
    net = line("100", GST, TaxInclusiveAmt="110", Qty=2, UnitPrice=50)
    assert taxed(at, net, GlobalTaxCalculation="TaxInclusive") == (10, 110)
    gross = line("110", GST, Qty=2, UnitPrice=55)
    made = at.save("Invoice", invoice("T-9", gross, GlobalTaxCalculation="TaxInclusive"))
    assert made["Line"][0]["Amount"] == 100
    assert (
        at.save("Invoice", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Line": made["Line"]})["TotalAmt"]
        == 110
    )


def tax_line(rate: str, amount: str) -> dict[str, Any]:
    detail = {"TaxRateRef": {"value": rate}, "PercentBased": True, "TaxPercent": 10, "NetAmountTaxable": 100}
    return {"Amount": amount, "DetailType": "TaxLineDetail", "TaxLineDetail": detail}


def test_a_tax_line_overrides_the_computed_amount() -> None:
    at = caller(AUSTRALIA)
    given = {"TotalTax": "9.99", "TaxLine": [tax_line("1", "9.99")]}
    made = at.save("Invoice", invoice("T-1", line("100", GST), TxnTaxDetail=given))
    assert (made["TotalAmt"], made["TxnTaxDetail"]["TotalTax"]) == (Decimal("109.99"), Decimal("9.99"))
    assert made["TxnTaxDetail"]["TaxLine"][0]["TaxLineDetail"]["OverrideDeltaAmount"] == Decimal("-0.01")
    inclusive = invoice("T-2", line("110", GST), TxnTaxDetail=given, GlobalTaxCalculation="TaxInclusive")
    assert at.save("Invoice", inclusive)["TotalAmt"] == 110


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Line": [line("100", None)]}, "6000"),
        ({"Line": [line("100", "99")]}, "2500"),
        ({"Line": [line("100", OLD_CODE)]}, "610"),
        ({"TxnTaxDetail": {"TaxLine": [tax_line("2", "1")]}}, "6160"),
        ({"TxnTaxDetail": {"TaxLine": [tax_line("1", "5")] * 2}}, "6160"),
        ({"TxnTaxDetail": {"TotalTax": 8, "TaxLine": [tax_line("1", "9")]}}, "6000"),
        ({"GlobalTaxCalculation": "NotApplicable", "TxnTaxDetail": {"TotalTax": 5}}, "6170"),
        ({"TxnTaxDetail": {"TaxLine": [tax_line("99", "1")]}}, "2500"),
        ({"GlobalTaxCalculation": "Sometimes"}, "2170"),
    ],
)
def test_refusals_outside_the_united_states(fields: dict[str, Any], code: str) -> None:
    at = caller(AUSTRALIA)
    assert at.refused("invoice", invoice("T-1", line("100", GST)) | fields) == [code]


def test_a_bare_total_counts_for_nothing_and_not_applicable_has_no_tax() -> None:
    at = caller(AUSTRALIA)
    assert taxed(at, line("100", GST), TxnTaxDetail={"TotalTax": 3}) == (10, 110)
    assert taxed(at, line("100", GST), GlobalTaxCalculation="NotApplicable") == (0, 100)


def test_a_rate_that_changes_at_a_date() -> None:
    seed = australian()
    seed["TaxRate"][0]["EffectiveTaxRate"] = [
        {"RateValue": Decimal("8"), "EffectiveDate": "2000-01-01", "EndDate": "2026-06-30"},
        {"RateValue": Decimal("10"), "EffectiveDate": "2026-07-01"},
    ]
    at = caller(AUSTRALIA, books=lambda: [american(), seed])
    assert taxed(at, line("100", GST), TxnDate="2026-06-30")[0] == 8
    assert taxed(at, line("100", GST), TxnDate="2026-07-01")[0] == 10


def test_a_code_of_ones_own_is_made_and_used() -> None:
    at = caller(AUSTRALIA)
    detail = {"TaxRateName": "Luxury", "RateValue": "33", "TaxAgencyId": "1", "TaxApplicableOn": "Sales"}
    made = at.ok("POST", "taxservice/taxcode", {"TaxCode": "Luxury", "TaxRateDetails": [detail, {"TaxRateId": "1"}]})
    assert taxed(at, line("100", made["TaxCodeId"])) == (43, 143)
    for body, code in (({"TaxCode": "Luxury", "TaxRateDetails": [detail]}, "6240"), ({"TaxCode": "X"}, "2020"),
                       ({"TaxCode": "X", "TaxRateDetails": [detail | {"TaxAgencyId": "9"}]}, "2500"),
                       ({"TaxCode": "X", "TaxRateDetails": [detail | {"RateValue": 101}]}, "2030"),
                       ({"TaxCode": "X", "TaxRateDetails": [{"TaxRateId": "9"}]}, "2500"),
                       ({"TaxCode": "X", "TaxRateDetails": ["x"]}, "2010")):  # fmt: skip
        assert at.refused("taxservice/taxcode", body) == [code]
    assert caller().refused("taxservice/taxcode", {"TaxCode": "X", "TaxRateDetails": [detail]}) == ["6230"]
