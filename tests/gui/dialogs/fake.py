"""An office that answers from memory: the real planning and ranking over small made-up books, nothing remote, nothing kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from app.domain.catalogue import LedgerCatalogue
from app.domain.documents import Facet, FacetValue, SearchCriteria, SearchResult, SourceCatalogue, SourceDocument
from app.domain.mapping import CustomerMapping, MappingBook, PostingRule, RouteDefaults, TaxRule
from app.domain.parties import Address, ContactState, LedgerContact, Person, SourceParty
from app.domain.plan import Plan
from app.flows.export.deciding import check_new_contact, customer_gaps
from app.flows.export.session import ExportSession
from app.flows.mapping_file import MappingImport, mapping_csv, read_import, read_text
from app.worker.contract import (
    CustomerDecision,
    RuleDecision,
)
from app.worker.handle import TaskHandle
from tests.gui.dialogs.fake_records import AT, RecordsHalf
from tests.gui.dialogs.fake_setup import SetupHalf
from tests.support import books


def bluegum() -> SourceParty:
    """A company with two people and everything known."""
    return SourceParty(
        "29683574",
        "Bluegum Veterinary Group",
        number="BVG-1",
        phone="08 9555 0142",
        email="accounts@bluegumvet.example",
        tax_number="51 824 753 556",
        currency="AUD",
        address=Address(("14 Banksia Parade",), "Subiaco", "WA", "6008", "Australia"),
        people=(
            Person("71", "Priya", "Raman", "priya@bluegumvet.example", is_billing=True),
            Person("72", "Owen", "Hart", "owen@bluegumvet.example", title="Practice manager"),
        ),
    )


def contacts() -> tuple[LedgerContact, ...]:
    """Ledger contacts: one that fits Bluegum, two that look like it, some others."""
    return (
        LedgerContact(
            "c-blue", "Bluegum Vet Group Pty Ltd", email="accounts@bluegumvet.example", address=Address(city="Subiaco")
        ),
        LedgerContact(
            "c-supplies",
            "Bluegum Veterinary Supplies",
            email="orders@bvs.example",
            tax_number="11 111 111 138",
            address=Address(city="Osborne Park"),
        ),
        LedgerContact("c-cafe", "Blue Gum Cafe", email="hello@bluegumcafe.example", address=Address(city="Fremantle")),
        LedgerContact("c-quokka", "Quokka Childcare Pty Ltd", external_id="1180"),
        LedgerContact("c-kestrel", "Kestrel Freight", email="accounts@kestrel.example", tax_number="83 914 571 673"),
    )


def document(number: int, party: SourceParty, amount: str = "100") -> SourceDocument:
    """An invoice of one line to this company."""
    made = books.document(books.line(amount), net=Decimal(amount), tax=Decimal(amount) / 10)
    return replace(made, id=str(204000 + number), number=f"INV-{number}", party=party)


def some_parties() -> list[SourceParty]:
    """Bluegum, one that is certain, one that is like nothing."""
    return [
        bluegum(),
        SourceParty(
            "2001",
            "Kestrel Freight",
            email="accounts@kestrel.example",
            tax_number="83 914 571 673",
            currency="AUD",
            address=Address(country="Australia"),
        ),
        SourceParty(
            "2002", "Gannet Electrics", currency="AUD", people=(Person("9", "Owen", "Gannet", "owen@gannet.example"),)
        ),
    ]


@dataclass
class FakeOffice(SetupHalf, RecordsHalf):
    """Fits every office protocol of the dialogs. `calls` tells what was asked; `refusals` makes the next verb fail."""

    parties: list[SourceParty] = field(default_factory=some_parties)
    catalogue: LedgerCatalogue = field(default_factory=lambda: books.catalogue(contacts=contacts()))
    book_kept: MappingBook = field(default_factory=books.book)
    documents: tuple[SourceDocument, ...] = ()

    def __post_init__(self) -> None:
        if not self.documents:
            self.documents = tuple(
                document(10 * n + i, party)
                for n, party in enumerate(self.parties, 1)
                for i in range(3 if n == 1 else 1)
            )
        self.session = ExportSession("r1", result=SearchResult(self.documents), book=self.book_kept)
        self.session.criteria = SearchCriteria()
        self.session.know(self.catalogue)
        self.session.replan()

    # --- mapping

    def gaps(self, route_id: str) -> TaskHandle:
        """Ranked by the real index."""
        return self.answer("gaps", lambda: customer_gaps(self._plan(), self.documents, self.session.index()), route_id)

    def _plan(self) -> Plan:
        return self.session.plan or self.session.replan()

    def _again(self, **changes: object) -> Plan:
        self.session.book = replace(self.session.book, **changes)  # type: ignore[arg-type]
        return self.session.replan()

    def find_contacts(self, route_id: str, text: str, limit: int = 50) -> TaskHandle:
        """The real search."""
        return self.answer("find_contacts", lambda: self.session.index().search(text, limit), text)

    def ledger(self, route_id: str) -> TaskHandle:
        """The made-up organisation."""
        return self.answer("ledger", lambda: self.catalogue)

    def source_catalogue(self, route_id: str) -> TaskHandle:
        """Facets of the documents and some that are in none."""
        facets = (FacetValue(Facet.ITEM_TYPE, "1", "Labour"), books.LABOUR, books.HARDWARE)
        made = SourceCatalogue(facets, (("au:gst", "GST", Decimal("0.1")), ("au:none", "No tax", Decimal(0))))
        return self.answer("source_catalogue", lambda: made)

    def book(self, route_id: str) -> TaskHandle:
        """As kept."""
        return self.answer("book", lambda: self.session.book)

    def unchecked(self, route_id: str) -> TaskHandle:
        """As last planned."""
        return self.answer("unchecked", self._plan)

    def decide_customers(self, route_id: str, decisions: Sequence[CustomerDecision]) -> TaskHandle:
        """Kept in memory; a new contact is checked as the desk checks it."""

        def work() -> Plan:
            kept = dict.fromkeys(d.party.id for d in decisions)
            mappings = [m for m in self.session.book.customers if m.party_id not in kept]
            for decision in decisions:
                if decision.create is not None:
                    new = check_new_contact(decision.create, self.catalogue.contacts, "Xero")
                    mappings.append(CustomerMapping(decision.party.id, "", new.name, create=new))
                elif decision.contact is not None:
                    mappings.append(CustomerMapping(decision.party.id, decision.contact.id, decision.contact.name))
                else:
                    self.session.skipped |= {decision.party.id}
            return self._again(customers=tuple(mappings))

        return self.answer("decide_customers", work, tuple(decisions))

    def restore_contact(self, route_id: str, contact_id: str) -> TaskHandle:
        """Active again."""

        def work() -> Plan:
            active = [
                replace(c, state=ContactState.ACTIVE) if c.id == contact_id else c for c in self.catalogue.contacts
            ]
            self.catalogue = replace(self.catalogue, contacts=tuple(active))
            self.session.know(self.catalogue)
            return self.session.replan()

        return self.answer("restore_contact", work, contact_id)

    def undo_customer(self, route_id: str, party_id: str) -> TaskHandle:
        """Forgotten again."""

        def work() -> Plan:
            self.session.skipped -= {party_id}
            return self._again(customers=tuple(m for m in self.session.book.customers if m.party_id != party_id))

        return self.answer("undo_customer", work, party_id)

    def decide_rules(self, route_id: str, decision: RuleDecision) -> TaskHandle:
        """Kept in memory."""

        def work() -> Plan:
            def key(rule: PostingRule) -> tuple[str, str, str]:
                return rule.facet.value, rule.key, rule.party_id

            book = self.session.book
            new = {key(rule) for rule in decision.postings}
            postings = (*(r for r in book.postings if key(r) not in new), *decision.postings)
            taxes = {r.key: r for r in (*book.taxes, *decision.taxes)}
            tracking = {(r.line_of_business, r.category_id): r for r in (*book.tracking, *decision.tracking)}
            return self._again(
                postings=postings,
                taxes=tuple(r for r in taxes.values() if r.tax_code),
                tracking=tuple(r for r in tracking.values() if r.option_id),
            )

        return self.answer("decide_rules", work, decision)

    def remove_rule(self, route_id: str, facet: str, key: str, party_id: str = "") -> TaskHandle:
        """Forgotten again."""
        gone = (facet, key, party_id)
        return self.answer(
            "remove_rule",
            lambda: self._again(
                postings=tuple(r for r in self.session.book.postings if (r.facet.value, r.key, r.party_id) != gone)
            ),
            gone,
        )

    def mapping_csv(self, route_id: str) -> TaskHandle:
        """The real text."""
        return self.answer("mapping_csv", lambda: mapping_csv(self.session.book))

    def read_import(self, route_id: str, path: Path) -> TaskHandle:
        """The real look into a real file."""
        return self.answer(
            "read_import", lambda: read_import(self.session.book, read_text(path), AT, "Mira", self.catalogue), path
        )

    def keep_import(self, route_id: str, taken: MappingImport) -> TaskHandle:
        """Kept in memory."""
        customers = tuple(r for r in taken.rules if isinstance(r, CustomerMapping))
        taxes = tuple(r for r in taken.rules if isinstance(r, TaxRule))
        return self.answer(
            "keep_import",
            lambda: self._again(
                customers=(*self.session.book.customers, *customers), taxes=(*self.session.book.taxes, *taxes)
            ),
            len(taken.rules),
        )

    def set_defaults(self, route_id: str, defaults: RouteDefaults) -> TaskHandle:
        """Kept in memory."""
        return self.answer("set_defaults", lambda: self._again(defaults=defaults), defaults)
