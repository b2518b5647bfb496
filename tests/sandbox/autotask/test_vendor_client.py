"""The published client py-autotask, untouched, against the simulated tenant.

Three of its habits do not fit the vendor's server, and the simulator stays with the server (apis/autotask.md 3, 4, 7): it updates by
PATCH on /{Entity}/{id}, which is answered 405; it asks for further pages by an offset the API does not have; and it offers
`ne`, which the server drops. Its own class for invoices calls a method it does not have, so invoices go by the general calls.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock
from tests.sandbox.autotask.small_tenant import ACCOUNT, PICKLISTS, Begin, company, rows

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the client's own: it defines its models the old way
    from py_autotask import AutotaskClient
    from py_autotask.auth import AutotaskAuth
    from py_autotask.exceptions import AutotaskAPIError, AutotaskAuthError
    from py_autotask.types import AuthCredentials

pytestmark = pytest.mark.vendor
PLAIN = ACCOUNT | {"secret": "plain-secret"}  # the client hands header values to the transport as they are: no € there


@pytest.fixture
def sandbox(begin: Begin) -> Sandbox:
    companies = [company(number, f"Company {number}") for number in range(1201)]
    return begin(seed={"Companies": companies}, account=PLAIN)[0]


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Any]:
    """The client finds its zone by our zone call; the address of that call is a class attribute of its sign-in."""

    class LoopbackAuth(AutotaskAuth):  # type: ignore[misc]
        ZONE_INFO_URL = sandbox.line["autotask"]["zone_url"]

    LoopbackAuth.clear_zone_cache()
    credentials = AuthCredentials(**PLAIN)
    with AutotaskClient(LoopbackAuth(credentials)) as connected:
        connected.session.trust_env = False
        yield connected
    LoopbackAuth.clear_zone_cache()


def test_zone_and_sign_in(client: Any) -> None:
    assert client.auth.validate_credentials() is True
    assert client.auth.zone_info.zone_name == "AP06"


def test_wrong_secret(sandbox: Sandbox, client: Any) -> None:
    client.session.headers["Secret"] = "wrong"
    with pytest.raises(AutotaskAuthError):
        client.query("Invoices")


def test_query_and_count(client: Any) -> None:
    wanted = [
        {"field": "isVoided", "op": "eq", "value": False},
        {"field": "invoiceNumber", "op": "beginsWith", "value": "SI-"},
    ]
    found = client.query("Invoices", {"filter": wanted})
    assert [row["id"] for row in found.items] == [101, 102, 103, 107]
    assert client.count("Invoices", {"filter": [{"field": "companyID", "op": "eq", "value": 1}]}) == 4
    assert client.get("Invoices", 101)["invoiceTotal"] == 52.7775
    assert client.get("Invoices", 999) is None


def test_include_fields_and_in(client: Any) -> None:
    found = client.entities.billing_items.query(
        [{"field": "invoiceID", "op": "in", "value": [101, 107]}], include_fields=["id", "invoiceID"], max_records=2
    )
    assert found.items == [{"id": 801, "invoiceID": 101}, {"id": 802, "invoiceID": 101}]
    assert found.page_details.next_page_url is not None


def test_paging_above_the_last_id(client: Any) -> None:
    last, ids = -1, []
    while rows := client.companies.query([{"field": "id", "op": "gt", "value": last}]).items:
        ids += [row["id"] for row in rows]
        last = ids[-1]
    assert ids == list(range(1201))


def test_paging_by_the_servers_cursor(client: Any) -> None:
    body = {"filter": [{"op": "gte", "field": "id", "value": 0}]}
    page = client.query("Companies", {"filter": body["filter"]})
    ids = [row["id"] for row in page.items]
    url = page.page_details.next_page_url
    while url:
        answer = client.session.post(url, json=body, timeout=10).json()
        ids += [row["id"] for row in answer["items"]]
        url = answer["pageDetails"]["nextPageUrl"]
    assert ids == list(range(1201))


def test_its_own_paging_ends_after_one_page(client: Any, caplog: pytest.LogCaptureFixture, expected_logs: Any) -> None:
    expected_logs.expect("py_autotask", "", logging.WARNING)
    rows = client.companies.query_all(page_size=500)
    assert [row["id"] for row in rows] == list(range(500))
    assert "Pagination stopped" in caplog.text


def test_patch_on_the_collection(client: Any, sandbox: Sandbox) -> None:
    address = f"{client.auth.api_url}V1.0/Invoices"
    answer = client.session.patch(address, json={"id": 101, "webServiceDate": "2026-03-31T09:15:00.000Z"}, timeout=10)
    assert answer.json() == {"itemId": 101}
    assert client.get("Invoices", 101)["webServiceDate"] == "2026-03-31T09:15:00.000Z"
    assert [change["id"] for change in sandbox.books("autotask")["changes"]] == [101]


def test_its_own_update_uses_an_address_the_server_refuses(client: Any, sandbox: Sandbox) -> None:
    with pytest.raises(AutotaskAPIError):
        client.update("Invoices", {"id": 101, "webServiceDate": "2026-03-31T09:15:00.000Z"})
    assert sandbox.requests("autotask")[-1]["status"] == 405
    assert sandbox.books("autotask")["changes"] == []


def test_its_ne_is_dropped(client: Any) -> None:
    assert len(client.query("Invoices", {"filter": [{"field": "id", "op": "ne", "value": 101}]}).items) == 7


def test_metadata(client: Any) -> None:
    assert client.get_entity_info("Invoices")["info"]["canUpdate"] is True
    fields = {field["name"]: field for field in client.get_field_info("Invoices")["fields"]}
    assert fields["paymentTerm"]["picklistValues"][0]["label"] == "Net 30 days"


def test_over_tls_with_the_sandboxs_authority(monkeypatch: pytest.MonkeyPatch) -> None:
    system = AutotaskSystem(rows(), PICKLISTS, PLAIN, clock=Clock())
    with Sandbox([system], tls=True) as sandbox:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(sandbox.ca_file))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")

        class LoopbackAuth(AutotaskAuth):  # type: ignore[misc]
            ZONE_INFO_URL = sandbox.line["autotask"]["zone_url"]

        LoopbackAuth.clear_zone_cache()
        with AutotaskClient(LoopbackAuth(AuthCredentials(**PLAIN))) as client:
            assert client.get("Invoices", 101)["id"] == 101
        LoopbackAuth.clear_zone_cache()
