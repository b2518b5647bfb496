"""A dry run: everything that Sync would do to the books, as a sheet; nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.documents import DocumentKind
from app.domain.ledger_words import LedgerWords, words_of
from app.domain.money import Money
from app.domain.plan import LedgerDocument, Plan, PlannedDocument
from app.domain.problem_groups import currency_totals
from app.domain.words import count_of, say_money
from app.ui.parts import (
    Button,
    ButtonKind,
    ChipKind,
    Column,
    DataTable,
    Dialog,
    FigureCell,
    Prose,
    RowsModel,
    TableCard,
    TextCell,
)
from app.ui.parts.chip import Chip
from app.ui.style import Role, amount


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that would be done."""

    what: str
    name: str
    second: str
    total: Money | None = None


def steps_of(plan: Plan, chosen: Collection[str]) -> list[Step]:
    """Contacts (in the ledger's word) that would be created and linked, then the documents, of what is ticked."""
    ticked = [d for d in plan.documents if d.source.id in chosen and d.document is not None]
    words = words_of(plan.vendor)
    parties = {d.source.party.id for d in ticked}
    steps = [
        Step(
            f"Create {words.contact.one}",
            new.name,
            ", ".join(filter(None, (f"{new.first_name} {new.last_name}".strip(), new.email))),
        )
        for new in plan.new_contacts
        if new.party_id in parties
    ]
    wanted = {line.new_item for d in ticked if d.document is not None for line in d.document.lines if line.new_item}
    steps += [
        Step(f"Create {words.item.short}", item.new.name, f"posts to account {item.new.account_code}")
        for item in plan.new_items
        if item.new.key in wanted
    ]
    steps += [
        Step(f"Link {words.contact.one}", link.contact_name, f"Customer number {link.external_id} is kept on it")
        for link in plan.links
        if link.party_id in parties
    ]
    return steps + [
        _document_step(planned, planned.document, words) for planned in ticked if planned.document is not None
    ]


def _document_step(planned: PlannedDocument, document: LedgerDocument, words: LedgerWords) -> Step:
    credit = document.kind is DocumentKind.CREDIT_NOTE
    what = f"Post {words.document(document.kind, document.form).one}"
    lines = count_of(len(document.lines), "line")
    how = (
        f"{'out of' if credit else 'into'} {document.deposit.account_name}"
        if document.deposit
        else document.arrival.value
    )
    second = f"{document.number}, {how}, {lines}"
    if document.reckoned is not None and document.reckoned != document.total:
        second += f"; {words.vendor} by itself would reckon {say_money(document.reckoned)}"
    return Step(
        what, document.contact.name or planned.source.party.name, second, -document.total if credit else document.total
    )


class DryRunSheet(Dialog):
    """What would be done, in the order in which it would be."""

    def __init__(self, plan: Plan, chosen: Collection[str], organisation: str) -> None:
        steps = steps_of(plan, chosen)
        super().__init__(
            "Dry run", f"What Sync would do in {organisation}. Nothing has been written.", width=760, height=640
        )
        self.setObjectName("dry-run-sheet")
        self.steps = steps
        self.body.addWidget(Chip(ChipKind.DRY_RUN))
        totals = currency_totals(d for d in plan.documents if d.source.id in chosen and d.document is not None)
        words = "  ·  ".join(
            f"{count_of(t.count, 'document')}, {amount(t.total.amount, t.currency)} {t.currency}".replace(" ", "\u00a0")
            for t in totals
        )
        self.sums = Prose(words, Role.GROUP, "text")
        self.sums.setObjectName("dry-run-sums")
        self.body.addWidget(self.sums)
        model: RowsModel[Step] = RowsModel(
            (
                Column("What", lambda s: TextCell(s.what, tint="text2"), 142),
                Column("For", lambda s: TextCell(s.name, s.second)),
                Column("Total", _total, 110, figures=True),
                Column("", lambda s: TextCell(s.total.currency if s.total else "", tint="text2"), 60),
            ),
            key=lambda s: s,
        )
        table = DataTable(model, name="What would be done", row_height=46, edge=16)
        table.setObjectName("dry-run-list")
        model.set_rows(list(steps))
        self.body.addWidget(TableCard(table, ground="surface"), 1)
        close = Button("Close", ButtonKind.SECONDARY, key="Esc", height=36)
        close.setObjectName("dry-run-close")
        close.clicked.connect(self.reject)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.first_focus = close


def _total(step: Step) -> FigureCell:
    return FigureCell(amount(step.total.amount, step.total.currency) if step.total is not None else "")
