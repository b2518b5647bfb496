"""Undoing a run: the list first, with what stays and why; then one red button that names what it does."""

from __future__ import annotations

from app.domain.operation import OperationKind
from app.domain.words import count_of
from app.ui.models.faces import RouteFace
from app.ui.parts import (
    Button,
    ButtonKind,
    Column,
    DataTable,
    Dialog,
    EmptyState,
    FactLine,
    RowsModel,
    TableCard,
    TextCell,
)
from app.ui.screens.done_words import are
from app.worker.contract import UndoPlan

_WHAT = {
    OperationKind.UNMARK_PROCESSED: "Take the mark back in {source}",
    OperationKind.VOID_DOCUMENT: "Void or delete in {ledger}",
}


class UndoSheet(Dialog):
    """`finished(True)` when the person agrees to this very list."""

    def __init__(self, plan: UndoPlan, face: RouteFace) -> None:
        super().__init__("Undo this run", "Nothing has been changed yet.", width=680, height=520)
        self.setObjectName("undo-sheet")
        self.plan = plan
        rows = [
            (op.reference, _WHAT.get(op.kind, "").format(source=face.source_word, ledger=face.ledger_word))
            for op in plan.operations
        ]
        rows += [(number, f"Stays: {reason}") for number, reason in plan.stays]
        self._add_facts(face)
        self._add_list(rows)
        keep = Button("Keep the run", height=36)
        keep.setObjectName("undo-keep")
        keep.clicked.connect(self.reject)
        self.undo = Button(f"Undo {count_of(plan.voids, 'invoice')}", ButtonKind.DANGER, icon="undo-2", height=36)
        self.undo.setObjectName("undo-agree")
        self.undo.setEnabled(bool(plan.operations))
        self.undo.clicked.connect(self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(keep)
        self.foot.addWidget(self.undo)
        self.first_focus = keep

    def _add_facts(self, face: RouteFace) -> None:
        voids, unmarks = self.plan.voids, self.plan.unmarks
        if voids:
            words = f"{count_of(voids, 'invoice')} {are(voids)} voided in {face.organisation}"
            credits = (
                f"{face.words.credit.many.capitalize()} are deleted"
                if face.words.deletes_credits
                else "Drafts are deleted"
            )
            paid = f"{credits}, all others voided. What has been paid since stays and is listed."
            self.body.addWidget(FactLine("undo-2", words, paid, strong=True))
        if unmarks:
            words = f"{count_of(unmarks, 'mark')} {are(unmarks)} taken back in {face.source_word}"
            self.body.addWidget(FactLine("square-check", words, "Searches offer them again.", strong=True))

    def _add_list(self, rows: list[tuple[str, str]]) -> None:
        if not rows:
            self.body.addWidget(
                EmptyState("Nothing can be undone", "Nothing of this run is in the ledger.", picture=False)
            )
            return
        model: RowsModel[tuple[str, str]] = RowsModel(
            (
                Column("Number", lambda r: TextCell(r[0], strong=True), 150),
                Column("What is done", lambda r: TextCell(r[1], tint="text2")),
            ),
            key=lambda r: r,
        )
        table = DataTable(model, name="What undoing does", row_height=36, edge=16)
        table.setObjectName("undo-list")
        model.set_rows(list(rows))
        self.body.addWidget(TableCard(table, ground="surface"), 1)
