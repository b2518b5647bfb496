"""Which operations go into one request, and the body built for it once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.errors import ExpectedProblem
from app.domain.machine import SENDABLE, Reason, Step
from app.domain.operation import OperationRecord, OperationState, Ready
from app.engine.ages import Moment, key_is_young
from app.engine.board import Board
from app.engine.context import EngineContext
from app.engine.invariants import body_hash, require_members, require_same_books
from app.engine.lanes import Lane
from app.ports.journal import Batch
from app.ports.operations import Prepared


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch about to be sent, with its members as the handler wants them, and whether it repeats an attempt without a clear answer."""

    batch: Batch
    members: tuple[Ready, ...]
    replay: bool


class Packer:
    """Builds parcels. A generation's body is built here once; a repeated request takes the stored bytes."""

    def __init__(self, context: EngineContext, board: Board, put_back: Callable[[Sequence[str]], None]) -> None:
        self._context = context
        self._board = board
        self._put_back = put_back

    def pick(self, lane: Lane) -> list[str]:
        """The next operations of the lane, at most one request's worth, out of the queue."""
        picked: list[str] = []
        tenant = ""
        while lane.queue and len(picked) < max(1, lane.handler.batch_limit):
            record = self._board[lane.queue[0]]
            if picked and record.operation.tenant != tenant:
                break
            lane.pop()
            if record.state in SENDABLE:
                tenant = record.operation.tenant
                picked.append(record.operation.id)
        return picked

    def pack(self, lane: Lane, ids: Sequence[str]) -> Parcel | None:
        """A new body under a new key for these; what does not fit into one request goes back. None when nothing could be built."""
        require_same_books(self._board.of(ids))
        generations = {one: next_generation(self._board[one]) for one in ids}
        members = tuple(self._ready(one, generations[one]) for one in ids)
        try:
            prepared = lane.handler.prepare(members)
        except ExpectedProblem as problem:
            return self._split(lane, ids, problem.sentence)
        except (ValueError, KeyError, TypeError, ArithmeticError) as problem:
            return self._split(lane, ids, f"It could not be written for the ledger ({type(problem).__name__})")
        require_members(prepared, ids)
        if len(prepared.body) > lane.handler.batch_bytes:
            return self._split(lane, ids, "It is larger than one request may be")
        by_id = {member.operation.id: member for member in members}
        ordered = tuple(by_id[one] for one in prepared.members)
        return Parcel(self._batch(lane, prepared, ordered), ordered, replay=False)

    def _split(self, lane: Lane, ids: Sequence[str], sentence: str) -> Parcel | None:
        """Half of them, so that one that cannot be built does not hold the others up."""
        if len(ids) > 1:
            half = len(ids) // 2
            self._put_back(ids[half:])
            return self.pack(lane, ids[:half])
        self._board.write({ids[0]: Step(OperationState.REVIEW, "not_built", Reason.REFUSED, sentence)})
        return None

    def repeat(self, batch: Batch) -> Parcel:
        """The same batch once more, byte for byte."""
        members = tuple(
            self._ready(one, generation) for one, generation in zip(batch.members, batch.generations, strict=True)
        )
        replay = any(self._board[one].state is OperationState.REPLAY for one in batch.members)
        return Parcel(batch, members, replay)

    def prepared(self, parcel: Parcel) -> Prepared:
        """The stored request as the handler takes it."""
        batch = parcel.batch
        return Prepared(batch.method, batch.path, batch.body, batch.members, batch.content_type)

    def may_repeat(self, lane: Lane, batch: Batch) -> bool:
        """Whether the key may be used again: trusted, young, and under the credential of its first use.

        Where none was known, two may be meant: that of a process that has ended, and the one that is asked for next.
        """
        young = not self._context.safeguards.key_age or key_is_young(batch, Moment.now(self._context.clock))
        same = batch.credential != "" and lane.handler.credential() == batch.credential
        return lane.handler.trusts_key and young and same

    def _ready(self, one: str, generation: int) -> Ready:
        operation = self._board[one].operation
        needed = (self._board.load(dependency) for dependency in operation.depends_on)
        resolved = {record.operation.id: record.remote_id for record in needed if record is not None}
        return Ready(operation, generation, resolved)

    def _batch(self, lane: Lane, prepared: Prepared, members: Sequence[Ready]) -> Batch:
        moment = Moment.now(self._context.clock)
        return Batch(
            id=self._context.chance.uuid(),
            members=prepared.members,
            key=self._context.chance.uuid(),
            method=prepared.method,
            path=prepared.path,
            body=prepared.body,
            body_hash=body_hash(prepared.body),
            content_type=prepared.content_type,
            generations=tuple(member.generation for member in members),
            credential=lane.handler.credential(),
            sent_at=moment.wall,
            monotonic=moment.monotonic,
            boot_id=moment.boot_id,
        )


def next_generation(record: OperationRecord) -> int:
    """The generation of a new body: the first one keeps the planned number, each later key has one of its own."""
    return record.generation + 1 if record.key else record.generation
