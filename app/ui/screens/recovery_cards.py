"""The lists of Recovery: routes to be rebuilt, what waits for a person's word, what is being looked up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.machine import Decision
from app.ui.models.faces import RouteFace
from app.ui.parts import (
    ButtonCell,
    Cell,
    ChipCell,
    ChipSpec,
    Column,
    DataTable,
    FigureCell,
    LinkCell,
    RowsModel,
    SectionHead,
    TableCard,
    TextCell,
    Tone,
)  # fmt: skip
from app.ui.style import capped, clock, full_day, money
from app.worker.contract import OpenEffect

_REBUILT = ChipSpec("Rebuilt", "circle-check", Tone.GOOD)
_TO_DO = ChipSpec("To be rebuilt", "hourglass", Tone.WARN)


class ListCard(TableCard):
    """A card with a head and a table up to its edge."""

    def __init__(self, title: str, second: str, table: DataTable, aside: QWidget | None = None) -> None:
        super().__init__()
        head = QVBoxLayout()
        head.setContentsMargins(19, 18, 19, 14)
        self.words = SectionHead(title, second, aside=aside)
        head.addWidget(self.words)
        self.body.addLayout(head)
        self.table = table
        table.hug()
        self.body.addWidget(table)


class RoutesCard(ListCard):
    """Routes whose ledgers are asked what they hold of ours: `look_wanted(RouteFace)`."""

    look_wanted = Signal(object)

    def __init__(self, faces: Sequence[RouteFace], rebuilt: frozenset[str]) -> None:
        def button(face: RouteFace) -> Cell:
            if face.route.id in rebuilt:
                return ButtonCell("")
            return ButtonCell("Look", f"Reads what {face.ledger_word} holds of ours; nothing is changed")

        rows: RowsModel[RouteFace] = RowsModel(
            (
                Column("Route", lambda f: TextCell(capped(f.route.name, 160), strong=True), 260),
                Column("Books", lambda f: TextCell(f.organisation or f.way, tint="text2")),
                Column("State", lambda f: ChipCell.one(_REBUILT if f.route.id in rebuilt else _TO_DO), 150),
                Column("", button, 96),
            ),
            key=lambda f: f.route.id,
        )
        table = DataTable(rows, name="Routes to be rebuilt", row_height=44, head_ground="surface")
        table.setObjectName("recovery-routes")
        rows.set_rows(list(faces))
        table.cell_pressed.connect(lambda face, _column: self.look_wanted.emit(face))
        super().__init__(
            "Rebuild from the ledger",
            "Each ledger is asked what it holds of ours. You see the list before anything is entered.",
            table,
        )
        self.setObjectName("recovery-rebuild")


class DecisionsCard(ListCard):
    """What nobody could prove the end of: `decide(OpenEffect, Decision)` for the way whose button was pressed, `open_link(str)`."""

    decide = Signal(object, object)
    open_link = Signal(str)

    def __init__(self, effects: Sequence[OpenEffect], *, may_decide: bool) -> None:
        self._ways = {3: Decision.ADOPT, 4: Decision.SEND_AGAIN, 5: Decision.LEAVE}

        def take(effect: OpenEffect) -> Cell:
            offered = may_decide and effect.can_adopt
            return ButtonCell("Take it" if offered else "", "It is there and it is right; nothing is sent")

        rows: RowsModel[OpenEffect] = RowsModel(
            (
                Column("Number", _number, 132),
                Column("What is open", lambda e: TextCell(e.sentence, _second(e))),
                Column("Total", _total, 110, figures=True),
                Column("", take, 88),
                Column("", lambda _: ButtonCell("Send again" if may_decide else "", "It is not there"), 108),
                Column("", lambda _: ButtonCell("Leave it" if may_decide else "", "Nothing is sent"), 92),
                Column("", lambda e: LinkCell("Show" if e.url else "", "external-link"), 92),
            ),
            key=lambda e: e.operation_id,
        )
        table = DataTable(rows, name="What waits for your word", row_height=50, head_ground="surface")
        table.setObjectName("recovery-decisions")
        rows.set_rows(list(effects))
        table.cell_pressed.connect(self._pressed)
        words = "Nobody could prove how these ended. Look on the other side, then say what it is."
        super().__init__(
            "Waits for your word",
            words if may_decide else "Nobody could prove how these ended. Decide once the records are whole.",
            table,
        )
        self.setObjectName("recovery-waits")

    def _pressed(self, effect: OpenEffect, column: int) -> None:
        if column in self._ways:
            self.decide.emit(effect, self._ways[column])
        else:
            self.open_link.emit(effect.url)


class LookedUpCard(ListCard):
    """What has no clear answer yet and is looked up by itself; put the button that looks at once aside."""

    def __init__(self, effects: Sequence[OpenEffect], aside: QWidget | None) -> None:
        rows: RowsModel[OpenEffect] = RowsModel(
            (
                Column("Number", _number, 132),
                Column("How it stands", lambda e: TextCell(e.sentence, _second(e))),
                Column("Sent", lambda e: TextCell(_when(e.since), tint="text2"), 170),
                Column("Total", _total, 130, figures=True),
            ),
            key=lambda e: e.operation_id,
        )
        table = DataTable(rows, name="What is being looked up", row_height=50, head_ground="surface")
        table.setObjectName("recovery-looked-up")
        rows.set_rows(list(effects))
        words = "Nothing to do: they are looked up every minute, and nothing of them is sent twice."
        super().__init__("Being looked up", words, table, aside)
        self.setObjectName("recovery-open")


def _number(effect: OpenEffect) -> Cell:
    return TextCell(capped(effect.number or "No number", 80), strong=True)


def _second(effect: OpenEffect) -> str:
    return capped("  \u00b7  ".join(part for part in (effect.what, effect.customer) if part), 200)


def _total(effect: OpenEffect) -> Cell:
    return FigureCell(money(effect.total.amount, effect.total.currency) if effect.total is not None else "")


def _when(at: datetime | None) -> str:
    here = at.astimezone() if at is not None else None
    return f"{full_day(here.date())}, {clock(here)}" if here is not None else ""
