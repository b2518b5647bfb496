"""Setting a collection route up: tested first, refused next to the field that caused it, nothing made twice."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.errors import AccessProblem, BadInput
from app.domain.route import Route, System
from app.ui.collection.setup import CollectionSetup
from tests.gui.collection import made_up
from tests.gui.collection.conftest import Open
from tests.gui.collection.fake_office import FakeOffice
from tests.gui.main_job.person import Person

Key = Qt.Key


def at_setup(office: FakeOffice, sit: Open) -> tuple[Person, CollectionSetup]:
    """From the set-up page; no Rotessa account is connected yet."""
    person = sit()
    office.look_around((made_up.ROUTE,), (made_up.XERO,))
    person.window.go("first_run")
    person.click("set-up-collection")
    return person, person.dialog(CollectionSetup)


def test_a_key_is_tested_with_its_environment_then_the_route_is_made(
    office: FakeOffice, sit: Open, qtbot: QtBot
) -> None:
    office.answers["add_source"] = made_up.ROTESSA
    office.answers["add_route"] = Route("r2", "Birch rents", "ro", "xe")
    person, dialog = at_setup(office, sit)
    person.wait(lambda: dialog.ledger.value() == "xe")
    assert dialog.name.text() == "Maple & Main Fitness Ltd"
    person.type_into("collection-name", "Birch rents")
    person.type_into("collection-key", "k" * 24)
    dialog.environment.set_value("sandbox")
    with qtbot.waitSignal(dialog.made):
        person.key(Key.Key_Return)
    draft = office.last("add_source").what[0]
    assert (draft.system, dict(draft.settings), dict(draft.secrets)) == (
        System.ROTESSA, {"environment": "sandbox"}, {"api_key": "k" * 24}
    )  # fmt: skip
    assert office.last("add_route").what == ("Birch rents", "ro", "xe")


def test_what_is_refused_stands_at_its_field_and_what_was_typed_stays(office: FakeOffice, sit: Open) -> None:
    office.answers["add_source"] = BadInput("The API key of your Rotessa account is missing.", field="api_key")
    person, dialog = at_setup(office, sit)
    person.wait(dialog.go.isEnabled)
    person.click("collection-set-up")
    person.wait(lambda: "missing" in dialog.key.problem)
    person.type_into("collection-key", "wrong")
    office.answers["add_source"] = AccessProblem("Rotessa does not take this key.", advice="Copy it again.")
    person.click("collection-set-up")
    person.wait(lambda: person.reads("Rotessa does not take this key."))
    assert dialog.key.text() == "wrong"


def test_a_name_that_is_taken_does_not_connect_the_account_twice(office: FakeOffice, sit: Open) -> None:
    office.answers["add_source"] = made_up.ROTESSA
    office.answers["add_route"] = BadInput("There is a route named Birch already.", field="name")
    person, dialog = at_setup(office, sit)
    person.wait(dialog.go.isEnabled)
    person.type_into("collection-key", "k" * 24)
    person.click("collection-set-up")
    person.wait(lambda: "already" in dialog.name.problem)
    office.answers["add_route"] = Route("r2", "Birch 2", "ro", "xe")
    person.type_into("collection-name", "Birch 2")
    person.click("collection-set-up")
    person.alone()
    assert office.count("add_source") == 1


def test_without_a_ledger_that_is_signed_in_to_there_is_nothing_to_set_up(office: FakeOffice, sit: Open) -> None:
    person = sit()
    office.look_around((), ())
    person.window.go("first_run")
    person.click("set-up-collection")
    dialog = person.dialog(CollectionSetup)
    person.wait(lambda: person.reads("No ledger is signed in to"))
    assert not dialog.go.isEnabled()
