"""What a run has put into the ledger, each thing with its page: documents, and what was created or linked on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.domain.ledger_words import LedgerWords, words_of
from app.domain.money import Money
from app.domain.operation import OperationKind
from app.domain.run import DocumentOutcome, RunSummary, SideEffect
from app.domain.words import count_of
from app.ui.parts import (
    Button,
    ButtonKind,
    Card,
    Column,
    DataTable,
    Dialog,
    FactLine,
    FigureCell,
    LinkCell,
    PlainLabel,
    RowsModel,
    SearchEntry,
    Segment,
    SegmentedFilter,
    TableCard,
    TextCell,
)
from app.ui.screens.done_words import booked
from app.ui.style import Role, capped, money


class Sort(StrEnum):
    """How the list is filtered."""

    ALL = "all"
    INVOICES = "invoices"
    CREDITS = "credits"
    CONTACTS = "contacts"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class MadeRow:
    """One thing that is in the ledger by this run."""

    sort: Sort
    what: str
    name: str
    second: str
    url: str
    total: Money | None = None


def _effect_words(words: LedgerWords) -> dict[OperationKind, tuple[Sort, str, str]]:
    """Sort, what it is, and what was done with it."""
    contact = words.contact.head
    return {
        OperationKind.CREATE_CONTACT: (Sort.CONTACTS, contact, "created"),
        OperationKind.LINK_CONTACT: (Sort.CONTACTS, contact, "customer number kept on it"),
        OperationKind.RESTORE_CONTACT: (Sort.CONTACTS, contact, f"{words.bring_back}d"),
        OperationKind.CREATE_ITEM: (Sort.ITEMS, words.item.short_head, "created; listed under Products and services"),
    }


def made_rows(run: RunSummary, besides: Sequence[SideEffect]) -> list[MadeRow]:
    """Documents that are booked, then what was done besides them."""
    words = words_of(run.vendor)
    said = _effect_words(words)
    rows = [_document_row(outcome, words) for outcome in booked(run)]
    for effect in besides:
        if effect.kind in said:
            sort, what, second = said[effect.kind]
            rows.append(MadeRow(sort, what, effect.name, second, effect.url))
    return rows


def _document_row(outcome: DocumentOutcome, words: LedgerWords) -> MadeRow:
    sort, what = (Sort.CREDITS, words.credit.head) if outcome.is_credit else (Sort.INVOICES, "Invoice")
    return MadeRow(sort, what, outcome.number, outcome.customer, outcome.url, outcome.total)


class MadeSheet(Dialog):
    """The list, to be filtered and searched; `open_link(str)` by a row's link or Enter."""

    open_link = Signal(str)

    def __init__(self, run: RunSummary, besides: Sequence[SideEffect], *, sort: Sort = Sort.ALL) -> None:
        second = f"{run.organisation}; each with its page there"
        super().__init__(f"In {run.vendor} by this run", second, width=820, height=640)
        self.setObjectName("made-sheet")
        self._rows, self._vendor = made_rows(run, besides), run.vendor
        self.search = SearchEntry("Number, name or customer")
        self.search.setObjectName("made-search")
        self.search.textEdited.connect(lambda _text: self._fill())
        self.sorts = SegmentedFilter(self._segments(words_of(run.vendor)), name="What is shown")
        self.sorts.chosen.connect(lambda _key: self._fill())
        tools = QHBoxLayout()
        tools.setSpacing(10)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.sorts)
        self.body.addLayout(tools)
        self.table = self._make_table()
        self.body.addWidget(TableCard(self.table, ground="surface"), 1)
        close = Button("Close", key="Esc", height=36)
        close.setObjectName("made-close")
        close.clicked.connect(self.reject)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.first_focus = self.search
        self.sorts.set_current(sort)
        self._fill()

    def _segments(self, words: LedgerWords) -> list[Segment]:
        named = {
            Sort.INVOICES: "Invoices",
            Sort.CREDITS: f"{words.credit.many[0].upper()}{words.credit.many[1:]}",
            Sort.CONTACTS: f"{words.contact.many[0].upper()}{words.contact.many[1:]}",
            Sort.ITEMS: f"{words.item.short_head}s",
        }
        counted = {sort: sum(row.sort is sort for row in self._rows) for sort in named}
        shown = [Segment(sort, word, counted[sort]) for sort, word in named.items() if counted[sort]]
        return [Segment(Sort.ALL, "All", len(self._rows)), *shown]

    def _make_table(self) -> DataTable:
        self._model: RowsModel[MadeRow] = RowsModel(
            (
                Column("What", lambda r: TextCell(r.what, tint="text2"), 110),
                Column("Number or name", lambda r: TextCell(r.name, r.second)),
                Column("Total", _total, 140, figures=True),
                Column("", _link, 92, tip=f"Show in {self._vendor}"),
            ),
            key=lambda r: r,
            parent=self,
        )
        table = DataTable(self._model, name=f"In {self._vendor} by this run", row_height=46, edge=16)
        table.setObjectName("made-list")
        table.cell_pressed.connect(lambda row, _column: self._open(row))
        table.opened.connect(self._open)
        return table

    def _fill(self) -> None:
        wanted, sort = self.search.text().casefold().split(), self.sorts.current
        self._model.set_rows([row for row in self._rows if sort in (Sort.ALL, row.sort) and _has(row, wanted)])
        self.table.set_current(0)

    def _open(self, row: MadeRow) -> None:
        if row.url:
            self.open_link.emit(row.url)


def _has(row: MadeRow, words: Sequence[str]) -> bool:
    text = f"{row.what} {row.name} {row.second}".casefold()
    return all(word in text for word in words)


def _total(row: MadeRow) -> FigureCell:
    return FigureCell(money(row.total.amount, row.total.currency) if row.total is not None else "")


def _link(row: MadeRow) -> LinkCell:
    return LinkCell("Show", "external-link") if row.url else LinkCell("")


class AlsoCard(Card):
    """What was done besides invoices, in figures and first names; `shown()` when the whole list is wanted."""

    shown = Signal()

    def __init__(self, run: RunSummary, besides: Sequence[SideEffect]) -> None:
        super().__init__()
        self.setObjectName("done-also")
        head = QHBoxLayout()
        head.addWidget(PlainLabel(f"Also done in {run.vendor}", Role.CARD))
        head.addStretch(1)
        self.show_all = Button("Show them", ButtonKind.LINK)
        self.show_all.setObjectName("done-show-also")
        self.show_all.clicked.connect(self.shown)
        head.addWidget(self.show_all)
        self.body.addLayout(head)
        self.body.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(16)
        for icon, words, second in also_done(run, besides):
            row.addWidget(FactLine(icon, words, second), 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)


def also_done(run: RunSummary, besides: Sequence[SideEffect]) -> list[tuple[str, str, str]]:
    """Icon, count and first names of each kind that there is; empty when only invoices were booked."""
    words = words_of(run.vendor)
    kinds = (
        (OperationKind.CREATE_CONTACT, "user-round-plus", words.contact, "created"),
        (OperationKind.CREATE_ITEM, "package", words.item, "created"),
        (OperationKind.LINK_CONTACT, "link", words.contact, "linked"),
        (OperationKind.RESTORE_CONTACT, "rotate-ccw", words.contact, f"{words.bring_back}d"),
    )
    found = []
    for kind, icon, term, verb in kinds:
        names = [effect.name for effect in besides if effect.kind is kind]
        if names:
            found.append((icon, f"{count_of(len(names), term.one, term.many)} {verb}", _named(names)))
    credits = [outcome.number for outcome in booked(run) if outcome.is_credit]
    if credits:
        found.append(("file-text", count_of(len(credits), words.credit.one, words.credit.many), _named(credits)))
    return found


def _named(names: Sequence[str]) -> str:
    """'Gannet Electrics, 4 more'."""
    first = capped(names[0], 60)
    rest = len(names) - 1
    return first if not rest else f"{first}, {capped(names[1], 60)}" if rest == 1 else f"{first}, {rest:,} more"
