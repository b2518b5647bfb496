"""Looking before a run is taken back: what of it cannot be undone, with the reason, as far as both sides can tell now.

Nothing is changed here. What changes between this look and the undo is caught by the handlers' own checks just before each request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.answer import RemoteState
from app.domain.catalogue import Organisation
from app.domain.ledger_words import words_of
from app.domain.machine import Reason
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.payload import DocumentPayload, read_payload
from app.domain.run import Stop
from app.domain.words import say_date
from app.flows.export.summary import POSTS
from app.ports.journal import JournalStore
from app.ports.ledgers import Ledger
from app.ports.operations import OperationHandler
from app.ports.sources import InvoiceSource

_REBUILT = "It was entered by a rebuild: whether its mark is ours is not known. Void it in the ledger itself"


@dataclass(frozen=True, slots=True)
class Look:
    """What the look found: reasons why documents stay, and the versions that a void is measured against, by source id."""

    stays: Mapping[str, str]
    versions: Mapping[str, str]


def look(journal: JournalStore, run_id: str, ledger: Ledger, source: InvoiceSource, stop: Stop) -> Look:
    """Read the run's documents and marks as they are now. Raises as the reads do."""
    records = [r for r in journal.records(run_id=run_id) if r.state is OperationState.DONE]
    posts = [r for r in records if r.operation.kind in POSTS]
    versions = _versions(posts, records)
    lock = _locked_up_to(ledger.organisation(stop)) if posts else None
    states = _ledger_states(ledger, posts, versions, stop)
    stays: dict[str, str] = {}
    for post in posts:
        reason = _why_it_stays(post, states.get(post.operation.id), lock, ledger.vendor)
        if reason:
            stays[post.operation.source_id] = reason
    marks = [r for r in records if r.operation.kind is OperationKind.MARK_PROCESSED]
    stays |= _foreign_marks(source.handlers().get(OperationKind.MARK_PROCESSED), marks, stop)
    return Look(stays, versions)


def _locked_up_to(books: Organisation) -> date | None:
    return max((day for day in (books.period_lock, books.year_lock) if day is not None), default=None)


def _versions(posts: Sequence[OperationRecord], records: Sequence[OperationRecord]) -> dict[str, str]:
    """Each document's version as we left it: a paper hung on it later is a change of our own."""
    left = {post.operation.source_id: post.remote_version for post in posts}
    for record in records:
        if record.operation.kind is OperationKind.ATTACH_FILE and record.remote_version:
            left[record.operation.source_id] = record.remote_version
    return left


def _ledger_states(
    ledger: Ledger, posts: Sequence[OperationRecord], versions: Mapping[str, str], stop: Stop
) -> dict[str, RemoteState]:
    groups: dict[OperationKind, list[OperationRecord]] = defaultdict(list)
    for post in posts:
        groups[post.operation.kind].append(post)
    handlers = ledger.handlers()
    states: dict[str, RemoteState] = {}
    for kind, members in groups.items():
        states.update(handlers[kind].read_back([_as_left(post, versions) for post in members], stop))
    return states


def _as_left(post: OperationRecord, versions: Mapping[str, str]) -> OperationRecord:
    return post._replace(remote_version=versions[post.operation.source_id])


def _why_it_stays(post: OperationRecord, state: RemoteState | None, lock: date | None, vendor: str) -> str:
    if post.reason == Reason.REBUILT:
        return _REBUILT
    if state is None:
        return f"{vendor} did not show it"
    if state.exists and not state.live:
        return ""  # it is gone already: its mark is taken back all the same
    if not state.exists or not state.untouched:
        return state.why_not.rstrip(".") or f"It is not in {vendor} as it was sent"
    issued = read_payload(DocumentPayload, post.operation.payload).issue_date
    if lock is not None and issued <= lock and state.status != "DRAFT":
        return f"The books are {words_of(vendor).closed} up to {say_date(lock)}"
    return ""


def _foreign_marks(handler: OperationHandler | None, marks: Sequence[OperationRecord], stop: Stop) -> dict[str, str]:
    """Marks that are not ours any more: they are left alone, and so are the documents they stand for."""
    if handler is None or not marks:
        return {}
    states = handler.read_back(marks, stop)
    stays = {}
    for mark in marks:
        state = states.get(mark.operation.id)
        if state is None:
            stays[mark.operation.source_id] = "Its mark could not be read"
        elif state.exists and not state.live and state.version:
            stays[mark.operation.source_id] = state.why_not.rstrip(".")
    return stays
