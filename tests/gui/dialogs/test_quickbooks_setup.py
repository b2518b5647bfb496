"""QuickBooks in the set-up: own Intuit keys of either kind, the page that hands a sign-in on, pasting instead, and what ends soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import BadInput
from app.domain.route import Connection, System
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.dialogs.guide_pane import keep_page
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.parts import Button, FactLine, PasswordField, open_dialog
from app.ui.screens.connections import ConnectionsScreen
from app.ui.screens.first_run import FirstRunScreen
from app.ui.style.resources import resource
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.fake_setup import autotask
from tests.gui.dialogs.press import click, press, type_into

Key = Qt.Key
PAGE = "https://www.harbourpine.example/quickbooks.html"


def company(**more: object) -> Connection:
    """A company whose sign-in comes back over a page."""
    made = Connection("qb", System.QUICKBOOKS, "QuickBooks", "93", "Harbour & Pine IT USA Inc", {"redirect_url": PAGE})
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def form(window: QWidget, office: FakeOffice) -> ConnectionForm:
    """The form, opened."""
    dialog = ConnectionForm(office, System.QUICKBOOKS)
    dialog.open_in(window)
    return dialog


def titles(form: ConnectionForm) -> list[str]:
    """The steps that are shown, with their numbers."""
    return [f"{block.number.key} {block.step.title}" for block in form.pane.steps if block.isVisibleTo(form)]


def test_production_keys_go_with_a_page_and_development_keys_with_this_computer(form: ConnectionForm) -> None:
    assert titles(form)[1:3] == ["2 Answer Intuit's questions for production", "3 Give your app a redirect address"]
    assert form.fields["redirect_url"].isVisible()
    form.choices["environment"].set_value("development")
    form.choices["environment"].control.chosen.emit("development")
    assert titles(form)[1:3] == ["2 Open Keys & OAuth, Development", "3 Add the five redirect addresses"]
    assert not form.fields["redirect_url"].isVisible()
    copy = next(b for b in form.pane.findChildren(Button) if b.accessibleName().endswith("8743/quickbooks/callback"))
    click(copy)
    assert QGuiApplication.clipboard().text() == "http://localhost:8743/quickbooks/callback"


def test_what_is_missing_is_told_at_its_field_and_what_was_typed_stays(qtbot: QtBot, form: ConnectionForm) -> None:
    type_into(form.fields["client_id"].control, "AB" * 25)
    press(form.fields["client_id"].control, Key.Key_Return)
    secret = form.fields["client_secret"]
    qtbot.waitUntil(lambda: bool(secret.problem))
    assert secret.problem == "The client secret of your Intuit app is missing."
    type_into(secret.control, "x" * 40)
    press(secret.control, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(form.fields["redirect_url"].problem))
    assert form.fields["redirect_url"].problem.startswith("Production keys need a redirect address.")
    assert form.fields["client_id"].text() == "AB" * 25


def test_the_secret_goes_to_the_keyring_and_an_address_that_is_not_meant_nowhere(form: ConnectionForm) -> None:
    assert isinstance(form.fields["client_secret"], PasswordField)
    for key, text in (("client_id", "AB" * 25), ("client_secret", "hidden"), ("redirect_url", PAGE)):
        form.fields[key].set_text(text)
    draft = form.draft()
    assert (draft.secrets, draft.settings["redirect_url"]) == ({"client_secret": "hidden"}, PAGE)
    assert draft.settings["environment"] == "production"
    form.choices["environment"].set_value("development")
    assert "redirect_url" not in form.draft().settings


def test_the_page_that_hands_a_sign_in_on_can_be_saved(tmp_path: Path) -> None:
    assert keep_page(tmp_path / "page.html") == "Saved"
    assert (tmp_path / "page.html").read_bytes() == resource("relay", "quickbooks.html").read_bytes()
    assert keep_page(tmp_path / "nowhere" / "page.html") == "It could not be saved there"


def test_pasting_is_offered_at_once_where_the_browser_ends_at_a_page(
    qtbot: QtBot, window: QWidget, office: FakeOffice
) -> None:
    office.kept["qb"], office.held["sign_in"] = company(), []
    dialog = SignInDialog(office, office.kept["qb"])
    dialog.open_in(window)
    assert dialog.paste.field.isVisible()
    click(dialog.paste.button)
    assert dialog.paste.field.problem == "Nothing is pasted yet."
    office.refusals["hand_in"] = BadInput("This is not the address of a finished sign-in.", field="address")
    dialog.paste.field.set_text("https://elsewhere.example/")
    press(dialog.paste.field.control, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.paste.field.problem.startswith("This is not the address"))
    assert dialog.paste.field.text() == "https://elsewhere.example/"
    dialog.paste.field.set_text(f"{PAGE}?code=c&state=s&realmId=93")
    click(dialog.paste.button)
    assert office.asked("hand_in")[-1] == ("qb", f"{PAGE}?code=c&state=s&realmId=93")
    qtbot.waitUntil(dialog.paste.said.isVisible)
    assert dialog.paste.button.isEnabled()
    with qtbot.waitSignal(dialog.connected):
        office.held.pop("sign_in")[0]()


def test_elsewhere_pasting_is_folded_and_the_company_to_choose_is_named(window: QWidget, office: FakeOffice) -> None:
    office.kept["qb"], office.held["sign_in"] = company(settings={}), []
    dialog = SignInDialog(office, office.kept["qb"])
    dialog.open_in(window)
    assert not dialog.paste.field.isVisible()
    assert any(
        "Choose Harbour & Pine IT USA Inc there." in w.text() for w in dialog.findChildren(type(dialog.sentence))
    )
    click(dialog.paste.fold)
    assert dialog.paste.field.isVisible()
    dialog.reject()


def test_the_first_run_offers_both_ledgers(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    office.kept = {"at": autotask()}
    made = FirstRunScreen(office)
    QVBoxLayout(window).addWidget(made)
    made.arrive()
    qtbot.waitUntil(lambda: bool(made.place.text()))
    click(made.quickbooks)
    dialog = open_dialog(window)
    assert isinstance(dialog, ConnectionForm)
    assert "client_secret" in dialog.fields


@pytest.mark.parametrize(
    ("used", "signed_in", "button", "said"),
    [(90, 300, "Test", "ends access after 100 days"), (0, 1790, "Sign in again", "five years after the sign-in")],
)
def test_access_that_ends_soon_is_said_on_its_card(
    qtbot: QtBot, window: QWidget, office: FakeOffice, used: int, signed_in: int, button: str, said: str
) -> None:
    now = datetime.now(UTC)
    at, then = now - timedelta(days=used), now - timedelta(days=signed_in)
    office.kept = {"qb": company(last_used=at, signed_in_at=then)}
    screen = ConnectionsScreen(office)
    QVBoxLayout(window).addWidget(screen)
    screen.arrive()
    qtbot.waitUntil(lambda: "qb" in screen.cards)
    card = screen.cards["qb"]
    assert card.chip.accessibleName() == "Ends soon"
    assert card.main.text() == button
    assert any(said in line.text.text() for line in card.findChildren(FactLine))
