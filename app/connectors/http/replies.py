"""What replies and failures are called, and what a bookkeeper is told of them: one table, as data.

Statuses and exceptions lead to a code; a code leads to a sentence, advice and a button. A connector adds rows of its own
and changes none of this code.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import requests
import urllib3.exceptions as transport

from app.domain.errors import AccessProblem, ExpectedProblem, LimitReached, RemoteProblem
from app.domain.plan import Mend


class Family(StrEnum):
    """Which kind of problem a code becomes when it is raised."""

    REMOTE = "remote"
    ACCESS = "access"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Row:
    """One code. `again` says whether a read may be tried again. '{vendor}' is replaced by the remote system's name."""

    sentence: str
    advice: str = ""
    mend: Mend = Mend.RETRY
    family: Family = Family.REMOTE
    again: bool = False


_ONLINE = "Check the internet connection of this computer, then try again."
_LATER = "Nothing is lost. Try again in a few minutes."
_ODD = "Something between this computer and {vendor} may have changed the answer. Try again, or ask whoever looks after the network."

ROWS: Mapping[str, Row] = {
    "no_name": Row("{vendor} could not be found on the internet.", _ONLINE, again=True),
    "refused_connection": Row("{vendor} takes no connection at present.", _LATER, again=True),
    "no_connection": Row("{vendor} could not be reached.", _ONLINE, again=True),
    "connect_timeout": Row("{vendor} could not be reached in time.", _ONLINE, again=True),
    "certificate": Row(
        "The connection to {vendor} could not be proven to be genuine, so nothing was sent.",
        "A proxy or virus scanner on this network may be in between. Ask whoever looks after the network.",
    ),
    "tls": Row("A safe connection to {vendor} could not be made.", _ONLINE, again=True),
    "read_timeout": Row("{vendor} did not answer in time.", _LATER, again=True),
    "deadline": Row("{vendor} took longer than a minute and a half to answer.", _LATER, again=True),
    "reset": Row("The connection to {vendor} broke off.", _LATER, again=True),
    "truncated": Row("The answer from {vendor} arrived incomplete.", _LATER, again=True),
    "too_large": Row(
        "The answer from {vendor} is larger than Ledgerferry takes.", "Ask for less at once, such as fewer days."
    ),
    "encoding": Row("The answer from {vendor} could not be unpacked.", _ODD, again=True),
    "html": Row("{vendor} answered with a web page instead of data.", _ODD, again=True),
    "not_json": Row("The answer from {vendor} could not be read.", _ODD, again=True),
    "bad_shape": Row("The answer from {vendor} has an unexpected form.", _ODD),
    "redirect": Row("{vendor} pointed to another address, which Ledgerferry does not follow.", _ODD),
    "foreign_host": Row(
        "An address does not belong to this connection, so nothing was sent there.",
        "Check the addresses in the connection's settings.",
        Mend.NONE,
    ),
    "clock": Row(
        "The clock of this computer and the clock of {vendor} differ by more than 15 minutes, so nothing was sent.",
        "Set the date and time of this computer, then try again.",
    ),
    "paused": Row("{vendor} has not answered several times. Ledgerferry waits a while before it asks again.", _LATER),
    "pace": Row("The next call waits its turn: {vendor} limits the number of calls.", "", Mend.NONE, again=True),
    "cancelled": Row("Stopped before anything was sent.", "", Mend.NONE),
    "internal": Row("The request could not be carried out to its end.", _LATER),
    "bad_request": Row("{vendor} did not understand the request.", "The details name the reason.", Mend.NONE),
    "access_refused": Row("{vendor} refused the access.", "Sign in again.", Mend.RECONNECT, Family.ACCESS),
    "no_right": Row(
        "This access does not allow that in {vendor}.",
        "Sign in again with a user who has the right.",
        Mend.RECONNECT,
        Family.ACCESS,
    ),
    "not_found": Row("{vendor} does not know the address or the record.", "", Mend.NONE),
    "conflict": Row("{vendor} was changed by somebody else at the same moment.", "Look at the record, then try again."),
    "limit": Row("{vendor} takes no more calls for the moment.", "", Mend.RETRY, Family.LIMIT, again=True),
    "budget": Row("{vendor} takes no more calls today.", "", Mend.RETRY, Family.LIMIT),
    "refused_status": Row("{vendor} refused the request.", "The details name the reason.", Mend.NONE),
    "remote_fault": Row("{vendor} has a fault of its own at present.", _LATER, again=True),
    "unavailable": Row("{vendor} is out of service at present.", _LATER, again=True),
    "odd_status": Row("{vendor} gave an answer that has no meaning here.", _ODD),
}

_STATUS_ROWS: Mapping[int, str] = {
    400: "bad_request",
    401: "access_refused",
    403: "no_right",
    404: "not_found",
    408: "read_timeout",
    409: "conflict",
    412: "conflict",
    413: "refused_status",
    425: "conflict",
    429: "limit",
    500: "remote_fault",
    502: "unavailable",
    503: "unavailable",
    504: "unavailable",
}
_STATUS_CLASSES: Mapping[int, str] = {1: "odd_status", 3: "redirect", 4: "refused_status", 5: "remote_fault"}

EXCEPTIONS: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLCertVerificationError, "certificate"),
    (transport.NameResolutionError, "no_name"),
    (socket.gaierror, "no_name"),
    (ConnectionRefusedError, "refused_connection"),
    (transport.NewConnectionError, "no_connection"),
    (transport.ConnectTimeoutError, "connect_timeout"),
    (transport.ReadTimeoutError, "read_timeout"),
    (http.client.IncompleteRead, "truncated"),
    (transport.IncompleteRead, "truncated"),
    (ConnectionError, "reset"),
    (ssl.SSLError, "tls"),
    (TimeoutError, "read_timeout"),
    (transport.SSLError, "tls"),
    (http.client.HTTPException, "reset"),
    (transport.HTTPError, "reset"),
    (OSError, "reset"),
    (requests.RequestException, "reset"),
)
"""From the most telling to the widest; the first one found anywhere in the chain of causes counts."""


def code_for_status(status: int) -> str:
    """The code of an HTTP status; '' for 2xx."""
    if 200 <= status < 300:
        return ""
    return _STATUS_ROWS.get(status) or _STATUS_CLASSES.get(status // 100, "odd_status")


def code_for_exception(raised: BaseException) -> str:
    """The code of an exception of the transport, by the most telling cause in its chain."""
    chain = list(_causes(raised))
    return next((code for kind, code in EXCEPTIONS if any(isinstance(e, kind) for e in chain)), "internal")


def _causes(raised: BaseException) -> Iterator[BaseException]:
    waiting: list[object] = [raised]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [getattr(current, "reason", None), *current.args, current.__cause__, current.__context__]


def row_for(code: str) -> Row:
    """The row of a code; a code of a connector's own that has none reads as a refusal."""
    return ROWS.get(code, ROWS["refused_status"])


def sentence_for(code: str, vendor: str) -> str:
    """What a bookkeeper is told; '' for the code ''."""
    return row_for(code).sentence.format(vendor=vendor) if code else ""


def problem_for(code: str, vendor: str = "the remote system", details: str = "") -> ExpectedProblem:
    """The problem to raise for a code."""
    row = row_for(code)
    sentence, advice = (text.format(vendor=vendor) for text in (row.sentence, row.advice))
    sentence = sentence[:1].upper() + sentence[1:]
    if row.family is Family.ACCESS:
        return AccessProblem(sentence, advice=advice, details=details, code=code, mend=row.mend)
    if row.family is Family.LIMIT:
        return LimitReached(sentence, until=None, advice=advice, details=details, code=code)
    return RemoteProblem(sentence, advice=advice, details=details, code=code, mend=row.mend)
