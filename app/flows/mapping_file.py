"""A mapping book as a CSV file: to be looked through, changed in a spreadsheet, and taken in again after a look at what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.domain.catalogue import LedgerCatalogue
from app.domain.documents import Facet
from app.domain.errors import BadInput
from app.domain.ledger_words import words_of
from app.domain.mapping import (
    CustomerMapping,
    DecidedBy,
    ItemKind,
    MappingBook,
    NewItem,
    PostingRule,
    TaxRule,
    TrackingRule,
)
from app.domain.safe_csv import read_csv, write_csv
from app.ports.stores import MappingStore

HEADER = (
    *("what", "facet", "key", "name", "customer_id", "customer_name", "contact_id", "contact_name", "account_code"),
    *("item_code", "tax_code", "category_id", "category_name", "option_id", "option_name"),
    *("new_item", "new_item_account", "new_item_kind", "new_item_sku", "new_item_description", "new_item_tax"),
)
_BEFORE_NEW_ITEMS = 15  # columns of a file that was written before rules could ask for an item
_FILE_MOST = 20_000_000  # octets
Row = Mapping[str, str]
Rule = CustomerMapping | PostingRule | TaxRule | TrackingRule


class Effect(StrEnum):
    """What a line of the file does to the book."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One rule of the file beside what is kept now. `remark` says what the ledger does not know of it; it is kept all the same."""

    line: int
    what: str
    source: str
    before: str
    after: str
    effect: Effect
    remark: str = ""


@dataclass(frozen=True, slots=True)
class MappingImport:
    """What taking a file in would do: each usable line, each refused one with its reason, and the rules that would be kept."""

    lines: tuple[ImportLine, ...]
    refused: tuple[tuple[int, str], ...]
    rules: tuple[Rule, ...]

    def count(self, effect: Effect) -> int:
        """How many lines have this effect."""
        return sum(1 for line in self.lines if line.effect is effect)


def mapping_csv(book: MappingBook) -> str:
    """The book as CSV text. Customers whose contact is still to be created are left out: they have no contact id yet."""
    rows: list[dict[str, str]] = []
    for customer in book.customers:
        if customer.contact_id:
            rows.append(_customer_row(customer))
    rows += [_posting_row(rule) for rule in book.postings]
    rows += [{"what": "tax", "key": r.key, "name": r.name, "tax_code": r.tax_code} for r in book.taxes]
    rows += [_tracking_row(rule) for rule in book.tracking]
    return write_csv(HEADER, [[row.get(column, "") for column in HEADER] for row in rows])


def _customer_row(mapping: CustomerMapping) -> dict[str, str]:
    return {
        "what": "customer",
        "customer_id": mapping.party_id,
        "customer_name": mapping.party_name,
        "contact_id": mapping.contact_id,
        "contact_name": mapping.contact_name,
    }


def _posting_row(rule: PostingRule) -> dict[str, str]:
    return {
        "what": "posting",
        "facet": rule.facet.value,
        "key": rule.key,
        "name": rule.name,
        "customer_id": rule.party_id,
        "customer_name": rule.party_name,
        "account_code": rule.account_code,
        "item_code": rule.item_code,
        "tax_code": rule.tax_code,
        **(_new_item_row(rule.create_item) if rule.create_item is not None else {}),
    }


def _new_item_row(new: NewItem) -> dict[str, str]:
    return {
        "new_item": new.name,
        "new_item_account": new.account_code,
        "new_item_kind": new.kind.value,
        "new_item_sku": new.sku,
        "new_item_description": new.description,
        "new_item_tax": new.tax_code,
    }


def _tracking_row(rule: TrackingRule) -> dict[str, str]:
    return {
        "what": "tracking",
        "key": rule.line_of_business,
        "name": rule.name,
        "category_id": rule.category_id,
        "category_name": rule.category_name,
        "option_id": rule.option_id,
        "option_name": rule.option_name,
    }


def read_text(path: Path) -> str:
    """The text of a file of mappings. Raises `BadInput` when it cannot be read, is endless, or is no UTF-8."""
    try:
        if path.stat().st_size > _FILE_MOST:
            raise BadInput("This file is larger than any mapping book.", field="file")
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(
            f"{path.name} cannot be read as text.",
            field="file",
            advice="Save it as CSV in UTF-8, then choose it again.",
            details=str(problem),
        ) from problem


# --- taking in


def read_import(
    book: MappingBook, text: str, at: datetime, user: str, catalogue: LedgerCatalogue | None = None
) -> MappingImport:
    """What the file would change; nothing is kept. Of two lines for the same thing the later one counts, as in a spreadsheet.

    Raises `BadInput` when the file as a whole is not a mapping file.
    """
    found: dict[object, tuple[int, Rule]] = {}
    refused: list[tuple[int, str]] = []
    for line, row in read_csv(text, HEADER, _BEFORE_NEW_ITEMS):
        try:
            rule = _rule(row, at, user)
        except BadInput as problem:
            refused.append((line, problem.sentence))
            continue
        earlier = found.pop(_place(rule), None)
        if earlier is not None:
            refused.append((earlier[0], f"Line {line} is for the same and counts."))
        found[_place(rule)] = line, rule
    there: tuple[Rule, ...] = (*book.customers, *book.postings, *book.taxes, *book.tracking)
    kept = {_place(rule): rule for rule in there}
    lines = [_line(number, rule, kept.get(place), catalogue) for place, (number, rule) in found.items()]
    fresh = [rule for place, (_, rule) in found.items() if not _is_same(rule, kept.get(place))]
    return MappingImport(tuple(sorted(lines, key=lambda one: one.line)), tuple(sorted(refused)), tuple(fresh))


def keep_import(store: MappingStore, route_id: str, taken: MappingImport) -> None:
    """Keep what `read_import` has shown as new or changed."""
    if customers := [r for r in taken.rules if isinstance(r, CustomerMapping)]:
        store.save_customers(route_id, customers)
    if postings := [r for r in taken.rules if isinstance(r, PostingRule)]:
        store.save_postings(route_id, postings)
    if taxes := [r for r in taken.rules if isinstance(r, TaxRule)]:
        store.save_taxes(route_id, taxes)
    if tracking := [r for r in taken.rules if isinstance(r, TrackingRule)]:
        store.save_tracking(route_id, tracking)


def _place(rule: Rule) -> object:
    """What a rule decides: two rules of one place replace each other."""
    if isinstance(rule, CustomerMapping):
        return "customer", rule.party_id
    if isinstance(rule, PostingRule):
        return "posting", rule.facet, rule.key, rule.party_id
    if isinstance(rule, TaxRule):
        return "tax", rule.key
    return "tracking", rule.line_of_business, rule.category_id


def _is_same(rule: Rule, kept: Rule | None) -> bool:
    """Whether it leads where the kept one leads, whoever decided that."""
    if kept is None or (isinstance(kept, CustomerMapping) and not kept.contact_id):
        return False
    return _leads_to(rule) == _leads_to(kept)


def _leads_to(rule: Rule) -> tuple[object, ...]:
    if isinstance(rule, CustomerMapping):
        return (rule.contact_id,)
    if isinstance(rule, PostingRule):
        return rule.account_code, rule.item_code, rule.tax_code, rule.create_item
    return (rule.tax_code,) if isinstance(rule, TaxRule) else (rule.option_id,)


def _line(number: int, rule: Rule, kept: Rule | None, catalogue: LedgerCatalogue | None) -> ImportLine:
    effect = Effect.NEW if kept is None else Effect.SAME if _is_same(rule, kept) else Effect.CHANGED
    before = _target_words(kept) if kept is not None else ""
    return ImportLine(
        number, _KINDS[type(rule)], _source_words(rule), before, _target_words(rule), effect, _remark(rule, catalogue)
    )


_KINDS: Mapping[type[Rule], str] = {
    CustomerMapping: "Customer",
    PostingRule: "Account or item",
    TaxRule: "Tax",
    TrackingRule: "Line of business",
}


def _source_words(rule: Rule) -> str:
    if isinstance(rule, CustomerMapping):
        return rule.party_name or f"ID {rule.party_id}"
    name = rule.name or (rule.line_of_business if isinstance(rule, TrackingRule) else rule.key)
    if isinstance(rule, PostingRule) and rule.party_id:
        return f"{name} for {rule.party_name or rule.party_id}"
    return name


def _target_words(rule: Rule) -> str:
    if isinstance(rule, CustomerMapping):
        return rule.contact_name or rule.contact_id
    if isinstance(rule, PostingRule):
        named = (("account", rule.account_code), ("item", rule.item_code), ("tax", rule.tax_code))
        asked = [f"new item {rule.create_item.name}"] if rule.create_item is not None else []
        return ", ".join([f"{word} {code}" for word, code in named if code] + asked)
    if isinstance(rule, TaxRule):
        return rule.tax_code
    return f"{rule.category_name or rule.category_id}: {rule.option_name or rule.option_id}"


def _remark(rule: Rule, catalogue: LedgerCatalogue | None) -> str:
    """What the ledger does not know of it; '' while the ledger has not been read."""
    missing = _missing(rule, catalogue) if catalogue is not None else ""
    return f"{catalogue.vendor} has no {missing}" if catalogue is not None and missing else ""


def _missing(rule: Rule, catalogue: LedgerCatalogue) -> str:
    if isinstance(rule, CustomerMapping):
        known = any(contact.id == rule.contact_id for contact in catalogue.contacts)
        return "" if known else f"such {words_of(catalogue.vendor).contact.one}"
    if isinstance(rule, TrackingRule):
        options = {(c.id, o.id) for c in catalogue.tracking for o in c.options}
        return "" if (rule.category_id, rule.option_id) in options else "such option"
    if rule.tax_code and catalogue.tax_rate(rule.tax_code) is None:
        return f"{words_of(catalogue.vendor).tax.one} {rule.tax_code}"
    return _missing_target(rule, catalogue) if isinstance(rule, PostingRule) else ""


def _missing_target(rule: PostingRule, catalogue: LedgerCatalogue) -> str:
    new = rule.create_item.account_code if rule.create_item is not None else ""
    for code in (rule.account_code, new):
        if code and catalogue.account(code) is None:
            return f"account {code}"
    known = not rule.item_code or any(item.code == rule.item_code for item in catalogue.items)
    return "" if known else f"item {rule.item_code}"


def _rule(row: Row, at: datetime, user: str) -> Rule:
    maker = _MAKERS.get(row["what"].strip().casefold())
    if maker is None:
        raise BadInput(f"'{row['what']}' is not customer, posting, tax or tracking.", field="what")
    return replace(maker(row), decided_by=DecidedBy.IMPORTED, decided_at=at, user=user)


def _needed(row: Row, *names: str) -> None:
    for name in names:
        if not row[name].strip():
            raise BadInput(f"{name} is empty.", field=name)


def _customer(row: Row) -> Rule:
    _needed(row, "customer_id", "contact_id")
    return CustomerMapping(
        party_id=row["customer_id"].strip(),
        contact_id=row["contact_id"].strip(),
        contact_name=row["contact_name"],
        party_name=row["customer_name"],
    )


def _posting(row: Row) -> Rule:
    _needed(row, "facet", "key")
    try:
        facet = Facet(row["facet"].strip().casefold())
    except ValueError:
        known = ", ".join(f.value for f in Facet)
        raise BadInput(f"'{row['facet']}' is none of {known}.", field="facet") from None
    new = _new_item(row)
    if new is None and not any(row[name].strip() for name in ("account_code", "item_code", "tax_code")):
        raise BadInput("It names neither account, item nor tax.", field="account_code")
    return PostingRule(
        facet=facet,
        key=row["key"].strip(),
        name=row["name"],
        party_id=row["customer_id"].strip(),
        party_name=row["customer_name"],
        account_code=row["account_code"].strip(),
        item_code=row["item_code"].strip(),
        tax_code=row["tax_code"].strip(),
        create_item=new,
    )


def _new_item(row: Row) -> NewItem | None:
    """The item that a rule asks for; None where it asks for none."""
    if not row["new_item"].strip():
        return None
    _needed(row, "new_item_account")
    kinds = {kind.value: kind for kind in ItemKind}
    kind = kinds.get(row["new_item_kind"].strip().casefold() or ItemKind.SERVICE.value)
    if kind is None:
        raise BadInput(f"'{row['new_item_kind']}' is none of {', '.join(kinds)}.", field="new_item_kind")
    name, account, sku = (row[column].strip() for column in ("new_item", "new_item_account", "new_item_sku"))
    return NewItem(name, account, kind, sku, row["new_item_description"], row["new_item_tax"].strip())


def _tax(row: Row) -> Rule:
    _needed(row, "tax_code")
    return TaxRule(row["key"].strip(), row["name"], row["tax_code"].strip())


def _tracking(row: Row) -> Rule:
    _needed(row, "key", "category_id", "option_id")
    return TrackingRule(
        line_of_business=row["key"].strip(),
        name=row["name"],
        category_id=row["category_id"].strip(),
        category_name=row["category_name"],
        option_id=row["option_id"].strip(),
        option_name=row["option_name"],
    )


_MAKERS: Mapping[str, Callable[[Row], Rule]] = {
    "customer": _customer,
    "posting": _posting,
    "tax": _tax,
    "tracking": _tracking,
}
