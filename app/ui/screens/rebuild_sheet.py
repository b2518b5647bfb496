"""What a ledger holds of ours and the journal has forgotten: the list first, then one button that enters it."""

from __future__ import annotations

from app.domain.words import count_of
from app.ui.parts import (
    ChipCell,
    ChipSpec,
    Column,
    DataTable,
    EmptyState,
    FactLine,
    FigureCell,
    RowsModel,
    TextCell,
    Tone,
)  # fmt: skip
from app.ui.screens.preview import PreviewSheet
from app.ui.style import money
from app.worker.contract import FoundDocument, RebuildPlan, RebuildStanding

_CHIPS = {
    RebuildStanding.KNOWN: ChipSpec("Known", "check", Tone.CALM),
    RebuildStanding.ENTERED: ChipSpec("Entered", "circle-check", Tone.GOOD),
    RebuildStanding.WAITS: ChipSpec("Waits for you", "circle-help", Tone.WARN),
    RebuildStanding.NO_SOURCE: ChipSpec("Left out", "skip-forward", Tone.CALM),
}


class RebuildSheet(PreviewSheet):
    """`finished(True)` when the person agrees to enter exactly this; nothing in the ledger or the source is changed by it."""

    def __init__(self, plan: RebuildPlan, route_name: str) -> None:
        super().__init__("rebuild", f"Rebuild {route_name}", width=860, height=600)
        self.plan = plan
        self._add_facts()
        self._add_list()
        number = len(plan.records)
        words = f"Enter {count_of(number, 'document')}" if number else "Accept the journal"
        self.add_answers("Not now", words, begins_with_no=True)

    def _add_facts(self) -> None:
        plan = self.plan
        entered, waits = plan.count(RebuildStanding.ENTERED), plan.count(RebuildStanding.WAITS)
        missing = plan.count(RebuildStanding.NO_SOURCE)
        if entered:
            words = f"{count_of(entered, 'document')} of {plan.organisation} {_are(entered)} entered as sent"
            self.body.addWidget(FactLine("circle-check", words, "They are not sent again.", strong=True))
        if waits:
            words = f"{count_of(waits, 'document')} {'waits' if waits == 1 else 'wait'} for your word afterwards"
            self.body.addWidget(FactLine("circle-help", words, "Nothing of them is sent before that.", strong=True))
        if missing:
            words = f"{count_of(missing, 'document')} {_are(missing)} left out"
            self.body.addWidget(FactLine("skip-forward", words, "Nothing at the source has their number.", strong=True))

    def _add_list(self) -> None:
        if not self.plan.found:
            name = self.plan.organisation
            self.body.addWidget(
                EmptyState(f"{name} holds nothing of ours", "The journal is taken as it is.", picture=False)
            )
            return
        rows: RowsModel[FoundDocument] = RowsModel(
            (
                Column("Number", lambda f: TextCell(f.number, strong=True), 130),
                Column("Customer", lambda f: TextCell(f.customer), 190),
                Column("Becomes", lambda f: ChipCell.one(_CHIPS[f.standing]), 136),
                Column("Why", lambda f: TextCell(f.sentence, tint="text2")),
                Column("Total", lambda f: FigureCell(money(f.total.amount, f.total.currency)), 130, figures=True),
            ),
            key=id,
        )
        table = DataTable(rows, name="What was found in the ledger", row_height=38, edge=16)
        rows.set_rows(list(self.plan.found))
        self.add_list(table)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
