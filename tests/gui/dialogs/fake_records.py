"""The half of the tests' office that remembers: runs with their stories, settings, backups."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.domain.documents import WaitingInvoice
from app.domain.machine import Decision
from app.domain.report import Report
from app.domain.run import Progress, RunSummary, SideEffect
from app.worker.contract import (
    BackgroundNews,
    BackupFile,
    LogEntry,
    RebuildPlan,
    RebuildResult,
    RecordsFinding,
    RecoveryLook,
    ReportWish,
    UndoPlan,
)
from app.worker.handle import TaskHandle
from tests.gui.dialogs.answers import Answers

AT = datetime(2026, 11, 4, 9, 12, tzinfo=UTC)


@dataclass
class RecordsHalf(Answers):
    """Runs, settings, backups."""

    summaries: tuple[RunSummary, ...] = ()
    stories: dict[str, tuple[LogEntry, ...]] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    files: list[BackupFile] = field(default_factory=list)
    database: str = ""
    reported: Report | None = None
    waits: tuple[WaitingInvoice, ...] = ()
    effects: dict[str, tuple[SideEffect, ...]] = field(default_factory=dict)
    undo_plans: dict[str, UndoPlan] = field(default_factory=dict)
    data: Path = Path("records")
    left_open: RecoveryLook = field(default_factory=lambda: RecoveryLook(RecordsFinding(True), (), (), 0, frozenset()))
    rebuild_plans: dict[str, RebuildPlan] = field(default_factory=dict)
    rebuilt: RebuildResult = field(default_factory=lambda: RebuildResult(0, RecordsFinding(True)))

    def runs(self, route_id: str = "", text: str = "", limit: int = 200, since: datetime | None = None) -> TaskHandle:
        """Filtered as the store filters."""
        wanted = text.casefold()

        def fits(run: RunSummary) -> bool:
            said = " ".join(f"{o.number} {o.customer} {o.sentence}" for o in run.outcomes).casefold()
            late = since is None or run.started >= since
            return late and (not route_id or run.route_id == route_id) and (not wanted or wanted in said)

        return self.answer("runs", lambda: [run for run in self.summaries if fits(run)][:limit], (route_id, text))

    def story(self, run_id: str) -> TaskHandle:
        """As kept."""
        return self.answer("story", lambda: self.stories.get(run_id, ()), run_id)

    def report(self, wish: ReportWish) -> TaskHandle:
        """As kept, whatever is asked for."""
        return self.answer("report", lambda: self.reported, wish)

    def waiting(self, route_id: str) -> TaskHandle:
        """As kept."""
        return self.answer("waiting", lambda: self.waits, route_id)

    def side_effects(self, run_id: str) -> TaskHandle:
        """As kept."""
        return self.answer("side_effects", lambda: self.effects.get(run_id, ()), run_id)

    def plan_undo(self, run_id: str) -> TaskHandle:
        """As kept."""
        return self.answer("plan_undo", lambda: self.undo_plans[run_id], run_id)

    def undo(self, undo_plan: UndoPlan) -> TaskHandle:
        """Only noted."""
        return self.answer("undo", lambda: None, undo_plan.run_id)

    def setting(self, name: str, default: str = "") -> str:
        """At once."""
        return self.settings.get(name) or default

    def save_setting(self, name: str, value: str) -> TaskHandle:
        """Kept in memory."""
        self.settings[name] = value
        return self.answer("save_setting", lambda: None, (name, value))

    def backups(self) -> TaskHandle:
        """As kept."""
        return self.answer("backups", lambda: list(self.files))

    def back_up(self) -> TaskHandle:
        """One more."""

        def work() -> BackupFile:
            self.files.append(BackupFile(Path("records/new.backup"), AT, "asked", 1_200_000))
            return self.files[-1]

        return self.answer("back_up", work)

    def restore(self, backup: Path) -> TaskHandle:
        """Only noted."""
        return self.answer("restore", lambda: None, backup)

    def database_address(self) -> TaskHandle:
        """As kept."""
        return self.answer("database_address", lambda: self.database)

    def use_database(self, address: str, password: str) -> TaskHandle:
        """Kept from now on."""

        def work() -> None:
            self.database = address

        return self.answer("use_database", work, (address, password))

    def recovery(self) -> TaskHandle:
        """As laid out."""
        return self.answer("recovery", lambda: self.left_open)

    def look_now(self) -> TaskHandle:
        """Nothing is open any more."""
        return self.answer("look_now", lambda: BackgroundNews(0, ()))

    def decide(self, operation_id: str, decision: Decision) -> TaskHandle:
        """Only noted."""
        return self.answer("decide", lambda: None, (operation_id, decision))

    def plan_rebuild(self, route_id: str) -> TaskHandle:
        """As laid out, after a word about it."""
        handle = self.answer("plan_rebuild", lambda: self.rebuild_plans[route_id], route_id)
        handle.begin()
        handle.context.report(Progress(step="Reading what Xero holds of ours"))
        return handle

    def rebuild(self, plan: RebuildPlan) -> TaskHandle:
        """As laid out."""
        return self.answer("rebuild", lambda: self.rebuilt, plan.route_id)
