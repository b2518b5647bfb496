"""From a confirmed plan to operations: contacts first, then documents, then what hangs on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.constants import SETTLE
from app.domain.documents import SourceDocument
from app.domain.item_making import PlannedItem, item_code
from app.domain.mapping import NewContact
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, subject, taking_back
from app.domain.parties import SourceParty
from app.domain.payload import (
    AttachPayload,
    ContactPayload,
    DocumentPayload,
    ItemPayload,
    LinkPayload,
    MarkPayload,
    RestorePayload,
    UnmarkPayload,
    VoidPayload,
    document_payload,
    read_payload,
    write_payload,
)
from app.domain.plan import LedgerDocument, Plan, PlannedDocument
from app.domain.planning import posting_kind
from app.engine.ages import Moment, is_settled

MakeId = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Way:
    """Between which two systems a run goes. `source_system` is the first part of journal subjects."""

    run_id: str
    user: str
    source_system: str
    source_connection: str
    source_tenant: str
    ledger_connection: str
    ledger_tenant: str
    make_id: MakeId

    def on_ledger(
        self, kind: OperationKind, thing: tuple[str, str], reference: str, payload: str, **more: Any
    ) -> Operation:
        """An operation that changes the ledger. `thing` is the source's entity and id, which name it in the journal."""
        return self._operation(kind, thing, reference, payload, (self.ledger_connection, self.ledger_tenant), more)

    def on_source(
        self, kind: OperationKind, thing: tuple[str, str], reference: str, payload: str, **more: Any
    ) -> Operation:
        """An operation that changes the source."""
        return self._operation(kind, thing, reference, payload, (self.source_connection, self.source_tenant), more)

    def _operation(  # noqa: PLR0917 - both public forms hand on the same six things
        self,
        kind: OperationKind,
        thing: tuple[str, str],
        reference: str,
        payload: str,
        where: tuple[str, str],
        more: Mapping[str, Any],
    ) -> Operation:
        return Operation(
            id=self.make_id(),
            kind=kind,
            connection_id=where[0],
            tenant=where[1],
            subject=subject(self.source_system, *thing),
            reference=reference,
            payload=payload,
            run_id=self.run_id,
            source_id=thing[1],
            user=self.user,
            **more,
        )


def contact_operations(
    plan: Plan, parties: Mapping[str, SourceParty], chosen: Collection[str], way: Way
) -> list[Operation]:
    """Create and link the contacts that the chosen documents need; `chosen` are party ids."""
    operations = [_create(new, parties[new.party_id], way, plan) for new in plan.new_contacts if new.party_id in chosen]
    for link in plan.links:
        if link.party_id in chosen:
            payload = LinkPayload(link.contact_id, link.contact_name, link.external_id)
            operations.append(
                way.on_ledger(
                    OperationKind.LINK_CONTACT,
                    (f"company_link:{link.contact_id}", link.party_id),
                    link.contact_name,
                    write_payload(payload),
                )
            )
    return operations


def _create(new: NewContact, party: SourceParty, way: Way, plan: Plan) -> Operation:
    person = next((p for p in party.people if p.id == new.person_id), None)
    payload = ContactPayload(
        name=new.name,
        external_id=party.id if plan.link_contacts else "",
        first_name=new.first_name or (person.first_name if person else ""),
        last_name=new.last_name or (person.last_name if person else ""),
        email=new.email or (person.email if person else ""),
        phone=party.phone,
        tax_number=party.tax_number,
        currency=party.currency,
        address=party.address,
    )
    return way.on_ledger(OperationKind.CREATE_CONTACT, ("company", party.id), new.name, write_payload(payload))


def item_operations(plan: Plan, documents: Sequence[PlannedDocument], way: Way) -> list[Operation]:
    """Create the products and services that the chosen documents name, once each."""
    wanted = {line.new_item for planned in documents if planned.document for line in planned.document.lines}
    return [_create_item(item, way) for item in plan.new_items if item.new.key in wanted]


def _create_item(item: PlannedItem, way: Way) -> Operation:
    new = item.new
    payload = ItemPayload(
        name=" ".join(new.name.split()),
        code=item_code(new),
        item_kind=new.kind,
        account_code=new.account_code,
        account_id=item.account_id,
        sku=new.sku.strip(),
        description=new.description,
        tax_code=new.tax_code,
    )
    return way.on_ledger(OperationKind.CREATE_ITEM, ("item", new.key), payload.name, write_payload(payload))


def document_operations(
    documents: Sequence[PlannedDocument], before: Sequence[Operation], way: Way, *, attach: bool
) -> list[Operation]:
    """Post each document once, after the contacts and items that are created `before`; attach its paper where the route says so."""
    makers = {op.source_id: op.id for op in before if op.kind is OperationKind.CREATE_CONTACT}
    items = {op.source_id: op.id for op in before if op.kind is OperationKind.CREATE_ITEM}
    operations: list[Operation] = []
    for planned in documents:
        document = planned.document
        if document is None:
            continue
        maker = makers.get(document.contact.creates, "") if document.contact.creates else ""
        post = way.on_ledger(
            posting_kind(document.kind),
            ("invoice", planned.source.id),
            document.number,
            write_payload(document_payload(document, maker, items)),
            expected=document.total,
            depends_on=tuple(
                dict.fromkeys([*([maker] if maker else []), *(items[k.new_item] for k in document.lines if k.new_item)])
            ),
            source_hash=planned.source.header_hash,
        )
        operations.append(post)
        if attach:
            operations.append(_attach(planned.source, document, post, way))
    return operations


def _attach(source: SourceDocument, document: LedgerDocument, post: Operation, way: Way) -> Operation:
    file_name = "".join(c if c.isalnum() or c in "-_" else "-" for c in source.number)[:60] + ".pdf"
    payload = AttachPayload(post.id, document.kind, source.id, file_name, document.form)
    return way.on_ledger(
        OperationKind.ATTACH_FILE,
        ("paper", source.id),
        source.number,
        write_payload(payload),
        depends_on=(post.id,),
    )


def mark_operations(posted: Sequence[OperationRecord], at: datetime, way: Way) -> list[Operation]:
    """Mark in the source what the ledger has confirmed, nothing else."""
    return [
        way.on_source(
            OperationKind.MARK_PROCESSED,
            (f"mark:{record.operation.id}", record.operation.source_id),
            record.operation.reference,
            write_payload(MarkPayload(record.operation.source_id, at, record.operation.id)),
            depends_on=(record.operation.id,),
            source_hash=record.operation.source_hash,
        )
        for record in posted
        if record.state is OperationState.DONE
    ]


def restore_operation(contact_id: str, contact_name: str, way: Way) -> Operation:
    """Bring an archived contact back, once for each run that asks for it."""
    payload = RestorePayload(contact_id, contact_name)
    return way.on_ledger(
        OperationKind.RESTORE_CONTACT, (f"restore:{way.run_id}", contact_id), contact_name, write_payload(payload)
    )


def may_be_marked_late(mark: OperationRecord, now: Moment) -> bool:
    """Whether an attempt at this mark without a clear answer may still arrive and mark the document once more."""
    if not mark.state.is_final:
        return True
    return (mark.generation > 0 or mark.was_ambiguous) and not is_settled(mark, now, SETTLE)


def undo_operations(
    marks: Sequence[OperationRecord],
    posts: Sequence[OperationRecord],
    way: Way,
    versions: Mapping[str, str] | None = None,
) -> list[Operation]:
    """Take the source's marks back first, then void: a document unmarked and in the ledger is caught, one marked and gone is lost.

    `versions`: by source id, as which version we left a document, where that is a later one than it was read back in.
    """
    unmarks = {
        record.operation.source_id: _unmark(record, way) for record in marks if record.state is OperationState.DONE
    }
    operations = list(unmarks.values())
    for record in posts:
        if record.state is not OperationState.DONE or not record.remote_id:
            continue
        before = unmarks.get(record.operation.source_id)
        version = (versions or {}).get(record.operation.source_id, record.remote_version)
        operations.append(_void(record._replace(remote_version=version), before.id if before else "", way))
    return operations


def _unmark(record: OperationRecord, way: Way) -> Operation:
    mark = read_payload(MarkPayload, record.operation.payload)
    payload = UnmarkPayload(mark.source_id, mark.at)
    return way.on_source(
        OperationKind.UNMARK_PROCESSED,
        (f"unmark:{record.operation.run_id}", mark.source_id),
        record.operation.reference,
        write_payload(payload),
    )


def _void(record: OperationRecord, after: str, way: Way) -> Operation:
    posted = read_payload(DocumentPayload, record.operation.payload)
    expected = record.operation.expected
    if expected is None:
        raise ValueError(f"{record.operation.id} has no amount")
    payload = VoidPayload(
        posted.kind,
        record.remote_id,
        record.operation.reference,
        record.remote_version,
        expected.amount,
        expected.currency,
        posted.form,
    )
    void = way.on_ledger(
        OperationKind.VOID_DOCUMENT,
        ("void", record.operation.source_id),
        record.operation.reference,
        write_payload(payload),
        expected=expected,
        depends_on=(after,) if after else (),
    )
    return replace(void, subject=taking_back(record))
