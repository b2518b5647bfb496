"""The calls of one connection as handlers see them, and how a write went."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Generic, TypeVar

from app.connectors.http.client import HttpClient
from app.connectors.http.wire import Answer, Request
from app.connectors.ledger.settings import LedgerSettings
from app.connectors.oauth.tokens import TokenKeeper, fingerprint
from app.domain.answer import Stage
from app.domain.errors import AccessProblem, Cancelled, ExpectedProblem, LimitReached
from app.domain.run import Stop

S = TypeVar("S", bound=LedgerSettings)


@dataclass(frozen=True, slots=True)
class BookWords:
    """How a ledger's own words go into a sentence for a bookkeeper."""

    vendor: str
    books: str  # 'organisation', 'company'
    contact: str  # 'contact', 'customer'
    asleep: str  # what a contact is that may not be used: 'archived', 'inactive'


@dataclass(frozen=True, slots=True)
class Sent:
    """A write as it went: the answer, and under which access token."""

    answer: Answer
    credential: str
    sentence: str = ""


class LedgerSession(ABC, Generic[S]):
    """The calls of one connection. Safe to use from several threads."""

    words: ClassVar[BookWords]

    def __init__(self, settings: S, client: HttpClient, tokens: TokenKeeper, at_once: int) -> None:
        """`at_once` calls may be under way; one means that reads follow one another in the caller's own thread."""
        self.settings = settings
        self.client = client
        self.tokens = tokens
        self.at_once = at_once

    @abstractmethod
    def limit_of(self, answer: Answer) -> str:
        """Which limit an answer names, '' when none."""

    @abstractmethod
    def details_of(self, answer: Answer) -> str:
        """The vendor's own words in an answer, for the log."""

    @abstractmethod
    def problem(self, answer: Answer) -> ExpectedProblem:
        """The problem an answer stands for."""

    @abstractmethod
    def _token_refused(self, answer: Answer) -> bool:
        """Whether an answer is about the token itself, so that a new one helps."""

    def remote_time(self, moment: datetime) -> datetime:
        """A moment of our clock by the vendor's clock, as far as its answers tell."""
        return moment + timedelta(seconds=self.client.skew)

    def _chosen(self) -> str:
        """The books of this connection. Raises `AccessProblem` (code 'no_tenant') while none are chosen."""
        if not self.settings.tenant:
            raise AccessProblem(
                f"No {self.words.vendor} {self.words.books} is chosen yet.",
                connection_id=self.settings.connection_id,
                advice=f"Sign in and choose the {self.words.books}.",
                code="no_tenant",
            )
        return self.settings.tenant

    def _write(
        self,
        method: str,
        path: str,
        body: bytes,
        stop: Stop,
        *,
        query: tuple[tuple[str, str], ...],
        headers: Mapping[str, str],
        kind: str,
    ) -> Sent:
        """One write, tried once. Never raises for network, sign-in, limits or a cancel: then nothing was sent."""
        try:
            url = self._url(path)
            token = self.tokens.access_token(stop)
        except Cancelled:
            return Sent(Answer(Stage.NOT_SENT, code="cancelled"), "")
        except ExpectedProblem as problem:
            return Sent(_not_sent(problem, self.client.retry_seconds(problem)), "", problem.sentence)
        whole = {"Authorization": f"Bearer {token}", **headers}
        answer = self.client.write(Request(method, url, query, whole, body, kind), stop)
        if self._token_refused(answer):
            self.tokens.refused(token)
        sentence = "" if answer.good else self.problem(answer).sentence
        return Sent(answer, fingerprint(token), sentence)

    @abstractmethod
    def _url(self, path: str) -> str:
        """The address of a path in the chosen books. Raises `AccessProblem` while none are chosen."""


def _not_sent(problem: ExpectedProblem, seconds: float | None) -> Answer:
    code = "access_ended" if isinstance(problem, AccessProblem) else problem.code or "internal"
    code = "budget" if isinstance(problem, LimitReached) else code
    return Answer(Stage.NOT_SENT, code=code, details=problem.code, retry_after=seconds)
