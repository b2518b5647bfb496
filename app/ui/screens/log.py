"""The log: every run by day, filtered by route, state and words; one of them open at the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from app.domain.errors import ExpectedProblem, StoreProblem
from app.domain.run import RunSummary, SideEffect
from app.ui.collection.undo import CollectionUndoSheet, taken_back_words
from app.ui.dialogs.office import LogOffice
from app.ui.models.faces import RouteFace, faces_of
from app.ui.parts import (
    Choice,
    DataTable,
    EmptyState,
    RowsModel,
    SearchEntry,
    Segment,
    SegmentedFilter,
)
from app.ui.screens.done_words import end_sentence
from app.ui.screens.links import show_page
from app.ui.screens.log_files import runs_file
from app.ui.screens.log_rows import LESSER, by_day, run_columns
from app.ui.screens.made import MadeSheet
from app.ui.screens.paths import ask_proof_path
from app.ui.screens.place import PlaceScreen
from app.ui.screens.proof import ProofJob, proof_name
from app.ui.screens.setup_csv import run_table
from app.ui.screens.setup_run_panel import RunPanel
from app.ui.screens.setup_story import needs_person
from app.ui.screens.table_file import TableKind, ask_table_path, export_buttons, write_whole
from app.ui.screens.undo import UndoSheet
from app.ui.style import capped
from app.worker.contract import LogEntry, Overview, SendResult, UndoPlan

_PAUSE = 200
_ONE_LINE = 1120  # px from which all filters stand in one line
_PERIODS = (("All time", 0), ("Last 7 days", 7), ("Last 30 days", 30), ("Last 12 months", 366))


class LogScreen(PlaceScreen):
    """Filters, runs by day, one run in the panel."""

    has_side_column = True

    def __init__(self, office: LogOffice) -> None:
        super().__init__(office, "Log", "Every run, every document, every change made anywhere", scrolls=False)
        self.setObjectName("log")
        self._office = office
        self._faces: dict[str, RouteFace] = {}
        self._runs: Sequence[RunSummary] = ()
        self._proof: ProofJob | None = None
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(_PAUSE)
        self._looking.timeout.connect(self._ask_runs)
        self.page.setContentsMargins(0, 0, 0, 0)
        for button, kind in export_buttons(self.head.side, "log"):
            button.setToolTip("The runs that are listed, with every document of theirs")
            button.clicked.connect(lambda _on=False, k=kind: self.export_listed(k))
        row = QHBoxLayout()
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(self._tools())
        self.table = self._make_table()
        left.addWidget(self.table, 1)
        self.nothing = EmptyState("No runs yet", "Each Sync is kept here with everything it did.", picture=True)
        self.nothing.setParent(self)
        left.addWidget(self.nothing, 1)
        self.nothing.hide()
        row.addLayout(left, 1)
        self.panel = RunPanel()
        self.panel.proof_asked.connect(self.save_proof)
        self.panel.table_asked.connect(self.export)
        self.panel.undo_asked.connect(self.look_at_undo)
        self.panel.made_asked.connect(self.show_what_was_made)
        row.addWidget(self.panel)
        self.page.addLayout(row, 1)

    def _tools(self) -> QBoxLayout:
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bar.setContentsMargins(20, 14, 20, 14)
        self._bar.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.search = SearchEntry("Number, customer, words")
        self.search.setObjectName("find-run")
        self.search.textEdited.connect(lambda _text: self._looking.start())
        row.addWidget(self.search, 1)
        self.routes = Choice(height=32)
        self.routes.setObjectName("log-route")
        self.routes.setAccessibleName("Route")
        self.routes.set_choices([("All routes", "")])
        self.routes.set_value("")
        self.routes.chosen.connect(lambda _id: self._ask_runs())
        row.addWidget(self.routes)
        self.periods = Choice(icon="calendar", height=32)
        self.periods.setObjectName("log-period")
        self.periods.setAccessibleName("Period")
        self.periods.set_choices(list(_PERIODS))
        self.periods.set_value(0)
        self.periods.chosen.connect(lambda _days: self._ask_runs())
        row.addWidget(self.periods)
        segments = [Segment("all", "All"), Segment("needs", "Needs you"), Segment("dry", "Dry runs")]
        self.states = SegmentedFilter(segments, name="Which runs")
        self.states.chosen.connect(lambda _key: self._show_rows())
        self._bar.addLayout(row, 1)
        self._bar.addWidget(self.states)
        return self._bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the filters take two lines, and who and notes are left to the panel."""
        super().resizeEvent(event)
        narrow = self.width() < _ONE_LINE
        self._bar.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.table.hide_columns(LESSER if narrow else ())

    def _make_table(self) -> DataTable:
        self.rows: RowsModel[RunSummary] = RowsModel(
            run_columns(self._route_name), lambda r: r.run_id, quiet=lambda r: r.undone, parent=self
        )
        table = DataTable(self.rows, name="Runs", row_height=50, head_ground="surface")
        table.setObjectName("runs")
        table.current_row.connect(self._open)
        return table

    def _route_name(self, run: RunSummary) -> str:
        face = self._faces.get(run.route_id)
        return capped(face.route.name, 80) if face is not None else "A removed route"

    # --- reading

    def refresh(self) -> None:
        """Routes, then runs."""
        self.ask(self._office.overview(), self._know_routes)

    def _know_routes(self, overview: Overview) -> None:
        self._faces = faces_of(overview.routes, overview.connections)
        names: list[tuple[str, object]] = [(capped(face.route.name, 40), key) for key, face in self._faces.items()]
        self.routes.set_choices([("All routes", ""), *names])
        if self.routes.value() is None:
            self.routes.set_value("")
        self._ask_runs()

    def _ask_runs(self) -> None:
        route, days = self.routes.value(), int(str(self.periods.value()))
        since = datetime.now(UTC) - timedelta(days=days) if days else None
        self.ask(self._office.runs(str(route or ""), self.search.text().strip(), since=since), self._know_runs)

    def _know_runs(self, runs: Sequence[RunSummary]) -> None:
        self._runs = runs
        self._show_rows()

    def _show_rows(self) -> None:
        state = self.states.current
        shown = [r for r in self._runs if state == "all" or (needs_person(r) if state == "needs" else r.dry_run)]
        self.states.set_counts({"needs": sum(map(needs_person, self._runs))})
        now = self.panel.run.run_id if self.panel.run is not None else ""
        self.rows.set_rows(by_day(shown, datetime.now(UTC).astimezone().date()))
        self._show_emptiness(bool(shown))
        number = self.rows.number_of(now)
        self.table.set_current(number if number >= 0 else 1)
        if not shown:
            self.panel.show_nothing()

    def _show_emptiness(self, some: bool) -> None:
        self.table.setVisible(some)
        self.nothing.setVisible(not some)
        if self.search.text().strip() or self.states.current != "all" or self.routes.value() or self.periods.value():
            self.nothing.set_words("No run fits", "Other words, another route, time or All shows more.")
        else:
            self.nothing.set_words("No runs yet", "Each Sync is kept here with everything it did.")

    def _way_words(self, run: RunSummary) -> str:
        face = self._faces.get(run.route_id)
        return f"{self._route_name(run)}, {face.way}" if face is not None else self._route_name(run)

    def _open(self, run: RunSummary | None) -> None:
        if run is None or (self.panel.run is not None and self.panel.run == run):
            return
        face = self._faces.get(run.route_id)
        self.panel.show_run(run, self._way_words(run), collects=face is not None and face.collects)
        self.ask(self._office.story(run.run_id), lambda story: self._tell(run, story))

    def _tell(self, run: RunSummary, story: Sequence[LogEntry]) -> None:
        if self.panel.run is not None and self.panel.run.run_id == run.run_id:
            self.panel.show_story(story, self._way_words(run))

    def show_what_was_made(self) -> None:
        """Everything of the open run that is in the ledger, each with its page."""
        run = self.panel.run
        if run is not None:
            self.ask(self._office.side_effects(run.run_id), lambda besides: self._show_made(run, besides))

    def _show_made(self, run: RunSummary, besides: Sequence[SideEffect]) -> None:
        sheet = MadeSheet(run, besides)
        sheet.open_link.connect(lambda address: show_page(self, address, practice=run.practice))
        sheet.open_in(self.window())

    # --- files

    def save_proof(self) -> None:
        """Write the proof of the open run where the person says."""
        run = self.panel.run
        path = ask_proof_path(self, run) if run is not None else None
        if run is None or path is None:
            return
        face = self._faces.get(run.route_id)
        self._proof = ProofJob(run, face.source_word if face is not None else "Source", path, self)
        self._proof.done.connect(lambda name: self.tell(f"Proof saved as {Path(name).name}"))
        self._proof.failed.connect(lambda why: self.complain(StoreProblem(why, advice="Choose another folder.")))
        self._proof.start()

    def export(self) -> None:
        """Write the open run as a table where the person says."""
        run = self.panel.run
        path = ask_table_path(self, Path(proof_name(run)).stem, TableKind.CSV) if run is not None else None
        if path is not None:
            self.write_table(path)

    def write_table(self, path: Path) -> None:
        """Write the open run's table; all of it or nothing."""
        if self.panel.run is not None:
            self._write(path, run_table(self.panel.run, self.panel.story).encode("utf-8-sig"))

    def export_listed(self, kind: TableKind) -> None:
        """Write the runs that are listed, a line each document, where the person says."""
        file = runs_file(self.rows.rows(), self._route_name)
        path = ask_table_path(self, file.name, kind)
        if path is not None:
            self._write(path, file.data(kind))

    def _write(self, path: Path, data: bytes) -> None:
        why = write_whole(path, data)
        if why:
            self.complain(StoreProblem(why, advice="Choose another folder."))
        else:
            self.tell(f"Saved as {path.name}")

    # --- undo

    def look_at_undo(self) -> None:
        """What taking the run back would do, first."""
        run = self.panel.run
        if run is not None:
            self.ask(self._office.plan_undo(run.run_id), lambda plan: self._show_undo(plan, run))

    def _show_undo(self, plan: UndoPlan, run: RunSummary) -> None:
        face = self._faces.get(run.route_id)
        if face is None:
            self.complain(
                ExpectedProblem("The route of this run is gone.", advice="Take it back in the ledger itself.")
            )
            return
        sheet = CollectionUndoSheet(plan, face) if face.collects else UndoSheet(plan, face, run.contacts_created)
        sheet.finished.connect(lambda agreed: self._undo(sheet.plan) if agreed else None)
        sheet.open_in(self.window())

    def _undo(self, plan: UndoPlan) -> None:
        self.panel.undo.setEnabled(False)
        self.ask(self._office.undo(plan), self._undone, self._not_undone)

    def _undone(self, result: SendResult | None) -> None:
        if result is not None and result.problem is not None:
            self.complain(result.problem)
        elif result is not None:
            face = self._faces.get(result.summary.route_id)
            collects = face is not None and face.collects
            self.tell(taken_back_words(result.summary) if collects else end_sentence(result.summary))
        self.panel.show_nothing()
        self._ask_runs()

    def _not_undone(self, problem: ExpectedProblem) -> None:
        self.complain(problem)
        self.panel.undo.setEnabled(self.panel.run is not None)

    # --- keys

    def focus_search(self) -> bool:
        """Into the find field."""
        self.search.setFocus()
        return True

    def act(self, keys: str) -> bool:
        """1 to 3 choose which runs, Ctrl+S saves the proof."""
        if keys in {"1", "2", "3"}:
            self.states.set_current(("all", "needs", "dry")[int(keys) - 1])
            self._show_rows()
            return True
        if keys == "Ctrl+S":
            self.save_proof()
            return True
        return False
