"""The gate before anything is sent: is the journal whole, and is it the one that was here last time.

How many facts there are is kept a second time in a file outside the database. A database that is missing, empty, damaged or
behind that count has forgotten something; then nothing is sent until it has been rebuilt from the ledger.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.domain.errors import StoreProblem
from app.store.database import Database
from app.store.journal import fact_checksum
from app.store.sealing import broken_bodies, broken_seals
from app.store.tables import FactTable, HeadTable

_RESERVE_BYTES = 16 * 1024 * 1024


class Standing(StrEnum):
    """What the gate found."""

    WHOLE = "whole"
    BEHIND = "behind"  # older than its counter: a backup was put back, or the file was lost
    UNCOUNTED = "uncounted"  # the count kept beside it is gone: whether it is the newest cannot be told
    BROKEN = "broken"  # a fact or a row does not fit its checksum


@dataclass(frozen=True, slots=True)
class Finding:
    """The gate's word: only WHOLE lets anything be sent."""

    standing: Standing
    facts: int
    counted: int
    sentence: str = ""
    advice: str = ""

    @property
    def may_send(self) -> bool:
        """Whether sending is allowed."""
        return self.standing is Standing.WHOLE


class Counter:
    """The second place where the number of facts is kept: a small file, replaced whole and only ever upwards."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.is_missing = False
        self._value = self._read()

    @property
    def value(self) -> int:
        """The highest number of facts ever seen here."""
        return self._value

    def _read(self) -> int:
        try:
            return int(self._path.read_text("ascii"))
        except (OSError, ValueError):
            self.is_missing = True
            return 0

    def changed_at(self) -> datetime | None:
        """When it last moved, by this computer's clock: no request left later. None when it is missing."""
        try:
            return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except OSError:
            return None

    def raise_to(self, facts: int) -> None:
        """Note that there are this many facts; a smaller number changes nothing."""
        if facts <= self._value and not self.is_missing:
            return
        part = self._path.with_suffix(".part")
        try:
            handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(str(facts))
            part.replace(self._path)
        except OSError as problem:
            raise StoreProblem(
                "Ledgerferry cannot write its records on this computer.",
                advice="Free some space or give yourself the right to write there, then go on.",
                details=str(problem),
                code="counter_not_written",
            ) from problem
        self._value, self.is_missing = facts, False

    def start_over(self, facts: int) -> None:
        """After a recovery that a person has confirmed: this many facts are the truth now."""
        self._value = -1
        self.raise_to(facts)


_MEND = "Nothing is sent. Restore a backup, or rebuild the journal from the ledger."


def inspect(database: Database, counter: Counter) -> Finding:
    """Walk the whole chain of facts and compare its length with the counter's."""
    with database.reading():
        (head,) = database.rows(HeadTable.select())
        broken = _first_broken(database, head)
        altered = [*broken_seals(database), *broken_bodies(database)]
    facts = int(head["facts"])
    if broken:
        return Finding(
            Standing.BROKEN,
            facts,
            counter.value,
            f"Entry {broken:,} of the journal has been changed or lost.",
            _MEND,
        )
    if altered:
        many = f" and {len(altered) - 1:,} more" if len(altered) > 1 else ""
        return Finding(
            Standing.BROKEN,
            facts,
            counter.value,
            f"What the journal holds of {altered[0]}{many} has been changed.",
            _MEND,
        )
    if facts and counter.is_missing:
        return Finding(
            Standing.UNCOUNTED,
            facts,
            0,
            "The count of the journal's entries, which is kept beside it, is missing.",
            "Nothing is sent. Rebuild from the ledger what may be missing, look at what was found, then confirm.",
        )
    if facts < counter.value:
        return Finding(
            Standing.BEHIND,
            facts,
            counter.value,
            f"The journal knows {facts:,} of {counter.value:,} entries that were made on this computer.",
            "Nothing is sent. Rebuild it from the ledger, look at what was found, then confirm.",
        )
    return Finding(Standing.WHOLE, facts, counter.value)


def _first_broken(database: Database, head: dict[str, Any]) -> int:
    """Number of the first fact that does not fit, or 0."""
    checksum, expected = "", 0
    fields = ("sequence", "at", "operation_id", "kind", "state", "generation", "text")
    for row in database.rows(FactTable.select().order_by(FactTable.sequence)):
        expected += 1
        checksum = fact_checksum(checksum, [row[name] for name in fields])
        if row["sequence"] != expected or row["checksum"] != checksum:
            return expected
    return 0 if (expected, checksum) == (head["facts"], head["checksum"]) else expected + 1


class Reserve:
    """Disk space kept back, so that an answer can still be recorded when the disk is full."""

    def __init__(self, path: Path, size: int = _RESERVE_BYTES) -> None:
        self._path = path
        self._size = size

    def keep(self) -> bool:
        """Make the reserve if it is not there; False when there is no room for it."""
        try:
            if self._path.exists() and self._path.stat().st_size >= self._size:
                return True
            with self._path.open("wb") as file:
                for _ in range(self._size // 65536):
                    file.write(b"\0" * 65536)
            self._path.chmod(0o600)
        except OSError:
            self._path.unlink(missing_ok=True)
            return False
        return True

    def release(self) -> None:
        """Give the space back to the journal."""
        self._path.unlink(missing_ok=True)
