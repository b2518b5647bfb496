"""Connections: forms with problems at their fields, sign-in in every way it ends, cards that name who needs somebody."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import AccessProblem, RemoteProblem, StoreProblem
from app.domain.route import Connection, Route, System
from app.ui.dialogs import choose_organisation
from app.ui.dialogs.asking import AskDialog
from app.ui.dialogs.connection_details import ConnectionDetails
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.dialogs.connection_guides import REDIRECTS
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.dialogs.system_choice import SystemChoice
from app.ui.parts import Button, ButtonKind, FactLine, PasswordField, open_dialog
from app.ui.screens.connections import ConnectionsScreen
from app.ui.screens.setup_cards import Standing
from app.worker.contract import ConnectionDraft
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.fake_setup import ADDRESS, HARBOUR, PINE, autotask, xero
from tests.gui.dialogs.press import click, press, type_into

Key = Qt.Key


def button(parent: QWidget, name: str) -> Button:
    """A button by its objectName."""
    found = parent.findChild(Button, name)
    assert isinstance(found, Button), name
    return found


def form(window: QWidget, office: FakeOffice, system: System, known: Connection | None = None) -> ConnectionForm:
    """The form, open."""
    made = ConnectionForm(office, system, known)
    made.open_in(window)
    return made


def screen(qtbot: QtBot, window: QWidget, office: FakeOffice) -> ConnectionsScreen:
    """The screen in the window, read."""
    made = ConnectionsScreen(office)
    column = QVBoxLayout(window)
    column.addWidget(made)
    made.arrive()
    qtbot.waitUntil(lambda: len(made.cards) == len(office.kept) and bool(made.heading.text()))
    return made


# --- forms


def test_what_is_missing_is_told_at_its_field_and_the_rest_stays(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    dialog = form(window, office, System.AUTOTASK)
    type_into(dialog.fields["username"].control, "api@x.example")
    type_into(dialog.fields["secret"].control, "s3cret")
    press(dialog.fields["secret"].control, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.fields["integration_code"].problem))
    assert dialog.fields["integration_code"].problem == "The tracking identifier (integration code) is missing."
    assert dialog.fields["integration_code"].control.hasFocus()
    assert dialog.fields["username"].text() == "api@x.example"
    assert dialog.fields["secret"].text() == "s3cret"
    assert dialog.keep.isEnabled()


def test_secrets_are_hidden_and_no_part_of_the_settings(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    dialog = form(window, office, System.AUTOTASK)
    for key, text in (("username", "u"), ("secret", "very"), ("integration_code", "hidden")):
        dialog.fields[key].set_text(text)
    assert all(isinstance(dialog.fields[key], PasswordField) for key in ("secret", "integration_code"))
    draft = dialog.draft()
    assert draft.secrets == {"secret": "very", "integration_code": "hidden"}
    assert "very" not in repr(draft)
    assert "very" not in str(draft.settings)


def test_a_test_shows_what_was_found_and_keeps_nothing(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    dialog = form(window, office, System.AUTOTASK)
    for key in ("username", "secret", "integration_code"):
        dialog.fields[key].set_text("x")
    click(dialog.test)
    assert not dialog.keep.isEnabled()
    qtbot.waitUntil(dialog.keep.isEnabled)
    said = [line.text.text() for line in dialog.findChildren(FactLine)]
    assert "Can read invoices" in said
    assert not office.asked("add_source")


def test_wrong_credentials_stay_as_a_banner_with_their_details_folded(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    dialog = form(window, office, System.AUTOTASK)
    for key in ("username", "secret", "integration_code"):
        dialog.fields[key].set_text("x")
    office.refusals["add_source"] = AccessProblem(
        "Autotask does not know this user.", advice="Check it.", details="401"
    )
    dialog.save()
    qtbot.waitUntil(lambda: dialog.banner is not None)
    assert dialog.banner is not None
    assert dialog.banner.fold is not None
    assert not dialog.banner.fold.is_open
    assert dialog.fields["username"].text() == "x"
    assert dialog.isVisible()


def test_a_bad_address_opens_the_advanced_fields(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    dialog = form(window, office, System.XERO)
    dialog.fields["client_id"].set_text("C" * 32)
    dialog.fields["api_url"].set_text("http://plain.example")
    assert not dialog.fields["api_url"].isVisible()
    dialog.save()
    qtbot.waitUntil(lambda: bool(dialog.fields["api_url"].problem))
    assert dialog.fields["api_url"].isVisible()


def test_a_missing_keyring_is_told_in_the_form(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.refusals["where_secrets_are"] = StoreProblem("There is no keyring.", advice="Install one, then try again.")
    dialog = form(window, office, System.AUTOTASK)
    qtbot.waitUntil(lambda: bool(dialog.keyring.text()))
    assert dialog.keyring.text() == "There is no keyring. Install one, then try again."
    assert not dialog.keep.isEnabled()  # what cannot be kept is not taken
    dialog.save()
    assert not office.asked("add_source")
    click(dialog.look_again)
    qtbot.waitUntil(dialog.keep.isEnabled)
    assert not dialog.look_again.isVisible()


def test_changing_keeps_secrets_that_are_not_typed_anew(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    dialog = form(window, office, System.AUTOTASK, autotask())
    assert dialog.fields["username"].text() == "u@x.example"
    dialog.fields["name"].set_text("Our Autotask")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    (draft,) = office.asked("add_source")
    assert isinstance(draft, ConnectionDraft)
    assert draft.id == "at"
    assert office.kept["at"].name == "Our Autotask"


def test_the_five_redirect_addresses_can_be_copied(window: QWidget, office: FakeOffice) -> None:
    dialog = form(window, office, System.XERO)
    assert REDIRECTS[0] == "http://localhost:8741/xero/callback"
    assert len(REDIRECTS) == 5
    click(button(dialog, "copy-redirect-2"))
    assert QGuiApplication.clipboard().text() == "http://localhost:8743/xero/callback"


# --- signing in


def waiting(qtbot: QtBot, window: QWidget, office: FakeOffice) -> SignInDialog:
    """The dialog while the person is in the browser."""
    office.held["sign_in"] = []
    dialog = SignInDialog(office, office.kept["xe"])
    dialog.open_in(window)
    qtbot.waitUntil(dialog.copy.isEnabled)
    return dialog


def test_the_address_can_be_opened_again_and_copied_while_time_runs(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    dialog = waiting(qtbot, window, office)
    click(dialog.copy)
    assert QGuiApplication.clipboard().text() == ADDRESS
    assert dialog.again.isEnabled()
    qtbot.waitUntil(lambda: dialog.time.text() == "4:59 left", timeout=3000)


def test_one_organisation_is_chosen_by_itself(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    dialog = waiting(qtbot, window, office)
    with qtbot.waitSignal(dialog.connected) as heard:
        office.held.pop("sign_in")[0]()
    assert heard.args is not None
    assert heard.args[0].tenant == "t1"
    assert not dialog.isVisible()


def test_several_organisations_are_asked_about(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.tenants_there = (HARBOUR, PINE)
    dialog = waiting(qtbot, window, office)
    office.held.pop("sign_in")[0]()
    qtbot.waitUntil(lambda: dialog.cards is not None)
    assert dialog.cards is not None
    dialog.cards.cards[1].setChecked(True)
    assert dialog.go_on.text() == "Use Pine Property Trust"
    with qtbot.waitSignal(dialog.connected):
        press(dialog.cards.cards[1], Key.Key_Return)
    assert office.asked("choose") == [PINE]


ENDINGS = [
    "Access to Xero was refused in the browser.",
    "The answer in the browser belongs to another sign-in.",
    "Another program uses all the ports that the sign-in needs (8741).",
    "Nobody finished the sign-in within 5 minutes.",
]


@pytest.mark.parametrize("sentence", ENDINGS, ids=["refused", "state", "ports", "timeout"])
def test_every_end_has_its_sentence_and_a_way_to_try_again(
    qtbot: QtBot, window: QWidget, office: FakeOffice, sentence: str
) -> None:
    office.refusals["sign_in"] = AccessProblem(sentence, advice="Sign in again.")
    dialog = SignInDialog(office, office.kept["xe"])
    dialog.open_in(window)
    qtbot.waitUntil(lambda: dialog.banner is not None)
    assert dialog.banner is not None
    assert dialog.banner.sentence.text() == sentence
    assert dialog.go_on.text() == "Sign in again"
    with qtbot.waitSignal(dialog.connected):
        click(dialog.go_on)
    assert len(office.asked("sign_in")) == 2


def test_cancel_stops_the_waiting(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    dialog = waiting(qtbot, window, office)
    task = office.handles[-1]
    with qtbot.waitSignal(dialog.finished):
        press(dialog, Key.Key_Escape)
    assert task.is_cancelling


def test_no_organisation_is_said(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.tenants_there = ()
    dialog = SignInDialog(office, office.kept["xe"])
    dialog.open_in(window)
    qtbot.waitUntil(lambda: dialog.banner is not None)
    assert dialog.banner is not None
    assert dialog.banner.sentence.text() == "This login opens no organisation."


def test_choosing_an_organisation_by_itself(qtbot: QtBot, window: QWidget) -> None:
    dialog = choose_organisation(window, [HARBOUR, PINE])
    dialog.cards.cards[1].setChecked(True)
    with qtbot.waitSignal(dialog.chosen) as heard:
        click(dialog.use)
    assert heard.args == [PINE]


# --- the screen


def test_the_one_that_needs_somebody_is_named_and_alone_has_a_filled_button(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    office.kept["xe"] = xero(ended=True)
    made = screen(qtbot, window, office)
    assert made.heading.text() == "Xero needs you"

    def filled() -> list[str]:
        return [b.text() for b in made.findChildren(Button) if b.kind is ButtonKind.PRIMARY and b.isVisible()]

    qtbot.waitUntil(lambda: filled() == ["Reconnect"])
    assert made.cards["xe"].standing is Standing.ENDED


def test_when_all_is_well_nothing_is_filled(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = screen(qtbot, window, office)
    assert made.heading.text() == "Everything works"
    assert not [b for b in made.findChildren(Button) if b.kind is ButtonKind.PRIMARY and b.isVisible()]


def test_a_failing_test_stays_on_its_card(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = screen(qtbot, window, office)
    office.refusals["check_connection"] = RemoteProblem("Autotask does not answer.", advice="Try again later.")
    made.test("at")
    qtbot.waitUntil(lambda: made.cards["at"].standing is Standing.FAILING)
    assert made.heading.text() == "Autotask PSA needs you"
    made.test("at")
    qtbot.waitUntil(lambda: made.cards["at"].standing is Standing.CONNECTED)


def test_adding_autotask_by_keys_from_the_first_button_on(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.kept.clear()
    made = screen(qtbot, window, office)
    assert made.heading.text() == "Nothing is connected yet"
    click(made.add)
    choice = open_dialog(window)
    assert isinstance(choice, SystemChoice)
    press(choice, Key.Key_Return)
    dialog = open_dialog(window)
    assert isinstance(dialog, ConnectionForm)
    for key in ("username", "secret", "integration_code"):
        type_into(dialog.fields[key].control, "abc")
    press(dialog.fields["integration_code"].control, Key.Key_Return)
    qtbot.waitUntil(lambda: len(made.cards) == 1)
    assert made.heading.text() == "Everything works"


def test_a_connection_in_use_is_not_removed(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.ways.append(Route("r1", "Harbour", "at", "xe"))
    made = screen(qtbot, window, office)
    click(button(made.cards["at"], "connection-more"))
    details = open_dialog(window)
    assert isinstance(details, ConnectionDetails)
    click(button(details, "remove-connection"))
    asking = open_dialog(window)
    assert isinstance(asking, AskDialog)
    click(asking.yes)
    qtbot.waitUntil(lambda: made.banner is not None)
    assert made.banner is not None
    assert made.banner.sentence.text() == "A route uses this connection."
    assert "at" in office.kept


def test_every_control_has_a_name(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = screen(qtbot, window, office)
    dialog = form(window, office, System.XERO)
    dialog.show_advanced(True)
    for parent in (made, dialog):
        controls: list[QWidget] = [*parent.findChildren(QAbstractButton), *parent.findChildren(QLineEdit)]
        assert not [c for c in controls if not c.accessibleName()]
