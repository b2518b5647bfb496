"""Review with QuickBooks as the ledger: its own words, what automated sales tax would make of an invoice, and products to be created."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.domain.catalogue import Account, LedgerCatalogue, Organisation, PaymentMethod
from app.domain.documents import Deposit, SalesForm
from app.domain.ledger_words import words_of
from app.domain.mapping import ArrivalStatus, MappingBook, RouteDefaults, SalesTaxPolicy
from app.domain.money import Money
from app.domain.plan import DocumentState, Mend, Plan, PlannedDocument, Problem
from app.domain.problem_groups import group_problems
from app.domain.route import System
from app.ui.dialogs.new_item import NewItemDialog
from app.ui.models.faces import RouteFace
from app.ui.models.states import chip_of
from app.ui.parts import Chip, FactLine, open_dialog
from app.ui.parts.chip import as_spec
from app.ui.screens.dry_run import steps_of
from app.ui.screens.problems import mend_words
from app.ui.screens.search import SearchScreen
from app.worker.contract import ConnectionCheck
from tests.gui.screens import made_up
from tests.gui.screens.conftest import Shown

CATALOGUE = LedgerCatalogue(
    Organisation("t1", "Pine USA"),
    accounts=(Account("1", "200", "Sales", "Income", True),),
    tax_rates=(),
    vendor="QuickBooks",
    lines_by_item=True,
    item_name_bars=":",
)
NEEDS_PRODUCT = Problem(
    "item", DocumentState.NEEDS_PRODUCT, "No product or service is chosen.", "Choose one for Hardware resale.", Mend.MAP_ITEM,
    "needs_product:billing_code:4100", "Hardware resale", "billing_code:4100",
)  # fmt: skip


def quickbooks_plan(first: PlannedDocument) -> Plan:
    """A plan for QuickBooks, one document first."""
    these = (first, *made_up.documents()[1:8])
    made = made_up.plan(these)
    return replace(
        made,
        vendor="QuickBooks",
        groups=group_problems(these, words_of("QuickBooks")),
        arrivals=(ArrivalStatus.APPROVED,),
    )


def ready(reckoned: str) -> PlannedDocument:
    """An invoice of 110.00 or so, with what the ledger would reckon."""
    made = made_up.ready(made_up.source(20521))
    assert made.document is not None
    total = made.document.total
    found = Money(total.amount + Decimal(reckoned), total.currency)
    return replace(made, document=replace(made.document, reckoned=found))


def test_its_own_words_stand_on_chips_and_buttons() -> None:
    assert as_spec(chip_of(DocumentState.NEEDS_TAX_RATE, "QuickBooks")).word == "Needs tax code"
    assert as_spec(chip_of(DocumentState.NEEDS_TAX_RATE, "Xero")).word == "Needs tax rate"
    assert mend_words(Mend.MAP_TAX, "Autotask", "QuickBooks") == "Choose tax code"
    assert mend_words(Mend.RESTORE_CONTACT, "Autotask", "QuickBooks") == "Reactivate"
    assert mend_words(Mend.RELINK_CONTACT, "Autotask", "Xero") == "Choose contact"


def test_a_ledger_that_takes_documents_in_one_state_offers_no_other(shown: Shown) -> None:
    route = shown.review(quickbooks_plan(ready("0")))
    assert not route.review.bar.arrival.isVisible()
    assert not route.review.bar.draft.isVisible()
    route = shown.review(made_up.plan())
    assert route.review.bar.arrival.isVisible()


def reckoned(shown: Shown, difference: str) -> FactLine:
    """The line of the detail that says what the ledger reckons."""
    plan = quickbooks_plan(ready(difference))
    route = shown.review(plan)
    assert route.review.table.select(plan.documents[0].source.id)
    detail = route.review.detail
    shown.qtbot.waitUntil(lambda: detail.findChild(FactLine, "detail-reckoned") is not None, timeout=5000)
    found = detail.findChild(FactLine, "detail-reckoned")
    assert isinstance(found, FactLine)
    return found


def test_what_the_ledger_reckons_by_itself_is_shown_before_anything_is_sent(shown: Shown) -> None:
    line = reckoned(shown, "1.25")
    assert "by itself would make it" in line.text.text()
    assert line.second.text() == "It is told the tax of Autotask, so that both totals agree."


def test_where_both_reckon_the_same_it_is_a_quiet_line(shown: Shown) -> None:
    assert reckoned(shown, "0").text.text().endswith("reckons the same sales tax by itself")


def test_other_sales_tax_than_billed_is_accepted_where_the_invoice_waits(shown: Shown) -> None:
    shown.office.answers["book"] = MappingBook(RouteDefaults(sales_tax=SalesTaxPolicy.BLOCK))
    problem = Problem(
        "sales_tax_differs", DocumentState.BLOCKED, "QuickBooks reckons 111.25 USD, 1.25 more.", "Look at its tax.",
        Mend.ACCEPT_SALES_TAX, "sales_tax_differs", "QuickBooks reckons another sales tax",
    )  # fmt: skip
    plan = quickbooks_plan(made_up.held(made_up.source(20521), problem))
    route = shown.review(plan)
    assert route.review.table.select(plan.documents[0].source.id)
    shown.qtbot.waitUntil(lambda: route.review.detail.planned is plan.documents[0], timeout=5000)
    shown.office.answers["set_defaults"] = made_up.plan()
    shown.click("detail-mend-0")
    shown.asked("set_defaults")
    assert shown.office.last("set_defaults").what[0].sales_tax is SalesTaxPolicy.ACCEPT


def test_the_dry_run_says_it_too_and_speaks_of_customers() -> None:
    plan = quickbooks_plan(ready("1.25"))
    (step, *_) = steps_of(plan, {plan.documents[0].source.id})
    assert "QuickBooks by itself would reckon" in step.second


def test_a_receipt_says_where_its_money_goes(shown: Shown) -> None:
    first = ready("0")
    assert first.document is not None
    deposit = Deposit("a1", "1000 Cheque account", "5", "Visa")
    plan = quickbooks_plan(replace(first, document=replace(first.document, deposit=deposit, due_date=None)))
    route = shown.review(plan)
    assert route.review.table.select(plan.documents[0].source.id)
    detail = route.review.detail
    shown.qtbot.waitUntil(lambda: detail.findChild(FactLine, "detail-deposit") is not None, timeout=5000)
    line = detail.findChild(FactLine, "detail-deposit")
    assert isinstance(line, FactLine)
    assert (line.text.text(), line.second.text()) == ("Paid into 1000 Cheque account", "By Visa")
    (step, *_) = steps_of(plan, {plan.documents[0].source.id})
    assert step.what == "Post sales receipt"
    assert "into 1000 Cheque account" in step.second


@pytest.mark.parametrize(
    ("mend", "default", "answer"),
    [(Mend.CHOOSE_DEPOSIT, "deposit_code", "1000"), (Mend.CHOOSE_METHOD, "payment_method", "Visa")],
)
def test_what_receipts_need_is_chosen_where_they_wait(shown: Shown, mend: Mend, default: str, answer: str) -> None:
    bank = Account("a1", "1000", "Cheque account", "Bank", False, for_deposits=True)
    ledger = replace(CATALOGUE, accounts=(*CATALOGUE.accounts, bank), payment_methods=(PaymentMethod("5", "Visa"),))
    shown.office.answers |= {"ledger": ledger, "book": MappingBook(RouteDefaults(form=SalesForm.RECEIPT))}
    problem = Problem(
        "deposit", DocumentState.NEEDS_ACCOUNT, "No account is chosen that receipts are paid into.", "Choose one.",
        mend, "deposit", "Deposit account", "AUD",
    )  # fmt: skip
    plan = quickbooks_plan(made_up.held(made_up.source(20521), problem))
    route = shown.review(plan)
    assert route.review.table.select(plan.documents[0].source.id)
    shown.qtbot.waitUntil(lambda: route.review.detail.planned is plan.documents[0], timeout=5000)
    assert mend_words(mend)
    shown.click("detail-mend-0")
    shown.qtbot.waitUntil(lambda: route.review.chooser is not None, timeout=5000)
    chooser = route.review.chooser
    assert chooser is not None
    shown.office.answers["set_defaults"] = made_up.plan()
    assert answer == chooser.rows.rows()[0].value
    shown.click("chooser-accept")
    shown.asked("set_defaults")
    kept = shown.office.last("set_defaults").what[0]
    assert (getattr(kept, default), kept.form) == (answer, SalesForm.RECEIPT)


def test_a_product_is_created_from_where_it_is_missing(shown: Shown) -> None:
    shown.office.answers |= {"ledger": CATALOGUE, "book": MappingBook(RouteDefaults(account_code="200"))}
    held = made_up.held(made_up.source(20521), NEEDS_PRODUCT)
    plan = quickbooks_plan(held)
    route = shown.review(plan)
    assert "1 invoice waits for 1 product" in [group.sentence for group in route.review.causes.gathered]
    shown.click("fix-needs_product")
    shown.qtbot.waitUntil(lambda: route.review.chooser is not None, timeout=5000)
    shown.click("chooser-create")
    window = route.window()
    shown.qtbot.waitUntil(lambda: isinstance(open_dialog(window), NewItemDialog), timeout=5000)
    dialog = open_dialog(window)
    assert isinstance(dialog, NewItemDialog)
    assert dialog.name.text() == "Hardware resale"
    shown.office.answers["decide_rules"] = made_up.plan()
    shown.click("item-use")
    shown.asked("decide_rules")
    (rule,) = shown.office.last("decide_rules").what[0].postings
    assert rule.create_item is not None
    assert (rule.key, rule.create_item.name, rule.create_item.account_code) == ("4100", "Hardware resale", "200")
    assert route.review.chooser is None


def test_access_that_ends_for_good_is_said_where_the_day_begins(shown: Shown) -> None:
    now = made_up.NOW
    ledger = replace(made_up.XERO, system=System.QUICKBOOKS, last_used=now, signed_in_at=now - timedelta(days=1800))
    shown.office.answers["check_connection"] = ConnectionCheck("t1", "Pine USA")
    screen = SearchScreen(shown.office, RouteFace(made_up.ROUTE, made_up.AUTOTASK, ledger), lambda: now)
    shown.qtbot.addWidget(screen)
    screen.arrive()
    chip = screen.connections.findChild(Chip, "connection-quickbooks")
    assert isinstance(chip, Chip)
    shown.qtbot.waitUntil(lambda: chip.accessibleName() == "Ends soon", timeout=5000)
