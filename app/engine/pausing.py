"""Pauses of one execution: short ones are sat out with a count-down, long ones end the execution with everything intact."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from app.domain.answer import Attempt, Stage
from app.domain.constants import LIMIT_UNSAID, NOT_SENT_WAIT, WAIT_AT_MOST
from app.domain.errors import AccessProblem, ExpectedProblem, LimitReached, RemoteProblem
from app.engine.context import EngineContext
from app.engine.events import Listener, RunPaused, WaitingUntil
from app.engine.lanes import Gate
from app.engine.outcomes import Paused
from app.engine.packing import Parcel


class Pauses:
    """Decides what an answer's status asks for: wait, try once more with a new sign-in, or pause the run."""

    def __init__(self, context: EngineContext, listener: Listener) -> None:
        self._context = context
        self._listener = listener
        self._denied: Counter[str] = Counter()
        self.paused: Paused | None = None

    def pause(self, problem: ExpectedProblem) -> None:
        """End the execution once what is under way has been answered."""
        if self.paused is None:
            until = problem.until if isinstance(problem, LimitReached) else None
            self.paused = Paused(problem, until)
            self._listener(RunPaused(problem))

    def after(self, gate: Gate, parcel: Parcel, attempt: Attempt) -> float:
        """Seconds until the batch may be tried again, as far as it was not sent or not applied; closes gates and pauses as asked."""
        if attempt.stage is Stage.NOT_SENT:
            return self._not_sent(gate, attempt)
        if attempt.status == 429:
            gate.worked()
            return self._limited(gate, attempt)
        if attempt.status in (401, 403):
            gate.worked()
            self._refused(gate, parcel, attempt)
            return 0.0
        self._denied.subtract({one: self._denied[one] for one in parcel.batch.members})
        if attempt.status is None or attempt.status >= 500:
            self.failed(gate)
        else:
            gate.worked()
        return 0.0

    def _not_sent(self, gate: Gate, attempt: Attempt) -> float:
        if attempt.code == "access_ended":
            self.pause(self._access(gate, attempt))
        if attempt.retry_after is not None:  # our own limiter or day budget held it back: a wait, no failure
            return self.wait(gate, max(0.0, attempt.retry_after), attempt.sentence)
        if attempt.code != "cancelled":  # held back by ourselves: no failure of the connection
            self.failed(gate)
        return NOT_SENT_WAIT.total_seconds()

    def _limited(self, gate: Gate, attempt: Attempt) -> float:
        asked = attempt.retry_after
        seconds = LIMIT_UNSAID.total_seconds() if asked is None or asked < 0 else asked
        return self.wait(gate, seconds, attempt.sentence)

    def _refused(self, gate: Gate, parcel: Parcel, attempt: Attempt) -> None:
        """401: the handler renews the sign-in with its next use, once; a second one, or 403, needs a person."""
        self._denied.update(parcel.batch.members)
        again = attempt.status == 401 and all(self._denied[one] < 2 for one in parcel.batch.members)
        if not again:
            self.pause(self._access(gate, attempt))

    def _access(self, gate: Gate, attempt: Attempt) -> AccessProblem:
        words = attempt.sentence or "The sign-in has ended or lacks a right"
        return AccessProblem(
            words,
            connection_id=gate.connection_id,
            advice=attempt.advice,
            details=attempt.problem,
            mend=attempt.mend,
        )

    def failed(self, gate: Gate) -> None:
        """Count a failure of the connection; several in a row pause it."""
        seconds = gate.failed(self._context.clock.monotonic())
        if seconds:
            self.wait(gate, seconds, "It cannot be reached at the moment", RemoteProblem)

    def wait(self, gate: Gate, seconds: float, sentence: str, kind: type[ExpectedProblem] = LimitReached) -> float:
        """Close the gate for that long; longer than a person should sit in front of it pauses the run."""
        until = self._context.clock.now() + timedelta(seconds=min(seconds, 366 * 86400))
        gate.close(self._context.clock.monotonic() + seconds)
        words = sentence or "A limit of the ledger is used up for now"
        self._listener(WaitingUntil(gate.connection_id, until, words))
        if seconds > WAIT_AT_MOST.total_seconds():
            self.pause(LimitReached(words, until=until) if kind is LimitReached else kind(words))
        return seconds

    def problem(self, gate: Gate, problem: ExpectedProblem) -> None:
        """A read that failed: what needs a person or a long wait pauses the run, the rest is tried again."""
        if isinstance(problem, AccessProblem):
            self.pause(problem)
        elif isinstance(problem, LimitReached):
            left = (problem.until - self._context.clock.now()).total_seconds() if problem.until else None
            self.wait(gate, LIMIT_UNSAID.total_seconds() if left is None else max(0.0, left), problem.sentence)
        else:
            self.failed(gate)
