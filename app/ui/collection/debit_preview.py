"""Exactly what will be debited: every account, amount and day, with totals, before anything leaves this computer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from app.domain.collection.planning import Act
from app.domain.words import count_of, say_money
from app.ui.collection.invoice_rows import debited
from app.ui.collection.words import ACTS
from app.ui.parts import (
    Button,
    ButtonKind,
    ChipCell,
    Column,
    DataTable,
    Dialog,
    FactLine,
    FigureCell,
    PlainLabel,
    RowsModel,
    TableCard,
    TextCell,
    ValueLine,
)
from app.ui.style import Role, capped, week_day
from app.worker.collection_contract import ImportPlan, ImportRow

_SAID = {
    Act.CREATE: ("debit is made", "debits are made"),
    Act.AMEND: ("debit gets another amount", "debits get another amount"),
    Act.MOVE: ("debit moves to another day", "debits move to another day"),
    Act.DELETE: ("debit goes", "debits go"),
}


class DebitPreview(Dialog):
    """`finished(True)` when the person agrees to this very list."""

    def __init__(self, plan: ImportPlan, rows: Sequence[ImportRow], collector: str, organisation: str) -> None:
        super().__init__("What will be debited", "Nothing has been sent yet.", width=820, height=620)
        self.setObjectName("debit-preview")
        self.plan, self.rows = plan, tuple(rows)
        totals = [say_money(total) for total in debited(self.rows).values()]
        self.body.addLayout(self._facts(totals, collector))
        self.body.addWidget(TableCard(self._table(), ground="surface"), 1)
        for total in debited(self.rows).values():
            self.body.addWidget(ValueLine("To be debited", say_money(total), strong=True))
        self._foot(", ".join(totals), collector, organisation)

    def _facts(self, totals: Sequence[str], collector: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        acts = Counter(row.intent.act for row in self.rows)
        said = [count_of(acts[act], *words) for act, words in _SAID.items() if acts[act]]
        title = PlainLabel(", ".join(said).capitalize() if said else "Nothing is sent", Role.CARD, elide=True)
        title.setObjectName("preview-sentence")
        column.addWidget(title)
        payers = len({row.customer.payer_id for row in self.rows})
        words = f"{collector} debits {count_of(payers, 'bank account')}" + (f", {', '.join(totals)}" if totals else "")
        column.addWidget(
            FactLine("wallet", words, "Once each, one instalment, with the invoice number in the comment.")
        )
        late = "A debit can be changed or taken back here until the bank has it, usually the day before."
        column.addWidget(FactLine("clock", late))
        return column

    def _table(self) -> DataTable:
        columns: tuple[Column[ImportRow], ...] = (
            Column("Invoice", lambda r: TextCell(capped(r.invoice.number, 60), strong=True), 110),
            Column("Customer", lambda r: TextCell(capped(r.invoice.contact_name, 200))),
            Column("What", lambda r: ChipCell.one(ACTS[r.intent.act]), 134),
            Column("On", lambda r: TextCell(_on(r)), 110),
            Column("Amount", lambda r: FigureCell(_sum(r)), 128, figures=True),
        )
        model: RowsModel[ImportRow] = RowsModel(columns, key=lambda r: r.invoice.id)
        table = DataTable(model, name="What will be debited", row_height=36, edge=16)
        table.setObjectName("preview-list")
        model.set_rows(list(self.rows))
        return table

    def _foot(self, total: str, collector: str, organisation: str) -> None:
        back = Button("Not now", ButtonKind.GHOST, height=40)
        back.setObjectName("preview-back")
        back.clicked.connect(self.reject)
        practice = " (practice)" if "(practice)" in organisation else ""
        words = f"Debit {total} by {collector}{practice}" if total else f"Send to {collector}{practice}"
        self.agree = Button(words, ButtonKind.PRIMARY, icon="send", height=40)
        self.agree.setObjectName("preview-agree")
        self.agree.setEnabled(bool(self.rows))
        self.agree.clicked.connect(self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(back)
        self.foot.addWidget(self.agree)
        self.first_focus = back


def _on(row: ImportRow) -> str:
    day = row.intent.day or (row.made.process_date if row.made is not None else None)
    return week_day(day) if day is not None and row.intent.act is not Act.DELETE else ""


def _sum(row: ImportRow) -> str:
    if row.intent.act is Act.DELETE or row.intent.amount is None:
        return ""
    return say_money(row.intent.amount)
