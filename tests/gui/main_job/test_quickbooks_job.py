"""The main job with QuickBooks as the ledger, by clicks and keys: outside the US in light, with automated sales tax in dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.bootstrap.practice import PracticeWish
from app.ui.dialogs.customer_table import CustomerTable
from app.ui.dialogs.new_item import NewItemDialog
from tests.gui.main_job.conftest import Sit
from tests.gui.main_job.person import Person
from tests.gui.main_job.places import Practice
from tests.gui.main_job.steps import (
    accept_certain,
    begin_new,
    choose,
    look_at_dry_run,
    mark,
    name_new,
    ready,
    search,
    settle_likely,
    sign_in,
    sync,
)

Key = Qt.Key
COMPANIES = {"quickbooks": "Harbour & Pine IT Pty Ltd (QuickBooks)", "quickbooks-us": "Harbour & Pine IT USA Inc"}
NEW_NAME = "Bold Bakery, Fremantle"
NEW_ITEM = "Hardware from us"


@pytest.fixture
def practice(tmp_path: Path, ledger: str) -> Iterator[Practice]:
    """Practice books whose route leads to this company."""
    with Practice(tmp_path, PracticeWish(limits=False, ledger=ledger)) as books:
        yield books


def settle_customers(person: Person) -> None:
    """All certain ones by one key, a new customer whose first name somebody holds, the likely ones by Enter."""
    person.click("fix-needs_customer")
    table = person.dialog(CustomerTable)
    assert person.reads("QuickBooks customer") or table.rows.columns[4].title == "QuickBooks customer"
    accept_certain(person, table)
    create(person, table)
    settle_likely(person, table)
    person.click("continue")
    person.alone()


def create(person: Person, table: CustomerTable) -> None:
    """A name that a customer has is said while it is typed, with a free one on a button; then a better one is taken."""
    row, dialog = begin_new(person, table, "<b>Bold</b> Bakery")
    person.type_into("new-name", "Coastal Dental")
    assert person.reads("QuickBooks has a customer named Coastal Dental already.")
    person.picture("name-taken")
    person.click("take-free-name")
    assert dialog.choice.form.name.text() == "Coastal Dental (Customer)"
    name_new(person, table, row, NEW_NAME)
    person.type_into("find-customer", "")
    person.key(Key.Key_Return)


def create_product(person: Person) -> None:
    """Hardware posts to an account that no product stands for: one is created, posting to the sales account."""
    before = ready(person)
    person.click("fix-needs_product")
    person.find("chooser-search", QWidget)
    person.picture("choose-product")
    person.click("chooser-create")
    dialog = person.dialog(NewItemDialog)
    assert dialog.account.value() == "200"
    person.type_into("item-name", NEW_ITEM)
    person.picture("new-product")
    person.key(Key.Key_Return)
    person.alone()
    person.wait(lambda: ready(person) > before and not person.route.flow.is_busy)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("ledger", "mode", "export"), [("quickbooks", "light", "exports"), ("quickbooks-us", "dark", "Not taxable")]
)
def test_the_main_job_goes_to_quickbooks(practice: Practice, sit: Sit, ledger: str, mode: str, export: str) -> None:
    person = sit(practice, mode)
    search(person, practice)
    sign_in(person, "QuickBooks", COMPANIES[ledger])
    assert not person.shown("review-arrival"), "QuickBooks takes documents in one state only"
    settle_customers(person)
    create_product(person)
    choose(person, "needs_tax_rate", export)
    look_at_dry_run(person)
    number = sync(person, practice)
    held = practice.company()
    assert NEW_NAME in {str(customer["DisplayName"]) for customer in held["Customer"]}
    assert NEW_ITEM in {str(item["Name"]) for item in held["Item"]}
    person.wait(lambda: person.reads("credit memo"))
    mark(person, practice, number)
