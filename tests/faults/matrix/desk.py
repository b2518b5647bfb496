"""A program in front of both simulators, in process, with one fault in store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.connectors.quickbooks.ledger import QuickBooksLedger
from app.connectors.xero.catalogue import read_parts
from app.connectors.xero.ledger import XeroLedger
from app.domain.documents import SearchCriteria
from app.domain.errors import ExpectedProblem, IncompleteRead
from app.domain.operation import OperationKind, OperationRecord, OperationState, Ready
from app.domain.run import Stop, unheard
from app.store.sqlite_file import FileDatabase
from tests.contract.books import MemorySecrets
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Call, Network
from tests.simulation.whole.mishaps import NONE, Mishap
from tests.simulation.whole.program import LEDGER, Choices, KilledSecrets, Program
from tests.simulation.whole.record import Intents, WireRecord
from tests.simulation.whole.remote import MakeSide, Remote
from tests.simulation.whole.xero_side import XeroSide
from tests.support.time_and_chance import TestChance

Meant = Callable[[Call], bool]


class Desk:
    """Everything of one cell. `strike` puts the fault into force; `struck` counts how often it has."""

    def __init__(self, database: Path, make_side: MakeSide = XeroSide) -> None:
        self.clock = SimulatedClock()
        self.remote = Remote(self.clock, make_side)
        self.chance = TestChance(3)
        self.secrets = KilledSecrets()
        for name, value in self.remote.side.secrets().items():
            MemorySecrets.put(self.secrets, LEDGER, name, value)
        self._mishap, self._times = NONE, 0
        self._meant: Meant = lambda call: False
        self.struck = 0
        self.network = Network(
            tuple(self.remote.systems), self.clock, WireRecord(self.remote, Intents()), self._choose,
            lambda: 0.2, lambda call: 120.0, self.remote.routes,
        )  # fmt: skip
        self.database = FileDatabase(database)
        self.program = Program(
            "copy-1", self.clock, self.remote, self.network, self.database, Choices(),
            chance=self.chance, secrets=self.secrets, intents=Intents(),
        )  # fmt: skip

    def strike(self, mishap: Mishap, meant: Meant, times: int) -> None:
        """From now on so many of the requests meant go wrong."""
        self._mishap, self._meant, self._times = mishap, meant, times

    def _choose(self, call: Call) -> Mishap:
        if self._times <= 0 or not self._meant(call):
            return NONE
        self._times -= 1
        self.struck += 1
        return self._mishap

    def incomplete(self, sentence: str) -> IncompleteRead:
        """A look-up that brought nothing whole."""
        return IncompleteRead(sentence, code="incomplete")

    def ledger_catalogue(self, stop: Stop) -> object:
        """The ledger's lists, one after another."""
        ledger = self.program.ledger
        if isinstance(ledger, QuickBooksLedger):
            return ledger._context.contacts.all(stop), ledger._context.company.lists(stop)
        assert isinstance(ledger, XeroLedger)
        context = ledger._context
        return context.contacts.all(stop), read_parts(context.session, stop)

    def source_catalogue(self) -> object:
        """What the source's documents can hold."""
        return self.program.source.catalogue(Stop())

    def search(self, criteria: SearchCriteria) -> object:
        """A search; one that is not whole says why."""
        found = self.program.source.search(criteria, Stop(), unheard)
        if not found.complete:
            raise self.incomplete("Not every invoice could be read. Nothing is concluded from what is missing.")
        return found

    def files(self, member: Ready) -> object:
        """The files of a document that is in the books."""
        (remote_id,) = member.resolved.values()
        record = OperationRecord(member.operation, OperationState.UNKNOWN, remote_id=f"{remote_id}/file")
        found = self.program.handlers[LEDGER, OperationKind.ATTACH_FILE].find([record], Stop())
        look_up = found[record.operation.id]
        if not look_up.complete:
            raise self.incomplete(look_up.problem)
        return look_up


def told(problem: ExpectedProblem) -> str:
    """What the user reads: the sentence and what to do."""
    return " ".join(part for part in (problem.sentence, problem.advice) if part)
