"""Signing in as the app does: consent in the browser, code for tokens, rotation, revocation, connections."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from app.sandbox.wire import Reply, Request
from tests.sandbox.xero.fixture import CLIENT_ID, PRACTICE, REDIRECT, SECOND, TENANT, Caller, caller, served

VERIFIER = "v" * 43
SCOPES = "openid profile email offline_access accounting.invoices accounting.contacts accounting.settings.read"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def challenge(verifier: str = VERIFIER) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def asked(**changes: str | None) -> dict[str, str]:
    whole: dict[str, str | None] = {
        "response_type": "code", "client_id": CLIENT_ID, "redirect_uri": REDIRECT, "scope": SCOPES, "state": "s & 1",
        "code_challenge": challenge(), "code_challenge_method": "S256", **changes,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not None}


def visit(at: Caller, fields: dict[str, str], method: str = "GET") -> Reply:
    query, body = (urlencode(fields), b"") if method == "GET" else ("", urlencode(fields).encode())
    request = Request(method, "/identity/connect/authorize", query, FORM, body, "http://127.0.0.1/xero")
    return at.system.handle("identity", request)


def token(at: Caller, form: dict[str, str], **headers: str) -> tuple[int, dict[str, Any]]:
    request = Request(
        "POST", "/connect/token", "", {**FORM, **headers}, urlencode(form).encode(), "http://127.0.0.1/xero"
    )
    reply = at.system.handle("identity", request)
    return reply.status, json.loads(reply.body)


def connections(at: Caller, bearer: str, query: str = "", path: str = "/Connections", method: str = "GET") -> Reply:
    headers = {"authorization": f"Bearer {bearer}"}
    return at.system.handle("identity", Request(method, path, query, headers, b"", "http://127.0.0.1/xero"))


def code_of(reply: Reply) -> str:
    assert reply.status == 302
    return parse_qs(urlsplit(reply.headers["Location"]).query)["code"][0]


def exchange(at: Caller, code: str, **changes: str) -> tuple[int, dict[str, Any]]:
    form = {"grant_type": "authorization_code", "client_id": CLIENT_ID, "code": code, "redirect_uri": REDIRECT}
    return token(at, {**form, "code_verifier": VERIFIER, **changes})


def signed_in(at: Caller, tenant: str = TENANT, **changes: str | None) -> dict[str, Any]:
    reply = visit(at, {**asked(**changes), "decision": "allow", "tenant": tenant}, "POST")
    status, answer = exchange(at, code_of(reply))
    assert status == 200
    return answer


def test_the_page_lets_a_person_pick_and_allow() -> None:
    with served() as (_, line):
        page = requests.get(line["authorize_url"], params=asked(), timeout=10)
        assert page.status_code == 200
        assert "Practice sign-in" in page.text
        assert "jo@maple.example" in page.text
        choices = re.findall(r'type="radio" name="tenant" value="([^"]+)"', page.text)
        assert choices == [TENANT, SECOND]
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        assert hidden["state"] == "s &amp; 1"
        action = re.findall(r'action="([^"]+)"', page.text)[0]
        form = {**asked(), "tenant": SECOND, "decision": "allow"}
        back = requests.post(action, data=form, timeout=10, allow_redirects=False)
        assert back.status_code == 302
        location = urlsplit(back.headers["Location"])
        assert f"{location.scheme}://{location.netloc}{location.path}" == REDIRECT
        assert parse_qs(location.query)["state"] == ["s & 1"]
        code = parse_qs(location.query)["code"][0]
        got = requests.post(
            line["token_url"],
            data={"grant_type": "authorization_code", "client_id": CLIENT_ID, "code": code, "redirect_uri": REDIRECT,
                  "code_verifier": VERIFIER},
            timeout=10,
        ).json()  # fmt: skip
        assert (got["expires_in"], got["token_type"], got["scope"]) == (1800, "Bearer", SCOPES)
        rows = requests.get(
            line["connections_url"], headers={"Authorization": f"Bearer {got['access_token']}"}, timeout=10
        )
        assert [(row["tenantId"], row["tenantType"]) for row in rows.json()] == [
            (SECOND, "ORGANISATION"),
            (PRACTICE, "PRACTICE"),
        ]


def test_cancel_goes_back_with_access_denied() -> None:
    reply = visit(caller(), {**asked(), "decision": "cancel"}, "POST")
    assert parse_qs(urlsplit(reply.headers["Location"]).query)["error"] == ["access_denied"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"redirect_uri": REDIRECT + "/"}, "Invalid redirect_uri"),
        ({"redirect_uri": "http://127.0.0.1:8742/callback"}, "Invalid redirect_uri"),
        ({"redirect_uri": None}, "Invalid redirect_uri"),
        ({"client_id": "other"}, "Unknown client"),
        ({"scope": "openid paymentservices"}, "Invalid scope for client"),
        ({"scope": None}, "Invalid scope for client"),
    ],
)
def test_a_wrong_request_gets_a_page_and_no_redirect(changes: dict[str, str | None], reason: str) -> None:
    reply = visit(caller(), asked(**changes))
    assert reply.status == 500
    assert reply.headers["Content-Type"].startswith("text/html")
    assert "Location" not in reply.headers
    assert reason in reply.body.decode()


@pytest.mark.parametrize("changes", [{"code_challenge": None}, {"code_challenge_method": "plain"}])
def test_only_s256_will_do(changes: dict[str, str | None]) -> None:
    reply = visit(caller(), asked(**changes))
    assert parse_qs(urlsplit(reply.headers["Location"]).query)["error"] == ["invalid_request"]


def test_the_page_escapes_what_it_shows() -> None:
    reply = visit(caller(), asked(state='"><script>alert(1)</script>'))
    assert b"<script>" not in reply.body


def test_auto_approval_skips_the_page() -> None:
    at = caller(auto_approve=SECOND)
    status, answer = exchange(at, code_of(visit(at, asked())))
    assert status == 200
    rows = json.loads(connections(at, answer["access_token"]).body)
    assert rows[0]["tenantId"] == SECOND
    at.system.control("auto_approve", {"tenant": None})
    assert visit(at, asked()).status == 200


def test_a_code_is_good_once_for_five_minutes_with_its_verifier_and_address() -> None:
    at = caller(auto_approve=TENANT)
    code = code_of(visit(at, asked()))
    assert exchange(at, code)[0] == 200
    assert exchange(at, code) == (400, {"error": "invalid_grant"})
    for changes in ({"code_verifier": "w" * 43}, {"redirect_uri": "http://localhost:8743/callback"}):
        assert exchange(at, code_of(visit(at, asked())), **changes) == (400, {"error": "invalid_grant"})
    late = code_of(visit(at, asked()))
    at.clock.advance(timedelta(minutes=5, seconds=1))
    assert exchange(at, late) == (400, {"error": "invalid_grant"})
    short = code_of(visit(at, asked(code_challenge=challenge("short"))))
    assert exchange(at, short, code_verifier="short") == (400, {"error": "invalid_grant"})


def test_token_requests_that_are_wrong() -> None:
    at = caller()
    assert token(at, {"grant_type": "refresh_token"}) == (400, {"error": "invalid_request"})
    assert token(at, {"grant_type": "refresh_token", "client_id": "no"}) == (400, {"error": "invalid_client"})
    known = {"client_id": CLIENT_ID}
    assert token(at, {**known, "grant_type": "password"}) == (400, {"error": "unsupported_grant_type"})
    assert token(at, {**known, "grant_type": "client_credentials"}) == (400, {"error": "unauthorized_client"})
    basic = {"authorization": "Basic " + base64.b64encode(f"{CLIENT_ID}:".encode()).decode()}
    assert token(at, {"grant_type": "refresh_token", "refresh_token": at.refresh_token}, **basic)[1] == {
        "error": "invalid_client"
    }
    json_body = Request("POST", "/connect/token", "", {"content-type": "application/json"}, b"{}", "http://x")
    assert json.loads(at.system.handle("identity", json_body).body) == {"error": "invalid_request"}


def refresh(at: Caller, with_token: str) -> tuple[int, dict[str, Any]]:
    return token(at, {"grant_type": "refresh_token", "client_id": CLIENT_ID, "refresh_token": with_token})


def test_refresh_rotates_and_the_old_token_has_thirty_minutes_of_grace() -> None:
    at = caller()
    first = signed_in(at)
    status, second = refresh(at, first["refresh_token"])
    assert status == 200
    assert second["refresh_token"] != first["refresh_token"]
    at.clock.advance(timedelta(minutes=29))
    assert refresh(at, first["refresh_token"])[0] == 200
    at.clock.advance(timedelta(minutes=2))
    assert refresh(at, first["refresh_token"]) == (400, {"error": "invalid_grant"})
    assert refresh(at, second["refresh_token"])[0] == 200


def test_an_unused_refresh_token_lives_sixty_days() -> None:
    at = caller()
    held = signed_in(at)["refresh_token"]
    at.clock.advance(timedelta(days=59))
    _, newer = refresh(at, held)
    at.clock.advance(timedelta(days=60))
    assert refresh(at, newer["refresh_token"]) == (400, {"error": "invalid_grant"})


def test_no_refresh_token_without_offline_access_and_scopes_add_up() -> None:
    at = caller()
    answer = signed_in(at, scope="openid accounting.invoices")
    assert "refresh_token" not in answer
    assert "id_token" in answer
    claims = json.loads(base64.urlsafe_b64decode(answer["access_token"].split(".")[1] + "=="))
    assert claims["scope"] == ["openid", "accounting.invoices"]
    more = signed_in(at, scope="accounting.contacts")
    assert more["scope"] == "openid accounting.invoices accounting.contacts"


def test_connections_are_filtered_by_the_consent_and_can_be_cut() -> None:
    at = caller()
    signed_in(at, TENANT)
    second = signed_in(at, SECOND)
    bearer = second["access_token"]
    event = json.loads(base64.urlsafe_b64decode(bearer.split(".")[1] + "=="))["authentication_event_id"]
    mine = json.loads(connections(at, bearer, f"authEventId={event}").body)
    assert {row["tenantId"] for row in mine} == {SECOND, PRACTICE}
    everything = json.loads(connections(at, bearer).body)
    assert len(everything) == 3
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}", everything[0]["createdDateUtc"])
    assert connections(at, bearer, path=f"/connections/{everything[0]['id']}", method="DELETE").status == 204
    assert connections(at, bearer, path=f"/connections/{everything[0]['id']}", method="DELETE").status == 404
    at.token, at.tenant = bearer, TENANT
    assert at.send("GET", "/Invoices").status == 403


def test_revocation_ends_tokens_and_connections() -> None:
    at = caller()
    held = signed_in(at)
    form = urlencode({"token": held["refresh_token"], "client_id": CLIENT_ID}).encode()
    reply = at.system.handle("identity", Request("POST", "/connect/revocation", "", FORM, form, "http://x"))
    assert (reply.status, reply.body) == (200, b"")
    assert connections(at, held["access_token"]).status == 401
    assert refresh(at, held["refresh_token"])[0] == 400
    assert at.send("GET", "/Organisation").status == 200, "the other user keeps what is theirs"


def test_access_tokens_last_thirty_minutes_and_say_so() -> None:
    at = caller()
    at.token = signed_in(at)["access_token"]
    at.clock.advance(timedelta(minutes=31))
    reply = at.send("GET", "/Organisation")
    answer = json.loads(reply.body)
    assert (reply.status, answer["Title"]) == (401, "Unauthorized")
    assert answer["Detail"].startswith("TokenExpired: token expired at ")


@pytest.mark.parametrize(
    ("scope", "method", "path", "allowed"),
    [
        ("accounting.invoices", "GET", "/Invoices", True),
        ("accounting.invoices.read", "GET", "/CreditNotes", True),
        ("accounting.invoices.read", "PUT", "/Invoices", False),
        ("accounting.transactions", "PUT", "/Invoices", True),
        ("accounting.transactions.read", "GET", "/Payments", True),
        ("accounting.invoices", "GET", "/Payments", False),
        ("accounting.invoices", "GET", "/Items", True),
        ("accounting.settings.read", "GET", "/Organisation/Actions", True),
        ("accounting.settings.read", "GET", "/Contacts", False),
        ("accounting.invoices", "GET", "/Invoices/OLD-1/Attachments", False),
        ("accounting.attachments", "GET", "/Invoices/OLD-1/Attachments", True),
    ],
)
def test_scopes_by_resource(scope: str, method: str, path: str, allowed: bool) -> None:
    at = caller()
    at.token = signed_in(at, scope=scope)["access_token"]
    reply = at.send(method, path, {} if method == "PUT" else None)
    assert (reply.status != 401) is allowed
    if not allowed:
        assert json.loads(reply.body)["Detail"] == "AuthorizationUnsuccessful"
        assert "insufficient_scope" in reply.headers["WWW-Authenticate"]


def test_who_is_refused_before_anything_else() -> None:
    at = caller()
    at.token = "nobody"
    assert at.send("GET", "/Invoices").status == 401
    at = caller()
    for tenant in ("", "99999999-0000-4000-8000-000000000000", PRACTICE):
        at.tenant = tenant
        reply = at.send("GET", "/Invoices")
        assert (reply.status, json.loads(reply.body)["Detail"]) == (403, "AuthenticationUnsuccessful")


def test_the_start_line_names_everything() -> None:
    with served() as (system, line):
        assert line["api_url"].endswith("/api.xro/2.0")
        assert line["tenants"] == [{"id": TENANT, "name": "Maple Desk Ltd"}, {"id": SECOND, "name": "Second Ltd"}]
        headers = {
            "Authorization": f"Bearer {line['access_token']}",
            "Xero-Tenant-Id": TENANT,
            "Accept": "application/json",
        }
        assert requests.get(line["api_url"] + "/organisation", headers=headers, timeout=10).status_code == 200
        system.act.expire_access_tokens()
        assert requests.get(line["api_url"] + "/Organisation", headers=headers, timeout=10).status_code == 401
        system.reset()
        assert requests.get(line["api_url"] + "/Organisation", headers=headers, timeout=10).status_code == 200
