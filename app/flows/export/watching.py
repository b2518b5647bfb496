"""Watching a run: engine events become what the Sending screen shows, lanes that add up and a live list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.money import Money, totals_by_currency
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.plan import DocumentState, PlannedDocument, Problem
from app.domain.run import DocumentEvent, DocumentOutcome, Lane, LaneCount, Progress, Report
from app.engine.events import BatchStarted, Event, OperationChanged, RunPaused, WaitingUntil
from app.flows.export.summary import POSTS, standing_of
from app.ports.clock import Clock

_LANE_OF = {
    DocumentState.SENT: LaneCount.DONE,
    DocumentState.MARKED: LaneCount.DONE,
    DocumentState.UNDONE: LaneCount.DONE,
    DocumentState.REFUSED: LaneCount.NEEDS_YOU,
    DocumentState.BEING_CHECKED: LaneCount.BEING_CHECKED,
}
_STEPS = {
    OperationKind.CREATE_CONTACT: "Creating contacts",
    OperationKind.LINK_CONTACT: "Linking contacts",
    OperationKind.RESTORE_CONTACT: "Restoring a contact",
    OperationKind.POST_INVOICE: "Sending invoices",
    OperationKind.POST_CREDIT_NOTE: "Sending credit notes",
    OperationKind.ATTACH_FILE: "Attaching papers",
    OperationKind.MARK_PROCESSED: "Marking as processed",
    OperationKind.UNMARK_PROCESSED: "Taking marks back",
    OperationKind.VOID_DOCUMENT: "Taking documents back",
}
_GAUGE_AFTER = 5  # steps done before a time is told: fewer would be a guess


@dataclass(frozen=True, slots=True)
class Watched:
    """What the list needs to know of a document."""

    number: str
    customer: str
    total: Money


class Watcher:
    """Hears the engine and reports snapshots. The report's throttling is the listener's business, not ours."""

    def __init__(self, documents: Sequence[PlannedDocument], clock: Clock, report: Report) -> None:
        self._watched = {
            d.source.id: Watched(d.source.number, d.source.party.name or f"Company {d.source.party.id}", d.source.total)
            for d in documents
        }
        self._clock = clock
        self._report = report
        self._lane: dict[str, LaneCount] = dict.fromkeys(self._watched, LaneCount.WAITING)
        self._counts = dict.fromkeys(LaneCount, 0)
        self._sums: dict[LaneCount, dict[str, Money]] = {lane: {} for lane in LaneCount}
        for watched in self._watched.values():
            self._move(None, LaneCount.WAITING, watched.total)
        self._states: dict[str, DocumentState] = {}
        self._step, self._pace = "Starting", ""
        self._steps_done: set[str] = set()
        self._started = clock.monotonic()

    @classmethod
    def for_outcomes(cls, outcomes: Sequence[DocumentOutcome], clock: Clock, report: Report) -> Watcher:
        """A watcher over documents of an earlier run: marking and undoing."""
        watcher = cls((), clock, report)
        for outcome in outcomes:
            if outcome.remote_id:
                watched = Watched(outcome.number, outcome.customer, outcome.total)
                watcher._watched[outcome.document_id] = watched
                watcher._lane[outcome.document_id] = LaneCount.WAITING
                watcher._move(None, LaneCount.WAITING, watched.total)
        return watcher

    def _move(self, old: LaneCount | None, new: LaneCount, total: Money) -> None:
        for lane, sign in ((old, -1), (new, 1)):
            if lane is None:
                continue
            self._counts[lane] += sign
            sums = self._sums[lane]
            before = sums.get(total.currency, Money.zero(total.currency))
            sums[total.currency] = before + total if sign > 0 else before - total

    def hear(self, event: Event) -> None:
        """One event of the engine."""
        events: tuple[DocumentEvent, ...] = ()
        if isinstance(event, OperationChanged):
            found = self._changed(event.record)
            events = (found,) if found else ()
        elif isinstance(event, BatchStarted):
            self._step, self._pace = _STEPS[event.kind], ""
        elif isinstance(event, WaitingUntil):
            self._pace = event.sentence
        elif isinstance(event, RunPaused):
            self._pace = event.problem.sentence
        self._report(self._snapshot(events))

    def _changed(self, record: OperationRecord) -> DocumentEvent | None:
        operation = record.operation
        watched = self._watched.get(operation.source_id)
        if record.state.is_final:
            self._steps_done.add(operation.id)
        if watched is None:
            return None
        if operation.kind in POSTS:
            told = standing_of(record)
        elif operation.kind in (OperationKind.MARK_PROCESSED, OperationKind.VOID_DOCUMENT) and record.state.is_final:
            done = record.state is OperationState.DONE
            good = DocumentState.MARKED if operation.kind is OperationKind.MARK_PROCESSED else DocumentState.UNDONE
            told = ((good if done else DocumentState.REFUSED), record.sentence, None)
        else:
            return None
        return self._told(operation.source_id, watched, told, record.remote_url)

    def _told(
        self, one: str, watched: Watched, told: tuple[DocumentState, str, Problem | None], url: str
    ) -> DocumentEvent | None:
        """Move the document to its lane; an event for the list when its state is a new one."""
        state, sentence, problem = told
        lane = _LANE_OF.get(state, LaneCount.WAITING)
        self._move(self._lane[one], lane, watched.total)
        self._lane[one] = lane
        if self._states.get(one) is state:
            return None
        self._states[one] = state
        return DocumentEvent(
            self._clock.now(), one, watched.number, watched.customer, state, sentence, watched.total, problem, url
        )

    def _snapshot(self, events: tuple[DocumentEvent, ...] = ()) -> Progress:
        lanes = {
            lane: Lane(self._counts[lane], tuple(m for m in self._sums[lane].values() if m.amount != 0))
            for lane in LaneCount
        }
        settled = self._counts[LaneCount.DONE] + self._counts[LaneCount.NEEDS_YOU]
        return Progress(
            step=self._step,
            done=settled,
            total=len(self._watched),
            lanes=lanes,
            seconds_left=self._seconds_left(settled),
            pace=self._pace,
            events=events,
        )

    def _seconds_left(self, settled: int) -> float | None:
        """By the pace so far; nothing is told before there is a pace."""
        arrived = settled + self._counts[LaneCount.BEING_CHECKED]
        if arrived < _GAUGE_AFTER:
            return None
        each = (self._clock.monotonic() - self._started) / arrived
        return each * (len(self._watched) - arrived)

    def finish(self) -> None:
        """A last snapshot, so that nothing shown is older than the end."""
        self._step = "Done"
        self._report(self._snapshot())


def lane_totals(outcomes: Sequence[DocumentOutcome]) -> tuple[Money, ...]:
    """Totals by currency of some outcomes."""
    return tuple(totals_by_currency(o.total for o in outcomes).values())
