"""What QuickBooks' answer to a batch says of each member: matched by its id in the batch, never by order, and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.connectors.http.records import Record, part, records, text
from app.connectors.http.wire import Answer
from app.connectors.quickbooks.bodies import contact_id_of, tidy
from app.connectors.quickbooks.contacts import read_contact
from app.connectors.quickbooks.documents import FORMS, folded, read_document
from app.connectors.quickbooks.links import WebLinks
from app.connectors.quickbooks.session import QuickBooksSession, Sent
from app.connectors.quickbooks.words import Meaning, faults_of, refusal_of
from app.domain.answer import Attempt, ItemAnswer, ItemOutcome, Stage
from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.money import Money
from app.domain.operation import Ready
from app.domain.payload import ContactPayload, DocumentPayload, read_payload

Judge = Callable[[Ready, Record], ItemAnswer]

UNREADABLE = ItemAnswer(
    ItemOutcome.UNREADABLE, sentence="The answer does not mention it. Ledgerferry looks it up in QuickBooks."
)
REQUEST_ID = "intuit_tid"
_ENGINE_CODES = {"pace": "pace", "budget": "pace", "paused": "pace"}


def for_other_books(session: QuickBooksSession, members: Sequence[Ready]) -> Attempt | None:
    """The refusal of our own for operations that were confirmed for another company than this connection's; None when all fit."""
    if all(member.operation.tenant == session.settings.realm for member in members):
        return None
    name = session.settings.name
    return Attempt(
        Stage.NOT_SENT,
        code="other_books",
        sentence=f"This was confirmed for another company than {name}, so nothing was sent.",
    )


def attempt_of(session: QuickBooksSession, sent: Sent, items: Mapping[str, ItemAnswer] | None = None) -> Attempt:
    """The facts of one write for the engine."""
    answer, sentence = sent.answer, sent.sentence
    odd = answer.good and not items  # a 2xx that says nothing of any member is no answer to rely on
    if odd:
        sentence = session.client.sentence(replace(answer, code="bad_shape"))
    return Attempt(
        stage=answer.stage,
        status=answer.status,
        intact=answer.intact and not odd,
        items=items or {},
        retry_after=answer.retry_after,
        limit="minute" if answer.status == 429 else "",
        request_id=session.client.request_id(answer),
        credential=sent.credential,
        problem=answer.details or " ".join(fault.words for fault in faults_of(answer.value))[:500],
        code="bad_shape" if odd else _code(answer),
        sentence=sentence,
    )


def _code(answer: Answer) -> str:
    return _ENGINE_CODES.get(answer.code, answer.code) if answer.stage is Stage.NOT_SENT else answer.code


def not_sent(session: QuickBooksSession, problem: ExpectedProblem) -> Attempt:
    """The facts of a write that was not made because a check before it could not be."""
    code = "access_ended" if isinstance(problem, AccessProblem) else "pace"
    wait = session.client.retry_seconds(problem)
    answer = Answer(Stage.NOT_SENT, code=code, details=problem.code, retry_after=5.0 if wait is None else wait)
    return attempt_of(session, Sent(answer, "", problem.sentence))


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
    """Judges invoices and credit memos against what was sent: number, customer, total, date."""

    def judge(member: Ready, record: Record) -> ItemAnswer:
        payload = read_payload(DocumentPayload, member.operation.payload)
        document = read_document(FORMS[payload.kind], record, links, payload.currency)
        wrong = [
            name
            for name, same in (
                ("number", folded(document.number) == folded(payload.number)),
                ("customer", document.contact_id == contact_id_of(payload, member)),
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
            sentence=f"QuickBooks shows another {' and another '.join(wrong)} than was sent." if wrong else "",
        )

    return judge


def judge_contact(links: WebLinks) -> Judge:
    """Judges new customers: name and the source's id."""

    def judge(member: Ready, record: Record) -> ItemAnswer:
        payload = read_payload(ContactPayload, member.operation.payload)
        contact = read_contact(record)
        same = folded(contact.name) == folded(tidy(payload.name)) and contact.external_id == payload.external_id[:50]
        return ItemAnswer(
            ItemOutcome.MADE if same else ItemOutcome.MISMATCH,
            remote_id=contact.id,
            version=contact.version,
            url=links.to("contact", contact.id),
            sentence="" if same else "QuickBooks shows another name or id than was sent.",
        )

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
