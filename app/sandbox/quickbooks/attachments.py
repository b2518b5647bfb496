"""Files: the multipart upload, the address a file is fetched from, and its record (apis/quickbooks.md 3, 16)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from email.message import Message
from typing import Final

from app.sandbox.quickbooks.change import Change
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.schema import ENTITIES
from app.sandbox.quickbooks.values import Record, UnreadableError, read_json
from app.sandbox.quickbooks.writes import save

LARGEST: Final = 100 * 1024 * 1024
_BREAK: Final = re.compile(rb"\r?\n")
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class BodyPart:
    """One part of a multipart body."""

    name: str
    file_name: str
    content_type: str
    content: bytes


def read_multipart(content_type: str, body: bytes) -> list[BodyPart]:
    """The parts of a multipart/form-data body; lines may end in LF alone. Raises `UnreadableError`."""
    head = Message()
    head["Content-Type"] = content_type
    boundary = head.get_param("boundary")
    if not isinstance(boundary, str) or not boundary:
        raise UnreadableError("The body has no boundary")
    pieces = body.split(b"--" + boundary.encode())
    if len(pieces) < 3:
        raise UnreadableError("The body has no parts")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> BodyPart:
    piece = _BREAK.sub(b"", piece, count=1) if _BREAK.match(piece) else piece
    found = _END_OF_HEAD.search(piece)
    if found is None:
        raise UnreadableError("A part has no end of its headers")
    head = Message()
    for line in _BREAK.split(piece[: found.start()]):
        name, _, value = line.decode("utf-8", "replace").partition(":")
        head[name.strip()] = value.strip()
    content = re.sub(rb"\r?\n$", b"", piece[found.end() :])
    if str(head.get("Content-Transfer-Encoding", "")).lower() == "base64":
        try:
            content = base64.b64decode(content)
        except binascii.Error as problem:
            raise UnreadableError(str(problem)) from problem
    name, file_name = (str(head.get_param(key, "", "content-disposition")) for key in ("name", "filename"))
    return BodyPart(name, file_name, head.get_content_type(), content)


def upload(change: Change, content_type: str, body: bytes, largest: int = LARGEST) -> list[Record]:
    """Store the files of an upload, with or without metadata; their rows. Raises 6030 and what the record itself is refused for."""
    parts = read_multipart(content_type, body)
    described: Mapping[str, Record] = {
        part.name.rpartition("_")[2]: read_json(part.content) for part in parts if part.name.startswith("file_metadata")
    }
    files = [part for part in parts if part.name.startswith("file_content")]
    if not files:
        raise UnreadableError("The body has no file_content part")
    if any(len(part.content) > largest for part in files):
        raise refuse(6030, f"A file may have at most {largest} bytes")
    made = []
    for part in files:
        sent = {"FileName": part.file_name, "ContentType": part.content_type} | described.get(
            part.name.rpartition("_")[2], {}
        )
        row = save(change, ENTITIES["Attachable"], sent)
        row["Size"] = Decimal(len(part.content))
        change.company.files[row["Id"]] = part.content
        made.append(row)
    return made
