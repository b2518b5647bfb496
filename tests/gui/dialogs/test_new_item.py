"""A product or service that is still to be created: proposed, checked as the ledger would, and found where it is there already."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.catalogue import Account, Item, LedgerCatalogue, Organisation
from app.domain.mapping import ItemKind, NewItem
from app.ui.dialogs.new_item import NewItemDialog, proposed_item
from tests.gui.dialogs.press import click, press, type_into

QUICKBOOKS = LedgerCatalogue(
    Organisation("93", "Pine Online"),
    accounts=(
        Account("1", "200", "Sales", "Income", True),
        Account("2", "250", "Old sales", "Income", True, is_active=False),
        Account("3", "600", "Rent", "Expense", False),
    ),
    tax_rates=(),
    items=(Item("7", "7", "Backup (BK-1)", "200", sku="BK-1"),),
    vendor="QuickBooks",
    lines_by_item=True,
    item_name_max=100,
    item_name_bars=":",
)


@pytest.fixture
def dialog(window: QWidget) -> NewItemDialog:
    """Asked for hardware."""
    made = NewItemDialog(QUICKBOOKS, proposed_item(QUICKBOOKS, "Hardware: resale", "200"))
    made.open_in(window)
    return made


def test_the_proposal_is_what_the_ledger_takes() -> None:
    assert proposed_item(QUICKBOOKS, "Hardware: resale", "200") == NewItem("Hardware resale", "200")
    assert proposed_item(QUICKBOOKS, "x", "250").account_code == "", "an inactive account is not proposed"
    assert len(proposed_item(replace(QUICKBOOKS, item_name_max=10), "A very long name", "200").name) <= 10


def test_only_accounts_that_take_sales_are_offered_and_enter_keeps(qtbot: QtBot, dialog: NewItemDialog) -> None:
    assert dialog.title.text() == "New product or service"
    assert [dialog.account.control.itemText(n) for n in range(dialog.account.control.count())] == ["200 Sales"]
    dialog.kind.set_value(ItemKind.NON_INVENTORY)
    type_into(dialog.sku.control, "HW-1")
    with qtbot.waitSignal(dialog.kept) as heard:
        press(dialog.sku.control, Qt.Key.Key_Return)
    assert heard.args == [NewItem("Hardware resale", "200", ItemKind.NON_INVENTORY, "HW-1")]


def test_what_the_ledger_would_not_take_is_said_at_its_field(dialog: NewItemDialog) -> None:
    dialog.name.set_text("Hardware: resale")
    click(dialog.use)
    assert dialog.name.problem == "QuickBooks takes no : in 'Hardware: resale'."
    assert dialog.isVisible()


def test_without_an_account_nothing_is_kept(window: QWidget) -> None:
    made = NewItemDialog(QUICKBOOKS, NewItem("Hardware", ""))
    made.open_in(window)
    click(made.use)
    assert made.account.problem == "Choose the account that its sales go to."
    assert made.name.text() == "Hardware"


@pytest.mark.parametrize(("name", "sku"), [("Backup", ""), ("Anything", "bk-1")])
def test_one_that_is_there_already_is_used(dialog: NewItemDialog, name: str, sku: str) -> None:
    assert not dialog.there.isVisible()
    dialog.name.set_text(name)
    dialog.sku.control.clear()
    type_into(dialog.sku.control, sku or "x")
    if not sku:
        press(dialog.sku.control, Qt.Key.Key_Backspace)
    assert dialog.there.isVisible()
    assert dialog.there.text.text() == "Backup is in QuickBooks already and is used"
