"""A mapping book carried over to another ledger: which decisions hold there, which lead to something else, and which are made again.

Pure: the book, both ledgers' catalogues and what the other route has decided already in; the rules that would be kept, and a line on each
decision, out. What the other route has decided itself always stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.catalogue import Feature, LedgerCatalogue
from app.domain.counterparts import Counterpart, Counterparts
from app.domain.documents import SalesForm
from app.domain.ledger_words import LedgerWords, words_of
from app.domain.mapping import (
    ArrivalStatus,
    CustomerMapping,
    DecidedBy,
    MappingBook,
    NewItem,
    PostingRule,
    RouteDefaults,
    TaxRule,
    TrackingRule,
)
from app.domain.planning import arrivals_of

_POSTING = "Account or product"
_DECIDED = "decided there already"


class Fate(StrEnum):
    """What becomes of a decision."""

    CARRIED = "carried"  # it leads to the same there
    CHANGED = "changed"  # it leads to what stands for it there
    PARTLY = "partly"  # some of it holds, the rest is mapped again
    AGAIN = "again"  # nothing stands for it there
    KEPT = "kept"  # the other route has decided it already


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One decision: where it leads now and where it would lead, in words; `why` says what is missing, or how it was found."""

    what: str
    source: str
    before: str
    after: str
    fate: Fate
    why: str = ""


@dataclass(frozen=True, slots=True)
class MappingCopy:
    """What copying would do. `book` holds exactly what would be kept beside `there`, what the route has; its defaults replace the route's.

    `before` and `now` are the names of the two ledgers.
    """

    lines: tuple[CopyLine, ...]
    book: MappingBook
    there: MappingBook
    before: str
    now: str

    def count(self, *fates: Fate) -> int:
        """How many decisions have one of these fates."""
        return sum(line.fate in fates for line in self.lines)

    @property
    def carries(self) -> int:
        """How many decisions would be kept."""
        return self.count(Fate.CARRIED, Fate.CHANGED, Fate.PARTLY)


def copy_book(
    book: MappingBook, before: LedgerCatalogue | None, now: LedgerCatalogue, there: MappingBook, before_vendor: str
) -> MappingCopy:
    """What carries over from `book` to the ledger `now`, beside what the other route has decided (`there`)."""
    copier = _Copier(before, now)
    customers = copier.customers(book.customers, {m.party_id for m in there.customers})
    postings = copier.postings(book.postings, {(r.facet, r.key, r.party_id) for r in there.postings})
    taxes = copier.taxes(book.taxes, {r.key for r in there.taxes if r.tax_code})
    tracking = copier.tracking(book.tracking, {r.line_of_business for r in there.tracking if r.option_id})
    defaults = copier.defaults(book.defaults, there.defaults)
    kept = MappingBook(defaults, customers, postings, taxes, tracking)
    return MappingCopy(tuple(copier.lines), kept, there, before_vendor, now.vendor)


class _Copier:
    """Finds counterparts and notes what becomes of each decision."""

    def __init__(self, before: LedgerCatalogue | None, now: LedgerCatalogue) -> None:
        self._find, self._now = Counterparts(before, now), now
        self._before = before
        self._words: LedgerWords = words_of(now.vendor)
        self.lines: list[CopyLine] = []

    # --- customers

    def customers(self, mappings: Iterable[CustomerMapping], taken: set[str]) -> tuple[CustomerMapping, ...]:
        """Customers by the number their contact carries, or by name; ones to be created stay so."""
        made = []
        for mapping in mappings:
            name = mapping.party_name or f"Company {mapping.party_id}"
            if mapping.party_id in taken:
                self.lines.append(CopyLine("Customer", name, mapping.contact_name, "", Fate.KEPT, _DECIDED))
            elif (found := self._customer(mapping, name)) is not None:
                made.append(found)
        return tuple(made)

    def _customer(self, mapping: CustomerMapping, name: str) -> CustomerMapping | None:
        contact, why = self._find.contact(mapping)
        if contact is not None:
            fate = Fate.CARRIED if contact.name == mapping.contact_name else Fate.CHANGED
            self.lines.append(CopyLine("Customer", name, mapping.contact_name, contact.name, fate, why))
            return replace(mapping, contact_id=contact.id, contact_name=contact.name, create=None)
        if mapping.create is not None and not mapping.contact_id:
            after = f"{mapping.create.name}, to be created"
            self.lines.append(CopyLine("Customer", name, after, after, Fate.CARRIED))
            return mapping
        self.lines.append(CopyLine("Customer", name, mapping.contact_name, "", Fate.AGAIN, why))
        return None

    # --- accounts, products, taxes

    def postings(self, rules: Iterable[PostingRule], taken: set[tuple[object, str, str]]) -> tuple[PostingRule, ...]:
        """Each target by itself: what is found holds, what is not is mapped again."""
        made = []
        for rule in rules:
            source = f"{rule.name} for {rule.party_name or rule.party_id}" if rule.party_id else rule.name or rule.key
            before = self._targets(rule)
            if (rule.facet, rule.key, rule.party_id) in taken:
                self.lines.append(CopyLine(_POSTING, source, before, "", Fate.KEPT, _DECIDED))
            elif (found := self._posting(rule, source, before)) is not None:
                made.append(found)
        return tuple(made)

    def _posting(self, rule: PostingRule, source: str, before: str) -> PostingRule | None:
        asked: dict[str, Counterpart] = {}
        if rule.account_code:
            asked["account_code"] = self._find.account(rule.account_code)
        if rule.item_code:
            asked["item_code"] = self._find.item(rule.item_code)
        if rule.tax_code:
            asked["tax_code"] = self._find.tax(rule.tax_code)
        new, found = self._new_item(rule)
        held = [*asked.values(), *([found] if found is not None else [])]
        fate, after = _fate(held), ", ".join(one.words for one in held if one.code)
        self.lines.append(
            CopyLine(_POSTING, source, before, after, fate, "; ".join(one.why for one in held if one.why))
        )
        codes = {name: one.code for name, one in asked.items()}
        return replace(rule, create_item=new, **codes) if fate is not Fate.AGAIN else None  # type: ignore[arg-type]

    def _new_item(self, rule: PostingRule) -> tuple[NewItem | None, Counterpart | None]:
        """A product that is to be created goes along, with the account and tax that stand for its own."""
        wanted = rule.create_item
        if wanted is None or rule.item_code:
            return None, None
        account = self._find.account(wanted.account_code)
        if not account.code:
            return None, account
        tax = self._find.tax(wanted.tax_code).code if wanted.tax_code else ""
        words = f"{wanted.name}, to be created"
        return replace(wanted, account_code=account.code, tax_code=tax), Counterpart(wanted.key, words)

    def _targets(self, rule: PostingRule) -> str:
        known = self._before
        account = known.account(rule.account_code) if known is not None else None
        item = next((i for i in known.items if i.code == rule.item_code), None) if known is not None else None
        rate = known.tax_rate(rule.tax_code) if known is not None else None
        new = f"{rule.create_item.name}, to be created" if rule.create_item is not None and not rule.item_code else ""
        said = (
            account.label if account is not None else rule.account_code,
            item.plain_name if item is not None else rule.item_code,
            rate.name if rate is not None else rule.tax_code,
            new,
        )
        return ", ".join(filter(None, said))

    def taxes(self, rules: Iterable[TaxRule], taken: set[str]) -> tuple[TaxRule, ...]:
        """Taxes of the same rate."""
        made = []
        for rule in rules:
            known = self._before.tax_rate(rule.tax_code) if self._before is not None else None
            before = known.name if known is not None else rule.tax_code
            if not rule.tax_code:
                continue
            if rule.key in taken:
                self.lines.append(CopyLine("Tax", rule.name or rule.key, before, "", Fate.KEPT, _DECIDED))
                continue
            found = self._find.tax(rule.tax_code)
            self.lines.append(CopyLine("Tax", rule.name or rule.key, before, found.words, _fate([found]), found.why))
            if found.code:
                made.append(replace(rule, tax_code=found.code))
        return tuple(made)

    def tracking(self, rules: Iterable[TrackingRule], taken: set[str]) -> tuple[TrackingRule, ...]:
        """Options of the same name."""
        made = []
        for rule in rules:
            if not rule.option_id:
                continue
            before = f"{rule.category_name}: {rule.option_name}"
            found = self._find.option(rule)
            if rule.line_of_business in taken:
                self.lines.append(CopyLine("Division", rule.name, before, "", Fate.KEPT, _DECIDED))
            elif found is None:
                why = f"{self._now.vendor} has no {self._words.tracking.one} {rule.option_name}"
                self.lines.append(CopyLine("Division", rule.name, before, "", Fate.AGAIN, why))
            else:
                category, option = found
                after = f"{category.name}: {option.name}"
                self.lines.append(
                    CopyLine("Division", rule.name, before, after, Fate.CARRIED if after == before else Fate.CHANGED)
                )
                made.append(_tracked(rule, category.id, category.name, option.id, option.name))
        return tuple(made)

    # --- defaults

    def defaults(self, defaults: RouteDefaults, there: RouteDefaults) -> RouteDefaults:
        """How the route behaves is carried over whole; codes and the state on arrival as far as the ledger has them."""
        codes = {
            "account_code": self._default("Account", defaults.account_code, there.account_code, self._find.account),
            "item_code": self._default(self._words.item.head, defaults.item_code, there.item_code, self._find.item),
            "tax_code": self._default(self._words.tax.head, defaults.tax_code, there.tax_code, self._find.tax),
        }
        taken = arrivals_of(self._now.features)
        arrival = defaults.arrival if defaults.arrival in taken else ArrivalStatus.APPROVED
        if arrival is not defaults.arrival:
            why = f"{self._now.vendor} takes documents as {arrival.value} only"
            self.lines.append(
                CopyLine("Default", "Status on arrival", defaults.arrival.value, arrival.value, Fate.CHANGED, why)
            )
        return self._receipts(replace(defaults, **codes, arrival=arrival), there)  # type: ignore[arg-type]

    def _receipts(self, defaults: RouteDefaults, there: RouteDefaults) -> RouteDefaults:
        """Whether sales are posted as receipts, and into which account, as far as the ledger has them."""
        if Feature.SALES_RECEIPTS in self._now.features:
            account = self._default("Deposit account", defaults.deposit_code, there.deposit_code, self._find.deposit)
            return replace(defaults, deposit_code=account)
        if defaults.form is SalesForm.RECEIPT:
            why = f"{self._now.vendor} has no form for sales that were paid at once"
            self.lines.append(CopyLine("Default", "Posted as", "receipt", "invoice", Fate.CHANGED, why))
        return replace(defaults, form=SalesForm.INVOICE, deposit_code="", payment_method="")

    def _default(self, name: str, code: str, there: str, find: Callable[[str], Counterpart]) -> str:
        if there or not code:
            if code:
                self.lines.append(CopyLine("Default", name, code, there, Fate.KEPT, _DECIDED))
            return there
        found = find(code)
        self.lines.append(CopyLine("Default", name, code, found.words, _fate([found]), found.why))
        return found.code


def _tracked(rule: TrackingRule, category_id: str, category: str, option_id: str, option: str) -> TrackingRule:
    return replace(rule, category_id=category_id, category_name=category, option_id=option_id, option_name=option)


def _fate(found: Iterable[Counterpart]) -> Fate:
    held = list(found)
    got = [one for one in held if one.code]
    if not got:
        return Fate.AGAIN
    if len(got) < len(held):
        return Fate.PARTLY
    return Fate.CHANGED if any(one.renamed for one in got) else Fate.CARRIED


def stamped(book: MappingBook, at: datetime, user: str) -> MappingBook:
    """The book with every rule marked as copied, when and by whom; exceptions stay exceptions."""

    def by(rule: PostingRule) -> DecidedBy:
        return DecidedBy.EXCEPTION if rule.party_id else DecidedBy.COPIED

    copied = DecidedBy.COPIED
    return replace(
        book,
        customers=tuple(replace(m, decided_by=copied, decided_at=at, user=user) for m in book.customers),
        postings=tuple(replace(r, decided_by=by(r), decided_at=at, user=user) for r in book.postings),
        taxes=tuple(replace(r, decided_by=copied, decided_at=at, user=user) for r in book.taxes),
        tracking=tuple(replace(r, decided_by=copied, decided_at=at, user=user) for r in book.tracking),
    )
