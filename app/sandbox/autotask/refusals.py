"""How the vendor's server says no (apis/autotask.md 4)."""

from __future__ import annotations

from app.sandbox.autotask.encode import encode_value
from app.sandbox.wire import Reply

JSON_HEADERS = {"Content-Type": "application/json; charset=utf-8"}


class Refusal(Exception):  # noqa: N818 - an answer of the simulated server, not a failure of ours
    """A request the server turns down: status and the texts of its `errors` list."""

    def __init__(self, text: str, status: int = 500) -> None:
        super().__init__(text)
        self.status = status

    def reply(self) -> Reply:
        """The answer: `{"errors": [...]}`, the body empty when there is no text."""
        text = str(self)
        return answer({"errors": [text]}, self.status) if text else Reply(self.status)


def answer(value: object, status: int = 200, effect: str = "") -> Reply:
    """A JSON answer."""
    return Reply(status, encode_value(value).encode(), JSON_HEADERS, effect)


def wrong_verb(method: str) -> Reply:
    """405 in the words of the vendor's framework."""
    text = f"The requested resource does not support http method '{method}'."
    return Reply(405, encode_value({"Message": text}).encode(), JSON_HEADERS)


def no_resource() -> Reply:
    """404 in the words of the vendor's framework."""
    text = "No HTTP resource was found that matches the request URI."
    return Reply(404, encode_value({"Message": text}).encode(), JSON_HEADERS)
