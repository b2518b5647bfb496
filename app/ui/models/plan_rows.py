"""The rows of Review: light, frozen, made from a plan; found by typing, filtered by state and sorted without any Qt proxy.

A hundred thousand rows are searched in a few milliseconds: the texts lie side by side in memory in the order of the rows, a longer
query looks only through what the shorter one has found, a sorted list stays sorted while it is filtered, and only rows that are found
are touched.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import compress, repeat
from operator import attrgetter, contains
from typing import Any

from app.domain.documents import DocumentKind, SourceDocument
from app.domain.money import Money
from app.domain.plan import DocumentState, PlannedDocument


class StateFilter(StrEnum):
    """The five filters, in the order of their number keys."""

    ALL = "all"
    READY = "ready"
    NEEDS_YOU = "needs_you"
    BLOCKED = "blocked"
    IN_LEDGER = "in_ledger"


_FILTER_OF = {
    DocumentState.READY: StateFilter.READY,
    DocumentState.NEEDS_CUSTOMER: StateFilter.NEEDS_YOU,
    DocumentState.NEEDS_ACCOUNT: StateFilter.NEEDS_YOU,
    DocumentState.NEEDS_PRODUCT: StateFilter.NEEDS_YOU,
    DocumentState.NEEDS_TAX_RATE: StateFilter.NEEDS_YOU,
    DocumentState.BLOCKED: StateFilter.BLOCKED,
    DocumentState.REFUSED: StateFilter.BLOCKED,
    DocumentState.ALREADY_IN_LEDGER: StateFilter.IN_LEDGER,
    DocumentState.SENT: StateFilter.IN_LEDGER,
    DocumentState.MARKED: StateFilter.IN_LEDGER,
}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One document as the table shows it. Amounts are signed: a credit's are negative."""

    id: str
    number: str
    issue_date: date
    due_date: date | None
    customer: str
    state: DocumentState
    net: Decimal
    tax: Decimal
    total: Decimal
    currency: str
    text: str
    planned: PlannedDocument | None = None

    @property
    def can_send(self) -> bool:
        """Whether it can be ticked."""
        return self.planned is not None and self.planned.can_send


def row_of(planned: PlannedDocument) -> PlanRow:
    """The row of a planned document; figures from its payload where there is one."""
    source, document = planned.source, planned.document
    if document is not None:
        sign = -1 if document.kind is DocumentKind.CREDIT_NOTE else 1
        net, tax, total = sign * document.net.amount, sign * document.tax.amount, sign * document.total.amount
    else:
        total = source.total.amount
        tax = Money(source.tax, source.currency).rounded().amount
        net = total - tax
    return _row(source, planned.state, (net, tax, total), planned)


def found_row(source: SourceDocument) -> PlanRow:
    """The row of a document that has only been found so far."""
    total = source.total.amount
    tax = Money(source.tax, source.currency).rounded().amount
    return _row(source, DocumentState.WAITING, (total - tax, tax, total), None)


def _row(
    source: SourceDocument,
    state: DocumentState,
    figures: tuple[Decimal, Decimal, Decimal],
    planned: PlannedDocument | None,
) -> PlanRow:
    customer = source.party.name or f"Company {source.party.id}"
    number = source.number or f"ID {source.id}"
    text = f"{number}\n{customer}\n{figures[2]}\n{source.id}\n{source.reference}".casefold()
    return PlanRow(
        source.id, number, source.issue_date, source.due_date, customer, state, *figures, source.currency, text, planned
    )


class SortBy(StrEnum):
    """What the table can be sorted by, in the order of its columns."""

    NUMBER = "number"
    DATE = "date"
    DUE = "due"
    CUSTOMER = "customer"
    STATE = "state"
    TAX = "tax"
    TOTAL = "total"
    CURRENCY = "currency"


_STATE_ORDER = {state: place for place, state in enumerate(DocumentState)}
_SORT_KEYS: dict[SortBy, Callable[[PlanRow], object]] = {
    SortBy.NUMBER: lambda r: r.number,
    SortBy.DATE: lambda r: (r.issue_date, r.number),
    SortBy.DUE: lambda r: (r.due_date or date.max, r.number),
    SortBy.CUSTOMER: lambda r: (r.customer.casefold(), r.number),
    SortBy.STATE: lambda r: (_STATE_ORDER[r.state], r.number),
    SortBy.TAX: lambda r: (r.currency, r.tax),
    SortBy.TOTAL: lambda r: (r.currency, r.total),
    SortBy.CURRENCY: lambda r: (r.currency, r.number),
}


_GROUPS = tuple(StateFilter)
_GROUP_NUMBER = {state: _GROUPS.index(_FILTER_OF.get(state, StateFilter.ALL)) for state in DocumentState}
_BETWEEN = "\0"  # between the texts of two rows while they are copied
_TEXT, _STATE = attrgetter("text"), attrgetter("state")


class Picked(Sequence[PlanRow]):
    """Some rows of a list, by their numbers; a row is touched only when it is asked for."""

    def __init__(self, rows: Sequence[PlanRow], numbers: Sequence[int]) -> None:
        self._rows, self._numbers = rows, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: Any) -> Any:
        """A row by its place, or some of them by a slice; what callers get is typed by `Sequence[PlanRow]`."""
        if isinstance(place, slice):
            return Picked(self._rows, self._numbers[place])
        return self._rows[self._numbers[place]]


class PlanList:
    """All rows, and which of them are shown. `looked_at` counts the rows compared by the last query."""

    def __init__(self) -> None:
        self.rows: list[PlanRow] = []
        self.filter = StateFilter.ALL
        self.query = ""
        self.sort_by, self.descending = SortBy.DATE, True
        self.looked_at = 0
        self._states: Counter[DocumentState] = Counter()
        self._texts: list[str] | None = None  # of the rows, in their order; made when first needed
        self._groups = b""  # the filter to which each row belongs, by its place in `StateFilter`
        self._trail: list[tuple[tuple[str, ...], Sequence[int]]] = []  # what narrower queries found, for the way back

    def replace(self, rows: Iterable[PlanRow]) -> None:
        """Another list; filter, query and sorting stay."""
        self.rows = list(rows)
        self._states = Counter(map(_STATE, self.rows))
        self._sort()
        self._prepare()

    def add(self, rows: Iterable[PlanRow]) -> None:
        """More rows, as they arrive; their texts are copied only if somebody types meanwhile."""
        fresh = list(rows)
        self.rows.extend(fresh)
        self._states.update(map(_STATE, fresh))
        self._sort()

    def set_sort(self, by: SortBy, descending: bool) -> None:
        """Sort otherwise."""
        self.sort_by, self.descending = by, descending
        self._sort()
        self._prepare()

    def _sort(self) -> None:
        self.rows.sort(key=_SORT_KEYS[self.sort_by], reverse=self.descending)  # type: ignore[arg-type]
        self._texts = None
        self._trail.clear()

    def _prepare(self) -> list[str]:
        """Copy the texts, so that they lie in memory one after the other: looking through them is then several times as fast."""
        texts = _BETWEEN.join(map(_TEXT, self.rows)).split(_BETWEEN) if self.rows else []
        if len(texts) != len(self.rows):  # some text holds the sign that stands between two
            texts = [text.replace(_BETWEEN, "") for text in map(_TEXT, self.rows)]
        self._texts, self._groups = texts, bytes(map(_GROUP_NUMBER.__getitem__, map(_STATE, self.rows)))
        return texts

    def shown(self) -> Sequence[PlanRow]:
        """What filter and query leave, sorted. Not to be changed: it is the list itself when nothing is left out."""
        if self.filter is StateFilter.ALL and not self.query.strip():
            self.looked_at = 0
            return self.rows
        texts = self._prepare() if self._texts is None else self._texts
        found = self._matching(texts)
        if self.filter is not StateFilter.ALL:
            group, groups = _GROUPS.index(self.filter), self._groups
            found = [number for number in found if groups[number] == group]
        return self.rows if len(found) == len(self.rows) else Picked(self.rows, found)

    def _matching(self, texts: list[str]) -> Sequence[int]:
        words = tuple(self.query.casefold().replace(",", "").replace("\u2212", "-").split())
        self.looked_at = 0
        while self._trail and not _narrows(words, self._trail[-1][0]):
            self._trail.pop()
        before, found = self._trail[-1] if self._trail else ((), range(len(texts)))
        if words != before:
            self.looked_at = len(found)
            for word in words:
                found = _holding(word, texts, found)
            self._trail.append((words, found))
        return found

    def counts(self) -> dict[str, int]:
        """How many rows each filter leaves, whatever is typed."""
        counts = dict.fromkeys(StateFilter, 0)
        for state, number in self._states.items():
            group = _FILTER_OF.get(state)
            if group is not None:
                counts[group] += number
        counts[StateFilter.ALL] = len(self.rows)
        return {str(key): number for key, number in counts.items()}

    def ready_ids(self) -> frozenset[str]:
        """Everything that can be ticked."""
        return frozenset(row.id for row in self.rows if row.can_send)


def _holding(word: str, texts: list[str], among: Sequence[int]) -> list[int]:
    """Numbers of the texts that hold the word; written without a step of the interpreter for each text."""
    looked = texts if len(among) == len(texts) else map(texts.__getitem__, among)
    return list(compress(among, map(contains, looked, repeat(word))))


def _narrows(words: Sequence[str], before: Sequence[str]) -> bool:
    """Whether everything `words` finds was found by `before` too."""
    return all(any(old in new for new in words) for old in before)


@dataclass(frozen=True, slots=True)
class Sum:
    """Count and figures of one currency."""

    count: int
    net: Decimal
    tax: Decimal
    total: Decimal


class Tally:
    """Sums of the ticked rows by currency, kept up to date with each change."""

    def __init__(self) -> None:
        self._rows: dict[str, PlanRow] = {}
        self._ticked: frozenset[str] = frozenset()
        self._sums: dict[str, Sum] = {}

    def set_rows(self, rows: Iterable[PlanRow], ticked: frozenset[str]) -> None:
        """Begin anew with these rows."""
        self._rows = {row.id: row for row in rows if row.can_send}
        self._ticked, self._sums = frozenset(), {}
        self.follow(ticked)

    def follow(self, ticked: frozenset[str]) -> None:
        """Add what was ticked and take away what was unticked since the last time."""
        self._change(ticked - self._ticked, 1)
        self._change(self._ticked - ticked, -1)
        self._ticked = ticked

    def _change(self, ids: frozenset[str], sign: int) -> None:
        """Currency by currency, since thousands are ticked at once when a plan is shown."""
        rows: defaultdict[str, list[PlanRow]] = defaultdict(list)
        for one in ids:
            row = self._rows.get(one)
            if row is not None:
                rows[row.currency].append(row)
        for currency, changed in rows.items():
            old = self._sums.get(currency, Sum(0, Decimal(0), Decimal(0), Decimal(0)))
            new = Sum(
                old.count + sign * len(changed),
                old.net + sign * sum((row.net for row in changed), Decimal(0)),
                old.tax + sign * sum((row.tax for row in changed), Decimal(0)),
                old.total + sign * sum((row.total for row in changed), Decimal(0)),
            )
            if new.count:
                self._sums[currency] = new
            else:
                self._sums.pop(currency, None)

    @property
    def chosen(self) -> frozenset[str]:
        """Ids of the ticked rows that can be sent."""
        return frozenset(one for one in self._ticked if one in self._rows)

    @property
    def sums(self) -> list[tuple[str, Sum]]:
        """By currency, the busiest first."""
        return sorted(self._sums.items(), key=lambda entry: (-entry[1].count, entry[0]))
