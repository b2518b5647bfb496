"""Undoing a run: the list first, with what stays and why; then one red button that names what it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.money import Money
from app.domain.operation import OperationKind
from app.domain.words import count_of
from app.ui.models.faces import RouteFace
from app.ui.parts import (
    ButtonKind,
    Column,
    DataTable,
    EmptyState,
    FactLine,
    FigureCell,
    GroupRow,
    RowsModel,
    TextCell,
)
from app.ui.screens.done_words import are
from app.ui.screens.preview import PreviewSheet
from app.ui.style import capped, money
from app.worker.contract import UndoPlan

_NAMED = 3


@dataclass(frozen=True, slots=True)
class UndoRow:
    """One document: what is done with it, or why it stays."""

    number: str
    words: str
    total: Money | None = None


def undo_rows(plan: UndoPlan, source: str, ledger: str) -> tuple[list[UndoRow], list[UndoRow]]:
    """What is taken back, a document a row with everything that happens to it, and what stays with its reason."""
    words = {
        OperationKind.UNMARK_PROCESSED: f"take the mark back in {source}",
        OperationKind.VOID_DOCUMENT: f"void or delete in {ledger}",
        OperationKind.DELETE_DEBIT: f"delete at {source}",
        OperationKind.REVERSE_PAYMENT: f"reverse in {ledger}",
    }
    taken: dict[str, UndoRow] = {}
    for operation in plan.operations:
        key = operation.source_id or operation.reference
        step = words.get(operation.kind, "")
        before = taken.get(key)
        said = f"{before.words}, then {step}" if before is not None else step[:1].upper() + step[1:]
        total = operation.expected or plan.amounts.get(operation.id) or (before.total if before is not None else None)
        taken[key] = UndoRow(operation.reference, said, total)
    return list(taken.values()), [UndoRow(number, reason) for number, reason in plan.stays]


class UndoSheet(PreviewSheet):
    """`finished(True)` when the person agrees to `plan`, this very list. `contacts` are those the run has created: they stay."""

    nothing = "Nothing of this run is in the ledger."

    def __init__(self, plan: UndoPlan, face: RouteFace, contacts: Sequence[str] = ()) -> None:
        super().__init__("undo", "Undo this run", width=720, height=560)
        self.plan = plan
        self.face = face
        self._add_facts(face, contacts)
        self._add_list(*undo_rows(plan, face.source_word, face.ledger_word))
        words, can = self.deed(), bool(plan.operations)
        self.add_answers("Keep the run", words, kind=ButtonKind.DANGER, icon="undo-2", enabled=can, begins_with_no=True)

    def deed(self) -> str:
        """What the button says: what is undone, and how many."""
        number = self.plan.voids or self.plan.unmarks
        return f"Undo {count_of(number, 'invoice' if self.plan.voids else 'mark')}" if number else "Nothing to undo"

    def _add_facts(self, face: RouteFace, contacts: Sequence[str]) -> None:
        voids, unmarks, stays = self.plan.voids, self.plan.unmarks, len(self.plan.stays)
        if voids:
            words = f"{count_of(voids, 'invoice')} {are(voids)} voided in {face.organisation}"
            paid = f"{face.words.taken_back}."
            self.body.addWidget(FactLine("undo-2", words, paid, strong=True))
        if unmarks:
            words = f"{count_of(unmarks, 'mark')} {are(unmarks)} taken back in {face.source_word}"
            self.body.addWidget(FactLine("square-check", words, "Searches offer them again.", strong=True))
        if stays:
            words = f"{count_of(stays, 'invoice')} {'stays' if stays == 1 else 'stay'} as {'it is' if stays == 1 else 'they are'}"
            why = "The reason stands beside each; its mark stays as well."
            self.body.addWidget(FactLine("lock", words, why, tint="warn_text", strong=True))
        if contacts:
            words = f"{count_of(len(contacts), 'contact')} that this run created {'stays' if len(contacts) == 1 else 'stay'}"
            more = f" and {len(contacts) - _NAMED:,} more" if len(contacts) > _NAMED else ""
            named = ", ".join(capped(name, 60) for name in contacts[:_NAMED])
            second = f"{named}{more}. Other documents may use them by now."
            self.body.addWidget(FactLine("users", words, second, strong=True))

    def _add_list(self, taken: list[UndoRow], stays: list[UndoRow]) -> None:
        if not taken and not stays:
            self.body.addWidget(EmptyState("Nothing can be undone", self.nothing, picture=False))
            return
        self.rows: RowsModel[UndoRow] = RowsModel(
            (
                Column("Number", lambda r: TextCell(r.number, strong=True), 140),
                Column("What is done", lambda r: TextCell(r.words, tint="text2")),
                Column("Total", lambda r: FigureCell(_total(r)), 130, figures=True),
            ),
            key=lambda r: r.number,
        )
        table = DataTable(self.rows, name="What undoing does", row_height=36, edge=16)
        self.show_rows(taken, stays)
        self.add_list(table)

    def show_rows(self, taken: list[UndoRow], stays: list[UndoRow]) -> None:
        """What stays first, each with its reason, then what is taken back."""
        rows: list[UndoRow | GroupRow] = []
        if stays:
            head = GroupRow("Stays", f"{len(stays):,}, with the reason", icon="lock", tint="warn_text", key="stays")
            rows += [head, *stays]
        if taken:
            rows += [GroupRow("Taken back", f"{len(taken):,}", icon="undo-2", key="taken"), *taken]
        self.rows.set_rows(rows)


def _total(row: UndoRow) -> str:
    return money(row.total.amount, row.total.currency) if row.total is not None else ""
