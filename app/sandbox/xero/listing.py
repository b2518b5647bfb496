"""Lists: the query parameters of Xero's collections, and what they leave (apis/xero.md 4.5).

`page` asks for a page of `pageSize` records, 100 unless given, cut to 1..1000. `Statuses` and `summaryOnly` force paging.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from app.sandbox.xero.outcome import RefusedError
from app.sandbox.xero.query import QueryError, ordered, parse_where, plain_text
from app.sandbox.xero.replies import Answer, query_error
from app.sandbox.xero.values import Record, instant_of

DEFAULT_PAGE, LARGEST_PAGE = 100, 1000


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The parameters of one list request, names in lower case."""

    parameters: Mapping[str, str]
    modified_since: str = ""

    def flag(self, name: str) -> bool:
        """A boolean parameter in any letter case; absent is False."""
        return self.parameters.get(name, "").lower() == "true"

    def values(self, name: str) -> list[str]:
        """A comma-separated list, blanks around the values dropped."""
        return [part.strip() for part in self.parameters.get(name, "").split(",") if part.strip()]

    @property
    def is_paged(self) -> bool:
        """Whether the answer comes in pages."""
        return "page" in self.parameters or bool(self.values("statuses")) or self.flag("summaryonly")

    @property
    def unit_places(self) -> int:
        """Decimals of unit prices: 4 with unitdp=4, else 2."""
        return 4 if self.parameters.get("unitdp") == "4" else 2

    def select(self, records: Iterable[Record], id_field: str) -> list[Record]:
        """Records that pass If-Modified-Since and `where`, in order. Raises `RefusedError` for a bad expression."""
        try:
            where = self.parameters.get("where", "").strip()
            test = parse_where(where) if where else None
            since = _instant(self.modified_since)
            chosen: list[Record] = [
                record
                for record in records
                if (since is None or record["UpdatedDateUTC"].replace(microsecond=0) > since)
                and (test is None or test(record))
            ]
            return ordered(chosen, self.parameters.get("order", "").strip(), id_field)
        except QueryError as trouble:
            raise RefusedError(query_error(str(trouble))) from trouble

    def page_of(self, records: Sequence[Record]) -> tuple[Sequence[Record], Record | None]:
        """The page asked for and its pagination object; everything and None when unpaged."""
        if not self.is_paged:
            return records, None
        size = min(LARGEST_PAGE, max(1, self._number("pagesize", DEFAULT_PAGE)))
        page = max(1, self._number("page", 1))
        count = -(-len(records) // size)
        shown = records[(page - 1) * size : page * size]
        return shown, {"page": page, "pageSize": size, "pageCount": count, "itemCount": len(records)}

    def _number(self, name: str, otherwise: int) -> int:
        try:
            return int(self.parameters.get(name, otherwise))
        except ValueError as trouble:
            raise RefusedError(query_error(f"{name} must be a whole number")) from trouble


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    for read in (instant_of, parsedate_to_datetime):
        try:
            instant = read(text.strip())
        except ValueError:
            continue
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    return None


def answer_list(
    query: ListQuery, collection: str, records: Iterable[Record], id_field: str, form: Callable[[Record], Any]
) -> Answer:
    """Select, order, cut to the page and write."""
    shown, pagination = query.page_of(query.select(records, id_field))
    return Answer(collection, [form(record) for record in shown], pagination)


def mentions(record: Record, fields: Sequence[str], term: str) -> bool:
    """Whether one of the text fields contains the search term, without case and accents."""
    sought = plain_text(term)
    return any(sought in plain_text(str(record.get(name, ""))) for name in fields)
