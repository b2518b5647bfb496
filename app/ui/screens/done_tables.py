"""The tables of Done: both sides by currency, what was refused with what mends it, what was left out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.plan import Mend
from app.domain.run import NOT_TAKEN_BACK, DocumentOutcome, Reconciliation
from app.ui.parts import (
    ButtonCell,
    Column,
    DataTable,
    FigureCell,
    IconCell,
    LinkCell,
    RowsModel,
    TableCard,
    TextCell,
)  # fmt: skip
from app.ui.parts.head import HEAD_HEIGHT
from app.ui.style import amount, count, money

_MOST = 6  # rows before a list scrolls in its card
_SHORT = {
    Mend.RESTORE_CONTACT: "Bring back",
    Mend.MAP_CUSTOMER: "Choose",
    Mend.OPEN_IN_SOURCE: "Open",
    Mend.OPEN_IN_LEDGER: "Open",
    Mend.RECONNECT: "Reconnect",
    Mend.REVIEW: "Decide",
    Mend.NONE: "Look",
}


def _hug(table: DataTable, rows: int) -> None:
    """As high as its rows, up to some; then it scrolls."""
    if rows <= _MOST:
        table.hug()
    else:
        table.setFixedHeight(HEAD_HEIGHT + _MOST * table.row_height)


class ReconciledCard(TableCard):
    """Both sides by currency, with the difference."""

    def __init__(
        self, entries: Sequence[Reconciliation], source: str, ledger: str, parent: QWidget | None = None
    ) -> None:
        rows: RowsModel[Reconciliation] = RowsModel(
            (
                Column("Reconciled", lambda r: TextCell(r.currency, strong=True)),
                Column("Invoices", lambda r: FigureCell(count(r.count)), 90, figures=True, gives=24),
                Column(source, lambda r: FigureCell(amount(r.source.amount, r.currency)), 108, figures=True, gives=8),
                Column(ledger, lambda r: FigureCell(amount(r.ledger.amount, r.currency)), 108, figures=True, gives=8),
                Column(
                    "Difference",
                    lambda r: FigureCell(amount(r.difference.amount, r.currency)),
                    90,
                    figures=True,
                    gives=8,
                ),
                Column("", _verdict, 46, gives=6),
            ),
            key=lambda r: r.currency,
        )
        self.table = DataTable(rows, name="Both sides by currency", row_height=40, edge=16)
        self.table.setObjectName("done-reconciled")
        rows.set_rows(list(entries))
        super().__init__(self.table, parent=parent)
        _hug(self.table, len(entries))


class FiguresCard(TableCard):
    """Both sides by currency where there is little room: two columns of figures and their difference."""

    def __init__(self, entries: Sequence[Reconciliation], sides: tuple[str, str], *, ground: str = "surface") -> None:
        rows: RowsModel[Reconciliation] = RowsModel(
            (
                Column("", lambda r: TextCell(r.currency, strong=True), 58),
                Column(sides[0], lambda r: FigureCell.of(r.source.amount, r.currency), 94, figures=True),
                Column(sides[1], lambda r: FigureCell.of(r.ledger.amount, r.currency), 94, figures=True),
                Column("Difference", lambda r: FigureCell.of(r.difference.amount, r.currency), 0, figures=True),
            ),
            lambda r: r.currency,
        )
        rows.set_rows(list(entries))
        table = DataTable(rows, name="Totals of both sides by currency", row_height=32, edge=12)
        rows.setParent(table)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.hug()
        super().__init__(table, ground=ground)


def _verdict(entry: Reconciliation) -> IconCell:
    if entry.balances:
        return IconCell("circle-check", "Agrees to the cent", "good_text")
    return IconCell("circle-alert", "Does not agree", "bad_text")


def _total_column(outcomes: Sequence[DocumentOutcome]) -> Column[DocumentOutcome]:
    """Amounts under their currency; with several currencies each amount carries its own."""
    currencies = {outcome.total.currency for outcome in outcomes}
    if len(currencies) == 1:
        return Column(
            currencies.pop(), lambda o: FigureCell(amount(o.total.amount, o.total.currency)), 92, figures=True
        )
    return Column("Total", lambda o: FigureCell(money(o.total.amount, o.total.currency)), 122, figures=True)


class RefusedCard(TableCard):
    """What was refused, why, and the button that mends it: `mend(DocumentOutcome)`."""

    mend = Signal(object)

    def __init__(self, outcomes: Sequence[DocumentOutcome], parent: QWidget | None = None) -> None:
        rows: RowsModel[DocumentOutcome] = RowsModel(
            (
                Column("Refused", lambda o: TextCell(o.number, strong=True), 106),
                Column("Reason, and what mends it", lambda o: TextCell(o.sentence)),
                _total_column(outcomes),
                Column("", lambda o: ButtonCell(_mend_word(o), o.problem.advice if o.problem else ""), 118),
            ),
            key=lambda o: o.document_id,
        )
        self.table = DataTable(rows, name="Refused", row_height=44, edge=16)
        self.table.setObjectName("done-refused")
        rows.set_rows(list(outcomes))
        super().__init__(self.table, parent=parent)
        _hug(self.table, len(outcomes))
        self.table.cell_pressed.connect(lambda outcome, _column: self.mend.emit(outcome))


def _mend_word(outcome: DocumentOutcome) -> str:
    return _SHORT.get(outcome.problem.mend, "Fix") if outcome.problem is not None else "Fix"


def _link(outcome: DocumentOutcome) -> LinkCell:
    return LinkCell("Show" if outcome.url else "", "external-link")


def _why(outcome: DocumentOutcome) -> str:
    """The reason alone: the head says already that it was not taken back."""
    return outcome.sentence.removeprefix(f"{NOT_TAKEN_BACK}: ")


class LeftOutCard(TableCard):
    """What was not part of the run, or stayed when it was undone, with a link where it is in the ledger: `open_link(str)`."""

    open_link = Signal(str)

    def __init__(
        self,
        outcomes: Sequence[DocumentOutcome],
        ledger: str,
        *,
        head: str = "Left out",
        name: str = "done-left-out",
        parent: QWidget | None = None,
    ) -> None:
        counted = f"{head} ({len(outcomes):,})" if len(outcomes) > _MOST else head
        rows: RowsModel[DocumentOutcome] = RowsModel(
            (
                Column(counted, lambda o: TextCell(o.number, strong=True), 110),
                Column("Why", lambda o: TextCell(_why(o) or "Not ready")),
                _total_column(outcomes),
                *([Column("", _link, 84, tip=f"Show in {ledger}")] if any(o.url for o in outcomes) else []),
            ),
            key=lambda o: o.document_id,
        )
        self.table = DataTable(rows, name=head, row_height=40, edge=16)
        self.table.setObjectName(name)
        rows.set_rows(list(outcomes))
        super().__init__(self.table, parent=parent)
        _hug(self.table, len(outcomes))
        self.table.cell_pressed.connect(lambda outcome, _column: self.open_link.emit(outcome.url))
