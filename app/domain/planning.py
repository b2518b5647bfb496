"""Planning: what would be posted for each found document, made again from scratch whenever anything it depends on changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain import preflight
from app.domain.catalogue import Feature, LedgerCatalogue, LedgerDocumentRef
from app.domain.composition import Books, compose
from app.domain.contact_names import NameBook
from app.domain.documents import DocumentKind, SourceDocument
from app.domain.item_making import PlannedItem
from app.domain.item_posting import by_item
from app.domain.machine import ended_without_effect
from app.domain.mapping import ArrivalStatus, CustomerMapping, DecidedBy, MappingBook, NewContact
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.parties import ContactState, LedgerContact
from app.domain.payload import canonical
from app.domain.plan import (
    ContactLink,
    ContactRef,
    DocumentState,
    LedgerDocument,
    Mend,
    Plan,
    PlannedDocument,
    Problem,
)
from app.domain.preflight import Surroundings
from app.domain.problem_groups import group_problems
from app.domain.receipts import check_deposit, on_its_form
from app.domain.resolution import Resolver
from app.domain.tracking import check_tracking
from app.domain.words import say_date

# When several things are missing, the state shown is the one a person settles first.
_ORDER = (
    DocumentState.BLOCKED,
    DocumentState.NEEDS_CUSTOMER,
    DocumentState.NEEDS_ACCOUNT,
    DocumentState.NEEDS_PRODUCT,
    DocumentState.NEEDS_TAX_RATE,
)


@dataclass(frozen=True, slots=True)
class Materials:
    """Everything a plan is made from. `journal` maps a source id to what the journal knows of its document in this tenant."""

    route_id: str
    documents: Sequence[SourceDocument]
    book: MappingBook
    catalogue: LedgerCatalogue
    journal: Mapping[str, OperationRecord] = field(default_factory=dict)
    complete: bool = True
    source_vendor: str = "Autotask"
    as_draft: frozenset[str] = frozenset()  # documents that a person sends as drafts although the route says otherwise


def make_plan(materials: Materials) -> Plan:
    """Plan every document. Pure: the same materials give the same plan and the same fingerprint."""
    planner = _Planner(materials)
    documents = tuple(planner.plan(document) for document in materials.documents)
    sendable = [d for d in documents if d.can_send]
    return Plan(
        route_id=materials.route_id,
        tenant=materials.catalogue.organisation.tenant,
        organisation=materials.catalogue.organisation.name,
        documents=documents,
        groups=group_problems(documents, planner.around.words),
        new_contacts=planner.new_contacts(sendable),
        links=planner.links(sendable),
        new_items=planner.new_items(sendable),
        fingerprint=_fingerprint(materials, sendable),
        complete=materials.complete and materials.catalogue.complete,
        vendor=materials.catalogue.vendor,
        arrivals=arrivals_of(materials.catalogue.features),
        link_contacts=materials.book.defaults.link_contacts,
    )


def arrivals_of(features: frozenset[Feature]) -> tuple[ArrivalStatus, ...]:
    """In which states a ledger with these features takes documents, the usual one first."""
    drafts = (ArrivalStatus.DRAFT,) if Feature.DRAFTS in features else ()
    submitted = (ArrivalStatus.SUBMITTED,) if Feature.SUBMITTED_STATUS in features else ()
    return (ArrivalStatus.APPROVED, *submitted, *drafts)


def _fingerprint(materials: Materials, sendable: Sequence[PlannedDocument]) -> str:
    """Changes when a payload, its source or the books it goes to change."""
    organisation = materials.catalogue.organisation
    parts = [organisation.tenant, str(organisation.period_lock), str(organisation.year_lock)]
    parts += [canonical([d.source.id, d.source.header_hash, repr(_payload_of(d))]) for d in sendable]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _payload_of(planned: PlannedDocument) -> LedgerDocument | None:
    """What is sent: what the ledger would have reckoned by itself is shown, and changes nothing of it."""
    return planned.document and replace(planned.document, reckoned=None)


class _Planner:
    """Plans single documents against look-up tables made once."""

    def __init__(self, materials: Materials) -> None:
        self.materials = materials
        self.books = Books.of(materials.catalogue)
        self.resolver = Resolver(materials.book)
        self.customers = {m.party_id: m for m in materials.book.customers}
        self.contacts = {c.id: c for c in materials.catalogue.contacts}
        self.names = NameBook.of(materials.catalogue)
        self.by_external = {c.external_id: c for c in materials.catalogue.contacts if c.external_id}
        self.around = Surroundings(
            self.books, materials.book.defaults, _doubled(materials.documents), materials.source_vendor
        )
        self.drafts = Surroundings(
            self.books,
            replace(materials.book.defaults, arrival=ArrivalStatus.DRAFT),
            self.around.doubled,
            materials.source_vendor,
        )

    def plan(self, source: SourceDocument) -> PlannedDocument:
        """One document: what the journal says first, then its customer, then every check, then the document itself."""
        known = self._known(source)
        if known is not None:
            return known
        if source.party.id in self.materials.book.skipped_parties:
            return PlannedDocument(source, DocumentState.SKIPPED, sentence="Its customer is left out of this run")
        around = self.drafts if source.id in self.materials.as_draft else self.around
        contact, problems = self._contact(source)
        clash, existing = preflight.check_ledger_number(source, contact.contact_id if contact else "", around)
        if existing is not None and clash is None:
            return self._already(source, existing)
        problems += [clash] if clash else []
        problems += self._checks(source, around)
        if contact is not None:
            problems += preflight.check_contact_currency(source, self.contacts.get(contact.contact_id), around)
        postings = {line.id: by_item(self.resolver.resolve(line, source.party.id), self.books) for line in source.lines}
        for line in source.lines:
            problems += preflight.check_line(line, postings[line.id], around)
        problems += check_tracking(source, postings, around)
        if problems or contact is None:
            return self._held(source, problems, existing)
        composed = compose(source, postings, contact, self.books, around.defaults)
        problems = [
            *preflight.check_agreement(source, composed.difference, around),
            *preflight.check_sales_tax(source, composed.document, around),
        ]
        if problems:
            return self._held(source, problems, existing)
        told = preflight.say_reckoned(composed.document, around)
        document = on_its_form(composed.document, around)
        return PlannedDocument(source, DocumentState.READY, document=document, sentence=told)

    def _checks(self, source: SourceDocument, around: Surroundings) -> list[Problem]:
        rules = (
            preflight.check_source,
            preflight.check_number,
            preflight.check_date,
            preflight.check_currency,
            check_deposit,
        )
        return [problem for rule in rules for problem in rule(source, around)]

    def _held(
        self, source: SourceDocument, problems: Sequence[Problem], existing: LedgerDocumentRef | None
    ) -> PlannedDocument:
        unique = tuple({(p.code, p.group): p for p in problems}.values())
        ordered = tuple(sorted(unique, key=lambda p: _ORDER.index(p.state)))
        return PlannedDocument(source, ordered[0].state, ordered, existing=existing, sentence=ordered[0].sentence)

    def _already(self, source: SourceDocument, existing: LedgerDocumentRef) -> PlannedDocument:
        vendor = self.materials.catalogue.vendor
        day = f", dated {say_date(existing.issue_date)}" if existing.issue_date else ""
        return PlannedDocument(
            source, DocumentState.ALREADY_IN_LEDGER, existing=existing, sentence=f"Already in {vendor}{day}, same total"
        )

    def _contact(self, source: SourceDocument) -> tuple[ContactRef | None, list[Problem]]:
        """The contact by saved mapping, then by the ledger contact that carries the source's id; else a problem."""
        party = source.party
        mapping = self.customers.get(party.id)
        if mapping is not None:
            return self._mapped(mapping)
        contact = self.by_external.get(party.id)
        if contact is None:
            name = party.name or f"Company {party.id}, which has no name"
            problem = Problem(
                "customer",
                DocumentState.NEEDS_CUSTOMER,
                f"{name} is not matched with {self.around.words.contact.a} in {self.around.vendor}.",
                f"Choose the {self.around.words.contact.one}, or create a new one.",
                Mend.MAP_CUSTOMER,
                f"customer:{party.id}",
                name,
                party.id,
            )
            return None, [problem]
        return self._usable(contact, f"matched by customer number {party.id}")

    def _mapped(self, mapping: CustomerMapping) -> tuple[ContactRef | None, list[Problem]]:
        if mapping.create is not None and not mapping.contact_id:
            made = self.by_external.get(mapping.party_id)
            if made is not None and made.state is ContactState.ACTIVE:
                return self._usable(made, f"matched by customer number {mapping.party_id}")
            return self._to_create(mapping.create)
        contact = self._followed(mapping.contact_id)
        if contact is None:
            problem = preflight.check_contact(None, mapping.contact_id, self.around)
            return None, [replace(problem, subject=mapping.party_id, cause=mapping.party_name)] if problem else []
        return self._usable(contact, "matched by your mapping")

    def _to_create(self, new: NewContact) -> tuple[ContactRef, list[Problem]]:
        """A contact that this plan creates, checked anew: its name may have been taken since it was decided."""
        ref = ContactRef("", new.name, creates=new.party_id, why="will be created")
        trouble = self.names.trouble(new.name)
        if trouble is None:
            return ref, []
        problem = Problem(
            "contact_name",
            DocumentState.NEEDS_CUSTOMER,
            trouble.sentence,
            trouble.advice,
            Mend.MAP_CUSTOMER,
            f"customer:{new.party_id}",
            new.name,
            new.party_id,
        )
        return ref, [problem]

    def _followed(self, contact_id: str) -> LedgerContact | None:
        """The contact, or the one it was merged into (a merge archives the loser and names the winner)."""
        seen: set[str] = set()
        contact = self.contacts.get(contact_id)
        while contact is not None and contact.merged_into and contact.id not in seen:
            seen.add(contact.id)
            contact = self.contacts.get(contact.merged_into)
        return contact

    def _usable(self, contact: LedgerContact, why: str) -> tuple[ContactRef | None, list[Problem]]:
        problem = preflight.check_contact(contact, contact.id, self.around)
        return ContactRef(contact.id, contact.name, why=why), [problem] if problem else []

    def _known(self, source: SourceDocument) -> PlannedDocument | None:
        """What the journal says: sent, being checked, or waiting for a person. None when it may be planned."""
        record = self.materials.journal.get(source.id)
        if record is None or record.state is OperationState.PLANNED or ended_without_effect(record):
            return None
        if record.state is OperationState.REVIEW:
            return self._review(source, record)
        if record.state is OperationState.DONE:
            return PlannedDocument(
                source,
                DocumentState.ALREADY_IN_LEDGER,
                existing=_reference(record, source),
                operation_id=record.operation.id,
                sentence=f"Sent on {say_date(record.updated_at.date())}" if record.updated_at else "Sent before",
            )
        return PlannedDocument(
            source,
            DocumentState.BEING_CHECKED,
            operation_id=record.operation.id,
            sentence="No clear answer; looking it up",
        )

    def _review(self, source: SourceDocument, record: OperationRecord) -> PlannedDocument:
        problem = Problem(
            record.reason or "review",
            DocumentState.BLOCKED,
            record.sentence or "A person has to decide.",
            "Look at it, then decide.",
            Mend.REVIEW,
            f"review:{record.operation.id}",
            "Your decision is needed",
            record.operation.id,
        )
        return PlannedDocument(
            source,
            DocumentState.BLOCKED,
            (problem,),
            existing=_reference(record, source) if record.remote_id else None,
            operation_id=record.operation.id,
            sentence=problem.sentence,
        )

    def new_contacts(self, sendable: Sequence[PlannedDocument]) -> tuple[NewContact, ...]:
        """The contacts that must be created for these documents, once each."""
        wanted = dict.fromkeys(
            d.document.contact.creates for d in sendable if d.document and d.document.contact.creates
        )
        found = (self.customers[party_id].create for party_id in wanted)
        return tuple(new for new in found if new is not None)

    def new_items(self, sendable: Sequence[PlannedDocument]) -> tuple[PlannedItem, ...]:
        """The products and services that must be created for these documents, once each."""
        wanted = dict.fromkeys(
            line.new_item for d in sendable if d.document for line in d.document.lines if line.new_item
        )
        found = [self.resolver.new_items[key] for key in wanted]
        return tuple(PlannedItem(new, self.books.accounts[new.account_code].id) for new in found)

    def links(self, sendable: Sequence[PlannedDocument]) -> tuple[ContactLink, ...]:
        """The ids to write on existing contacts: mapped by a person, and the contact carries none yet."""
        if not self.materials.book.defaults.link_contacts:
            return ()
        links: dict[str, ContactLink] = {}
        for document in sendable:
            party = document.source.party
            contact = self.contacts.get(document.document.contact.contact_id) if document.document else None
            taken = self.by_external.get(party.id)
            if contact and not contact.external_id and taken is None:
                links.setdefault(party.id, ContactLink(party.id, contact.id, contact.name, party.id))
        by_contact: dict[str, ContactLink] = {}
        for link in links.values():
            by_contact.setdefault(link.contact_id, link)
        return tuple(by_contact.values())


def _doubled(documents: Sequence[SourceDocument]) -> dict[str, tuple[str, ...]]:
    """Numbers that several of these documents carry, with the documents' ids; a ledger may take 'INV-1' and 'inv-1' for the same."""
    by_number: dict[str, list[SourceDocument]] = {}
    for document in documents:
        if document.number.strip() and not document.voided:
            by_number.setdefault(document.number.strip().casefold(), []).append(document)
    several = [found for found in by_number.values() if len(found) > 1]
    return {document.number.strip(): tuple(each.id for each in found) for found in several for document in found}


def _reference(record: OperationRecord, source: SourceDocument) -> LedgerDocumentRef:
    return LedgerDocumentRef(
        id=record.remote_id,
        number=record.operation.reference,
        contact_id="",
        contact_name=source.party.name,
        total=record.remote_total or record.operation.expected or source.total,
        issue_date=source.issue_date,
        status="",
        live=True,
        is_ours=True,
        url=record.remote_url,
    )


def posting_kind(kind: DocumentKind) -> OperationKind:
    """The operation that posts a document of this kind."""
    return OperationKind.POST_CREDIT_NOTE if kind is DocumentKind.CREDIT_NOTE else OperationKind.POST_INVOICE


def decided(mapping: CustomerMapping) -> str:
    """How a customer mapping came to be, in words."""
    return "by customer number" if mapping.decided_by is DecidedBy.EXTERNAL_ID else "by your decision"
