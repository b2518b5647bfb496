"""The simulated sign-in satisfies the vendor's published client, intuit-oauth, untouched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError

from tests.sandbox.quickbooks.fixture import DEV_ID, DEV_SECRET, LOCAL, PROD_ID, PROD_SECRET, RELAY, served
from tests.sandbox.quickbooks.two_companies import AUSTRALIA, USA

pytestmark = pytest.mark.vendor


@pytest.fixture
def line() -> Iterator[dict[str, Any]]:
    with served(at=None) as (_, found):  # the client compares the id token with its own clock
        yield found


def client(line: dict[str, Any], *, production: bool = False) -> Any:
    if production:
        return AuthClient(PROD_ID, PROD_SECRET, RELAY, line["discovery_url"])
    return AuthClient(DEV_ID, DEV_SECRET, LOCAL, line["discovery_url"])


def consent(auth: Any, scopes: list[Scopes], realm: str = USA) -> dict[str, str]:
    """Go through the page as a person does; the parameters the app gets back."""
    address = auth.get_authorization_url(scopes)
    page = requests.get(address, timeout=10)
    assert page.status_code == 200
    form = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    form |= {"realm": realm, "decision": "allow"}
    back = requests.post(address.partition("?")[0], data=form, timeout=10, allow_redirects=False)
    assert back.status_code == 302
    assert back.headers["Location"].startswith(auth.redirect_uri)
    return {name: values[0] for name, values in parse_qs(urlsplit(back.headers["Location"]).query).items()}


@pytest.mark.parametrize("production", [False, True])
def test_signing_in_refreshing_and_revoking(line: dict[str, Any], production: bool) -> None:
    with client(line, production=production) as auth:
        back = consent(auth, [Scopes.ACCOUNTING], AUSTRALIA)
        assert (back["state"], back["realmId"]) == (auth.state_token, AUSTRALIA)
        auth.get_bearer_token(back["code"], back["realmId"])
        assert (auth.expires_in, auth.x_refresh_token_expires_in, auth.id_token) == (3600, 8_640_000, None)
        first, old = auth.access_token, auth.refresh_token
        auth.refresh()
        assert auth.access_token != first
        assert auth.refresh_token == old
        with pytest.raises(AuthClientError) as spent:
            auth.get_bearer_token(back["code"])
        assert spent.value.status_code == 400
        assert auth.revoke() is True
        with pytest.raises(AuthClientError) as over:
            auth.refresh()
        assert b"invalid_grant" in over.value.content


def test_who_connected_with_a_signed_id_token(line: dict[str, Any]) -> None:
    with client(line) as auth:
        back = consent(auth, [Scopes.ACCOUNTING, Scopes.OPENID, Scopes.PROFILE, Scopes.EMAIL])
        auth.get_bearer_token(back["code"], back["realmId"])
        assert auth.id_token
        known = auth.get_user_info().json()
        assert (known["email"], known["givenName"], known["familyName"]) == ("jo@alder.example", "Jo", "Desk")


def test_wrong_keys_are_told_apart_from_a_dead_token(line: dict[str, Any]) -> None:
    with AuthClient(DEV_ID, "wrong", LOCAL, line["discovery_url"]) as auth:
        with pytest.raises(AuthClientError) as caught:
            auth.refresh(line["refresh_token"])
        assert (caught.value.status_code, caught.value.content) == (401, b'{"error": "invalid_client"}')
    with client(line) as auth:
        with pytest.raises(AuthClientError) as caught:
            auth.refresh("AB11nothing")
        assert caught.value.status_code == 400
        assert b"Incorrect or invalid refresh token" in caught.value.content
