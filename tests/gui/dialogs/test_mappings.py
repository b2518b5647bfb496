"""The mapping screen: what is missing is the only coloured field; choices in cells, exceptions, defaults, removal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.catalogue import Account, Feature, PaymentMethod, TaxManner, TrackingCategory, TrackingOption
from app.domain.documents import Facet, SalesForm
from app.domain.errors import StoreProblem
from app.domain.mapping import CustomerMapping, DecidedBy, NewItem, PostingRule, RouteDefaults, SalesTaxPolicy
from app.ui.dialogs.new_item import NewItemDialog
from app.ui.parts import ChoiceCell, open_dialog
from app.ui.parts.choice import ChoiceList
from app.ui.screens import setup_tables as tables
from app.ui.screens.mappings import MappingsScreen
from app.ui.screens.setup_rules import RuleRow
from app.worker.contract import RuleDecision
from tests.gui.dialogs.fake import FakeOffice, contacts, document, some_parties
from tests.gui.dialogs.press import click, press, type_into
from tests.support import books

HARDWARE = ("billing_code", "4100", "")
SUPPORT = ("billing_code", "4000", "")
SEPTEMBER = datetime(2026, 9, 3, tzinfo=UTC)


def office_with_rules() -> FakeOffice:
    """A rule, an exception below it, and hardware without an account."""
    learned = PostingRule(
        Facet.BILLING_CODE, "4000", "Remote support", account_code="205", decided_by=DecidedBy.LEARNED,
        decided_at=SEPTEMBER, user="Mira",
    )  # fmt: skip
    exception = replace(
        learned, party_id="2002", party_name="Gannet Electrics", account_code="200", decided_by=DecidedBy.EXCEPTION
    )
    kept = CustomerMapping("29683574", "c-blue", "Bluegum Vet Group Pty Ltd", "Bluegum Veterinary Group")
    book = books.book(defaults=RouteDefaults(), postings=(learned, exception), customers=(kept,))
    parties = some_parties()
    hardware = books.document(books.line("50", facets=(books.HARDWARE,)), net=Decimal(50), tax=Decimal(5))
    documents = (*(document(n, p) for n, p in enumerate(parties, 1)), replace(hardware, id="9", party=parties[0]))
    region = TrackingCategory("tc", "Region", (TrackingOption("o1", "Perth"), TrackingOption("o2", "Brisbane")))
    ledger = books.catalogue(contacts=contacts(), tracking=(region,))
    return FakeOffice(parties=parties, documents=documents, book_kept=book, catalogue=ledger)


def shown(qtbot: QtBot, window: QWidget, office: FakeOffice) -> MappingsScreen:
    """The screen, everything read."""
    made = MappingsScreen(office, "r1")
    QVBoxLayout(window).addWidget(made)
    made.arrive()
    qtbot.waitUntil(
        lambda: bool(made.sides.source.facets) and made.sides.plan is not None and made.sides.ledger is not None
    )
    return made


def rule(made: MappingsScreen, key: tuple[str, str, str]) -> RuleRow:
    """A row by its key, made current."""
    table = made.tables["accounts"]
    table.set_current(table.rows.number_of(key))
    row = table.row()
    assert isinstance(row, RuleRow)
    return row


def choose(made: MappingsScreen, qtbot: QtBot, words: str) -> None:
    """Choose by typing in the open list."""
    opened = [found for found in made.findChildren(ChoiceList) if found.isVisible()]
    view = opened[-1].view
    model = view.model()
    texts = [str(model.index(n, 0).data()) for n in range(model.rowCount())]
    view.setCurrentIndex(model.index(texts.index(words), 0))
    press(view, Qt.Key.Key_Return)


def wanting(made: MappingsScreen) -> list[tuple[tuple[str, str, str], int]]:
    """Every coloured cell."""
    rows, model = made.tables["accounts"].rows.rows(), made.tables["accounts"].rows
    return [
        (row.id, number)
        for row in rows
        for number, column in enumerate(model.columns)
        if isinstance(found := column.cell(row), ChoiceCell) and found.wanting
    ]


def test_the_missing_account_is_the_only_coloured_field(qtbot: QtBot, window: QWidget) -> None:
    made = shown(qtbot, window, office_with_rules())
    assert wanting(made) == [(HARDWARE, tables.ACCOUNT)]
    assert made.waiting.spec.word.endswith("1 account")


def test_choosing_an_account_in_the_cell_mends_it(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    row = rule(made, HARDWARE)
    made.tables["accounts"].cell_pressed.emit(row, tables.ACCOUNT)
    choose(made, qtbot, "200 Sales")
    qtbot.waitUntil(lambda: not wanting(made))
    (decision,) = office.asked("decide_rules")
    assert isinstance(decision, RuleDecision)
    assert [(r.key, r.account_code, r.decided_by) for r in decision.postings] == [("4100", "200", DecidedBy.RULE)]


def test_a_product_that_is_still_to_be_created_is_asked_for_in_the_cell(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    row = rule(made, HARDWARE)
    made.tables["accounts"].cell_pressed.emit(row, tables.ITEM)
    choose(made, qtbot, "Create a new one")
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), NewItemDialog))
    dialog = open_dialog(window)
    assert isinstance(dialog, NewItemDialog)
    assert dialog.name.text() == row.value.name
    dialog.account.set_value("200")
    click(dialog.use)
    qtbot.waitUntil(lambda: bool(office.asked("decide_rules")))
    (decision,) = office.asked("decide_rules")
    assert isinstance(decision, RuleDecision)
    (kept,) = decision.postings
    assert (kept.item_code, kept.create_item) == ("", NewItem(row.value.name, "200"))
    item = made.tables["accounts"].rows.columns[tables.ITEM]
    qtbot.waitUntil(lambda: item.cell(rule(made, HARDWARE)) == ChoiceCell(f"{row.value.name}, new"))


def test_the_policy_on_sales_tax_is_offered_where_the_ledger_reckons_its_own(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    click(made.defaults.more)
    assert not made.defaults.sales_tax.isVisible()
    office.catalogue = replace(office.catalogue, tax_manner=TaxManner.AS_SENT)
    made.refresh()
    qtbot.waitUntil(made.defaults.sales_tax.isVisible)
    made.defaults.sales_tax.control.chosen.emit(SalesTaxPolicy.BLOCK)
    qtbot.waitUntil(lambda: bool(office.asked("set_defaults")))
    (said,) = office.asked("set_defaults")
    assert isinstance(said, RouteDefaults)
    assert said.sales_tax is SalesTaxPolicy.BLOCK


def test_receipts_are_offered_where_the_ledger_has_them(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    click(made.defaults.more)
    card = made.defaults
    assert not any(field.isVisible() for field in (card.form, card.deposit, card.method))
    bank = Account("a1", "1000", "Cheque account", "Bank", False, for_deposits=True)
    office.catalogue = replace(
        office.catalogue,
        vendor="QuickBooks",
        features=office.catalogue.features | {Feature.SALES_RECEIPTS},
        accounts=(*office.catalogue.accounts, bank),
        payment_methods=(PaymentMethod("5", "Visa"),),
    )
    made.refresh()
    qtbot.waitUntil(card.form.isVisible)
    assert not card.deposit.isVisible()
    card.form.set_value(SalesForm.RECEIPT)
    assert card.form.control.currentText() == "Sales receipt"
    card.form.control.chosen.emit(SalesForm.RECEIPT)
    qtbot.waitUntil(lambda: bool(office.asked("set_defaults")))
    assert card.deposit.isVisible()
    card.deposit.control.chosen.emit("1000")
    card.method.control.chosen.emit("Visa")
    qtbot.waitUntil(lambda: len(office.asked("set_defaults")) == 3)
    said = office.asked("set_defaults")[-1]
    assert isinstance(said, RouteDefaults)
    assert (said.form, said.deposit_code, said.payment_method) == (SalesForm.RECEIPT, "1000", "Visa")


def test_an_exception_stands_below_what_it_excepts_and_can_be_removed(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    keys = [row.id for row in made.tables["accounts"].rows.rows()]
    assert keys.index(("billing_code", "4000", "2002")) == keys.index(SUPPORT) + 1
    rule(made, ("billing_code", "4000", "2002"))
    made.act("Del")
    qtbot.waitUntil(lambda: made.tables["accounts"].rows.number_of(("billing_code", "4000", "2002")) < 0)
    assert office.asked("remove_rule") == [("billing_code", "4000", "2002")]


def test_adding_an_exception_for_a_customer(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    rule(made, SUPPORT)
    click(made.exception)
    choose(made, qtbot, "Kestrel Freight")
    qtbot.waitUntil(lambda: made.tables["accounts"].rows.number_of(("billing_code", "4000", "2001")) >= 0)
    (decision,) = office.asked("decide_rules")
    assert isinstance(decision, RuleDecision)
    assert decision.postings[0].decided_by is DecidedBy.EXCEPTION


def test_choosing_nothing_gives_the_decision_back(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    row = rule(made, SUPPORT)
    made.tables["accounts"].cell_pressed.emit(row, tables.ACCOUNT)
    choose(made, qtbot, "As the next wider rule")
    qtbot.waitUntil(lambda: office.asked("remove_rule") == [("billing_code", "4000", "")])


def test_who_decided_is_said_of_the_row_in_hand(qtbot: QtBot, window: QWidget) -> None:
    made = shown(qtbot, window, office_with_rules())
    rule(made, SUPPORT)
    assert made.line.text().startswith("Decided by Mira on 3 Sep 2026.")
    rule(made, HARDWARE)
    assert made.line.text().startswith("Nobody has decided this")


def test_defaults_are_kept_at_once_and_what_is_no_amount_stays_typed(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    click(made.defaults.more)
    click(made.defaults.attach)
    qtbot.waitUntil(lambda: bool(office.asked("set_defaults")))
    kept = office.asked("set_defaults")[-1]
    assert isinstance(kept, RouteDefaults)
    assert kept.attach_pdf
    field = made.defaults.rounding
    field.control.setFocus()
    field.control.selectAll()
    type_into(field.control, "five")
    press(field.control, Qt.Key.Key_Return)
    assert field.problem == "This is not an amount."
    assert field.text() == "five"
    field.control.selectAll()
    type_into(field.control, "0.10")
    press(field.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.session.book.defaults.rounding_limit == Decimal("0.10"))


def test_taxes_and_divisions_are_chosen_in_their_tabs(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    made.act("3")
    taxes = made.tables["taxes"]
    row = next(r for r in taxes.rows.rows() if r.key == "au:none")
    taxes.cell_pressed.emit(row, tables.RATE)
    choose(made, qtbot, "GST Free Income")
    qtbot.waitUntil(lambda: any(r.key == "au:none" for r in office.session.book.taxes))


def test_forgetting_a_customer_asks_again_the_next_time(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    made.act("1")
    table = made.tables["customers"]
    (pair,) = table.rows.rows()
    table.cell_pressed.emit(pair, tables.FORGET)
    qtbot.waitUntil(lambda: not table.rows.rows())
    assert office.asked("undo_customer") == ["29683574"]


def test_finding_shows_also_what_nothing_uses(qtbot: QtBot, window: QWidget) -> None:
    made = shown(qtbot, window, office_with_rules())
    assert not [r for r in made.tables["accounts"].rows.rows() if r.value.name == "Labour"]
    type_into(made.search, "labour")
    assert [r.value.name for r in made.tables["accounts"].rows.rows()] == ["Labour"]


def test_an_empty_list_says_why(qtbot: QtBot, window: QWidget) -> None:
    made = shown(qtbot, window, office_with_rules())
    made.act("1")
    type_into(made.search, "zzzz")
    assert made.tables["customers"].accessibleDescription().startswith("No customer is kept here that fits.")


def test_a_decision_that_cannot_be_kept_is_told_and_the_row_stays(qtbot: QtBot, window: QWidget) -> None:
    office = office_with_rules()
    made = shown(qtbot, window, office)
    office.refusals["remove_rule"] = StoreProblem("The records are locked.", advice="Close the other program.")
    rule(made, SUPPORT)
    made.changes.remove_rule()
    qtbot.waitUntil(lambda: made.banner is not None)
    assert made.tables["accounts"].rows.number_of(SUPPORT) >= 0


def test_back_to_review_names_the_route(qtbot: QtBot, window: QWidget) -> None:
    made = shown(qtbot, window, office_with_rules())
    with qtbot.waitSignal(made.wanted) as heard:
        click(made.back)
    assert heard.args == ["r1"]
