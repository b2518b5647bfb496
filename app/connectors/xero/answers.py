"""What Xero's answer says of each member of a request: matched by number, position only where it has none, and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.connectors.http.wire import Answer
from app.connectors.xero.bodies import contact_id_of, tidy
from app.connectors.xero.contacts import read_contact
from app.connectors.xero.documents import FORMS, read_document
from app.connectors.xero.fields import Record, identifier, messages, records, text, version, warnings
from app.connectors.xero.links import WebLinks
from app.connectors.xero.numbers import folded
from app.connectors.xero.session import Sent, XeroSession
from app.connectors.xero.words import Meaning, refusal_of
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.money import Money
from app.domain.operation import Ready
from app.domain.payload import ContactPayload, DocumentPayload, read_payload

Judge = Callable[[Ready, Record], ItemAnswer]
Name = Callable[[Ready], str]

UNREADABLE = ItemAnswer(
    ItemOutcome.UNREADABLE, sentence="The answer does not mention it. Ledgerferry looks it up in Xero."
)
_ENGINE_CODES = {"pace": "pace", "budget": "pace", "paused": "pace"}
_NO_WORD_OF_RETURN = 3600.0
"""Seconds to wait for a day's budget whose return nobody has announced."""


def for_other_books(session: XeroSession, members: Sequence[Ready]) -> Attempt | None:
    """The refusal of our own for operations that were confirmed for another organisation than this connection's; None when all fit."""
    if all(member.operation.tenant == session.settings.tenant for member in members):
        return None
    name = session.settings.name
    return Attempt(
        Stage.NOT_SENT,
        code="other_books",
        sentence=f"This was confirmed for another organisation than {name}, so nothing was sent.",
    )


def attempt_of(session: XeroSession, sent: Sent, items: Mapping[str, ItemAnswer] | None = None) -> Attempt:
    """The facts of one write for the engine."""
    answer, sentence = sent.answer, sent.sentence
    odd = answer.good and not items  # a 2xx that says nothing of any member is no answer to rely on
    if odd:
        sentence = session.client.sentence(replace(answer, code="bad_shape"))
    wait = answer.retry_after
    if answer.stage is Stage.NOT_SENT and answer.code == "budget" and wait is None:
        wait = _NO_WORD_OF_RETURN
    return Attempt(
        stage=answer.stage,
        status=answer.status,
        intact=answer.intact and not odd,
        items=items or {},
        retry_after=wait,
        limit=answer.header("x-rate-limit-problem"),
        request_id=session.client.request_id(answer),
        credential=sent.credential,
        problem=answer.details,
        code="bad_shape" if odd else _code(answer),
        sentence=sentence,
    )


def _code(answer: Answer) -> str:
    return _ENGINE_CODES.get(answer.code, answer.code) if answer.stage is Stage.NOT_SENT else answer.code


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
    """Judges invoices and credit notes against what was sent: number, contact, currency, total, date."""

    def judge(member: Ready, element: Record) -> ItemAnswer:
        if (no := refused(element)) is not None:
            return no
        payload = read_payload(DocumentPayload, member.operation.payload)
        document = read_document(FORMS[payload.kind], element, links)
        if not document.id:
            return UNREADABLE
        wrong = [
            name
            for name, same in (
                ("number", folded(document.number) == folded(payload.number)),
                ("contact", document.contact_id == contact_id_of(payload, member).lower()),
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
            sentence=f"Xero shows another {' and another '.join(wrong)} than was sent." if wrong else "",
            warnings=warnings(element),
        )

    return judge


def judge_contact(links: WebLinks) -> Judge:
    """Judges new contacts: name and the source's id."""

    def judge(member: Ready, element: Record) -> ItemAnswer:
        if (no := refused(element)) is not None:
            return no
        payload = read_payload(ContactPayload, member.operation.payload)
        contact = read_contact(element)
        if not contact.id:
            return UNREADABLE
        same = folded(contact.name) == folded(tidy(payload.name)) and contact.external_id == payload.external_id[:50]
        return ItemAnswer(
            ItemOutcome.MADE if same else ItemOutcome.MISMATCH,
            remote_id=contact.id,
            version=contact.version,
            url=links.to("contact", contact.id),
            sentence="" if same else "Xero shows another name or id than was sent.",
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
