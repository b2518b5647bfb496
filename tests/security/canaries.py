"""Where a secret may turn up, and in which forms it is looked for."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

CHUNK = 8
_EMPTY = re.compile(rb"\0{16,}")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def forms(secret: str) -> dict[str, bytes]:
    """A secret as it is and in every form it could be written in; by the form's name."""
    raw = secret.encode()
    made = {
        "plain": raw,
        "url-encoded": quote(secret, safe="").encode(),
        "form-encoded": quote_plus(secret).encode(),
        "JSON": json.dumps(secret)[1:-1].encode(),
        "repr": repr(secret)[1:-1].encode(),
        "hexadecimal": raw.hex().encode(),
        "UTF-16": secret.encode("utf-16-le"),
    }
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + raw).rstrip(b"=")
        core = whole[(0, 2, 3)[before] : len(whole) - 1]
        made[f"base64 at {before}"] = core
        made[f"base64 for addresses at {before}"] = core.translate(bytes.maketrans(b"+/", b"-_"))
    return made


def pieces(secret: str) -> set[bytes]:
    """Every piece of eight characters, forwards and reversed; digits alone are left out, as every PDF counts its bytes in them."""
    backwards = secret[::-1]
    made = (text[i : i + CHUNK] for text in (secret, backwards) for i in range(len(text) - CHUNK + 1))
    return {piece.encode() for piece in made if not piece.isdecimal()}


def found_in(data: bytes, secrets: dict[str, str]) -> list[str]:
    """Which secrets turn up in some bytes, by name and form."""
    found = []
    data = _EMPTY.sub(b"\0\0", data)  # no secret holds zeros, and a reserved file holds nothing else
    for name, secret in secrets.items():
        found += [f"{name} {form}" for form, sought in forms(secret).items() if sought in data]
        if any(piece in data for piece in pieces(secret)):
            found.append(f"{name} in pieces")
    return found


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file with its bytes and, in a PDF, the bytes of its unpacked streams."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            yield str(path.relative_to(folder)), data + b"".join(_streams(data))


def _streams(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"%PDF"):
        for match in _STREAM.finditer(data):
            try:
                yield zlib.decompress(match.group(1))
            except zlib.error:
                continue
