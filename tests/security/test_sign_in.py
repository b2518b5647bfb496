"""Sign-ins that somebody meddles with: no code is redeemed that this very attempt did not ask for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.connectors.oauth import pages
from app.connectors.oauth.provider import Provider
from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.run import Stop
from tests.connectors.oauth.identity import Identity, browse
from tests.security.expecting import Expect

MARKUP = "<script>alert(1)</script><img src=https://evil.example/x>"


def outcome(identity: Identity, person: Callable[[str], None], provider: Provider | None = None) -> str:
    """How one sign-in ends: its code, and how often a code was redeemed."""
    before = len(identity.forms)
    threads: list[threading.Thread] = []

    def open_browser(address: str) -> bool:
        threads.append(threading.Thread(target=person, args=(address,)))
        threads[0].start()
        return True

    try:
        identity.authorization(provider).run(open_browser, Stop())
        ended = "signed in"
    except AccessProblem as problem:
        ended = problem.code + (" with markup" if MARKUP in problem.sentence + problem.advice else "")
    finally:
        for thread in threads:
            thread.join(10)
    return f"{ended}, {len(identity.forms) - before} redeemed"


def visits(address: str) -> None:
    """Go there, whatever comes back."""
    browse(address)


def without(address: str, name: str) -> str:
    """A callback's address without one parameter."""
    parts = urlsplit(address)
    kept = {n: v for n, v in parse_qs(parts.query, keep_blank_values=True).items() if n != name}
    return f"{address.partition('?')[0]}?{urlencode(kept, doseq=True)}"


PEOPLE: dict[str, tuple[Callable[[Identity, str], str], str]] = {
    "as asked": (lambda i, a: i.approve(a), "signed in, 1 redeemed"),
    "state of nobody": (lambda i, a: i.approve(a, state="x" * 43), "wrong_state, 0 redeemed"),
    "state missing": (lambda i, a: without(i.approve(a), "state"), "wrong_state, 0 redeemed"),
    "state empty": (lambda i, a: i.approve(a, state=""), "wrong_state, 0 redeemed"),
    "state twice": (lambda i, a: i.approve(a) + "&state=other", "wrong_state, 0 redeemed"),
    "state in other letters": (lambda i, a: i.approve(a, state=i_state(a).upper()), "wrong_state, 0 redeemed"),
    "state cut short": (lambda i, a: i.approve(a, state=i_state(a)[:-1]), "wrong_state, 0 redeemed"),
    "state not ASCII": (lambda i, a: i.approve(a, state="ü" * 43), "wrong_state, 0 redeemed"),
    "code missing": (lambda i, a: without(i.approve(a), "code"), "odd_answer, 0 redeemed"),
    "code twice": (lambda i, a: i.approve(a) + "&code=other", "odd_answer, 0 redeemed"),
    "code of another sign-in": (lambda i, a: i.approve(a, code="canary-code-99"), "code_refused, 1 redeemed"),
    "refused with markup": (lambda i, a: i.approve(a, error=MARKUP, error_description=MARKUP), "denied, 0 redeemed"),
    "refused, and a code with it": (lambda i, a: i.approve(a, error="access_denied"), "denied, 0 redeemed"),
    "refused without a state": (lambda i, a: without(i.approve(a, error=MARKUP), "state"), "wrong_state, 0 redeemed"),
}  # fmt: skip


def i_state(address: str) -> str:
    """The state that was asked with."""
    return parse_qs(urlsplit(address).query)["state"][0]


@pytest.mark.parametrize("name", PEOPLE)
def test_what_comes_back_from_the_browser(identity: Identity, expect: Expect, name: str) -> None:
    person, expected = PEOPLE[name]
    shown: list[str] = []
    seen = outcome(identity, lambda address: shown.append(browse(person(identity, address))[1]))
    assert set(shown) <= {page.decode() for page in (pages.CONNECTED, pages.REFUSED, pages.ELSEWHERE)}
    expect(f"callback: {name}", expected, seen)


def test_the_state_of_an_earlier_sign_in_is_worth_nothing(identity: Identity, expect: Expect) -> None:
    states: list[str] = []
    ends: list[threading.Thread] = []
    authorization = identity.authorization()

    def open_browser(address: str) -> bool:
        states.append(i_state(address))
        ends.append(threading.Thread(target=visits, args=(identity.approve(address, state=states[0]),)))
        ends[-1].start()
        return True

    assert authorization.run(open_browser, Stop()).refresh
    try:
        authorization.run(open_browser, Stop())
        seen = "signed in"
    except AccessProblem as problem:
        seen = problem.code
    for thread in ends:
        thread.join(10)
    expect("callback: state of the sign-in before", "wrong_state", seen)


@pytest.mark.parametrize("moment", [299, 301])
def test_five_minutes(identity: Identity, expect: Expect, moment: int) -> None:
    def person(address: str) -> None:
        good = identity.approve(address)
        identity.clock.move(moment)
        try:
            visits(good)
        except OSError:
            return

    expected = "signed in, 1 redeemed" if moment < 300 else "timeout, 0 redeemed"
    expect(f"callback: after {moment} seconds", expected, outcome(identity, person))


ADDRESSES = {
    "plain http": "http://login.example/authorize",
    "javascript": "javascript:alert(1)",
    "file": "file:///etc/hostname",
    "data": "data:text/html,x",
    "nothing": "",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_https_is_opened_for_a_sign_in(identity: Identity, expect: Expect, name: str) -> None:
    opened: list[str] = []

    def open_browser(address: str) -> bool:
        opened.append(address)
        return False

    try:
        identity.authorization(replace(identity.provider(), authorize_url=ADDRESSES[name])).run(open_browser, Stop())
        seen = "signed in"
    except ExpectedProblem as problem:
        seen = problem.code
    expect(f"sign-in page: {name}", "foreign_host, 0 opened", f"{seen}, {len(opened)} opened")


def test_nothing_of_it_is_logged_at_any_level(
    identity: Identity, expect: Expect, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    forms: list[str] = []

    def person(address: str) -> None:
        good = identity.approve(address)
        forms.extend([i_state(address), parse_qs(urlsplit(good).query)["code"][0], "/xero/callback?"])
        browse(good)

    assert outcome(identity, person) == "signed in, 1 redeemed"
    forms += [form["code_verifier"] for form in identity.forms] + identity.access + sorted(identity.refresh)
    found = sum(form in caplog.text for form in forms)
    expect("log at DEBUG: state, code, verifier, tokens", "0 of 6 found", f"{found} of {len(forms)} found")
