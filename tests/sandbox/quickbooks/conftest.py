"""The vendor's two clients, pointed at a simulator that serves https."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from intuitlib.client import AuthClient
from quickbooks.client import QuickBooks

from app.sandbox.server import Sandbox
from tests.sandbox.quickbooks.fixture import LOCAL, served
from tests.sandbox.quickbooks.two_companies import AUSTRALIA, USA


@dataclass(slots=True)
class Vendor:
    """A running simulator, the start line, the sign-in client, and an accounting client for each company."""

    sandbox: Sandbox
    line: dict[str, Any]
    auth: Any
    usa: Any
    australia: Any


def clients_of(line: dict[str, Any], *realms: str) -> tuple[Any, list[Any]]:
    """A sign-in client with the tokens of a start line, and accounting clients for companies."""
    auth = AuthClient(
        line["client_id"], line["client_secret"], LOCAL, line["discovery_url"],
        access_token=line["access_token"], refresh_token=line["refresh_token"],
    )  # fmt: skip

    class Practice(QuickBooks):  # type: ignore[misc]
        sandbox_api_url_v3 = api_url_v3 = line["api_url"]

    made = [
        Practice(auth_client=auth, refresh_token=line["refresh_token"], company_id=realm, minorversion=75)
        for realm in realms
    ]
    return auth, made


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """Both clients; they trust the certificate of the simulator through the environment."""
    with served(tls=True) as (sandbox, line):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(sandbox.ca_file))
        auth, (usa, australia) = clients_of(line, USA, AUSTRALIA)
        yield Vendor(sandbox, line, auth, usa, australia)
        for session in (auth, usa.session, australia.session):
            session.close()
