"""The API calls of all connectors: how each is made through the connector itself, and which of its requests the fault strikes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.domain.documents import Deposit, DocumentKind, SalesForm, SearchCriteria
from app.domain.mapping import ArrivalStatus
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState, Ready
from app.domain.payload import (
    AttachPayload,
    DocumentPayload,
    MarkPayload,
    UnmarkPayload,
    VoidPayload,
    read_payload,
    write_payload,
)
from app.domain.run import Stop
from tests.faults.matrix.desk import Desk
from tests.simulation.whole.courier import Call
from tests.simulation.whole.papers import Wish, confirmed, way
from tests.simulation.whole.program import LEDGER, SOURCE
from tests.simulation.whole.sales import SALES
from tests.simulation.whole.xero_side import KNOWN_CONTACT

K = OperationKind
_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Prepare = Callable[[Desk], Ready]
Read = Callable[[Desk], object]


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call: its request (method and path) and how the connector comes to make it. Exactly one of `write` and `read` is set."""

    name: str
    system: str
    method: str
    path: str
    write: Prepare | None = None
    read: Read | None = None
    asks: str = ""  # words of the body, where one address answers different questions

    def is_meant(self, call: Call) -> bool:
        """Whether a request is the one that the fault strikes; one address may both tell and change."""
        arrived = call.arrived
        fits = (call.system, arrived.method) == (self.system, self.method) and call.changes >= (self.write is not None)
        return fits and re.fullmatch(self.path, arrived.path) is not None and self.asks.encode() in arrived.body


# --- writes


def _confirmed(desk: Desk, kind: K) -> Operation:
    wish = Wish(SALES, attach=True, link=True, arrival=ArrivalStatus.APPROVED, item=kind is K.CREATE_ITEM)
    return next(one for one in confirmed(wish, "run", desk.chance.uuid, desk.remote.side) if one.kind is kind)


def of_kind(kind: K) -> Prepare:
    """The first operation of a kind in a usual run."""
    return lambda desk: Ready(_confirmed(desk, kind), 0)


def of_document(kind: K, *, paid: bool = False) -> Prepare:
    """A document for a customer that is there already; `paid` at once, for ledgers that have receipts."""

    def prepare(desk: Desk) -> Ready:
        operation, side = _confirmed(desk, kind), desk.remote.side
        payload = replace(
            read_payload(DocumentPayload, operation.payload),
            contact_id=side.known_contact,
            contact_operation="",
            deposit=Deposit(side.posting.deposit) if paid else None,
        )
        return Ready(replace(operation, payload=write_payload(payload)), 0)

    return prepare


def _posted(desk: Desk, kind: K, *, paid: bool = False) -> tuple[Operation, str, str]:
    """A document that is in the books already: its operation, id and version."""
    member = of_document(kind, paid=paid)(desk)
    handler = desk.program.handlers[LEDGER, kind]
    attempt = handler.send(handler.prepare([member]), [member], desk.chance.uuid(), Stop())
    item = attempt.items[member.operation.id]
    return member.operation, item.remote_id, item.version


def attach(desk: Desk) -> Ready:
    """The paper of a posted invoice."""
    post, remote_id, _ = _posted(desk, K.POST_INVOICE)
    payload = AttachPayload(post.id, DocumentKind.INVOICE, post.source_id, "SI-501.pdf")
    operation = way("run", desk.chance.uuid, desk.remote.side).on_ledger(
        K.ATTACH_FILE, ("paper", post.source_id), post.reference, write_payload(payload), depends_on=(post.id,)
    )
    return Ready(operation, 0, {post.id: remote_id})


def void(kind: K, document: DocumentKind, *, paid: bool = False) -> Prepare:
    """A posted document is taken back."""
    form = SalesForm.RECEIPT if paid else SalesForm.INVOICE

    def prepare(desk: Desk) -> Ready:
        post, remote_id, version = _posted(desk, kind, paid=paid)
        expected = post.expected or Money.zero("AUD")
        payload = VoidPayload(document, remote_id, post.reference, version, expected.amount, expected.currency, form)
        thing = (f"void:{remote_id}", post.source_id)
        operation = way("undo", desk.chance.uuid, desk.remote.side).on_ledger(
            K.VOID_DOCUMENT, thing, post.reference, write_payload(payload), expected=expected
        )
        return Ready(operation, 0)

    return prepare


def _mark(desk: Desk) -> Ready:
    sale = SALES[0]
    payload = MarkPayload(str(sale.id), _AT, "post")
    thing = ("mark:post", str(sale.id))
    return Ready(
        way("run", desk.chance.uuid, desk.remote.side).on_source(
            K.MARK_PROCESSED, thing, sale.number, write_payload(payload)
        ),
        0,
    )


def _unmark(desk: Desk) -> Ready:
    sale = SALES[0]
    desk.remote.autotask.put("Invoices", sale.id, webServiceDate=_AT.isoformat())
    payload = UnmarkPayload(str(sale.id), _AT)
    thing = ("unmark:run", str(sale.id))
    return Ready(
        way("undo", desk.chance.uuid, desk.remote.side).on_source(
            K.UNMARK_PROCESSED, thing, sale.number, write_payload(payload)
        ),
        0,
    )


WRITES: Sequence[ApiCall] = (
    ApiCall("create contact", "xero", "PUT", "/Contacts", of_kind(K.CREATE_CONTACT)),
    ApiCall("link contact", "xero", "POST", "/Contacts", of_kind(K.LINK_CONTACT)),
    ApiCall("restore contact", "xero", "POST", "/Contacts", of_kind(K.RESTORE_CONTACT)),
    ApiCall("create item", "xero", "PUT", "/Items", of_kind(K.CREATE_ITEM)),
    ApiCall("post invoice", "xero", "PUT", "/Invoices", of_document(K.POST_INVOICE)),
    ApiCall("post credit note", "xero", "PUT", "/CreditNotes", of_document(K.POST_CREDIT_NOTE)),
    ApiCall("attach file", "xero", "PUT", "/Invoices/.*/Attachments/.*", attach),
    ApiCall("void invoice", "xero", "POST", "/Invoices", void(K.POST_INVOICE, DocumentKind.INVOICE)),
    ApiCall("void credit note", "xero", "POST", "/CreditNotes", void(K.POST_CREDIT_NOTE, DocumentKind.CREDIT_NOTE)),
    ApiCall("mark as processed", "autotask", "PATCH", "/V1.0/Invoices", _mark),
    ApiCall("take the mark back", "autotask", "PATCH", "/V1.0/Invoices", _unmark),
)


# --- reads


def _record(desk: Desk, kind: K, remote_id: str = "", *, paid: bool = False) -> OperationRecord:
    document = of_document(kind, paid=paid)
    member = {K.ATTACH_FILE: attach, K.POST_INVOICE: document, K.POST_CREDIT_NOTE: document}.get(kind, of_kind(kind))(
        desk
    )
    return OperationRecord(member.operation, OperationState.UNKNOWN, remote_id=remote_id, first_sent=_AT)


def find(kind: K, *, paid: bool = False) -> Read:
    """A look-up; one that is not complete names its problem, and nothing is concluded from it."""

    def read(desk: Desk) -> object:
        record = _record(desk, kind, paid=paid)
        found = desk.program.handlers[LEDGER, kind].find([record], Stop())[record.operation.id]
        if not found.complete:
            raise desk.incomplete(found.problem)
        return found

    return read


def read_back(kind: K, remote_id: str, *, paid: bool = False) -> Read:
    """Something is read by its id."""
    return lambda desk: desk.program.handlers[LEDGER, kind].read_back(
        [_record(desk, kind, remote_id, paid=paid)], Stop()
    )


def _guard(desk: Desk) -> object:
    operation = of_document(K.POST_INVOICE)(desk).operation
    result = desk.program.source.guard([operation], Stop())[operation.id]
    if result.outcome.value == "unreadable":
        raise desk.incomplete(result.sentence)
    return result


def catalogue(desk: Desk) -> object:
    """All lists of the ledger."""
    return desk.ledger_catalogue(Stop())


def _xero(name: str, path: str, read: Read, method: str = "GET", system: str = "xero") -> ApiCall:
    return ApiCall(name, system, method, path, read=read)


def _source(name: str, path: str, read: Read, method: str = "POST") -> ApiCall:
    return ApiCall(name, "autotask", method, path, read=read)


def _search(desk: Desk) -> Any:
    return desk.search(SearchCriteria())


_NOWHERE = "99999999-9999-4999-8999-999999999999"
READS: Sequence[ApiCall] = (
    _xero("renew the sign-in", "/connect/token", lambda desk: desk.program.ledger.check(Stop()), "POST"),
    _xero("end the sign-in", "/connect/revocation", lambda desk: desk.program.sign_in.sign_out(Stop()), "POST"),
    _xero("list of organisations", "/connections", lambda desk: desk.program.sign_in.tenants(Stop())),
    _xero("unlink the organisation", "/connections/.*", lambda desk: desk.program.sign_in.sign_out(Stop()), "DELETE"),
    _xero("organisation", "/Organisation", lambda desk: desk.program.ledger.check(Stop())),
    _xero("accounts", "/Accounts", catalogue),
    _xero("tax rates", "/TaxRates", catalogue),
    _xero("items", "/Items", catalogue),
    _xero("tracking categories", "/TrackingCategories", catalogue),
    _xero("currencies", "/Currencies", catalogue),
    _xero("list of contacts", "/Contacts", catalogue),
    _xero("contacts by id", "/Contacts", lambda desk: desk.program.ledger.contacts([KNOWN_CONTACT], Stop())),
    _xero("contact by number", "/Contacts/2", find(K.CREATE_CONTACT)),
    _xero("contact by name", "/Contacts", find(K.CREATE_CONTACT)),
    _xero("item by code", "/Items", find(K.CREATE_ITEM)),
    _xero("invoices by number", "/Invoices", find(K.POST_INVOICE)),
    _xero("invoices by id", "/Invoices", read_back(K.POST_INVOICE, _NOWHERE)),
    _xero("credit notes", "/CreditNotes", find(K.POST_CREDIT_NOTE)),
    _xero("numbers in use", "/Invoices", lambda desk: desk.program.ledger.numbers_in_use(["SI-501"], Stop())),
    _xero("files of a document", "/Invoices/.*/Attachments", lambda desk: desk.files(attach(desk))),
    _source("zone", "/V1.0/zoneInformation", _guard, "GET"),
    _source("use of the hour", "/V1.0/ThresholdInformation", _guard, "GET"),
    _source("invoices (last check)", "/V1.0/Invoices/query", _guard),
    _source("search of invoices", "/V1.0/Invoices/query", _search),
    _source("billing items", "/V1.0/BillingItems/query", _search),
    _source("companies", "/V1.0/Companies/query", _search),
    _source(
        "lines of business",
        "/V1.0/OrganizationalLevelAssociations/query",
        lambda desk: desk.program.source.divisions(Stop()),
    ),
    *(
        _source(f"list of {name}", f"/V1.0/{entity}/query", lambda desk: desk.source_catalogue())
        for name, entity in (
            ("service bundles", "ServiceBundles"),
            ("products", "Products"),
            ("services", "Services"),
            ("tax regions", "TaxRegions"),
            ("taxes", "Taxes"),
            ("tax categories", "TaxCategories"),
            ("billing codes", "BillingCodes"),
            ("levels 1", "OrganizationalLevel1s"),
            ("levels 2", "OrganizationalLevel2s"),
            ("payment terms", "PaymentTerms"),
            ("currencies of Autotask", "Currencies"),
            ("countries", "Countries"),
        )
    ),
    _source(
        "fields of billing items",
        "/V1.0/BillingItems/entityInformation/fields",
        lambda desk: desk.source_catalogue(),
        "GET",
    ),
    _source("paper", "/V1.0/Invoices/501/InvoicePDF", lambda desk: desk.program.source.paper("501", Stop()), "GET"),
)
CALLS: Sequence[ApiCall] = (*WRITES, *READS)


def destination(call: ApiCall, member: Ready) -> tuple[str, K]:
    """The handler that makes a write."""
    return (SOURCE if call.system == "autotask" else LEDGER), member.operation.kind
