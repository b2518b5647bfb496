"""Which account, item, tax rate and tracking a source line gets, and why: the mapping book applied to one line.

The most exact rule wins, for each target separately: an exception for this customer before a rule for everybody,
a product before a service before a billing code before an item type, and the route's default last.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.documents import Facet, FacetValue, SourceLine
from app.domain.item_making import wanted_items
from app.domain.mapping import DecidedBy, MappingBook, NewItem, PostingRule, TaxRule, TrackingRule
from app.domain.plan import TrackingChoice

_EXACT_FIRST = (Facet.PRODUCT, Facet.SERVICE, Facet.SERVICE_BUNDLE, Facet.BILLING_CODE, Facet.ITEM_TYPE)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing decided for a line: the ledger's code, who decided, and a sentence for 'why'."""

    code: str
    decided_by: DecidedBy
    why: str


NOTHING = Target("", DecidedBy.DEFAULT, "")


@dataclass(frozen=True, slots=True)
class Posting:
    """Everything decided for one line; empty codes where nothing applies."""

    account: Target
    item: Target
    tax: Target
    tracking: tuple[TrackingChoice, ...]
    new_item: NewItem | None = None  # asked for by the rule that decides the item; `item.code` is empty then


@dataclass(frozen=True, slots=True)
class Resolver:
    """The mapping book made ready for many look-ups. Pure: the same line always gets the same answer."""

    book: MappingBook
    postings: dict[tuple[Facet, str, str], PostingRule] = field(init=False)
    taxes: dict[str, TaxRule] = field(init=False)
    new_items: dict[str, NewItem] = field(init=False)
    tracking: dict[str, tuple[TrackingRule, ...]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "postings", {(r.facet, r.key, r.party_id): r for r in self.book.postings})
        object.__setattr__(self, "new_items", wanted_items(self.book.postings))
        object.__setattr__(self, "taxes", {r.key: r for r in self.book.taxes})
        by_line: dict[str, tuple[TrackingRule, ...]] = {}
        for rule in self.book.tracking:
            by_line[rule.line_of_business] = (*by_line.get(rule.line_of_business, ()), rule)
        object.__setattr__(self, "tracking", by_line)

    def resolve(self, line: SourceLine, party_id: str) -> Posting:
        """Decide account, item, tax and tracking for one line billed to `party_id`."""
        rules = self._rules(line, party_id)
        defaults = self.book.defaults
        item, new_item = self._item(rules)
        return Posting(
            account=_first(rules, "account_code", defaults.account_code),
            item=item,
            tax=self._tax(line, rules),
            tracking=tuple(
                TrackingChoice(r.category_id, r.category_name, r.option_id, r.option_name)
                for r in self.tracking.get(line.line_of_business, ())
                if r.option_id
            ),
            new_item=new_item,
        )

    def _item(self, rules: list[tuple[FacetValue, PostingRule]]) -> tuple[Target, NewItem | None]:
        """The most exact rule that names an item, or asks for one to be created."""
        for pair in rules:
            rule = pair[1]
            if rule.item_code:
                return _target(pair, rule.item_code), None
            if rule.create_item is not None:
                return _target(pair, ""), self.new_items[rule.create_item.key]
        return _first([], "item_code", self.book.defaults.item_code), None

    def _rules(self, line: SourceLine, party_id: str) -> list[tuple[FacetValue, PostingRule]]:
        by_facet = {value.facet: value for value in line.facets}
        found = []
        for owner in (party_id, ""):
            for facet in _EXACT_FIRST:
                value = by_facet.get(facet)
                rule = self.postings.get((facet, value.key, owner)) if value else None
                if value and rule:
                    found.append((value, rule))
        return found

    def _tax(self, line: SourceLine, rules: list[tuple[FacetValue, PostingRule]]) -> Target:
        exception = next((r for r in rules if r[1].party_id and r[1].tax_code), None)
        if exception:
            return _target(exception, exception[1].tax_code)
        rule = self.taxes.get(line.tax_key)
        if rule and rule.tax_code:
            return Target(rule.tax_code, rule.decided_by, f"from the tax {rule.name}")
        return _first(rules, "tax_code", self.book.defaults.tax_code)


def _first(rules: list[tuple[FacetValue, PostingRule]], target: str, default: str) -> Target:
    for pair in rules:
        code: str = getattr(pair[1], target)
        if code:
            return _target(pair, code)
    return Target(default, DecidedBy.DEFAULT, "default of this route") if default else NOTHING


_FACET_WORDS = {
    Facet.ITEM_TYPE: "from the item type",
    Facet.BILLING_CODE: "from the billing code",
    Facet.SERVICE: "from the service",
    Facet.SERVICE_BUNDLE: "from the service bundle",
    Facet.PRODUCT: "from the product",
}


def _target(pair: tuple[FacetValue, PostingRule], code: str) -> Target:
    value, rule = pair
    why = f"{_FACET_WORDS[value.facet]} {value.name or rule.name}"
    return Target(code, rule.decided_by, f"{why}, for {rule.party_name}" if rule.party_id else why)
