"""Taxes, prices, totals, dates, parties and numbers: the rules of the translation, one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.autotask.agreement import hidden_lines, unfinished
from app.connectors.autotask.documents import currency_of, due_date, purchase_order
from app.connectors.autotask.headers import HEADER_FIELDS, header_hash, number_of
from app.connectors.autotask.lines import price_of
from app.connectors.autotask.parties import address_of, people_of
from app.connectors.autotask.taxes import TaxPlace, TaxTable, percent, unit_of_rates
from app.connectors.autotask.values import OddValueError, Row, same_moment, written
from app.domain.documents import SourceLine

D = Decimal
NOW = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
NOWHERE = TaxPlace((), exempt=False)


def rows(*values: dict[str, Any]) -> dict[int, Row]:
    return {value["id"]: Row(value) for value in values}


# --- values


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-09-05T00:00:00.000Z", date(2025, 9, 5)),
        ("2022-12-02T00:00:00Z", date(2022, 12, 2)),
        ("2022-12-02", date(2022, 12, 2)),
        ("2024-01-31T00:00:00", date(2024, 1, 31)),
        ("2024-01-31T00:00:00.0000000Z", date(2024, 1, 31)),
        ("2024-01-31T05:00:00Z", date(2024, 1, 31)),  # midnight in the east of the United States
        ("2024-01-30T13:00:00Z", date(2024, 1, 31)),  # midnight east of Greenwich
        ("2024-12-31T23:30:00", date(2025, 1, 1)),
        (None, None),
    ],
)
def test_a_day_never_passes_through_a_zone(text: str | None, day: date | None) -> None:
    assert Row({"d": text}).day("d") == day


@pytest.mark.parametrize(
    "value", ["", "x", "2026-13-01", "2026-02-30T00:00:00Z", 5, True, {}, "2026-01-01T00:00:00Zjunk"]
)
def test_what_is_no_date_is_odd(value: object) -> None:
    with pytest.raises(OddValueError):
        Row({"d": value}).day("d")


def test_moments_are_utc_and_written_with_three_decimals() -> None:
    moment = Row({"d": "2024-01-31T15:04:05.3071234"}).instant("d")
    assert moment == datetime(2024, 1, 31, 15, 4, 5, 307123, UTC)
    assert written(moment) == "2024-01-31T15:04:05.307Z"
    assert same_moment(moment, moment + timedelta(milliseconds=900))
    assert not same_moment(moment, moment + timedelta(seconds=1))
    assert not same_moment(moment, None)
    assert same_moment(None, None)


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_is_written_is_read_as_the_same_mark(moment: datetime) -> None:
    assert same_moment(Row({"d": written(moment)}).instant("d"), moment)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_amounts_are_exact(amount: Decimal) -> None:
    assert Row({"a": amount}).required("a") == amount


@pytest.mark.parametrize("value", ["12.5", True, [], {}, "NaN"])
def test_what_is_no_amount_is_odd(value: object) -> None:
    with pytest.raises(OddValueError):
        Row({"a": value}).amount("a")


# --- prices


@pytest.mark.parametrize(
    ("quantity", "rate", "amount", "expected"),
    [
        ("3.5", "95", "332.5", ("3.5", "95")),
        ("3.175", "100", "0", ("3.175", "0")),  # covered by prepaid hours
        ("0", "50", "50", ("1", "50")),
        ("3", "10", "10", ("3", "3.333333")),
        ("1", "-50", "-50", ("1", "-50")),
    ],
)
def test_price_explains_the_amount(quantity: str, rate: str, amount: str, expected: tuple[str, str]) -> None:
    assert price_of(D(quantity), D(rate), D(amount)) == (D(expected[0]), D(expected[1]))


# --- taxes

REGIONS = rows({"id": 4, "name": "GST"}, {"id": 6, "name": "VAT"})
CATEGORIES = rows({"id": 2, "name": "Standard"}, {"id": 3, "name": "Free"})


def table(*taxes: tuple[int, int, str, str, bool], unit: str = "1") -> TaxTable:
    made = [
        Row({"id": n, "taxRegionID": r, "taxCategoryID": c, "taxName": name, "taxRate": D(rate), "isCompounded": on})
        for n, (r, c, name, rate, on) in enumerate(taxes)
    ]
    return TaxTable(made, REGIONS, CATEGORIES, D(unit))


def test_region_times_category_gives_key_name_and_rate() -> None:
    tax = table((4, 2, "GST", "0.1", False)).of_line(TaxPlace((4,), exempt=False), 2, D(100), D(10))
    assert (tax.key, tax.name, tax.rate) == ("4:2", "GST 10 %", D("0.1"))


def test_several_taxes_add_up_and_a_compounded_one_stands_on_top() -> None:
    tax = table((4, 2, "PST", "0.08", True), (4, 2, "GST", "0.05", False)).of_line(
        TaxPlace((4,), exempt=False), 2, D(100), D("13.4")
    )
    assert tax.rate == D("1.05") * D("1.08") - 1
    assert tax.name == "PST + GST 13.4 %"


def test_an_exempt_customer_pays_no_tax_unless_the_line_shows_one() -> None:
    gst = table((4, 2, "GST", "0.1", False))
    assert gst.of_line(TaxPlace((4,), exempt=True), 2, D(100), D(0)).key == "exempt"
    assert gst.of_line(TaxPlace((4,), exempt=True), 2, D(100), D(10)).key == "4:2"


def test_the_region_that_explains_the_tax_is_taken() -> None:
    both = table((4, 2, "GST", "0.1", False), (6, 2, "VAT", "0.2", False))
    assert both.of_line(TaxPlace((4, 6), exempt=False), 2, D(100), D(20)).key == "6:2"
    assert both.of_line(TaxPlace((4, 6), exempt=False), 2, D(100), D(10)).key == "4:2"
    assert both.of_line(TaxPlace((4, 6), exempt=False), 2, D(100), D(15)).key == "4:2"


def test_without_any_tax_in_the_tables() -> None:
    empty = table()
    untaxed = empty.of_line(NOWHERE, 2, D(100), D(0))
    assert (untaxed.name, untaxed.rate) == ("No tax", D(0))
    taxed = empty.of_line(TaxPlace((4,), exempt=False), 2, D(100), D(10))
    assert (taxed.key, taxed.name, taxed.rate) == ("4:2", "GST, Standard", None)


@pytest.mark.parametrize(
    ("rates", "billed", "unit"),
    [
        (["0.1"], [("100", "10")], 1),
        (["10"], [], 100),
        (["10", "0.5"], [("100", "0.5")], 100),
        (["0.5"], [("1000", "5")], 100),
        (["0.5"], [("1000", "500")], 1),
        (["0"], [("100", "0")], 1),
        ([], [], 1),
    ],
)
def test_the_unit_of_rates_is_decided_by_what_was_billed(
    rates: list[str], billed: list[tuple[str, str]], unit: int
) -> None:
    assert unit_of_rates([D(one) for one in rates], [(D(a), D(t)) for a, t in billed]) == unit


def test_rates_in_percent_become_fractions_and_names_are_not_doubled() -> None:
    vat = table((6, 2, "VAT 20", "20", False), unit="100").of_line(TaxPlace((6,), exempt=False), 2, D(100), D(20))
    assert (vat.name, vat.rate) == ("VAT 20", D("0.2"))
    assert (percent(D("0.125")), percent(D("0.1"))) == ("12.5 %", "10 %")


def test_choices_name_region_and_category() -> None:
    assert table((4, 2, "GST", "0.1", False)).choices() == (
        ("4:2", "GST 10 % (GST, Standard)", D("0.1")),
        ("exempt", "No tax", D(0)),
    )


# --- agreement


def line(amount: str, tax: str = "0") -> SourceLine:
    return SourceLine("1", "t", "", D(1), D(amount), D(amount), D(tax))


def codes(net: str, tax: str, lines: list[SourceLine], currency: str = "AUD", minutes: int = 60) -> list[str]:
    created = NOW - timedelta(minutes=minutes)
    return [p.code for p in hidden_lines(D(net), D(tax), lines, currency, created=created, now=NOW)]


def test_lines_that_make_up_the_invoice() -> None:
    assert codes("30", "3", [line("10", "1"), line("20", "2")]) == []
    assert codes("52.7775", "11.0833", [line("52.7775", "11.0833")]) == []
    assert codes("0.01", "0", [line("0.0050"), line("0.0049")]) == []
    assert codes("0", "0", []) == []


@pytest.mark.parametrize(("net", "tax"), [("30.01", "3"), ("30", "3.05"), ("31", "3"), ("-30", "-3")])
def test_lines_that_do_not(net: str, tax: str) -> None:
    assert codes(net, tax, [line("10", "1"), line("20", "2")]) == ["hidden_lines"]


def test_the_cause_depends_on_age_and_on_what_is_seen() -> None:
    def sentence(lines: list[SourceLine], minutes: int) -> str:
        created = NOW - timedelta(minutes=minutes)
        return hidden_lines(D(5), D(0), lines, "AUD", created=created, now=NOW)[0].sentence

    assert "run may still be under way" in sentence([], 3)
    assert "none of its lines" in sentence([], 30)
    assert "line of business" in sentence([line("1")], 30)


def test_no_number_is_unfinished_only_while_fresh() -> None:
    assert [p.code for p in unfinished("", NOW - timedelta(minutes=9), NOW)] == ["unfinished_run"]
    assert unfinished("", NOW - timedelta(minutes=11), NOW) == ()
    assert unfinished("A", NOW - timedelta(minutes=1), NOW) == ()
    assert unfinished("", None, NOW) == ()


# --- header rules


def test_due_date_rule() -> None:
    terms = rows({"id": 1, "paymentDueInDays": 30}, {"id": 2, "paymentDueInDays": None})
    issued = date(2026, 3, 31)
    assert due_date(Row({"dueDate": "2026-05-01T00:00:00Z", "paymentTerm": 1}), issued, terms) == date(2026, 5, 1)
    assert due_date(Row({"dueDate": None, "paymentTerm": 1}), issued, terms) == date(2026, 4, 30)
    assert due_date(Row({"paymentTerm": 2}), issued, terms) is None
    assert due_date(Row({"paymentTerm": 9}), issued, terms) is None
    assert due_date(Row({}), issued, terms) is None


def test_purchase_order_rule() -> None:
    contracts = rows({"id": 7, "purchaseOrderNumber": "C-7"})
    items = [Row({"purchaseOrderNumber": "I-1", "contractID": 7}), Row({"purchaseOrderNumber": "I-1"}), Row({})]
    assert purchase_order(Row({"orderNumber": " PO "}), items, contracts) == "PO"
    assert purchase_order(Row({"orderNumber": ""}), items, contracts) == "I-1"
    assert purchase_order(Row({}), [Row({"contractID": 7})], contracts) == "C-7"
    assert purchase_order(Row({}), [], contracts) == ""


def test_currency_rule() -> None:
    currencies = rows(
        {"id": 1, "name": "AUD", "isInternalCurrency": True}, {"id": 2, "name": "nzd", "isInternalCurrency": False}
    )
    assert currency_of(Row({"currencyID": 2}), currencies) == "NZD"
    assert currency_of(Row({"currencyID": None}), currencies) == "AUD"
    assert currency_of(Row({"currencyID": 9}), currencies) == ""
    assert currency_of(None, currencies) == ""


HEADER: dict[str, Any] = {
    "id": 1, "invoiceNumber": "A", "companyID": 0, "invoiceDateTime": "2026-01-01T00:00:00Z", "dueDate": None,
    "invoiceTotal": D("10.50"), "totalTaxValue": D("1.0"), "orderNumber": "", "isVoided": False, "webServiceDate": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("invoiceNumber", "B"),
        ("companyID", 1),
        ("invoiceDateTime", "2026-01-02T00:00:00Z"),
        ("dueDate", "2026-01-02T00:00:00Z"),
        ("invoiceTotal", D("10.51")),
        ("totalTaxValue", D("1.1")),
        ("orderNumber", "x"),
        ("isVoided", True),
        ("webServiceDate", "2026-01-02T00:00:00Z"),
    ],
)
def test_the_hash_follows_what_a_send_depends_on(field: str, value: object) -> None:
    assert header_hash(Row({**HEADER, field: value})) != header_hash(Row(HEADER))
    assert field in HEADER_FIELDS


@pytest.mark.parametrize(
    ("field", "value"),
    [("invoiceTotal", D("10.5000")), ("invoiceDateTime", "2026-01-01"), ("totalTaxValue", 1), ("comments", "x")],
)
def test_the_hash_does_not_follow_how_a_value_is_written(field: str, value: object) -> None:
    assert header_hash(Row({**HEADER, field: value})) == header_hash(Row(HEADER))


@pytest.mark.parametrize(("total", "other"), [(D("100"), D("10")), (D("0"), D("100")), (D("1E+2"), D("1"))])
def test_tens_and_hundreds_are_told_apart(total: Decimal, other: Decimal) -> None:
    for field in ("invoiceTotal", "totalTaxValue"):
        assert header_hash(Row({**HEADER, field: total})) != header_hash(Row({**HEADER, field: other}))
    assert header_hash(Row({**HEADER, "totalTaxValue": 0})) == header_hash(Row({**HEADER, "totalTaxValue": None}))


def test_numbers() -> None:
    assert [number_of(Row({"invoiceNumber": n})) for n in ("HP-1", None, "ERROR", " 7 ", "ERRORS")] == [
        "HP-1",
        "",
        "",
        "7",
        "ERRORS",
    ]


# --- parties


def test_people_in_order() -> None:
    people = [
        Row({"id": 1, "lastName": "A", "isActive": 1}),
        Row({"id": 2, "lastName": "B", "isActive": 1, "primaryContact": True}),
        Row({"id": 3, "lastName": "C", "isActive": 1}),
        Row({"id": 4, "lastName": "D", "isActive": 1, "billingContact": True}),
        Row({"id": 5, "lastName": "E", "isActive": 0, "billingContact": True}),
    ]
    assert [person.id for person in people_of(people, {"3"})] == ["4", "3", "2", "1", "5"]


def test_the_billing_address_leads_and_the_older_names_are_read() -> None:
    countries = rows({"id": 14, "name": "Australia"})
    own = {"id": 1, "address1": "1 Own St", "city": "Perth", "countryID": 14, "billToAttention": "Accounts"}
    assert address_of(Row(own), countries).lines == ("1 Own St",)
    assert address_of(Row(own), countries).attention == "Accounts"
    billed = address_of(Row({**own, "billToAddress1": "PO Box 1", "billToCountryID": 14}), countries)
    assert (billed.lines, billed.country, billed.attention) == (("PO Box 1",), "Australia", "Accounts")
