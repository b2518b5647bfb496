"""Payloads: the intent of each operation as canonical JSON text, written by flows and read by connectors.

Keys are sorted, amounts and dates are text, nothing is binary floating point; the same intent always gives the same bytes.
A thing that another operation of the run creates is named by {"operation": "<operation id>"} and resolved just before sending.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from threading import Lock
from typing import Any, TypeVar, cast

from app.domain.collection.payers import PayerFields
from app.domain.collection.payloads import CollectionPayload
from app.domain.documents import Deposit, DocumentKind, SalesForm, form_of
from app.domain.mapping import ArrivalStatus, ItemKind
from app.domain.parties import Address
from app.domain.plan import DocumentTax, LedgerDocument


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line to post. Amounts are positive on a credit note. `amount` is what the ledger must compute for it."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    tax_amount: Decimal
    account_code: str
    tax_code: str
    item_code: str = ""
    tracking: tuple[tuple[str, str, str, str], ...] = ()  # category id, category name, option id, option name
    item_operation: str = ""  # the operation that makes its item, where the ledger gives the id


@dataclass(frozen=True, slots=True)
class DocumentPayload:
    """POST_INVOICE, POST_CREDIT_NOTE. `contact_id` '' means: made by operation `contact_operation`.

    With a `deposit` it is a receipt: what is posted was paid at once, or paid back.
    """

    kind: DocumentKind
    number: str
    reference: str
    contact_id: str
    contact_operation: str
    contact_name: str
    issue_date: date
    due_date: date | None
    currency: str
    arrival: ArrivalStatus
    lines: tuple[DocumentLine, ...]
    net: Decimal
    tax: Decimal
    total: Decimal
    url: str = ""
    taxes: tuple[DocumentTax, ...] = ()
    term_id: str = ""
    deposit: Deposit | None = None
    includes_tax: bool = False

    @property
    def form(self) -> SalesForm:
        """On which form it is posted."""
        return form_of(self.deposit)


@dataclass(frozen=True, slots=True)
class ItemPayload:
    """CREATE_ITEM. `code` is what lines name it by where the ledger leaves that to us; `account_id` its income account's own id."""

    name: str
    code: str
    item_kind: ItemKind
    account_code: str
    account_id: str
    sku: str = ""
    description: str = ""
    tax_code: str = ""


@dataclass(frozen=True, slots=True)
class ContactPayload:
    """CREATE_CONTACT. `external_id` '' when the person does not want the source's id kept in the ledger."""

    name: str
    external_id: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    tax_number: str = ""
    currency: str = ""
    address: Address = field(default_factory=Address)


@dataclass(frozen=True, slots=True)
class LinkPayload:
    """LINK_CONTACT: write `external_id` on the contact, only where its present value is empty or equal."""

    contact_id: str
    contact_name: str
    external_id: str


@dataclass(frozen=True, slots=True)
class RestorePayload:
    """RESTORE_CONTACT: make an archived contact active again."""

    contact_id: str
    contact_name: str


@dataclass(frozen=True, slots=True)
class AttachPayload:
    """ATTACH_FILE: the source document's paper, hung on what `document_operation` made."""

    document_operation: str
    document_kind: DocumentKind
    source_id: str
    file_name: str
    form: SalesForm = SalesForm.INVOICE


@dataclass(frozen=True, slots=True)
class MarkPayload:
    """MARK_PROCESSED: write `at` as the source's mark. `post_operation` is what put the document into the ledger."""

    source_id: str
    at: datetime
    post_operation: str


@dataclass(frozen=True, slots=True)
class UnmarkPayload:
    """UNMARK_PROCESSED: take the mark back, only while it is the one we set."""

    source_id: str
    was: datetime


@dataclass(frozen=True, slots=True)
class VoidPayload:
    """VOID_DOCUMENT: void an approved document, delete a draft, only if unchanged since we made it and unpaid."""

    kind: DocumentKind
    remote_id: str
    number: str
    version: str
    total: Decimal
    currency: str
    form: SalesForm = SalesForm.INVOICE


Payload = (
    DocumentPayload
    | ItemPayload
    | ContactPayload
    | LinkPayload
    | RestorePayload
    | AttachPayload
    | MarkPayload
    | UnmarkPayload
    | VoidPayload
    | CollectionPayload
)

T = TypeVar("T")


def canonical(value: object) -> str:
    """Canonical JSON text of plain values: sorted keys, no blanks, decimals and dates as text; floats are refused."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


_AS_THEY_ARE = frozenset((str, int, bool, type(None)))


def _plain(value: object) -> object:
    kind = type(value)
    if kind in _AS_THEY_ARE:  # nearly every value of an invoice of many lines
        return value
    if kind is Decimal:
        return format(value, "f")
    if names := getattr(kind, "__dataclass_fields__", None):
        return {name: _plain(getattr(value, name)) for name in names}
    return _other(value)


def _other(value: object) -> object:
    if isinstance(value, float):
        raise TypeError("a payload never holds binary floating point")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def write_payload(payload: Payload) -> str:
    """Canonical JSON text of a payload."""
    text = canonical(payload)
    _remember(text, payload)
    return text


def _read_address(value: Mapping[str, Any]) -> Address:
    raw: dict[str, Any] = {key: tuple(item) if key == "lines" else item for key, item in value.items()}
    return Address(**raw)


def _read_line(raw: Mapping[str, Any]) -> DocumentLine:
    """Written out, since a document has most of its values in its lines."""
    return DocumentLine(
        raw["description"],
        Decimal(raw["quantity"]),
        Decimal(raw["unit_price"]),
        Decimal(raw["amount"]),
        Decimal(raw["tax_amount"]),
        raw["account_code"],
        raw["tax_code"],
        raw.get("item_code", ""),
        tuple([tuple(choice) for choice in raw.get("tracking", ())]),
        raw.get("item_operation", ""),
    )


def _readers() -> dict[str, Callable[[Any], Any]]:
    return {
        **dict.fromkeys(("quantity", "unit_price", "amount", "tax_amount", "net", "tax", "total", "rate"), Decimal),
        "amount_before": Decimal,
        **dict.fromkeys(("issue_date", "due_date", "process_date", "paid_on"), date.fromisoformat),
        **dict.fromkeys(("before", "after"), lambda value: _read(PayerFields, value)),
        **dict.fromkeys(("at", "was"), datetime.fromisoformat),
        **dict.fromkeys(("kind", "document_kind"), DocumentKind),
        "arrival": ArrivalStatus,
        "item_kind": ItemKind,
        "form": SalesForm,
        "deposit": lambda value: _read(Deposit, value),
        "address": _read_address,
        "lines": lambda value: tuple([_read_line(line) for line in value]),
        "taxes": lambda value: tuple([_read(DocumentTax, each) for each in value]),
        "tracking": lambda value: tuple([tuple(choice) for choice in value]),
    }


@cache
def _converted(kind: Any) -> tuple[frozenset[str], tuple[tuple[str, Callable[[Any], Any]], ...]]:
    """Names of a payload's fields, and which of them are more than what JSON gives."""
    readers, names = _readers(), kind.__dataclass_fields__
    return frozenset(names), tuple((name, readers[name]) for name in names if name in readers)


def _read(kind: type[T], raw: dict[str, Any]) -> T:
    """Of what a parser has just made: its values are replaced in their places, since each document has dozens of them."""
    names, readers = _converted(cast("Hashable", kind))
    for name, reader in readers:
        value = raw.get(name)
        if value is not None:
            raw[name] = reader(value)
    try:
        return kind(**raw)
    except TypeError:  # something is missing, or there is more than this version knows
        return kind(**{name: raw[name] for name in names if name in raw})


_REMEMBERED = 2_048
"""Payloads kept by their texts, the latest ones: a run writes each of its own, reads it when its body is built, and again when the answer
is judged. A larger run reads those from their texts that it wrote first.
"""
_remembered: OrderedDict[str, object] = OrderedDict()
_remembering = Lock()


def _remember(text: str, payload: object) -> None:
    with _remembering:
        _remembered[text] = payload
        if len(_remembered) > _REMEMBERED:
            _remembered.popitem(last=False)


def forget_payloads() -> None:
    """Read every payload from its text again, as a program does that is started anew."""
    with _remembering:
        _remembered.clear()


def read_payload(kind: type[T], text: str) -> T:
    """The payload of this class from its text; raises KeyError, TypeError or ValueError when the text is not one."""
    known = _remembered.get(text)
    if type(known) is kind:
        return known
    payload = _read(kind, json.loads(text))
    _remember(text, payload)
    return payload


def document_payload(
    document: LedgerDocument, contact_operation: str = "", item_operations: Mapping[str, str] | None = None
) -> DocumentPayload:
    """What will be posted, from what was shown. `contact_operation` is the operation that creates its contact, if any,
    `item_operations` those that create its items, by the items' keys.
    """
    makers = item_operations or {}
    return DocumentPayload(
        kind=document.kind,
        number=document.number,
        reference=document.reference,
        contact_id="" if contact_operation else document.contact.contact_id,
        contact_operation=contact_operation,
        contact_name=document.contact.name,
        issue_date=document.issue_date,
        due_date=document.due_date,
        currency=document.currency,
        arrival=document.arrival,
        lines=tuple(
            DocumentLine(
                description=line.description,
                quantity=line.quantity,
                unit_price=line.unit_price,
                amount=line.amount,
                tax_amount=line.tax_amount,
                account_code=line.account_code,
                tax_code=line.tax_code,
                item_code=line.item_code,
                item_operation=makers.get(line.new_item, ""),
                tracking=tuple((t.category_id, t.category_name, t.option_id, t.option_name) for t in line.tracking),
            )
            for line in document.lines
        ),
        net=document.net.amount,
        tax=document.tax.amount,
        total=document.total.amount,
        url=document.url,
        taxes=document.taxes,
        term_id=document.term_id,
        deposit=document.deposit,
        includes_tax=document.includes_tax,
    )
