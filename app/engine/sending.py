"""One request: commit it to the journal, test claim and clock once more, send it, and record what came back before anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.answer import Attempt, Stage
from app.domain.constants import CHECK_AGE
from app.domain.errors import Cancelled, StoreProblem
from app.domain.machine import Reason, Step, after_answer, after_late_answer
from app.domain.operation import OperationState
from app.domain.run import Stop
from app.domain.verdict import Verdict, verdict
from app.engine.ages import Moment, seconds_since
from app.engine.board import Board, fact_text
from app.engine.claims import Claims
from app.engine.context import EngineContext
from app.engine.invariants import require_intact, shared_ids
from app.engine.lanes import Lane
from app.engine.packing import Packer, Parcel
from app.ports.journal import Change, Intent, StaleRecord


class InTime(Stop):
    """The run's own `Stop`, which also keeps a request back whose last checks have grown old while it waited: for its turn, for a new
    sign-in, or because the person paused the run. Nothing has been sent then, and the checks are made anew.
    """

    def __init__(self, stop: Stop, is_recent: Callable[[], bool]) -> None:
        super().__init__()
        self._stop = stop
        self._is_recent = is_recent

    @property
    def is_cancelled(self) -> bool:
        """Whether the person has asked to stop."""
        return self._stop.is_cancelled

    @property
    def is_paused(self) -> bool:
        """Whether the person has asked to wait."""
        return self._stop.is_paused

    def check(self) -> None:
        """As of the run; also raises `Cancelled` when the request may not start any more."""
        self._stop.check()
        if not self._is_recent():
            raise Cancelled

    def wait(self, seconds: float) -> bool:
        """As of the run."""
        return self._stop.wait(seconds)


@dataclass(frozen=True, slots=True)
class Landed:
    """A request that has come back."""

    lane: Lane
    parcel: Parcel
    attempt: Attempt

    @property
    def is_good(self) -> bool:
        """Whether the remote system was reached and took the request in: no limit, no refusal and no failure to heed first."""
        return self.attempt.status is not None and 200 <= self.attempt.status < 300


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer with what it means for each member, in wire order."""

    attempt: Attempt
    verdicts: dict[str, Verdict]

    @property
    def is_untouched(self) -> bool:
        """Whether every member is as it was before the request: the batch may be sent again as it is."""
        return all(one in (Verdict.NOT_SENT, Verdict.NOT_APPLIED) for one in self.verdicts.values())

    @property
    def is_ambiguous(self) -> bool:
        """Whether nothing clear is known of any member."""
        return all(one is Verdict.AMBIGUOUS for one in self.verdicts.values())


class Sender:
    """Sends parcels of one execution."""

    def __init__(self, context: EngineContext, board: Board, claims: Claims, packer: Packer, stop: Stop) -> None:
        self._context = context
        self._board = board
        self._claims = claims
        self._packer = packer
        self._stop = stop

    def commit(self, parcel: Parcel) -> bool:
        """Write the batch and its members' SENDING; False when a claim has passed on, in which case nothing is written or sent.

        Raises `StaleRecord`, nothing being written, when another copy of the program has been at work on one of them meanwhile.
        """
        intent = self.intent(parcel)
        begun = self._context.journal.begin(intent.batch, intent.changes, intent.claims)
        self._board.began(begun or ())
        return begun is not None

    def intent(self, parcel: Parcel) -> Intent:
        """What the journal has to hold before the first byte."""
        require_intact(parcel.batch)
        moment = Moment.now(self._context.clock)
        text = self._said(parcel)
        changes = (self._sending(parcel, one, number, moment, text) for one, number in self._numbered(parcel))
        return Intent(parcel.batch, tuple(changes), self._claims.of(parcel.batch.members))

    def _numbered(self, parcel: Parcel) -> list[tuple[str, int]]:
        return list(zip(parcel.batch.members, parcel.batch.generations, strict=True))

    def _said(self, parcel: Parcel) -> str:
        """What the journal says of each member before the first byte; a batch goes to one tenant."""
        batch = parcel.batch
        tenant = self._board[batch.members[0]].operation.tenant
        return fact_text({"body": batch.body_hash, "credential": batch.credential, "key": batch.key, "tenant": tenant})

    def _sending(self, parcel: Parcel, one: str, generation: int, moment: Moment, text: str) -> Change:
        batch, record = parcel.batch, self._board[one]
        return Change(
            operation_id=one,
            state=OperationState.SENDING,
            fact="sending",
            text=text,
            generation=generation,
            key=batch.key,
            first_sent=moment.wall if record.first_sent is None else None,
            last_sent=moment.wall,
            last_sent_monotonic=moment.monotonic,
            boot_id=moment.boot_id,
            batch_id=batch.id,
            was=(record.state, record.batch_id),
        )

    def may_start(self, parcel: Parcel, checked_at: Moment) -> bool:
        """The last test between the commit and the first byte: claims, clock, and for a replay the age of its key."""
        return self._is_recent(checked_at) and self._claims.hold_long_enough(parcel.batch.members)

    def _is_recent(self, checked_at: Moment) -> bool:
        age = seconds_since(checked_at, Moment.now(self._context.clock))
        return not self._context.safeguards.fresh_check or age <= CHECK_AGE.total_seconds()

    def request(self, lane: Lane, parcel: Parcel, checked_at: Moment) -> Callable[[], Attempt | None]:
        """The work of one request, for any thread. It answers None when it came too late to start: nothing has been sent then."""

        def transmit() -> Attempt | None:
            if not self._is_recent(checked_at):
                return None
            in_time = InTime(self._stop, lambda: self._is_recent(checked_at))
            try:
                return lane.handler.send(self._packer.prepared(parcel), parcel.members, parcel.batch.key, in_time)
            except Exception as problem:  # whatever happened, the first byte may have been out
                return Attempt(Stage.SENT, code="own_exception", problem=type(problem).__name__)

        return transmit

    def judge(
        self, answers: Sequence[Landed], following: Sequence[Intent] = ()
    ) -> tuple[list[Judged], tuple[bool, ...]]:
        """Decide for each member of each, and write it before anything else is done with the answers.

        What has come in together is written together, and with it the intentions of the requests that follow: each writing waits for
        the disk. Which of these have begun is the second part of the answer. Where another copy of the program has been at work on one
        of them, each answer is written by itself, and nothing has begun.
        """
        judged = [self._judged(each) for each in answers]
        on_time = self._claims.still_hold([one for each in answers for one in each.parcel.batch.members])
        if on_time and len(answers) + len(following) > 1:
            steps = [self._steps(each, found) for each, found in zip(answers, judged, strict=True)]
            told = [(one, found.attempt) for one, found in zip(steps, judged, strict=True)]
            try:
                return judged, self._board.write_answers(told, following)
            except StaleRecord:
                pass
        self._write_each(answers, judged, on_time)
        return judged, (False,) * len(following)

    def _write_each(self, answers: Sequence[Landed], judged: Sequence[Judged], on_time: bool) -> None:
        """One by one; where one cannot be written, it is kept, and so are those after it."""
        problem: StoreProblem | None = None
        for each, found in zip(answers, judged, strict=True):
            held = on_time if len(answers) == 1 else self._claims.still_hold(each.parcel.batch.members)
            try:
                self._write(each, found, held)
            except StoreProblem as trouble:
                problem = problem or trouble
        if problem is not None:
            raise problem

    def _judged(self, answered: Landed) -> Judged:
        attempt, members = answered.attempt, answered.parcel.batch.members
        single = len(members) == 1
        return Judged(
            attempt,
            {
                one: verdict(attempt, attempt.items.get(one), single=single, replay=self._was_unclear(one))
                for one in members
            },
        )

    def _write(self, answered: Landed, judged: Judged, on_time: bool) -> None:
        while True:
            steps = self._steps(answered, judged) if on_time else self._late_steps(answered.parcel, judged)
            try:
                self._board.write_answers([(steps, judged.attempt)])
            except StaleRecord:
                on_time = False
            else:
                return

    def _steps(self, answered: Landed, judged: Judged) -> dict[str, Step]:
        batch = answered.parcel.batch
        same_key = judged.attempt.credential == batch.credential and self._packer.may_repeat(answered.lane, batch)
        may_replay = judged.is_ambiguous and same_key
        return self._without_shared_ids({one: self._step(one, judged, may_replay) for one in batch.members})

    def _late_steps(self, parcel: Parcel, judged: Judged) -> dict[str, Step]:
        """What the answer adds to what others have found out while it was waited for."""
        members = parcel.batch.members
        replayed = {one: self._was_unclear(one) for one in members}
        self._board.refresh(members)
        return self._without_shared_ids({one: self._late_step(one, parcel, judged, replayed[one]) for one in members})

    def _was_unclear(self, one: str) -> bool:
        return self._board.before(one) is OperationState.REPLAY

    def _step(self, one: str, judged: Judged, may_replay: bool) -> Step:
        record = self._board[one]
        item = judged.attempt.items.get(one)
        return after_answer(record, self._board.before(one), judged.verdicts[one], item, may_replay=may_replay)

    def _late_step(self, one: str, parcel: Parcel, judged: Judged, replayed: bool) -> Step:
        item = judged.attempt.items.get(one)
        return after_late_answer(self._board[one], parcel.batch.id, judged.verdicts[one], item, replayed=replayed)

    def _without_shared_ids(self, steps: dict[str, Step]) -> dict[str, Step]:
        """Two operations cannot have made one document: whoever shares a remote id with another member is stopped."""
        ids = {one: step.remote_id or "" for one, step in steps.items() if step.state is OperationState.CONFIRMED}
        words = "Stopped for your safety: the ledger named one document for several"
        for one in shared_ids(ids):
            steps[one] = Step(
                OperationState.REVIEW, "invariant", Reason.INVARIANT, words, remote_id=ids[one], was_ambiguous=True
            )
        return steps
