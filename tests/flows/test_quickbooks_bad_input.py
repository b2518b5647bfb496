"""Bad input with QuickBooks: foreseen in the list with the step that mends it, and told in words where it came too late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.bootstrap.practice import PracticeWish
from app.bootstrap.practice_quickbooks import company_of
from app.domain.errors import BadInput
from app.domain.mapping import NewContact, TaxRule
from app.domain.parties import LedgerContact
from app.domain.plan import DocumentState, Mend, Plan, PlannedDocument, Problem
from app.domain.run import DocumentOutcome
from app.flows.export.deciding import CustomerDecision, RuleDecision
from app.flows.export.desk import ExportDesk
from tests.support.practice import PracticeDesk

LATER = 20.0
"""Seconds after which what was just read is read again."""
JOINERY, DENTAL, LEGAL, TIMBER, TRAVEL, ROOFING = "20409", "20410", "20414", "20416", "20418", "20419"
CREDIT_OF_TIMBER, SECOND_OF_LEGAL = "20417", "20415"
FAMILY_LAW = "20420"  # whose customer is not matched yet


@dataclass
class Bookkeeper:
    """Somebody signed in to practice books that lead to a QuickBooks company outside the United States."""

    desk: PracticeDesk

    @property
    def export(self) -> ExportDesk:
        """The desk of the main job."""
        return self.desk.ferry.desks.export

    @property
    def route_id(self) -> str:
        """The route to QuickBooks."""
        return self.desk.ferry.route_id

    def act(self, action: str, **values: Any) -> None:
        """Something that happens in QuickBooks' own pages."""
        company = company_of(self.desk.line, "quickbooks")[0]
        self.desk.control.act("quickbooks", action, realm=company, **values)

    def looks(self) -> Plan:
        """The plan against the books a little later."""
        self.desk.let_pass(LATER)
        return self.export.plan(self.route_id, self.desk.ferry.stop)

    def searches(self) -> Plan:
        """The same, with what the source has now."""
        self.desk.ferry.search()
        return self.looks()

    def sends(self, plan: Plan, document_id: str) -> DocumentOutcome:
        """What becomes of one document of a plan."""
        summary = self.export.send(self.route_id, plan.fingerprint, [document_id], self.desk.ferry.stop).summary
        return next(each for each in summary.outcomes if each.document_id == document_id)


def of(plan: Plan, document_id: str) -> PlannedDocument:
    """One document of a plan."""
    return next(each for each in plan.documents if each.source.id == document_id)


def problem_of(plan: Plan, document_id: str, code: str) -> Problem:
    """Why it cannot go as it is: with a sentence, what to do, and a button."""
    held = of(plan, document_id)
    assert not held.can_send
    problem = next(each for each in held.problems if each.code == code)
    assert problem.sentence
    assert problem.advice
    assert problem.mend is not Mend.NONE
    return problem


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bookkeeper]:
    """One sitting; each test has documents of its own, and leaves the company as it was."""
    wish = PracticeWish(world="small", limits=False, ledger="quickbooks")
    with PracticeDesk(tmp_path_factory.mktemp("bad-input"), wish) as desk:
        made = Bookkeeper(desk)
        made.searches()
        yield made


Happens = Callable[[Bookkeeper], None]


def number_used(keeper: Bookkeeper) -> None:
    """Somebody types an invoice of that number."""
    detail = {"ItemRef": {"value": "1"}, "TaxCodeRef": {"value": "2"}, "Qty": 1, "UnitPrice": "1.00"}
    line = {"DetailType": "SalesItemLineDetail", "Amount": "1.00", "SalesItemLineDetail": detail}
    fields = {"DocNumber": "HP-10491", "CustomerRef": {"value": "2"}, "CurrencyRef": {"value": "AUD"}, "Line": [line]}
    keeper.act("create", entity="Invoice", fields=fields)


@dataclass(frozen=True)
class Case:
    """What happens, how it is put right again, what the list says of it, and what is said of QuickBooks' own refusal."""

    document: str
    happens: Happens
    ends: Happens
    problem: str
    mend: Mend
    told: str


CASES = {
    "6140 duplicate number": Case(
        JOINERY,
        number_used,
        lambda keeper: keeper.act("delete", entity="Invoice", row="HP-10491"),
        "number_used",
        Mend.OPEN_IN_LEDGER,
        "The number is on another document",
    ),
    "610 inactive customer": Case(
        DENTAL,
        lambda keeper: keeper.act("deactivate", entity="Customer", row="Coastal Dental"),
        lambda keeper: keeper.act("reactivate", entity="Customer", row="1", name="Coastal Dental"),
        "archived_contact",
        Mend.RESTORE_CONTACT,
        "The customer is inactive in QuickBooks",
    ),
    "2500 inactive product": Case(
        LEGAL,
        lambda keeper: keeper.act("deactivate", entity="Item", row="1"),
        lambda keeper: keeper.act("reactivate", entity="Item", row="1", name="Sales"),
        "item",
        Mend.MAP_ITEM,
        "A product or service is inactive in QuickBooks",
    ),
    "6210 closed books": Case(
        TIMBER,
        lambda keeper: keeper.act("close_books", through="2027-12-31"),
        lambda keeper: keeper.act("close_books"),
        "locked_period",
        Mend.RETRY,
        "The books are closed on this date.",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_it_is_foreseen_and_told_where_it_came_too_late(keeper: Bookkeeper, case: Case) -> None:
    before = keeper.looks()
    assert of(before, case.document).can_send
    case.happens(keeper)
    try:
        assert problem_of(keeper.looks(), case.document, case.problem).mend is case.mend
    finally:
        case.ends(keeper)
    plan = keeper.looks()
    case.happens(keeper)
    try:
        outcome = keeper.sends(plan, case.document)
        assert (outcome.state, outcome.marked) == (DocumentState.REFUSED, False), outcome
        assert case.told in outcome.sentence
        assert outcome.problem is not None
        assert outcome.problem.mend is Mend.RETRY
        again = of(keeper.looks(), case.document)
        assert not again.can_send
        assert again.problems[0].mend in {case.mend, Mend.REVIEW}, again.problems
    finally:
        case.ends(keeper)


def test_a_customer_kept_in_another_currency_is_foreseen(keeper: Bookkeeper) -> None:
    """Once set, a customer's currency never changes, so it cannot come too late (apis/quickbooks.md 7.6)."""
    keeper.act("create", entity="Customer", fields={"DisplayName": "Osprey NZ", "CurrencyRef": {"value": "NZD"}})
    kiwi = contact(keeper, "Osprey NZ")
    party = of(keeper.looks(), ROOFING).source.party
    plan = keeper.export.decide_customers(keeper.route_id, [CustomerDecision(party, contact=kiwi)])
    problem = problem_of(plan, ROOFING, "contact_currency")
    assert (problem.mend, "kept in NZD, and this is in AUD" in problem.sentence) == (Mend.MAP_CUSTOMER, True)
    assert of(keeper.export.undo_customer(keeper.route_id, party.id), ROOFING).can_send


def known(keeper: Bookkeeper) -> tuple[LedgerContact, ...]:
    """The customers of the company as they were read last."""
    catalogue = keeper.export.session(keeper.route_id).catalogue
    assert catalogue is not None
    return catalogue.contacts


def contact(keeper: Bookkeeper, name: str) -> LedgerContact:
    """A customer of the company."""
    keeper.looks()
    return next(c for c in known(keeper) if c.name == name)


def test_a_missing_tax_code_is_foreseen(keeper: Bookkeeper) -> None:
    line = of(keeper.looks(), TRAVEL).source.lines[0]
    rules = keeper.export.book(keeper.route_id)
    kept = next(rule for rule in rules.taxes if rule.key == line.tax_key)
    before = replace(rules.defaults)
    keeper.export.set_defaults(keeper.route_id, replace(before, tax_code=""))
    try:
        plan = keeper.export.decide_rules(keeper.route_id, RuleDecision(taxes=(TaxRule(kept.key, kept.name, ""),)))
        problem = problem_of(plan, TRAVEL, "tax_rate")
        assert (problem.state, problem.mend) == (DocumentState.NEEDS_TAX_RATE, Mend.MAP_TAX)
        assert "No sales tax code is chosen" in problem.sentence
    finally:
        keeper.export.set_defaults(keeper.route_id, before)
        plan = keeper.export.decide_rules(keeper.route_id, RuleDecision(taxes=(kept,)))
    assert of(plan, TRAVEL).can_send


def test_a_number_over_21_characters_is_foreseen(keeper: Bookkeeper) -> None:
    number = of(keeper.looks(), TRAVEL).source.number
    long = f"{number}-{'9' * 22}"[:22]

    def name(text: str) -> Plan:
        values = {"entity": "Invoices", "id": int(TRAVEL), "values": {"invoiceNumber": text}}
        keeper.desk.control.act("autotask", "put", **values)
        return keeper.searches()

    try:
        problem = problem_of(name(long), TRAVEL, "number_not_allowed")
        assert problem.mend is Mend.OPEN_IN_SOURCE
        assert "up to 21 letters" in problem.advice
    finally:
        assert of(name(number), TRAVEL).can_send


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Rosella: Family Law", "QuickBooks takes no : in a name."),
        ("R" * 101, "The name has 101 characters; QuickBooks takes 100."),
        ("Wattle Cleaning", "A vendor or an employee in QuickBooks is named Wattle Cleaning."),
    ],
)
def test_a_name_that_cannot_be_kept_is_said_beside_its_field(keeper: Bookkeeper, name: str, sentence: str) -> None:
    """2040, 2050 and 6240 before anything is sent; nothing is kept."""
    if "vendor" in sentence:
        keeper.act("create", entity="Vendor", fields={"DisplayName": name})
    party = of(keeper.looks(), FAMILY_LAW).source.party
    with pytest.raises(BadInput) as told:
        keeper.export.decide_customers(keeper.route_id, [CustomerDecision(party, create=NewContact(party.id, name))])
    assert (told.value.field, told.value.sentence) == ("name", sentence)
    assert party.id not in {m.party_id for m in keeper.export.book(keeper.route_id).customers}


def test_a_tab_or_a_new_line_in_a_name_becomes_a_blank(keeper: Bookkeeper) -> None:
    party = of(keeper.looks(), FAMILY_LAW).source.party
    new = NewContact(party.id, "Rosella\tLegal\nCounsel")
    plan = keeper.export.decide_customers(keeper.route_id, [CustomerDecision(party, create=new)])
    assert of(plan, FAMILY_LAW).can_send
    assert [each.name for each in plan.new_contacts] == ["Rosella Legal Counsel"]
    assert not of(keeper.export.undo_customer(keeper.route_id, party.id), FAMILY_LAW).can_send


def test_a_name_taken_meanwhile_is_foreseen_and_told_where_it_came_too_late(keeper: Bookkeeper) -> None:
    party = of(keeper.looks(), FAMILY_LAW).source.party
    new = NewContact(party.id, "Rosella & Daughters")
    plan = keeper.export.decide_customers(keeper.route_id, [CustomerDecision(party, create=new)])
    assert of(plan, FAMILY_LAW).can_send
    keeper.act("create", entity="Vendor", fields={"DisplayName": new.name})
    outcome = keeper.sends(plan, FAMILY_LAW)
    assert outcome.state is DocumentState.SKIPPED
    assert f"{new.name} could not be created" in outcome.sentence
    assert "a vendor in QuickBooks has this name" in outcome.sentence
    problem = problem_of(keeper.looks(), FAMILY_LAW, "contact_name")
    assert problem.mend is Mend.MAP_CUSTOMER
    assert "vendor or an employee" in problem.sentence
    assert f"{new.name} (Customer)" in problem.advice
    keeper.export.undo_customer(keeper.route_id, party.id)


def test_what_somebody_changed_meanwhile_stays_when_a_run_is_taken_back(keeper: Bookkeeper) -> None:
    """5010: the version that was left there is no longer the present one."""
    plan = keeper.looks()
    outcome = keeper.sends(plan, SECOND_OF_LEGAL)
    assert outcome.state is DocumentState.SENT, outcome
    keeper.act("edit", entity="Invoice", row=outcome.remote_id, fields={"PrivateNote": "Call Ann."})
    run = keeper.desk.ferry.desks.log.runs(keeper.route_id)[0]
    undo = keeper.export.plan_undo(run.run_id, keeper.desk.ferry.stop)
    assert (undo.operations, undo.stays) == ((), ((outcome.number, "Somebody has changed it in QuickBooks"),))


def test_throttling_is_waited_for(keeper: Bookkeeper) -> None:
    plan = keeper.looks()
    rule = {"system": "quickbooks", "mount": "api", "method": "POST", "path": "/batch$", "times": 1, "kind": "status"}
    keeper.desk.control.fault({**rule, "status": 429, "headers": {"Retry-After": "1"}})
    assert keeper.sends(plan, CREDIT_OF_TIMBER).state is DocumentState.SENT
    assert keeper.desk.control.fired() == [1]
    keeper.desk.control.fault()
