"""Signing in through a real loopback listener, with a browser that does what it should and what it should not."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from app.connectors.oauth.tokens import Grant
from app.domain.errors import AccessProblem, Cancelled, RemoteProblem
from app.domain.run import Stop
from tests.connectors.oauth.identity import Identity, browse, free_port

Visits = list[tuple[int, str]]


class Browser:
    """Opens addresses on a thread of its own, as a browser does; `visit` says what the person does there."""

    def __init__(self, visit: Callable[[str], None]) -> None:
        self._visit = visit
        self.addresses: list[str] = []
        self._threads: list[threading.Thread] = []

    def __call__(self, address: str) -> bool:
        """Open it."""
        self.addresses.append(address)
        thread = threading.Thread(target=self._visit, args=(address,))
        self._threads.append(thread)
        thread.start()
        return True

    def close(self) -> None:
        """Wait for the pages to end."""
        for thread in self._threads:
            thread.join(10)


def sign_in(identity: Identity, visit: Callable[[str], None], stop: Stop | None = None) -> tuple[Grant, Browser]:
    """One sign-in with such a person."""
    browser = Browser(visit)
    try:
        return identity.authorization().run(browser, stop or Stop()), browser
    finally:
        browser.close()


def refusal(identity: Identity, visit: Callable[[str], None]) -> AccessProblem:
    """A sign-in that must not come about."""
    with pytest.raises(AccessProblem) as caught:
        sign_in(identity, visit)
    assert caught.value.connection_id == "books"
    return caught.value


def test_a_sign_in(identity: Identity) -> None:
    pages: Visits = []
    grant, browser = sign_in(identity, lambda address: pages.append(browse(identity.approve(address))))
    assert grant.refresh == "canary-refresh-1"
    status, page = pages[0]
    assert status == 200
    assert "Ledgerferry is connected." in page
    assert "You can close this tab." in page
    asked = parse_qs(urlsplit(browser.addresses[0]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert asked["scope"] == ["openid offline_access accounting.invoices accounting.contacts"]
    form = identity.forms[0]
    assert form["client_id"] == "client"
    assert "client_secret" not in form
    assert "authorization" not in identity.server.requests[0].headers
    assert 43 <= len(form["code_verifier"]) <= 128


def test_state_and_verifier_are_new_each_time(identity: Identity) -> None:
    authorization = identity.authorization()
    addresses = []
    for _ in range(2):
        browser = Browser(lambda address: void(browse(identity.approve(address))))
        authorization.run(browser, Stop())
        browser.close()
        addresses.append(parse_qs(urlsplit(browser.addresses[0]).query))
    assert addresses[0]["state"] != addresses[1]["state"]
    assert addresses[0]["code_challenge"] != addresses[1]["code_challenge"]


def void(value: object) -> None:
    """For lambdas that must return nothing."""


def test_a_wrong_state_is_refused(identity: Identity) -> None:
    pages: Visits = []
    problem = refusal(identity, lambda address: pages.append(browse(identity.approve(address, state="other"))))
    assert problem.code == "wrong_state"
    assert "Ledgerferry is not connected." in pages[0][1]
    assert identity.forms == []


def test_a_refusal_in_the_browser(identity: Identity) -> None:
    problem = refusal(identity, lambda a: void(browse(identity.approve(a, error="access_denied", code=""))))
    assert problem.code == "denied"
    assert problem.sentence == "Access to Xero was refused in the browser."


def test_no_code(identity: Identity) -> None:
    assert refusal(identity, lambda a: void(browse(identity.approve(a, code="")))).code == "odd_answer"


def test_a_code_the_vendor_refuses(identity: Identity) -> None:
    assert refusal(identity, lambda a: void(browse(identity.approve(a, code="unknown")))).code == "code_refused"


def test_too_few_rights(identity: Identity) -> None:
    identity.scopes = "accounting.contacts"
    problem = refusal(identity, lambda a: void(browse(identity.approve(a))))
    assert problem.code == "scope_refused"
    assert "accounting.invoices" in problem.details


def test_an_unknown_client_id(identity: Identity) -> None:
    browser = Browser(lambda a: void(browse(identity.approve(a))))
    with pytest.raises(AccessProblem) as caught:
        identity.authorization(identity.provider(client_id="nobody")).run(browser, Stop())
    browser.close()
    assert caught.value.code == "client_refused"


def test_no_client_id(identity: Identity) -> None:
    with pytest.raises(AccessProblem) as caught:
        identity.authorization(identity.provider(client_id=" ")).run(lambda address: True, Stop())
    assert caught.value.code == "no_client_id"


def test_no_browser(identity: Identity) -> None:
    with pytest.raises(AccessProblem) as caught:
        identity.authorization().run(lambda address: False, Stop())
    assert caught.value.code == "no_browser"


def test_a_browser_in_the_foreground_does_not_hold_up_its_own_answer(identity: Identity) -> None:
    pages: Visits = []

    def stays_open(address: str) -> bool:
        pages.append(browse(identity.approve(address)))
        return True

    grant = identity.authorization().run(stays_open, Stop())
    assert grant.refresh == "canary-refresh-1"
    assert pages[0][0] == 200


def test_nobody_comes_back_within_five_minutes(identity: Identity) -> None:
    problem = refusal(identity, lambda address: identity.clock.move(301))
    assert problem.code == "timeout"


def test_the_person_closes_the_browser_and_cancels(identity: Identity) -> None:
    stop = Stop()
    with pytest.raises(Cancelled):
        sign_in(identity, lambda address: stop.cancel(), stop)


def test_other_paths_hosts_and_methods_find_nothing(identity: Identity) -> None:
    pages: Visits = []

    def visit(address: str) -> None:
        good = identity.approve(address)
        base = good.partition("/xero")[0]
        pages.append(browse(base + "/"))
        pages.append(browse(base + "/favicon.ico"))
        pages.append(browse(good.replace("/xero/callback", "/xero/callback/")))
        pages.append(browse(good, host="evil.example"))
        pages.append(browse(good, host=f"127.0.0.1:{urlsplit(good).port}"))
        pages.append(browse(good))

    sign_in(identity, visit)
    assert [status for status, _ in pages] == [404, 404, 404, 404, 404, 200]


def test_a_connection_that_says_nothing_keeps_nobody_waiting(identity: Identity) -> None:
    silent: list[socket.socket] = []

    def visit(address: str) -> None:
        good = identity.approve(address)
        silent.append(socket.create_connection(("127.0.0.1", urlsplit(good).port or 0)))
        browse(good)

    sign_in(identity, visit)
    for connection in silent:
        connection.close()


def test_a_second_callback_is_refused(identity: Identity) -> None:
    outcomes: list[str] = []

    def visit(address: str) -> None:
        good = identity.approve(address)
        outcomes.append(str(browse(good)[0]))
        try:
            outcomes.append(str(browse(good)[0]))
        except OSError:
            outcomes.append("closed")

    sign_in(identity, visit)
    assert outcomes[0] == "200"
    assert outcomes[1] in {"closed", "410"}
    assert len(identity.forms) == 1


def test_a_taken_port_is_passed_over(identity: Identity) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = (taken.getsockname()[1], free_port())
        browser = Browser(lambda a: void(browse(identity.approve(a))))
        identity.authorization(identity.provider(ports)).run(browser, Stop())
        browser.close()
    assert f"localhost%3A{ports[1]}" in browser.addresses[0]
    assert identity.forms[0]["redirect_uri"] == f"http://localhost:{ports[1]}/xero/callback"


def test_all_ports_taken(identity: Identity) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        ports = (one.getsockname()[1], two.getsockname()[1])
        with pytest.raises(AccessProblem) as caught:
            identity.authorization(identity.provider(ports)).run(lambda address: True, Stop())
    assert caught.value.code == "ports_taken"
    assert str(ports[0]) in caught.value.sentence


def test_the_port_is_free_again_afterwards(identity: Identity) -> None:
    provider = identity.provider()
    for _ in range(2):
        browser = Browser(lambda a: void(browse(identity.approve(a))))
        assert identity.authorization(provider).run(browser, Stop()).refresh
        browser.close()


def test_a_broken_token_answer_is_told_as_such(identity: Identity) -> None:
    identity.cut_next = 1
    with pytest.raises(RemoteProblem) as caught:
        sign_in(identity, lambda a: void(browse(identity.approve(a))))
    assert caught.value.code == "reset"


def test_nothing_secret_is_logged(identity: Identity, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sign_in(identity, lambda a: void(browse(identity.approve(a))))
    assert "canary" not in caplog.text
    assert "state=" not in caplog.text
