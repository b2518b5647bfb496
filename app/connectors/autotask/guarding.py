"""The last look at the source before something is sent: one narrow query for many operations (apis/autotask.md 13 'Safe order')."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.connectors.autotask.constants import PAGE, SYSTEM
from app.connectors.autotask.headers import HEADER_FIELDS, core_hash, mark_of
from app.connectors.autotask.queries import Queries
from app.connectors.autotask.values import OddValueError, Row, same_moment, written
from app.domain.answer import GuardOutcome, GuardResult
from app.domain.errors import AccessProblem, LimitReached, RemoteProblem
from app.domain.operation import Operation, OperationKind
from app.domain.payload import MarkPayload, UnmarkPayload, read_payload
from app.domain.run import Stop

LOG = logging.getLogger(__name__)

_OF_INVOICES = frozenset(
    (
        OperationKind.POST_INVOICE,
        OperationKind.POST_CREDIT_NOTE,
        OperationKind.MARK_PROCESSED,
        OperationKind.UNMARK_PROCESSED,
    )
)
CLEAR = GuardResult(GuardOutcome.CLEAR)
AT_ONCE = PAGE
"""Ids in one query: as many as one page holds, so that a guard is one call."""


def invoice_id_of(operation: Operation) -> int | None:
    """The invoice an operation is about; None when it is about something else."""
    if operation.kind not in _OF_INVOICES or not operation.subject.startswith(f"{SYSTEM}:"):
        return None
    text = operation.source_id or operation.subject.rpartition(":")[2]
    return int(text) if text.isascii() and text.isdecimal() else None


def read_headers(queries: Queries, ids: Sequence[int], stop: Stop) -> Mapping[int, Row]:
    """The headers of these invoices as they are now, by id. Raises as the reads do."""
    rows = queries.by_ids("Invoices", "id", ids, stop, fields=HEADER_FIELDS, size=AT_ONCE)
    return {row.id: row for row in rows}


def guard(queries: Queries, operations: Sequence[Operation], stop: Stop) -> dict[str, GuardResult]:
    """The guard's word on each operation, by operation id; see `ports.sources.InvoiceSource.guard`.

    A failed read makes all of them UNREADABLE. A refused sign-in and a used-up limit are raised: a person or time must mend them.
    """
    wanted = {operation.id: invoice_id_of(operation) for operation in operations}
    ids = [one for one in wanted.values() if one is not None]
    try:
        rows = read_headers(queries, ids, stop) if ids else {}
    except (AccessProblem, LimitReached):
        raise
    except RemoteProblem as problem:
        LOG.info("guard could not read code=%s", problem.code)
        failed = GuardResult(GuardOutcome.UNREADABLE, problem.sentence)
        return {one: CLEAR if invoice is None else failed for one, invoice in wanted.items()}
    return {operation.id: _word(operation, wanted[operation.id], rows) for operation in operations}


def _word(operation: Operation, invoice: int | None, rows: Mapping[int, Row]) -> GuardResult:
    if invoice is None:
        return CLEAR
    row = rows.get(invoice)
    if row is None:
        return GuardResult(
            GuardOutcome.UNREADABLE,
            f"Autotask does not show invoice {operation.reference or invoice} any more. Check what the API user may see.",
        )
    try:
        return judge(operation, row)
    except OddValueError as reason:
        return GuardResult(GuardOutcome.UNREADABLE, f"The field '{reason.field}' holds {reason.shown}.")
    except (KeyError, TypeError, ValueError):
        return GuardResult(GuardOutcome.UNREADABLE, "What was to be written cannot be read any more.")


def judge(operation: Operation, row: Row) -> GuardResult:
    """One operation against the header as it is now. Raises `OddValueError`."""
    mark = mark_of(row)
    if operation.kind is OperationKind.UNMARK_PROCESSED:
        was = read_payload(UnmarkPayload, operation.payload).was
        return CLEAR if mark is None or same_moment(mark, was) else _marked(mark)
    if row.flag("isVoided"):
        return GuardResult(GuardOutcome.VOIDED, "It was voided in Autotask.")
    return _of_mark(operation, mark) or _of_core(operation, row)


def _of_mark(operation: Operation, mark: datetime | None) -> GuardResult | None:
    """What the mark says; None when it stands as expected. A mark that a run has just set itself is as expected."""
    seen = operation.source_hash.partition(".")[2]
    if operation.kind is OperationKind.MARK_PROCESSED:
        at = read_payload(MarkPayload, operation.payload).at
        return None if mark is None or same_moment(mark, at) else _marked(mark)
    if mark is not None and written(mark) != seen:
        return _marked(mark)
    if mark is None and seen:
        return GuardResult(GuardOutcome.CHANGED, "Its mark was taken back in Autotask after it was shown.")
    return None


def _of_core(operation: Operation, row: Row) -> GuardResult:
    """What everything else in the header says; an operation planned without a hash is not compared."""
    if operation.source_hash and core_hash(row) != operation.source_hash.partition(".")[0]:
        return GuardResult(GuardOutcome.CHANGED, "It was changed in Autotask after it was shown.")
    return CLEAR


def _marked(mark: datetime) -> GuardResult:
    return GuardResult(
        GuardOutcome.MARKED_BY_OTHERS,
        f"Somebody else marked it as invoiced in Autotask on {mark.day} {mark:%B %Y at %H:%M} UTC.",
    )
