"""One route's work from search to done: the header with its steps, and the screen of the step in hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.documents import SearchCriteria
from app.domain.errors import BadInput, ExpectedProblem
from app.domain.machine import Decision
from app.domain.plan import DocumentState, Mend, PlannedDocument, Problem
from app.domain.run import DocumentEvent, DocumentOutcome, RunSummary
from app.domain.words import count_of, say_date
from app.ui.dialogs import open_customer_mapping
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.models.faces import RouteFace
from app.ui.parts import Stepper, Toast
from app.ui.screens.decision import DecisionDialog, Doubt
from app.ui.screens.done import DoneScreen
from app.ui.screens.dry_run import DryRunSheet
from app.ui.screens.links import show_page
from app.ui.screens.paths import ask_proof_path
from app.ui.screens.problems import banner_of
from app.ui.screens.registry import Place
from app.ui.screens.review import ReviewScreen
from app.ui.screens.review_flow import Now, ReviewFlow
from app.ui.screens.route_page import RoutePage
from app.ui.screens.run_flow import ChoosePath, RunFlow
from app.ui.screens.screen import Screen
from app.ui.screens.search import SearchScreen
from app.ui.screens.sending import SendingScreen
from app.worker.office import Office

STEPS = ("Search", "Review", "Sync", "Done")
SEARCH, REVIEW, SYNC, DONE = range(4)


class RouteScreen(RoutePage):
    """An export route: its steps count what waits (`waiting_known`), and tell the window where a person wants to go."""

    def __init__(
        self,
        office: Office,
        face: RouteFace,
        now: Now,
        *,
        choose_path: ChoosePath | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(office, face, parent)
        self._now = now
        self._after_sign_in: Callable[[], object] | None = None
        self.stepper = Stepper(STEPS)
        self.stepper.setObjectName("stepper")
        self.header.side.addWidget(self.stepper)
        self.search = SearchScreen(office, face, now)
        self.review = ReviewScreen(office, face, now().astimezone().year)
        self.flow = ReviewFlow(office, face, self.review, now)
        self.sending, self.done = SendingScreen(office, face), DoneScreen(office, face)
        asking = choose_path or (lambda run: ask_proof_path(self, run))
        self.run_flow = RunFlow(office, face, self.sending, self.done, now=now, choose_path=asking)
        self._fix_after = ""
        self._stack = QStackedWidget()
        for screen in (self.search, self.review, self.sending, self.done):
            self._stack.addWidget(screen)
            screen.defect.connect(self.defect)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self._connect()
        self.set_face(face)

    def _connect(self) -> None:
        self.search.submitted.connect(self.start_search)
        self.search.waiting_known.connect(self.waiting_known)
        self.flow.criteria_refused.connect(self._refuse)
        self.flow.search_wanted.connect(self._search_otherwise)
        self.flow.searched.connect(lambda: self.search.form.set_busy(False))
        self.flow.sign_in_wanted.connect(lambda: self._sign_in(self.flow.check))
        self.flow.defect.connect(self.defect)
        self._connect_review()
        self._connect_run()
        self.stepper.pressed.connect(self.go_back_to)

    def _connect_review(self) -> None:
        self.review.sync.connect(self.start_sync)
        self.review.dry_run.connect(self._show_dry_run)
        mender = self.review.mender
        mender.link_asked.connect(self.open_link)
        mender.customers_asked.connect(self._open_mapping)
        mender.search_asked.connect(lambda: self.start_search(self.flow.criteria))
        mender.decision_asked.connect(self._ask_decision)

    def _connect_run(self) -> None:
        flow, done = self.run_flow, self.done
        flow.ended.connect(self._run_ended)
        flow.refused.connect(self._plan_refused)
        flow.marks_changed.connect(self.search.count_waiting)
        flow.defect.connect(self.defect)
        flow.sign_in_wanted.connect(lambda: self._sign_in(flow.go_on))
        self.sending.fix.connect(self._fix_event)
        done.mend.connect(self._mend_outcome)
        done.open_link.connect(self.open_link)
        done.open_log.connect(lambda: self.place_wanted.emit(Place.LOG))
        self.search.last_run.open_log.connect(lambda _run_id: self.place_wanted.emit(Place.LOG))
        self.search.last_run.save_proof.connect(self._save_proof_of)

    def set_face(self, face: RouteFace) -> None:
        """Another name or organisation; a check that waited for the books goes on."""
        super().set_face(face)
        for part in (self.search, self.review, self.flow, self.run_flow, self.sending, self.done):
            part.set_face(face)
        then = self._after_sign_in
        if then is not None and face.is_connected:
            self._after_sign_in = None
            then()

    # --- steps

    @property
    def step(self) -> int:
        """Number of the step in hand, from 0."""
        return self.stepper.current

    @property
    def has_side_column(self) -> bool:
        """Whether a table stands beside a side column."""
        return self.step == REVIEW

    def go_to(self, step: int) -> None:
        """Show a step."""
        self.stepper.set_current(step)
        self._stack.setCurrentIndex(step)
        Toast.clear(self.window())
        self.step_changed.emit()
        self.current.arrive()

    def go_back_to(self, step: int) -> None:
        """A step that is done was pressed."""
        if step < self.step and step != SYNC and not self.flow.is_busy and not self.sending.is_running:
            self._leave_done(step)
            self.go_to(step)

    def _leave_done(self, step: int) -> None:
        """Back from a run to Review: look at both sides as they are now; what it left open is shown before they answer."""
        if step == REVIEW:
            (self.flow.check if self.step == DONE else self.flow.show_what_became)()

    @property
    def current(self) -> Screen:
        """The screen of the step in hand."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Screen) else self.search

    def arrive(self) -> None:
        """The person has come to this route."""
        self.current.arrive()

    def focus_search(self) -> bool:
        """Where this step is searched."""
        return self.current.focus_search()

    def act(self, keys: str) -> bool:
        """The step's keys, then Esc for a step back."""
        if self.current.act(keys):
            return True
        return keys == "Esc" and self._back()

    def _back(self) -> bool:
        if self.step == DONE:
            self.go_to(SEARCH)
        elif self.step == REVIEW and self.flow.is_busy:
            self.flow.cancel()
        elif self.step == REVIEW:
            self.go_to(SEARCH)
        elif self.step == SYNC and not self.sending.is_running:
            self.go_back_to(REVIEW)
        else:
            return False
        return True

    # --- search and review

    def start_search(self, criteria: SearchCriteria) -> None:
        """Search; what is found appears in Review."""
        self.search.form.set_busy(True)
        self.go_to(REVIEW)
        self.flow.search(criteria)

    def _refuse(self, problem: BadInput) -> None:
        self.go_to(SEARCH)
        self.search.refuse(problem)

    def _search_otherwise(self, criteria: SearchCriteria) -> None:
        self.search.form.set_criteria(criteria)
        self.start_search(criteria)

    def open_link(self, address: str) -> None:
        """A page of a remote system, if it is one that is opened."""
        show_page(self, address, practice=self.face.route.practice)

    def _open_mapping(self, party_ids: tuple[str, ...]) -> None:
        session = open_customer_mapping(self, self.office, self.face.route.id, party_ids)
        session.planned.connect(self.flow.take)
        session.defect.connect(self.defect)

    def _sign_in(self, then: Callable[[], object]) -> None:
        """In the browser; afterwards the window reads the connections again, and what waited goes on by itself."""
        asking = SignInDialog(self.office, self.face.ledger)
        asking.connected.connect(lambda _connection: self._connected(then))
        asking.open_in(self.window())

    def _connected(self, then: Callable[[], object]) -> None:
        self._after_sign_in = then
        self.changed_connection.emit()

    def _ask_decision(self, problem: Problem, planned: PlannedDocument) -> None:
        asking = DecisionDialog(Doubt.of_document(problem, planned, self.face))
        asking.open_link.connect(self.open_link)
        asking.decided.connect(lambda decision: self._decide(planned.operation_id or problem.subject, decision))
        asking.open_in(self.window())

    def _decide(self, operation_id: str, decision: Decision) -> None:
        self.ask(self.office.decide(operation_id, decision), lambda _record: self.flow.check(), self.flow.show_problem)

    # --- sync

    def _show_dry_run(self, chosen: frozenset[str]) -> None:
        if self.review.plan is not None:
            DryRunSheet(self.review.plan, chosen, self.face.organisation).open_in(self.window())

    def start_sync(self, chosen: frozenset[str]) -> None:
        """Carry out the plan that is shown, for what is ticked."""
        plan = self.review.plan
        if plan is None or not chosen or self.sending.is_running or not self.face.is_connected:
            return
        self._fix_after = ""
        self.go_to(SYNC)
        self.run_flow.send(plan, chosen)

    def _run_ended(self) -> None:
        if self._fix_after:
            self._mend_after(self._fix_after)
        else:
            self.go_to(DONE)

    def _plan_refused(self, problem: ExpectedProblem) -> None:
        """What was shown is no longer what would be sent: look again, with the reason above the list."""
        self.go_to(REVIEW)
        banner = banner_of(problem, at=self._now().astimezone(), button="Check again")
        banner.pressed.connect(self.flow.check)
        self.review.show_problem(banner)

    # --- what needs a person afterwards

    def _fix_event(self, event: DocumentEvent) -> None:
        if event.problem is not None and event.problem.mend in {Mend.OPEN_IN_LEDGER, Mend.OPEN_IN_SOURCE} and event.url:
            self.open_link(event.url)
        elif self.sending.is_running:
            self._fix_after = event.document_id
            Toast.show_in(self.window(), f"{event.number} opens as soon as this run has ended.")
        else:
            self._mend_after(event.document_id)

    def _mend_outcome(self, outcome: DocumentOutcome) -> None:
        self._mend_after(outcome.document_id)

    def _mend_after(self, document_id: str) -> None:
        """In Review, checked against both sides as they are now, with the document in hand."""
        self.go_to(REVIEW)
        self.flow.check(then=lambda: self.review.take_in_hand(document_id))

    def _save_proof_of(self, run_id: str) -> None:
        self.ask(self.office.run(run_id), self.run_flow.save_proof, self.flow.show_problem)

    def show_run(self, run: RunSummary) -> None:
        """A run of this route at its end, as from the log."""
        self.run_flow.show(run)

    def show_unfinished(self, run: RunSummary | None) -> None:
        """A run that was interrupted: said above the search, with a button that goes on with it."""
        if run is None or self.sending.is_running:
            self.search.clear_notice()
            return
        waiting = len(run.in_state(DocumentState.WAITING, DocumentState.SENDING, DocumentState.BEING_CHECKED))
        self.search.show_notice(
            f"The run of {say_date(run.started.astimezone().date())} was interrupted",
            f"{count_of(waiting, 'invoice')} of it {'has' if waiting == 1 else 'have'} not ended. Nothing is sent twice.",
            lambda: self._take_up(run),
        )

    def _take_up(self, run: RunSummary) -> None:
        self.search.clear_notice()
        self.go_to(SYNC)
        self.run_flow.take_up(run)
