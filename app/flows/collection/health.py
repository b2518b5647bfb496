"""The health page: connection, clearing account, customers, invoices and settlements, each row with the step that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.collection.invoices import ClearingAccount
from app.domain.collection.planning import Act
from app.domain.collection.settings import ConnectedCustomer
from app.domain.collection.settling import Settled
from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.machine import Reason, ended_without_effect
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.parties import LedgerContact
from app.domain.run import Report, Stop
from app.domain.words import count_of, say_date
from app.flows.collection.clearing import clearing_now
from app.flows.collection.context import Books, CollectionTools
from app.flows.collection.importing import Gathered, gather, plan_rows
from app.flows.collection.mismade import removals
from app.flows.collection.rounds import LAST_ROUND
from app.flows.collection.settlement import judge, judging, with_lock
from app.flows.collection.standing import removal_subject
from app.flows.collection.views import (
    HealthKind,
    HealthMend,
    HealthRow,
    HealthState,
    HealthView,
    ImportRow,
    SettlementRow,
)

_LATE = timedelta(hours=2)
_K, _S, _M = HealthKind, HealthState, HealthMend
_ORDER = {_S.BAD: 0, _S.WARNING: 1, _S.NOTE: 2, _S.GOOD: 3}
_QUIET = frozenset({"by_hand", "not_due", "planned", "under_way", "settled", "overdue", "needs_date"})
_OF_CUSTOMER = frozenset({"stopped", "bank_details", "authorisation"})
"""Why an invoice waits that is said once, at its customer, with the step that mends it."""
_BY_HAND = frozenset({"declined", "vanished", "refused", "too_large", "taken_back", "mismade"})
"""Why an invoice is not imported by itself and can be by hand."""
_LOUD = {
    "taken_back": _S.NOTE,
    "mismade": _S.BAD,
}  # a person has wanted the one so; the other would have taken money for ever
_MADE = (OperationKind.CREATE_DEBIT, OperationKind.APPLY_PAYMENT)
_COLLECTION = frozenset(
    {
        OperationKind.CREATE_PAYER,
        OperationKind.UPDATE_PAYER,
        OperationKind.CREATE_DEBIT,
        OperationKind.AMEND_DEBIT,
        OperationKind.DELETE_DEBIT,
        OperationKind.APPLY_PAYMENT,
        OperationKind.REVERSE_PAYMENT,
    }
)


def unreachable(tools: CollectionTools, route_id: str, problem: ExpectedProblem) -> HealthView:
    """The page when one side cannot be reached: that is the one row that matters."""
    route = tools.routes.route(route_id)
    connection = (
        problem.connection_id if isinstance(problem, AccessProblem) and problem.connection_id else route.ledger_id
    )
    row = HealthRow(_K.CONNECTION, _S.BAD, problem.sentence, problem.advice or "Reconnect.", _M.RECONNECT, connection)
    return HealthView(route_id, (row,), tools.clock.now())


def health_view(tools: CollectionTools, books: Books, stop: Stop, report: Report) -> HealthView:
    """Everything as it is now; reads both sides as a round does, and changes nothing."""
    clearing = clearing_now(books, stop)
    found = gather(tools, books, stop, report)
    rows = [*_connections(books, stop), _clearing(clearing), _schedule(tools, books)]
    rows += _customers(tools, books)
    decisions = _to_decide(tools, books)
    asked = {record.operation.source_id for record, _ in decisions}
    rows += _invoices([r for r in plan_rows(tools, books, found, by_hand=False) if r.invoice.id not in asked])
    rows += _settlements(tools, books, found, clearing, stop)
    rows += [decision_row(record, removal) for record, removal in decisions]
    kinds = list(HealthKind)
    ordered = sorted(rows, key=lambda row: (kinds.index(row.kind), _ORDER[row.state], row.name.casefold()))
    return HealthView(books.route.id, tuple(ordered), tools.clock.now())


def _connections(books: Books, stop: Stop) -> list[HealthRow]:
    rows = []
    sides = (
        (books.ledger.check, books.ledger_connection, books.ledger.vendor),
        (books.collector.check, books.collector_connection, books.collector.vendor),
    )
    for check, connection, vendor in sides:
        try:
            problems = check(stop).problems
        except ExpectedProblem as problem:
            words, advice = problem.sentence, problem.advice or "Reconnect."
            rows.append(HealthRow(_K.CONNECTION, _S.BAD, words, advice, _M.RECONNECT, connection.id, name=vendor))
            continue
        if problems:
            rows += [HealthRow(_K.CONNECTION, _S.WARNING, one, subject=connection.id, name=vendor) for one in problems]
        else:
            rows.append(HealthRow(_K.CONNECTION, _S.GOOD, f"{vendor} answers", subject=connection.id, name=vendor))
    return rows


def _clearing(account: ClearingAccount | None) -> HealthRow:
    if account is None:
        advice = "Choose it before the first debit settles."
        return HealthRow(_K.CLEARING, _S.BAD, "No clearing account is chosen", advice, _M.CHOOSE_CLEARING)
    if not account.usable:
        advice = "Choose another one: nothing that settles can be applied."
        return HealthRow(_K.CLEARING, _S.BAD, f"{account.label}: {account.why_not}", advice, _M.CHOOSE_CLEARING)
    return HealthRow(_K.CLEARING, _S.GOOD, f"Settlements go to {account.label}", mend=_M.CHOOSE_CLEARING)


def _schedule(tools: CollectionTools, books: Books) -> HealthRow:
    text = tools.store.note(books.route.id, LAST_ROUND)
    if not books.settings.is_scheduled:
        words = "Nothing runs by itself"
        return HealthRow(_K.SCHEDULE, _S.NOTE, words, "Import now does it once.", _M.RUN_NOW)
    if not text:
        return HealthRow(_K.SCHEDULE, _S.NOTE, "No round has run yet", "It runs at :15 and :45.", _M.RUN_NOW)
    ago = tools.clock.now() - datetime.fromisoformat(text)
    if ago > _LATE:
        words = f"The last round was {int(ago.total_seconds() // 3600)} hours ago"
        return HealthRow(_K.SCHEDULE, _S.WARNING, words, "One round catches everything up.", _M.RUN_NOW)
    return HealthRow(_K.SCHEDULE, _S.GOOD, "Rounds run at :15 and :45", mend=_M.RUN_NOW)


def _customers(tools: CollectionTools, books: Books) -> list[HealthRow]:
    customers = tools.store.customers(books.route.id)
    rows = [row for customer in customers for row in _customer(books, customer)]
    rows.append(_unmatched(tools.store.contacts(books.route.id), customers))
    return rows


def _customer(books: Books, one: ConnectedCustomer) -> list[HealthRow]:
    url, found = books.collector.payer_url(one.payer_id), []
    if one.stopped:
        advice = "Switch Rotessa's own automatic import off for this customer, then let it go on."
        found.append(
            HealthRow(_K.CUSTOMERS, _S.BAD, one.stopped, advice, _M.LET_GO_ON, one.contact_id, url, one.contact_name)
        )
    missing = [
        words
        for words, there in (("bank details", one.bank_details), ("authorisation", one.authorised))
        if there is False
    ]
    if missing:
        said = f"Missing in Rotessa: {' and '.join(missing)}"
        advice = "Ask the customer for them in Rotessa. They are never kept here."
        found.append(
            HealthRow(_K.CUSTOMERS, _S.WARNING, said, advice, _M.OPEN_PAYER, one.payer_id, url, one.contact_name)
        )
    return found


def _unmatched(contacts: Sequence[LedgerContact], customers: Sequence[ConnectedCustomer]) -> HealthRow:
    connected = {one.contact_id for one in customers}
    left = sum(1 for one in contacts if one.id not in connected)
    if not customers:
        words = "No customer is connected"
        return HealthRow(_K.CUSTOMERS, _S.WARNING, words, "Connect the first ones.", _M.MATCH_CUSTOMERS)
    words = f"{count_of(len(customers), 'customer')} connected"
    if left:
        return HealthRow(_K.CUSTOMERS, _S.NOTE, f"{words}, {left:,} not", "", _M.MATCH_CUSTOMERS)
    return HealthRow(_K.CUSTOMERS, _S.GOOD, words)


def _invoices(rows: Sequence[ImportRow]) -> list[HealthRow]:
    """Invoices of customers with automatic import that did not become a debit, and why; and what is too late."""
    found = []
    for row in rows:
        if row.intent.act is Act.ALARM:
            state, mend = _S.BAD, _M.OPEN_INVOICE
        elif row.intent.act in (Act.BLOCKED, Act.WAIT) and row.intent.code not in _QUIET | _OF_CUSTOMER:
            state = _LOUD.get(row.intent.code, _S.WARNING)
            mend = _M.IMPORT if row.intent.code in _BY_HAND else _M.OPEN_INVOICE
        elif row.intent.code == "overdue" and row.customer.auto_import:
            state, mend = _S.NOTE, _M.IMPORT
        else:
            continue
        name, subject = f"{row.invoice.number}, {row.customer.contact_name}", row.invoice.id
        sentence, advice = row.intent.sentence, row.intent.advice
        sum_of = row.intent.amount or row.invoice.owed
        found.append(
            HealthRow(_K.INVOICES, state, sentence, advice, mend, subject, row.invoice.url, name, amount=sum_of)
        )
    return found or [HealthRow(_K.INVOICES, _S.GOOD, "Every invoice that should be imported is")]


def _settlements(
    tools: CollectionTools, books: Books, found: Gathered, clearing: ClearingAccount | None, stop: Stop
) -> list[HealthRow]:
    by = with_lock(judging(tools, found, clearing), found.rows, books, stop)
    judged = [judge(row, by) for row in found.rows]
    rows = [one for row in judged if (one := _settlement(row)) is not None]
    by_hand = sum(1 for row in judged if row.verdict.stand is Settled.BY_HAND and row.row.status.has_left)
    if by_hand:
        words = f"{count_of(by_hand, 'debit')} made in Rotessa by hand: left alone"
        rows.append(HealthRow(_K.SETTLEMENTS, _S.NOTE, words, "Record their payments yourself."))
    return rows or [HealthRow(_K.SETTLEMENTS, _S.GOOD, "Everything that settled is applied")]


def _settlement(row: SettlementRow) -> HealthRow | None:
    verdict, name = row.verdict, f"{row.number}, {row.customer}"
    if verdict.stand is Settled.TO_REVERSE:
        state, mend = _S.BAD, _M.REVERSE
    elif verdict.stand is Settled.NOT_KNOWN:
        state, mend = _S.WARNING, _M.NONE
    elif verdict.stand is Settled.NOT_APPLIED:
        state, mend = _S.BAD, _mend_of(row)
    elif verdict.stand is Settled.DUE:
        state, mend = _S.NOTE, _M.RUN_NOW
    else:
        return None
    when = f" ({say_date(row.row.process_date)})"
    sentence, url = verdict.sentence + when, row.invoice_url
    sum_of = Money(row.row.amount, row.currency)
    shown = -sum_of if verdict.stand is Settled.TO_REVERSE else sum_of
    about = (state, sentence, verdict.advice, mend, row.row.id, url, name, verdict.paid_on, shown)
    return HealthRow(_K.SETTLEMENTS, *about)


def _mend_of(row: SettlementRow) -> HealthMend:
    code = row.verdict.code
    if code in ("no_clearing", "clearing", "clearing_currency"):
        return _M.CHOOSE_CLEARING
    if code == "locked":
        return _M.APPLY_ON
    if code in ("refused", "unread", "not_open"):
        return _M.APPLY_AGAIN
    return _M.OPEN_INVOICE


def _to_decide(tools: CollectionTools, books: Books) -> list[tuple[OperationRecord, OperationRecord | None]]:
    """Operations that may have had an effect other than the one meant: only a person can say how it goes on.

    Beside each the deletion that was refused of what it made; while one is under way nobody is asked.
    """
    held = [
        record
        for connection in (books.collector_connection, books.ledger_connection)
        for record in tools.journal.records(states=[OperationState.REVIEW], connection_id=connection.id)
        if record.operation.kind in _COLLECTION and record.reason != Reason.LEFT and not ended_without_effect(record)
    ]
    made = [record for record in held if record.operation.kind is OperationKind.CREATE_DEBIT and record.remote_id]
    gone = removals(tools, made)
    found = [(record, gone.get(removal_subject(record)) if record in made else None) for record in held]
    return [(record, removal) for record, removal in found if removal is None or removal.state is OperationState.REVIEW]


def decision_row(record: OperationRecord, removal: OperationRecord | None = None) -> HealthRow:
    """What waits for a person's word, with how to come to it.

    What was made otherwise than asked for is deleted by a person where the program may not, or could not (`removal`) do it by itself.
    """
    is_payment = record.operation.kind in (OperationKind.APPLY_PAYMENT, OperationKind.REVERSE_PAYMENT)
    kind, name = (_K.SETTLEMENTS if is_payment else _K.INVOICES), record.operation.reference
    where = "the ledger" if is_payment else "Rotessa"
    advice = f"Look in {where} whether it is there. If it is, leave it; if not, send it again."
    if record.reason == Reason.MISMATCH and record.operation.kind in _MADE:
        advice = f"Delete it in {where}, then send it again: it is looked for before anything is sent."
    sentence = record.sentence
    if removal is not None:
        sentence = f"{sentence} {removal.sentence}"
        advice = f"Look in {where} whether more of it is to come, and stop it there. Then leave it as it is."
    return HealthRow(kind, _S.BAD, sentence, advice, _M.DECIDE, record.operation.id, record.remote_url, name)
