"""The documents of a run, a row each: a run of ten thousand is written and read piece by piece, and a change writes what it changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.store.database import Database

_PUT = (
    "INSERT INTO run_document (run_id, position, body) VALUES (?,?,?) "
    "ON CONFLICT (run_id, position) DO UPDATE SET body = excluded.body"
)


def read_documents(database: Database, run_id: str) -> list[str]:
    """Their texts in the order of the summary, inside a transaction."""
    rows = database.select("SELECT body FROM run_document WHERE run_id = ? ORDER BY position", [run_id])
    return [str(body) for (body,) in rows]


def write_documents(database: Database, run_id: str, texts: Sequence[str]) -> None:
    """These and no others, inside a transaction that writes; rows that stay as they are, are not touched."""
    known = read_documents(database, run_id)
    new = [(run_id, n, text) for n, text in enumerate(texts) if n >= len(known) or known[n] != text]
    database.many(_PUT, new)
    if len(known) > len(texts):
        database.many("DELETE FROM run_document WHERE run_id = ? AND position >= ?", [(run_id, len(texts))])


def take_documents_apart(database: Database) -> None:
    """Bring runs whose documents stand in their summaries into rows, inside an open transaction."""
    for run_id, body in database.select("SELECT id, body FROM run"):
        summary = json.loads(body)
        outcomes = summary.pop("outcomes", [])
        write_documents(database, run_id, [_text(outcome) for outcome in outcomes])
        database.many("UPDATE run SET body = ? WHERE id = ?", [(_text({**summary, "outcomes": []}), run_id)])


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
