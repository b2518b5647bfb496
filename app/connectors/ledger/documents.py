"""A document as any ledger has it, and what follows from comparing it with what was to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.connectors.ledger.session import BookWords
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, RemoteState
from app.domain.catalogue import LedgerDocumentRef
from app.domain.documents import DocumentKind
from app.domain.money import Money
from app.domain.operation import OperationRecord, Ready
from app.domain.payload import DocumentPayload, read_payload


@dataclass(frozen=True, slots=True)
class LedgerDocument:
    """A document as read. `total` is positive for a credit note too; None when the ledger named none.

    `live` is neither void nor deleted; `settled` has payments or credits on it; `marker` is ours, '' when it carries none.
    """

    kind: DocumentKind
    id: str
    number: str
    contact_id: str
    contact_name: str
    total: Money | None
    issue_date: date | None
    status: str
    version: str
    url: str
    live: bool
    settled: bool
    marker: str

    def carries(self, marker: str) -> bool:
        """Whether it carries this marker."""
        return bool(marker) and self.marker == marker


D = TypeVar("D", bound=LedgerDocument)


def folded(number: str) -> str:
    """A number or name as two are compared: without case and outer blanks, since no vendor says that it minds either."""
    return number.strip().casefold()


def document_ref(document: LedgerDocument, reference: str = "") -> LedgerDocumentRef:
    """For a duplicate check; a credit note's total is negative there, as the source has it."""
    total = document.total or Money.zero("")
    return LedgerDocumentRef(
        id=document.id,
        number=document.number,
        contact_id=document.contact_id,
        contact_name=document.contact_name,
        total=-total if document.kind is DocumentKind.CREDIT_NOTE else total,
        issue_date=document.issue_date,
        status=document.status,
        live=document.live,
        url=document.url,
        reference=reference,
    )


def by_number(documents: Iterable[D]) -> dict[str, list[D]]:
    """Documents under their folded numbers."""
    found: dict[str, list[D]] = {}
    for document in documents:
        found.setdefault(folded(document.number), []).append(document)
    return found


def numbers_held(asked: Sequence[str], documents: Iterable[D]) -> Mapping[str, D]:
    """Which document holds each of these numbers. Of several a live one counts, and of those the last."""
    used: dict[str, D] = {}
    for document in documents:
        held = used.get(folded(document.number))
        if held is None or document.live or not held.live:
            used[folded(document.number)] = document
    return {number: used[folded(number)] for number in asked if folded(number) in used}


def payload_of(record: OperationRecord) -> DocumentPayload:
    """What was to be posted."""
    return read_payload(DocumentPayload, record.operation.payload)


def contact_id_of(payload: DocumentPayload, ready: Ready) -> str:
    """The contact a document goes to, resolved where an operation of this run made it. KeyError when it is not known yet."""
    return payload.contact_id or ready.resolved[payload.contact_operation]


def judged_document(
    words: BookWords, member: Ready, document: LedgerDocument, warnings: tuple[str, ...] = ()
) -> ItemAnswer:
    """A posted document against what was sent: number, contact, currency, total, date."""
    payload = read_payload(DocumentPayload, member.operation.payload)
    wrong = [
        name
        for name, same in (
            ("number", folded(document.number) == folded(payload.number)),
            (words.contact, document.contact_id == contact_id_of(payload, member).lower()),
            ("total", document.total == Money(payload.total, payload.currency)),
            ("date", document.issue_date == payload.issue_date),
        )
        if not same
    ]
    return ItemAnswer(
        ItemOutcome.MISMATCH if wrong else ItemOutcome.MADE,
        remote_id=document.id,
        version=document.version,
        url=document.url,
        total=document.total,
        sentence=f"{words.vendor} shows another {' and another '.join(wrong)} than was sent." if wrong else "",
        warnings=warnings,
    )


def differences(words: BookWords, payload: DocumentPayload, document: LedgerDocument, *, same_kind: bool) -> str:
    """What of a found document does not agree with what was to be sent, in words; '' when all agrees.

    A void document that shows no total has lost it, which is no difference.
    """
    same_contact = (
        document.contact_id == payload.contact_id.lower()
        if payload.contact_id  # a contact made in the same run is known by name only
        else folded(document.contact_name) == folded(payload.contact_name)
    )
    total = document.total
    emptied = not document.live and total is not None and total.amount == 0
    said = [
        sentence
        for same, sentence in (
            (same_kind and document.kind is payload.kind, "it is another kind of document"),
            (same_contact, f"it belongs to {document.contact_name or f'another {words.contact}'}"),
            (emptied or total == Money(payload.total, payload.currency), f"its total is {total or 'not known'}"),
            (document.issue_date == payload.issue_date, f"it is dated {document.issue_date or 'otherwise'}"),
        )
        if not same
    ]
    return ", ".join(said)


def hit_of(document: LedgerDocument, *, made_here: bool, differs: str) -> Hit:
    """A found document as an answer to 'is it there?'. Ours only when all agrees and it was made here."""
    whose = "it was made for another document" if document.marker else "it was not made by Ledgerferry"
    return Hit(
        remote_id=document.id,
        ours=not differs and made_here,
        live=document.live,
        version=document.version,
        total=document.total,
        number=document.number,
        issue_date=document.issue_date,
        status=document.status,
        url=document.url,
        differs=differs or ("" if made_here else whose),
    )


def state_of(document: LedgerDocument, *, untouched: bool = True, why_not: str = "") -> RemoteState:
    """A document read back by its id."""
    return RemoteState(
        exists=True,
        live=document.live,
        version=document.version,
        total=document.total,
        status=document.status,
        url=document.url,
        untouched=untouched,
        why_not=why_not,
    )


def read_back_state(words: BookWords, record: OperationRecord, document: LedgerDocument | None) -> RemoteState:
    """What became of a posted document; None is one that is not there any more."""
    if document is None:
        return RemoteState(exists=False, live=False, why_not=f"It is no longer in {words.vendor}. Send again?")
    touched = bool(record.remote_version) and record.remote_version != document.version
    return state_of(
        document,
        untouched=not (document.settled or touched),
        why_not=why_touched(words, document, touched=touched),
    )


def why_touched(words: BookWords, document: LedgerDocument, *, touched: bool) -> str:
    """Why a document is not as we left it; '' when it is."""
    if not document.live:
        return f"Somebody has voided or deleted it in {words.vendor}."
    if document.settled:
        return f"It has payments or credits in {words.vendor}."
    return f"Somebody has changed it in {words.vendor}." if touched else ""
