"""Transactions by settlement date, as the bank deposit will show them: what was applied, what was not and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.domain.collection.settling import Settled
from app.domain.money import Money
from app.domain.words import count_of, say_date, say_money
from app.ui.collection.words import SETTLED
from app.ui.parts import ButtonCell, Cell, ChipCell, Column, FigureCell, GroupRow, TextCell
from app.ui.style import MINUS, amount, capped, week_day
from app.worker.collection_contract import SettlementGroup, SettlementRow, SettlementView

BUTTON = 5


class SettlementFilter(StrEnum):
    """Which transactions are shown."""

    ALL = "all"
    APPLIED = "applied"
    OPEN = "open"
    BACK = "back"
    COMING = "coming"
    BY_HAND = "by_hand"


FILTER_WORDS = {
    SettlementFilter.ALL: "All",
    SettlementFilter.APPLIED: "Applied",
    SettlementFilter.OPEN: "Not applied",
    SettlementFilter.BACK: "Came back",
    SettlementFilter.COMING: "Coming",
    SettlementFilter.BY_HAND: "By hand",
}
_STANDS: Mapping[SettlementFilter, frozenset[Settled]] = {
    SettlementFilter.APPLIED: frozenset({Settled.APPLIED}),
    SettlementFilter.OPEN: frozenset({Settled.NOT_APPLIED, Settled.DUE, Settled.LOOKED_UP, Settled.NOT_KNOWN}),
    SettlementFilter.BACK: frozenset({Settled.TO_REVERSE, Settled.CHARGED_BACK, Settled.DECLINED, Settled.REVERSED}),
    SettlementFilter.COMING: frozenset({Settled.COMING, Settled.APPROVED}),
    SettlementFilter.BY_HAND: frozenset({Settled.BY_HAND}),
}
_CAME_BACK = frozenset({Settled.TO_REVERSE, Settled.CHARGED_BACK, Settled.REVERSED})


def fits(row: SettlementRow, which: SettlementFilter, words: Sequence[str]) -> bool:
    """Whether a row is shown."""
    if which is not SettlementFilter.ALL and row.verdict.stand not in _STANDS[which]:
        return False
    text = f"{row.row.id} {row.number[:200]} {name_of(row)[:400]} {row.row.amount:f} {row.row.comment[:400]}"
    return all(word in text.casefold() for word in words)


def counts_of(view: SettlementView) -> dict[str, int]:
    """How many each filter shows."""
    rows = [row for group in view.groups for row in group.rows]
    return {f.value: sum(fits(row, f, ()) for row in rows) for f in SettlementFilter}


def shown_rows(view: SettlementView, which: SettlementFilter, query: str) -> list[SettlementRow | GroupRow]:
    """Group rows with their totals, and the transactions below them; groups without a shown row are left out."""
    words = query.casefold().split()
    made: list[SettlementRow | GroupRow] = []
    for number, group in enumerate(view.groups):
        rows = [row for row in group.rows if fits(row, which, words)]
        if rows:
            made.append(_head(group, number))
            made.extend(rows)
    return made


def _head(group: SettlementGroup, number: int) -> GroupRow:
    many = count_of(len(group.rows), "transaction")
    if group.day is None:
        return GroupRow("Not settled", f"{many}, coming or come back", "clock", key=number)
    title = f"{week_day(group.day)} {group.day.year}"
    if not group.currency:
        return GroupRow(title, f"{many} made by hand, {_bare(group.deposit)}", "receipt", key=number)
    applied = f"deposit {say_money(group.deposit)}, applied {say_money(group.applied)}"
    left = f", not applied {say_money(group.not_applied)}" if group.not_applied.amount else ""
    return GroupRow(title, f"{many}, {applied}{left}", "landmark", "warn_text" if left else "good_text", key=number)


def _bare(sum_of: Money) -> str:
    return amount(sum_of.amount)


def name_of(row: SettlementRow) -> str:
    """Whose bank account it was."""
    return row.customer or row.row.payer_identifier


def settlement_columns() -> list[Column[SettlementRow]]:
    """Number, customer, processed, state with its reason, amount, and the step that mends it."""
    return [
        Column("Invoice", _number, 132),
        Column("Customer", lambda r: TextCell(capped(name_of(r), 200) or "Not known")),
        Column("Debited", lambda r: TextCell(week_day(r.row.process_date)), 92),
        Column("State", _state, 320),
        Column("Amount", _amount, 116, figures=True),
        Column("", _button, 116),
    ]  # fmt: skip


def _number(row: SettlementRow) -> Cell:
    if row.number:
        return TextCell(capped(row.number, 60), row.row.id, strong=True)
    return TextCell("No invoice", row.row.id)


def _state(row: SettlementRow) -> Cell:
    chip = SETTLED[row.verdict.stand]
    if row.verdict.stand is Settled.BY_HAND and row.row.comment:
        return TextCell(chip.word, capped(row.row.comment, 200), tint="text2", icon=chip.icon)
    if row.verdict.stand in (Settled.APPLIED, Settled.BY_HAND):
        return ChipCell.one(chip)
    return TextCell(chip.word, row.verdict.sentence, tint=chip.tone.text, icon=chip.icon)


def _amount(row: SettlementRow) -> Cell:
    words = say_money(Money(row.row.amount, row.currency)) if row.currency else amount(row.row.amount)
    if row.verdict.stand in _CAME_BACK:
        return FigureCell(f"{MINUS}{words}")
    return FigureCell(words, "text2" if row.verdict.stand is Settled.DECLINED else "text")


def step_of(row: SettlementRow) -> str:
    """The word of a row's button; '' where nothing here mends it."""
    verdict = row.verdict
    if verdict.stand is Settled.TO_REVERSE:
        return "Reverse"
    if verdict.stand is Settled.NOT_APPLIED:
        if verdict.code in ("clearing", "no_clearing", "clearing_currency"):
            return "Choose"
        return "Date it" if verdict.paid_on is not None else "Try again"
    return "Decide" if row.operation_id else ""


def _button(row: SettlementRow) -> Cell:
    return ButtonCell(step_of(row), row.verdict.advice)


def reverse_words(row: SettlementRow, ledger: str, clearing: str) -> tuple[str, str]:
    """Title and sentence of the question before a payment is reversed."""
    sum_of = say_money(Money(row.row.amount, row.currency))
    reason = f" ({row.row.reason})" if row.row.reason else ""
    words = (
        f"The debit of {say_date(row.row.process_date)} came back{reason}. Its payment of {sum_of} is taken out of {ledger}, "
        f"{'out of ' + clearing + ' again' if clearing else 'out of the clearing account again'}, and {row.number} is open again. "
        "A payment that was changed since, or reconciled with the bank, is left alone."
    )
    return f"Reverse the payment of {capped(row.number, 40)}", words
