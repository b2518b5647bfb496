"""How Rotessa says yes and no (apis/rotessa.md 9), and how its JSON is read and written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from app.sandbox.wire import Reply

JSON_HEADERS: Final = {"Content-Type": "application/json; charset=utf-8"}
Problem = tuple[str, str]
"""(error_code, error_message)."""


class Refusal(Exception):  # noqa: N818 - an answer of the simulated server, not a failure of ours
    """A request that is turned down: status and the entries of its `errors` list."""

    def __init__(self, status: int, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(message for _, message in problems))
        self.status = status
        self.problems = list(problems)

    def reply(self) -> Reply:
        """`{"errors": [{"error_code": ..., "error_message": ...}, ...]}`."""
        rows = [{"error_code": code, "error_message": message} for code, message in self.problems]
        headers = JSON_HEADERS | ({"WWW-Authenticate": 'Token realm="Application"'} if self.status == 401 else {})
        return Reply(self.status, _encode({"errors": rows}), headers)


def answer(value: object, status: int = 200, effect: str = "") -> Reply:
    """A JSON answer. Amounts have to be text already."""
    return Reply(status, _encode(value), JSON_HEADERS, effect)


def not_found(what: str, key: object) -> Refusal:
    """404 in the words a client's recorded mock shows."""
    return Refusal(404, [("not_found_error", f"No {what} was found with id {key}")])


def refuse_unless_empty(problems: Sequence[Problem]) -> None:
    """422 with every problem at once; nothing when there is none."""
    if problems:
        raise Refusal(422, problems)


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object a request carries, amounts exact; an empty body is an empty object. 400 when it is anything else."""
    if not body.strip():
        return {}
    try:
        value = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as trouble:
        raise Refusal(400, [("bad_request", "The request body is not valid JSON")]) from trouble
    if not isinstance(value, dict):
        raise Refusal(400, [("bad_request", "The request body must be a JSON object")])
    return value


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
