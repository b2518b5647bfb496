"""What QuickBooks' answer to a batch says of each member: matched by its id in the batch, never by order, and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.connectors.http.records import Record, part, records, text
from app.connectors.http.wire import Answer
from app.connectors.ledger import attempts
from app.connectors.ledger.attempts import Judge, for_other_books, not_sent, unreadable
from app.connectors.ledger.contact_making import contact_payload, judged_contact
from app.connectors.ledger.documents import judged_document
from app.connectors.ledger.session import Sent
from app.connectors.quickbooks.bodies import tidy
from app.connectors.quickbooks.contacts import read_contact
from app.connectors.quickbooks.documents import QuickBooksDocument, form_of, read_document
from app.connectors.quickbooks.links import WebLinks
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import VENDOR
from app.connectors.quickbooks.words import Meaning, Refusal, faults_of, refusal_of
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome
from app.domain.operation import Ready
from app.domain.payload import DocumentPayload, read_payload

__all__ = [
    "attempt_of",
    "for_other_books",
    "judge_change",
    "judge_contact",
    "judge_document",
    "match",
    "not_sent",
    "refused",
]

UNREADABLE = unreadable(VENDOR)
REQUEST_ID = "intuit_tid"


_SOME_MINUTES = 300.0


def attempt_of(session: QuickBooksSession, sent: Sent, items: Mapping[str, ItemAnswer] | None = None) -> Attempt:
    """The facts of one write for the engine. A fault of the whole company turned everything away before it was looked at: nothing of
    it is the documents' own, so they wait, for some minutes or for a person, instead of being refused one by one.
    """
    attempt = attempts.attempt_of(session, sent, items)
    refusal = _of_the_company(sent.answer)
    if refusal is None:
        return attempt
    status, wait = (429, _SOME_MINUTES) if refusal.meaning is Meaning.LATER else (403, None)
    return replace(
        attempt,
        status=status,
        retry_after=wait,
        items={},
        sentence=refusal.sentence,
        mend=refusal.mend,
        advice=refusal.advice,
    )


def _of_the_company(answer: Answer) -> Refusal | None:
    """What keeps the whole company from taking anything, if every part of a well-formed answer says so."""
    value = answer.value
    if not answer.intact or answer.status in (401, 429) or not isinstance(value, Mapping):
        return None
    parts = records(value, "BatchItemResponse") or [value]
    found = [refusal_of(faults) if (faults := faults_of(each)) else None for each in parts]
    first = found[0]
    same = first is not None and all(each is not None and each.meaning is first.meaning for each in found)
    return first if same and first is not None and first.meaning in (Meaning.CLOSED, Meaning.LATER) else None


def match(
    members: Sequence[Ready], answer: Answer, entity: Callable[[Ready], str], judge: Judge
) -> dict[str, ItemAnswer]:
    """Each member's part of an answer; empty when it is no answer to a batch. An id that comes twice tells nothing."""
    value = answer.value if answer.good else None
    if not isinstance(value, Mapping) or not isinstance(value.get("BatchItemResponse"), list):
        return {}
    named: dict[str, list[Record]] = {}
    for each in records(value, "BatchItemResponse"):
        named.setdefault(text(each, "bId"), []).append(each)
    found: dict[str, ItemAnswer] = {}
    for place, member in enumerate(members):
        own = named.get(str(place), [])
        found[member.operation.id] = _judged(member, own[0], entity(member), judge) if len(own) == 1 else UNREADABLE
    return found


def _judged(member: Ready, item: Record, entity: str, judge: Judge) -> ItemAnswer:
    faults = faults_of(item)
    if faults:
        return refused(item)
    record = part(item, entity)
    return judge(member, record) if text(record, "Id") else UNREADABLE


def refused(item: Record) -> ItemAnswer:
    """The refusal an item holds."""
    faults = faults_of(item)
    row = refusal_of(faults)
    words = tuple(dict.fromkeys(fault.words for fault in faults))
    outcome = {Meaning.TAKEN: ItemOutcome.NUMBER_TAKEN, Meaning.UNCLEAR: ItemOutcome.UNREADABLE}.get(
        row.meaning, ItemOutcome.REFUSED
    )
    return ItemAnswer(outcome, messages=words, sentence=row.sentence)


def judge_document(links: WebLinks) -> Judge:
    """Judges documents against what was sent."""

    def judge(member: Ready, record: Record) -> ItemAnswer:
        payload = read_payload(DocumentPayload, member.operation.payload)
        document = read_document(form_of(payload), record, links, payload.currency)
        made = judged_document(QuickBooksSession.words, member, document)
        if made.outcome is ItemOutcome.MADE and _put_elsewhere(payload, document):
            words = f"{VENDOR} has put the money into another account than was sent."
            return replace(made, outcome=ItemOutcome.MISMATCH, sentence=words)
        return made

    return judge


def _put_elsewhere(payload: DocumentPayload, document: QuickBooksDocument) -> bool:
    """Whether a receipt's money is in another account than was asked for, which no total would show."""
    asked, got = payload.deposit, document.deposit
    return asked is not None and got is not None and got.account_id not in ("", asked.account_id)


def judge_contact(links: WebLinks) -> Judge:
    """Judges new customers: name and the source's id."""

    def judge(member: Ready, record: Record) -> ItemAnswer:
        payload, contact = contact_payload(member), read_contact(record)
        url, wanted = links.to("contact", contact.id), tidy(payload.name)
        return judged_contact(QuickBooksSession.words, contact, wanted, payload.external_id, url=url)

    return judge


def judge_change(links: WebLinks, kind: Callable[[Ready], str]) -> Judge:
    """Judges changes of what exists: done to this id. Whether it took effect is read back."""

    def judge(member: Ready, record: Record) -> ItemAnswer:
        remote_id = text(record, "Id")
        return ItemAnswer(
            ItemOutcome.MADE,
            remote_id=remote_id,
            version=text(record, "SyncToken"),
            url=links.to(kind(member), remote_id),
        )

    return judge
