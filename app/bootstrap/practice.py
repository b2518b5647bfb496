"""Practice books: simulated systems in a process of their own, and records of their own that lead to them and nowhere else.

Each start begins afresh, the books as well as the records; what a person did the last time is gone, and the window says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.bootstrap.borders import is_loopback, practice_pid
from app.bootstrap.folders import Folders
from app.bootstrap.practice_collection import set_up_collection
from app.bootstrap.practice_quickbooks import (
    COMPANIES,
    OUTSIDE_US,
    US,
    company_of,
    connect_quickbooks,
    set_up_quickbooks,
)
from app.bootstrap.redactor import Redactor
from app.bootstrap.sandbox_child import SandboxChild
from app.bootstrap.stand_in_browser import StandInBrowser
from app.cli.house import Where
from app.domain.documents import Facet, SourceCatalogue
from app.domain.errors import StoreProblem
from app.domain.mapping import PostingRule, RouteDefaults, TaxRule
from app.domain.route import Connection, Route, System
from app.domain.run import Stop
from app.flows.desks import Desks
from app.flows.setup.drafts import ConnectionDraft
from app.ports.clock import Clock
from app.ports.sign_in import OpenBrowser

if TYPE_CHECKING:
    from app.bootstrap.workplace import Workplace

ROUTE_NAME = "Harbour & Pine IT"
SOURCE_NAME = "Autotask PSA"
LEDGER_NAME = "Xero"
SALES = "200"
"""The sales account of the practice organisation."""
ARCHIVED = "250"
"""An archived account: what points there needs another one, so that a newcomer meets that case."""
HARDWARE = "Hardware resale"
GST_RATE = Decimal("0.1")

LEDGERS = ("xero", OUTSIDE_US, US)
"""Which ledger the route of practice books may lead to."""
EVERY = "every"
"""A route to each of them, as the window offers practice books."""

_MARK = "practice-books"
_OURS = ("ledgerferry.db", "ledgerferry.db-journal", "ledgerferry.db-wal", "ledgerferry.db-shm", "facts.count")


@dataclass(frozen=True, slots=True)
class PracticeWish:
    """Which practice books. `invoices` None takes the world's usual number."""

    world: str = "practice"
    seed: int = 1
    invoices: int | None = None
    limits: bool = True
    latency: int = 0
    faults: str = ""
    today: str = ""  # ISO date that the books' own clock begins on; '' for the real one
    ledger: str = "xero"  # one of `LEDGERS`: where the route of these books leads to; `EVERY`: a route to each

    def arguments(self) -> list[str]:
        """The sandbox's own arguments."""
        line = ["--tls", "--world", self.world, "--seed", str(self.seed), "--latency", str(self.latency)]
        line += ["--limits", "on" if self.limits else "off"]
        line += ["--invoices", str(self.invoices)] if self.invoices is not None else []
        line += ["--today", self.today] if self.today else []
        return line + (["--faults", self.faults] if self.faults else [])


def wish_of(where: Where) -> PracticeWish:
    """Which practice books are meant."""
    return PracticeWish(where.world, where.seed, where.invoices, where.limits, ledger=where.ledger)


MakeClock = Callable[[dict[str, Any]], Clock]
"""A clock for books with this start line: one that goes with the books' own."""


class PracticeBooks:
    """Running practice books with a workplace over them. `folders` are the practice folders, `real` those they must never touch."""

    def __init__(
        self, folders: Folders, real: Folders, wish: PracticeWish, make_clock: MakeClock | None = None
    ) -> None:
        if folders.data.resolve() == real.data.resolve():
            raise ValueError("practice books never share a folder with real ones")
        self._folders = folders
        self._real = real
        self._wish = wish
        self._make_clock = make_clock
        self._child: SandboxChild | None = None
        self._workplace: Workplace | None = None
        self.line: dict[str, Any] = {}

    def begin(self) -> None:
        """Start the books' own process; what they hold is made there while this one goes on."""
        if self._child is None:
            self._child = SandboxChild(self._wish.arguments())

    def open(self, browser: OpenBrowser | None = None) -> Desks:
        """Make fresh records over the books and set connections, route and rules up. Raises `StoreProblem`.

        `browser` None stands in for the person at sign-in.
        """
        try:
            return self._open(browser)
        except BaseException:
            self.close()
            raise

    def _open(self, browser: OpenBrowser | None) -> Desks:
        self._folders.make()
        start_afresh(self._folders)
        self.begin()
        from app.bootstrap.workplace import Opening, Workplace  # loaded while the books' own process makes its world

        assert self._child is not None  # noqa: S101 - begun above
        self.line = self._child.wait_for_line()
        self._leave_note()
        browser = browser or StandInBrowser(str(self.line["ca_file"]), self._company())
        opening = Opening(self._folders, practice=True, practice_note=self._real, open_browser=browser)
        self._workplace = Workplace(opening, self._make_clock(self.line) if self._make_clock else None)
        desks = self._workplace.open()
        set_up(desks, self.line, self._wish.ledger)
        return desks

    def _company(self) -> str:
        """Which books the stand-in chooses; '' those that are offered first."""
        return company_of(self.line, self._wish.ledger)[0] if self._wish.ledger in COMPANIES else ""

    @property
    def redactor(self) -> Redactor:
        """Knows the secrets of the books."""
        return self._workplace.redactor if self._workplace is not None else Redactor()

    @property
    def control_url(self) -> str:
        """The books' control address."""
        return str(self.line["control"]["url"])

    @property
    def ca_file(self) -> str:
        """The authority whose certificate the books show."""
        return str(self.line["ca_file"])

    def _leave_note(self) -> None:
        """Say on which port practice books run, so that no real connection is led there."""
        port = urlsplit(self.control_url).port
        if not is_loopback(urlsplit(self.control_url).hostname) or port is None:
            raise StoreProblem("The practice books are not on this computer.", code="border")
        self._real.practice_note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._real.practice_note.write_text(json.dumps({"port": port, "pid": os.getpid()}), "utf-8")

    def close(self) -> None:
        """Close the records, end the books."""
        if self._workplace is not None:
            self._workplace.close()
        if self._child is not None:
            self._child.release()
        self._take_note_back()

    def _take_note_back(self) -> None:
        """Remove the note, unless other practice books that began later have left theirs in its place."""
        note = self._real.practice_note
        if practice_pid(note) in (0, os.getpid()):
            note.unlink(missing_ok=True)


def start_afresh(folder: Folders) -> None:
    """Remove earlier practice records; refuses a folder that holds records which do not say that they are practice."""
    mark = folder.data / _MARK
    if folder.database.exists() and not mark.exists():
        raise StoreProblem(
            "This folder holds real records; practice books do not touch them.",
            advice="Choose another folder.",
            details=str(folder.data),
            code="border",
        )
    mark.touch(mode=0o600)
    for name in _OURS:
        Path(folder.data / name).unlink(missing_ok=True)


def set_up(desks: Desks, line: dict[str, Any], ledger: str = "xero") -> Route:
    """Connections, route and a newcomer's rules, as a person would have set them up; of several routes the first."""
    if "autotask" not in line:
        return set_up_collection(desks, line, _ledger_of(desks, line, ledger))
    source = _source(desks, line)
    wanted = LEDGERS if ledger == EVERY else (ledger,)
    routes = [
        set_up_quickbooks(desks, line, source, each) if each in COMPANIES else _set_up_xero(desks, line, source)
        for each in wanted
    ]
    return routes[0]


def _ledger_of(desks: Desks, line: dict[str, Any], ledger: str) -> Connection:
    return connect_quickbooks(desks, line, ledger) if ledger in COMPANIES else _ledger(desks, line)


def _set_up_xero(desks: Desks, line: dict[str, Any], source: Connection) -> Route:
    ledger = _ledger(desks, line)
    route = desks.setup.add_route(ROUTE_NAME, source.id, ledger.id)
    catalogue = desks.export.source_catalogue(route.id, Stop())
    desks.mappings.save_defaults(route.id, RouteDefaults(account_code=SALES))
    desks.mappings.save_taxes(route.id, _taxes(catalogue))
    desks.mappings.save_postings(route.id, _postings(catalogue))
    return route


def _source(desks: Desks, line: dict[str, Any]) -> Connection:
    said = line["autotask"]
    draft = ConnectionDraft(
        System.AUTOTASK,
        SOURCE_NAME,
        settings={"username": said["username"], "base_url": said["base_url"], "ca_file": line["ca_file"]},
        secrets={"secret": said["secret"], "integration_code": said["integration_code"]},
    )
    return desks.setup.save_connection(draft, desks.setup.try_out(draft, Stop()))


def _ledger(desks: Desks, line: dict[str, Any]) -> Connection:
    said = line["xero"]
    names = ("client_id", "api_url", "authorize_url", "token_url", "connections_url", "revocation_url")
    settings = {name: str(said[name]) for name in names}
    parts = urlsplit(settings["api_url"])
    settings |= {"ca_file": str(line["ca_file"]), "web_url": f"{parts.scheme}://{parts.netloc}"}
    return desks.setup.save_connection(ConnectionDraft(System.XERO, LEDGER_NAME, settings))


def _taxes(catalogue: SourceCatalogue) -> list[TaxRule]:
    """GST and what is free of it are mapped; the export treatments are left for the newcomer to meet."""
    rules = [TaxRule("", "No tax", "EXEMPTOUTPUT"), TaxRule("exempt", "Exempt customer", "EXEMPTOUTPUT")]
    for key, name, rate in catalogue.taxes:
        if rate == GST_RATE:
            rules.append(TaxRule(key, name, "OUTPUT"))
        elif rate == 0 and "free" in name.casefold():
            rules.append(TaxRule(key, name, "EXEMPTOUTPUT"))
    return rules


def _postings(catalogue: SourceCatalogue) -> list[PostingRule]:
    found = [v for v in catalogue.facets if v.facet is Facet.BILLING_CODE and v.name == HARDWARE]
    return [PostingRule(v.facet, v.key, v.name, account_code=ARCHIVED) for v in found]
