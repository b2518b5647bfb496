"""All that a page of invoices needs, read in few calls and side by side, and handed on chunk by chunk (apis/autotask.md 5 'Budget')."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from app.connectors.autotask.constants import INVOICE_PAGE, INVOICES_AT_ONCE
from app.connectors.autotask.crew import Crew
from app.connectors.autotask.documents import Around, set_aside, translate
from app.connectors.autotask.lines import CHARGES, ITEM_FIELDS, Names
from app.connectors.autotask.lists import ListName
from app.connectors.autotask.parties import COMPANY_FIELDS, CONTACT_FIELDS
from app.connectors.autotask.queries import ODD_ROW, Condition, Queries, chunks, incomplete
from app.connectors.autotask.reference import Reference, Rows, ids_in
from app.connectors.autotask.session import AutotaskSession
from app.connectors.autotask.values import Row
from app.domain.documents import SetAside, SourceDocument
from app.domain.errors import IncompleteRead, RemoteProblem
from app.domain.run import Stop

_CONTRACT_FIELDS = ("id", "purchaseOrderNumber", "billToCompanyID", "billToCompanyContactID")
_OVERRIDES = ("overrideCompanyTaxSettings", "overrideAccountTaxSettings")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some invoices with their items. `unreadable` are invoices among whose items is something that is no record."""

    invoices: tuple[Row, ...]
    items: Mapping[int, tuple[Row, ...]]
    unreadable: frozenset[int] = frozenset()

    def all_items(self) -> list[Row]:
        """The items of all its invoices."""
        return [item for items in self.items.values() for item in items]


@dataclass(slots=True)
class _Seen:
    """What one search has read already, by company or contract, so that later pages do not ask again."""

    companies: dict[int, Row] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    people: dict[int, list[Row]] = field(default_factory=dict)
    locations: dict[int, list[Row]] = field(default_factory=dict)
    asked_people: set[int] = field(default_factory=set)
    contracts: dict[int, Row] = field(default_factory=dict)
    asked_contracts: set[int] = field(default_factory=set)


class Gathering:
    """The reads of one search. Made for each search; used by the thread that runs it."""

    def __init__(
        self, session: AutotaskSession, queries: Queries, reference: Reference, crew: Crew, stop: Stop
    ) -> None:
        self._session = session
        self._queries = queries
        self._reference = reference
        self._crew = crew
        self._stop = stop
        self._seen = _Seen()

    def begin(self, invoices: Sequence[Row]) -> list[Future[Chunk]]:
        """Start reading the items of these invoices, chunk by chunk."""
        by_id = {row.id: row for row in invoices}
        return [
            self._crew.start(lambda ids=ids: self._chunk([by_id[one] for one in ids]))  # type: ignore[misc]
            for ids in chunks(by_id, INVOICES_AT_ONCE)
        ]

    def read_parties(self, invoices: Sequence[Row]) -> None:
        """Read the billed companies of these invoices with their people, and the tenant's lists, side by side."""
        companies = ids_in(invoices, "companyID")
        self._crew.together(
            lambda: self._read_companies(companies),
            lambda: self._read_people(companies),
            *self._reference.readers(self._stop),
        )

    def finish(self, chunk: Chunk) -> tuple[list[SourceDocument], list[SetAside]]:
        """Read what the items refer to and translate the chunk."""
        items = chunk.all_items()
        rows = Rows(chunk.invoices, items, tuple(self._seen.companies.values()))
        self._reference.renew_for(rows, self._crew, self._stop)
        reference, stop = self._reference, self._stop
        charges = {name: ids_in(items, name) for name in CHARGES}
        read = self._crew.together(
            lambda: reference.services.get(ids_in(items, "serviceID"), stop),
            lambda: reference.bundles.get(ids_in(items, "serviceBundleID"), stop),
            lambda: self._read_contracts(ids_in(items, "contractID")),
            lambda: self._read_companies(ids_in(items, "companyID")),
            *(
                lambda entity=entity, name=name: reference.charges[entity].get(charges[name], stop)
                for name, entity in CHARGES.items()
            ),
        )
        product_of_charge = _products(dict(zip(CHARGES, read[4:], strict=True)))
        names = Names(
            item_types=reference.rows(ListName.ITEM_TYPES, stop),
            billing_codes=reference.rows(ListName.BILLING_CODES, stop),
            services=read[0],
            bundles=read[1],
            products=reference.products.get(product_of_charge.values(), stop),
            product_of_charge=product_of_charge,
            divisions={int(one.id): one.name for one in reference.divisions(stop)},
            companies=self._seen.companies,
        )
        readable = [row for row in chunk.invoices if row.id not in chunk.unreadable]
        documents, aside = translate(readable, chunk.items, self._around(names, items))
        aside += [
            set_aside(row, "one of its lines is no record") for row in chunk.invoices if row.id in chunk.unreadable
        ]
        return documents, aside

    def _around(self, names: Names, items: Sequence[Row]) -> Around:
        reference, stop = self._reference, self._stop
        web = self._session.zone(stop).web_url
        page = self._session.connection.settings.get("invoice_page", "").strip() or INVOICE_PAGE
        return Around(
            names=names,
            taxes=reference.taxes(items, stop),
            regions=reference.rows(ListName.TAX_REGIONS, stop),
            currencies=reference.rows(ListName.CURRENCIES, stop),
            terms=reference.rows(ListName.PAYMENT_TERMS, stop),
            countries=reference.rows(ListName.COUNTRIES, stop),
            people=self._seen.people,
            locations=self._seen.locations,
            contracts=self._seen.contracts,
            now=self._session.clock.now(),
            page=web + page if web and "{id}" in page else "",
        )

    # --- items

    def _chunk(self, invoices: Sequence[Row]) -> Chunk:
        unreadable: set[int] = set()
        found = self._items(tuple(row.id for row in invoices), unreadable)
        by_invoice: dict[int, list[Row]] = {row.id: [] for row in invoices}
        for item in found:
            by_invoice[item.whole("invoiceID") or 0].append(item)
        return Chunk(tuple(invoices), {one: tuple(items) for one, items in by_invoice.items()}, frozenset(unreadable))

    def _items(self, ids: tuple[int, ...], unreadable: set[int]) -> list[Row]:
        """Items of these invoices. Something that is no record is closed in on by halves until its invoice is known."""
        try:
            rows = self._queries.by_ids(
                "BillingItems", "invoiceID", ids, self._stop, fields=ITEM_FIELDS, size=INVOICES_AT_ONCE
            )
            if not ids_in(rows, "invoiceID") <= set(ids) or any(not row.has("invoiceID") for row in rows):
                raise incomplete("BillingItems", "an item of another invoice", ODD_ROW)
            for row in rows:
                row_invoice(row)
        except IncompleteRead as problem:
            if problem.code != ODD_ROW:
                raise
            if len(ids) == 1:
                unreadable.add(ids[0])
                return []
            half = len(ids) // 2
            return [*self._items(ids[:half], unreadable), *self._items(ids[half:], unreadable)]
        return list(rows)

    # --- companies, people, contracts

    def _read_companies(self, ids: set[int]) -> None:
        wanted = ids - self._seen.asked
        rows = self._queries.by_ids("Companies", "id", wanted, self._stop, fields=COMPANY_FIELDS, odd_too=True)
        self._seen.asked |= wanted
        self._seen.companies |= {row.id: row for row in rows}

    def _read_people(self, companies: set[int]) -> None:
        wanted = companies - self._seen.asked_people
        active = (Condition("isActive", "eq", 1),)
        people = self._queries.by_ids(
            "Contacts", "companyID", wanted, self._stop, fields=CONTACT_FIELDS, also=active, odd_too=True
        )
        self._seen.asked_people |= wanted
        _by_company(people, self._seen.people)
        _by_company(self._locations(wanted), self._seen.locations)

    def _locations(self, companies: set[int]) -> tuple[Row, ...]:
        """Locations that override their company's tax, under the field's newer or older name (section 14)."""
        for override in _OVERRIDES:
            try:
                return self._queries.by_ids(
                    "CompanyLocations", "companyID", companies, self._stop, also=(Condition(override, "eq", True),)
                )
            except RemoteProblem as problem:
                if problem.code != "unknown_field":
                    raise
        return ()

    def _read_contracts(self, ids: set[int]) -> None:
        wanted = ids - self._seen.asked_contracts
        rows = self._queries.by_ids("Contracts", "id", wanted, self._stop, fields=_CONTRACT_FIELDS, odd_too=True)
        self._seen.asked_contracts |= wanted
        self._seen.contracts |= {row.id: row for row in rows}


def row_invoice(item: Row) -> int:
    """The invoice an item belongs to. Raises `IncompleteRead` (code 'odd_row') when that cannot be read."""
    found = ids_in((item,), "invoiceID")
    if not found:
        raise incomplete("BillingItems", "an item names no invoice", ODD_ROW)
    return found.pop()


def _by_company(rows: Sequence[Row], into: dict[int, list[Row]]) -> None:
    for row in rows:
        for company in ids_in((row,), "companyID"):
            into.setdefault(company, []).append(row)


def _products(charges: Mapping[str, Mapping[int, Row]]) -> dict[tuple[str, int], int]:
    """Product ids by charge field and charge id."""
    return {
        (name, charge): product
        for name, rows in charges.items()
        for charge, row in rows.items()
        for product in ids_in((row,), "productID")
    }
