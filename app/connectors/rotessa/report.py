"""The report of transactions, whole, in few calls: days are asked for so that their rows fit on one page (apis/rotessa.md 8).

One page is a picture of one moment. Several are not: a row may move from one to another between the calls and be missed. So a span of
days that fills a page is halved, and only a single day that does is read by pages, until two readings in a row name the same rows. How
many rows fell on each day is kept, so that the next reading asks for the right spans at once.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from app.connectors.rotessa.fields import elements, incomplete, read_transaction
from app.connectors.rotessa.session import Query, RotessaSession
from app.domain.collection.debits import Transaction
from app.domain.run import Stop

PAGES_MOST = 500
"""Most pages of one day that are asked for: half a million rows."""
READINGS_MOST = 4
"""How often the pages of a day are read until two readings in a row name the same transactions."""
OTHER_PAGES = frozenset({25, 50, 100, 200, 250, 500})
"""Usual lengths of a page: a list of just so many may have been cut, should Rotessa change its page without a word."""
FILLED = 0.9
"""How full a page is planned to be: since the last reading more may have come."""

Rows = dict[str, Transaction]
_DAY = timedelta(days=1)


class Report:
    """Reads the report of one account. Safe to use from several threads."""

    def __init__(self, session: RotessaSession, page: int) -> None:
        self._session = session
        self._page = page
        self._lock = threading.Lock()
        self._known: Counter[date] = Counter()
        self._longest = 0  # most rows that ever came on a page: a shorter one was not cut

    def read(self, start: date, end: date, stop: Stop) -> list[Transaction]:
        """All transactions with a process date in these days, sorted by process date and id; complete, or `IncompleteRead`.

        Spans are read in their order: should Rotessa put a debit off to the next banking day meanwhile, it comes twice and is not missed.
        """
        found: Rows = {}
        for first, last in self._spans(start, end):
            found.update(self._span(first, last, stop))
        with self._lock:
            kept = {day: rows for day, rows in self._known.items() if not start <= day <= end}
            self._known = Counter(kept) + Counter(row.process_date for row in found.values())
        return sorted(found.values(), key=lambda row: (row.process_date, int(row.id)))

    def _spans(self, start: date, end: date) -> Iterator[tuple[date, date]]:
        """The days, cut so that what was there last time fits on a page each."""
        with self._lock:
            days = sorted((day, rows) for day, rows in self._known.items() if start <= day <= end)
        first, held = start, 0
        for day, rows in days:
            if held and held + rows > self._page * FILLED:
                yield first, day - _DAY
                first, held = day, 0
            held += rows
        yield first, end

    def _span(self, start: date, end: date, stop: Stop) -> Rows:
        page = self._read(start, end, 1, stop)
        if len(page) >= self._page and start < end:
            middle = start + (end - start) // 2
            return {**self._span(start, middle, stop), **self._span(middle + _DAY, end, stop)}
        if not self._may_go_on(page):
            return page
        return self._by_pages(start, end, page, stop)

    def _may_go_on(self, page: Rows) -> bool:
        """Whether a page may have been cut."""
        usual = len(page) in OTHER_PAGES and len(page) >= self._longest
        return len(page) >= self._page or usual

    def _by_pages(self, start: date, end: date, first: Rows, stop: Stop) -> Rows:
        rows, pages = self._reading(start, end, first, stop)
        for _ in range(READINGS_MOST - 1):
            if pages <= 1:
                return rows
            latest, pages = self._reading(start, end, self._read(start, end, 1, stop), stop)
            if latest.keys() == rows.keys():
                return latest
            rows = latest
        raise incomplete("transaction report", "it changed each time it was read")

    def _reading(self, start: date, end: date, first: Rows, stop: Stop) -> tuple[Rows, int]:
        """The rows of all pages, and the number of pages that brought any; `first` is the first of them."""
        found, page = dict(first), first
        for number in range(2, PAGES_MOST + 1):
            if not self._may_go_on(page):
                return found, number - 1
            page = self._read(start, end, number, stop)
            if page.keys() <= found.keys():
                if len(page) >= self._page:
                    raise incomplete("transaction report", "a page came again")
                return found, number - 1
            found.update(page)
        raise incomplete("transaction report", "it has more pages than are asked for")

    def _read(self, start: date, end: date, number: int, stop: Stop) -> Rows:
        """One page. Raises `IncompleteRead` when it is no list of transactions, or holds one twice."""
        window: Query = (("start_date", start.isoformat()), ("end_date", end.isoformat()), ("status", "All"))
        value = self._session.read("transaction_report", stop, (*window, ("page", str(number))))
        listed = elements(value, "transaction report")
        page = {row.id: row for row in map(read_transaction, listed)}
        if len(page) != len(listed):
            raise incomplete("transaction report", "a transaction came twice on one page")
        self._longest = max(self._longest, len(page))
        return page
