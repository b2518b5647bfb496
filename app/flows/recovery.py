"""What a start found of earlier work: effects that are being looked up, those that wait for a person, and the state of the records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import StoreProblem
from app.domain.ledger_words import words_of
from app.domain.machine import Reason, ended_without_effect
from app.domain.money import Money
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.payload import DocumentPayload, read_payload
from app.flows.export.summary import POSTS
from app.flows.log import kind_words
from app.flows.rebuild.desk import RebuildDesk
from app.flows.upkeep import RecordsFinding, Upkeep
from app.ports.journal import JournalStore
from app.ports.stores import RunStore

_LOOKED_UP = (OperationState.SENDING, OperationState.REPLAY, OperationState.UNKNOWN, OperationState.CONFIRMED)
_TO_GO = (OperationState.PLANNED, OperationState.ABSENT)
_STATE_WORDS = {
    OperationState.SENDING: "On its way when Ledgerferry ended",
    OperationState.REPLAY: "No clear answer; asked again",
    OperationState.UNKNOWN: "No clear answer; looking it up",
    OperationState.CONFIRMED: "Answered; being read back",
}


@dataclass(frozen=True, slots=True)
class OpenEffect:
    """One change to a remote system that has not come to its end. `url` leads to what was found of it; '' when nothing was.

    `route_id` is '' once the route of its run is gone. `can_adopt`: something was found that a person may take for it.
    """

    operation_id: str
    kind: OperationKind
    what: str
    number: str
    customer: str
    total: Money | None
    sentence: str
    since: datetime | None
    url: str
    can_adopt: bool
    run_id: str
    route_id: str


@dataclass(frozen=True, slots=True)
class RecoveryLook:
    """Everything a person may have to see to after a start. `rebuilt` names the routes that are rebuilt while others still wait."""

    finding: RecordsFinding
    looked_up: tuple[OpenEffect, ...]
    decisions: tuple[OpenEffect, ...]
    not_sent: int
    rebuilt: frozenset[str]


class RecoveryDesk:
    """Looks only; what is decided goes through the engine, what is rebuilt through the rebuild desk."""

    def __init__(self, journal: JournalStore, runs: RunStore, upkeep: Upkeep, rebuild: RebuildDesk) -> None:
        self._journal = journal
        self._runs = runs
        self._upkeep = upkeep
        self._rebuild = rebuild

    def look(self) -> RecoveryLook:
        """How everything stands now."""
        records = self._journal.records(states=(*_LOOKED_UP, *_TO_GO, OperationState.REVIEW))
        return RecoveryLook(
            finding=self._upkeep.finding(),
            looked_up=self._shown(r for r in records if r.state in _LOOKED_UP),
            decisions=self._shown(r for r in records if waits_for_a_word(r)),
            not_sent=sum(r.state in _TO_GO for r in records),
            rebuilt=self._rebuild.done(),
        )

    def decisions(self) -> int:
        """How many wait for a person's word."""
        return sum(map(waits_for_a_word, self._journal.records(states=(OperationState.REVIEW,))))

    def _shown(self, records: Iterable[OperationRecord]) -> tuple[OpenEffect, ...]:
        routes: dict[str, str] = {}
        return tuple(_effect(record, self._route_of(record.operation.run_id, routes)) for record in records)

    def _route_of(self, run_id: str, known: dict[str, str]) -> str:
        if run_id not in known:
            try:
                known[run_id] = self._runs.route_of(run_id)
            except StoreProblem:
                known[run_id] = ""
        return known[run_id]


def waits_for_a_word(record: OperationRecord) -> bool:
    """Whether nobody could prove its end and nobody has left it as it is; what was merely refused comes back with its search."""
    is_held = record.state is OperationState.REVIEW and record.reason != Reason.LEFT
    return is_held and not ended_without_effect(record)


def _effect(record: OperationRecord, route_id: str) -> OpenEffect:
    operation = record.operation
    return OpenEffect(
        operation_id=operation.id,
        kind=operation.kind,
        what=kind_words(operation.kind, words_of("")),
        number=operation.reference,
        customer=_customer(record),
        total=operation.signed,
        sentence=record.sentence or _STATE_WORDS.get(record.state, ""),
        since=record.last_sent or record.updated_at,
        url=record.remote_url,
        can_adopt=bool(record.remote_id),
        run_id=operation.run_id,
        route_id=route_id,
    )


def _customer(record: OperationRecord) -> str:
    if record.operation.kind not in POSTS:
        return ""
    try:
        return read_payload(DocumentPayload, record.operation.payload).contact_name
    except (KeyError, TypeError, ValueError):
        return ""  # written by a version that named it otherwise; its number is enough
