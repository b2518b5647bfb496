"""What came over the wire, against what the journals say was meant: every change was committed before its first byte, to these books."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from app.store.database import Database
from app.store.sqlite_file import FileDatabase
from tests.endurance.stage import Stage


class Wire:
    """Hears of every journal, then asks the simulators what arrived since it was made."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._since = stage.arrived
        self._keys: set[str] = set()
        self._sent = 0

    def read(self, journal: Path) -> None:
        """Take in what a journal says was to be sent."""
        database = FileDatabase(journal)
        database.open()
        self.take(database)
        database.close()

    def take(self, database: Database) -> None:
        """The same of records that are open."""
        with database.reading():
            self._keys.update(str(key) for (key,) in database.select('SELECT "key" FROM batch'))
            ((sent,),) = database.select("SELECT COUNT(*) FROM fact WHERE state = 'sending'")
        self._sent += int(sent)

    def judge(self, broken: list[str]) -> int:
        """How many requests changed something; what was never meant is added to `broken`."""
        changes = [row for row in self._stage.control.requests(since=self._since) if row["effect"]]
        for row in changes:
            if _must_carry_a_key(row) and _key(row) not in self._keys:
                broken.append(f"sent without an entry in the journal: {_words(row)}")
            if _books_of(row) not in ("", self._stage.tenant):
                broken.append(f"sent to other books: {_words(row)}")
        if len(changes) > self._sent:
            broken.append(f"{len(changes)} changes arrived, and the journals know of {self._sent}")
        return len(changes)


def _must_carry_a_key(row: dict[str, Any]) -> bool:
    """Whatever QuickBooks is asked to do, and what is made in Xero; other changes are told apart by what they name."""
    makes = row["method"] == "PUT" and "/Attachments/" not in row["path"]
    return row["system"] == "quickbooks" or (row["system"] == "xero" and (makes or bool(_key(row))))


def _key(row: dict[str, Any]) -> str:
    if row["system"] == "xero":
        return str(row["headers"].get("idempotency-key", ""))
    return parse_qs(str(row["query"])).get("requestid", [""])[0]


def _books_of(row: dict[str, Any]) -> str:
    """The ledger's books that a request named; '' for one to another system."""
    if row["system"] == "xero":
        return str(row["headers"].get("xero-tenant-id", "none"))
    return str(row["path"]).split("/")[2] if row["system"] == "quickbooks" else ""


def _words(row: dict[str, Any]) -> str:
    return f"{row['system']} {row['method']} {row['path']}: {row['effect']}"
