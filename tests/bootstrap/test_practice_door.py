"""The browser's door to the practice sign-in page: that page, and nothing else behind it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from app.bootstrap.practice_door import PracticeDoor
from app.sandbox.practice import practice_sandbox
from app.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Practice systems with an authority of their own."""
    with practice_sandbox(world="small", tls=True) as made:
        yield made


@pytest.fixture
def door(sandbox: Sandbox) -> Iterator[PracticeDoor]:
    """A door that leads to them."""
    made = PracticeDoor()
    made.lead_to(sandbox.line)
    yield made
    made.close()


def ask(address: str, host: str = "") -> tuple[int, str]:
    """One request without TLS: status and page."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}", headers={"Host": host} if host else {})
    answer = connection.getresponse()
    page = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, page


def asked_for(sandbox: Sandbox) -> str:
    """An address as the application opens it."""
    said = sandbox.line["xero"]
    return (
        f"{said['authorize_url']}?response_type=code&client_id={said['client_id']}&state=s"
        "&redirect_uri=http://localhost:8741/xero/callback&scope=openid%20offline_access"
        "&code_challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU&code_challenge_method=S256"
    )


def test_the_page_comes_through_and_its_form_leads_back_here(sandbox: Sandbox, door: PracticeDoor) -> None:
    outside = door.outside(asked_for(sandbox))
    status, page = ask(outside)
    assert status == 200
    assert "Harbour &amp; Pine IT Pty Ltd" in page
    assert "https://127.0.0.1" not in page.replace("http://localhost", "")
    assert f'action="{outside.partition("?")[0]}"' in page


def test_nothing_else_is_served(sandbox: Sandbox, door: PracticeDoor) -> None:
    outside = urlsplit(door.outside(asked_for(sandbox)))
    own = f"{outside.scheme}://{outside.netloc}"
    for path in ("/", "/control/books/xero", "/xero/connect/token", "/xero/api.xro/2.0/Invoices"):
        assert ask(own + path)[0] == 404
    assert ask(door.outside(asked_for(sandbox)), host="evil.example")[0] == 404


def test_other_addresses_are_not_opened(door: PracticeDoor) -> None:
    assert door("https://login.xero.com/identity/connect/authorize") is False
    assert door("file:///etc/passwd") is False


def test_the_sign_in_of_the_other_ledger_comes_through_as_well(sandbox: Sandbox, door: PracticeDoor) -> None:
    said = sandbox.line["quickbooks"]
    address = (
        f"{said['authorize_url']}?response_type=code&client_id={said['client_id']}&state=s"
        f"&redirect_uri={said['redirect_uris'][0]}&scope=com.intuit.quickbooks.accounting"
    )
    status, page = ask(door.outside(address))
    assert status == 200
    assert "Harbour &amp; Pine IT USA Inc" in page
    assert ask(door.outside(said["token_url"]))[0] == 404
