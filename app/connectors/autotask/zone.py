"""Which zone a tenant lives in: asked once, kept for half a day, its address used unchanged but judged (apis/autotask.md 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.connectors.autotask.constants import VENDOR, VERSION, ZONE_HOSTS
from app.connectors.autotask.refusals import access_problem, code_of, handed_back, problem_of, with_renegotiation_hint
from app.connectors.http.addresses import origin_of
from app.connectors.http.client import HttpClient
from app.connectors.http.replies import problem_for
from app.connectors.http.wire import Request
from app.domain.errors import ExpectedProblem, RemoteProblem
from app.domain.run import Stop

HTTPS = 443


@dataclass(frozen=True, slots=True)
class Zone:
    """A tenant's address. `url` is the API root and ends with '/', `web_url` the browser's, `database` the number of the tenant."""

    name: str
    url: str
    web_url: str
    database: str


def judged_url(url: str, base: str) -> str:
    """The zone's address if credentials may go there: https, below autotask.net on port 443, or at the configured base's own origin.

    Raises `RemoteProblem` (code 'foreign_host') otherwise.
    """
    found = origin_of(url)
    if found != origin_of(base) and not (found.host.endswith(ZONE_HOSTS) and found.port == HTTPS):
        raise problem_for("foreign_host", VENDOR, f"the zone led to {found.host}, port {found.port}")
    return url if url.endswith("/") else url + "/"


def _judged_web(url: str, base: str) -> str:
    try:
        return judged_url(url, base)
    except ExpectedProblem:
        return ""


def ask_zone(client: HttpClient, base: str, user: str, connection_id: str, stop: Stop) -> Zone:
    """Ask for the zone of an API user; no credentials are sent.

    Raises `AccessProblem` (code 'unknown_user') and `RemoteProblem`; an answer without a usable address is 'bad_shape'.
    """
    request = Request("GET", f"{base}{VERSION}zoneInformation", query=(("user", user),))
    try:
        answer = client.read(request, stop, handed_back)
    except RemoteProblem as problem:
        raise with_renegotiation_hint(problem) from None
    code = code_of(answer)
    if code in {"unknown_user", "wrong_secret"}:
        raise access_problem("unknown_user", connection_id)
    if code:
        raise problem_of(code, answer, connection_id, None)
    value = answer.value
    if not isinstance(value, Mapping) or not isinstance(value.get("url"), str):
        raise problem_for("bad_shape", VENDOR, "the zone has no address")
    web = value.get("webUrl")
    database = value.get("ci")
    return Zone(
        name=str(value.get("zoneName") or urlsplit(value["url"]).hostname),
        url=judged_url(value["url"], base),
        web_url=_judged_web(web, base) if isinstance(web, str) else "",
        database="" if database is None else str(database),
    )
