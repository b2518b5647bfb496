"""One round at :15 or :45, or 'Import now': invoices to debits, settlements to payments, contacts to payers. One round catches up all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.domain.collection.banking_days import CHARGEBACK_DAYS
from app.domain.collection.planning import Act
from app.domain.collection.settings import ConnectedCustomer
from app.domain.collection.settling import Settled
from app.domain.machine import Reason
from app.domain.operation import OperationKind, OperationState
from app.domain.run import Report, Stop
from app.flows.collection.clearing import clearing_now
from app.flows.collection.context import Books, CollectionTools, collector_today
from app.flows.collection.customers import refresh_payers, send_updates, shown_of, updates_of
from app.flows.collection.debiting import acts_of, send_rows
from app.flows.collection.found_payers import take_up
from app.flows.collection.importing import Gathered, change_entries, closed_entries, gather, plan_rows, with_debit_ids
from app.flows.collection.leftovers import drop_debits, drop_payments, drop_updates, left_by_rounds
from app.flows.collection.mismade import take_away_mismade
from app.flows.collection.reading import SWEPT_ON, read_contacts
from app.flows.collection.running import Ran
from app.flows.collection.settlement import apply_due, judge, judging
from app.flows.collection.views import ImportRow, RoundResult, Tally

LAST_ROUND = "last_round"
_KINDS = (
    OperationKind.CREATE_DEBIT,
    OperationKind.AMEND_DEBIT,
    OperationKind.DELETE_DEBIT,
    OperationKind.APPLY_PAYMENT,
    OperationKind.UPDATE_PAYER,
)
_JUDGED_ANEW = frozenset({Reason.CHANGED, Reason.VOIDED, Reason.DEPENDENCY})
"""What a check held back just before sending: the next round plans it anew, with what was learnt."""


@dataclass(slots=True)
class _Round:
    """What a round has done so far."""

    alarms: list[str] = field(default_factory=list)
    ran: list[Ran] = field(default_factory=list)
    waiting: int = 0

    def take(self, ran: Ran | None) -> None:
        """A run of this round has ended."""
        if ran is None:
            return
        self.ran.append(ran)
        for record in ran.records:
            is_new = record.generation == 0  # what is tried again every round is said once
            if record.state is OperationState.REVIEW and is_new and record.reason not in _JUDGED_ANEW:
                self.alarms.append(f"{record.operation.reference}: {record.sentence}")


def play_round(tools: CollectionTools, books: Books, stop: Stop, report: Report, *, asked: bool = False) -> RoundResult:
    """Do all that is due now. `asked`: a person started it, so a route that asks first does not ask again."""
    at = tools.clock.now()
    done = _Round()
    clearing = clearing_now(books, stop)
    go_on_with_decided(tools, books, stop)
    take_up(tools, books, stop)
    is_new_day = tools.store.note(books.route.id, SWEPT_ON) != collector_today(at).isoformat()
    if is_new_day:
        refresh_payers(tools, books, _lacking(tools, books), stop)
    found = gather(tools, books, stop, report)
    _learn_ids(tools, books, found)
    rows = plan_rows(tools, books, found, by_hand=False)
    if books.settings.ask_first and not asked:
        done.waiting = sum(1 for row in rows if row.intent.changes)
    else:
        left = left_by_rounds(tools, books, at)
        drop_debits(tools, books, found, left)
        ran = send_rows(tools, books, found, rows, by_hand=False, stop=stop, report=report)
        done.take(ran)
        _look_at_held(tools, books, rows, ran, stop)
        if not _stopped(done):
            by = judging(tools, found, clearing)
            drop_payments(tools, books, found.rows, by, left)
            done.take(apply_due(tools, books, found, by, stop=stop, report=report))
        if not _stopped(done):
            done.take(_follow_contacts(tools, books, stop, report))
        if not _stopped(done):
            drop_updates(tools, books, left)
    if not _stopped(done):
        gone = take_away_mismade(tools, books, stop=stop, report=report)
        done.take(gone.ran)
        done.alarms = [*(words for words in done.alarms if words not in gone.instead), *gone.alarms]
    done.alarms += _stop_customers(tools, books, rows) + _tell_once(tools, books, found, rows)
    done.alarms += _came_back(tools, books, found)
    over = closed_entries(found, collector_today(at), CHARGEBACK_DAYS)
    change_entries(tools, books.route.id, {key: {"closed": True} for key in over})
    tools.store.save_note(books.route.id, LAST_ROUND, at.isoformat())
    problem = next((one.result.problem for one in done.ran if one.result.problem is not None), None)
    return RoundResult(
        route_id=books.route.id,
        at=at,
        tally=_tally(done.ran, acts_of(rows).get(Act.MOVE, 0) if not done.waiting else 0),
        alarms=tuple(dict.fromkeys(done.alarms)),
        run_ids=tuple(one.result.summary.run_id for one in done.ran),
        waiting=done.waiting,
        problem=problem,
        cancelled=any(one.result.cancelled for one in done.ran),
    )


def _lacking(tools: CollectionTools, books: Books) -> list[str]:
    """Customers that something only they can give was missing of: once a day it is looked whether it has come."""
    customers = tools.store.customers(books.route.id)
    return [c.contact_id for c in customers if c.bank_details is False or c.authorised is False or not c.active]


def _look_at_held(tools: CollectionTools, books: Books, rows: Sequence[ImportRow], ran: Ran | None, stop: Stop) -> None:
    """Read the payers of debits that the last check held back: what it saw is known to the next round."""
    held = {
        record.operation.source_id
        for record in (ran.records if ran else ())
        if record.operation.kind is OperationKind.CREATE_DEBIT and record.reason == Reason.CHANGED
    }
    refresh_payers(tools, books, {row.customer.contact_id for row in rows if row.invoice.id in held}, stop)


def _stopped(done: _Round) -> bool:
    return any(one.result.cancelled or one.result.problem is not None for one in done.ran)


def go_on_with_decided(tools: CollectionTools, books: Books, stop: Stop) -> None:
    """Send what a person has decided to send again before the program last ended; nothing else that waits is sent."""
    waiting = [
        record
        for connection in (books.collector_connection, books.ledger_connection)
        for record in tools.journal.records(states=[OperationState.ABSENT], connection_id=connection.id)
        if record.operation.kind in _KINDS
    ]
    for run_id in dict.fromkeys(record.operation.run_id for record in waiting):
        tools.engine.resume(run_id, stop)


def _learn_ids(tools: CollectionTools, books: Books, found: Gathered) -> None:
    """Debits that a look-up found after their run had ended are known by their id from now on."""
    creates = [one.create for one in found.debits if one.create is not None]
    known = with_debit_ids([one.entry for one in found.debits], books, creates)
    change_entries(tools, books.route.id, {one.key: {"debit_id": one.debit_id} for one in known})


def _follow_contacts(tools: CollectionTools, books: Books, stop: Stop, report: Report) -> Ran | None:
    """Automatic customer update: only contacts that changed since they were last compared are compared again."""
    followed = [one for one in tools.store.customers(books.route.id) if one.auto_update]
    if not followed:
        return None
    contacts = {one.id: one for one in read_contacts(tools, books, stop)}
    looks = {one.contact_id: shown_of(contacts[one.contact_id]) for one in followed if one.contact_id in contacts}
    chosen = [one for one in followed if looks.get(one.contact_id, one.followed) != one.followed]
    if not chosen:
        return None
    plan = updates_of(books, chosen, contacts, stop)
    ran = send_updates(tools, books, plan, plan, stop=stop, report=report)
    if ran is None or not (ran.result.cancelled or ran.result.problem):
        again = {*plan.missing, *_unsent(ran)}
        compared = [one for one in chosen if one.contact_id not in again]
        now = [one for one in tools.store.customers(books.route.id) if one in compared]
        tools.store.save_customers(books.route.id, [replace(one, followed=looks[one.contact_id]) for one in now])
    return ran


def _unsent(ran: Ran | None) -> set[str]:
    """Contacts whose change never left, because another copy of the program was at it: they are compared again by the next round."""
    waits = (OperationState.PLANNED, OperationState.CANCELLED)
    return {record.operation.source_id for record in (ran.records if ran else ()) if record.state in waits}


def _stop_customers(tools: CollectionTools, books: Books, rows: Sequence[ImportRow]) -> list[str]:
    """A debit that somebody else made for an invoice: that customer is imported no more until a person has looked."""
    connected = {one.contact_id for one in tools.store.customers(books.route.id)}
    stopped: dict[str, ConnectedCustomer] = {}
    for row in rows:
        if row.intent.code == "foreign" and not row.customer.stopped and row.customer.contact_id in connected:
            words = f"{row.invoice.number}: {row.intent.sentence}"
            stopped[row.customer.contact_id] = replace(row.customer, stopped=words, stopped_for=row.invoice.id)
    if stopped:
        tools.store.save_customers(books.route.id, list(stopped.values()))
    return [f"{one.contact_name}: {one.stopped}. {_HOW}" for one in stopped.values()]


_HOW = "Nothing more is imported for this customer until you let it go on"


def _tell_once(tools: CollectionTools, books: Books, found: Gathered, rows: Sequence[ImportRow]) -> list[str]:
    """What can no longer be changed is said loudly, each thing once."""
    told: list[str] = []
    kept: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.intent.act is not Act.ALARM or row.made is None:
            continue
        records = [one for one in found.of_invoice[row.invoice.id] if one.entry.version == row.made.version]
        entry = records[0].entry
        if entry.told != row.intent.code:
            told.append(
                f"{row.invoice.number}, {row.customer.contact_name}: {row.intent.sentence}. {row.intent.advice}"
            )
            kept[entry.key] = {"told": row.intent.code}
    change_entries(tools, books.route.id, kept)
    return told


def _came_back(tools: CollectionTools, books: Books, found: Gathered) -> list[str]:
    """Declines and chargebacks of debits of ours, each said once."""
    by = judging(tools, found, None)
    told: list[str] = []
    kept: dict[str, dict[str, str]] = {}
    for row in found.rows:
        judged = judge(row, by)
        if judged.verdict.stand not in (Settled.DECLINED, Settled.CHARGED_BACK, Settled.TO_REVERSE):
            continue
        entry = by.debits[row.debit_id].entry
        mark = f"{row.status.value}:{row.id}"
        if entry.told != mark and not entry.closed:
            told.append(
                f"{entry.number}, {entry.contact_name}: {judged.verdict.sentence}. {judged.verdict.advice}".strip()
            )
            kept[entry.key] = {"told": mark}
    change_entries(tools, books.route.id, kept)
    return told


def _tally(ran: Sequence[Ran], moves: int) -> Tally:
    records = [record for one in ran for record in one.records]
    done = [record.operation.kind for record in records if record.state is OperationState.DONE]
    created, deleted = done.count(OperationKind.CREATE_DEBIT), done.count(OperationKind.DELETE_DEBIT)
    moved = min(moves, created, deleted)
    return Tally(
        created=created - moved,
        amended=done.count(OperationKind.AMEND_DEBIT),
        moved=moved,
        deleted=deleted - moved,
        applied=done.count(OperationKind.APPLY_PAYMENT),
        updated=done.count(OperationKind.UPDATE_PAYER),
        refused=sum(1 for record in records if record.state is OperationState.REVIEW),
        open=sum(1 for record in records if not record.state.is_final),
    )
