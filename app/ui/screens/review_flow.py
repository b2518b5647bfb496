"""From a search to a plan that can be sent: which task follows which, and what is said when one ends otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from app.domain.documents import SearchCriteria, SearchResult
from app.domain.errors import AccessProblem, BadInput, ExpectedProblem
from app.domain.plan import DocumentState, Plan
from app.domain.run import Progress
from app.domain.search_dates import months_later
from app.domain.words import count_of, say_date
from app.ui.models.faces import RouteFace
from app.ui.parts import Toast, open_dialog
from app.ui.screens.problems import banner_of
from app.ui.screens.review import ReviewScreen
from app.ui.style import clock
from app.worker.handle import TaskHandle
from app.worker.office import Office

Now = Callable[[], datetime]


class ReviewFlow(QObject):
    """Signals: `criteria_refused(BadInput)`, `search_wanted(SearchCriteria)` to ask otherwise, `sign_in_wanted()`, `searched()` once
    all is found, `defect(CrashReport)`.
    """

    criteria_refused = Signal(object)
    search_wanted = Signal(object)
    sign_in_wanted = Signal()
    defect = Signal(object)
    searched = Signal()

    def __init__(self, office: Office, face: RouteFace, review: ReviewScreen, now: Now) -> None:
        super().__init__(review)
        self._office, self._face, self._review, self._now = office, face, review, now
        self._criteria = SearchCriteria()
        self._found: SearchResult | None = None
        self._task: TaskHandle | None = None
        self._then: Callable[[], object] | None = None
        review.mender.plan_asked.connect(self.follow)
        review.mender.refused.connect(self.show_problem)
        review.mender.sign_in_asked.connect(self.sign_in_wanted)
        review.bar.sign_in.connect(self.sign_in_wanted)
        review.bar.arrival_chosen.connect(lambda status: self.follow(office.set_arrival(self._route_id, status)))
        review.bar.all_as_draft.connect(self._all_as_draft)

    @property
    def criteria(self) -> SearchCriteria:
        """What was asked last."""
        return self._criteria

    @property
    def _route_id(self) -> str:
        return self._face.route.id

    @property
    def is_busy(self) -> bool:
        """Whether a search or a check is under way."""
        return self._task is not None and not self._task.is_finished

    def set_face(self, face: RouteFace) -> None:
        """Another organisation, or signed in by now."""
        self._face = face

    def _listen(self, handle: TaskHandle, succeeded: Callable[..., object]) -> TaskHandle:
        handle.succeeded.connect(succeeded)
        handle.failed.connect(self.show_problem)
        handle.crashed.connect(self.defect)
        self._task = handle
        return handle

    def cancel(self) -> None:
        """Stop what is under way."""
        if self._task is not None:
            self._task.cancel()

    # --- search

    def search(self, criteria: SearchCriteria) -> None:
        """Ask the source; rows appear while pages arrive."""
        if self.is_busy:
            return
        self._criteria, self._found = criteria, None
        self._review.begin(f"Searching {self._face.source_word}")
        handle = self._office.search(self._route_id, criteria)
        handle.arrived.connect(self._review.add_found)
        handle.progress.connect(self._say_step)
        handle.succeeded.connect(self._searched)
        handle.failed.connect(self._not_searched)
        handle.cancelled.connect(lambda: self._review.say(""))
        handle.crashed.connect(self.defect)
        self._task = handle

    def _say_step(self, progress: Progress) -> None:
        found = len(self._review.table.list.rows)
        self._review.say(progress.step, progress.pace or (f"{count_of(found, 'invoice')} found" if found else ""))

    def _not_searched(self, problem: ExpectedProblem) -> None:
        self._review.say("")
        if isinstance(problem, BadInput):
            self.criteria_refused.emit(problem)
        else:
            self.show_problem(problem)

    def _searched(self, result: SearchResult) -> None:
        self._found = result
        self.searched.emit()
        if not result.documents:
            self._show_empty(result)
            return
        if self._face.is_connected:
            self.check()
        else:
            self._review.say("")
            self.follow(self._office.unchecked(self._route_id))

    def _show_empty(self, result: SearchResult) -> None:
        """What was asked, what is there instead, when it was looked at, and two ways on."""
        asked = self._criteria
        source = self._face.source_word
        at = (result.looked_at or self._now()).astimezone()
        left_out = result.left_out[0].sentence if result.left_out else ""
        second = left_out or self._instead(len(result.set_aside))
        where = "all divisions" if not asked.division_id else "one division"
        empty = self._review.show_empty(
            empty_sentence(asked, source), second, f"Checked today at {clock(at)}, {where}."
        )
        earlier = earlier_criteria(asked)
        if earlier is not None and earlier.date_from is not None:
            button = empty.add_button(f"Search from {say_date(earlier.date_from)}", icon="calendar")
            button.setObjectName("empty-search-earlier")
            button.clicked.connect(lambda: self.search_wanted.emit(earlier))
        if not asked.include_marked:
            button = empty.add_button("Include invoices marked as invoiced")
            button.setObjectName("empty-include-marked")
            button.clicked.connect(lambda: self.search_wanted.emit(replace(asked, include_marked=True)))
        if asked.invoice_id:
            everything = empty.add_button("Search all that is open")
            everything.setObjectName("empty-search-all")
            everything.clicked.connect(lambda: self.search_wanted.emit(SearchCriteria()))

    def _instead(self, set_aside: int) -> str:
        if set_aside:
            return f"{count_of(set_aside, 'record')} could not be read and {'was' if set_aside == 1 else 'were'} set aside."
        if self._criteria.include_marked:
            return f"{self._face.source_word} has no invoices that fit, marked ones included."
        return "Invoices that are marked as invoiced are not offered again."

    # --- plan

    def check(self, then: Callable[[], object] | None = None) -> None:
        """Plan against the ledger as it is now; `then` is done once the rows are there."""
        self._then = then
        words = self._face.words
        lists = f"Accounts, {words.tax.many}, {words.contact.many} and numbers in use"
        self._review.say(f"Checking {self._face.ledger_word}", lists)
        handle = self._office.check_ledger(self._route_id)
        handle.progress.connect(lambda progress: self._review.say(progress.step, progress.pace))
        self._listen(handle, self._planned)

    def show_what_became(self) -> None:
        """Back from a run that has not come to its end: what is known of it at once, then both sides as they are now."""
        self._then = self.check
        self.follow(self._office.unchecked(self._route_id))

    def follow(self, handle: TaskHandle) -> None:
        """A task that brings a plan."""
        self._review.bar.set_busy(True)
        self._listen(handle, self._planned)

    def take(self, plan: Plan) -> None:
        """A plan that came about elsewhere, as in a mapping dialog."""
        self._planned(plan)

    def _planned(self, plan: Plan) -> None:
        before = _ready(self._review.plan)
        had_plan = self._review.plan is not None and bool(self._review.plan.tenant)
        self._review.say("")
        self._review.clear_problem()
        self._review.show_plan(plan)
        gained = len(_ready(plan) - before)
        if had_plan and gained:
            is_one = gained == 1
            self._toast(f"Saved. {count_of(gained, 'invoice')} {'is' if is_one else 'are'} ready.")
        then, self._then = self._then, None
        if then is not None:
            then()

    def _toast(self, sentence: str) -> None:
        if open_dialog(self._review.window()) is None:  # a dialog in front tells of its own effect
            Toast.show_in(self._review.window(), sentence, lift=72)

    def _all_as_draft(self) -> None:
        chosen = self._review.table.tally.chosen
        if not chosen:
            return
        self._then = lambda: self._review.sync.emit(self._review.table.tally.chosen & chosen)
        self.follow(self._office.send_as_draft(self._route_id, chosen))

    # --- problems

    def show_problem(self, problem: ExpectedProblem) -> None:
        """A banner with the step that mends it; rows stay as they are."""
        self._review.say("")
        self._review.bar.set_busy(self._review.plan is None)
        waiting = len(self._review.table.list.rows)
        is_access = isinstance(problem, AccessProblem) and not problem.elsewhere
        of_ledger = is_access and problem.subject in {"", self._face.ledger.id}
        words = f"Reconnect {self._face.ledger_word}" if of_ledger else ""
        meaning = ""
        if of_ledger and waiting:
            meaning = f"{problem.advice} Nothing is lost: {count_of(waiting, 'invoice')} stay in this list.".strip()
        banner = banner_of(problem, at=self._now().astimezone(), button=words, meaning=meaning, large=is_access)
        banner.pressed.connect(self.sign_in_wanted if of_ledger else self._again)
        self._review.show_problem(banner)

    def _again(self) -> None:
        self._review.clear_problem()
        if self._found is None:
            self.search_wanted.emit(self._criteria)
        else:
            self.check()


def _ready(plan: Plan | None) -> frozenset[str]:
    if plan is None:
        return frozenset()
    return frozenset(d.source.id for d in plan.documents if d.state is DocumentState.READY)


def empty_sentence(asked: SearchCriteria, source: str) -> str:
    """'No invoices to sync since 1 Nov 2026'."""
    if asked.invoice_id:
        return f"{source} has no open invoice with the ID {asked.invoice_id}"
    if asked.date_from and asked.date_to:
        return f"No invoices to sync from {say_date(asked.date_from)} to {say_date(asked.date_to)}"
    if asked.date_from:
        return f"No invoices to sync since {say_date(asked.date_from)}"
    if asked.date_to:
        return f"No invoices to sync up to {say_date(asked.date_to)}"
    return f"No invoice waits in {source}"


def earlier_criteria(asked: SearchCriteria) -> SearchCriteria | None:
    """The same, a month further back; None where no date limits it."""
    if asked.date_from is None or asked.invoice_id:
        return None
    return replace(asked, date_from=months_later(asked.date_from, -1))
