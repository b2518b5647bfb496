"""The table of unpaid invoices: what importing each would do, in the collector's and the customer's terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from app.domain.collection.planning import Act
from app.domain.money import Money, totals_by_currency
from app.domain.words import count_of, say_date, say_money
from app.ui.collection.words import ACTS
from app.ui.parts import Cell, ChipCell, ChipSpec, ChoiceCell, Column, FigureCell, TextCell, Tone, TotalBlock
from app.ui.style import amount, capped, full_day, week_day
from app.worker.collection_contract import ImportRow

DAY = 3


class InvoiceFilter(StrEnum):
    """Which invoices are shown."""

    ALL = "all"
    READY = "ready"
    HELD = "held"
    UNDER_WAY = "under_way"


FILTER_WORDS = {
    InvoiceFilter.ALL: "All",
    InvoiceFilter.READY: "To import",
    InvoiceFilter.HELD: "Need you",
    InvoiceFilter.UNDER_WAY: "Under way",
}


def pile_of(row: ImportRow) -> InvoiceFilter:
    """Where an invoice belongs: what can go, what waits for a person, and what is debited already."""
    if row.can_import:
        return InvoiceFilter.READY
    if row.intent.act in (Act.BLOCKED, Act.ALARM):
        return InvoiceFilter.HELD
    return InvoiceFilter.UNDER_WAY


def shown_rows(rows: Sequence[ImportRow], which: InvoiceFilter, query: str) -> list[ImportRow]:
    """Those of this pile whose number, customer or amount holds every word typed."""
    words = query.casefold().split()
    return [r for r in rows if (which is InvoiceFilter.ALL or pile_of(r) is which) and _fits(r, words)]


def _fits(row: ImportRow, words: list[str]) -> bool:
    invoice = row.invoice
    text = (
        f"{invoice.number[:200]} {invoice.contact_name[:400]} {invoice.due:f} {amount(invoice.due, invoice.currency)}"
    )
    return all(word in text.casefold() for word in words)


def counts_of(rows: Sequence[ImportRow]) -> dict[str, int]:
    """How many each filter shows."""
    piles = [pile_of(row) for row in rows]
    return {f.value: len(rows) if f is InvoiceFilter.ALL else piles.count(f) for f in InvoiceFilter}


def why_not(row: ImportRow) -> str:
    """Why a row cannot be ticked; '' when it can."""
    return "" if row.can_import else row.intent.sentence


def invoice_columns(today: date) -> list[Column[ImportRow]]:
    """Number, customer, due date, debit day, amount, what would happen, and the button that asks for a date."""

    def due(row: ImportRow) -> Cell:
        day = row.invoice.due_date
        if day is None:
            return TextCell("none", tint="text2")
        return TextCell(full_day(day), tint="warn_text" if day < today else "text")

    return [
        Column("Invoice", lambda r: TextCell(capped(r.invoice.number, 60) or "No number", strong=True), 104),
        Column("Customer", lambda r: TextCell(capped(r.invoice.contact_name, 200) or "No name")),
        Column("Due", due, 100),
        Column("Debit on", _debit_day, 140),
        Column("Amount", _amount, 118, figures=True),
        Column("What happens", _what, 264),
    ]


def _debit_day(row: ImportRow) -> Cell:
    intent = row.intent
    if intent.asks_date or row.chosen_day is not None:
        words = week_day(intent.day) if intent.day is not None else "Choose a date"
        return ChoiceCell(words, wanting=intent.asks_date)
    if intent.day is not None:
        return TextCell(week_day(intent.day))
    return TextCell(week_day(row.made.process_date) if row.made is not None else "", tint="text2")


def _amount(row: ImportRow) -> Cell:
    sum_of = row.intent.amount or row.invoice.owed
    return FigureCell(say_money(sum_of))


def _what(row: ImportRow) -> Cell:
    act = row.intent.act
    if row.intent.asks_date:
        overdue = row.invoice.due_date is not None
        return ChipCell.one(ChipSpec("Overdue, no date yet" if overdue else "Without a due date", "clock", Tone.WARN))
    if act in (Act.CREATE, Act.NOTHING, Act.WAIT):
        return ChipCell.one(ACTS[act])
    return TextCell(ACTS[act].word, row.intent.sentence, tint=ACTS[act].tone.text, icon=ACTS[act].icon)


def chosen_rows(rows: Sequence[ImportRow], ticked: frozenset[str]) -> list[ImportRow]:
    """The ticked ones that can go."""
    return [row for row in rows if row.can_import and row.invoice.id in ticked]


def debited(rows: Sequence[ImportRow]) -> Mapping[str, Money]:
    """What would be debited by the end, by currency; debits that go are not counted."""
    going = [r for r in rows if r.intent.act is not Act.DELETE and r.intent.amount is not None]
    return totals_by_currency(r.intent.amount for r in going if r.intent.amount is not None)


def blocks_of(rows: Sequence[ImportRow]) -> list[TotalBlock]:
    """Totals of what is ticked, by currency."""
    if not rows:
        return [TotalBlock("Ticked", "None")]
    sums = debited(rows)
    if not sums:
        return [TotalBlock("Ticked", count_of(len(rows), "invoice"))]
    made = []
    for currency, total in sums.items():
        number = sum(r.intent.amount is not None and r.intent.amount.currency == currency for r in rows)
        made.append(TotalBlock("Ticked", count_of(number, "invoice"), (("To be debited", say_money(total)),)))
    return made


def day_words(day: date | None) -> str:
    """'31 Oct 2026'."""
    return say_date(day) if day is not None else ""
