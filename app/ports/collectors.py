"""What a system that debits customers' bank accounts has to offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.domain.collection.debits import PayerDebits, Transaction
from app.domain.collection.payers import Payer
from app.domain.operation import OperationKind
from app.domain.run import Stop
from app.ports.operations import OperationHandler
from app.ports.sources import ConnectionCheck


@dataclass(frozen=True, slots=True)
class FullPayer:
    """A payer read alone: all that may be known of it, and its debits with their transactions."""

    payer: Payer
    debits: PayerDebits


class Collector(Protocol):
    """One account at a collector. Reads may raise `ExpectedProblem` kinds; nothing changes but through `handlers`."""

    system: str  # 'rotessa': first part of journal subjects
    vendor: str  # 'Rotessa'

    def check(self, stop: Stop) -> ConnectionCheck:
        """Test the connection. `tenant` is '' where the collector names no account (Rotessa): the connection's own id stands for it."""
        ...

    def payers(self, stop: Stop) -> Sequence[Payer]:
        """All payers in their short form, sorted by id; complete, or `IncompleteRead`."""
        ...

    def payer(self, payer_id: str, stop: Stop) -> FullPayer:
        """One payer in full. `RemoteProblem` with code 'payer_unknown' (no such payer) or 'payer_hidden' (not visible to this key)."""
        ...

    def transactions(self, start: date, end: date, stop: Stop) -> Sequence[Transaction]:
        """The report of all transactions with a process date in these days, both included, every status, sorted by (process date, id).

        All pages; complete, or `IncompleteRead`. A row that moved between pages while they were read counts once.
        """
        ...

    def payer_url(self, payer_id: str) -> str:
        """Address that opens a payer in the collector's own web pages; '' when it cannot be told."""
        ...

    def handlers(self) -> Mapping[OperationKind, OperationHandler]:
        """How this account is changed: CREATE_PAYER, UPDATE_PAYER, CREATE_DEBIT, AMEND_DEBIT, DELETE_DEBIT.

        CREATE_DEBIT is IfAbsent.PERSON_DECIDES and not repeatable; an answer that does not say `Once` and one installment is a MISMATCH.
        UPDATE_PAYER, AMEND_DEBIT and DELETE_DEBIT are repeatable: setting or taking away again changes nothing.
        """
        ...
