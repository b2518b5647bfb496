"""Columns of the four mapping tables."""

from __future__ import annotations

from typing import Any

from app.domain.ledger_words import words_of
from app.domain.mapping import CustomerMapping
from app.domain.plan import DocumentState
from app.ui.models.states import chip_of
from app.ui.parts import ButtonCell, Cell, ChipCell, ChipKind, ChoiceCell, Column, FigureCell, TextCell
from app.ui.screens.setup_rules import DivisionRow, RuleRow, Sides, TaxRow, decided_chip
from app.ui.style import capped, quantity

ACCOUNT, ITEM, TAX = 1, 2, 3
RATE = OPTION = 1
FORGET = 4


def rule_columns(sides: Sides, source: str, ledger: str) -> list[Column[RuleRow]]:
    """Name, account, item, rate, who decided, used in; the column that lines need gets the room."""
    words = sides.words

    def name(row: RuleRow) -> Cell:
        if row.party_id:
            return TextCell(f"for {capped(row.party_name or row.party_id, 120)}", strong=True, icon="corner-down-right")
        return TextCell(capped(row.value.name or row.value.key, 160), strong=True)

    def account(row: RuleRow) -> Cell:
        if row.wants_account or not row.account:
            return ChoiceCell("Choose account", wanting=row.wants_account)
        return ChoiceCell(sides.account_words(row.account))

    def item(row: RuleRow) -> Cell:
        if row.rule is not None and row.rule.create_item is not None and not row.rule.item_code:
            return ChoiceCell(f"{row.rule.create_item.name}, new", wanting=row.wants_item)
        if row.wants_item:
            return ChoiceCell(f"Choose {words.item.short}", wanting=True)
        return ChoiceCell(sides.item_words(row.item) or ("By account" if sides.lines_by_item else "None"))

    def chip(row: RuleRow) -> Cell:
        missing = ChipKind.NEEDS_ACCOUNT if row.wants_account else ChipKind.NEEDS_PRODUCT if row.wants_item else None
        return ChipCell.one(decided_chip(row.rule, missing))

    return [
        Column(f"In {source}", name),
        Column("Account" if sides.lines_by_item else f"{ledger} account", account, 142 if sides.lines_by_item else 192),
        Column(words.item.short_head, item, 176 if sides.lines_by_item else 126),
        Column(words.tax.short_head, lambda row: ChoiceCell(sides.tax_words(row.tax) or "By tax"), 158),
        Column("Decided by", chip, 142),
        Column("Used in", lambda row: FigureCell(f"{row.used:,}"), 78, figures=True),
    ]


def tax_columns(sides: Sides, source: str, ledger: str) -> list[Column[TaxRow]]:
    """Name, rate there, who decided, used in."""

    def name(row: TaxRow) -> Cell:
        percent = f"{quantity(row.rate * 100)} %" if row.rate is not None else ""
        return TextCell(capped(row.name or "Without a name", 160), percent)

    def rate(row: TaxRow) -> Cell:
        code = row.rule.tax_code if row.rule is not None else ""
        return ChoiceCell(sides.tax_words(code) or f"Choose {sides.words.tax.short}", wanting=not code and row.used > 0)

    def chip(row: TaxRow) -> Cell:
        missing = (row.rule is None or not row.rule.tax_code) and row.used > 0
        return ChipCell.one(chip_of(DocumentState.NEEDS_TAX_RATE, ledger) if missing else decided_chip(row.rule))

    return [
        Column(f"Tax in {source}", name),
        Column(f"{ledger} {sides.words.tax.one}", rate, 280),
        Column("Decided by", chip, 160),
        Column("Used in", lambda row: FigureCell(f"{row.used:,}"), 78, figures=True),
    ]


def division_columns(sides: Sides, source: str) -> list[Column[DivisionRow]]:
    """Name, option, who decided, used in."""

    def option(row: DivisionRow) -> Cell:
        return ChoiceCell(row.rule.option_name if row.rule is not None and row.rule.option_id else "None")

    return [
        Column(
            f"Line of business in {source}", lambda row: TextCell(capped(row.name or row.id, 160), row.category_name)
        ),
        Column(sides.words.tracking.head if sides.lines_by_item else "Tracking option", option, 280),
        Column("Decided by", lambda row: ChipCell.one(decided_chip(row.rule)), 160),
        Column("Used in", lambda row: FigureCell(f"{row.used:,}"), 78, figures=True),
    ]


def customer_columns(source: str, ledger: str) -> list[Column[tuple[CustomerMapping, int]]]:
    """Company, contact, who decided, used in, forget."""

    def contact(pair: tuple[CustomerMapping, int]) -> Cell:
        mapping = pair[0]
        new = mapping.create is not None and not mapping.contact_id
        name = mapping.contact_name or (mapping.create.name if mapping.create is not None else "")
        return TextCell(capped(name, 160), "created when its first invoice is sent" if new else "")

    return [
        Column(
            f"Company in {source}", lambda p: TextCell(capped(p[0].party_name or "No name", 160), f"ID {p[0].party_id}")
        ),
        Column(f"{ledger} {words_of(ledger).contact.one}", contact, 300),
        Column("Decided by", lambda p: ChipCell.one(decided_chip(p[0])), 160),
        Column("Used in", lambda p: FigureCell(f"{p[1]:,}"), 78, figures=True),
        Column("", lambda _: ButtonCell("Forget", "Asks again the next time"), 96),
    ]


def columns_of(tab: str, sides: Sides, source: str) -> list[Any]:
    """The columns of a tab; their rows are of different kinds."""
    ledger = sides.plan.vendor if sides.plan is not None else "Xero"
    made: dict[str, list[Any]] = {
        "customers": customer_columns(source, ledger),
        "accounts": rule_columns(sides, source, ledger),
        "taxes": tax_columns(sides, source, ledger),
        "divisions": division_columns(sides, source),
    }
    return made[tab]
