"""The checksum of an operation's row: a digit that has changed in an amount, a state or an id is noticed at the next start."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from app.domain.json_text import encoder
from app.store.journal_rows import FIXED, SEALED

if TYPE_CHECKING:
    from app.store.database import Database

COVERED = tuple(sorted((*FIXED, *SEALED)))
_covered = itemgetter(*COVERED)
_as_text = encoder(any_number=True)  # a damaged row may hold an infinity, and is to be told from a whole one
_TRUTH, _SECONDS = COVERED.index("was_ambiguous"), COVERED.index("last_sent_monotonic")
_PAYLOAD = COVERED.index("payload")
_NAMES = ", ".join(f'"{name}"' for name in COVERED)
_ALL = f"SELECT {_NAMES}, checksum FROM operation ORDER BY sequence"  # noqa: S608 - own names


_UNDER_WAY = (
    "SELECT operation.reference, batch.body, batch.body_hash FROM operation JOIN batch ON batch.id = operation.batch_id "
    "WHERE operation.state IN ('sending', 'replay', 'unknown') ORDER BY operation.sequence"
)


def payload_digest(payload: str) -> str:
    """What stands for the payload in a row's checksum: it never changes, and is longer than all the rest together."""
    return hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()


def row_checksum(row: Mapping[str, Any], digest: str = "") -> str:
    """Over every column that has a meaning; `digest` is its payload's, where that is known already."""
    values = _values(row)
    values[_PAYLOAD] = digest or payload_digest(str(values[_PAYLOAD]))  # a damaged row may hold anything there
    return _hashed(values)


def _values(row: Mapping[str, Any]) -> list[Any]:
    """What is covered. Databases differ in how they give back truth and numbers; the text does not."""
    values = list(_covered(row))
    values[_TRUTH] = bool(values[_TRUTH])
    if isinstance(values[_SECONDS], float):
        values[_SECONDS] = repr(values[_SECONDS])
    return values


def _hashed(values: list[Any]) -> str:
    return hashlib.sha256(_as_text(values).encode()).hexdigest()


def _rows(database: Database) -> list[dict[str, Any]]:
    return [dict(zip((*COVERED, "checksum"), row, strict=True)) for row in database.select(_ALL)]


def seal(database: Database) -> None:
    """Give rows that were written before there was a checksum theirs, inside an open transaction: the whole payload in it."""
    found = [(_hashed(_values(row)), row["id"]) for row in _rows(database) if not row["checksum"]]
    database.many("UPDATE operation SET checksum = ? WHERE id = ?", found)


def seal_by_digest(database: Database) -> None:
    """Bring checksums over whole payloads to those over their digests, inside an open transaction. One that is wrong stays wrong."""
    whole = [row for row in _rows(database) if row["checksum"] == _hashed(_values(row))]
    database.many("UPDATE operation SET checksum = ? WHERE id = ?", [(row_checksum(row), row["id"]) for row in whole])


def broken_bodies(database: Database) -> list[str]:
    """References of operations under way whose request is not the one that was committed, inside an open transaction.

    Requests of operations that have ended are not sent again, so they are not looked at: there may be very many.
    """
    rows = database.select(_UNDER_WAY)
    return [str(reference) for reference, body, digest in rows if hashlib.sha256(bytes(body)).hexdigest() != digest]


def broken_seals(database: Database) -> list[str]:
    """References of the operations whose row is not as it was written, inside an open transaction."""
    return [str(row["reference"] or row["id"]) for row in _rows(database) if row["checksum"] != row_checksum(row)]
