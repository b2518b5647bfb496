"""The client every connector uses: reads are repeated by the table, a write is tried exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app.connectors.http.circuit import Circuit
from app.connectors.http.constants import (
    READ_TOTAL,
    RETRY_AFTER_DEFAULT,
    RETRY_AFTER_MAX,
    SKEW_REFUSE,
    SKEW_WARN,
    TRIES,
    WRITE_WAIT_MAX,
)
from app.connectors.http.pacing import NotYetError, Pace, wait_for
from app.connectors.http.replies import Family, problem_for, row_for, sentence_for
from app.connectors.http.retry import backoff
from app.connectors.http.transport import Exchanging
from app.connectors.http.wire import Answer, Request
from app.domain.answer import Stage
from app.domain.errors import Cancelled, ExpectedProblem, LimitReached
from app.domain.run import Stop
from app.ports.clock import Chance, Clock

LOG = logging.getLogger(__name__)

HandBack = Callable[[Answer], bool]


def nothing(answer: Answer) -> bool:
    """Hand nothing back: whatever is not good is tried again or raised."""
    del answer
    return False


def statuses(*wanted: int) -> HandBack:
    """Hand back whole replies with one of these statuses for the connector to judge."""
    return lambda answer: answer.status in wanted and answer.code not in {"truncated", "deadline", "reset"}


class HttpClient:
    """One remote system for one credential. `vendor` is the name people know it by; it stands in every sentence.

    `own_word` tells 5xx replies that are the remote system's considered answer, so that they do not count as faults of the host.
    """

    def __init__(
        self,
        vendor: str,
        transport: Exchanging,
        pace: Pace,
        clock: Clock,
        chance: Chance,
        *,
        request_id_header: str = "",
        own_word: HandBack = nothing,
    ) -> None:
        self.vendor = vendor
        self._transport = transport
        self._pace = pace
        self._clock = clock
        self._chance = chance
        self._circuit = Circuit(clock)
        self._request_id_header = request_id_header
        self._own_word = own_word
        self._skew = 0.0
        self._compared: tuple[datetime, float] | None = None
        self._skew_told = False

    def close(self) -> None:
        """Close the connections kept alive."""
        self._transport.close()

    @property
    def skew(self) -> float:
        """Seconds by which the remote clock is ahead of ours, as last heard; 0 once our clock was set or stood still since then.

        What was heard under another setting tells nothing of this one, and would hold every write back with nothing left to ask.
        """
        if self._compared is None:
            return 0.0
        wall, steady = self._compared
        set_by = (self._clock.now() - wall).total_seconds() - (self._clock.monotonic() - steady)
        return 0.0 if abs(set_by) > SKEW_WARN else self._skew

    @property
    def skew_sentence(self) -> str:
        """What to say of the clocks; '' while they agree within two minutes."""
        if abs(self.skew) <= SKEW_WARN:
            return ""
        minutes = round(abs(self.skew) / 60)
        return f"The clock of this computer and the clock of {self.vendor} differ by {minutes} minutes."

    def request_id(self, answer: Answer) -> str:
        """The remote system's name for this request, for its support."""
        return answer.header(self._request_id_header)[:100] if self._request_id_header else ""

    def sentence(self, answer: Answer) -> str:
        """What to tell of an answer that is not good; '' for a good one."""
        return sentence_for(answer.code, self.vendor)

    # --- reads

    def read(self, request: Request, stop: Stop, hand_back: HandBack = nothing) -> Answer:
        """A good answer, or one the caller asked to have handed back (judged before any repetition).

        Five tries with full jitter within two minutes; only what `replies.ROWS` marks is tried again. Raises `RemoteProblem`,
        `AccessProblem`, `LimitReached` and `Cancelled`.
        """
        spent = 0.0
        tries = 0
        while True:
            tries += 1
            answer = self._try_read(request, stop)
            if answer.good or hand_back(answer):
                return answer
            wait = self._wait_before_next(answer, tries)
            if wait is None or spent + wait > READ_TOTAL:
                raise self.problem(answer)
            spent += wait
            wait_for(self._clock, stop, wait)

    def _try_read(self, request: Request, stop: Stop) -> Answer:
        stop.check()
        closed = self._circuit.seconds_closed()
        if closed > 0:
            return Answer(Stage.NOT_SENT, code="paused", retry_after=closed)
        try:
            with self._pace.slot(request, stop):
                return self._exchange(request)
        except NotYetError as reason:
            return Answer(Stage.NOT_SENT, code="budget", retry_after=reason.seconds, details=reason.limit)

    def _wait_before_next(self, answer: Answer, tries: int) -> float | None:
        """Seconds to wait, None when it is not tried again."""
        if not row_for(answer.code).again or tries >= TRIES:
            return None
        if answer.code == "limit" or answer.retry_after is not None:
            asked = RETRY_AFTER_DEFAULT if answer.retry_after is None else answer.retry_after
            return asked if asked <= RETRY_AFTER_MAX else None
        return backoff(tries, self._chance.fraction())

    def retry_seconds(self, problem: Exception) -> float | None:
        """Seconds until a problem's limit ends; None when it has none or does not say."""
        until = problem.until if isinstance(problem, LimitReached) else None
        return None if until is None else max(0.0, (until - self._clock.now()).total_seconds())

    def problem(self, answer: Answer) -> ExpectedProblem:
        """The problem to raise for an answer that is not good."""
        details = " ".join(part for part in (answer.details, self.request_id(answer)) if part)
        if row_for(answer.code).family is Family.LIMIT:
            until = None if answer.retry_after is None else self._clock.now() + timedelta(seconds=answer.retry_after)
            return LimitReached(self.sentence(answer), until=until, details=details, code=answer.code)
        return problem_for(answer.code, self.vendor, details)

    # --- writes

    def write(self, request: Request, stop: Stop) -> Answer:
        """Try once and tell what is known. Never raises for network, remote system, limits or a cancel.

        A wait longer than five seconds is not made here, because the caller's checks would grow old: the answer is then
        NOT_SENT with code 'pace', 'budget' or 'paused' and `retry_after` says in how many seconds it is worth asking again.
        """
        if abs(self.skew) > SKEW_REFUSE:
            return Answer(Stage.NOT_SENT, code="clock")
        closed = self._circuit.seconds_closed()
        if closed > 0:
            return Answer(Stage.NOT_SENT, code="paused", retry_after=closed)
        try:
            with self._pace.slot(request, stop, WRITE_WAIT_MAX):
                stop.check()  # whoever asked may have to look again after the wait
                return self._exchange(request)
        except NotYetError as reason:
            code = "budget" if reason.limit == "day" else "pace"
            return Answer(Stage.NOT_SENT, code=code, retry_after=reason.seconds, details=reason.limit)
        except Cancelled:
            return Answer(Stage.NOT_SENT, code="cancelled")

    # --- both

    def _exchange(self, request: Request) -> Answer:
        began, started = self._clock.now(), self._clock.monotonic()
        answer = self._transport.exchange(request, self._clock.now)
        self._pace.heard(answer)
        self._count(answer)
        self._compare_clocks(answer, began, started)
        self._note(request, answer, self._clock.monotonic() - started)
        return answer

    def _count(self, answer: Answer) -> None:
        if answer.status is not None and (answer.status < 500 or self._own_word(answer)):
            self._circuit.answered()
        elif answer.code not in {"foreign_host", "internal"}:
            self._circuit.failed()

    def _compare_clocks(self, answer: Answer, began: datetime, started: float) -> None:
        """What an answer's date says of our clock; nothing, where the machine may have slept since it was written."""
        remote = answer.remote_time
        if remote is None:
            return
        now, steady = self._clock.now(), self._clock.monotonic()
        if (now - began).total_seconds() - (steady - started) > SKEW_WARN:
            self._compared = None
            return
        self._compared = (now, steady)
        self._skew = (remote - now).total_seconds()
        if abs(self._skew) > SKEW_WARN and not self._skew_told:
            self._skew_told = True
            LOG.warning("clock differs from the remote clock by %d s host-of=%s", round(self._skew), self.vendor)

    def _note(self, request: Request, answer: Answer, seconds: float) -> None:
        """One line for each request; these fields and no others. The path has no query and control characters are escaped."""
        parts = urlsplit(request.url)
        LOG.info(
            "%s %s%s status=%s code=%s stage=%s ms=%d id=%s",
            request.method,
            parts.hostname,
            parts.path.encode("unicode_escape").decode("ascii"),
            answer.status,
            answer.code or "-",
            answer.stage.value,
            round(seconds * 1000),
            self.request_id(answer).encode("unicode_escape").decode("ascii") or "-",
        )
