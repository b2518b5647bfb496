"""What a problem's button does. Each step is a task of the office; the plan that comes back makes the rows ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.catalogue import LedgerCatalogue
from app.domain.documents import Facet
from app.domain.mapping import (
    DecidedBy,
    MappingBook,
    NewItem,
    PostingRule,
    RouteDefaults,
    SalesTaxPolicy,
    TaxRule,
    TrackingRule,
)
from app.domain.plan import DocumentState, Mend, PlannedDocument, Problem, ProblemGroup
from app.domain.problem_groups import say_totals
from app.domain.words import count_of
from app.ui.dialogs.new_item import ask_new_item, proposed_item
from app.ui.models.faces import RouteFace
from app.ui.screens.chooser import Chooser, Offer, Question
from app.ui.screens.offers import (
    account_offers,
    deposit_offers,
    item_offers,
    limit_offers,
    method_offers,
    split_subject,
    tax_offers,
    tracking_offers,
)
from app.worker.contract import RuleDecision
from app.worker.handle import TaskHandle
from app.worker.office import Office

_CHOSEN = {
    Mend.MAP_ACCOUNT: ("Account for {cause}", account_offers, "{ledger} has no account that takes sales."),
    Mend.MAP_ITEM: ("{item.head} for {cause}", item_offers, "{ledger} has no {item.many}."),
    Mend.MAP_TAX: ("{tax.head} for {cause}", tax_offers, "{ledger} has no {tax.many}."),
}

_OF_RECEIPTS = {
    Mend.CHOOSE_DEPOSIT: ("Receipts are paid into", deposit_offers, "deposit_code"),
    Mend.CHOOSE_METHOD: ("Payment method of receipts", method_offers, "payment_method"),
}
"""What the whole route's receipts go by: the question, its choices, and the default that the answer is."""

_ELSEWHERE = {
    Mend.RECONNECT: "sign_in_asked",
    Mend.SEARCH_AGAIN: "search_asked",
}


class Mender(QObject):
    """Turns problems into steps, and asks for what is not its own.

    `plan_asked(TaskHandle)` for a task that brings a plan, `chooser_opened(Chooser)`, `link_asked(str)`, `customers_asked(tuple)` of
    party ids, `sign_in_asked()`, `search_asked()`, `decision_asked(Problem, PlannedDocument)`,
    `shown(ProblemGroup)` where only looking helps, `refused(ExpectedProblem)`.
    """

    plan_asked = Signal(object)
    chooser_opened = Signal(object)
    link_asked = Signal(str)
    customers_asked = Signal(object)
    sign_in_asked = Signal()
    search_asked = Signal()
    decision_asked = Signal(object, object)
    shown = Signal(object)
    refused = Signal(object)

    def __init__(self, office: Office, face: RouteFace, parent: QWidget) -> None:
        super().__init__(parent)
        self._office, self._face, self._host = office, face, parent

    def set_face(self, face: RouteFace) -> None:
        """Another organisation."""
        self._face = face

    # --- a cause card

    def mend_group(
        self, gathered: ProblemGroup, groups: Sequence[ProblemGroup], documents: Sequence[PlannedDocument]
    ) -> None:
        """Fix on a card: the first of its causes; customers all at once."""
        mine = [group for group in groups if group.state is gathered.state]
        if gathered.state is DocumentState.NEEDS_CUSTOMER:
            waiting = {one for group in mine for one in group.document_ids}
            parties = dict.fromkeys(d.source.party.id for d in documents if d.source.id in waiting)
            self.customers_asked.emit(tuple(parties))
            return
        if gathered.state is DocumentState.BLOCKED and (len(mine) > 1 or not mine):
            self.shown.emit(gathered)
            return
        group = mine[0]
        first = next((d for d in documents if d.source.id in group.document_ids), None)
        problem = next((p for p in first.problems if p.group == group.group), None) if first else None
        if problem is None or first is None:
            self.shown.emit(gathered)
            return
        totals = say_totals(group.totals)
        waits = f"{count_of(len(group.document_ids), 'invoice')}, {totals}"
        self._mend(problem, first, group.document_ids, waits, only_for="")

    def mend(self, problem: Problem, planned: PlannedDocument) -> None:
        """The button of a problem on one document."""
        party = planned.source.party.name
        self._mend(problem, planned, (planned.source.id,), f"On {planned.source.number}, {party}", only_for=party)

    def _mend(
        self, problem: Problem, planned: PlannedDocument, ids: Sequence[str], waits: str, *, only_for: str
    ) -> None:
        mend = problem.mend
        if mend in _CHOSEN:
            self._open_chooser(problem, planned, waits, only_for)
        elif mend is Mend.MAP_TRACKING:
            self._ask_ledger(lambda catalogue: self._choose_tracking(problem, planned, waits, catalogue))
        elif mend in _OF_RECEIPTS:
            self._ask_ledger(lambda catalogue: self._choose_for_receipts(problem, waits, catalogue))
        elif mend is Mend.RAISE_ROUNDING_LIMIT:
            self._choose_limit(problem, planned, waits)
        elif mend is Mend.ACCEPT_SALES_TAX:
            self._change_defaults(lambda defaults: replace(defaults, sales_tax=SalesTaxPolicy.ACCEPT))
        elif mend in {Mend.MAP_CUSTOMER, Mend.RELINK_CONTACT}:
            self.customers_asked.emit((planned.source.party.id,))
        elif mend in {Mend.OPEN_IN_SOURCE, Mend.OPEN_IN_LEDGER}:
            self._open(problem, planned)
        elif mend in {Mend.REVIEW, Mend.SEND_AGAIN}:
            self.decision_asked.emit(problem, planned)
        elif mend in _ELSEWHERE:
            getattr(self, _ELSEWHERE[mend]).emit()
        else:
            self._plan_again(problem, ids)

    def _plan_again(self, problem: Problem, ids: Sequence[str]) -> None:
        """What a new plan mends."""
        route_id = self._face.route.id
        if problem.mend is Mend.SEND_AS_DRAFT:
            self.plan_asked.emit(self._office.send_as_draft(route_id, ids))
        elif problem.mend is Mend.RESTORE_CONTACT:
            self.plan_asked.emit(self._office.restore_contact(route_id, problem.subject))
        elif problem.mend in {Mend.RETRY, Mend.ENABLE_CURRENCY}:
            self.plan_asked.emit(self._office.check_ledger(route_id))

    def _open(self, problem: Problem, planned: PlannedDocument) -> None:
        ours = planned.source.web_url if problem.mend is Mend.OPEN_IN_SOURCE else ""
        theirs = planned.existing.url if planned.existing and problem.mend is Mend.OPEN_IN_LEDGER else ""
        self.link_asked.emit(problem.subject or ours or theirs)

    # --- choosers

    def _open_chooser(self, problem: Problem, planned: PlannedDocument, waits: str, only_for: str) -> None:
        title, offers, nothing = _CHOSEN[problem.mend]

        def got(catalogue: LedgerCatalogue | None) -> None:
            found = offers(catalogue) if catalogue is not None else ()
            is_exception = problem.mend is not Mend.MAP_TAX
            terms = {"item": self._face.words.item, "tax": self._face.words.tax}
            question = Question(
                title.format(cause=problem.cause or problem.subject, **terms),
                waits,
                found,
                nothing.format(ledger=self._face.ledger_word, **terms),
                only_for=only_for if is_exception else "",
                create=f"Create a new {terms['item'].one}" if problem.mend is Mend.MAP_ITEM else "",
            )
            chooser = Chooser(question)
            chooser.chosen.connect(lambda offer, only: self._keep(problem, planned, offer, only))
            chooser.creating.connect(lambda only: self._create_item(problem, planned, chooser, only))
            self.chooser_opened.emit(chooser)

        self._ask_ledger(got)

    def _create_item(self, problem: Problem, planned: PlannedDocument, chooser: Chooser, only: bool) -> None:
        """A product or service that the ledger does not have yet; the rule asks for it."""

        def keep(new: NewItem) -> None:
            chooser.closed.emit()
            decision = rule_for(problem, planned, Offer("", new.name), only)
            postings = tuple(replace(rule, create_item=new) for rule in decision.postings)
            self.plan_asked.emit(self._office.decide_rules(self._face.route.id, RuleDecision(postings)))

        def know(book: MappingBook, catalogue: LedgerCatalogue) -> None:
            proposal = proposed_item(catalogue, problem.cause, book.defaults.account_code)
            ask_new_item(self._host, catalogue, proposal, keep)

        def got(catalogue: LedgerCatalogue | None) -> None:
            if catalogue is not None:
                handle = self._office.book(self._face.route.id)
                handle.succeeded.connect(lambda book: know(book, catalogue))
                handle.failed.connect(self.refused)

        self._ask_ledger(got)

    def _ask_ledger(self, got: Callable[[LedgerCatalogue | None], None]) -> None:
        handle = self._office.ledger(self._face.route.id)
        handle.succeeded.connect(got)
        handle.failed.connect(self.refused)

    def _choose_tracking(
        self, problem: Problem, planned: PlannedDocument, waits: str, catalogue: LedgerCatalogue | None
    ) -> None:
        """Another option of the same category for this line of business, or none."""
        words = self._face.words.tracking
        found = tracking_offers(catalogue, problem.subject) if catalogue is not None else ()
        nothing = f"{self._face.ledger_word} has no {words.many} any more."
        chooser = Chooser(Question(f"{words.head}: {problem.cause}", waits, found, nothing))
        chooser.chosen.connect(lambda offer, _only: self._keep_tracking(problem, planned, offer))
        self.chooser_opened.emit(chooser)

    def _keep_tracking(self, problem: Problem, planned: PlannedDocument, offer: Offer) -> None:
        rule = tracking_rule_for(problem, planned, offer)
        self.plan_asked.emit(self._office.decide_rules(self._face.route.id, RuleDecision(tracking=(rule,))))

    def _choose_limit(self, problem: Problem, planned: PlannedDocument, waits: str) -> None:
        """How much may become a visible rounding line, on this route from now on."""
        offers = limit_offers(Decimal(problem.subject), planned.source.currency)
        chooser = Chooser(Question("Allow more rounding", waits, offers, "", button="Allow {name}"))
        chooser.chosen.connect(lambda offer, _only: self._raise_limit(Decimal(offer.value)))
        self.chooser_opened.emit(chooser)

    def _choose_for_receipts(self, problem: Problem, waits: str, catalogue: LedgerCatalogue | None) -> None:
        """Where receipts are paid into, or how they were paid, on this route from now on."""
        title, offers, default = _OF_RECEIPTS[problem.mend]
        found = offers(catalogue, problem.subject) if catalogue is not None else ()
        chooser = Chooser(
            Question(title, waits, found, f"{self._face.ledger_word} has no account that takes deposits.")
        )
        chooser.chosen.connect(
            lambda offer, _only: self._change_defaults(lambda kept: replace(kept, **{default: offer.value}))
        )
        self.chooser_opened.emit(chooser)

    def _raise_limit(self, limit: Decimal) -> None:
        self._change_defaults(lambda defaults: replace(defaults, rounding_limit=max(limit, defaults.rounding_limit)))

    def _change_defaults(self, change: Callable[[RouteDefaults], RouteDefaults]) -> None:
        """How this route behaves from now on."""
        route_id = self._face.route.id

        def know(book: MappingBook) -> None:
            self.plan_asked.emit(self._office.set_defaults(route_id, change(book.defaults)))

        handle = self._office.book(route_id)
        handle.succeeded.connect(know)
        handle.failed.connect(self.refused)

    def _keep(self, problem: Problem, planned: PlannedDocument, offer: Offer, only: bool) -> None:
        decision = rule_for(problem, planned, offer, only)
        self.plan_asked.emit(self._office.decide_rules(self._face.route.id, decision))

    def sign_in(self) -> TaskHandle:
        """Open the browser at the ledger's login."""
        return self._office.sign_in(self._face.ledger.id)


def rule_for(problem: Problem, planned: PlannedDocument, offer: Offer, only: bool) -> RuleDecision:
    """The rule that this answer makes: for the facet or tax named by the problem, or an exception for one customer."""
    if problem.mend is Mend.MAP_TAX:
        return RuleDecision(taxes=(TaxRule(problem.subject, problem.cause, offer.value, DecidedBy.LEARNED),))
    facet, key = split_subject(problem.subject)
    party = planned.source.party
    rule = PostingRule(
        facet=Facet(facet),
        key=key,
        name=problem.cause,
        party_id=party.id if only else "",
        party_name=party.name if only else "",
        account_code=offer.value if problem.mend is Mend.MAP_ACCOUNT else "",
        item_code=offer.value if problem.mend is Mend.MAP_ITEM else "",
        decided_by=DecidedBy.EXCEPTION if only else DecidedBy.LEARNED,
    )
    return RuleDecision(postings=(rule,))


def tracking_rule_for(problem: Problem, planned: PlannedDocument, offer: Offer) -> TrackingRule:
    """The rule that this answer makes for the line of business named by the problem; without an option it is removed."""
    division, category_id = split_subject(problem.subject)
    name = next(
        (line.line_of_business_name for line in planned.source.lines if line.line_of_business == division), division
    )
    category, _, _ = problem.cause.rpartition(" for ")
    option = offer.name if offer.value else ""
    return TrackingRule(division, name, category_id, category, offer.value, option, DecidedBy.LEARNED)
