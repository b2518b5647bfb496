"""Blackens secrets in whatever is about to be written or shown, by knowing the live ones and the look of tokens."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from threading import Lock
from urllib.parse import quote, quote_plus

from app.ports.secrets import SecretStore

BLACK = "[secret]"
_SHORTEST = 6  # shorter ones would blacken ordinary words
_LOOKS = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # a JSON web token
    r"|(?i:(?<=bearer )|(?<=basic ))[\w.~+/=-]{8,}"
    r"|(?i:(?<=refresh_token=)|(?<=code_verifier=)|(?<=access_token=)|(?<=code=))[^&\s\"']{6,}"
)


def forms_of(value: str) -> set[str]:
    """A secret as it is, in an address, in JSON, as Python would show it, and in Base64 wherever it begins there."""
    forms = {value, quote(value, safe=""), quote_plus(value), repr(value)[1:-1]}
    forms |= {json.dumps(value, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    raw = value.encode("utf-8", "surrogatepass")
    for before in range(3):  # the first and the last sign also hold bits of the neighbours
        core = b64encode(b"\0" * before + raw).rstrip(b"=").decode("ascii")[(0, 2, 3)[before] : -1]
        forms |= {core, core.replace("+", "-").replace("/", "_")}
    return {form for form in forms if len(form) >= _SHORTEST}


class Redactor:
    """Safe to use from several threads; secrets are learnt and never forgotten, since an old one may still be in a text."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._lock = Lock()
        self._known: tuple[str, ...] = ()
        for value in known:
            self.learn(value)

    def learn(self, value: str | None) -> None:
        """This is a secret from now on, also in the forms in which addresses, headers, JSON and messages carry it."""
        if not value or len(value) < _SHORTEST:
            return
        forms = forms_of(value)
        with self._lock:
            self._known = tuple(sorted({*self._known, *forms}, key=len, reverse=True))

    def redact(self, text: str) -> str:
        """The text without secrets."""
        for value in self._known:
            if value in text:
                text = text.replace(value, BLACK)
        return _LOOKS.sub(BLACK, text)


class WatchedSecrets:
    """A secret store whose values the redactor learns as they pass."""

    def __init__(self, inner: SecretStore, redactor: Redactor) -> None:
        self._inner = inner
        self._redactor = redactor

    def get(self, connection_id: str, name: str) -> str | None:
        """The secret, or None."""
        value = self._inner.get(connection_id, name)
        self._redactor.learn(value)
        return value

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Keep it; known to the redactor before anything can go wrong."""
        self._redactor.learn(value)
        self._inner.put(connection_id, name, value)

    def remove(self, connection_id: str, name: str) -> None:
        """Forget it."""
        self._inner.remove(connection_id, name)

    def describe(self) -> str:
        """Where secrets are kept."""
        return self._inner.describe()
