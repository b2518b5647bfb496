"""Mappings of a route: what leads where, who decided it, and how often it is used in the search in hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.domain.catalogue import LedgerCatalogue
from app.domain.documents import SourceCatalogue
from app.domain.errors import ExpectedProblem
from app.domain.mapping import MappingBook, PostingRule
from app.domain.plan import Plan
from app.ui.dialogs.office import MappingScreenOffice
from app.ui.parts import (
    Button,
    ButtonKind,
    Chip,
    ChipKind,
    DataTable,
    GroupRow,
    PlainLabel,
    RowsModel,
    SearchEntry,
    Segment,
    SegmentedFilter,
    TableCard,
)
from app.ui.screens import setup_tables as tables
from app.ui.screens.mapping_changes import MappingChanges
from app.ui.screens.mapping_copy import MappingCopying
from app.ui.screens.mapping_import import MappingFiles
from app.ui.screens.mapping_words import nothing_words, rule_of, story_of
from app.ui.screens.place import PlaceScreen
from app.ui.screens.setup_defaults import DefaultsCard
from app.ui.screens.setup_rules import (
    RuleRow,
    Sides,
    customer_rows,
    division_rows,
    grouped,
    rule_rows,
    tax_rows,
    waiting_chip,
)
from app.ui.screens.setup_summary import MappingSummary
from app.ui.style import Role

_SOURCE = "Autotask"
_ROOM_FOR_SUMMARY = 1160
_TABS = ("customers", "accounts", "taxes", "divisions")


class MappingsScreen(PlaceScreen):
    """Four tabs. A value is changed in its cell; what is missing is the only coloured one."""

    has_side_column = True

    def __init__(self, office: MappingScreenOffice, route_id: str) -> None:
        super().__init__(office, "Mappings", "What leads where, and who decided it", scrolls=False)
        self.setObjectName("mappings")
        self._office, self._route = office, route_id
        self.sides = Sides()
        self._opened: frozenset[Any] = frozenset()
        self._rules: list[RuleRow] = []
        self.waiting = Chip(ChipKind.NEEDS_ACCOUNT)
        self.waiting.setParent(self)
        self.waiting.hide()
        self.back = Button("Back to review", icon="undo-2", height=36)
        self.back.setObjectName("back-to-review")
        self.back.clicked.connect(lambda: self.wanted.emit(route_id))
        self.files = MappingFiles(self, office, route_id, lambda plan: self._decided(cast(Plan, plan)))
        self.head.side.addWidget(self.waiting)
        self.copying = MappingCopying(self, office, route_id, self.wanted.emit)
        self.head.side.addWidget(self.copying.button)
        self.head.side.addWidget(self.files.write_out)
        self.head.side.addWidget(self.files.take_in)
        self.head.side.addWidget(self.back)
        row = QHBoxLayout()
        row.setSpacing(20)
        self._main = QVBoxLayout()
        self._main.setSpacing(16)
        row.addLayout(self._main, 1)
        self.summary = MappingSummary()
        row.addWidget(self.summary, 0, Qt.AlignmentFlag.AlignTop)
        self.page.setContentsMargins(24, 20, 20, 20)
        self.page.addLayout(row, 1)
        self.changes = MappingChanges(
            self, office, route_id, sides=lambda: self.sides, decided=self._decided, refused=self._not_decided
        )
        self._main.addLayout(self._tools())
        self.defaults = DefaultsCard()
        self.defaults.changed.connect(self.changes.keep_defaults)
        self._main.addWidget(self.defaults)
        self._make_tables()
        self.line = PlainLabel("", Role.SMALL, "text2", elide=True)
        self.line.setObjectName("rule-story")
        self._main.addWidget(self.line)
        self.tabs.set_current("accounts")
        self._show_tab("accounts")

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = ("Customers", "Accounts and products", "Taxes", "Divisions")
        segments = [Segment(key, word, 0) for key, word in zip(_TABS, words, strict=True)]
        self.tabs = SegmentedFilter(segments, name="What is mapped")
        self.tabs.chosen.connect(self._show_tab)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self.search = SearchEntry("Find")
        self.search.setObjectName("find-mapping")
        self.search.setFixedWidth(168)
        self.search.textEdited.connect(lambda _text: self._show_rows())
        row.addWidget(self.search)
        self.exception = Button("Exception", icon="corner-down-right")
        self.exception.setObjectName("add-exception")
        self.exception.setToolTip("Another account for one customer, below the current row")
        self.exception.clicked.connect(self.changes.add_exception)
        row.addWidget(self.exception)
        self.remove = Button("", ButtonKind.GHOST, icon="trash-2")
        self.remove.setObjectName("remove-rule")
        self.remove.setAccessibleName("Remove this rule")
        self.remove.setToolTip("Remove this rule: the next wider one applies again")
        self.remove.clicked.connect(self.changes.remove_rule)
        row.addWidget(self.remove)
        return row

    def _make_tables(self) -> None:
        self.stack = QStackedWidget()
        self.tables: dict[str, DataTable] = {}
        keys: dict[str, Callable[[Any], Any]] = {
            "customers": lambda pair: pair[0].party_id,
            "accounts": lambda row: row.id,
            "taxes": lambda row: row.key,
            "divisions": lambda row: (row.id, row.category_id),
        }
        pressed = {
            "customers": self.changes.press_customer,
            "accounts": self.changes.press_rule,
            "taxes": self.changes.press_tax,
            "divisions": self.changes.press_division,
        }
        for tab in _TABS:
            model: RowsModel[Any] = RowsModel(tables.columns_of(tab, self.sides, _SOURCE), keys[tab])
            table = DataTable(model, name=f"Mappings: {tab}", row_height=40, edge=16, head_ground="surface")
            model.setParent(table)
            table.setObjectName(f"mapping-{tab}")
            table.cell_pressed.connect(pressed[tab])
            table.current_row.connect(self._tell_story)
            table.group_pressed.connect(self._open_group)
            self.tables[tab] = table
            self.stack.addWidget(TableCard(table))
        self.changes.set_tables(self.tables)
        self._main.addWidget(self.stack, 1)

    # --- reading

    def refresh(self) -> None:
        """Both sides' lists, the book and the plan."""
        self.ask(self._office.book(self._route), self._know_book)
        self.ask(self._office.ledger(self._route), self._know_ledger)
        self.ask(self._office.unchecked(self._route), self._planned)
        self.ask(self._office.source_catalogue(self._route), self._know_source)

    def _know_book(self, book: MappingBook) -> None:
        self.sides = replace(self.sides, book=book)
        self._show_everything()

    def _know_ledger(self, ledger: LedgerCatalogue | None) -> None:
        self.sides = replace(self.sides, ledger=ledger)
        self._show_everything()

    def _know_source(self, source: SourceCatalogue) -> None:
        self.sides = replace(self.sides, source=source)
        self._show_everything()

    def _planned(self, plan: Plan) -> None:
        self.sides = replace(self.sides, plan=plan)
        self._show_everything()

    def _decided(self, plan: Plan) -> None:
        self.be_content()
        self._planned(plan)
        self.ask(self._office.book(self._route), self._know_book)

    # --- showing

    def _show_everything(self) -> None:
        for tab, table in self.tables.items():
            table.rows.columns = tuple(tables.columns_of(tab, self.sides, _SOURCE))
        self.defaults.show_defaults(self.sides.book.defaults, self.sides.ledger, self.sides.words)
        self._show_rows()
        self._show_head()

    def _show_head(self) -> None:
        plan = self.sides.plan
        organisation = plan.organisation if plan is not None else ""
        self.set_words(
            "Mappings", f"{_SOURCE} to {plan.vendor if plan else 'Xero'}" + f"  ·  {organisation}" * bool(organisation)
        )
        chip = waiting_chip(plan)
        if chip is not None:
            self.waiting.set_chip(chip)
        self.waiting.setVisible(chip is not None)

    def _show_rows(self) -> None:
        find = self.search.text()
        words = find.casefold().split()
        self._rules = rule_rows(self.sides)
        taxes, divisions = tax_rows(self.sides), division_rows(self.sides)
        customers = customer_rows(self.sides, find)
        everything: dict[str, list[Any]] = {
            "accounts": list(grouped(self._rules, find, self._opened)),
            "taxes": [t for t in taxes if all(w in t.name.casefold() for w in words)],
            "divisions": [d for d in divisions if all(w in d.name.casefold() for w in words)],
            "customers": customers,
        }
        for tab, rows in everything.items():
            self._put(self.tables[tab], rows)
            self.tables[tab].say_nothing(nothing_words(tab, self.sides.words))
        decided = [r for r in self._rules if r.used or r.rule is not None or r.wants_account]
        counts = {"customers": len(self.sides.book.customers), "accounts": len(decided)}
        self.tabs.set_counts({**counts, "taxes": len(taxes), "divisions": len(divisions)})
        self.summary.show_sides(self.sides, taxes, divisions)
        self._tell_story(self.tables[self.tabs.current].row())

    @staticmethod
    def _put(table: DataTable, rows: list[Any]) -> None:
        """Show rows anew; the current one stays current."""
        now = table.row()
        key = table.rows.key_of(now) if now is not None else None
        table.rows.set_rows(rows)
        number = table.rows.number_of(key) if key is not None else -1
        if number >= 0:
            table.set_current(number)

    def _show_tab(self, tab: str) -> None:
        self.stack.setCurrentIndex(_TABS.index(tab))
        self.defaults.setVisible(tab == "accounts")
        self._show_summary()
        for button in (self.exception, self.remove):
            button.setVisible(tab == "accounts")
        self._tell_story(self.tables[tab].row())

    def _show_summary(self) -> None:
        """Beside the accounts only, and only where the table keeps enough room."""
        self.summary.setVisible(self.tabs.current == "accounts" and self.width() >= _ROOM_FOR_SUMMARY)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window gives the summary's room to the table."""
        super().resizeEvent(event)
        self._show_summary()

    def show_tab(self, tab: str) -> None:
        """Go to 'customers', 'accounts', 'taxes' or 'divisions'."""
        self.tabs.set_current(tab)
        self._show_tab(tab)

    def _not_decided(self, problem: ExpectedProblem) -> None:
        self.complain(problem)
        self._show_rows()

    def _open_group(self, group: GroupRow) -> None:
        self._opened ^= {group.key}
        self._show_rows()

    def _tell_story(self, row: object) -> None:
        """Who decided the current row, and when."""
        rule = rule_of(row)
        words = story_of(rule) if row is not None else ""
        self.line.setText(words)
        is_rule = isinstance(row, RuleRow)
        self.exception.setEnabled(is_rule)
        self.remove.setEnabled(is_rule and isinstance(rule, PostingRule))

    # --- keys

    def focus_search(self) -> bool:
        """Into the find field."""
        self.search.setFocus()
        return True

    def act(self, keys: str) -> bool:
        """1 to 4 choose a tab, Delete removes the current rule."""
        if keys in {"1", "2", "3", "4"}:
            self.show_tab(_TABS[int(keys) - 1])
            return True
        if keys in {"Del", "Delete"}:
            self.changes.remove_rule()
            return True
        return False
