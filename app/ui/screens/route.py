"""One route's work from search to done: the header with its steps, and the screen of the step in hand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.documents import SearchCriteria
from app.domain.errors import BadInput
from app.ui.models.faces import RouteFace
from app.ui.parts import Dialog, HeaderBar, Stepper
from app.ui.screens.links import open_link
from app.ui.screens.registry import open_mapping, open_organisations
from app.ui.screens.review import ReviewScreen
from app.ui.screens.review_flow import Now, ReviewFlow
from app.ui.screens.screen import Screen
from app.ui.screens.search import SearchScreen
from app.worker.office import Office

STEPS = ("Search", "Review", "Sync", "Done")
SEARCH, REVIEW, SYNC, DONE = range(4)


class RouteScreen(Screen):
    """Signals: `waiting_known(int)`, `place_wanted(str)` to go elsewhere, `changed_connection()`, `step_changed()`."""

    waiting_known = Signal(int)
    place_wanted = Signal(str)
    changed_connection = Signal()
    step_changed = Signal()

    def __init__(self, office: Office, face: RouteFace, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.setObjectName(f"route-{face.route.id}")
        self.face, self._now, self._waits_for_books = face, now, False
        self.header = HeaderBar()
        self.header.title.setObjectName("route-title")
        self.stepper = Stepper(STEPS)
        self.stepper.setObjectName("stepper")
        self.header.side.addWidget(self.stepper)
        self.search = SearchScreen(office, face, now)
        self.review = ReviewScreen(office, face, now().astimezone().year)
        self.flow = ReviewFlow(office, face, self.review, now)
        self._stack = QStackedWidget()
        for screen in (self.search, self.review):
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
        self.flow.books_to_choose.connect(self._choose_books)
        self.flow.connected.connect(self._connected)
        self.flow.defect.connect(self.defect)
        mender = self.review.mender
        mender.link_asked.connect(self.open_link)
        mender.customers_asked.connect(self._open_mapping)
        mender.search_asked.connect(lambda: self.start_search(self.flow.criteria))
        self.stepper.pressed.connect(self.go_back_to)

    def set_face(self, face: RouteFace) -> None:
        """Another name or organisation; a check that waited for the books goes on."""
        self.face = face
        self.header.set_words(face.route.name, face.second_line)
        self.review.set_face(face)
        self.flow.set_face(face)
        if self._waits_for_books and face.is_connected:
            self._waits_for_books = False
            self.flow.check()

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
        self.step_changed.emit()
        self.current.arrive()

    def go_back_to(self, step: int) -> None:
        """A step that is done was pressed."""
        if step < self.step and not self.flow.is_busy:
            self.go_to(step)

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
        if self.step != REVIEW:
            return False
        if self.flow.is_busy:
            self.flow.cancel()
        else:
            self.go_to(SEARCH)
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
        open_link(address, practice=self.face.route.practice)

    # --- customers and books

    def _open_mapping(self, party_ids: tuple[str, ...]) -> None:
        opened = open_mapping(self.window(), self.office, self.face.route.id, party_ids)
        if isinstance(opened, Dialog):
            opened.finished.connect(lambda _accepted: self.flow.refresh())

    def _choose_books(self, tenants: object) -> None:
        opened = open_organisations(self.window(), tenants)
        chosen = getattr(opened, "chosen", None)
        if isinstance(opened, Dialog) and chosen is not None:
            chosen.connect(self.flow.choose_books)

    def _connected(self) -> None:
        """Somebody has signed in: the window reads the connections again, then the check goes on."""
        self._waits_for_books = True
        self.changed_connection.emit()
