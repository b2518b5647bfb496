"""What the four pages of a collection route share: the route, a page with room for problems, and a word to the other pages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.money import Money
from app.domain.plan import DocumentState
from app.ui.models.faces import RouteFace
from app.ui.parts import Banner
from app.ui.screens.links import show_page
from app.ui.screens.place import PlaceScreen
from app.ui.style import money
from app.worker.collection_contract import ImportResult
from app.worker.office import Office


class CollectionTab(PlaceScreen):
    """A page. `changed()` when something was changed that other pages show; `tab_wanted(str, str)` leads to another one, to a subject.

    `reconnect_wanted(str)` with the id of a connection that nobody is signed in to any more.
    """

    changed = Signal()
    tab_wanted = Signal(str, str)
    reconnect_wanted = Signal(str)

    def __init__(self, office: Office, face: RouteFace, name: str, *, scrolls: bool = True) -> None:
        super().__init__(office, name, scrolls=scrolls)
        self.setObjectName(f"collection-{name.lower()}")
        self.head.hide()
        self.face = face
        self._of_deed = False

    @property
    def route_id(self) -> str:
        """The route in hand."""
        return self.face.route.id

    def set_face(self, face: RouteFace) -> None:
        """Another name, or a connection that somebody has signed in to."""
        self.face = face

    def show_subject(self, subject: str) -> None:
        """Put this customer, invoice or transaction in hand, once it is there."""
        del subject

    def unheard(self, problem: ExpectedProblem) -> None:
        """A problem stays on the page, with the button that mends it where one does."""
        self._of_deed = False
        self.complain(problem)

    def complain(self, problem: ExpectedProblem, button: str = "", then: Callable[[], object] | None = None) -> Banner:
        """A problem that stays; an ended access leads to the sign-in, anything else to another try."""
        is_access = isinstance(problem, AccessProblem) and not problem.elsewhere
        banner = super().complain(problem, button or ("Reconnect" if is_access else "Try again"))
        if is_access:
            banner.pressed.connect(lambda: self.reconnect_wanted.emit(problem.subject))
        else:
            banner.pressed.connect(then or self.refresh)
        return banner

    def did(self, told: str, problem: ExpectedProblem | None) -> None:
        """How something that a person asked for ended: a word in passing, or a problem that stays while the page is read again."""
        self._of_deed = False
        self.be_content()
        if problem is None:
            self.tell(told)
            return
        is_access = isinstance(problem, AccessProblem) and not problem.elsewhere
        self.complain(problem, "" if is_access else "Look again", self._look_again)
        self._of_deed = True

    def _look_again(self) -> None:
        self._of_deed = False
        self.refresh()

    def was_read(self) -> None:
        """Both sides answered: a problem of reading is over, one of something asked for is not."""
        if not self._of_deed:
            self.be_content()

    def open_page(self, address: str) -> None:
        """A page of a remote system, if it is one that is opened."""
        show_page(self, address, practice=self.face.route.practice)


def sums(amounts: tuple[Money, ...]) -> str:
    """'4,612.50 CAD', of several currencies '4,612.50 CAD, 80.00 USD'."""
    return ", ".join(money(each.amount, each.currency) for each in amounts)


def first_problem(result: ImportResult | None) -> ExpectedProblem | None:
    """Why something a person asked for did not come about; None when it did, or is being looked up."""
    if result is None:
        return None
    if result.problem is not None:
        return result.problem
    refused = result.summary.in_state(DocumentState.REFUSED, DocumentState.BLOCKED)
    if not refused:
        return None
    problem = refused[0].problem
    return ExpectedProblem(refused[0].sentence, advice=problem.advice if problem is not None else "", code="refused")
