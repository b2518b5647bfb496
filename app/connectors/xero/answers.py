"""What Xero's answer says of each member of a request: matched by number, position only where it has none, and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.connectors.http.wire import Answer
from app.connectors.ledger.attempts import Judge, attempt_of, for_other_books, unreadable
from app.connectors.ledger.contact_making import contact_payload, judged_contact
from app.connectors.ledger.documents import folded, judged_document
from app.connectors.xero.bodies import tidy
from app.connectors.xero.contacts import read_contact
from app.connectors.xero.documents import FORMS, read_document
from app.connectors.xero.fields import Record, identifier, messages, records, text, version, warnings
from app.connectors.xero.links import WebLinks
from app.connectors.xero.session import XeroSession
from app.connectors.xero.settings import VENDOR
from app.connectors.xero.words import Meaning, refusal_of
from app.domain.answer import ItemAnswer, ItemOutcome
from app.domain.operation import Ready
from app.domain.payload import DocumentPayload, read_payload

__all__ = [
    "attempt_of",
    "elements_of",
    "for_other_books",
    "judge_change",
    "judge_contact",
    "judge_document",
    "match",
    "refused",
]

Name = Callable[[Ready], str]

UNREADABLE = unreadable(VENDOR)


def elements_of(answer: Answer, plural: str) -> list[Record] | None:
    """The elements of an answer, those of a validation error included; None when it has none to offer."""
    name = plural if answer.good else "Elements"
    value = answer.value if answer.intact else None
    return records(value, name) if isinstance(value, Mapping) and isinstance(value.get(name), list) else None


def match(
    members: Sequence[Ready], elements: Sequence[Record] | None, field: str, name: Name, judge: Judge
) -> dict[str, ItemAnswer]:
    """Each member's part of the answer. By name first; by position only for what has no name, and only if the counts agree."""
    if elements is None:
        return {}
    named: dict[str, list[Record]] = {}
    for each in elements:
        named.setdefault(folded(text(each, field)), []).append(each)
    found: dict[str, ItemAnswer] = {}
    for place, member in enumerate(members):
        own = named.get(folded(name(member)), [])
        element = own[0] if len(own) == 1 else None
        at_place = elements[place] if len(elements) == len(members) else None
        if element is None and at_place is not None and folded(text(at_place, field)) in ("", folded(name(member))):
            element = at_place
        found[member.operation.id] = UNREADABLE if element is None else judge(member, element)
    return found


def refused(element: Record) -> ItemAnswer | None:
    """The refusal an element holds, None when it was saved. An id that is missing or zero means not saved (apis/xero.md 4.3)."""
    words = messages(element)
    if text(element, "StatusAttributeString").upper() != "ERROR" and not words:
        return None
    row = refusal_of(words)
    taken = row.meaning is Meaning.TAKEN
    outcome = ItemOutcome.NUMBER_TAKEN if taken else ItemOutcome.REFUSED
    return ItemAnswer(outcome, messages=words, sentence=row.sentence)


def judge_document(links: WebLinks) -> Judge:
    """Judges invoices and credit notes against what was sent."""

    def judge(member: Ready, element: Record) -> ItemAnswer:
        if (no := refused(element)) is not None:
            return no
        payload = read_payload(DocumentPayload, member.operation.payload)
        document = read_document(FORMS[payload.kind], element, links)
        return judged_document(XeroSession.words, member, document, warnings(element)) if document.id else UNREADABLE

    return judge


def judge_contact(links: WebLinks) -> Judge:
    """Judges new contacts: name and the source's id."""

    def judge(member: Ready, element: Record) -> ItemAnswer:
        if (no := refused(element)) is not None:
            return no
        payload, contact = contact_payload(member), read_contact(element)
        if not contact.id:
            return UNREADABLE
        return judged_contact(
            XeroSession.words,
            contact,
            tidy(payload.name),
            payload.external_id,
            url=links.to("contact", contact.id),
            warnings=warnings(element),
        )

    return judge


def judge_change(id_field: str, kind: str, links: WebLinks) -> Judge:
    """Judges changes of what exists: refused, or done to this id. Whether it took effect is read back."""

    def judge(member: Ready, element: Record) -> ItemAnswer:
        del member
        if (no := refused(element)) is not None:
            return no
        remote_id = identifier(element, id_field)
        if not remote_id:
            return UNREADABLE
        return ItemAnswer(
            ItemOutcome.MADE, remote_id=remote_id, version=version(element), url=links.to(kind, remote_id)
        )

    return judge
