"""Reading Xero's fields: both forms of dates, odd amounts, unknown values, messages and what they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.connectors.xero.fields import ZERO_ID, amount, day, identifier, instant, messages, version
from app.connectors.xero.words import REFUSALS, Meaning, refusal_of
from app.domain.plan import Mend


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"Date": "/Date(1562889600000+0000)/"}, date(2019, 7, 12)),
        ({"Date": "/Date(1562889600000)/"}, date(2019, 7, 12)),
        ({"Date": "2019-07-12T00:00:00"}, date(2019, 7, 12)),
        ({"Date": "2019-07-12"}, date(2019, 7, 12)),
        ({"DateString": "2019-07-12 00:00:00", "Date": "/Date(0)/"}, date(2019, 7, 12)),
        ({"Date": "/Date(999999999999999)/"}, None),
        ({"Date": "soon"}, None),
        ({"Date": None}, None),
        ({}, None),
    ],
)
def test_days(record: dict[str, object], expected: date | None) -> None:
    assert day(record, "Date") == expected


def test_moments_are_utc_and_versions_look_alike() -> None:
    ticks = {"UpdatedDateUTC": "/Date(1573755038314+0000)/"}
    iso = {"UpdatedDateUTC": "2019-11-14T18:10:38.314"}
    assert instant(ticks, "UpdatedDateUTC") == datetime(2019, 11, 14, 18, 10, 38, 314000, UTC)
    assert version(ticks) == version(iso) == "2019-11-14T18:10:38.314+00:00"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.10"), Decimal("1.10")),
        (5, Decimal(5)),
        ("2.5", Decimal("2.5")),
        ("NaN", None),
        (Decimal("1E+99"), None),
        (True, None),
        (None, None),
        ("a", None),
    ],
)
def test_amounts(value: object, expected: Decimal | None) -> None:
    assert amount({"Total": value}, "Total") == expected


def test_the_zero_id_is_no_id() -> None:
    assert identifier({"InvoiceID": ZERO_ID}, "InvoiceID") == ""
    assert identifier({"InvoiceID": "ABC"}, "InvoiceID") == "abc"


def test_messages_under_either_name() -> None:
    errors = [{"Message": "A"}, {"Description": "B"}, {"Message": "A"}, {}, "x"]
    assert messages({"ValidationErrors": errors}) == ("A", "B")


@pytest.mark.parametrize(
    ("words", "code", "mend"),
    [
        ("Invoice # must be unique.", "number_used", Mend.OPEN_IN_LEDGER),
        ("Account code 'X' is not a valid code for this document.", "account_unfit", Mend.MAP_ACCOUNT),
        (
            "Account code '9' has been archived, or has been deleted. Each line item must reference a valid account.",
            "account_archived",
            Mend.MAP_ACCOUNT,
        ),
        ("The TaxType code 'X' cannot be used with account code 'Y'.", "tax_unfit", Mend.MAP_TAX),
        (
            "The TaxType code X does not exist or cannot be used for this type of transaction.",
            "tax_unfit",
            Mend.MAP_TAX,
        ),
        ("Item Code is invalid.", "item_unknown", Mend.MAP_ITEM),
        (
            "The contact with the specified contact details has been archived. The contact must be un-archived before "
            "creating new invoices or credit notes.",
            "contact_archived",
            Mend.RESTORE_CONTACT,
        ),
        (
            "The document date cannot be before the period lock date, currently set at 30-Nov-2018",
            "locked_period",
            Mend.SEND_AS_DRAFT,
        ),
        ("Organisation is not subscribed to currency EUR", "currency_off", Mend.ENABLE_CURRENCY),
        ("You have reached the limit of invoices you can approve", "plan_limit", Mend.SEND_AS_DRAFT),
        ("Something nobody has seen yet", "refused", Mend.NONE),
    ],
)
def test_what_a_message_means(words: str, code: str, mend: Mend) -> None:
    row = refusal_of([words])
    assert (row.code, row.mend) == (code, mend)
    assert row.sentence.endswith(".")
    assert "error" not in row.sentence.lower()


def test_a_taken_number_counts_before_all_else() -> None:
    row = refusal_of(["Account code 'X' is not a valid code for this document.", "Invoice # must be unique."])
    assert row.meaning is Meaning.TAKEN


def test_fragments_are_lower_case() -> None:
    assert all(part == part.lower() for row in REFUSALS for part in row.fragments)
