"""Signing in through the simulator's own page, as a person does it, and signing out again."""

from __future__ import annotations

import ssl
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from app.connectors.xero.connect import XeroParts
from app.domain.errors import AccessProblem
from app.domain.run import Stop
from tests.contract.books import open_simulated_xero, start_sandbox


class Form(HTMLParser):
    """What a sign-in page asks: where the form goes, its fields, and the choices of organisation."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.choices: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Collect what matters."""
        found = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.action = found["action"]
        elif tag == "input" and found.get("type") == "hidden":
            self.fields[found["name"]] = found["value"]
        elif tag == "input" and found.get("type") == "radio":
            self.choices.append(found["value"])


class Person:
    """Opens the page, chooses an organisation and a button."""

    def __init__(self, ca_file: str, decision: str, choice: int = 0) -> None:
        self._context = ssl.create_default_context(cafile=ca_file)
        self._decision = decision
        self._choice = choice
        self.last_page = ""
        self._thread = threading.Thread()

    def __call__(self, address: str) -> bool:
        """The browser."""
        self._thread = threading.Thread(target=self._act, args=(address,))
        self._thread.start()
        return True

    def _act(self, address: str) -> None:
        try:
            form = Form(self._open(address))
            answers = {**form.fields, "tenant": form.choices[self._choice], "decision": self._decision}
            self.last_page = self._open(form.action, urllib.parse.urlencode(answers).encode())
        except urllib.error.HTTPError as refused:
            with refused:
                self.last_page = refused.read().decode()

    def _open(self, address: str, data: bytes | None = None) -> str:
        with urllib.request.urlopen(address, data, timeout=10, context=self._context) as response:  # noqa: S310
            return str(response.read().decode())

    def close(self) -> None:
        """Wait for the page to end."""
        self._thread.join(10)


@pytest.fixture(scope="module")
def line() -> Iterator[dict[str, Any]]:
    """A simulator of this module's own: signing out takes things away."""
    process, said = start_sandbox()
    yield said
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture
def parts(line: dict[str, Any]) -> Iterator[XeroParts]:
    """A connection nobody is signed in to."""
    made = open_simulated_xero(line, signed_in=False)
    yield made
    made.close()


def test_signing_in_choosing_an_organisation_and_signing_out(line: dict[str, Any], parts: XeroParts) -> None:
    sign_in, stop = parts.sign_in, Stop()
    assert not sign_in.is_signed_in()
    person = Person(line["ca_file"], "allow")
    tenants = sign_in.begin(person, stop)
    person.close()
    assert "Ledgerferry is connected." in person.last_page
    assert line["xero"]["tenants"][0]["id"] in {tenant.id for tenant in tenants}
    assert all(tenant.name and tenant.connection for tenant in tenants)
    assert sign_in.is_signed_in()
    assert parts.ledger.organisation(stop).name == line["xero"]["tenants"][0]["name"]
    sign_in.sign_out(stop)
    assert not sign_in.is_signed_in()
    with pytest.raises(AccessProblem):
        sign_in.tenants(stop)


def test_a_person_who_refuses(line: dict[str, Any], parts: XeroParts) -> None:
    person = Person(line["ca_file"], "cancel")
    with pytest.raises(AccessProblem) as caught:
        parts.sign_in.begin(person, Stop())
    person.close()
    assert caught.value.code == "denied"
    assert "Ledgerferry is not connected." in person.last_page
    assert not parts.sign_in.is_signed_in()
