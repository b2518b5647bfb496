"""A mapping book as a CSV file: to be looked through, changed in a spreadsheet, and taken in again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.documents import Facet
from app.domain.errors import BadInput
from app.domain.mapping import CustomerMapping, DecidedBy, MappingBook, PostingRule, TaxRule, TrackingRule
from app.flows.safe_csv import read_csv, write_csv
from app.ports.stores import MappingStore

HEADER = (
    *("what", "facet", "key", "name", "customer_id", "customer_name", "contact_id", "contact_name", "account_code"),
    *("item_code", "tax_code", "category_id", "category_name", "option_id", "option_name"),
)
Row = Mapping[str, str]
Rule = CustomerMapping | PostingRule | TaxRule | TrackingRule


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import did: how many rules were kept, and for each line that was not, its number and why."""

    kept: int
    refused: tuple[tuple[int, str], ...]


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


def take_in(store: MappingStore, route_id: str, text: str, at: datetime, user: str) -> TakenIn:
    """Keep every usable line and name the others. Raises `BadInput` when the file as a whole is not a mapping file."""
    rules: list[Rule] = []
    refused: list[tuple[int, str]] = []
    for line, row in read_csv(text, HEADER):
        try:
            rules.append(_rule(row, at, user))
        except BadInput as problem:
            refused.append((line, problem.sentence))
    _save(store, route_id, rules)
    return TakenIn(len(rules), tuple(refused))


def _save(store: MappingStore, route_id: str, rules: Sequence[Rule]) -> None:
    if customers := [r for r in rules if isinstance(r, CustomerMapping)]:
        store.save_customers(route_id, customers)
    if postings := [r for r in rules if isinstance(r, PostingRule)]:
        store.save_postings(route_id, postings)
    if taxes := [r for r in rules if isinstance(r, TaxRule)]:
        store.save_taxes(route_id, taxes)
    if tracking := [r for r in rules if isinstance(r, TrackingRule)]:
        store.save_tracking(route_id, tracking)


def _rule(row: Row, at: datetime, user: str) -> Rule:
    maker = _MAKERS.get(row["what"].strip().casefold())
    if maker is None:
        raise BadInput(f"'{row['what']}' is not customer, posting, tax or tracking.", field="what")
    return maker(row, at, user)


def _needed(row: Row, *names: str) -> None:
    for name in names:
        if not row[name].strip():
            raise BadInput(f"{name} is empty.", field=name)


def _customer(row: Row, at: datetime, user: str) -> Rule:
    _needed(row, "customer_id", "contact_id")
    return CustomerMapping(
        party_id=row["customer_id"].strip(),
        contact_id=row["contact_id"].strip(),
        contact_name=row["contact_name"],
        party_name=row["customer_name"],
        decided_by=DecidedBy.IMPORTED,
        decided_at=at,
        user=user,
    )


def _posting(row: Row, at: datetime, user: str) -> Rule:
    _needed(row, "facet", "key")
    try:
        facet = Facet(row["facet"].strip().casefold())
    except ValueError:
        known = ", ".join(f.value for f in Facet)
        raise BadInput(f"'{row['facet']}' is none of {known}.", field="facet") from None
    if not any(row[name].strip() for name in ("account_code", "item_code", "tax_code")):
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
        decided_by=DecidedBy.IMPORTED,
        decided_at=at,
        user=user,
    )


def _tax(row: Row, at: datetime, user: str) -> Rule:
    _needed(row, "tax_code")
    return TaxRule(row["key"].strip(), row["name"], row["tax_code"].strip(), DecidedBy.IMPORTED, at, user)


def _tracking(row: Row, at: datetime, user: str) -> Rule:
    _needed(row, "key", "category_id", "option_id")
    return TrackingRule(
        line_of_business=row["key"].strip(),
        name=row["name"],
        category_id=row["category_id"].strip(),
        category_name=row["category_name"],
        option_id=row["option_id"].strip(),
        option_name=row["option_name"],
        decided_by=DecidedBy.IMPORTED,
        decided_at=at,
        user=user,
    )


_MAKERS: Mapping[str, Callable[[Row, datetime, str], Rule]] = {
    "customer": _customer,
    "posting": _posting,
    "tax": _tax,
    "tracking": _tracking,
}
