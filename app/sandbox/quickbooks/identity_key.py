"""The key pair that signs id tokens; clients check them against the published half (apis/quickbooks.md 16)."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

KEY_ID: Final = "practice"


class IdentityKey:
    """An RSA key made at its first use: most runs of the practice books never need it."""

    def __init__(self) -> None:
        self._key: RSAPrivateKey | None = None

    def _private(self) -> RSAPrivateKey:
        if self._key is None:
            self._key = generate_private_key(public_exponent=65537, key_size=2048)
        return self._key

    def signed(self, claims: dict[str, Any]) -> str:
        """The claims as a JSON web token (RS256)."""
        header = {"alg": "RS256", "typ": "JWT", "kid": KEY_ID}
        text = ".".join(_url_text(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
        return f"{text}.{_url_text(self._private().sign(text.encode(), PKCS1v15(), SHA256()))}"

    def published(self) -> dict[str, Any]:
        """The public half as a JSON web key set."""
        numbers = self._private().public_key().public_numbers()
        row = {
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "kid": KEY_ID,
            "e": _number(numbers.e),
            "n": _number(numbers.n),
        }
        return {"keys": [row]}


def _number(value: int) -> str:
    return _url_text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _url_text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
