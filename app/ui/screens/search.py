"""The Search step: what to look for at the left, what waits and what the last run did at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.ages import group_by_age
from app.domain.documents import Division, SearchCriteria, WaitingInvoice
from app.domain.errors import BadInput, ExpectedProblem
from app.domain.grants import grant_warning
from app.domain.run import RunSummary
from app.domain.search_dates import DatePreset, one_month_on
from app.domain.words import say_date
from app.ui.models.faces import RouteFace
from app.ui.parts import Banner, ChipKind, SideBySide, Tone
from app.ui.screens.recent import RecentSearches
from app.ui.screens.screen import Screen
from app.ui.screens.search_aside import ConnectionsCard, LastRunCard, WaitingCard
from app.ui.screens.search_form import SearchForm
from app.worker.contract import ConnectionCheck, RememberedSearch
from app.worker.office import Office

_ASIDE = 372
_BESIDE = 960  # narrower pages have what waits below the form
Now = Callable[[], datetime]


class SearchScreen(Screen):
    """`submitted(SearchCriteria)` when the person searches; `waiting_known(int)` for the rail's count."""

    submitted = Signal(object)
    waiting_known = Signal(int)
    problem_found = Signal(object)

    def __init__(self, office: Office, face: RouteFace, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.setObjectName("search-screen")
        self._face, self._now, self._is_filled = face, now, False
        self._checked: set[str] = set()  # once for each start: a check costs a call of the remote limit
        self.form = SearchForm(face.source_word, face.ledger_word, lambda: now().astimezone().date())
        self.form.setObjectName("search-form")
        self.waiting = WaitingCard(face.source_word)
        self.last_run = LastRunCard()
        self.connections = ConnectionsCard((face.source, face.ledger))
        self.recent = RecentSearches(now().astimezone().year)
        self.notice: Banner | None = None
        self._lay()
        self.form.submitted.connect(self.submitted)
        self.recent.repeated.connect(self._repeat)

    def _lay(self) -> None:
        inner = QWidget()
        page = QVBoxLayout(inner)
        page.setContentsMargins(24, 24, 24, 24)
        columns = SideBySide(_ASIDE, least=_BESIDE)
        columns.main.addWidget(self.form)
        columns.main.addWidget(self.recent)
        columns.main.addStretch(1)
        for card in (self.waiting, self.last_run, self.connections):
            columns.aside.addWidget(card)
        columns.aside.addStretch(1)
        page.addWidget(columns)
        page.addStretch(1)
        area = QScrollArea()
        area.setObjectName("search-scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        area.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._top = QVBoxLayout()
        column.addLayout(self._top)
        column.addWidget(area)

    def set_face(self, face: RouteFace) -> None:
        """Another organisation, or signed in by now."""
        for before, now in ((self._face.source, face.source), (self._face.ledger, face.ledger)):
            if (before.tenant_name, before.needs_sign_in) != (now.tenant_name, now.needs_sign_in):
                chip = ChipKind.NOT_CONNECTED if now.needs_sign_in else ChipKind.CONNECTED
                self.connections.show_state(now.id, chip, now.tenant_name or now.name)
        self._face = face

    def show_notice(self, sentence: str, second: str, go_on: Callable[[], object]) -> None:
        """Something that wants attention before anything is searched for."""
        self.clear_notice()
        self.notice = Banner(Tone.WARN, "hourglass", sentence, second, button="Go on")
        self.notice.setObjectName("search-notice")
        self.notice.button.setObjectName("search-notice-go-on")
        self.notice.pressed.connect(go_on)
        self._top.setContentsMargins(24, 16, 24, 0)
        self._top.addWidget(self.notice)

    def clear_notice(self) -> None:
        """It is seen to."""
        if self.notice is not None:
            self._top.removeWidget(self.notice)
            self._top.setContentsMargins(0, 0, 0, 0)
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None

    def arrive(self) -> None:
        """Look at everything that may have changed; the focus goes to the button, so that Enter is enough."""
        route_id = self._face.route.id
        self.ask(self.office.divisions(route_id), self._show_divisions)
        self.ask(self.office.recent_searches(route_id), self._show_searches)
        self.ask(self.office.runs(route_id), self._show_runs)
        self.count_waiting()
        for connection in (self._face.source, self._face.ledger):
            if not connection.needs_sign_in and connection.id not in self._checked:
                self._checked.add(connection.id)
                self._check(connection.id)
        self.form.search.setFocus()

    def count_waiting(self) -> None:
        """Look again at what waits in the source."""
        self.ask(self.office.waiting(self._face.route.id), self._show_waiting, self._no_waiting)

    def _check(self, connection_id: str) -> None:
        def checked(check: ConnectionCheck) -> None:
            self.connections.show_calls(connection_id, check.calls_left, check.calls_period)
            known = (c for c in (self._face.source, self._face.ledger) if c.id == connection_id)
            warning = next((found for c in known if (found := grant_warning(c, self._now())) is not None), None)
            if warning is not None and warning.by_sign_in:  # what only lies idle has just been used
                self.connections.show_state(connection_id, ChipKind.ENDS_SOON, warning.sentence)

        def refused(problem: ExpectedProblem) -> None:
            self.connections.show_state(connection_id, ChipKind.ACCESS_ENDED, problem.sentence)

        self.ask(self.office.check_connection(connection_id), checked, refused)

    def _show_divisions(self, divisions: Sequence[Division]) -> None:
        self.form.set_divisions(divisions)

    def _show_searches(self, searches: Sequence[RememberedSearch]) -> None:
        self.recent.show_searches(searches[:5])
        if self._is_filled or self.form.is_touched:
            return
        self._is_filled = True
        if searches:
            self._fill_in(searches[0])
        else:
            self.form.choose_preset(DatePreset.LAST_MONTH)

    def _fill_in(self, last: RememberedSearch) -> None:
        """As last time, one month on; an invoice's ID is not asked for again."""
        later = one_month_on(last.criteria, self._now().astimezone().date())
        self.form.set_criteria(later)
        used = say_date(last.at.astimezone().date(), year=last.at.astimezone().year != self._now().astimezone().year)
        moved = later != last.criteria
        self.form.set_remark(f"Filled in as on {used}, one month on" if moved else f"Filled in as on {used}")

    def _show_runs(self, runs: Sequence[RunSummary]) -> None:
        real = next((run for run in runs if not run.dry_run), None)
        if real is None:
            self.last_run.show_none()
        else:
            self.last_run.show_run(real, self._face.source_word)
        self.form.set_last_run(real.started.astimezone().date() if real else None)

    def _show_waiting(self, invoices: Sequence[WaitingInvoice]) -> None:
        at = self._now().astimezone()
        waiting = group_by_age(invoices, at.date())
        self.waiting.show_waiting(waiting, at)
        self.waiting_known.emit(waiting.count)

    def _no_waiting(self, problem: ExpectedProblem) -> None:
        self.waiting.say(problem.sentence)

    def _repeat(self, criteria: SearchCriteria) -> None:
        self.form.set_criteria(criteria)
        self.form.set_remark("")
        self.form.submit()

    def refuse(self, problem: BadInput) -> None:
        """The search could not be meant: say it at its field."""
        self.form.set_busy(False)
        self.form.show_problem(problem)

    def focus_search(self) -> bool:
        """The first thing that is typed here."""
        self.form.invoice_id.control.setFocus()
        self.form.invoice_id.control.selectAll()
        return True

    def act(self, keys: str) -> bool:
        """Enter searches; Alt and a number fill the dates in."""
        if keys == "Enter":
            self.form.submit()
            return True
        if keys.startswith("Alt+") and keys[4:].isdigit():
            return self.form.choose_number(int(keys[4:]))
        return False
