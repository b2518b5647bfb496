"""What is hashed stays the same text for ever: records of every earlier version are checked by it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.payload import canonical
from app.store.journal import fact_checksum
from app.store.journal_rows import record_of, row_of

_CELL = some.one_of(some.none(), some.integers(0, 2**40), some.text(max_size=20))
NOW = datetime(2026, 3, 1, 12, 30, 15, 250, UTC)


@given(some.text(max_size=10), some.lists(_CELL, max_size=8))
def test_a_fact_is_hashed_as_its_canonical_text(before: str, row: list[object]) -> None:
    assert fact_checksum(before, row) == hashlib.sha256((before + canonical(row)).encode()).hexdigest()


def test_a_row_gives_its_record_back_with_and_without_dependencies() -> None:
    operation = Operation(
        id="a",
        kind=OperationKind.POST_INVOICE,
        connection_id="x",
        tenant="t",
        subject="s",
        reference="INV-1",
        payload="{}",
        run_id="r",
        expected=Money(Decimal("12.30"), "AUD"),
    )
    for depends_on in ((), ("b",), ("b", "ü\"'")):
        record = OperationRecord(
            replace(operation, depends_on=depends_on), OperationState.PLANNED, first_sent=NOW, updated_at=NOW
        )
        assert record_of(row_of(record, "")) == record
