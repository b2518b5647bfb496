"""Signing in by hand: the page, redirect rules of both kinds of keys, rotation, ends of life, revocation, reach of a token."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.sandbox.quickbooks.identity import redirect_problem
from app.sandbox.wire import Reply, Request
from tests.sandbox.quickbooks.fixture import (
    DEV_ID,
    DEV_SECRET,
    LOCAL,
    PROD_ID,
    PROD_SECRET,
    RELAY,
    ROOT,
    Caller,
    caller,
    parsed,
)
from tests.sandbox.quickbooks.two_companies import AUSTRALIA, USA

FORM = {"content-type": "application/x-www-form-urlencoded"}
ACCOUNTING = "com.intuit.quickbooks.accounting"


def asked(**changes: str | None) -> dict[str, str]:
    whole: dict[str, str | None] = {
        "client_id": DEV_ID, "response_type": "code", "scope": ACCOUNTING, "redirect_uri": LOCAL, "state": "s & 1", **changes,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not None}


def visit(at: Caller, fields: dict[str, str], method: str = "GET") -> Reply:
    query, body = (urlencode(fields), b"") if method == "GET" else ("", urlencode(fields).encode())
    return at.system.handle("identity", Request(method, "/connect/oauth2", query, FORM, body, ROOT))


def back(reply: Reply) -> dict[str, str]:
    assert reply.status == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["Location"]).query).items()}


def basic(name: str = DEV_ID, secret: str = DEV_SECRET) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def token(at: Caller, form: dict[str, str], headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    wire = {**FORM, **(basic() if headers is None else headers)}
    reply = at.system.handle(
        "identity", Request("POST", "/oauth2/v1/tokens/bearer", "", wire, urlencode(form).encode(), ROOT)
    )
    return reply.status, json.loads(reply.body)


def exchange(at: Caller, code: str, **changes: str) -> tuple[int, dict[str, Any]]:
    return token(at, {"grant_type": "authorization_code", "code": code, "redirect_uri": LOCAL, **changes})


def refresh(at: Caller, value: str, **headers: str) -> tuple[int, dict[str, Any]]:
    return token(at, {"grant_type": "refresh_token", "refresh_token": value}, {**basic(), **headers})


def signed_in(at: Caller, realm: str = USA, **changes: str | None) -> dict[str, Any]:
    given = back(visit(at, {**asked(**changes), "decision": "allow", "realm": realm}, "POST"))
    assert given["realmId"] == realm
    status, answer = exchange(at, given["code"])
    assert status == 200
    at.token = answer["access_token"]
    return answer


def test_the_page_lets_a_person_pick_a_company_or_cancel() -> None:
    at = caller()
    page = visit(at, asked())
    text = page.body.decode()
    assert page.status == 200
    assert "Practice sign-in" in text
    assert "jo@alder.example" in text
    assert re.findall(r'type="radio" name="realm" value="([^"]+)"', text) == [USA, AUSTRALIA]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))
    assert hidden["state"] == "s &amp; 1"
    assert re.findall(r'action="([^"]+)"', text) == [f"{ROOT}/connect/oauth2"]
    refused = back(visit(at, {**asked(), "decision": "cancel"}, "POST"))
    assert refused == {"error": "access_denied", "state": "s & 1"}
    given = back(visit(at, {**asked(), "decision": "allow", "realm": AUSTRALIA}, "POST"))
    assert (given["realmId"], given["state"]) == (AUSTRALIA, "s & 1")


def test_a_company_that_is_not_on_the_page_is_not_connected() -> None:
    assert visit(caller(), {**asked(), "decision": "allow", "realm": "1"}, "POST").status == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "nobody"}, "client_id"),
        ({"redirect_uri": "http://localhost:9999/other"}, "redirect_uri"),
        ({"client_id": PROD_ID}, "Production keys take only https"),
        ({"redirect_uri": None}, "redirect_uri"),
        ({"state": None}, "state"),
    ],
)
def test_what_must_not_go_back_to_the_app_gets_a_page(changes: dict[str, str | None], words: str) -> None:
    reply = visit(caller(), asked(**changes))
    assert (reply.status, "Location" in reply.headers) == (400, False)
    assert words in reply.body.decode()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_what_the_app_got_wrong_goes_back(changes: dict[str, str | None], fault: str) -> None:
    assert back(visit(caller(), asked(**changes)))["error"] == fault


def test_addresses_that_can_be_registered() -> None:
    assert redirect_problem("development", "http://localhost:1/x") == ""
    assert redirect_problem("development", "http://elsewhere.example/x") != ""
    assert redirect_problem("production", "https://relay.example/x") == ""
    for address in ("http://relay.example/x", "https://localhost/x", "http://127.0.0.1:5/x", "myapp://x", ""):
        assert redirect_problem("production", address) != "", address
    at = caller()
    with pytest.raises(ValueError, match="Production keys"):
        at.system.control("register_redirect", {"client_id": PROD_ID, "redirect_uri": "http://localhost:5/x"})
    at.system.control("register_redirect", {"client_id": DEV_ID, "redirect_uri": "http://localhost:5/x"})
    assert visit(at, asked(redirect_uri="http://localhost:5/x")).status == 200


def test_production_keys_sign_in_over_the_relay() -> None:
    at = caller()
    fields = {**asked(client_id=PROD_ID, redirect_uri=RELAY), "decision": "allow", "realm": USA}
    reply = visit(at, fields, "POST")
    assert reply.headers["Location"].startswith(RELAY)
    form = {"grant_type": "authorization_code", "code": back(reply)["code"], "redirect_uri": RELAY}
    assert token(at, form, {})[0] == 401
    assert token(at, {**form, "client_id": PROD_ID, "client_secret": PROD_SECRET}, {})[0] == 200


def test_the_answer_of_the_token_address() -> None:
    answer = signed_in(caller())
    assert answer["token_type"] == "bearer"
    assert (answer["expires_in"], answer["x_refresh_token_expires_in"]) == (3600, 100 * 86_400)
    assert set(answer) == {"token_type", "access_token", "expires_in", "refresh_token", "x_refresh_token_expires_in"}


def test_a_code_is_good_once_for_ten_minutes_and_one_address() -> None:
    at = caller()

    def code() -> str:
        return back(visit(at, {**asked(), "decision": "allow", "realm": USA}, "POST"))["code"]

    used = code()
    assert exchange(at, used)[0] == 200
    assert exchange(at, used) == (400, {"error": "invalid_grant", "error_description": "Invalid authorization code"})
    assert exchange(at, code(), redirect_uri="http://localhost:8742/quickbooks/callback")[0] == 400
    late = code()
    at.clock.advance(timedelta(minutes=10))
    assert exchange(at, late)[0] == 400


def test_the_refresh_value_changes_after_a_day_and_the_old_one_dies() -> None:
    at = caller()
    first = signed_in(at)["refresh_token"]
    at.clock.advance(timedelta(hours=23))
    assert refresh(at, first)[1]["refresh_token"] == first
    at.clock.advance(timedelta(hours=2))
    second = refresh(at, first)[1]["refresh_token"]
    assert second != first
    assert refresh(at, first) == (
        400,
        {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"},
    )
    assert refresh(at, second)[0] == 200


def test_the_documented_grace_can_be_set() -> None:
    at = caller()
    at.system.control("set_grace", {"hours": 24})
    first = signed_in(at)["refresh_token"]
    at.clock.advance(timedelta(hours=25))
    second = refresh(at, first)[1]["refresh_token"]
    at.clock.advance(timedelta(hours=23))
    assert refresh(at, first)[1]["refresh_token"] == second
    at.clock.advance(timedelta(hours=1))
    assert refresh(at, first)[0] == 400


def test_a_hundred_days_unused_and_five_years_in_all() -> None:
    at = caller()
    value = signed_in(at)["refresh_token"]
    hard = {"x-include-refresh-token-hard-expires-in": "true"}
    before = refresh(at, value, **hard)[1]["x_refresh_token_hard_expires_in"]
    for _ in range(18):
        at.clock.advance(timedelta(days=99))
        value = refresh(at, value)[1]["refresh_token"]
    answer = refresh(at, value, **hard)[1]
    assert answer["x_refresh_token_hard_expires_in"] == before - 18 * 99 * 86_400
    assert answer["x_refresh_token_expires_in"] == answer["x_refresh_token_hard_expires_in"]
    at.clock.advance(timedelta(days=45))
    assert refresh(at, value) == (400, {"error": "invalid_grant", "error_description": "Token invalid"})
    other = signed_in(at)["refresh_token"]
    at.clock.advance(timedelta(days=100))
    assert refresh(at, other)[0] == 400


def test_refusals_of_the_token_address() -> None:
    at = caller()
    value = signed_in(at)["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": value}
    for headers in (basic(secret="no"), basic("no"), {"authorization": "Basic ???"}, {}):
        assert token(at, form, headers) == (401, {"error": "invalid_client"})
    assert token(at, form, basic(PROD_ID, PROD_SECRET))[1]["error_description"] == "Incorrect Token type or clientID"
    assert token(at, {"grant_type": "password"})[1] == {"error": "unsupported_grant_type"}
    assert token(at, {})[1] == {"error": "invalid_request"}


def test_a_token_reaches_one_company_for_an_hour() -> None:
    at = caller()
    signed_in(at)
    assert at.send("GET", "companyinfo/1").status == 200
    at.realm = AUSTRALIA
    reply = at.send("GET", "companyinfo/1")
    assert (reply.status, parsed(reply)["fault"]["error"][0]["code"]) == (403, "3100")
    at.realm = USA
    at.clock.advance(timedelta(hours=1))
    reply = at.send("GET", "companyinfo/1")
    fault = parsed(reply)["fault"]
    assert (reply.status, fault["type"], fault["error"][0]["code"]) == (401, "AUTHENTICATION", "3200")
    assert fault["error"][0]["detail"].startswith("Token expired")
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'
    assert reply.headers["intuit_tid"]


def test_a_scope_without_the_books_does_not_open_them() -> None:
    at = caller()
    signed_in(at, scope="openid email")
    assert at.send("GET", "companyinfo/1").status == 403


def test_gateway_refusals_are_xml_for_who_did_not_ask_for_json() -> None:
    at = caller()
    at.token = "nothing"
    reply = at.send("GET", "companyinfo/1", headers={"accept": "*/*"})
    assert (reply.status, reply.headers["Content-Type"]) == (401, "application/xml;charset=UTF-8")
    assert b'<Fault type="AUTHENTICATION"><Error code="3200">' in reply.body


def revoke(at: Caller, value: str, headers: dict[str, str]) -> Reply:
    body = json.dumps({"token": value}).encode()
    return at.system.handle("identity", Request("POST", "/v2/oauth2/tokens/revoke", "", headers, body, ROOT))


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_ends_all_tokens_of_the_app_and_company(which: str) -> None:
    at = caller()
    first, second = signed_in(at), signed_in(at)
    kept = signed_in(at, AUSTRALIA)
    assert revoke(at, first[which], {}).status == 401
    assert revoke(at, "nothing", basic()).status == 400
    done = revoke(at, first[which], basic())
    assert (done.status, done.body) == (200, b"")
    assert refresh(at, second["refresh_token"])[0] == 400
    at.token = second["access_token"]
    assert at.send("GET", "companyinfo/1").status == 401
    assert refresh(at, kept["refresh_token"])[0] == 200


def test_disconnecting_inside_the_company_ends_the_tokens_and_signing_in_helps() -> None:
    at = caller()
    value = signed_in(at)["refresh_token"]
    assert at.act("disconnect") == {"removed": 1}
    assert at.send("GET", "companyinfo/1").status == 401
    assert refresh(at, value)[0] == 400
    signed_in(at)
    assert at.send("GET", "companyinfo/1").status == 200


def test_a_lost_rotation_and_expiry_from_outside() -> None:
    at = caller()
    value = signed_in(at)["refresh_token"]
    at.system.control("expire_access_tokens", {})
    assert at.send("GET", "companyinfo/1").status == 401
    assert at.system.control("rotate_refresh_tokens", {})["rotated"] == 2
    assert refresh(at, value)[0] == 400
    value = signed_in(at)["refresh_token"]
    at.system.control("expire_refresh_tokens", {})
    assert refresh(at, value)[0] == 400


def test_the_page_can_be_skipped() -> None:
    at = caller()
    at.act("auto_approve")
    assert back(visit(at, asked()))["realmId"] == USA
    at.system.control("auto_approve", {})
    assert visit(at, asked()).status == 200


def test_the_tokens_of_the_start_line_survive_a_reset_and_reach_both_companies() -> None:
    at = caller()
    at.system.reset()
    for at.realm in (USA, AUSTRALIA):
        assert at.send("GET", "preferences").status == 200
    assert refresh(at, at.refresh_token)[0] == 200


def test_unknown_addresses() -> None:
    at = caller()
    assert at.system.handle("identity", Request("GET", "/nothing", "", {}, b"", ROOT)).status == 404
    assert at.system.handle("identity", Request("GET", "/v1/openid_connect/userinfo", "", {}, b"", ROOT)).status == 401
