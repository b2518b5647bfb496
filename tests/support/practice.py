"""Practice books in a process of their own with their control address, and the main job done over them desk by desk."""

from __future__ import annotations

import http.client
import json
import ssl
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from app.bootstrap.folders import Folders
from app.bootstrap.practice import PracticeWish, set_up, start_afresh
from app.bootstrap.practice_quickbooks import COMPANIES, company_of
from app.bootstrap.records import Records
from app.bootstrap.sandbox_child import SandboxChild
from app.bootstrap.stand_in_browser import StandInBrowser
from app.bootstrap.systems import ConnectedSystems
from app.bootstrap.time_and_chance import SystemClock
from app.bootstrap.workplace import Opening, Workplace
from app.connectors.quickbooks.ledger import QuickBooksLedger
from app.domain.documents import SearchCriteria, SearchResult
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.plan import Plan
from app.domain.run import Report, Stop, unheard
from app.engine.engine import Engine
from app.flows.desks import Desks
from app.flows.export.sending import SendResult
from app.ports.secrets import SecretStore

ORGANISATION = "Harbour & Pine IT Pty Ltd"
_SECONDS = 120.0


class LaterClock(SystemClock):
    """The real clock, so many seconds ahead: a program that is started again later, without anybody having waited."""

    def __init__(self, ahead: float = 0.0) -> None:
        super().__init__()
        self.ahead = ahead

    def now(self) -> datetime:
        """The instant it is meant to be."""
        return super().now() + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        """Seconds that pass as on the real clock."""
        return super().monotonic() + self.ahead


class FileSecrets:
    """Implements `SecretStore` in a file of the test, so that a program that is started again is still signed in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()

    def _read(self) -> dict[str, str]:
        return dict(json.loads(self._path.read_text("utf-8"))) if self._path.exists() else {}

    def _write(self, held: Mapping[str, str]) -> None:
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps(held), "utf-8")
        beside.replace(self._path)

    def get(self, connection_id: str, name: str) -> str | None:
        """The secret, or None."""
        with self._lock:
            return self._read().get(f"{connection_id}/{name}")

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Keep it."""
        with self._lock:
            self._write({**self._read(), f"{connection_id}/{name}": value})

    def remove(self, connection_id: str, name: str) -> None:
        """Forget it."""
        with self._lock:
            held = self._read()
            held.pop(f"{connection_id}/{name}", None)
            self._write(held)

    def describe(self) -> str:
        """Where it is."""
        return "a file of the test"


class Control:
    """The control address of a running sandbox."""

    def __init__(self, line: Mapping[str, Any], ledger: str = "xero") -> None:
        """`ledger` is where the route of the practice books leads to."""
        self.line = line
        self.ledger = ledger
        self._parts = urlsplit(str(line["control"]["url"]))
        self._trust = ssl.create_default_context(cafile=str(line["ca_file"]))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask it; its JSON answer. Raises AssertionError with its words when it did not understand."""
        connection = http.client.HTTPSConnection(
            self._parts.hostname or "", self._parts.port, timeout=_SECONDS, context=self._trust
        )
        try:
            connection.request(method, self._parts.path + path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            found = json.loads(answer.read())
        finally:
            connection.close()
        assert answer.status == 200, found
        return found

    def fault(self, *rules: Mapping[str, Any]) -> None:
        """Put fault rules into force (see `FaultRule`)."""
        self.ask("POST", "/faults", list(rules))

    def fired(self) -> list[int]:
        """How often each rule has struck."""
        return [int(rule["fired"]) for rule in self.ask("GET", "/faults")]

    @property
    def organisation(self) -> str:
        """The id of the organisation that the invoices go to."""
        return next(str(each["id"]) for each in self.line["xero"]["tenants"] if each["name"] == ORGANISATION)

    def act(self, system: str, action: str, **values: object) -> None:
        """What the vendor's own users would do."""
        self.ask("POST", f"/act/{system}/{action}", values)

    def requests(self, system: str = "", since: int = 0) -> list[dict[str, Any]]:
        """What has arrived, in order."""
        return list(self.ask("GET", f"/requests?system={system}&since={since}"))

    def invoices(self) -> list[dict[str, Any]]:
        """Every invoice ever made in the organisation, void ones included."""
        tenants = self.ask("GET", "/books/xero")["tenants"]
        return list(next(tenant for tenant in tenants if tenant["name"] == ORGANISATION)["invoices"])

    def booked(self) -> Counter[str]:
        """How often each invoice number is in the ledger."""
        return Counter(number for number, _ in self.sales())

    def booked_total(self) -> Decimal:
        """The sum of all invoices in the ledger."""
        return sum((total for _, total in self.sales()), Decimal(0))

    def sales(self) -> list[tuple[str, Decimal]]:
        """Number and total of every invoice ever made in the ledger that the route leads to."""
        if self.ledger in COMPANIES:
            held = self.company(self.ledger)["Invoice"]
            return [(str(each["DocNumber"]), Decimal(str(each["TotalAmt"]))) for each in held]
        return [(str(each["InvoiceNumber"]), Decimal(str(each["Total"]))) for each in self.invoices()]

    def company(self, ledger: str) -> dict[str, Any]:
        """Everything a QuickBooks practice company holds, by kind."""
        companies = self.ask("GET", "/books/quickbooks")["companies"]
        return dict(next(each for each in companies if each["id"] == company_of(dict(self.line), ledger)[0]))

    def marked(self) -> set[str]:
        """Ids of the source's invoices that carry the mark."""
        rows = self.ask("GET", "/books/autotask")["Invoices"]
        return {str(row["id"]) for row in rows if row.get("webServiceDate")}


class Ferry:
    """The main job over desks: search, plan, send, mark."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks
        self.stop = Stop()
        self.plan: Plan | None = None

    @property
    def route_id(self) -> str:
        """The one route of the practice books."""
        return self.desks.setup.routes()[0].id

    @property
    def ledger_id(self) -> str:
        """Its ledger connection."""
        return self.desks.setup.routes()[0].ledger_id

    def sign_in(self) -> None:
        """Sign in to the ledger and choose the organisation."""
        found = self.desks.setup.sign_in(self.ledger_id, self.desks.open_browser, self.stop)
        if not found.chosen and len(found.tenants) > 1:
            self.desks.setup.choose(self.ledger_id, next(t for t in found.tenants if t.name == ORGANISATION))

    def search(self) -> SearchResult:
        """Everything that is not marked yet."""
        return self.desks.export.search(self.route_id, SearchCriteria(), self.stop)

    def make_plan(self) -> Plan:
        """Search, then plan."""
        self.search()
        self.plan = self.desks.export.plan(self.route_id, self.stop)
        return self.plan

    def ready(self) -> list[str]:
        """Ids of what the plan can send."""
        assert self.plan is not None
        return [document.source.id for document in self.plan.documents if document.can_send]

    def send(self, chosen: Collection[str] | None = None, report: Report = unheard) -> SendResult:
        """Send what is chosen, or all that is ready."""
        assert self.plan is not None
        ids = self.ready() if chosen is None else chosen
        return self.desks.export.send(self.route_id, self.plan.fingerprint, ids, self.stop, report)

    def mark(self, run_id: str) -> SendResult:
        """Mark what was confirmed."""
        return self.desks.export.mark(run_id, self.stop)


class OpenWorkplace(Workplace):
    """A workplace whose parts a test may look at."""

    records: Records
    systems: ConnectedSystems
    engine: Engine

    def _desks(self, records: Records, systems: ConnectedSystems, engine: Engine, secrets: SecretStore) -> Desks:
        self.records, self.systems, self.engine = records, systems, engine
        return super()._desks(records, systems, engine, secrets)

    def journal(self, run_id: str = "") -> list[OperationRecord]:
        """The journal's records of a run, or all."""
        return list(self.records.journal.records(run_id=run_id, states=() if run_id else tuple(OperationState)))

    def post_at_once(self, connection_id: str, number: int) -> None:
        """Let each request to a ledger carry so many invoices; until the ledger is signed in to anew."""
        ledger = self.systems.ledger(connection_id)
        ledger.handlers()[OperationKind.POST_INVOICE].batch_limit = number
        if isinstance(ledger, QuickBooksLedger):  # it counts by itself; the practice books' limits are off here
            ledger.pace._windows.clear()


class PracticeDesk:
    """A sandbox of its own, fresh records over it, and somebody signed in. A context manager."""

    def __init__(self, folder: Path, wish: PracticeWish) -> None:
        self.folders = Folders(folder / "practice", folder / "practice" / "logs")
        self._real = Folders(folder / "real", folder / "real" / "logs")
        self._wish, self.clock = wish, LaterClock()
        self._closing = ExitStack()
        self.secrets = FileSecrets(folder / "secrets.json")
        self.line: dict[str, Any] = {}
        self.control: Control
        self.ferry: Ferry

    def __enter__(self) -> Self:
        try:
            self._begin()
        except BaseException:
            self._closing.close()
            raise
        return self

    def _begin(self) -> None:
        child = SandboxChild(self._wish.arguments())
        self._closing.callback(child.release)
        self.line = child.wait_for_line()
        self.control = Control(self.line, self._wish.ledger)
        self.folders.make()
        start_afresh(self.folders)
        desks = self.open()
        set_up(desks, self.line, self._wish.ledger)
        self.ferry.sign_in()

    def open(self) -> Desks:
        """Open the records, as each start of the program does."""
        self.workplace = OpenWorkplace(self._opening(), self.clock)
        desks = self.workplace.open()
        self.ferry = Ferry(desks)
        return desks

    def _opening(self) -> Opening:
        company = company_of(self.line, self._wish.ledger)[0] if self._wish.ledger in COMPANIES else ""
        browser = StandInBrowser(str(self.line["ca_file"]), company)
        return Opening(
            self.folders, practice=True, practice_note=self._real, secrets=self.secrets, open_browser=browser
        )

    def let_pass(self, seconds: float) -> None:
        """Let time pass on both sides at once."""
        self.clock.ahead += seconds
        self.control.ask("POST", "/clock", {"advance_seconds": seconds})

    def close_records(self) -> None:
        """End the program; the sandbox goes on."""
        self.workplace.close()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.workplace.close()
        self._closing.close()
