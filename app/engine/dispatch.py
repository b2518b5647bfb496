"""Starts requests: claims, last checks, packing, commit, and off. Whatever cannot go now is put where it waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from itertools import islice

from app.domain.answer import Attempt
from app.domain.constants import NOT_SENT_WAIT
from app.domain.errors import ExpectedProblem
from app.domain.machine import SENDABLE
from app.domain.operation import OperationState
from app.engine.ages import Moment
from app.engine.checks import Checks
from app.engine.context import EngineContext
from app.engine.desk import ELSEWHERE, Desk
from app.engine.events import BatchStarted, Listener
from app.engine.invariants import InvariantBroken
from app.engine.lanes import Lane
from app.engine.packing import Parcel
from app.engine.sending import Landed, Sender
from app.ports.journal import Batch, Intent, StaleRecord

_CLAIMED_AHEAD = 500  # operations of the lane claimed together with a request's own: each claiming is a write to disk


@dataclass(frozen=True, slots=True)
class Flight:
    """A request under way."""

    lane: Lane
    parcel: Parcel
    started: float


@dataclass(frozen=True, slots=True)
class Following:
    """A request that may go as soon as its intention is written down, and since when that is known."""

    lane: Lane
    parcel: Parcel
    intent: Intent
    since: Moment


class Dispatcher:
    """Starts the requests of one execution."""

    def __init__(
        self, context: EngineContext, desk: Desk, checks: Checks, sender: Sender, *, listener: Listener, pool: Executor
    ) -> None:
        self._context = context
        self._desk = desk
        self._board = desk.board
        self._claims = desk.claims
        self._packer = desk.packer
        self._pauses = desk.pauses
        self._checks = checks
        self._sender = sender
        self._listener = listener
        self._pool = pool
        self.flights: dict[Future[Attempt | None], Flight] = {}

    def start(self, lane: Lane) -> bool:
        """Start one request of the lane, or settle something that keeps it from starting; False when the lane has nothing to do now."""
        now = self._context.clock.monotonic()
        if not lane.has_room or lane.gate.open_at > now:
            return False
        again = lane.take_again(now)
        if again is None and not lane.queue:
            return False
        self._carefully(lambda: self._start_again(lane, again.batch) if again else self._start_new(lane))
        return True

    def _carefully(self, work: Callable[[], None]) -> None:
        """A broken invariant stops what it is about, a problem the run; neither goes further."""
        try:
            work()
        except InvariantBroken as broken:
            self._board.stop_for(broken.operation_ids, str(broken))
        except ExpectedProblem as problem:
            self._pauses.pause(problem)

    def following(self, landed: Sequence[Landed]) -> list[Following]:
        """The requests that take the places of these, as far as nobody has to be asked about them: they are written down together with
        the answers. Where an answer is not plainly good, what it asks for comes first.
        """
        found: list[Following] = []
        if not self._context.safeguards.journal_first or not all(each.is_good for each in landed):
            return found
        places = Counter(each.lane.destination for each in landed)
        for lane in {each.lane.destination: each.lane for each in landed}.values():
            for _ in range(lane.room_after(places[lane.destination])):
                self._carefully(partial(self._add_next, found, lane))
        return found

    def _add_next(self, found: list[Following], lane: Lane) -> None:
        now = self._context.clock.monotonic()
        if lane.gate.open_at > now or lane.repeats(now) or not lane.queue:
            return
        picked = self._packer.pick(lane)
        since = self._checks.known(lane, picked) if picked and self._claims.has(picked) else None
        if since is None:
            lane.push_front(picked)
            return
        self._desk.away.update(picked)
        self._claims.take(picked)
        parcel = self._packer.pack(lane, picked)
        if parcel is not None:
            found.append(Following(lane, parcel, self._sender.intent(parcel), since))

    def follow(self, following: Sequence[Following], begun: Sequence[bool]) -> None:
        """Send those that have been written down; the others wait for their turn like any other."""
        for each, has_begun in zip(following, begun, strict=True):
            if has_begun:
                self._let_go(each.lane, each.parcel, each.since)
            else:
                self._desk.put_back(each.parcel.batch.members)

    def _start_new(self, lane: Lane) -> None:
        picked = self._packer.pick(lane)
        self._desk.away.update(picked)
        if not self._claims.has(picked):
            self._claims.take([*picked, *islice(lane.queue, _CLAIMED_AHEAD)])
        mine = self._claims.take(picked)
        elsewhere = [one for one in picked if one not in mine]
        self._desk.park(elsewhere, ELSEWHERE, patient=False)
        clear, since = self._checked(lane, [one for one in picked if one in mine])
        parcel = self._packer.pack(lane, clear) if clear else None
        if parcel is not None:
            self._send(lane, parcel, since)

    def _checked(self, lane: Lane, ids: Sequence[str]) -> tuple[list[str], Moment]:
        if not ids:
            return [], Moment.now(self._context.clock)
        try:
            checked = self._checks.clear(lane, ids)
        except ExpectedProblem as problem:
            self._desk.unreadable(lane, ids, problem)
            return [], Moment.now(self._context.clock)
        if checked.unreadable:
            self._desk.unreadable(lane, checked.unreadable, checked.problem)
        return list(checked.clear), checked.since

    def _start_again(self, lane: Lane, batch: Batch) -> None:
        """The same batch once more if all of it may go; otherwise what may exist is looked up and the rest gets a body of its own."""
        mine = self._claims.take(batch.members)
        if len(mine) < len(batch.members):
            self._desk.send_again(lane, batch, ELSEWHERE)
            return
        records = self._board.of(batch.members)
        states = {record.state for record in records}
        whole = states <= {OperationState.REPLAY} or states <= SENDABLE
        whole = whole and all(record.batch_id == batch.id for record in records)
        if not whole or not self._packer.may_repeat(lane, batch):
            self._take_apart(batch)
            return
        clear, since = self._checked(lane, batch.members)
        if len(clear) < len(batch.members):
            self._take_apart(batch)
        else:
            self._send(lane, self._packer.repeat(batch), since)

    def _take_apart(self, batch: Batch) -> None:
        """This body is never sent again. What may exist is looked up; what certainly does not goes into new requests under new keys."""
        self._desk.look_up_instead(batch)
        self._desk.put_back([one for one in batch.members if self._board[one].state in SENDABLE])

    def _commit(self, parcel: Parcel) -> bool:
        """Write it down; False when others hold it, or have been at work on it meanwhile."""
        ids = parcel.batch.members
        try:
            if self._sender.commit(parcel):
                return True
        except StaleRecord:
            self._desk.away.difference_update(ids)
            self._board.catch_up(ids)
            return False
        self._claims.give_back(ids)
        self._desk.park(ids, NOT_SENT_WAIT.total_seconds(), patient=True)
        return False

    def _send(self, lane: Lane, parcel: Parcel, since: Moment) -> None:
        if not self._context.safeguards.journal_first or self._commit(parcel):
            self._let_go(lane, parcel, since)

    def _let_go(self, lane: Lane, parcel: Parcel, since: Moment) -> None:
        """Off, unless the last test after the commit finds a claim lost or the checks too old."""
        ids = parcel.batch.members
        if not self._sender.may_start(parcel, since):
            self._desk.recover(ids)
            return
        now = self._context.clock.monotonic()
        self._listener(BatchStarted(*lane.destination, ids, parcel.replay))
        lane.started_at = now if lane.started_at is None else lane.started_at
        lane.in_flight += 1
        future = self._pool.submit(self._sender.request(lane, parcel, since))
        if not self._context.safeguards.journal_first:
            self._sender.commit(parcel)
        self.flights[future] = Flight(lane, parcel, now)
        self._checks.forget(ids)
        self._checks.look_ahead(lane)
