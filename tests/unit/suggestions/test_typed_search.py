"""What is found while the bookkeeper types."""

from __future__ import annotations

import pytest

from app.domain.parties import ContactState, LedgerContact
from app.domain.suggestions import ContactIndex

CONTACTS = (
    LedgerContact("1", "Café Émile Pty Ltd", email="Hello@cafe-emile.example", phone="(08) 9555 0142"),
    LedgerContact("2", "Saltbush Dental", external_id="29683574", account_number="C-0042"),
    LedgerContact("3", "North Saltbush Hire", tax_number="51 824 753 556"),
    LedgerContact("4", "O'Brien & Sons"),
    LedgerContact("5", "株式会社青空"),
    LedgerContact("6", "Saltbush Archive", state=ContactState.ARCHIVED),
)


def found(text: str, limit: int = 50) -> list[str]:
    return [contact.id for contact in ContactIndex(CONTACTS).search(text, limit)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("cafe em", ["1"]),
        ("CAFÉ", ["1"]),
        ("hello@cafe-", ["1"]),
        ("0895550142", ["1"]),
        ("+61 8 9555", []),
        ("08 9555 01", ["1"]),
        ("saltbush", ["2", "3", "6"]),
        ("salt hire", ["3"]),
        ("29683574", ["2"]),
        ("c-0042", ["2"]),
        ("51824753556", ["3"]),
        ("obrien", ["4"]),
        ("o'brien", ["4"]),
        ("o’brien & s", ["4"]),
        ("青", ["5"]),
        ("dentl", ["2"]),
        ("saltbsuh dent", ["2"]),
        ("zzzz", []),
        ("...", []),
        ("🍕", []),
        ("(", ["1"]),
    ],
)
def test_found(text: str, ids: list[str]) -> None:
    assert found(text) == ids


def test_nothing_typed_lists_by_name_with_archived_last() -> None:
    assert found("  ") == ["1", "3", "4", "2", "5", "6"]
    assert found("", limit=2) == ["1", "3"]


def test_the_limit_holds() -> None:
    assert found("s", limit=1) == ["2"]
    assert len(found("a" * 10_000)) == 0
