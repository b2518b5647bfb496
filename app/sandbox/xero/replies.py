"""The bodies Xero answers with: envelope, refusals, limits (apis/xero.md 4.1, 4.6, 3.2).

Without `Accept: application/json` Xero answers in XML, and so does the simulator. The number and wording of body-parse
refusals, the shape of an idempotency mismatch and the bodies of 429 are not published; those here are the simulator's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

from app.sandbox.wire import Reply
from app.sandbox.xero.values import Fragment, Record, json_text

JSON = {"Content-Type": "application/json; charset=utf-8"}
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer before it is written: a collection, its elements (records or fragments), paging if any."""

    collection: str
    elements: Sequence[Any]
    pagination: Record | None = None
    effect: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def envelope(answer: Answer, provider: str, now: datetime, as_json: bool) -> Reply:
    """The success envelope around a collection; Id is also the correlation id."""
    identity = str(uuid4())
    body: Record = {"Id": identity, "Status": "OK", "ProviderName": provider, "DateTimeUTC": now}
    if answer.pagination is not None:
        body["pagination"] = answer.pagination
    body[answer.collection] = list(answer.elements)
    headers = {"Xero-Correlation-Id": identity}
    if as_json:
        return Reply(200, json_text(body).encode(), {**JSON, **headers}, answer.effect)
    text = f"<Response>{_xml_items(body)}</Response>"
    return Reply(200, text.encode(), {"Content-Type": "text/xml; charset=utf-8", **headers}, answer.effect)


def _xml_items(record: Mapping[str, Any]) -> str:
    return "".join(_xml(name, value) for name, value in record.items() if value is not None)


def _xml(name: str, value: Any) -> str:
    if isinstance(value, Fragment):
        value = json.loads(value)
    if isinstance(value, list):
        single = name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")
        return f"<{name}>{''.join(_xml(single, item) for item in value)}</{name}>"
    if isinstance(value, dict):
        return f"<{name}>{_xml_items(value)}</{name}>"
    if isinstance(value, datetime):
        value = value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{escape(text)}</{name}>"


def problem(status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> Reply:
    """The problem shape of 401 and 403."""
    body: Record = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid4()),
        "Extensions": {},
    }
    return Reply(status, json.dumps(body).encode(), {**JSON, **(headers or {})})


def token_expired(at: datetime) -> Reply:
    """401 for an access token that is past its 30 minutes."""
    return problem(401, "Unauthorized", f"TokenExpired: token expired at {at:%m/%d/%Y %H:%M:%S}")


def unknown_token() -> Reply:
    """401 for a bearer that was never issued, or was revoked."""
    return problem(401, "Unauthorized", "AuthenticationUnsuccessful")


def missing_scope() -> Reply:
    """401 for a token without the scope of the resource."""
    header = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
    return problem(401, "Unauthorized", "AuthorizationUnsuccessful", header)


def not_connected() -> Reply:
    """403 for a tenant the token has no connection to."""
    return problem(403, "Forbidden", "AuthenticationUnsuccessful")


def limited(which: str, retry_after: int | None, headers: Mapping[str, str]) -> Reply:
    """429; `which` is minute, day, concurrent or appminute. Concurrent breaches carry no Retry-After."""
    more = {"X-Rate-Limit-Problem": which, **({} if retry_after is None else {"Retry-After": str(retry_after)})}
    return Reply(429, b"", {**PLAIN, **headers, **more})


def exception(number: int, kind: str, message: str, status: int = 400) -> Reply:
    """The ErrorNumber shape."""
    body = json_text({"ErrorNumber": number, "Type": kind, "Message": message})
    return Reply(status, body.encode(), JSON)


def validation(elements: Sequence[Any], effect: str = "") -> Reply:
    """400 ValidationException with the elements that failed."""
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": list(elements),
    }
    return Reply(400, json_text(body).encode(), JSON, effect)


def failed_element(echo: Record, errors: Sequence[str], flag: str) -> Record:
    """One failed element: what was read of it, and why it was not saved. `flag` is HasErrors or HasValidationErrors."""
    messages = [{"Message": message} for message in errors]
    return {**echo, flag: True, "StatusAttributeString": "ERROR", "ValidationErrors": messages}


def unreadable(message: str) -> Reply:
    """400 for a body that cannot be parsed."""
    return exception(14, "PostDataInvalidException", f"The body of the request cannot be read: {message}")


def query_error(message: str) -> Reply:
    """400 for a where or order that cannot be parsed."""
    return exception(16, "QueryParseException", message)


def not_implemented() -> Reply:
    """501 for a method the resource does not have."""
    return exception(20, "ApiMethodNotImplementedException", "The Api Method called is not implemented", 501)


def not_found() -> Reply:
    """404 in plain text."""
    return Reply(404, b"The resource you're looking for cannot be found", PLAIN)
