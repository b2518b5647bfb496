"""Remote text, amounts and dates as they are shown."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.parts.dates import NoDateError, parse_date
from app.ui.style import (
    amount,
    capped,
    clock,
    count,
    day,
    full_day,
    money,
    one_line,
    quantity,
    tooltip,
    visible,
    week_day,
)

TODAY = date(2026, 11, 4)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Kauri\u200f Timber", "Kauri⟨RLM⟩ Timber"),
        ("abc\u202etxt.exe", "abc⟨RLO⟩txt.exe"),
        ("a\u2066b\u2069", "a⟨LRI⟩b⟨PDI⟩"),
        ("bell\x07", "bell⟨U+0007⟩"),
        ("zero\u200bwidth", "zero⟨ZWSP⟩width"),
        ("नमस्ते 會社 שלום", "नमस्ते 會社 שלום"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_invisible_marks_become_symbols(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@given(st.text(max_size=200))
def test_nothing_that_steers_the_text_survives(raw: str) -> None:
    shown = one_line(raw)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\n\r\t\0")


def test_endless_text_is_capped() -> None:
    assert len(capped("x" * 10_000)) == 400
    assert capped("x" * 10_000).endswith("…")
    assert len(one_line("y" * 10_000)) == 4000


def test_a_tooltip_never_takes_data_for_markup() -> None:
    assert tooltip("<img src=x> & Co") == "<span>&lt;img src=x&gt; &amp; Co</span>"
    assert tooltip("Harbour") == "Harbour"


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        ("1841.17", "AUD", "1,841.17"),
        ("-260.52", "AUD", "−260.52"),
        ("0", "AUD", "0.00"),
        ("-0.004", "AUD", "0.00"),
        ("0.005", "AUD", "0.01"),
        ("123456789012345.678", "USD", "123,456,789,012,345.68"),
        ("1500.4", "JPY", "1,500"),
        ("1.2345", "KWD", "1.235"),
    ],
)
def test_amounts(value: str, currency: str, shown: str) -> None:
    assert amount(Decimal(value), currency) == shown
    assert money(Decimal(value), currency) == f"{shown} {currency}"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_an_amount_can_be_read_back(value: Decimal) -> None:
    assert Decimal(amount(value).replace(",", "").replace("−", "-")) == value


def test_what_is_no_amount_is_refused() -> None:
    with pytest.raises(TypeError):
        amount(1.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="finite"):
        amount(Decimal("NaN"))


def test_quantities_counts_and_days() -> None:
    assert quantity(Decimal("1.500")) == "1.5"
    assert quantity(Decimal("100")) == "100"
    assert quantity(Decimal("-0.0375")) == "−0.0375"
    assert count(9412) == "9,412"
    assert day(date(2026, 10, 31)) == "31 Oct"
    assert full_day(date(2026, 10, 31)) == "31 Oct 2026"
    assert week_day(date(2026, 10, 2)) == "Fri 2 Oct"
    assert clock(datetime(2026, 11, 4, 9, 5, 7)) == "09:05"  # noqa: DTZ001
    assert clock(datetime(2026, 11, 4, 9, 5, 7), seconds=True) == "09:05:07"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("31 Oct 2026", date(2026, 10, 31)),
        ("31/10/2026", date(2026, 10, 31)),
        ("1.2.26", date(2026, 2, 1)),
        ("2026-10-31", date(2026, 10, 31)),
        ("5 december", date(2026, 12, 5)),
        ("29 Feb 2028", date(2028, 2, 29)),
    ],
)
def test_dates_as_people_type_them(typed: str, meant: date) -> None:
    assert parse_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31 Feb 2026", "February has 28 days"),
        ("31 Apr", "April has 30 days"),
        ("1/13/2026", "A year has 12 months"),
        ("1 Ju 2026", "Write a date"),
        ("soon", "Write a date"),
        ("1 2 3 4", "Write a date"),
        ("²/1/2026", "Write a date"),
        ("1 Jan 0001", "between 1990 and 2100"),
    ],
)
def test_no_date_gets_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(NoDateError, match=sentence):
        parse_date(typed, TODAY)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_gets_a_sentence(typed: str) -> None:
    try:
        year = parse_date(typed, TODAY).year
    except NoDateError as problem:
        sentence = str(problem)
    else:
        sentence = "Understood" if 1990 <= year <= 2100 else ""
    assert sentence[:1].isupper()
