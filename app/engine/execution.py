"""One execution: a loop that starts what may go, takes in what was answered, looks up, reads back, waits, and ends.

It runs in the thread of its caller; only requests and reads run in its pool. The journal is touched by this thread alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.errors import Cancelled, StoreProblem
from app.domain.machine import SENDABLE
from app.domain.operation import OperationRecord, OperationState
from app.domain.run import Stop
from app.engine.board import Board
from app.engine.checks import Checks
from app.engine.claims import Claims
from app.engine.context import EngineContext
from app.engine.desk import ELSEWHERE, Asked, Desk
from app.engine.dispatch import Dispatcher, Flight
from app.engine.events import BatchAnswered, Listener, OperationsChanged
from app.engine.foresight import Foresight
from app.engine.freshness import Freshness
from app.engine.lanes import Lane
from app.engine.outcomes import Outcomes, Paused
from app.engine.pausing import Pauses
from app.engine.reading import Answered, Reader, Schedule
from app.engine.recording import Recorder
from app.engine.sending import Judged, Landed, Sender
from app.ports.journal import Batch

_REPLAY_PAUSES = (1.0, 5.0, 20.0, 60.0)
"""Seconds before each repeat of a request without a clear answer; after the last one it is looked up instead."""

_POOL_MOST = 16


@dataclass(frozen=True, slots=True)
class _Reading:
    lane: Lane
    ids: tuple[str, ...]
    is_look_up: bool


class Execution:
    """Carries a set of operations as far as they go without waiting long. Made for one use."""

    def __init__(
        self,
        context: EngineContext,
        recorder: Recorder,
        schedule: Schedule,
        *,
        asked: Asked,
        stop: Stop,
        listener: Listener,
    ) -> None:
        self._context = context
        self._schedule = schedule
        self._stop = stop
        self._listener = listener
        self._board = Board(context, recorder, listener)
        self._claims = Claims(context.journal, context.owner, context.clock)
        self._pauses = Pauses(context, listener)
        self._desk = Desk(context, self._board, self._claims, schedule=schedule, pauses=self._pauses, asked=asked)
        self._sender = Sender(context, self._board, self._claims, self._desk.packer, stop)
        self._reader = Reader(context, self._board, schedule, stop)
        self._readings: dict[Future[Answered], _Reading] = {}
        self._replays: dict[str, int] = defaultdict(int)
        self._waited = 0.0  # seconds, for the answers that come next
        self._dispatcher: Dispatcher

    def run(self, records: Sequence[OperationRecord]) -> Outcomes:
        """Work on these until nothing more can be done soon. Ends early, with everything intact, on cancel and pause."""
        requested = [record.operation.id for record in records]
        self._listener(OperationsChanged(records))
        pool = self._context.pool(min(_POOL_MOST, self._width(records)))
        self._dispatcher = self._dispatch_with(pool)
        try:
            self._work(records, pool)
        finally:
            pool.shutdown(wait=True)
            self._claims.give_all_back()
        return self._outcomes(requested)

    def _width(self, records: Sequence[OperationRecord]) -> int:
        destinations = {(r.operation.connection_id, r.operation.kind) for r in records}
        return 1 + sum(self._context.handlers[destination].concurrency for destination in destinations)

    def _dispatch_with(self, pool: Executor) -> Dispatcher:
        freshness = Freshness(self._context, self._board, self._schedule.read_at)
        checks = Checks(self._context, self._board, freshness, Foresight(pool), self._stop)
        return Dispatcher(self._context, self._desk, checks, self._sender, listener=self._listener, pool=pool)

    def _work(self, records: Sequence[OperationRecord], pool: Executor) -> None:
        try:
            self._desk.load(records)
            while self._turn(pool):
                pass
        except StoreProblem as problem:
            self._pauses.pause(problem)
            self._land_all()
        if self._stop.is_given_up and not isinstance(self._problem(), StoreProblem):
            self._desk.stop_rest()

    def _problem(self) -> Exception | None:
        return self._pauses.paused.problem if self._pauses.paused else None

    def _turn(self, pool: Executor) -> bool:
        """One round; False when this execution has nothing more to do."""
        self._land([future for future in self._under_way if future.done()])
        if self._is_ending or self._stop.is_paused:
            return self._idle_or_end()
        try:
            self._desk.unpark()
            if self._start_each():
                return True
            self._look_up(pool)
            if not self._dispatcher.flights:
                self._read_back(pool)
            return self._wait()
        except Cancelled:
            return True

    def _start_each(self) -> bool:
        """One request of every lane that may start one; False when none could."""
        started = False
        for lane in list(self._desk.lanes.values()):
            started = self._dispatcher.start(lane) or started
        return started

    @property
    def _under_way(self) -> list[Future[Any]]:
        return [*self._dispatcher.flights, *self._readings]

    @property
    def _is_ending(self) -> bool:
        return self._stop.is_cancelled or self._pauses.paused is not None

    def _idle_or_end(self) -> bool:
        """While ending or paused nothing new starts; what is under way is taken in."""
        if self._under_way:
            wait(self._under_way, return_when=FIRST_COMPLETED)
            return True
        if self._is_ending:
            return False
        try:
            self._stop.check()
        except Cancelled:
            return False
        return True

    def _wait(self) -> bool:
        """Until an answer comes or the next thing is due; False when neither is to be expected soon."""
        now = self._context.clock.monotonic()
        due = self._next_due()
        if self._under_way:
            timeout = None if due is None else max(0.0, due - now)
            wait(self._under_way, timeout=timeout, return_when=FIRST_COMPLETED)
            self._waited += self._context.clock.monotonic() - now
            return True
        if due is None:
            return False
        if due > now:
            self._context.clock.sleep(due - now, self._stop)
        return True

    def _next_due(self) -> float | None:
        dues = [due for lane in self._desk.lanes.values() if (due := lane.next_due()) is not None]
        dues.extend(until for until, patient in self._desk.parked.values() if patient)
        reading = {one for reading in self._readings.values() for one in reading.ids}
        waits = list(self._schedule.look_up.items())
        if not self._dispatcher.flights:  # read-backs wait until all requests are answered, to be made in one call
            waits.extend(self._schedule.read_back.items())
        for one, due in waits:
            if one in self._board and one in self._schedule.patient and one not in reading:
                dues.append(max(due, self._desk.lane(self._board[one]).gate.open_at))
        return min(dues) if dues else None

    def _look_up(self, pool: Executor) -> None:
        self._read(pool, self._schedule.look_up, is_look_up=True)

    def _read_back(self, pool: Executor) -> None:
        self._read(pool, self._schedule.read_back, is_look_up=False)

    def _read(self, pool: Executor, due: dict[str, float], *, is_look_up: bool) -> None:
        """Start the look-ups or read-backs that are due, one call for all of one lane."""
        now = self._context.clock.monotonic()
        busy = {one for reading in self._readings.values() for one in reading.ids}
        wanted = [one for one, at in due.items() if at <= now and one in self._board and one not in busy]
        groups: dict[int, tuple[Lane, list[str]]] = {}
        for one in wanted:
            lane = self._desk.lane(self._board[one])
            if lane.gate.open_at <= now:
                groups.setdefault(id(lane), (lane, []))[1].append(one)
        ask = self._reader.ask_where if is_look_up else self._reader.ask_state
        for lane, ids in groups.values():
            mine = self._claims.take(ids)
            due.update(dict.fromkeys((one for one in ids if one not in mine), now + ELSEWHERE))
            self._schedule.patient.difference_update(one for one in ids if one not in mine)
            held = tuple(one for one in ids if one in mine)
            if held:
                self._submit(pool, ask, _Reading(lane, held, is_look_up))

    def _submit(
        self, pool: Executor, ask: Callable[[Lane, Sequence[OperationRecord]], Answered], reading: _Reading
    ) -> None:
        future = pool.submit(ask, reading.lane, self._board.of(reading.ids))
        self._readings[future] = reading

    def _land_all(self) -> None:
        """The journal cannot be written: wait for what is under way and keep its answers."""
        while self._under_way:
            wait(self._under_way)
            try:
                self._land(self._under_way)
            except StoreProblem:
                continue

    def _land(self, done: Sequence[Future[Any]]) -> None:
        """Take in what has come back, in the order in which it was started: answers first, and all of them together."""
        flights = self._dispatcher.flights
        answered = [one for one in done if one in flights and one.result() is not None]
        if answered:
            landed = [Landed(flights[one].lane, flights[one].parcel, one.result()) for one in answered]
            self._make_room(landed)
            following = [] if self._is_ending or self._stop.is_paused else self._dispatcher.following(landed)
            taken = [flights.pop(one) for one in answered]
            judged, begun = self._sender.judge(landed, [each.intent for each in following])
            self._dispatcher.follow(following, begun)
            for flight, found in zip(taken, judged, strict=True):
                self._landed(flight, found)
        for future in done:
            if future in flights:  # it came too late to start
                flight = flights.pop(future)
                flight.lane.in_flight -= 1
                self._desk.recover(flight.parcel.batch.members)
            elif future in self._readings:
                self._read_done(self._readings.pop(future), future.result())

    def _make_room(self, landed: Sequence[Landed]) -> None:
        """Learn from how answers came how many requests to keep under way."""
        answers = Counter(each.lane.destination for each in landed)
        for lane in {each.lane.destination: each.lane for each in landed}.values():
            lane.room.heard(answers[lane.destination], self._waited)
        self._waited = 0.0

    def _landed(self, flight: Flight, judged: Judged) -> None:
        lane, batch = flight.lane, flight.parcel.batch
        lane.in_flight -= 1
        seconds = self._context.clock.monotonic() - flight.started
        self._listener(BatchAnswered(*lane.destination, batch.members, seconds))
        pause = self._pauses.after(lane.gate, flight.parcel, judged.attempt)
        states = {self._board[one].state for one in batch.members}
        if judged.is_untouched:
            self._desk.send_again(lane, batch, pause)
        elif states == {OperationState.REPLAY}:
            self._repeat(lane, batch)
        else:
            lane.sent += len(batch.members)
            self._desk.away.difference_update(batch.members)
        self._claims.let_go(batch.members)

    def _repeat(self, lane: Lane, batch: Batch) -> None:
        """Once more under the same key after a growing pause; after the last one it is looked up instead."""
        number = self._replays[batch.id]
        self._replays[batch.id] += 1
        if number < len(_REPLAY_PAUSES):
            self._desk.send_again(lane, batch, _REPLAY_PAUSES[number])
        else:
            self._desk.look_up_instead(batch)

    def _read_done(self, reading: _Reading, answered: Answered) -> None:
        if answered.problem is not None:
            self._pauses.problem(reading.lane.gate, answered.problem)
        elif not self._stop.is_cancelled:
            reading.lane.gate.worked()
        if reading.is_look_up:
            self._reader.took_look_up(reading.lane, reading.ids, answered)
        else:
            self._reader.took_read_back(reading.ids, answered)
        self._claims.let_go(reading.ids)

    def _outcomes(self, requested: Sequence[str]) -> Outcomes:
        records = tuple(self._board[one] for one in requested)
        paused = self._pauses.paused
        unsent = any(r.state in SENDABLE and r.operation.id in self._desk.parked for r in records)
        if paused is None and unsent and self._desk.unchecked is not None:
            paused = Paused(self._desk.unchecked)
        return Outcomes(records, paused, self._stop.is_given_up, self._next_check(records))

    def _next_check(self, records: Sequence[OperationRecord]) -> datetime | None:
        now = self._context.clock.monotonic()
        open_ids = {record.operation.id for record in records if not record.state.is_final}
        dues = [self._schedule.look_up, self._schedule.read_back, {k: v[0] for k, v in self._desk.parked.items()}]
        times = [at for due in dues for one, at in due.items() if one in open_ids]
        if not times:
            return None
        return self._context.clock.now() + timedelta(seconds=max(0.0, min(times) - now))
