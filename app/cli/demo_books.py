"""What the simulated ledgers hold after the demonstration, asked of their own books and not of what the application remembers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.cli.house import PracticeHall

_MARKER = re.compile(r"\bLF[0-9A-F]{10}\b")


def _xero(books: Mapping[str, Any], tenant: str) -> Iterator[str]:
    (held,) = [each for each in books["tenants"] if each["id"] == tenant]
    for name, number in (("invoices", "InvoiceNumber"), ("credit_notes", "CreditNoteNumber")):
        for entry in held[name]:
            if entry["CreatedByMyApp"] and entry["Status"] not in ("VOIDED", "DELETED"):
                yield str(entry[number])


def _quickbooks(books: Mapping[str, Any], tenant: str) -> Iterator[str]:
    (held,) = [each for each in books["companies"] if each["id"] == tenant]
    for name in ("Invoice", "CreditMemo"):
        for entry in held[name]:
            note = str(entry.get("PrivateNote", ""))
            if _MARKER.search(note) and not note.startswith("Voided"):
                yield str(entry["DocNumber"])


_NUMBERS: Mapping[str, Callable[[Mapping[str, Any], str], Iterator[str]]] = {
    "xero": _xero,
    "quickbooks": _quickbooks,
}


def held_numbers(hall: PracticeHall, system: str, tenant: str) -> dict[str, int]:
    """How often each number of ours is live in these books."""
    return dict(Counter(_NUMBERS[system](hall.books(system), tenant)))
