"""The table: ticks, the head's box, keys, pressed cells, tooltips, sorting by the head, group rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem, QToolTip
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.ui.parts import (
    CELL_ROLE,
    ButtonCell,
    Cell,
    ChipCell,
    ChipKind,
    ChoiceCell,
    Column,
    DataTable,
    FigureCell,
    GroupRow,
    IconCell,
    LinkCell,
    MeterCell,
    RowsModel,
    TableCard,
    TextCell,
    Tone,
)
from app.ui.parts.cellpaint import wanted_width
from app.ui.parts.rows import Index
from app.ui.style import set_reduced_motion, theme
from app.ui.style.theme import colour
from tests.gui.parts.conftest import Show


@dataclass(frozen=True, slots=True)
class Doc:
    """A row of a test."""

    number: str
    total: Decimal
    why_not: str = ""


DOCS = (
    Doc("INV-1", Decimal("10.00")),
    Doc("INV-2", Decimal("-260.52")),
    Doc("INV-3", Decimal("5.00"), "Hardware resale has no account"),
    Doc("INV-4", Decimal("7.00")),
)


def make_rows(*, ticks: bool = True) -> RowsModel[Doc]:
    columns: list[Column[Doc]] = [
        Column("Number", lambda doc: TextCell(doc.number, strong=True), 90),
        Column("Customer", lambda doc: TextCell(f"Bluegum Veterinary Group of <{doc.number}>")),
        Column("State", lambda _doc: ChipCell.one(ChipKind.READY), 90),
        Column("Total", lambda doc: FigureCell.of(doc.total, "AUD"), 100, figures=True, sortable=True),
        Column("", lambda _doc: ButtonCell("Fix", "Choose the account"), 70),
    ]
    rows = RowsModel(columns, lambda doc: doc.number, why_not=(lambda doc: doc.why_not) if ticks else None)
    rows.set_rows(DOCS)
    return rows


@pytest.fixture
def table(qtbot: QtBot, show: Show) -> DataTable:
    rows = make_rows()
    made = DataTable(rows, name="Invoices", row_height=32)
    rows.setParent(made)
    window = show(made)
    window.resize(560, 400)
    made.setFocus()
    return made


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(make_rows())  # type: ignore[no-untyped-call]


def test_space_ticks_what_may_be_ticked(table: DataTable) -> None:
    table.set_current(0)
    QTest.keyClick(table, Qt.Key.Key_Space)
    table.set_current(2)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.rows.ticked() == {"INV-1"}
    assert table.rows.head_state() is Qt.CheckState.PartiallyChecked
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert table.rows.ticked() == {"INV-1"}


def test_ctrl_a_ticks_all_possible_then_none(table: DataTable, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.rows.ticks_changed):
        QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.rows.ticked() == {"INV-1", "INV-2", "INV-4"}
    assert table.rows.head_state() is Qt.CheckState.PartiallyChecked
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.rows.ticked() == frozenset()
    assert table.rows.head_state() is Qt.CheckState.Unchecked


def test_the_heads_box_is_full_only_when_every_row_is_ticked() -> None:
    rows = make_rows()
    rows.set_rows([DOCS[0], DOCS[1]])
    rows.tick_all(True)
    assert rows.head_state() is Qt.CheckState.Checked


def test_ticks_outlive_a_filter() -> None:
    rows = make_rows()
    rows.set_ticked({"INV-1", "INV-4"})
    rows.set_rows([DOCS[1]])
    rows.tick_all(True)
    rows.set_rows(DOCS)
    assert rows.ticked() == {"INV-1", "INV-2", "INV-4"}
    assert [rows.is_ticked(number) for number in range(4)] == [True, True, False, True]


def test_the_mouse_ticks_in_the_box_and_in_the_head(table: DataTable) -> None:
    place = table.visualRect(table.rows.index(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.rows.ticked() == {"INV-2"}
    assert table.row() == DOCS[1]
    QTest.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(28, 18))
    assert table.rows.ticked() == {"INV-1", "INV-2", "INV-4"}


def test_a_box_that_cannot_be_ticked_says_why(table: DataTable) -> None:
    index = table.rows.index(2, 0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Hardware resale has no account"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Hardware resale has no account"
    assert table.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Not ticked"


def test_a_button_in_a_cell_by_mouse_and_by_key(table: DataTable) -> None:
    told: list[tuple[object, int]] = []
    table.cell_pressed.connect(lambda row, column: told.append((row, column)))
    place = table.visualRect(table.rows.index(3, 5)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    table.set_current(0)
    QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert told == [(DOCS[3], 4), (DOCS[0], 4)]


def test_enter_opens_and_j_and_k_move(table: DataTable) -> None:
    opened: list[object] = []
    table.opened.connect(opened.append)
    table.set_current(0)
    for key in (Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_Return):
        QTest.keyClick(table, key)
    assert opened == [DOCS[1]]


def test_the_head_asks_for_sorting(table: DataTable) -> None:
    asked: list[tuple[int, bool]] = []
    table.sort_asked.connect(lambda column, down: asked.append((column, down)))
    place = QPoint(table.head.sectionViewportPosition(4) + 50, 18)
    QTest.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    table.set_sorted(3, True)
    QTest.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    unsorted = QPoint(table.head.sectionViewportPosition(1) + 20, 18)
    QTest.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=unsorted)
    assert asked == [(3, True), (3, False)]


def test_a_cut_cell_tells_its_text(table: DataTable) -> None:
    index = table.rows.index(0, 2)
    option = QStyleOptionViewItem()
    option.rect = table.visualRect(index)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(10, 10), table.viewport().mapToGlobal(QPoint(10, 10)))
    assert wanted_width(index.data(CELL_ROLE)) > table.padded(table.visualRect(index), index).width()
    table.itemDelegate().helpEvent(event, table, option, index)
    assert QToolTip.text() == "<span>Bluegum Veterinary Group of &lt;INV-1&gt;</span>"
    QToolTip.hideText()


def test_a_negative_figure_is_red_and_has_a_real_minus() -> None:
    cell = FigureCell.of(Decimal("-260.52"), "AUD")
    assert cell.text == "−260.52"
    assert cell.colour_token == "bad_text"
    assert cell.said == "minus 260.52"


def test_the_current_row_has_ground_and_bar_and_the_last_row_no_line(qtbot: QtBot, show: Show) -> None:
    rows = make_rows()
    table = DataTable(rows, name="Invoices", row_height=32)
    table.hug()
    show(TableCard(table)).resize(640, 300)
    table.set_current(1)
    picture = table.viewport().grab().toImage()
    assert picture.pixelColor(1, 48) == colour("accent")
    assert picture.pixelColor(10, 36) == colour("accent_soft")
    assert picture.pixelColor(10, 95) == colour("line")
    assert picture.pixelColor(10, 127) == colour("surface")
    assert table.height() == 36 + 4 * 32


class CountedRows(RowsModel[Doc]):
    """Counts how often Qt asks it about a place."""

    asked = 0

    def flags(self, index: Index) -> Qt.ItemFlag:
        """As ever, counted."""
        self.asked += 1
        return super().flags(index)


def test_a_repaint_asks_once_and_only_for_what_it_shows(qtbot: QtBot, show: Show) -> None:
    """Beside busy lanes the window waits for the interpreter each time Qt asks Python something."""
    made: list[str] = []

    def cell(doc: Doc) -> TextCell:
        made.append(doc.number)
        return TextCell(doc.number)

    rows = CountedRows([Column("Number", cell, 90), Column("Again", cell)], lambda doc: doc.number)
    rows.set_rows(DOCS)
    table = DataTable(rows, name="Invoices", row_height=32)
    show(table).resize(560, 400)
    table.viewport().repaint()
    made.clear()
    rows.asked = 0
    table.viewport().repaint(QRect(0, 40, 560, 40))  # the lower part of the second row, the upper of the third
    assert made == ["INV-2", "INV-2", "INV-3", "INV-3"]
    made.clear()
    table.viewport().repaint(QRect(0, 0, 80, 8))
    assert made == ["INV-1"]
    assert rows.asked == 0


def test_the_table_wears_a_new_theme(table: DataTable) -> None:
    theme().set_mode("dark")
    picture = table.viewport().grab().toImage()
    assert picture.pixelColor(picture.width() - 3, 74) == colour("surface")
    assert colour("surface").name() == "#1a2028"


def test_group_rows_head_their_rows_and_have_a_link(qtbot: QtBot, show: Show) -> None:
    rows = make_rows(ticks=False)
    group = GroupRow("24 certain", "Two facts agree", "circle-check", "good_text", "Show all 24")
    rows.set_rows([group, *DOCS])
    table = DataTable(rows, name="Customers", row_height=44)
    show(table)
    pressed: list[object] = []
    table.group_pressed.connect(pressed.append)
    assert table.rowHeight(0) == 36
    assert table.rowHeight(1) == 44
    assert table.columnSpan(0, 0) == rows.columnCount()
    table.set_current(0)
    assert table.row() is None
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert pressed == [group]
    rows.set_rows(DOCS)
    assert table.rowHeight(0) == 44


def _same(cell: Cell, _row: Cell) -> Cell:
    return cell


def test_every_kind_of_cell_is_painted_and_said(qtbot: QtBot, show: Show) -> None:
    cells: list[Cell] = [
        TextCell("Kauri Timber", "ap@kauri.example", icon="corner-down-right"),
        LinkCell("Show in Xero", "external-link"),
        ChoiceCell("Choose account", wanting=True),
        MeterCell("86", 86, Tone.WARN),
        IconCell("circle-check", "Agrees", "good_text"),
        ChipCell((ChipKind.SENT, ChipKind.MARKED)),
    ]
    columns: list[Column[Cell]] = [Column(cell.said, partial(_same, cell), 120) for cell in cells]
    rows = RowsModel(columns, lambda row: row)
    rows.set_rows(cells[:1])
    table = DataTable(rows, name="All cells", row_height=44)
    show(table).resize(800, 200)
    assert not table.grab().isNull()
    said = [rows.index(0, number).data(Qt.ItemDataRole.AccessibleTextRole) for number in range(len(cells))]
    assert said == [
        "Kauri Timber, ap@kauri.example", "Link Show in Xero", "Choose account, can be changed", "86", "Agrees", "Sent, Marked",
    ]  # fmt: skip


def test_a_hundred_thousand_rows_are_shown_at_once(qtbot: QtBot, show: Show) -> None:
    rows = make_rows()
    table = DataTable(rows, name="Invoices")
    show(table)
    many = [Doc(f"INV-{number}", Decimal(number)) for number in range(100_000)]
    rows.set_rows(many)
    table.grab()
    table.set_current(99_999)
    assert table.row() == many[-1]


def test_hovering_follows_the_mouse(table: DataTable) -> None:
    place = table.visualRect(table.rows.index(2, 2)).center()
    QTest.mouseMove(table.viewport(), place)
    assert table.hovered_row == 2
    table.leaveEvent(QEvent(QEvent.Type.Leave))
    assert table.hovered_row == -1
    assert QPointF(place).x() > 0


def test_a_mended_row_cools_down_in_240_ms(table: DataTable, qtbot: QtBot) -> None:
    set_reduced_motion(False)
    table.set_current(0)
    table.mend(["INV-4"])
    warm = table.viewport().grab().toImage().pixelColor(5, 3 * 32 + 4)
    assert table.mending == {3}
    assert warm != colour("surface")
    qtbot.waitUntil(lambda: not table.mending, timeout=3000)
    assert table.viewport().grab().toImage().pixelColor(5, 3 * 32 + 4) == colour("surface")
