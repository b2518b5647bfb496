"""A sitting over customers without a match: what waits, what was answered, and the way back. Dialog and table share it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal

from app.domain.catalogue import LedgerCatalogue
from app.domain.contact_names import NameBook
from app.domain.errors import ExpectedProblem
from app.domain.ledger_words import LedgerWords, words_of
from app.domain.mapping import MappingBook, NewContact, RouteDefaults
from app.domain.parties import Person, SourceParty
from app.domain.plan import DocumentState, Plan
from app.domain.problem_groups import say_totals
from app.domain.suggestions import Certainty
from app.domain.words import count_of
from app.ui.dialogs.office import MappingOffice
from app.worker.contract import CustomerDecision, CustomerGap
from app.worker.handle import TaskHandle


@dataclass(frozen=True, slots=True)
class Books:
    """What a sitting knows of both sides: words for sentences and the number of contacts that can be searched."""

    source: str = "Autotask"
    ledger: str = "Xero"
    organisation: str = ""
    contacts: int = 0
    defaults: RouteDefaults = field(default_factory=RouteDefaults)

    @property
    def words(self) -> LedgerWords:
        """What the ledger's users call its things."""
        return words_of(self.ledger)


class Settling(QObject):
    """Asks the office for the customers of a route that wait, sends answers as they are given, and takes them back.

    `ready()` once everything is read, `changed()` after every answer, `planned(object)` with each new Plan, `refused(object)` with
    the `ExpectedProblem` when an answer could not be kept (nothing is lost then: the customer still waits).
    """

    ready = Signal()
    changed = Signal()
    planned = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)

    def __init__(
        self,
        office: MappingOffice,
        route_id: str,
        party_ids: Iterable[str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._office, self._route = office, route_id
        self._wanted = frozenset(party_ids) if party_ids is not None else None
        self.gaps: tuple[CustomerGap, ...] = ()
        self.answers: dict[str, CustomerDecision] = {}
        self.books = Books()
        self._history: list[tuple[str, ...]] = []
        self._under_way: tuple[CustomerDecision, ...] = ()
        self._to_restore = self._restoring = ""
        self.names = NameBook.nobody()
        self._taking_back: tuple[str, ...] = ()
        self._plan: Plan | None = None
        self._tasks: list[TaskHandle] = []
        self._missing = 0

    @property
    def office(self) -> MappingOffice:
        """Who answers searches."""
        return self._office

    @property
    def route_id(self) -> str:
        """The route whose customers these are."""
        return self._route

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being kept or taken back."""
        return bool(self._under_way or self._taking_back or self._restoring)

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer to take back."""
        return bool(self._history) and not self.is_busy

    @property
    def settled(self) -> int:
        """How many customers have an answer."""
        return len(self.answers)

    # --- reading

    def load(self) -> None:
        """Read the gaps, the plan, the ledger's lists and the route's defaults."""
        self._missing = 4
        self._follow(self._office.gaps(self._route), self._take_gaps)
        self._follow(self._office.unchecked(self._route), self._take_plan)
        self._follow(self._office.ledger(self._route), self._take_catalogue)
        self._follow(self._office.book(self._route), self._take_book)

    def _follow(self, handle: TaskHandle, taken: object) -> None:
        handle.succeeded.connect(taken)
        handle.failed.connect(self._fail)
        handle.crashed.connect(self._crash)
        self._tasks = [task for task in self._tasks if not task.is_finished]
        self._tasks.append(handle)

    def _take_gaps(self, gaps: tuple[CustomerGap, ...]) -> None:
        self.gaps = tuple(g for g in gaps if self._wanted is None or g.party.id in self._wanted)
        self._one_read()

    def _take_plan(self, plan: Plan) -> None:
        self._plan = plan
        self.books = replace(self.books, ledger=plan.vendor, organisation=plan.organisation)
        self._one_read()

    def _take_catalogue(self, catalogue: LedgerCatalogue | None) -> None:
        if catalogue is not None:
            self.books = replace(self.books, contacts=len(catalogue.contacts), ledger=catalogue.vendor)
            self.names = NameBook.of(catalogue)
        self._one_read()

    def _take_book(self, book: MappingBook) -> None:
        self.books = replace(self.books, defaults=book.defaults)
        self._one_read()

    def _one_read(self) -> None:
        self._missing -= 1
        if not self._missing:
            self.ready.emit()

    # --- answering

    def gap(self, party_id: str) -> CustomerGap | None:
        """The customer by its id."""
        return next((g for g in self.gaps if g.party.id == party_id), None)

    def waiting(self) -> tuple[CustomerGap, ...]:
        """Customers without an answer, in order."""
        return tuple(g for g in self.gaps if g.party.id not in self.answers)

    def certain(self) -> tuple[CustomerGap, ...]:
        """Customers without an answer whose proposal may be taken without a look at each."""
        return tuple(
            g for g in self.waiting() if g.ranking.certainty is Certainty.CERTAIN and g.ranking.preselected is not None
        )

    def answer(self, decisions: Sequence[CustomerDecision], *, restoring: str = "") -> bool:
        """Keep these; False while another answer is under way, so that a double press answers once.

        `restoring` is the id of a chosen contact that takes nothing new: it is brought back in the ledger afterwards.
        """
        if self.is_busy or not decisions:
            return False
        self._under_way, self._to_restore = tuple(decisions), restoring
        self._follow(self._office.decide_customers(self._route, list(decisions)), self._kept)
        self.changed.emit()
        return True

    def accept_certain(self) -> bool:
        """Take every certain proposal at once."""
        return self.answer([CustomerDecision(g.party, contact=g.ranking.preselected) for g in self.certain()])

    def _kept(self, plan: Plan) -> None:
        self.answers.update({d.party.id: d for d in self._under_way})
        self._history.append(tuple(d.party.id for d in self._under_way))
        self._under_way = ()
        self._restoring, self._to_restore = self._to_restore, ""
        if self._restoring:
            self._follow(self._office.restore_contact(self._route, self._restoring), self._restored)
            self.changed.emit()
            return
        self._tell(plan)

    def _restored(self, plan: Plan) -> None:
        self._restoring = ""
        self._tell(plan)

    def undo(self) -> bool:
        """Take the last answer back, all of its customers at once."""
        if not self.can_undo:
            return False
        self._taking_back = self._history.pop()
        for party_id in self._taking_back:
            self._follow(self._office.undo_customer(self._route, party_id), self._taken_back)
        self.changed.emit()
        return True

    def _taken_back(self, plan: Plan) -> None:
        party_id, *rest = self._taking_back
        self.answers.pop(party_id, None)
        self._taking_back = tuple(rest)
        self._tell(plan)

    def _tell(self, plan: Plan) -> None:
        self._plan = plan
        self.changed.emit()
        self.planned.emit(plan)

    def set_link(self, link: bool) -> None:
        """'Save mapping to Xero' for this route from now on."""
        if link != self.books.defaults.link_contacts:
            self.books = replace(self.books, defaults=replace(self.books.defaults, link_contacts=link))
            self._follow(self._office.set_defaults(self._route, self.books.defaults), self._tell)

    def _fail(self, problem: ExpectedProblem) -> None:
        self._under_way, self._restoring = (), ""
        if self._taking_back:
            self._history.append(self._taking_back)
            self._taking_back = ()
        self.changed.emit()
        self.refused.emit(problem)

    def _crash(self, report: object) -> None:
        self._under_way, self._taking_back, self._restoring = (), (), ""
        self.changed.emit()
        self.crashed.emit(report)

    def release(self) -> None:
        """Hear of nothing any more; what was asked for is still carried out."""
        for task in self._tasks:
            task.release()

    # --- words

    def say_effect(self, gap: CustomerGap) -> tuple[str, str]:
        """('12 invoices, 3,410.00 AUD', 'become ready with this choice') for the line below the candidates."""
        what = f"{count_of(len(gap.document_ids), 'invoice')}, {say_totals(gap.totals)}"
        held = self._held(gap)
        if not held:
            return what, ("becomes" if len(gap.document_ids) == 1 else "become") + " ready with this choice"
        if held == len(gap.document_ids):
            return what, "wait for something else as well" if held > 1 else "waits for something else as well"
        return what, f"settled with this choice; {held} of them {'wait' if held > 1 else 'waits'} for something else"

    def _held(self, gap: CustomerGap) -> int:
        """How many of the documents have another problem besides their customer."""
        ids = frozenset(gap.document_ids)
        documents = self._plan.documents if self._plan is not None else ()
        return sum(
            any(p.state is not DocumentState.NEEDS_CUSTOMER for p in d.problems)
            for d in documents
            if d.source.id in ids
        )


def people_of(party: SourceParty) -> tuple[Person, ...]:
    """Those whose name and e-mail may go into a new contact: active ones, billing first."""
    active = [p for p in party.people if p.is_active]
    return tuple(sorted(active, key=lambda p: (not p.is_billing, not p.is_primary, p.name.casefold())))


def new_contact(party: SourceParty, person: Person | None = None) -> NewContact:
    """A new contact as it is proposed: the company's name, its billing person's name and e-mail."""
    chosen = person or next(iter(people_of(party)), None)
    name = party.name
    if chosen is None:
        return NewContact(party.id, name, party.email)
    email = chosen.email or party.email
    return NewContact(party.id, name, email, chosen.first_name, chosen.last_name, chosen.id)
