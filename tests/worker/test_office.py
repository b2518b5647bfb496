"""The office over real desks and practice systems: every answer by its handle, and the news it brings by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap.folders import Folders
from app.bootstrap.stand_in_browser import StandInBrowser
from app.bootstrap.workplace import Opening, Workplace
from app.domain.documents import SearchCriteria
from app.domain.errors import AccessProblem, BadInput
from app.domain.mapping import RouteDefaults, TaxRule
from app.domain.plan import Plan
from app.domain.route import Connection, Route, System
from app.sandbox.practice import practice_sandbox
from app.sandbox.server import Sandbox
from app.store.secrets import MemorySecrets
from app.worker.contract import ConnectionDraft, Overview, RuleDecision, SendResult, SignedIn
from app.worker.handle import TaskHandle
from app.worker.office import Office
from app.worker.runner import TaskRunner
from app.worker.scheduler import Tending
from app.worker.tasks import Failed, Succeeded, TaskContext


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Practice systems of the small world."""
    with practice_sandbox(world="small", tls=True, limits=False) as made:
        yield made


@pytest.fixture
def office(qtbot: QtBot, sandbox: Sandbox, tmp_path: Path) -> Iterator[Office]:
    """An office over fresh records."""
    folders = Folders(tmp_path / "records", tmp_path / "logs")
    browser = StandInBrowser(str(sandbox.ca_file))
    with Workplace(Opening(folders, secrets=MemorySecrets(), open_browser=browser)) as workplace:
        made = Office(TaskRunner(workplace.redactor.redact), workplace.open())
        yield made
        assert made.close(10_000) == ()


def answer(qtbot: QtBot, handle: TaskHandle) -> object:
    """What a task returned; its problem is raised."""
    qtbot.waitUntil(lambda: handle.is_finished, timeout=30_000)
    ending = handle.ending
    if isinstance(ending, Failed):
        raise ending.problem
    assert isinstance(ending, Succeeded), ending
    return ending.value


def drafts(sandbox: Sandbox) -> tuple[ConnectionDraft, ConnectionDraft]:
    """Both connections as they are typed."""
    ca, autotask, xero = sandbox.ca_file or "", sandbox.line["autotask"], sandbox.line["xero"]
    names = ("client_id", "api_url", "authorize_url", "token_url", "connections_url", "revocation_url")
    return (
        ConnectionDraft(
            System.AUTOTASK,
            "Autotask",
            {"username": autotask["username"], "base_url": autotask["base_url"], "ca_file": ca},
            {"secret": autotask["secret"], "integration_code": autotask["integration_code"]},
        ),
        ConnectionDraft(System.XERO, "Xero", {**{name: xero[name] for name in names}, "ca_file": ca}),
    )


def set_up(qtbot: QtBot, office: Office, sandbox: Sandbox) -> Route:
    """Connections and a route, not signed in yet."""
    source, ledger = drafts(sandbox)
    first = answer(qtbot, office.add_source(source))
    second = answer(qtbot, office.save_connection(ledger))
    assert isinstance(first, Connection)
    assert isinstance(second, Connection)
    route = answer(qtbot, office.add_route("Harbour & Pine", first.id, second.id))
    assert isinstance(route, Route)
    return route


def test_the_whole_job_through_the_office(qtbot: QtBot, office: Office, sandbox: Sandbox) -> None:
    bells: list[bool] = []
    office.bell.setup_changed.connect(lambda: bells.append(True))
    route = set_up(qtbot, office, sandbox)
    assert len(bells) == 3
    arrived: list[object] = []
    searching = office.search(route.id, SearchCriteria())
    searching.arrived.connect(arrived.extend)
    answer(qtbot, searching)
    assert len(arrived) == 12
    with pytest.raises(AccessProblem):
        answer(qtbot, office.check_ledger(route.id))
    signed = answer(qtbot, office.sign_in(route.ledger_id))
    assert isinstance(signed, SignedIn)
    assert signed.chosen
    answer(qtbot, office.check_ledger(route.id))
    answer(qtbot, office.set_defaults(route.id, RouteDefaults(account_code="200")))
    rules = RuleDecision(taxes=(TaxRule("4:2", "GST", "OUTPUT"), TaxRule("4:3", "GST free", "EXEMPTOUTPUT")))
    plan = answer(qtbot, office.decide_rules(route.id, rules))
    assert isinstance(plan, Plan)
    ready = {d.source.id for d in plan.documents if d.can_send}
    assert ready
    sent = answer(qtbot, office.send(route.id, plan.fingerprint, ready))
    assert isinstance(sent, SendResult)
    assert sent.summary.balances
    marked = answer(qtbot, office.mark(sent.summary.run_id))
    assert isinstance(marked, SendResult)
    assert {o.document_id for o in marked.summary.outcomes if o.marked} == ready
    overview = answer(qtbot, office.overview())
    assert isinstance(overview, Overview)
    assert (overview.open_operations, overview.unfinished) == (0, ())


def test_what_cannot_be_meant_comes_back_to_its_field(qtbot: QtBot, office: Office, sandbox: Sandbox) -> None:
    route = set_up(qtbot, office, sandbox)
    with pytest.raises(BadInput) as told:
        answer(qtbot, office.search(route.id, SearchCriteria(invoice_id="HP-1")))
    assert told.value.field == "invoice_id"


def test_settings_are_there_at_once_and_kept(qtbot: QtBot, office: Office) -> None:
    assert office.setting("theme", "system") == "system"
    answer(qtbot, office.save_setting("theme", "dark"))
    assert office.setting("theme") == "dark"


def test_tending_is_calm_and_makes_way_for_a_person(qtbot: QtBot) -> None:
    runner = TaskRunner()
    begun: list[bool] = []

    def work(context: TaskContext) -> str:
        begun.append(True)
        context.stop.wait(0.2)
        return "news"

    told: list[object] = []
    tending = Tending(runner, work, told.append, every=20)
    tending.start()
    qtbot.waitUntil(lambda: told == ["news"], timeout=5000)
    qtbot.waitUntil(lambda: runner.current is not None, timeout=5000)
    mine = runner.submit(lambda context: "mine", name="mine")
    qtbot.waitUntil(lambda: mine.is_finished, timeout=5000)
    tending.stop()
    qtbot.waitUntil(lambda: not runner.busy, timeout=5000)
    count = len(begun)
    qtbot.wait(100)
    assert len(begun) == count
    assert runner.close(5000) == ()
