"""Signing in to the simulated QuickBooks: by the listener, by a page in between, and by pasting the address back."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.connectors.oauth.tokens import OneProcess
from app.connectors.quickbooks.connect import QuickBooksParts, open_quickbooks
from app.domain.errors import AccessProblem
from app.domain.route import Connection
from app.domain.run import Stop
from tests.contract.books import MemorySecrets, quickbooks_connection, start_sandbox
from tests.contract.realtime import RealChance, RealClock
from tests.contract.test_sign_in import Form

PAGE = "https://signin.harbourpine.example/quickbooks.html"


class Company(Form):
    """The consent page, whose choices are companies."""


class Browser:
    """Opens the page, chooses a company and a button, and hands the address it is sent on to to `arrive`."""

    def __init__(self, ca_file: str, arrive: Callable[[str], None], decision: str = "allow", choice: int = 0) -> None:
        self._context = ssl.create_default_context(cafile=ca_file)
        self._arrive, self._decision, self._choice = arrive, decision, choice
        self.asked: dict[str, str] = {}
        self._thread = threading.Thread()

    def __call__(self, address: str) -> bool:
        """The browser."""
        self.asked = {k: v[0] for k, v in urllib.parse.parse_qs(urllib.parse.urlsplit(address).query).items()}
        self._thread = threading.Thread(target=self._act, args=(address,))
        self._thread.start()
        return True

    def _act(self, address: str) -> None:
        with urllib.request.urlopen(address, timeout=10, context=self._context) as page:  # noqa: S310
            form = Company(page.read().decode())
        parts = urllib.parse.urlsplit(form.action)
        connection = http.client.HTTPSConnection(parts.netloc, timeout=10, context=self._context)
        answers = {**form.fields, "realm": form.choices[self._choice], "decision": self._decision}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", parts.path, urllib.parse.urlencode(answers), kind)
        location = connection.getresponse().headers["Location"]
        connection.close()
        self._arrive(location)

    def close(self) -> None:
        """Wait for it to end."""
        self._thread.join(10)


def follow(address: str) -> None:
    """Go where the page leads to, as a browser does; the answer's status is of no interest here."""
    parts = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    connection.getresponse().read()
    connection.close()


def relay(address: str) -> None:
    """What the page in between does: the port stands before the dot of the state."""
    query = urllib.parse.urlsplit(address).query
    port = urllib.parse.parse_qs(query)["state"][0].partition(".")[0]
    follow(f"http://localhost:{port}/quickbooks/callback?{query}")


@pytest.fixture(scope="module")
def line() -> Iterator[dict[str, Any]]:
    """A simulator of this module's own: signing out takes things away."""
    process, said = start_sandbox()
    yield said
    process.terminate()
    process.communicate(timeout=20)


def control(line: dict[str, Any], action: str, **values: Any) -> None:
    """What Intuit or the company's own users do."""
    request = urllib.request.Request(  # noqa: S310
        f"{line['control']['url']}/act/quickbooks/{action}",
        json.dumps(values).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=line["ca_file"])):  # noqa: S310
        pass


class Opened:
    """A connection nobody is signed in to, with its secrets."""

    def __init__(self, line: dict[str, Any], connection: Connection, secret: str) -> None:
        self.secrets = MemorySecrets()
        if secret:
            self.secrets.put("books", "client_secret", secret)
        self.parts: QuickBooksParts = open_quickbooks(
            connection, secrets=self.secrets, clock=RealClock(), chance=RealChance(), lock=OneProcess()
        )


def development(line: dict[str, Any], *, chosen: bool = False, secret: str | None = None) -> Opened:
    """With development keys, which Intuit lets come back to this computer."""
    made = quickbooks_connection(line)
    connection = made if chosen else replace(made, tenant="", tenant_name="")
    return Opened(line, connection, line["quickbooks"]["client_secret"] if secret is None else secret)


def production(line: dict[str, Any]) -> Opened:
    """With production keys and the page in between."""
    said = line["quickbooks"]
    control(line, "register_redirect", client_id=said["production_client_id"], redirect_uri=PAGE)
    made = quickbooks_connection(line)
    settings = {**made.settings, "client_id": said["production_client_id"], "redirect_url": PAGE}
    connection = replace(made, tenant="", tenant_name="", settings=settings)
    return Opened(line, connection, said["production_client_secret"])


def test_signing_in_refreshing_and_signing_out(line: dict[str, Any]) -> None:
    opened, stop = development(line), Stop()
    sign_in = opened.parts.sign_in
    assert not sign_in.is_signed_in()
    browser = Browser(line["ca_file"], follow)
    (tenant,) = sign_in.begin(browser, stop)
    browser.close()
    realm = line["quickbooks"]["realms"][0]
    assert (tenant.id, tenant.name) == (realm["id"], realm["name"])
    assert "code_challenge" not in browser.asked
    assert browser.asked["scope"] == "com.intuit.quickbooks.accounting"
    first = opened.secrets.get("books", "refresh_token")
    control(line, "set_grace", hours=24)
    control(line, "rotate_refresh_tokens")
    control(line, "expire_access_tokens")
    assert sign_in.tenants(stop) == (tenant,)
    assert opened.secrets.get("books", "refresh_token") != first, "the newest token is the one that is kept"
    sign_in.sign_out(stop)
    assert not sign_in.is_signed_in()
    with pytest.raises(AccessProblem):
        sign_in.tenants(stop)
    opened.parts.close()


def test_ended_access_asks_for_a_new_sign_in(line: dict[str, Any]) -> None:
    opened, stop = development(line), Stop()
    browser = Browser(line["ca_file"], follow)
    opened.parts.sign_in.begin(browser, stop)
    browser.close()
    control(line, "expire_access_tokens")
    control(line, "expire_refresh_tokens")
    with pytest.raises(AccessProblem) as caught:
        opened.parts.sign_in.tenants(stop)
    assert caught.value.code == "access_ended"
    opened.parts.close()


def test_a_person_who_refuses(line: dict[str, Any]) -> None:
    opened = development(line)
    browser = Browser(line["ca_file"], follow, decision="cancel")
    with pytest.raises(AccessProblem) as caught:
        opened.parts.sign_in.begin(browser, Stop())
    browser.close()
    assert caught.value.code == "denied"
    assert not opened.parts.sign_in.is_signed_in()
    opened.parts.close()


def test_another_company_is_not_taken_for_the_chosen_one(line: dict[str, Any]) -> None:
    opened = development(line, chosen=True)
    opened.secrets.put("books", "refresh_token", "the one that works")
    browser = Browser(line["ca_file"], follow, choice=1)
    with pytest.raises(AccessProblem) as caught:
        opened.parts.sign_in.begin(browser, Stop())
    browser.close()
    assert caught.value.code == "other_organisation"
    assert opened.secrets.get("books", "refresh_token") == "the one that works"
    opened.parts.close()


@pytest.mark.parametrize(("secret", "code"), [("", "no_client_secret"), ("wrong", "client_refused")])
def test_a_missing_or_wrong_client_secret_is_named(line: dict[str, Any], secret: str, code: str) -> None:
    opened = development(line, secret=secret)
    browser = Browser(line["ca_file"], follow)
    with pytest.raises(AccessProblem) as caught:
        opened.parts.sign_in.begin(browser, Stop())
    assert caught.value.code == code
    browser.close() if secret else None
    opened.parts.close()


def test_production_keys_come_back_through_the_page(line: dict[str, Any]) -> None:
    opened = production(line)
    browser = Browser(line["ca_file"], relay)
    (tenant,) = opened.parts.sign_in.begin(browser, Stop())
    browser.close()
    assert browser.asked["redirect_uri"] == PAGE
    assert browser.asked["state"].partition(".")[0].isdecimal()
    assert tenant.id == line["quickbooks"]["realms"][0]["id"]
    opened.parts.close()


def test_the_address_can_be_pasted_back(line: dict[str, Any]) -> None:
    opened = production(line)
    sign_in = opened.parts.sign_in

    def paste(address: str) -> None:
        assert not sign_in.hand_in("not an address")
        assert not sign_in.hand_in("https://signin.harbourpine.example/quickbooks.html")
        assert sign_in.hand_in(f"  {address}\n")

    browser = Browser(line["ca_file"], paste)
    started = time.monotonic()
    (tenant,) = sign_in.begin(browser, Stop())
    browser.close()
    assert time.monotonic() - started < 10
    assert tenant.id == line["quickbooks"]["realms"][0]["id"]
    opened.parts.close()
