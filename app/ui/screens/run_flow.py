"""From Sync to the end: the run is watched, pauses are mended and gone on from, marks and undo follow, the proof is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.mapping import MappingBook
from app.domain.plan import Plan
from app.domain.run import Progress, RunSummary
from app.domain.words import count_of, say_date
from app.ui.models.faces import RouteFace
from app.ui.parts import Toast
from app.ui.screens.done import DoneScreen
from app.ui.screens.done_words import to_mark
from app.ui.screens.problems import banner_of
from app.ui.screens.proof import ProofJob
from app.ui.screens.sending import SendingScreen
from app.ui.screens.undo import UndoSheet
from app.worker.contract import SendResult, UndoPlan
from app.worker.handle import TaskHandle
from app.worker.office import Office

ChoosePath = Callable[[RunSummary], Path | None]


class RunFlow(QObject):
    """`ended()` when there is a summary to show; `refused(ExpectedProblem)` when the plan could not be carried out at all;
    `defect(CrashReport)`; `marks_changed()` when another number of invoices waits in the source; `sign_in_wanted()` in the middle
    of a run, after which `go_on` is called.
    """

    ended = Signal()
    refused = Signal(object)
    defect = Signal(object)
    sign_in_wanted = Signal()
    marks_changed = Signal()

    def __init__(
        self,
        office: Office,
        face: RouteFace,
        sending: SendingScreen,
        done: DoneScreen,
        *,
        now: Callable[[], datetime],
        choose_path: ChoosePath,
    ) -> None:
        super().__init__(sending)
        self._office, self._face, self._sending, self._done = office, face, sending, done
        self._now, self._choose_path = now, choose_path
        self._run_id = ""
        self._proof: ProofJob | None = None
        done.panel.mark.connect(self.mark)
        done.undo.connect(self.look_at_undo)
        done.save_proof.connect(lambda: self.save_proof(done.run) if done.run else None)

    def set_face(self, face: RouteFace) -> None:
        """Another organisation."""
        self._face = face

    def _ask(
        self,
        handle: TaskHandle,
        succeeded: Callable[..., object],
        failed: Callable[[ExpectedProblem], object],
    ) -> None:
        handle.succeeded.connect(succeeded)
        handle.failed.connect(failed)
        handle.crashed.connect(self.defect)

    # --- the run

    def send(self, plan: Plan, chosen: frozenset[str]) -> None:
        """Carry out this very plan for what is ticked."""
        handle = self._office.send(self._face.route.id, plan.fingerprint, chosen)
        self._sending.begin(handle, plan, len(chosen))
        handle.cancelled.connect(lambda: self._not_begun(handle))
        self._ask(handle, self._sent, self.refused.emit)

    def _not_begun(self, handle: TaskHandle) -> None:
        """Cancelled while it still waited for its turn: nothing was sent."""
        del handle
        self._sending.time.set_words("Stopped", "Nothing was sent.")

    def _sent(self, result: SendResult) -> None:
        self._run_id = result.summary.run_id
        if result.problem is not None:
            self._paused(result.problem)
            return
        self.show(result.summary)

    def take_up(self, run: RunSummary) -> None:
        """Go on with a run that was interrupted, as at the last end of the program."""
        self._run_id = run.run_id
        self._sending.title.setText(f"Going on with the run of {say_date(run.started.astimezone().date())}")
        self.go_on()

    def show(self, run: RunSummary) -> None:
        """A run's end; marks follow by themselves where the person has said so for this route."""
        self._run_id = run.run_id
        self._done.show_run(run)
        self.ended.emit()
        if to_mark(run):
            self._ask(self._office.book(self._face.route.id), self._mark_if_always, lambda _problem: None)

    def _mark_if_always(self, book: MappingBook) -> None:
        self._done.panel.always.setChecked(book.defaults.always_mark)
        if book.defaults.always_mark:
            self.mark(True)

    def _paused(self, problem: ExpectedProblem) -> None:
        """What stands in the way, and the button that mends it; then the run goes on by itself."""
        is_access = isinstance(problem, AccessProblem)
        elsewhere = isinstance(problem, AccessProblem) and problem.elsewhere
        ledger = self._face.ledger_word
        of_ledger = is_access and not elsewhere and problem.subject in {"", self._face.ledger.id}
        meaning = f"{problem.advice} Nothing is lost: what waits goes on from where it stopped. Nothing is sent twice.".strip()
        button = f"Reconnect {ledger}" if of_ledger else "Try again" if elsewhere else "Go on"
        banner = banner_of(problem, at=self._now().astimezone(), button=button, meaning=meaning, large=True)
        banner.pressed.connect(self.sign_in_wanted if of_ledger else self.go_on)
        self._sending.time.set_words("Paused", problem.sentence)
        self._sending.show_problem(banner)

    def go_on(self) -> None:
        """What waits is sent now."""
        self._sending.clear_problem()
        handle = self._office.go_on(self._run_id)
        self._sending.watch(handle)
        self._sending.time.set_words("Going on", "What is in doubt is looked up first.")
        self._ask(handle, self.show, self._paused)

    # --- marks

    def mark(self, always: bool) -> None:
        """Mark as processed what the ledger has confirmed; kept for the route when asked for."""
        run = self._done.run
        if run is None or not to_mark(run):
            return
        self._done.panel.say_busy(f"Marking {count_of(to_mark(run), 'invoice')} in {self._face.source_word}")
        self._ask(self._office.book(self._face.route.id), lambda book: self._keep_always(book, always), lambda _p: None)
        handle = self._office.mark(run.run_id)
        handle.progress.connect(self._say_marks)
        self._ask(handle, self._marked, lambda problem: self._done.panel.say_problem(_said(problem)))

    def _say_marks(self, progress: Progress) -> None:
        self._done.panel.say_busy(f"{progress.done:,} of {progress.total:,} marked in {self._face.source_word}")

    def _keep_always(self, book: MappingBook, always: bool) -> None:
        if book.defaults.always_mark != always:
            self._office.set_defaults(self._face.route.id, replace(book.defaults, always_mark=always))

    def _marked(self, result: SendResult) -> None:
        self._done.show_run(result.summary)
        self._done.arrive()
        self.marks_changed.emit()
        if result.problem is not None:
            self._done.panel.say_problem(_said(result.problem))

    # --- undo

    def look_at_undo(self) -> None:
        """The list first."""
        if self._done.run is not None:
            self._done.say("Looking at what can be taken back")
            self._ask(self._office.plan_undo(self._done.run.run_id), self._show_undo, self._done_problem)

    def _show_undo(self, plan: UndoPlan) -> None:
        self._done.say("")
        created = self._done.run.contacts_created if self._done.run is not None else ()
        sheet = UndoSheet(plan, self._face, created)
        sheet.finished.connect(lambda agreed: self._undo(plan) if agreed else None)
        sheet.open_in(self._done.window())

    def _undo(self, plan: UndoPlan) -> None:
        self._done.say(f"Taking {count_of(plan.voids, 'invoice')} back", "What is under way is finished first.")
        handle = self._office.undo(plan)
        handle.progress.connect(
            lambda progress: self._done.say(progress.step, f"{progress.done:,} of {progress.total:,}")
        )
        self._ask(handle, self._undone, self._done_problem)

    def _undone(self, result: SendResult) -> None:
        self._done.show_run(result.summary)
        self._done.arrive()
        self.marks_changed.emit()
        if result.problem is not None:
            self._done_problem(result.problem)

    def _done_problem(self, problem: ExpectedProblem) -> None:
        self._done.say("")
        banner = banner_of(problem, at=self._now().astimezone(), button="Look again")
        banner.pressed.connect(self.look_again)
        self._done.show_problem(banner)

    def look_again(self) -> None:
        """How the run stands now."""
        self._ask(self._office.summary(self._run_id), self._done.show_run, self._done_problem)

    # --- proof

    def save_proof(self, run: RunSummary) -> None:
        """Write the proof where the person says."""
        path = self._choose_path(run)
        if path is None:
            return
        job = ProofJob(run, self._face.source_word, path, self)
        job.done.connect(lambda name: self._toast(f"Proof saved as {Path(name).name}"))
        job.failed.connect(self._no_proof)
        self._proof = job
        job.start()

    def _no_proof(self, reason: str) -> None:
        banner = banner_of(ExpectedProblem(reason, advice="Choose another folder."), at=self._now().astimezone())
        self._done.show_problem(banner)

    def _toast(self, sentence: str) -> None:
        Toast.show_in(self._done.window(), sentence)


def _said(problem: ExpectedProblem) -> str:
    return f"{problem.sentence} {problem.advice}".strip()
