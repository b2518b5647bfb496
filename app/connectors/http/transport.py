"""One request, tried once: what left, what came back, and what exactly went wrong.

No retries, no redirects, no cookies, nothing from the environment; verification cannot be switched off.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import requests

from app.connectors.http.addresses import HostList
from app.connectors.http.body import BodyProblemError, read_body
from app.connectors.http.constants import BODY_MAX, Timings
from app.connectors.http.replies import code_for_exception, code_for_status
from app.connectors.http.retry import retry_after
from app.connectors.http.socketwatch import RequestWatch, WatchedAdapter
from app.connectors.http.strict_json import BadJsonError, read_json
from app.connectors.http.wire import Answer, Expect, Request
from app.domain.answer import Stage
from app.domain.errors import ExpectedProblem

AGENT = "Ledgerferry/0.1"


class Exchanging(Protocol):
    """Whatever carries one request to where one credential may go, once, and tells what came back."""

    def exchange(self, request: Request, now: Callable[[], datetime]) -> Answer:
        """Send it once; never raises for what the network or the remote system does."""
        ...

    def close(self) -> None:
        """Close what is kept open."""
        ...


class MakeTransport(Protocol):
    """Makes the way to these hosts. The application always takes `Transport`; a simulation hands in one without a network."""

    def __call__(
        self, hosts: HostList, *, ca_file: str = "", concurrency: int = 5, timings: Timings | None = None
    ) -> Exchanging:
        """A way for one credential."""
        ...


class Transport:
    """The network as one credential may use it. Safe to use from several threads."""

    def __init__(
        self,
        hosts: HostList,
        *,
        ca_file: str = "",
        concurrency: int = 5,
        timings: Timings | None = None,
        body_max: int = BODY_MAX,
    ) -> None:
        self._hosts = hosts
        self._verify: str | bool = ca_file or True  # True: the public authorities that come with the program
        self._timings = timings or Timings()
        self._body_max = body_max
        self._adapter = WatchedAdapter(concurrency)

    def close(self) -> None:
        """Close the connections kept alive."""
        self._adapter.close()

    def exchange(self, request: Request, now: Callable[[], datetime]) -> Answer:
        """Send it once and read the reply. Never raises for what the network or the remote system does.

        `Stage.NOT_SENT` only when the first byte provably did not leave: the connection itself tells.
        """
        try:
            self._hosts.judge(request.address)
        except ExpectedProblem as reason:
            return Answer(Stage.NOT_SENT, code=reason.code, details=reason.details)
        with RequestWatch(self._timings.deadline) as watch:
            try:
                return self._once(request, watch, now)
            except Exception as raised:  # whatever it is: a byte may have left, and that must be reported
                code = "deadline" if watch.expired else code_for_exception(raised)
                stage = Stage.SENT if watch.first_byte else Stage.NOT_SENT
                return Answer(stage, code=code, details=type(raised).__name__)

    def _once(self, request: Request, watch: RequestWatch, now: Callable[[], datetime]) -> Answer:
        timings = self._timings
        # the adapter itself: a session would keep cookies, and reads the body of a redirect without any limit
        prepared = requests.Request(
            request.method,
            request.address,
            headers={"User-Agent": AGENT, **request.all_headers()},
            data=request.body,
        ).prepare()
        with self._adapter.send(
            prepared,
            stream=True,
            timeout=(timings.connect, timings.idle),
            verify=self._verify,
        ) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            wait = retry_after(headers.get("retry-after", ""), now())
            head = Answer(Stage.SENT, status=response.status_code, headers=headers, retry_after=wait)
            try:
                body = read_body(response.raw, self._body_max)
            except BodyProblemError as reason:
                return _with(head, code=reason.code)
            except Exception as raised:  # the head is known and worth keeping
                return _with(
                    head,
                    code="deadline" if watch.expired else code_for_exception(raised),
                    details=type(raised).__name__,
                )
            if watch.expired:
                return _with(head, code="deadline")
            return judged(head, body, request.expect)


def _with(head: Answer, *, code: str, details: str = "", body: bytes = b"") -> Answer:
    return Answer(
        head.stage,
        head.status,
        head.headers,
        body=body,
        code=code,
        details=details,
        retry_after=head.retry_after,
    )


def judged(head: Answer, body: bytes, expect: Expect) -> Answer:
    """The head with its body: parsed where it is JSON, and held against what was expected."""
    status = head.status or 0
    kind = head.header("content-type").partition(";")[0].strip().lower()
    value, trouble = _parsed(body, kind)
    code = code_for_status(status)
    if not code and expect is Expect.JSON:
        code = trouble
    if not code and expect is Expect.BYTES and kind in {"text/html", "application/xhtml+xml"}:
        code = "html"
    intact = not trouble if expect is Expect.JSON or code else not code
    return Answer(head.stage, status, head.headers, body, value, intact, code, "", head.retry_after)


def _parsed(body: bytes, kind: str) -> tuple[object, str]:
    """The JSON value of a body and '', or None and the code of why there is none."""
    if kind != "application/json" and not kind.endswith("+json"):
        return None, "html" if kind in {"text/html", "application/xhtml+xml"} else "not_json"
    try:
        return read_json(body), ""
    except BadJsonError:
        return None, "not_json"
