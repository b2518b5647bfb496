"""What a person confirms in a simulation: operations as the application's own flows build them, for the sales of a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from app.connectors.autotask.headers import header_hash
from app.connectors.autotask.values import Row
from app.domain.documents import Deposit, DocumentKind, SalesForm
from app.domain.mapping import ArrivalStatus, ItemKind
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind
from app.domain.payload import (
    AttachPayload,
    ContactPayload,
    DocumentLine,
    DocumentPayload,
    ItemPayload,
    LinkPayload,
    write_payload,
)
from app.flows.export.operations import MakeId, Way, restore_operation
from app.sandbox.wire import Request
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.ledger_side import LedgerSide
from tests.simulation.whole.program import LEDGER, SOURCE, SOURCE_TENANT
from tests.simulation.whole.remote import ACCOUNT, Remote
from tests.simulation.whole.sales import ARCHIVED, COMPANIES, ITEM, LINKED, NEW, NOT_LINKED, Sale

K = OperationKind


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of a run."""

    sales: tuple[Sale, ...]
    attach: bool
    link: bool
    arrival: ArrivalStatus
    item: bool = False  # a product is made, which the lines of every other document name
    receipts: bool = False  # the sales were paid at once


@cache
def source_hash(sale: Sale) -> str:
    """The header of a sale as the source shows it, hashed as the connector does."""
    from app.connectors.http.strict_json import read_json

    remote = Remote(SimulatedClock())
    headers = {"username": ACCOUNT["username"], "secret": ACCOUNT["secret"],
               "apiintegrationcode": ACCOUNT["integration_code"]}  # fmt: skip
    reply = remote.autotask.handle("api", Request("GET", f"/V1.0/Invoices/{sale.id}", "", headers, b"", ""))
    value = read_json(reply.body)
    assert isinstance(value, dict), reply
    return header_hash(Row(value["item"]))


def way(run_id: str, make_id: MakeId, side: LedgerSide) -> Way:
    """A run between the two systems."""
    return Way(run_id, "Ana", "autotask", SOURCE, SOURCE_TENANT, LEDGER, side.tenant, make_id)


def confirmed(wish: Wish, run_id: str, make_id: MakeId, side: LedgerSide) -> list[Operation]:
    """Contacts first, then documents, then what hangs on them."""
    between = way(run_id, make_id, side)
    contacts = {company: _contact(company, wish, between, side) for company in {sale.company for sale in wish.sales}}
    operations = [one for company in sorted(contacts) for one in contacts[company]]
    item = _item(between, side) if wish.item and any(map(_names_item, wish.sales)) else None
    operations += [item] if item else []
    for sale in wish.sales:
        needs = [one.id for one in contacts[sale.company] if one.kind in (K.CREATE_CONTACT, K.RESTORE_CONTACT)]
        made = item.id if item and _names_item(sale) else ""
        post = between.on_ledger(
            K.POST_CREDIT_NOTE if sale.is_credit else K.POST_INVOICE,
            ("invoice", str(sale.id)),
            sale.number,
            write_payload(_document(sale, wish, contacts[sale.company], side, made)),
            expected=Money(sale.total, "AUD"),
            depends_on=tuple([*needs, made] if made else needs),
            source_hash=source_hash(sale),
        )
        operations.append(post)
        if wish.attach:
            operations.append(_paper(sale, post, between, SalesForm.RECEIPT if wish.receipts else SalesForm.INVOICE))
    return operations


def _names_item(sale: Sale) -> bool:
    return sale.id % 2 == 1


def _item(between: Way, side: LedgerSide) -> Operation:
    """The product is made, as the export's own flow asks for it."""
    posting = side.posting
    payload = ItemPayload(ITEM, ITEM, ItemKind.SERVICE, posting.account, posting.account_id, sku=ITEM)
    return between.on_ledger(K.CREATE_ITEM, ("item", ITEM), ITEM, write_payload(payload))


def _contact(company: int, wish: Wish, between: Way, side: LedgerSide) -> list[Operation]:
    name = COMPANIES[company]
    if company == NEW:
        payload = ContactPayload(name, str(company) if wish.link else "", email="pay@quokka.example")
        return [between.on_ledger(K.CREATE_CONTACT, ("company", str(company)), name, write_payload(payload))]
    if company == ARCHIVED:
        return [restore_operation(side.gone_contact, name, between)]
    if company == NOT_LINKED and wish.link:
        link = LinkPayload(side.unlinked_contact, name, str(company))
        thing = (f"company_link:{side.unlinked_contact}", str(company))
        return [between.on_ledger(K.LINK_CONTACT, thing, name, write_payload(link))]
    return []


def _document(
    sale: Sale, wish: Wish, contacts: Sequence[Operation], side: LedgerSide, item_operation: str
) -> DocumentPayload:
    net, tax = abs(sale.net), abs(sale.net) / 10
    maker = next((one.id for one in contacts if one.kind is K.CREATE_CONTACT), "")
    known = {LINKED: side.known_contact, ARCHIVED: side.gone_contact, NOT_LINKED: side.unlinked_contact}
    posting = side.posting
    item = ITEM if item_operation else posting.item
    line = DocumentLine("Work", Decimal(1), net, net, tax, posting.account, posting.tax, item, (), item_operation)
    return DocumentPayload(
        kind=DocumentKind.CREDIT_NOTE if sale.is_credit else DocumentKind.INVOICE,
        number=sale.number,
        reference=f"PO {sale.id}",
        contact_id=known.get(sale.company, ""),
        contact_operation=maker,
        contact_name=COMPANIES[sale.company],
        issue_date=date(2026, 2, 20),
        due_date=None if sale.is_credit or wish.receipts else date(2026, 3, 20),
        currency="AUD",
        arrival=wish.arrival,
        lines=(line,),
        net=net,
        tax=tax,
        total=sale.total,
        url=f"https://ww1.autotask.example/invoice?id={sale.id}",
        deposit=Deposit(posting.deposit) if wish.receipts else None,
    )


def _paper(sale: Sale, post: Operation, between: Way, form: SalesForm) -> Operation:
    kind = DocumentKind.CREDIT_NOTE if sale.is_credit else DocumentKind.INVOICE
    payload = AttachPayload(post.id, kind, str(sale.id), f"{sale.number}.pdf", form)
    return between.on_ledger(
        K.ATTACH_FILE, ("paper", str(sale.id)), sale.number, write_payload(payload), depends_on=(post.id,)
    )
