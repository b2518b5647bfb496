"""What is typed wrongly, refused or empty: a sentence next to its cause, what was typed kept, the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.bootstrap.practice import PracticeWish
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.screens.place import PlaceScreen
from app.ui.screens.route import REVIEW, SEARCH
from tests.gui.main_job.conftest import Sit
from tests.gui.main_job.person import Person
from tests.gui.main_job.places import Practice

Key = Qt.Key


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Practice]:
    """Small practice books: what is typed wrongly needs few invoices."""
    with Practice(tmp_path, PracticeWish(world="small", limits=False)) as books:
        yield books


@pytest.fixture
def person(small: Practice, sit: Sit) -> Person:
    """Somebody at the search."""
    sitting = sit(small, "light")
    sitting.click("search-clear")
    return sitting


def refused_at_search(person: Person) -> None:
    """Wait until the search has come back to its form."""
    person.wait(lambda: person.route.step == SEARCH and person.route.search.form.search.isEnabled())


def test_dates_the_wrong_way_round(person: Person, small: Practice) -> None:
    person.type_into("search-date-from-control", "9 Nov 2026")
    person.type_into("search-date-to-control", "1 Nov 2026")
    person.key(Key.Key_Return)
    form = person.route.search.form
    person.wait(lambda: bool(form.date_from.problem or form.date_to.problem))
    refused_at_search(person)
    person.picture("dates-the-wrong-way-round")
    assert (form.date_from.text(), form.date_to.text()) == ("9 Nov 2026", "1 Nov 2026")
    person.type_into("search-date-from-control", "1 Jan 2020")
    person.type_into("search-date-to-control", "")
    person.key(Key.Key_Return)
    person.wait(lambda: len(person.route.review.table.list.rows) == len(small.open_invoices()))
    assert not form.date_from.problem
    assert not form.date_to.problem


def test_a_day_that_no_calendar_has(person: Person) -> None:
    person.type_into("search-date-from-control", "31 Feb 2026")
    person.key(Key.Key_Return)
    form = person.route.search.form
    person.wait(lambda: bool(form.date_from.problem))
    assert person.route.step == SEARCH
    assert form.date_from.text() == "31 Feb 2026"


def test_letters_in_the_invoice_id(person: Person, small: Practice) -> None:
    person.type_into("search-invoice-id-control", "HP-10846")
    person.key(Key.Key_Return)
    form = person.route.search.form
    person.wait(lambda: bool(form.invoice_id.problem))
    refused_at_search(person)
    person.picture("letters-in-the-invoice-id")
    assert form.invoice_id.text() == "HP-10846"
    assert not person.route.review.table.list.rows
    person.type_into("search-invoice-id-control", next(iter(small.open_invoices())))
    person.key(Key.Key_Return)
    person.wait(lambda: len(person.route.review.table.list.rows) == 1)


def test_an_empty_result_says_what_was_asked_and_leads_on(person: Person, small: Practice) -> None:
    person.type_into("search-invoice-id-control", "999999")
    person.key(Key.Key_Return)
    person.find("review-nothing-found", QWidget)
    assert person.reads("Autotask has no open invoice with the ID 999999")
    assert person.route.search.form.invoice_id.text() == "999999"
    person.picture("empty-result")
    person.click("empty-search-all")
    person.wait(lambda: len(person.route.review.table.list.rows) == len(small.open_invoices()))


def test_access_refused_in_the_browser_can_be_given_after_all(person: Person, small: Practice) -> None:
    small.browser.refuses = True
    person.click("search-search")
    person.wait(lambda: person.route.step == REVIEW and person.route.review.bar.button.main.isEnabled())
    found = len(person.route.review.table.list.rows)
    person.click("review-sync")
    dialog = person.dialog(SignInDialog)
    person.find("sign-in-problem", QWidget)
    person.picture("access-refused")
    assert not person.route.face.is_connected
    assert len(person.route.review.table.list.rows) == found > 0
    small.browser.refuses = False
    assert dialog.go_on.hasFocus()
    person.key(Key.Key_Return)
    person.wait(lambda: person.route.face.is_connected)
    person.alone()
    person.wait(lambda: person.route.review.plan is not None and person.route.review.plan.complete)
    assert len(person.route.review.table.list.rows) == found


def test_a_wrong_autotask_secret_is_said_in_the_form_and_nothing_is_kept(person: Person, small: Practice) -> None:
    person.click("rail-connections")
    person.wait(lambda: isinstance(person.window.stack.currentWidget(), PlaceScreen))
    person.click("add-connection")
    person.find("system-autotask", QWidget)
    person.click("system-autotask")
    person.click("system-continue")
    form = person.dialog(ConnectionForm)
    said = small.control.line["autotask"]
    typed = {
        "username": str(said["username"]),
        "secret": "not the secret",
        "integration_code": str(said["integration_code"]),
    }
    for name, text in typed.items():
        person.type_into(f"connection-{name}", text)
    person.click("advanced")
    typed["base_url"] = str(said["base_url"])
    typed["ca_file"] = str(small.control.line["ca_file"])
    for name in ("base_url", "ca_file"):
        form.fields[name].control.setFocus()
        person.type_into(f"connection-{name}", typed[name])
    kept = len(small.desks.setup.connections())
    person.click("save-connection")
    person.wait(lambda: form.banner is not None or any(field.problem for field in form.fields.values()))
    person.picture("wrong-secret")
    told = form.fields["secret"].problem or (form.banner.accessibleName() if form.banner is not None else "")
    assert "secret" in told
    assert {name: form.fields[name].text() for name in typed} == typed
    assert len(small.desks.setup.connections()) == kept
