"""Changing a route's mappings: a value chosen in its cell, an exception for one customer, a rule taken back, other defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.domain.errors import ExpectedProblem
from app.domain.mapping import CustomerMapping, DecidedBy, NewItem, PostingRule, RouteDefaults, TaxRule, TrackingRule
from app.domain.plan import Plan
from app.ui.dialogs.new_item import ask_new_item
from app.ui.dialogs.office import MappingScreenOffice
from app.ui.parts import DataTable
from app.ui.screens import setup_offers as offers
from app.ui.screens import setup_tables as tables
from app.ui.screens.place import PlaceScreen
from app.ui.screens.setup_in_cell import choose_in_cell
from app.ui.screens.setup_rules import DivisionRow, RuleRow, Sides, TaxRow, leads_somewhere, with_target
from app.ui.style import capped
from app.worker.contract import RuleDecision


class MappingChanges:
    """Asks the office for what is decided in the tables of a screen, whose `sides()` are as they were last read.

    `decided(plan)` hears of each change, `refused(problem)` of one that could not be kept.
    """

    def __init__(
        self,
        screen: PlaceScreen,
        office: MappingScreenOffice,
        route_id: str,
        *,
        sides: Callable[[], Sides],
        decided: Callable[[Plan], None],
        refused: Callable[[ExpectedProblem], None],
    ) -> None:
        self._screen, self._office, self._route = screen, office, route_id
        self._sides, self._decided, self._refused = sides, decided, refused
        self._tables: Mapping[str, DataTable] = {}

    def set_tables(self, tables: Mapping[str, DataTable]) -> None:
        """The tables by tab, once they are made."""
        self._tables = tables

    def _choose(
        self, place: tuple[str, object, int], choices: offers.Offers, now: object, chosen: Callable[[Any], object]
    ) -> None:
        tab, key, column = place
        table = self._tables[tab]
        choose_in_cell(table, (table.rows.number_of(key), column), choices, now, chosen)

    def press_rule(self, row: RuleRow, column: int) -> None:
        """An account, item or tax rate is chosen in its cell."""
        ledger, rule = self._sides().ledger, row.own()
        wider = "As the next wider rule"
        choices, now, name = {
            tables.ACCOUNT: (offers.accounts(ledger, wider), rule.account_code, "account_code"),
            tables.ITEM: (offers.items_or_new(ledger, wider, self._sides().new_item(row)), rule.item_code, "item_code"),
            tables.TAX: (offers.rates(ledger, "By the invoice's tax"), rule.tax_code, "tax_code"),
        }[column]
        self._choose(("accounts", row.id, column), choices, now, lambda code: self._set_target(rule, name, code))

    def _set_target(self, rule: PostingRule, name: str, code: Any) -> None:
        if isinstance(code, NewItem):
            ask_new_item(
                self._screen, self._sides().ledger, code, lambda new: self._set_rule(with_target(rule, name, new))
            )
        else:
            self._set_rule(with_target(rule, name, code))

    def _set_rule(self, rule: PostingRule) -> None:
        by = DecidedBy.EXCEPTION if rule.party_id else DecidedBy.RULE
        if leads_somewhere(rule):
            self.decide(RuleDecision(postings=(replace(rule, decided_by=by),)))
        else:
            self._ask_plan(self._office.remove_rule(self._route, rule.facet.value, rule.key, rule.party_id))

    def decide(self, decision: RuleDecision) -> None:
        """Keep a decision; the plan is made anew."""
        self._ask_plan(self._office.decide_rules(self._route, decision))

    def _ask_plan(self, handle: Any) -> None:
        self._screen.ask(handle, self._decided, self._refused)

    def press_tax(self, row: TaxRow, column: int) -> None:
        """The ledger's tax rate for one of the source."""
        now = row.rule.tax_code if row.rule is not None else ""
        choices = offers.rates(self._sides().ledger, "None")
        self._choose(("taxes", row.key, column), choices, now, lambda code: self.decide(
            RuleDecision(taxes=(TaxRule(row.key, row.name, str(code)),))
        ))  # fmt: skip

    def press_division(self, row: DivisionRow, column: int) -> None:
        """Where documents of a division are tracked."""
        choices = offers.options(self._sides().ledger, row.category_id, "None")
        names = {value: words for words, value in choices if value}

        def keep(option: str) -> None:
            rule = TrackingRule(row.id, row.name, row.category_id, row.category_name, option, names.get(option, ""))
            self.decide(RuleDecision(tracking=(rule,)))

        now = row.rule.option_id if row.rule is not None else ""
        self._choose(("divisions", (row.id, row.category_id), column), choices, now, keep)

    def press_customer(self, pair: tuple[CustomerMapping, int], column: int) -> None:
        """Forget which contact a company is."""
        if column == tables.FORGET:
            self._ask_plan(self._office.undo_customer(self._route, pair[0].party_id))

    def keep_defaults(self, defaults: RouteDefaults) -> None:
        """What holds when nothing else fits."""
        self._ask_plan(self._office.set_defaults(self._route, defaults))

    def add_exception(self) -> None:
        """Choose a customer for whom the current row shall lead elsewhere; then choose where."""
        row = self._tables["accounts"].row()
        if not isinstance(row, RuleRow):
            return
        parties = self._sides().parties()
        choices: offers.Offers = sorted(
            ((capped(name or "No name", 80), key) for key, name in parties.items()), key=lambda pair: pair[0].casefold()
        )
        if choices:
            self._choose(
                ("accounts", row.id, 0), choices, "", lambda key: self._except(row, str(key), parties[str(key)])
            )

    def _except(self, row: RuleRow, party_id: str, party_name: str) -> None:
        """Begins with what applies now, so that only what differs is changed."""
        code = row.account or self._sides().book.defaults.account_code
        base = PostingRule(row.value.facet, row.value.key, row.value.name, party_id, party_name, code)
        self._set_rule(base)

    def remove_rule(self) -> None:
        """Take the current row's rule back."""
        row = self._tables["accounts"].row()
        if isinstance(row, RuleRow) and row.rule is not None:
            facet, key, party_id = row.id
            self._ask_plan(self._office.remove_rule(self._route, facet, key, party_id))
