"""What is killed: one operation of each kind, and how often its effect stands in the remote books.

A kind lays its groundwork for so many cases and gives back one case each: how its operations are made (anew in every life, as the
program does, with new ids), and how the books are asked for the effect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.bootstrap.practice import SALES
from app.domain.documents import DocumentKind
from app.domain.mapping import ItemKind
from app.domain.operation import Operation, OperationKind, OperationRecord
from app.domain.payload import (
    AttachPayload,
    ContactPayload,
    DocumentPayload,
    ItemPayload,
    LinkPayload,
    read_payload,
    write_payload,
)
from app.domain.plan import PlannedDocument
from app.flows.export.operations import document_operations, mark_operations, restore_operation, undo_operations
from tests.endurance.stage import Case, Stage

K = OperationKind


Lay = Callable[[Stage, Sequence[PlannedDocument]], list[Case]]


def _post(stage: Stage, document: PlannedDocument) -> Operation:
    (operation,) = document_operations([document], [], stage.way(), attach=False)
    return operation


def _number(document: PlannedDocument) -> str:
    assert document.document is not None
    return document.document.number


def _live(row: dict[str, Any]) -> bool:
    return row["Status"] not in ("VOIDED", "DELETED")


def invoices(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """POST_INVOICE."""

    def case(document: PlannedDocument) -> Case:
        number = _number(document)
        return Case(
            number,
            lambda: [_post(stage, document)],
            lambda books, _: sum(row["InvoiceNumber"] == number for row in books["invoices"]),
        )

    return [case(document) for document in documents]


def credit_notes(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """POST_CREDIT_NOTE; Xero keeps nobody from using the number of a credit note twice."""

    def case(document: PlannedDocument) -> Case:
        number = f"CN-{_number(document)}"

        def make() -> list[Operation]:
            post = _post(stage, document)
            payload = read_payload(DocumentPayload, post.payload)
            credit = replace(payload, kind=DocumentKind.CREDIT_NOTE, number=number, due_date=None)
            return [replace(post, kind=K.POST_CREDIT_NOTE, payload=write_payload(credit), reference=number)]

        return Case(number, make, lambda books, _: sum(r["CreditNoteNumber"] == number for r in books["credit_notes"]))

    return [case(document) for document in documents]


def _contact(stage: Stage, name: str, number: str) -> Operation:
    payload = write_payload(ContactPayload(name=name, external_id=number))
    return stage.way().on_ledger(K.CREATE_CONTACT, ("company", name), name, payload)


def contacts(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """CREATE_CONTACT."""

    def case(place: int) -> Case:
        name = f"Endurance Joinery {place}"
        return Case(
            name,
            lambda: [_contact(stage, name, f"E-{place}")],
            lambda books, _: sum(row["Name"] == name for row in books["contacts"]),
        )

    return [case(place) for place, _ in enumerate(documents)]


def items(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """CREATE_ITEM."""

    def case(place: int) -> Case:
        code = f"ENDURE-{place}"
        payload = write_payload(ItemPayload(f"Endurance service {place}", code, ItemKind.SERVICE, SALES, ""))

        def make() -> list[Operation]:
            return [stage.way().on_ledger(K.CREATE_ITEM, ("item", code), code, payload)]

        return Case(code, make, lambda books, _: sum(row["Code"] == code for row in books["items"]))

    return [case(place) for place, _ in enumerate(documents)]


def _made_contacts(stage: Stage, documents: Sequence[PlannedDocument], stem: str) -> list[OperationRecord]:
    return stage.lay([_contact(stage, f"{stem} {place}", "") for place, _ in enumerate(documents)])


def _with_contact(books: dict[str, Any], contact_id: str) -> dict[str, Any]:
    return next(row for row in books["contacts"] if row["ContactID"].lower() == contact_id.lower())


def links(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """LINK_CONTACT."""

    def case(place: int, made: OperationRecord) -> Case:
        contact, number = made.remote_id, f"L-{place}"

        def make() -> list[Operation]:
            payload = write_payload(LinkPayload(contact, made.operation.reference, number))
            thing = (f"company_link:{contact}", number)
            return [stage.way().on_ledger(K.LINK_CONTACT, thing, made.operation.reference, payload)]

        return Case(number, make, lambda books, _: _with_contact(books, contact).get("ContactNumber") == number)

    return [case(place, made) for place, made in enumerate(_made_contacts(stage, documents, "Linked Travel"))]


def restores(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """RESTORE_CONTACT."""

    def case(made: OperationRecord) -> Case:
        contact, name = made.remote_id, made.operation.reference
        stage.act("archive_contact", contact=contact)
        return Case(
            name,
            lambda: [restore_operation(contact, name, stage.way())],
            lambda books, _: _with_contact(books, contact)["ContactStatus"] == "ACTIVE",
        )

    return [case(made) for made in _made_contacts(stage, documents, "Archived Dental")]


def _posted(stage: Stage, documents: Sequence[PlannedDocument]) -> list[OperationRecord]:
    return stage.lay([_post(stage, document) for document in documents])


def papers(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """ATTACH_FILE."""

    def case(post: OperationRecord) -> Case:
        source_id, name = post.operation.source_id, f"{post.operation.reference}.pdf"
        payload = write_payload(AttachPayload(post.operation.id, DocumentKind.INVOICE, source_id, name))

        def make() -> list[Operation]:
            depends = {"depends_on": (post.operation.id,)}
            return [stage.way().on_ledger(K.ATTACH_FILE, ("paper", source_id), name, payload, **depends)]

        return Case(
            name, make, lambda books, _: sum(row["Owner"].lower() == post.remote_id for row in books["attachments"])
        )

    return [case(post) for post in _posted(stage, documents)]


def _mark(stage: Stage, post: OperationRecord) -> list[Operation]:
    return mark_operations([post], stage.clock.now(), stage.way())


def marks(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """MARK_PROCESSED."""

    def case(post: OperationRecord) -> Case:
        one = post.operation.source_id
        return Case(one, lambda: _mark(stage, post), lambda _, rows: bool(rows[one].get("webServiceDate")))

    return [case(post) for post in _posted(stage, documents)]


def unmarks(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """UNMARK_PROCESSED."""

    def case(mark: OperationRecord) -> Case:
        one = mark.operation.source_id
        return Case(
            one,
            lambda: undo_operations([mark], [], stage.way()),
            lambda _, rows: not rows[one].get("webServiceDate"),
        )

    posts = _posted(stage, documents)
    return [case(mark) for mark in stage.lay([one for post in posts for one in _mark(stage, post)])]


def voids(stage: Stage, documents: Sequence[PlannedDocument]) -> list[Case]:
    """VOID_DOCUMENT."""

    def case(post: OperationRecord) -> Case:
        number = post.operation.reference

        def seen(books: dict[str, Any], _: object) -> int:
            rows = [row for row in books["invoices"] if row["InvoiceNumber"] == number]
            return len(rows) if not any(_live(row) for row in rows) else 0

        return Case(number, lambda: undo_operations([], [post], stage.way()), seen)

    return [case(post) for post in _posted(stage, documents)]


KINDS: dict[OperationKind, Lay] = {
    K.CREATE_CONTACT: contacts,
    K.LINK_CONTACT: links,
    K.RESTORE_CONTACT: restores,
    K.CREATE_ITEM: items,
    K.POST_INVOICE: invoices,
    K.POST_CREDIT_NOTE: credit_notes,
    K.ATTACH_FILE: papers,
    K.MARK_PROCESSED: marks,
    K.UNMARK_PROCESSED: unmarks,
    K.VOID_DOCUMENT: voids,
}
"""Every kind there is; a kind that is added later and not listed here fails the tests."""
