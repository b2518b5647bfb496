"""Credentials, zones and hosts: each refusal its sentence, no second try, no secret anywhere, no foreign host."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from app.connectors.autotask.refusals import code_of, with_renegotiation_hint, words_of
from app.connectors.autotask.source import AutotaskSource
from app.connectors.autotask.zone import judged_url
from app.connectors.http.replies import problem_for
from app.connectors.http.wire import Answer
from app.domain.answer import Stage
from app.domain.documents import SearchCriteria
from app.domain.errors import AccessProblem, ExpectedProblem, RemoteProblem
from app.domain.run import Stop, unheard
from tests.connectors.autotask.bench import CANARY, NOON, MemorySecrets, SandboxBench, make_source, page, refused, said
from tests.connectors.autotask.conftest import MakeTiny
from tests.connectors.http.tlsserver import reply
from tests.support.silence import LogWatch


def problem_of(source: AutotaskSource) -> ExpectedProblem:
    with pytest.raises(ExpectedProblem) as caught:
        source.search(SearchCriteria(), Stop(), unheard)
    return caught.value


def other(bench: SandboxBench, username: str = "", **secrets: str) -> AutotaskSource:
    settings = {**bench.settings, "username": username or bench.settings["username"]}
    source, _ = make_source(settings, MemorySecrets({**bench.secrets.values, **secrets}))
    return source


@pytest.mark.parametrize(
    ("change", "code", "sentence"),
    [
        ({"secret": "wrong"}, "wrong_secret", "Autotask does not accept the secret of this API user."),
        ({"integration_code": "WRONG"}, "bad_integration_code", "Autotask does not accept the integration code."),
        ({"username": "x@y.example"}, "unknown_user", "Autotask knows no API user with this user name."),
    ],
)
def test_each_wrong_credential_has_its_sentence(
    small: SandboxBench, change: dict[str, str], code: str, sentence: str
) -> None:
    source = other(small, **change)
    problem = problem_of(source)
    assert isinstance(problem, AccessProblem)
    assert (problem.code, problem.sentence, problem.connection_id) == (code, sentence, "autotask-1")
    assert problem.advice
    source.close()


@pytest.mark.parametrize(
    ("name", "value"), [("secret", ""), ("integration_code", ""), ("secret", "a\nb"), ("secret", "☃")]
)
def test_missing_or_unusable_credentials_are_named(small: SandboxBench, name: str, value: str) -> None:
    before = len(small.calls())
    problem = problem_of(other(small, **{name: value}))
    assert problem.code == "missing"
    assert name.replace("_", " ") in problem.sentence
    assert len(small.calls()) == before


def test_the_user_name_may_be_missing(small: SandboxBench) -> None:
    assert "user name" in problem_of(other(small, username=" ")).sentence


def test_a_refused_secret_is_tried_once_until_it_changes_or_a_person_asks(small: SandboxBench) -> None:
    secrets = MemorySecrets({**small.secrets.values, "secret": "wrong"})
    source, _clock = make_source(small.settings, secrets)
    for _ in range(4):
        assert problem_of(source).code == "wrong_secret"
    refusals = [row for row in small.calls() if row["status"] == 401]
    assert len(refusals) == 1
    with pytest.raises(AccessProblem):
        source.check(Stop())
    assert len([row for row in small.calls() if row["status"] == 401]) == 2
    secrets.values = dict(small.secrets.values)
    assert len(source.search(SearchCriteria(), Stop(), unheard).documents) == 12
    source.close()


def test_a_locked_user_is_told(tiny: MakeTiny) -> None:
    source, _ = tiny(lambda path, body, heard: refused("The resource is locked.", status=401)).source()
    assert problem_of(source).code == "locked_user"
    source.close()


def test_a_user_locked_by_failures_elsewhere_is_told_and_barred(small: SandboxBench) -> None:
    small.sandbox.act("autotask", "switches", {"lockout_after": 2})
    for _ in range(2):
        assert problem_of(other(small, secret="wrong")).code == "wrong_secret"
    source = other(small)
    assert [problem_of(source).code for _ in range(3)] == ["locked_user"] * 3
    assert len([row for row in small.calls() if row["status"] == 401]) == 3
    source.close()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("The API user is locked after repeated failed logins.", "locked_user"),
        ("Transaction was deadlocked on lock resources", "remote_fault"),
        ("The record is locked.", "remote_fault"),
        ("The logged in Resource does not have the adequate permissions to query this entity.", "no_right"),
        ("thread threshold of 3 threads has been exceeded", "thread_limit"),
        ("The number of external requests has exceeded the threshold.", "hour_limit"),
        ("IntegrationCode is invalid.", "bad_integration_code"),
        ("Zone information could not be determined", "unknown_user"),
        ("Unable to find divisionID in the Invoice Entity.", "unknown_field"),
        ("Conversion failed when converting the varchar value 'x' to data type int.", "query_refused"),
    ],
)
def test_what_the_words_of_a_500_mean(words: str, code: str) -> None:
    value = {"errors": [words]}
    answer = Answer(Stage.SENT, 500, value=value, intact=True, code="remote_fault")
    assert code_of(answer) == code
    assert words_of(answer) == words


def test_a_failed_handshake_names_renegotiation() -> None:
    problem = with_renegotiation_hint(problem_for("tls", "Autotask", "SSLError"))
    assert problem.code == "tls"
    assert "renegotiation" in problem.advice
    other_problem = problem_for("reset", "Autotask")
    assert with_renegotiation_hint(other_problem) is other_problem


def test_no_right_is_told_and_bars_nothing(tiny: MakeTiny) -> None:
    made = tiny(
        lambda path, body, heard: refused("The logged in Resource does not have the adequate permissions to query.")
    )
    source, _ = made.source()
    assert [problem_of(source).code for _ in range(2)] == ["no_right", "no_right"]
    assert made.server is not None
    assert len([one for one in made.server.requests if "query" in one.target]) >= 2
    source.close()


def test_the_zone_is_asked_once_and_again_after_twelve_hours(tiny: MakeTiny, expected_logs: LogWatch) -> None:
    expected_logs.expect("app.connectors.http.client", "clock differs")
    made = tiny(lambda path, body, heard: page())
    source, clock = made.source()
    for _ in range(3):
        source.waiting(Stop())
    assert made.zones_asked == 1
    clock.move(12 * 3600 + 1)
    source.waiting(Stop())
    assert made.zones_asked == 2
    source.close()


def test_after_a_401_the_zone_is_asked_again_and_a_moved_tenant_is_followed(small: SandboxBench) -> None:
    assert len(small.source.search(SearchCriteria(), Stop(), unheard).documents) == 12
    small.sandbox.act("autotask", "move", {})
    again = small.source.search(SearchCriteria(), Stop(), unheard)
    assert len(again.documents) == 12


def test_the_zones_address_is_used_unchanged(tiny: MakeTiny) -> None:
    made = tiny(lambda path, body, heard: page())
    source, _ = made.source()
    assert made.server is not None
    made.zone_url = f"{made.server.url}/OtherCase/atservicesREST"
    source.waiting(Stop())
    assert any(one.target.startswith("/OtherCase/atservicesREST/V1.0/") for one in made.server.requests)
    source.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/ATServicesRest/",
        "https://autotask.net.evil.example/",
        "https://evilautotask.net/",
        "http://webservices5.autotask.net/",
        "https://user@webservices5.autotask.net/",
        "https://webservices5.autotask.net\\@evil.example/",
    ],
)
def test_credentials_never_go_to_a_foreign_host(tiny: MakeTiny, url: str) -> None:
    made = tiny(lambda path, body, heard: page())
    made.zone_url = url
    source, _ = made.source()
    problem = problem_of(source)
    assert isinstance(problem, RemoteProblem)
    assert problem.code == "foreign_host"
    assert made.server is not None
    assert all("secret" not in one.headers for one in made.server.requests)
    source.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://webservices14.autotask.net/ATServicesRest/",
        "https://webservices1.prde.autotask.net/x",
        "https://localhost:1/y/",
    ],
)
def test_the_vendors_hosts_and_the_configured_one_are_taken(url: str) -> None:
    assert judged_url(url, "https://localhost:1/z/") == url.rstrip("/") + "/"


@pytest.mark.parametrize(
    "answer", [said([]), said({"url": 5}), said({}), reply(b"<html></html>", kind="text/html", date=NOON)]
)
def test_an_odd_zone_answer_is_said(tiny: MakeTiny, answer: bytes) -> None:
    made = tiny(lambda path, body, heard: page())
    made.zone_answer = answer
    source, _ = made.source()
    assert problem_of(source).code in {"bad_shape", "html"}
    source.close()


def refusals() -> list[Callable[..., bytes]]:
    def answer(data: bytes) -> Callable[..., bytes]:
        return lambda path, body, heard: data

    return [
        answer(said({}, 401)),
        answer(refused(f"IntegrationCode {CANARY[:0]}is invalid.")),
        answer(refused("unknown words")),
        answer(reply(b"<html>", 503, kind="text/html", date=NOON)),
        answer(b""),
        answer(said({"items": 5, "pageDetails": {}})),
    ]


@pytest.mark.parametrize("number", range(6))
def test_the_secret_is_in_no_log_and_no_exception(
    tiny: MakeTiny, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    caplog.set_level(logging.DEBUG)
    source, _ = tiny(refusals()[number]).source(secret=CANARY)
    problem = problem_of(source)
    texts: list[Any] = ["".join(traceback.format_exception(problem)), problem.details, problem.advice, problem.sentence]
    texts += [record.getMessage() for record in caplog.records] + [repr(vars(source))]
    assert not any(CANARY in str(text) for text in texts)
    source.close()


def test_the_keyring_is_asked_once_for_a_whole_search(small: SandboxBench) -> None:
    source, _ = make_source(small.settings, small.secrets)
    small.secrets.reads = 0
    source.search(SearchCriteria(), Stop(), unheard)
    assert small.secrets.reads == 2
    source.close()
