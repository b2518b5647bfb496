"""The store behind Idempotency-Key (apis/xero.md 4.4).

An answer, errors too, is replayed for 6 minutes from the key's first use. Keys are bound to the access token, the harsher of
the two readings (a replay after a refresh has been seen to book again); `by_token` off binds them to the app.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.sandbox.wire import Reply, Request
from app.sandbox.xero.outcome import RefusedError
from app.sandbox.xero.replies import problem

LIFE = timedelta(minutes=6)
LONGEST_KEY = 128


@dataclass(frozen=True, slots=True)
class Remembered:
    """The answer to a key's first use."""

    fingerprint: bytes
    reply: Reply
    until: datetime


@dataclass(slots=True)
class IdempotencyStore:
    """Answers by key."""

    by_token: bool = True
    _answers: dict[tuple[str, str], Remembered] = field(default_factory=dict)

    def recall(self, token: str, request: Request, now: datetime) -> Reply | None:
        """The stored answer for a repeated request, if any. Raises `RefusedError` for a key that does not fit."""
        key = key_of(request)
        if not key:
            return None
        if len(key) > LONGEST_KEY:
            raise RefusedError(problem(400, "Bad Request", "Idempotency Key: must not be longer than 128 characters."))
        self._forget(now)
        held = self._answers.get((token if self.by_token else "", key))
        if held is None:
            return None
        if held.fingerprint != _fingerprint(request):
            raise RefusedError(problem(400, "Bad Request", f"Idempotency Key: {key} is used with a different request."))
        return Reply(held.reply.status, held.reply.body, held.reply.headers)

    def remember(self, token: str, request: Request, reply: Reply, now: datetime) -> None:
        """Keep the answer to a key's first use."""
        if key := key_of(request):
            owner = token if self.by_token else ""
            self._answers[owner, key] = Remembered(_fingerprint(request), reply, now + LIFE)

    def clear(self) -> None:
        """Forget everything."""
        self._answers.clear()

    def _forget(self, now: datetime) -> None:
        for known in [known for known, held in self._answers.items() if held.until <= now]:
            del self._answers[known]


def key_of(request: Request) -> str:
    """The key of a request that may carry one; empty for reads and deletions."""
    return request.headers.get("idempotency-key", "") if request.method in {"PUT", "POST", "PATCH"} else ""


def _fingerprint(request: Request) -> bytes:
    head = f"{request.method} {request.path}?{request.query}\n".encode()
    return hashlib.sha256(head + request.body).digest()
