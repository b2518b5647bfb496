"""An office without threads, books or clocks: it notes what is asked and answers what the test has laid out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from app.domain.documents import SearchCriteria
from app.domain.errors import ExpectedProblem
from app.domain.machine import Decision
from app.domain.mapping import ArrivalStatus, RouteDefaults
from app.domain.route import Connection, Route
from app.flows.desks import Desks
from app.flows.upkeep import RecordsFinding
from app.worker.contract import Overview, RuleDecision, Tenant, UndoPlan
from app.worker.handle import TaskHandle
from app.worker.office import Office, OfficeBell
from app.worker.runner import TaskRunner
from app.worker.tasks import Crashed, CrashReport, Failed, Lane, Succeeded, WasCancelled
from tests.gui.screens import made_up


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that was asked, and the handle its screen holds."""

    verb: str
    what: tuple[Any, ...]
    handle: TaskHandle


class FakeOffice(Office):
    """`answers[verb]` is a value, a problem, a crash report, or a function of what was asked. What has no answer stays open."""

    def __init__(
        self, route: Route = made_up.ROUTE, connections: Sequence[Connection] = (made_up.AUTOTASK, made_up.XERO)
    ) -> None:
        self._runner = TaskRunner()
        self._desks = cast(Desks, SimpleNamespace(practice=route.practice, user="Mira", data=Path("records")))
        self.bell = OfficeBell()
        self.kept: dict[str, str] = {}
        self.asked: list[Asked] = []
        self.answers: dict[str, Any] = {}
        self.look_around((route,), connections)
        self.answers |= {
            "divisions": (), "waiting": (), "recent_searches": (), "runs": (), "ledger": made_up.CATALOGUE,
            "check_connection": SimpleNamespace(calls_left=9412, calls_period="this hour"),
        }  # fmt: skip

    def look_around(self, routes: Sequence[Route], connections: Sequence[Connection]) -> None:
        """What the overview tells from now on."""
        finding = RecordsFinding(may_send=True)
        self.answers["overview"] = Overview(
            tuple(routes), tuple(connections), finding, (), 0, any(r.practice for r in routes), "Mira"
        )

    # --- what tests ask

    def last(self, verb: str) -> Asked:
        """The newest question of this kind."""
        return next(one for one in reversed(self.asked) if one.verb == verb)

    def count(self, verb: str) -> int:
        """How often it was asked."""
        return sum(one.verb == verb for one in self.asked)

    def end_task(self, handle: TaskHandle, value: Any) -> None:
        """End a task with a value, a problem, a crash report, or (WasCancelled) by the person."""
        if isinstance(value, ExpectedProblem):
            handle.settle(Failed(value))
        elif isinstance(value, CrashReport):
            handle.settle(Crashed(value))
        elif isinstance(value, WasCancelled):
            handle.settle(value)
        else:
            handle.settle(Succeeded(value))

    def _ask(self, verb: str, *what: Any) -> TaskHandle:
        handle = TaskHandle(verb, Lane.READ)
        self.asked.append(Asked(verb, what, handle))
        if verb in self.answers:
            found = self.answers[verb]
            handle.begin()
            self.end_task(handle, cast(Callable[..., Any], found)(*what) if callable(found) else found)
        return handle

    # --- the verbs

    def overview(self) -> TaskHandle:
        return self._ask("overview")

    def divisions(self, route_id: str) -> TaskHandle:
        return self._ask("divisions", route_id)

    def waiting(self, route_id: str) -> TaskHandle:
        return self._ask("waiting", route_id)

    def recent_searches(self, route_id: str) -> TaskHandle:
        return self._ask("recent_searches", route_id)

    def runs(self, route_id: str = "", text: str = "", limit: int = 200, since: datetime | None = None) -> TaskHandle:
        return self._ask("runs", route_id)

    def check_connection(self, connection_id: str) -> TaskHandle:
        return self._ask("check_connection", connection_id)

    def search(self, route_id: str, criteria: SearchCriteria) -> TaskHandle:
        return self._ask("search", criteria)

    def unchecked(self, route_id: str) -> TaskHandle:
        return self._ask("unchecked", route_id)

    def check_ledger(self, route_id: str) -> TaskHandle:
        return self._ask("check_ledger", route_id)

    def ledger(self, route_id: str) -> TaskHandle:
        return self._ask("ledger", route_id)

    def book(self, route_id: str) -> TaskHandle:
        return self._ask("book", route_id)

    def decide_rules(self, route_id: str, decision: RuleDecision) -> TaskHandle:
        return self._ask("decide_rules", decision)

    def set_defaults(self, route_id: str, defaults: RouteDefaults) -> TaskHandle:
        return self._ask("set_defaults", defaults)

    def set_arrival(self, route_id: str, arrival: ArrivalStatus | None) -> TaskHandle:
        return self._ask("set_arrival", arrival)

    def send_as_draft(self, route_id: str, document_ids: Collection[str]) -> TaskHandle:
        return self._ask("send_as_draft", frozenset(document_ids))

    def restore_contact(self, route_id: str, contact_id: str) -> TaskHandle:
        return self._ask("restore_contact", contact_id)

    def send(self, route_id: str, fingerprint: str, chosen: Collection[str]) -> TaskHandle:
        return self._ask("send", fingerprint, frozenset(chosen))

    def mark(self, run_id: str) -> TaskHandle:
        return self._ask("mark", run_id)

    def go_on(self, run_id: str) -> TaskHandle:
        return self._ask("go_on", run_id)

    def decide(self, operation_id: str, decision: Decision) -> TaskHandle:
        return self._ask("decide", operation_id, decision)

    def summary(self, run_id: str) -> TaskHandle:
        return self._ask("summary", run_id)

    def run(self, run_id: str) -> TaskHandle:
        return self._ask("run", run_id)

    def side_effects(self, run_id: str) -> TaskHandle:
        return self._ask("side_effects", run_id)

    def plan_undo(self, run_id: str) -> TaskHandle:
        return self._ask("plan_undo", run_id)

    def undo(self, undo_plan: UndoPlan) -> TaskHandle:
        return self._ask("undo", undo_plan)

    def recovery(self) -> TaskHandle:
        return self._ask("recovery")

    def backups(self) -> TaskHandle:
        return self._ask("backups")

    def sign_in(self, connection_id: str) -> TaskHandle:
        return self._ask("sign_in", connection_id)

    def choose(self, connection_id: str, tenant: Tenant) -> TaskHandle:
        return self._ask("choose", connection_id, tenant)

    def setting(self, name: str, default: str = "") -> str:
        return self.kept.get(name, default)

    def save_setting(self, name: str, value: str) -> TaskHandle:
        self.kept[name] = value
        return self._ask("save_setting", name, value)
