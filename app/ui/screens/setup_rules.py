"""What the mapping screen lists: every value of the source with what it leads to, who decided, and how many invoices use it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.domain.catalogue import LedgerCatalogue
from app.domain.documents import Facet, FacetValue, SourceCatalogue, SourceLine
from app.domain.ledger_words import LedgerWords, words_of
from app.domain.mapping import CustomerMapping, DecidedBy, MappingBook, NewItem, PostingRule, TaxRule, TrackingRule
from app.domain.plan import DocumentState, Mend, Plan
from app.domain.problem_groups import gather_groups
from app.domain.resolution import Resolver
from app.ui.dialogs.new_item import proposed_item
from app.ui.parts import ChipKind, ChipSpec, GroupRow, Tone
from app.ui.screens.offers import item_label
from app.ui.style import capped, day

HEADS = {
    Facet.ITEM_TYPE: ("Billing item types", "the widest rule; more exact ones below win", "tags"),
    Facet.BILLING_CODE: ("Billing codes", "win over billing item types", "book-open-text"),
    Facet.SERVICE: ("Services", "win over billing codes", "receipt"),
    Facet.SERVICE_BUNDLE: ("Service bundles", "win over billing codes", "package"),
    Facet.PRODUCT: ("Products", "the most exact rule", "package"),
}
_ORDER = tuple(HEADS)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides as read, and the plan in hand."""

    plan: Plan | None = None
    book: MappingBook = field(default_factory=MappingBook)
    ledger: LedgerCatalogue | None = None
    source: SourceCatalogue = field(default_factory=SourceCatalogue)

    def account_words(self, code: str) -> str:
        """'200 Sales'; the bare code when the ledger does not know it."""
        account = self.ledger.account(code) if self.ledger is not None else None
        return account.label if account is not None else code

    @property
    def words(self) -> LedgerWords:
        """What the ledger's users call its things."""
        return words_of(self.plan.vendor if self.plan is not None else "")

    @property
    def lines_by_item(self) -> bool:
        """Whether lines name a product, and the account follows from it."""
        return self.ledger is not None and self.ledger.lines_by_item

    def item_words(self, code: str) -> str:
        """'IT-01 Support'; the bare code when the ledger does not know it."""
        items = self.ledger.items if self.ledger is not None else ()
        return next((item_label(self.ledger, i) for i in items if self.ledger and i.code == code), code)

    def parties(self) -> dict[str, str]:
        """Names of the customers of the plan and of the book, by id."""
        found = {d.source.party.id: d.source.party.name for d in (self.plan.documents if self.plan else ())}
        return found | {m.party_id: m.party_name for m in self.book.customers if m.party_id not in found}

    def new_item(self, row: RuleRow) -> NewItem | None:
        """What a product that is to be created for a row would be: as asked for already, else of the value's name."""
        kept = row.rule.create_item if row.rule is not None else None
        if kept is not None or self.ledger is None:
            return kept
        return proposed_item(self.ledger, row.value.name, row.account or self.book.defaults.account_code)

    def tax_words(self, code: str) -> str:
        """'GST on Income'."""
        rate = self.ledger.tax_rate(code) if self.ledger is not None else None
        return rate.name if rate is not None else code

    def lines(self) -> Iterable[tuple[str, str, SourceLine]]:
        """(document id, party id, line) of the plan."""
        for planned in self.plan.documents if self.plan is not None else ():
            for line in planned.source.lines:
                yield planned.source.id, planned.source.party.id, line


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One value of a facet, or its exception for a customer: own codes, what it comes to, and what is missing."""

    value: FacetValue
    party_id: str = ""
    party_name: str = ""
    rule: PostingRule | None = None
    account: str = ""
    item: str = ""
    tax: str = ""
    used: int = 0
    wants_account: bool = False
    wants_item: bool = False

    @property
    def id(self) -> tuple[str, str, str]:
        """Names the row."""
        return self.value.facet.value, self.value.key, self.party_id

    def own(self) -> PostingRule:
        """The rule to change: the one that is there, or a new empty one."""
        if self.rule is not None:
            return self.rule
        by = DecidedBy.EXCEPTION if self.party_id else DecidedBy.RULE
        value = self.value
        return PostingRule(value.facet, value.key, value.name, self.party_id, self.party_name, decided_by=by)


def with_target(rule: PostingRule, name: str, value: object) -> PostingRule:
    """The rule with another target. An item that is there and one that is to be created take each other's place."""
    if isinstance(value, NewItem):
        return replace(rule, item_code="", create_item=value)
    if name == "item_code":
        rule = replace(rule, create_item=None)
    return replace(rule, **{name: value})  # type: ignore[arg-type]


def leads_somewhere(rule: PostingRule) -> bool:
    """Whether the rule decides anything."""
    return bool(rule.account_code or rule.item_code or rule.tax_code or rule.create_item)


def decided_chip(
    rule: PostingRule | TaxRule | TrackingRule | CustomerMapping | None, wanting: ChipKind | None = None
) -> ChipSpec:
    """Who decided, as a chip."""
    if wanting is not None:
        return wanting.spec
    if rule is None:
        return ChipSpec("Default")
    when = f" {day(rule.decided_at.astimezone().date())}" if rule.decided_at is not None else ""
    return {
        DecidedBy.LEARNED: ChipKind.LEARNED.with_word(f"Learned{when}"),
        DecidedBy.EXCEPTION: ChipSpec("Exception", "corner-down-right"),
        DecidedBy.IMPORTED: ChipSpec(f"Imported{when}", "file-down"),
        DecidedBy.COPIED: ChipSpec(f"Copied{when}", "copy"),
        DecidedBy.EXTERNAL_ID: ChipSpec("By customer number", "link", Tone.GOOD),
    }.get(rule.decided_by, ChipSpec("Rule"))


_WAITING = {
    DocumentState.NEEDS_ACCOUNT: ChipKind.NEEDS_ACCOUNT,
    DocumentState.NEEDS_TAX_RATE: ChipKind.NEEDS_TAX_RATE,
    DocumentState.NEEDS_PRODUCT: ChipKind.NEEDS_PRODUCT,
}


def waiting_chip(plan: Plan | None) -> ChipSpec | None:
    """'17 invoices wait for 1 account', for what holds most invoices and can be mended here; None when nothing does."""
    groups = gather_groups(plan.groups, words_of(plan.vendor)) if plan is not None else ()
    found = [group for group in groups if group.state in _WAITING]
    if not found:
        return None
    most = max(found, key=lambda group: len(group.document_ids))
    kind = _WAITING[most.state].spec
    return ChipSpec(most.sentence, kind.icon, kind.tone)


def _usage(sides: Sides) -> tuple[Counter[tuple[Facet, str, str]], dict[tuple[Facet, str], SourceLine]]:
    """How many documents use a value (for everybody, and by customer), and a line to resolve it by."""
    documents: dict[tuple[Facet, str, str], set[str]] = {}
    samples: dict[tuple[Facet, str], SourceLine] = {}
    for document_id, party_id, line in sides.lines():
        for value in line.facets:
            samples.setdefault((value.facet, value.key), line)
            for owner in ("", party_id):
                documents.setdefault((value.facet, value.key, owner), set()).add(document_id)
    return Counter({key: len(found) for key, found in documents.items()}), samples


def _values(sides: Sides) -> dict[tuple[Facet, str], FacetValue]:
    found: dict[tuple[Facet, str], FacetValue] = {}
    for _, _, line in sides.lines():
        for value in line.facets:
            found.setdefault((value.facet, value.key), value)
    for rule in sides.book.postings:
        found.setdefault((rule.facet, rule.key), FacetValue(rule.facet, rule.key, rule.name))
    for value in sides.source.facets:
        found.setdefault((value.facet, value.key), value)
    return found


def rule_rows(sides: Sides) -> list[RuleRow]:
    """All rows, exceptions right below what they except; by facet, the most used first."""
    used, samples = _usage(sides)
    resolver = Resolver(sides.book)
    groups = sides.plan.groups if sides.plan is not None else ()
    wanting = {
        mend: {group.subject for group in groups if group.mend is mend} for mend in (Mend.MAP_ACCOUNT, Mend.MAP_ITEM)
    }
    rules = {(r.facet, r.key, r.party_id): r for r in sides.book.postings}
    rows: list[RuleRow] = []
    values = sorted(
        _values(sides).values(), key=lambda v: (_ORDER.index(v.facet), -used[(v.facet, v.key, "")], v.name.casefold())
    )
    for value in values:
        exceptions = [r for r in sides.book.postings if (r.facet, r.key) == (value.facet, value.key) and r.party_id]
        owners = [("", ""), *((r.party_id, r.party_name) for r in exceptions)]
        for party_id, party_name in owners:
            line = _line_of(value, samples.get((value.facet, value.key)))
            posting = resolver.resolve(line, party_id)
            subject = f"{value.facet.value}:{value.key}"
            rows.append(
                RuleRow(
                    value,
                    party_id,
                    party_name,
                    rules.get((value.facet, value.key, party_id)),
                    posting.account.code,
                    posting.item.code,
                    posting.tax.code,
                    used[(value.facet, value.key, party_id)],
                    not party_id and subject in wanting[Mend.MAP_ACCOUNT],
                    not party_id and subject in wanting[Mend.MAP_ITEM],
                )
            )
    return rows


def _line_of(value: FacetValue, sample: SourceLine | None) -> SourceLine:
    """A line with this value and the wider ones it comes with, so that a row shows what would apply by itself."""
    nothing = Decimal(0)
    wider = _ORDER[: _ORDER.index(value.facet)]
    facets = tuple(f for f in sample.facets if f.facet in wider) if sample is not None else ()
    tax_key = sample.tax_key if sample is not None else ""
    return SourceLine("", "", "", nothing, nothing, nothing, nothing, facets=(*facets, value), tax_key=tax_key)


def grouped(rows: Sequence[RuleRow], find: str, opened: frozenset[Facet]) -> list[RuleRow | GroupRow]:
    """Group rows and rows; values that nothing uses and nobody has decided stay folded until asked for or searched."""
    wanted = find.casefold().split()
    made: list[RuleRow | GroupRow] = []
    for facet, (title, reason, icon) in HEADS.items():
        mine = [row for row in rows if row.value.facet is facet]
        if wanted:
            shown = [
                r for r in mine if all(w in f"{r.value.name} {r.value.key} {r.party_name}".casefold() for w in wanted)
            ]
        elif facet in opened:
            shown = mine
        else:
            shown = [r for r in mine if r.used or r.rule is not None or r.wants_account or r.wants_item]
        if not mine or (wanted and not shown):
            continue
        left = len(mine) - len(shown)
        link = "" if wanted else f"Show all {len(mine):,}" if left else "Show fewer" if facet in opened else ""
        made.append(GroupRow(title, reason, icon, link=link, key=facet))
        made.extend(shown)
    return made


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax of the source and the ledger's rate for it."""

    key: str
    name: str
    rate: Decimal | None
    rule: TaxRule | None
    used: int


def tax_rows(sides: Sides) -> list[TaxRow]:
    """Taxes of the plan, the book and the source's own list; the most used first."""
    names: dict[str, tuple[str, Decimal | None]] = {}
    used: dict[str, set[str]] = {}
    for document_id, _, line in sides.lines():
        if line.tax_key:
            names.setdefault(line.tax_key, (line.tax_name, line.tax_rate))
            used.setdefault(line.tax_key, set()).add(document_id)
    for key, name, rate in sides.source.taxes:
        names.setdefault(key, (name, rate))
    rules = {rule.key: rule for rule in sides.book.taxes}
    for rule in sides.book.taxes:
        names.setdefault(rule.key, (rule.name, None))
    rows = [TaxRow(k, n, r, rules.get(k), len(used.get(k, ()))) for k, (n, r) in names.items()]
    return sorted(rows, key=lambda row: (-row.used, row.name.casefold()))


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A line of business and its option in one tracking category."""

    id: str
    name: str
    category_id: str
    category_name: str
    rule: TrackingRule | None
    used: int


def division_rows(sides: Sides) -> list[DivisionRow]:
    """Each line of business with each tracking category of the ledger."""
    names = {d.id: d.name for d in sides.source.divisions}
    used: dict[str, set[str]] = {}
    for document_id, _, line in sides.lines():
        if line.line_of_business:
            names.setdefault(line.line_of_business, line.line_of_business_name)
            used.setdefault(line.line_of_business, set()).add(document_id)
    rules = {(r.line_of_business, r.category_id): r for r in sides.book.tracking}
    categories = [c for c in sides.ledger.tracking if c.is_active] if sides.ledger is not None else []
    return [
        DivisionRow(key, name, c.id, c.name, rules.get((key, c.id)), len(used.get(key, ())))
        for key, name in names.items()
        for c in categories
    ]


def customer_rows(sides: Sides, find: str) -> list[tuple[CustomerMapping, int]]:
    """Mappings kept for this route with how many invoices of the search use them."""
    wanted = find.casefold().split()
    documents = sides.plan.documents if sides.plan is not None else ()
    used = Counter(d.source.party.id for d in documents)
    fits = [
        m
        for m in sides.book.customers
        if all(w in f"{m.party_name[:400]} {m.party_id} {m.contact_name[:400]}".casefold() for w in wanted)
    ]
    return sorted(((m, used[m.party_id]) for m in fits), key=lambda pair: capped(pair[0].party_name, 80).casefold())
