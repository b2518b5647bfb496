"""What a ledger holds of ours, matched with what it was made from; pure.

A document of ours is known by its marker or its number; what it was made from is read again at the source by number. Only what agrees
in total and currency is entered as sent. Everything else waits for a person, so that nothing is sent a second time on a guess.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.domain.catalogue import OwnDocument
from app.domain.documents import DocumentKind, SourceDocument
from app.domain.machine import Reason
from app.domain.mapping import ArrivalStatus
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.payload import DocumentPayload, write_payload
from app.flows.export.operations import Way, mark_operations

_KINDS = {DocumentKind.INVOICE: OperationKind.POST_INVOICE, DocumentKind.CREDIT_NOTE: OperationKind.POST_CREDIT_NOTE}
_HEX = 10  # digits of an operation's id that its marker shows


class Standing(StrEnum):
    """What becomes of a document that was found."""

    KNOWN = "known"  # the journal has it already
    ENTERED = "entered"
    WAITS = "waits"  # entered, but a person has to look at it
    NO_SOURCE = "no_source"  # nothing at the source has its number


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """One document of ours in the ledger, as a person is shown it."""

    number: str
    customer: str
    total: Money
    standing: Standing
    sentence: str
    url: str = ""


class Verdict(NamedTuple):
    """In which state it is entered, and why."""

    state: OperationState
    reason: Reason
    sentence: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What was found, the records to be entered for it, and those of the marks that its source documents carry."""

    found: tuple[FoundDocument, ...]
    records: tuple[OperationRecord, ...]
    marks: tuple[OperationRecord, ...] = ()


def folded(number: str) -> str:
    """A number as two are compared."""
    return number.strip().casefold()


def match(
    own: Sequence[OwnDocument],
    documents: Iterable[SourceDocument],
    journal: Mapping[tuple[OperationKind, str], OperationRecord],
    way: Way,
    at: datetime,
) -> Matched:
    """Match the ledger's documents with the source's. `journal` has what is known, by kind and source id."""
    by_number = {folded(d.number): d for d in documents if d.number.strip()}
    groups: dict[tuple[DocumentKind, str], list[OwnDocument]] = defaultdict(list)
    found: list[FoundDocument] = []
    for each in own:
        source = by_number.get(folded(each.ref.number))
        if source is None or source.kind is not each.kind:
            if each.surely:
                found.append(_found(each, Standing.NO_SOURCE, "Nothing with this number was found at its source."))
        elif each.surely or source.total == each.ref.total:
            groups[each.kind, folded(each.ref.number)].append(each)
    records: list[OperationRecord] = []
    marks: list[OperationRecord] = []
    for (kind, number), several in groups.items():
        source = by_number[number]
        known = journal.get((_KINDS[kind], source.id))
        one, verdict = _judge(several, source)
        if known is not None and _says_it_already(known, one, verdict):
            found.append(_found(one, Standing.KNOWN, "The journal has it."))
            continue
        done = verdict.state is OperationState.DONE
        found.append(_found(one, Standing.ENTERED if done else Standing.WAITS, verdict.sentence))
        records.append(_record(one, source, verdict, way, at))
        marks += _marks(records[-1], source, way, at)
    return Matched(tuple(found), tuple(records), tuple(marks))


def _found(own: OwnDocument, standing: Standing, sentence: str) -> FoundDocument:
    return FoundDocument(own.ref.number, own.ref.contact_name, own.ref.total, standing, sentence, own.ref.url)


def _says_it_already(known: OperationRecord, own: OwnDocument, verdict: Verdict) -> bool:
    if known.state is OperationState.REVIEW:
        return verdict.state is OperationState.REVIEW and known.reason == verdict.reason
    same = known.remote_id.lower() == own.ref.id.lower()
    return known.state is OperationState.DONE and same and verdict.state is OperationState.DONE


def _judge(several: Sequence[OwnDocument], source: SourceDocument) -> tuple[OwnDocument, Verdict]:
    """Which of the ledger's documents stands for the source's, and what is to be made of it."""
    review = OperationState.REVIEW
    live = [each for each in several if each.ref.live]
    if len(live) > 1:
        return live[0], Verdict(review, Reason.SEVERAL, f"It is in the ledger {len(live)} times")
    if not live:
        return several[0], Verdict(review, Reason.REMOVED, "Somebody removed it in the ledger. Send again?")
    (one,) = live
    if one.ref.total != source.total:
        words = f"The ledger shows {one.ref.total} instead of {source.total}"
        return one, Verdict(review, Reason.OTHER_TOTAL, words)
    return one, Verdict(OperationState.DONE, Reason.REBUILT, "Found in the ledger")


def _record(own: OwnDocument, source: SourceDocument, verdict: Verdict, way: Way, at: datetime) -> OperationRecord:
    expected = abs_money(source.total)
    payload = DocumentPayload(
        kind=own.kind,
        number=own.ref.number,
        reference=own.ref.reference,
        contact_id=own.ref.contact_id,
        contact_operation="",
        contact_name=own.ref.contact_name,
        issue_date=own.ref.issue_date or source.issue_date,
        due_date=source.due_date,
        currency=expected.currency,
        arrival=ArrivalStatus.APPROVED,
        lines=(),
        net=abs(source.net),
        tax=abs(source.tax),
        total=expected.amount,
        url=source.web_url,
        deposit=own.deposit,
    )
    operation = way.on_ledger(
        _KINDS[own.kind],
        ("invoice", source.id),
        own.ref.number,
        write_payload(payload),
        expected=expected,
        source_hash=source.header_hash,
    )
    return OperationRecord(
        operation=with_marker(operation, own.marker),
        state=verdict.state,
        remote_id=own.ref.id,
        remote_version=own.version,
        remote_url=own.ref.url,
        remote_total=abs_money(own.ref.total),
        confirmed_at=at,
        read_back_at=at,
        updated_at=at,
        was_ambiguous=verdict.state is OperationState.REVIEW,
        reason=verdict.reason,
        sentence=verdict.sentence,
    )


def _marks(post: OperationRecord, source: SourceDocument, way: Way, at: datetime) -> list[OperationRecord]:
    """The mark of a document that stands in the ledger, so that it is not set again; none where it carries none."""
    if source.marked_at is None:
        return []
    return [
        OperationRecord(
            operation,
            OperationState.DONE,
            remote_id=source.id,
            confirmed_at=at,
            read_back_at=at,
            updated_at=at,
            reason=Reason.REBUILT,
            sentence="Marked at its source",
        )
        for operation in mark_operations([post], source.marked_at, way)
    ]


def abs_money(money: Money) -> Money:
    """An amount as it stands on the document itself; a credit note's is positive there."""
    return Money(abs(money.amount), money.currency)


def with_marker(operation: Operation, marker: str) -> Operation:
    """The operation with an id whose marker is the one that the document carries, so that a look-up knows it."""
    if len(marker) != _HEX + 2:
        return operation
    digits = marker[2:].lower() + operation.id.replace("-", "")[_HEX:]
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return replace(operation, id="-".join(parts))


def note(user: str, route_id: str, count: int) -> str:
    """The text of the facts: who had it rebuilt, for which route, with how many documents."""
    return json.dumps({"by": user, "route": route_id, "documents": count}, sort_keys=True)
