"""What Autotask's refusals mean: it answers business errors and even wrong credentials with 500 and a list of sentences.

The table is apis/autotask.md 4. The texts decide, because one cause comes under several statuses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.connectors.autotask.constants import VENDOR
from app.connectors.http.replies import problem_for
from app.connectors.http.wire import Answer
from app.domain.errors import AccessProblem, ExpectedProblem, LimitReached, RemoteProblem
from app.domain.plan import Mend

_TEXTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"thread threshold|Itgenatr005", "thread_limit"),
        (r"threshold.{0,60}exceeded|exceeded.{0,60}threshold", "hour_limit"),
        (r"\b(user|login|credentials|resource)\b.{0,60}\block(ed|out)\b", "locked_user"),
        (r"integration ?code|tracking identifier", "bad_integration_code"),
        (r"zone information could not|could not be authenticated|unable to authenticate|invalid user", "unknown_user"),
        (r"adequate permission|does not have.{0,40}permission|not authori[sz]ed", "no_right"),
        (r"unable to find \S+ in the", "unknown_field"),
        (
            r"does not reference an existing|does not exist or is invalid|conversion failed|unexpected character"
            r"|limited to 500|filter.{0,20}required|is required|read.?only|must be|is invalid|invalid query",
            "query_refused",
        ),
    )
)

_STATUSES: Mapping[str, int] = {
    "thread_limit": 429,
    "hour_limit": 429,
    "locked_user": 401,
    "bad_integration_code": 401,
    "unknown_user": 401,
    "wrong_secret": 401,
    "no_right": 403,
    "unknown_field": 422,
    "query_refused": 422,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Words for one code."""

    sentence: str
    advice: str


_ACCESS: Mapping[str, Refusal] = {
    "missing": Refusal(
        "This Autotask connection has no {subject} yet.",
        "Enter user name, secret and integration code of the API user.",
    ),
    "wrong_secret": Refusal(
        "Autotask does not accept the secret of this API user.",
        "Generate a new secret on the API user's page in Autotask and enter it here. Nothing is tried again until then, "
        "because repeated failures lock the user.",
    ),
    "unknown_user": Refusal(
        "Autotask knows no API user with this user name.",
        "Copy the user name (key) from the API user's page in Autotask; it looks like an e-mail address.",
    ),
    "bad_integration_code": Refusal(
        "Autotask does not accept the integration code.",
        "Copy the tracking identifier from the API user's page in Autotask.",
    ),
    "locked_user": Refusal(
        "The API user is locked in Autotask.", "Ask an Autotask administrator to unlock it, then test the connection."
    ),
    "no_right": Refusal(
        "The API user lacks a right for that in Autotask.",
        "Ask an Autotask administrator to give its security level the right to view and edit invoices.",
    ),
}

_RENEGOTIATION = "unsafe legacy renegotiation"


def errors_in(value: object) -> tuple[str, ...]:
    """The sentences of a failed call: `errors` as a list of text, or an ASP.NET `Message`; () when there are none."""
    if not isinstance(value, Mapping):
        return ()
    found = value.get("errors")
    if isinstance(found, list):
        return tuple(str(text) for text in found if text is not None and str(text).strip())
    message = value.get("Message") or value.get("message")
    return (message,) if isinstance(message, str) and message.strip() else ()


def is_own_word(answer: Answer) -> bool:
    """Whether an answer is Autotask's considered word, so that asking again would not change it."""
    return answer.intact and bool(errors_in(answer.value))


def handed_back(answer: Answer) -> bool:
    """Which answers the client hands back instead of judging them by status alone: an unrecognised 500 is tried again by the session."""
    return answer.status in {401, 403} or is_own_word(answer)


def code_of(answer: Answer) -> str:
    """What an answer means: '' for a good one, a code of this module, or the transport's code."""
    words = " ".join(errors_in(answer.value)) if answer.intact else ""
    if words:
        named = next((code for pattern, code in _TEXTS if pattern.search(words)), "")
        if named:
            return named
        if answer.good:
            return "query_refused"  # a filled list of errors in a 2xx
    if answer.status == 401:
        return "wrong_secret"
    return answer.code


def status_of(answer: Answer) -> int | None:
    """The status a write's answer would have if Autotask used statuses as HTTP means them; its own where nothing is recognised.

    Turned away before anything was looked at: 429, 401, 403. A considered refusal of this record: 422.
    """
    return _STATUSES.get(code_of(answer), answer.status)


def words_of(answer: Answer) -> str:
    """Autotask's own words, one line, for the technical details."""
    return " ".join(errors_in(answer.value))[:2000] if answer.intact else ""


def sentence_of(code: str, fallback: str) -> str:
    """Our sentence for a code of this module, else `fallback`."""
    if code == "hour_limit":
        return "Autotask takes no more calls this hour."
    if code == "thread_limit":
        return "Autotask takes no more calls at once for the moment."
    return _ACCESS[code].sentence if code in _ACCESS else fallback


def access_problem(code: str, connection_id: str, *, subject: str = "", details: str = "") -> AccessProblem:
    """The problem of a sign-in that was refused or is missing something (`subject` names what)."""
    row = _ACCESS[code]
    mend = Mend.NONE if code == "no_right" else Mend.RECONNECT
    sentence = row.sentence.format(subject=subject)
    return AccessProblem(
        sentence, connection_id=connection_id, advice=row.advice, details=details, code=code, mend=mend
    )


def problem_of(code: str, answer: Answer, connection_id: str, until: datetime | None) -> ExpectedProblem:
    """The problem to raise for an answer with this code."""
    details = words_of(answer)
    if code in _ACCESS:
        return access_problem(code, connection_id, details=details)
    if code in {"hour_limit", "thread_limit"}:
        return LimitReached(
            sentence_of(code, ""),
            until=until,
            advice="The limit is shared with every other program that uses this Autotask database. Try again later.",
            details=details,
            code=code,
        )
    if code in {"query_refused", "unknown_field"}:
        return RemoteProblem(
            "Autotask refused the request.", advice="The details name the reason.", details=details, code=code
        )
    return problem_for(code, VENDOR, details or answer.details)


def with_renegotiation_hint(problem: ExpectedProblem) -> ExpectedProblem:
    """A failed TLS handshake with its likely cause named: some zones ask for legacy renegotiation (apis/autotask.md 1)."""
    if problem.code != "tls":
        return problem
    return RemoteProblem(
        problem.sentence,
        advice="Some Autotask zones ask for an old form of TLS renegotiation that this computer's OpenSSL refuses, or a proxy is in "
        "between. Ask whoever looks after the network; verification is never switched off.",
        details=f"{problem.details} ({_RENEGOTIATION}?)".strip(),
        code="tls",
        mend=problem.mend,
    )
