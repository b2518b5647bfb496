"""Runs, recent searches and small settings on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.documents import SearchCriteria
from app.domain.errors import StoreProblem
from app.domain.run import DocumentOutcome, RunSummary
from app.ports.stores import RememberedSearch
from app.store import codec
from app.store.database import Database
from app.store.journal_rows import instant
from app.store.run_rows import read_documents, write_documents
from app.store.tables import RunTable, SearchTable, SettingTable

_SEARCHES_KEPT = 20


class Runs:
    """Implements `RunStore`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, summary: RunSummary) -> None:
        """Note a run before its first operation."""
        self.finish(summary)

    def finish(self, summary: RunSummary) -> None:
        """Replace what is known of the run."""
        row = {
            "route_id": summary.route_id,
            "started": instant(summary.started),
            "ended": instant(summary.ended),
            "body": codec.write(replace(summary, outcomes=())),
            "search_text": _search_text(summary),
        }
        texts = [codec.write(outcome) for outcome in summary.outcomes]
        with self._db.writing():
            insert = RunTable.insert({**row, "id": summary.run_id})
            self._db.run(insert.on_conflict(conflict_target=[RunTable.id], update=row))
            write_documents(self._db, summary.run_id, texts)

    def runs(
        self, route_id: str = "", limit: int = 200, text: str = "", since: datetime | None = None
    ) -> Sequence[RunSummary]:
        """Newest first."""
        query = RunTable.select(RunTable.id, RunTable.body).order_by(RunTable.started.desc()).limit(limit)
        if route_id:
            query = query.where(RunTable.route_id == route_id)
        if since is not None:
            query = query.where(RunTable.started >= instant(since))
        for word in text.casefold().split():
            query = query.where(RunTable.search_text.contains(word))
        with self._db.reading():
            return [self._whole(row) for row in self._db.rows(query)]

    def _whole(self, row: dict[str, str]) -> RunSummary:
        """A run with its documents, inside a transaction."""
        outcomes = [codec.read(DocumentOutcome, text) for text in read_documents(self._db, row["id"])]
        return replace(codec.read(RunSummary, row["body"]), outcomes=tuple(outcomes))

    def run(self, run_id: str) -> RunSummary:
        """One."""
        with self._db.reading():
            rows = self._db.rows(RunTable.select(RunTable.id, RunTable.body).where(RunTable.id == run_id))
            if rows:
                return self._whole(rows[0])
        raise StoreProblem("This run is not in the log.", code="run_unknown", subject=run_id)

    def route_of(self, run_id: str) -> str:
        """The route of a run."""
        with self._db.reading():
            rows = self._db.rows(RunTable.select(RunTable.route_id).where(RunTable.id == run_id))
        if not rows:
            raise StoreProblem("This run is not in the log.", code="run_unknown", subject=run_id)
        return str(rows[0]["route_id"])

    def remember_search(self, route_id: str, search: RememberedSearch) -> None:
        """Keep it once, as the newest; the newest 20 of a route stay."""
        criteria = codec.write(search.criteria)
        table = SearchTable
        with self._db.writing():
            self._db.run(table.delete().where((table.route_id == route_id) & (table.criteria == criteria)))
            row = {"route_id": route_id, "at": instant(search.at), "criteria": criteria, "words": search.words}
            self._db.run(table.insert({**row, "found": search.found}))
            newest = table.select(table.id).where(table.route_id == route_id).order_by(table.at.desc())
            old = self._db.rows(newest.offset(_SEARCHES_KEPT).limit(1000))
            if old:
                self._db.run(table.delete().where(table.id.in_([row["id"] for row in old])))

    def searches(self, route_id: str, limit: int = 5) -> Sequence[RememberedSearch]:
        """Newest first."""
        query = (
            SearchTable.select().where(SearchTable.route_id == route_id).order_by(SearchTable.at.desc()).limit(limit)
        )
        with self._db.reading():
            rows = self._db.rows(query)
        found = []
        for row in rows:
            at = datetime.fromisoformat(row["at"])
            found.append(RememberedSearch(codec.read(SearchCriteria, row["criteria"]), row["words"], row["found"], at))
        return found


def _search_text(summary: RunSummary) -> str:
    parts = [summary.organisation, summary.user]
    for outcome in summary.outcomes:
        parts += [outcome.number, outcome.customer, outcome.sentence]
    return "\n".join(parts).casefold()


class Settings:
    """Implements `SettingStore`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def setting(self, name: str, default: str = "") -> str:
        """The value or the default."""
        with self._db.reading():
            rows = self._db.rows(SettingTable.select().where(SettingTable.name == name))
        return str(rows[0]["value"]) if rows else default

    def save_setting(self, name: str, value: str) -> None:
        """Create or replace."""
        insert = SettingTable.insert({"name": name, "value": value})
        with self._db.writing():
            self._db.run(insert.on_conflict(conflict_target=[SettingTable.name], update={"value": value}))
