"""Between journal rows and the domain's records."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.ports.journal import Batch, Fact

# What a change may write; the rest of a row is fixed when it is planned.
SEALED = (
    "run_id", "reference", "payload", "expected_minor", "expected_currency", "depends_on", "source_hash", "user", "connection_id",
    "state", "before", "generation", "key", "remote_id", "remote_version", "remote_url", "remote_minor", "remote_currency",
    "first_sent", "last_sent", "last_sent_monotonic", "boot_id", "confirmed_at", "read_back_at", "updated_at", "was_ambiguous",
    "reason", "sentence", "remote_words", "batch_id",
)  # fmt: skip
MUTABLE = (*SEALED, "checksum")
FIXED = ("id", "kind", "tenant", "subject", "source_id")


@lru_cache(maxsize=256)
def instant(value: datetime | None) -> str | None:
    """ISO text in UTC with microseconds, so that text order is time order.

    Remembered for a while: the documents of one request were sent, answered and read back at the same moments.
    """
    return None if value is None else value.isoformat(timespec="microseconds")


def read_instant(value: str | None) -> datetime | None:
    """The instant back from its text."""
    return None if value is None else datetime.fromisoformat(value)


def row_of(record: OperationRecord, before: str) -> dict[str, Any]:
    """All columns of an operation but its sequence."""
    operation, expected, seen = record.operation, record.operation.expected, record.remote_total
    minor = expected.minor if expected else None
    shown = minor if seen == expected else seen.rounded().minor if seen else None
    return {
        "id": operation.id,
        "kind": operation.kind.value,
        "tenant": operation.tenant,
        "subject": operation.subject,
        "connection_id": operation.connection_id,
        "reference": operation.reference,
        "payload": operation.payload,
        "run_id": operation.run_id,
        "expected_minor": minor,
        "expected_currency": expected.currency if expected else None,
        "depends_on": json.dumps(operation.depends_on) if operation.depends_on else "[]",
        "source_id": operation.source_id,
        "source_hash": operation.source_hash,
        "user": operation.user,
        "state": record.state.value,
        "before": before,
        "generation": record.generation,
        "key": record.key,
        "remote_id": record.remote_id,
        "remote_version": record.remote_version,
        "remote_url": record.remote_url,
        "remote_minor": shown,  # for show; agreement was judged on the exact figure
        "remote_currency": seen.currency if seen else None,
        "first_sent": instant(record.first_sent),
        "last_sent": instant(record.last_sent),
        "last_sent_monotonic": record.last_sent_monotonic,
        "boot_id": record.boot_id,
        "confirmed_at": instant(record.confirmed_at),
        "read_back_at": instant(record.read_back_at),
        "updated_at": instant(record.updated_at),
        "was_ambiguous": record.was_ambiguous,
        "reason": record.reason,
        "sentence": record.sentence,
        "remote_words": record.remote_words,
        "batch_id": record.batch_id,
    }


def _money(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money.from_minor(minor, currency)


def record_of(row: dict[str, Any]) -> OperationRecord:
    """The record of one row."""
    return OperationRecord(
        operation=Operation(
            id=row["id"],
            kind=OperationKind(row["kind"]),
            connection_id=row["connection_id"],
            tenant=row["tenant"],
            subject=row["subject"],
            reference=row["reference"],
            payload=row["payload"],
            run_id=row["run_id"],
            expected=_money(row["expected_minor"], row["expected_currency"]),
            depends_on=() if row["depends_on"] == "[]" else tuple(json.loads(row["depends_on"])),
            source_id=row["source_id"],
            source_hash=row["source_hash"],
            user=row["user"],
        ),
        state=OperationState(row["state"]),
        generation=row["generation"],
        key=row["key"],
        remote_id=row["remote_id"],
        remote_version=row["remote_version"],
        remote_url=row["remote_url"],
        first_sent=read_instant(row["first_sent"]),
        last_sent=read_instant(row["last_sent"]),
        last_sent_monotonic=row["last_sent_monotonic"],
        boot_id=row["boot_id"],
        confirmed_at=read_instant(row["confirmed_at"]),
        read_back_at=read_instant(row["read_back_at"]),
        updated_at=read_instant(row["updated_at"]),
        was_ambiguous=bool(row["was_ambiguous"]),
        reason=row["reason"],
        sentence=row["sentence"],
        remote_words=row["remote_words"],
        batch_id=row["batch_id"],
        remote_total=_money(row["remote_minor"], row["remote_currency"]),
    )


def batch_row(batch: Batch) -> dict[str, Any]:
    """All columns of a batch."""
    return {
        "id": batch.id,
        "members": json.dumps(batch.members),
        "key": batch.key,
        "method": batch.method,
        "path": batch.path,
        "body": batch.body,
        "body_hash": batch.body_hash,
        "content_type": batch.content_type,
        "generations": json.dumps(batch.generations),
        "credential": batch.credential,
        "sent_at": instant(batch.sent_at),
        "monotonic": batch.monotonic,
        "boot_id": batch.boot_id,
    }


def batch_of(row: dict[str, Any]) -> Batch:
    """The batch of one row."""
    sent_at = read_instant(row["sent_at"])
    if sent_at is None:
        raise ValueError("a batch without a time")
    return Batch(
        id=row["id"],
        members=tuple(json.loads(row["members"])),
        key=row["key"],
        method=row["method"],
        path=row["path"],
        body=bytes(row["body"]),
        body_hash=row["body_hash"],
        content_type=row["content_type"],
        generations=tuple(json.loads(row["generations"])),
        credential=row["credential"],
        sent_at=sent_at,
        monotonic=row["monotonic"],
        boot_id=row["boot_id"],
    )


def fact_of(row: dict[str, Any]) -> Fact:
    """The fact of one row."""
    at = read_instant(row["at"])
    if at is None:
        raise ValueError("a fact without a time")
    return Fact(
        row["sequence"],
        at,
        row["operation_id"],
        row["kind"],
        OperationState(row["state"]),
        row["generation"],
        row["text"],
    )
