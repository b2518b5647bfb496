"""Payloads survive the way to text and back, and the same intent gives the same text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents import DocumentKind
from app.domain.mapping import ArrivalStatus
from app.domain.parties import Address
from app.domain.payload import (
    ContactPayload,
    DocumentLine,
    DocumentPayload,
    MarkPayload,
    canonical,
    forget_payloads,
    read_payload,
    write_payload,
)

amounts = st.decimals(min_value=0, max_value=10**7, places=4)
texts = st.text(max_size=40)


@given(texts, amounts, amounts, st.dates(), st.sampled_from(DocumentKind), st.sampled_from(ArrivalStatus))
def test_a_document_survives(
    text: str, price: Decimal, total: Decimal, day: date, kind: DocumentKind, arrival: ArrivalStatus
) -> None:
    line = DocumentLine(
        text, Decimal(1), price, price, Decimal("0.00"), "200", "OUTPUT", tracking=(("a", text, "b", text),)
    )
    document = DocumentPayload(
        kind, text, text, "c1", "", text, day, None, "AUD", arrival, (line,), price, Decimal(0), total
    )
    written = write_payload(document)
    assert read_payload(DocumentPayload, written) is document
    forget_payloads()
    assert read_payload(DocumentPayload, written) == document
    assert write_payload(read_payload(DocumentPayload, written)) == written


def test_contact_and_mark_survive() -> None:
    contact = ContactPayload("Kauri Timber", address=Address(lines=("1 High St",), city="Perth"))
    mark = MarkPayload("204117", datetime(2026, 11, 22, 9, 30, tzinfo=UTC), "op")
    written = write_payload(contact), write_payload(mark)
    forget_payloads()
    assert read_payload(ContactPayload, written[0]) == contact
    assert read_payload(MarkPayload, written[1]) == mark


def test_many_payloads_do_not_all_stay_in_memory() -> None:
    marks = [MarkPayload(str(number), datetime(2026, 11, 22, tzinfo=UTC), "op") for number in range(3_000)]
    written = [write_payload(mark) for mark in marks]
    assert read_payload(MarkPayload, written[-1]) is marks[-1]
    first = read_payload(MarkPayload, written[0])
    assert first == marks[0]
    assert first is not marks[0]


def test_binary_floating_point_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical({"amount": 0.1})
