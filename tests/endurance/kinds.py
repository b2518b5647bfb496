"""What is killed: operations of each kind between a source and a ledger, and how often their effect stands in the remote books.

A kind lays its groundwork for some documents and gives back one case each: how its operations are made (anew in every life, as the
program does, with new ids), and how the books are asked for the effect. All of it serves either ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.bootstrap.practice import SALES
from app.bootstrap.practice_quickbooks import COMPANIES
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
from tests.endurance.held import Books
from tests.endurance.stage import Case, Killing, Stage

K = OperationKind
Documents = Sequence[PlannedDocument]
IN_ONE_REQUEST = 3


def _post(stage: Stage, document: PlannedDocument) -> Operation:
    (operation,) = document_operations([document], [], stage.way(), attach=False)
    return operation


def _number(document: PlannedDocument) -> str:
    assert document.document is not None
    return document.document.number


def _times(books: Books, number: str, *, credit: bool = False) -> int:
    return len(books.ledger.documents[credit, number])


def invoices(stage: Stage, documents: Documents) -> list[Case]:
    """POST_INVOICE."""

    def case(document: PlannedDocument) -> Case:
        number = _number(document)
        return Case(number, lambda: [_post(stage, document)], lambda books: [_times(books, number)])

    return [case(document) for document in documents]


def invoices_in_one_request(stage: Stage, documents: Documents) -> list[Case]:
    """POST_INVOICE, a few in each request: each has its own verdict."""
    stage.at_once(K.POST_INVOICE, IN_ONE_REQUEST)

    def case(few: Documents) -> Case:
        numbers = [_number(document) for document in few]
        return Case(
            " ".join(numbers),
            lambda: document_operations(few, [], stage.way(), attach=False),
            lambda books: [_times(books, number) for number in numbers],
        )

    starts = range(0, len(documents) - IN_ONE_REQUEST + 1, IN_ONE_REQUEST)
    return [case(documents[start : start + IN_ONE_REQUEST]) for start in starts]


def _credit(stage: Stage, document: PlannedDocument) -> Operation:
    post, number = _post(stage, document), _credit_number(document)
    payload = read_payload(DocumentPayload, post.payload)
    credit = replace(payload, kind=DocumentKind.CREDIT_NOTE, number=number, due_date=None)
    return replace(post, kind=K.POST_CREDIT_NOTE, payload=write_payload(credit), reference=number)


def _credit_number(document: PlannedDocument) -> str:
    return f"CN-{_number(document)}"


def credit_notes(stage: Stage, documents: Documents) -> list[Case]:
    """POST_CREDIT_NOTE; no ledger keeps anybody from using the number of one twice."""

    def case(document: PlannedDocument) -> Case:
        number = _credit_number(document)
        return Case(number, lambda: [_credit(stage, document)], lambda books: [_times(books, number, credit=True)])

    return [case(document) for document in documents]


def _contact(stage: Stage, name: str, number: str) -> Operation:
    payload = write_payload(ContactPayload(name=name, external_id=number, currency="AUD"))
    return stage.way().on_ledger(K.CREATE_CONTACT, ("company", name), name, payload)


def contacts(stage: Stage, documents: Documents) -> list[Case]:
    """CREATE_CONTACT."""

    def case(document: PlannedDocument) -> Case:
        name, number = f"Endurance Joinery {_number(document)}", f"E-{_number(document)}"
        return Case(
            name, lambda: [_contact(stage, name, number)], lambda books: [len(books.ledger.contacts[name])]
        )  # fmt: skip

    return [case(document) for document in documents]


def items(stage: Stage, documents: Documents) -> list[Case]:
    """CREATE_ITEM."""
    account = ""
    if stage.ledger in COMPANIES:
        account = next(row["Id"] for row in stage.ledger_books()["Account"] if row.get("AcctNum") == SALES)

    def case(document: PlannedDocument) -> Case:
        code = f"ENDURE-{_number(document)}"
        name = f"Endurance service {_number(document)}"
        payload = write_payload(ItemPayload(name, code, ItemKind.SERVICE, SALES, account))

        def make() -> list[Operation]:
            return [stage.way().on_ledger(K.CREATE_ITEM, ("item", code), name, payload)]

        return Case(code, make, lambda books: [books.ledger.items[name]])

    return [case(document) for document in documents]


def _made_contacts(stage: Stage, documents: Documents, stem: str) -> list[OperationRecord]:
    return stage.lay([_contact(stage, f"{stem} {_number(document)}", "") for document in documents])


def links(stage: Stage, documents: Documents) -> list[Case]:
    """LINK_CONTACT."""

    def case(made: OperationRecord) -> Case:
        contact, name = made.remote_id, made.operation.reference
        number = f"L-{name.split()[-1]}"

        def make() -> list[Operation]:
            payload = write_payload(LinkPayload(contact, name, number))
            return [stage.way().on_ledger(K.LINK_CONTACT, (f"company_link:{contact}", number), name, payload)]

        return Case(number, make, lambda books: [int(number in books.ledger.contact(contact).numbers)])

    return [case(made) for made in _made_contacts(stage, documents, "Linked Travel")]


def restores(stage: Stage, documents: Documents) -> list[Case]:
    """RESTORE_CONTACT."""

    def case(made: OperationRecord) -> Case:
        contact, name = made.remote_id, made.operation.reference
        stage.archive_contact(contact)
        return Case(
            name,
            lambda: [restore_operation(contact, name, stage.way())],
            lambda books: [int(books.ledger.contact(contact).active)],
        )

    return [case(made) for made in _made_contacts(stage, documents, "Archived Dental")]


def _posted(stage: Stage, documents: Documents) -> list[OperationRecord]:
    return stage.lay([_post(stage, document) for document in documents])


def papers(stage: Stage, documents: Documents) -> list[Case]:
    """ATTACH_FILE."""

    def case(post: OperationRecord) -> Case:
        source_id, name = post.operation.source_id, f"{post.operation.reference}.pdf"
        payload = write_payload(AttachPayload(post.operation.id, DocumentKind.INVOICE, source_id, name))

        def make() -> list[Operation]:
            depends = {"depends_on": (post.operation.id,)}
            return [stage.way().on_ledger(K.ATTACH_FILE, ("paper", source_id), name, payload, **depends)]

        return Case(name, make, lambda books: [books.ledger.papers[post.remote_id.lower()]])

    return [case(post) for post in _posted(stage, documents)]


def _mark(stage: Stage, post: OperationRecord) -> list[Operation]:
    return mark_operations([post], stage.clock.now(), stage.way())


def marks(stage: Stage, documents: Documents) -> list[Case]:
    """MARK_PROCESSED."""

    def case(post: OperationRecord) -> Case:
        one = post.operation.source_id
        return Case(one, lambda: _mark(stage, post), lambda books: [int(bool(books.source[one].get("webServiceDate")))])

    return [case(post) for post in _posted(stage, documents)]


def unmarks(stage: Stage, documents: Documents) -> list[Case]:
    """UNMARK_PROCESSED."""

    def case(mark: OperationRecord) -> Case:
        one = mark.operation.source_id
        return Case(
            one,
            lambda: undo_operations([mark], [], stage.way()),
            lambda books: [int(not books.source[one].get("webServiceDate"))],
        )

    posts = _posted(stage, documents)
    return [case(mark) for mark in stage.lay([one for post in posts for one in _mark(stage, post)])]


def _taken_back(stage: Stage, post: OperationRecord, *, credit: bool) -> Case:
    number = post.operation.reference

    def seen(books: Books) -> list[int]:
        found = books.ledger.documents[credit, number]
        return [len(found) if not any(one.live for one in found) else 0]

    return Case(number, lambda: undo_operations([], [post], stage.way()), seen)


def voids(stage: Stage, documents: Documents) -> list[Case]:
    """VOID_DOCUMENT of an invoice."""
    return [_taken_back(stage, post, credit=False) for post in _posted(stage, documents)]


def voided_credit_notes(stage: Stage, documents: Documents) -> list[Case]:
    """VOID_DOCUMENT of a credit note, which QuickBooks deletes."""
    made = stage.lay([_credit(stage, document) for document in documents])
    return [_taken_back(stage, post, credit=True) for post in made]


KINDS = {
    "create_contact": Killing(K.CREATE_CONTACT, contacts),
    "link_contact": Killing(K.LINK_CONTACT, links),
    "restore_contact": Killing(K.RESTORE_CONTACT, restores),
    "create_item": Killing(K.CREATE_ITEM, items),
    "post_invoice": Killing(K.POST_INVOICE, invoices),
    "post_invoices_at_once": Killing(K.POST_INVOICE, invoices_in_one_request, IN_ONE_REQUEST),
    "post_credit_note": Killing(K.POST_CREDIT_NOTE, credit_notes),
    "attach_file": Killing(K.ATTACH_FILE, papers),
    "mark_processed": Killing(K.MARK_PROCESSED, marks),
    "unmark_processed": Killing(K.UNMARK_PROCESSED, unmarks),
    "void_invoice": Killing(K.VOID_DOCUMENT, voids),
    "void_credit_note": Killing(K.VOID_DOCUMENT, voided_credit_notes),
}
"""Every kind between a source and a ledger, by the name of its row; one that is added later and not listed here fails the tests."""
