"""One running copy of the program: its own clock, journal, connectors and engine, killed or put to sleep at any step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.connectors.autotask.source import AutotaskSource
from app.connectors.oauth.tokens import OneProcess
from app.domain.answer import Attempt
from app.domain.constants import LEASE
from app.domain.errors import StoreProblem
from app.domain.operation import Operation, OperationKind, OperationRecord
from app.domain.payload import forget_payloads
from app.domain.route import Connection, System
from app.domain.run import Stop
from app.engine.context import Destination, EngineContext, Guard
from app.engine.engine import Engine
from app.engine.safeguards import Safeguards
from app.ports.journal import Batch, Begun, Change, Claim, Intent, Together
from app.ports.operations import OperationHandler
from app.store.database import Database
from app.store.journal import Journal
from tests.contract.books import MemorySecrets
from tests.simulation.inline import inline
from tests.simulation.kill import Killer
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Network, Post
from tests.simulation.whole.ledger_side import CONNECTION
from tests.simulation.whole.record import Intents
from tests.simulation.whole.remote import Remote
from tests.support.time_and_chance import TestChance

LEDGER, SOURCE, SOURCE_TENANT = CONNECTION, "source", "41806"
K = OperationKind
_GUARDED = (K.POST_INVOICE, K.POST_CREDIT_NOTE)
_IN_SOURCE = (K.MARK_PROCESSED, K.UNMARK_PROCESSED)


class MachineClock:
    """Implements `Clock` for one machine: its steady clock stands still while it sleeps, and starts anew with each boot.

    Each program has a machine of its own, whose steady clock means nothing to the others; a process that is started again is on the same.
    """

    def __init__(self, time: SimulatedClock, name: str = "here") -> None:
        self.time = time
        self._name = name
        self._origin = time.monotonic() - 5000.0  # on for a while already
        self.boot = 1

    def now(self) -> datetime:
        """The wall clock, which somebody may have set."""
        return self.time.now()

    def monotonic(self) -> float:
        """Seconds awake since the machine was started."""
        return self.time.monotonic() - self._origin

    def today(self) -> date:
        """The date of the wall clock."""
        return self.time.today()

    def boot_id(self) -> str:
        """This start of the machine."""
        return f"{self._name}/{self.boot}"

    def sleep(self, seconds: float, stop: Stop | None = None) -> None:
        """Let time pass for everybody; never less than a real machine's clock can tell."""
        self.time.sleep(max(seconds, 0.001), stop)

    def suspend(self, seconds: float, meanwhile: Callable[[], None]) -> None:
        """The lid is closed for so long; others go on."""
        began = self.time.monotonic()
        meanwhile()
        left = seconds - (self.time.monotonic() - began)
        if left > 0:
            self.time.pass_time(left)
        self._origin += self.time.monotonic() - began

    def restart(self) -> None:
        """Another boot: the steady clock begins anew."""
        self.boot += 1
        self._origin = self.time.monotonic() - 20.0


class Fate(Killer):
    """Counts the steps of one program; at some of them something other than death happens, between two of its steps."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self.now = now
        self.happenings: list[tuple[int, Callable[[], None]]] = []
        self.naps: dict[str, Callable[[], None]] = {}  # by the name of a step, after the first of which it sleeps

    def step(self, name: str) -> None:
        """One step; what is due happens at the next place where time may pass unnoticed."""
        super().step(name)
        nap = self.naps.pop(name, None)
        if nap is not None:
            nap()
        due = [one for one in self.happenings if one[0] <= self.steps]
        if due and name not in ("first byte", "last byte"):
            self.happenings.remove(due[0])
            due[0][1]()


class WatchedJournal(Journal):
    """The durable journal of one program: it may be killed around each commit, the disk may be full, the oracle takes note."""

    fate: Fate
    intents: Intents
    full = False
    ignores_claims = False  # a test's own: whatever others hold is taken from them
    believes_claims = False  # a test's own: what was held once is held for ever

    def _before(self, name: str) -> None:
        self.fate.step(f"{name} before")
        if self.full:
            raise StoreProblem("The disk is full.", code="disk_full")

    def plan(self, operations: Sequence[Operation], at: datetime) -> Sequence[OperationRecord]:
        self._before("plan")
        planned = super().plan(operations, at)
        self.fate.step("plan after")
        return planned

    def claim(self, operation_ids: Sequence[str], owner: str, seconds: float) -> dict[str, Claim]:
        self._before("claim")
        if self.ignores_claims:
            self._take_from_others(operation_ids, owner)
        taken = super().claim(operation_ids, owner, seconds)
        self.intents.held.update(dict.fromkeys(taken, owner))
        return taken

    def _take_from_others(self, operation_ids: Sequence[str], owner: str) -> None:
        with self._db.writing():
            self._db.many(
                "DELETE FROM claim WHERE operation_id = ? AND owner <> ?", [(one, owner) for one in operation_ids]
            )

    def holds(self, claims: dict[str, Claim], seconds_left: float) -> bool:
        return self.ignores_claims or self.believes_claims or super().holds(claims, seconds_left)

    def release(self, claims: dict[str, Claim]) -> None:
        self._before("release")
        super().release(claims)
        for one, claim in claims.items():
            if self.intents.held.get(one) == claim.owner:
                del self.intents.held[one]

    def begin(self, batch: Batch, changes: Sequence[Change], claims: dict[str, Claim]) -> Begun:
        self._before("begin")
        begun = super().begin(batch, changes, self._claimed(batch, claims))
        self._noted(batch, begun is not None)
        self.fate.step("begin after")
        return begun

    def _claimed(self, batch: Batch, claims: dict[str, Claim]) -> dict[str, Claim]:
        """As they are, or taken from whoever holds them."""
        if not self.ignores_claims:
            return claims
        owner = next(iter(claims.values())).owner
        self._take_from_others(batch.members, owner)
        claims = super().claim(batch.members, owner, LEASE.total_seconds())
        self.intents.held.update(dict.fromkeys(claims, owner))
        return claims

    def _noted(self, batch: Batch, begun: bool) -> None:
        if begun:
            self.intents.batches[batch.id] = batch
            self.intents.members.update(dict.fromkeys(batch.members, batch.id))

    def record_and_begin(self, answers: Sequence[Change], at: datetime, intents: Sequence[Intent]) -> Together:
        self._before("record")
        self._before("begin")
        mine = [replace(intent, claims=self._claimed(intent.batch, intent.claims)) for intent in intents]
        written = super().record_and_begin(answers, at, mine)
        for intent, begun in zip(intents, written[1], strict=True):
            self._noted(intent.batch, begun is not None)
        self._believed(answers)
        self.fate.step("record after")
        self.fate.step("begin after")
        return written

    def record(
        self, changes: Sequence[Change], at: datetime, attempt: Attempt | None = None
    ) -> Sequence[OperationRecord]:
        self._before("record")
        written = super().record(changes, at, attempt)
        self._believed(changes)
        self.fate.step("record after")
        return written

    def _believed(self, changes: Sequence[Change]) -> None:
        now = self.fate.now()
        believed = [change.operation_id for change in changes if change.fact == "absent"]
        self.intents.absences += [(one, now, self.intents.last_sent.get(one, float("-inf"))) for one in believed]


@dataclass(frozen=True, slots=True)
class Bend:
    """A test's own change to a program, to take one rule out of it."""

    handler: Callable[[OperationHandler], OperationHandler] | None = None
    guards: bool = True
    ignores_claims: bool = False
    believes_claims: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What a seed fixes about how the program is set up."""

    batch_limit: int = 50
    safeguards: Safeguards = field(default_factory=Safeguards)
    bend: Bend | None = None
    nap_after: str = ""  # a step after which the first of two programs is put to sleep


class KilledSecrets(MemorySecrets):
    """A keyring whose writing may be the program's last deed."""

    fate: Fate | None = None

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Keep it."""
        if self.fate is not None:
            self.fate.step("secret before")
        super().put(connection_id, name, value)
        if self.fate is not None:
            self.fate.step("secret after")


class Program:
    """A copy of the program. `start` is what each start of its process does."""

    def __init__(
        self, name: str, time: SimulatedClock, remote: Remote, network: Network, database: Database, choices: Choices,
        *, chance: TestChance, secrets: KilledSecrets, intents: Intents,
    ) -> None:  # fmt: skip
        self.name = name
        self.generation = 0  # of its process: another one counts as another owner of claims
        self.busy = False
        self.clock = MachineClock(time, name)
        self.fate = Fate(time.monotonic)
        self.secrets = secrets
        self.chance = chance
        self._remote, self._network, self._choices = remote, network, choices
        self.journal = WatchedJournal(database, self.clock, chance, lambda count: None)
        self.journal.fate, self.journal.intents = self.fate, intents
        self.engine: Engine
        self.start()

    @property
    def engine_owner(self) -> str:
        """Under what name it holds claims."""
        return f"{self.name}.{self.generation}"

    def start(self) -> None:
        """Connect anew and make an engine: nothing of an earlier process is left but the journal and the keyring."""
        forget_payloads()
        post = Post(self._network, self.fate)
        source = AutotaskSource(
            self._source_connection(), self.secrets, self.clock, self.chance, make_transport=post, at_once=1
        )
        side = self._remote.side
        parts = side.open(self.secrets, self.clock, self.chance, post, OneProcess())
        handlers: dict[Destination, OperationHandler] = {
            (LEDGER, kind): handler for kind, handler in parts.ledger.handlers().items()
        }
        handlers.update({(SOURCE, kind): handler for kind, handler in source.handlers().items()})
        for destination in ((LEDGER, K.POST_INVOICE), (LEDGER, K.POST_CREDIT_NOTE)):
            handlers[destination].batch_limit = self._choices.batch_limit
        bend = self._choices.bend or Bend()
        if bend.handler is not None:
            handlers = {destination: bend.handler(handler) for destination, handler in handlers.items()}
        self.journal.ignores_claims, self.journal.believes_claims = bend.ignores_claims, bend.believes_claims
        self.source, self.ledger, self.sign_in, self.handlers = source, parts.ledger, parts.sign_in, handlers
        guards: dict[Destination, Guard] = {(LEDGER, kind): source.guard for kind in _GUARDED}
        guards.update({(SOURCE, kind): source.guard for kind in _IN_SOURCE})
        guards = guards if bend.guards else {}
        self.engine = Engine(
            EngineContext(
                self.journal, handlers, guards, self.clock, self.chance, self.engine_owner,
                pool=inline, safeguards=self._choices.safeguards, tenant_of={LEDGER: side.tenant, SOURCE: SOURCE_TENANT}.__getitem__,
            )
        )  # fmt: skip

    def _source_connection(self) -> Connection:
        line = self._remote.autotask_line
        settings = {name: line[name] for name in ("username", "integration_code", "base_url")}
        self.secrets_of_source(line["secret"])
        return Connection(SOURCE, System.AUTOTASK, "Autotask", SOURCE_TENANT, "Wattle", settings)

    def secrets_of_source(self, secret: str) -> None:
        """The API user's secret lies in the keyring."""
        MemorySecrets.put(self.secrets, SOURCE, "secret", secret)

    def sign_in_again(self) -> None:
        """A person has signed in: a new grant, and connectors made anew."""
        MemorySecrets.put(self.secrets, LEDGER, "refresh_token", self._remote.side.fresh_refresh_token())
        self.start()
