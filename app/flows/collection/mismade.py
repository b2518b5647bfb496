"""Debits that the collector made otherwise than asked, so that they repeat: taken away again by themselves, and said loudly.

A deletion of its own goes through the journal like any other; only a debit that carries our marker now is ever taken away. Once it is
proven gone its making is noted as over, so that nobody sends it again from there: its invoice is debited anew by hand alone
(`Stand.MISMADE`). What differs in amount or date only may be somebody's edit, and is left to a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.collection.debits import Debit
from app.domain.collection.payloads import MISMADE, CreateDebitPayload, DeleteDebitPayload
from app.domain.collection.settings import DebitEntry
from app.domain.errors import ExpectedProblem
from app.domain.machine import Decision, Reason, ended_without_effect
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationRecord, OperationState
from app.domain.payload import read_payload, write_payload
from app.domain.run import Report, Stop
from app.flows.collection.context import Books, CollectionTools, Orders, orders
from app.flows.collection.reading import read_payers
from app.flows.collection.running import Ran, Subject, carry_out
from app.flows.collection.standing import removal_subject

BY = "Ledgerferry"
"""Who is named in the journal for noting that a making is over."""
_TOLD = frozenset({Reason.MISMATCH, Reason.FOREIGN, Reason.REMOVED, Reason.OTHER_TOTAL})
"""Under which reasons a debit is held that shows something else: by the answer, by a look-up, or by the read-back."""


@dataclass(frozen=True, slots=True)
class TakenAway:
    """What was taken away: its run, where there was anything to do, and what is to be said loudly, `instead` of what was said before."""

    ran: Ran | None = None
    alarms: tuple[str, ...] = ()
    instead: frozenset[str] = frozenset()


def take_away_mismade(tools: CollectionTools, books: Books, *, stop: Stop, report: Report) -> TakenAway:
    """Take every debit of this route away that repeats although it was asked for once.

    What cannot be read or written now is taken away by the next round; until then a person is asked about it.
    """
    entries = {books.entry_subject(one): one for one in tools.store.entries(books.route.id, closed=True)}
    held = [one for one in _held(tools, books) if one.operation.subject in entries]
    if not held:
        return TakenAway()
    removed = removals(tools, held)
    left = [one for one in held if _is_to_go(removed.get(removal_subject(one)))]
    try:
        going = _repeating(books, left, stop)
    except ExpectedProblem:
        going = {}
    ran = None
    if going:
        names = {one.operation.id: one.operation.subject for one in held}
        tools.store.save_entries(
            books.route.id, [replace(entries[names[one]], debit_id=debit.id) for one, debit in going.items()]
        )
        ran = _delete(tools, books, [one for one in left if one.operation.id in going], entries, stop, report)
    removed = removals(tools, held)
    over = [
        one
        for one in held
        if (found := removed.get(removal_subject(one))) is not None and found.state is OperationState.DONE
    ]
    told = {f"{one.operation.reference}: {one.sentence}": _close(tools, books, one) for one in over}
    return TakenAway(ran, tuple(words for words in told.values() if words), frozenset(told))


def removals(tools: CollectionTools, held: Sequence[OperationRecord]) -> dict[str, OperationRecord]:
    """Deletions that there are of what these CREATE_DEBITs have made, by their name (`removal_subject`)."""
    names = [removal_subject(one) for one in held]
    found = tools.journal.records(subjects=names) if names else ()
    tenants = {one.operation.tenant for one in held}
    return {one.operation.subject: one for one in found if one.operation.tenant in tenants}


def _held(tools: CollectionTools, books: Books) -> list[OperationRecord]:
    found = tools.journal.records(states=[OperationState.REVIEW], connection_id=books.collector_connection.id)
    return [
        one
        for one in found
        if one.operation.kind is OperationKind.CREATE_DEBIT and one.remote_id and one.reason in _TOLD
    ]


def _is_to_go(removal: OperationRecord | None) -> bool:
    """Whether it is still to be deleted; what Rotessa refused to take away is left to the person who is asked about it."""
    return removal is None or not (removal.state is OperationState.DONE or ended_without_effect(removal))


def _repeating(books: Books, held: Sequence[OperationRecord], stop: Stop) -> dict[str, Debit]:
    """Of those the ones that repeat as they stand at the collector now, and are ours by their marker; by operation id."""
    payloads = {one.operation.id: read_payload(CreateDebitPayload, one.operation.payload) for one in held}
    payers = read_payers(books, [one.payer_id for one in payloads.values()], stop)
    found: dict[str, Debit] = {}
    for one in held:
        full = payers.get(payloads[one.operation.id].payer_id)
        ours = full.debits.of_marker(one.operation.marker) if full is not None else ()
        wrong = next((debit for debit in ours if debit.id == one.remote_id and not debit.is_single), None)
        if wrong is not None:
            found[one.operation.id] = wrong
    return found


def _delete(  # noqa: PLR0917 - one run, from all that is known
    tools: CollectionTools,
    books: Books,
    held: Sequence[OperationRecord],
    entries: dict[str, DebitEntry],
    stop: Stop,
    report: Report,
) -> Ran:
    making, operations, about = orders(tools, books), [], {}
    for one in held:
        operation = _removal(making, one)
        operations.append(operation)
        payload = read_payload(CreateDebitPayload, one.operation.payload)
        name = entries[one.operation.subject].contact_name
        about[operation.id] = Subject(payload.invoice_number, name, Money(payload.amount, payload.currency))
    return carry_out(tools, books, operations, about, step="Taking debits away", stop=stop, report=report)


def _removal(making: Orders, create: OperationRecord) -> Operation:
    asked = read_payload(CreateDebitPayload, create.operation.payload)
    payload = DeleteDebitPayload(
        debit_id=create.remote_id,
        payer_id=asked.payer_id,
        invoice_id=asked.invoice_id,
        invoice_number=asked.invoice_number,
        amount=asked.amount,
        currency=asked.currency,
        process_date=asked.process_date,
        marker=create.operation.marker,
        why=MISMADE,
    )
    return making.at_collector(
        OperationKind.DELETE_DEBIT,
        removal_subject(create),
        asked.invoice_number,
        write_payload(payload),
        source_id=asked.invoice_id,
    )


def _close(tools: CollectionTools, books: Books, create: OperationRecord) -> str:
    """Note that nothing waits there any more; one that another copy of the program holds is noted by the next round."""
    try:
        tools.engine.decide(create.operation.id, Decision.LEAVE, BY)
    except ExpectedProblem:
        return ""
    said = f"{books.collector.vendor} made it a debit that repeats, so it was taken away again"
    return f"{create.operation.reference}: {said}. Import it by hand to debit it."
