"""What every handler of a ledger has: the parts of its connection, and the fingerprint of the token in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from app.connectors.ledger.session import LedgerSession
from app.domain.errors import ExpectedProblem
from app.domain.plan import Mend
from app.domain.run import Stop
from app.ports.operations import IfAbsent

Papers = Callable[[str, Stop], tuple[str, bytes]]
"""Gives the paper of a source document by its source id: a cleaned file name and its bytes."""


class Links(Protocol):
    """Addresses that open a record in the ledger's own pages."""

    def to(self, kind: str, remote_id: str) -> str:
        """The address, '' when it cannot be built."""
        ...


class Outdated(Protocol):
    """A list that is kept and must be read again after a change."""

    def outdated(self) -> None:
        """Something was changed by us."""
        ...


class LedgerContext(Protocol):
    """The parts of one connection that no vendor's handler is without."""

    @property
    def session(self) -> LedgerSession[Any]:
        """Its calls."""
        ...

    @property
    def links(self) -> Links:
        """Its pages."""
        ...

    @property
    def papers(self) -> Papers:
        """The source's papers."""
        ...


C = TypeVar("C", bound=LedgerContext)


class LedgerHandler(Generic[C]):
    """The part of an `OperationHandler` that is the same for every kind."""

    concurrency = 1
    trusts_key = False
    if_absent = IfAbsent.RESEND
    repeatable = False

    def __init__(self, context: C) -> None:
        self._context = context

    def credential(self) -> str:
        """A fingerprint of the access token in use."""
        return self._context.session.tokens.credential()


def no_papers(source_id: str, stop: Stop) -> tuple[str, bytes]:
    """For connections whose source gives no papers."""
    del source_id, stop
    raise ExpectedProblem("The source offers no file for this document.", mend=Mend.NONE, code="no_paper")
