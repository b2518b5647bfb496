"""The invoice's PDF, in every shape it has been met in, under a name that is safe to keep (apis/autotask.md 8 'Paper versions')."""

from __future__ import annotations

import base64
import binascii
import unicodedata
from collections.abc import Mapping

from app.connectors.autotask.constants import VENDOR
from app.connectors.autotask.session import AutotaskSession
from app.connectors.http.replies import problem_for
from app.domain.errors import RemoteProblem
from app.domain.run import Stop

_KEPT = frozenset(" -_.()#+")
_LONGEST_NAME = 100


def read_paper(session: AutotaskSession, invoice: int, stop: Stop) -> tuple[str, bytes]:
    """File name and bytes. Raises `RemoteProblem` (code 'no_paper') when there is none or it is not a PDF, and as the reads do."""
    try:
        value = session.read("GET", f"Invoices/{invoice}/InvoicePDF", stop).value
    except RemoteProblem as problem:
        if problem.code not in {"not_found", "query_refused"}:
            raise
        raise _none(problem.details) from None
    if not isinstance(value, Mapping):
        raise problem_for("bad_shape", VENDOR, "the paper is no object")
    item = value.get("item") if "item" in value else value
    if not isinstance(item, Mapping):
        raise _none("the item is empty")
    data = bytes_of(item.get("data"))
    if not data.startswith(b"%PDF-"):
        raise _none("the file is not a PDF")
    name = item.get("fileName")
    return clean_name(name if isinstance(name, str) else "", f"Invoice {invoice}"), data


def _none(details: str) -> RemoteProblem:
    return RemoteProblem(
        "Autotask has no PDF of this invoice.",
        advice="Open the invoice in Autotask. It can be sent without its PDF.",
        details=details,
        code="no_paper",
    )


def bytes_of(data: object) -> bytes:
    """The file's bytes from base64 text or an array of numbers; b'' for anything else."""
    if isinstance(data, str):
        try:
            return base64.b64decode("".join(data.split()), validate=True)
        except (binascii.Error, ValueError):
            return b""
    if isinstance(data, list) and all(type(one) is int and -128 <= one <= 255 for one in data):
        return bytes(one % 256 for one in data)
    return b""


def clean_name(name: str, fallback: str) -> str:
    """A plain file name ending in '.pdf': no folders, no control or direction marks, no leading dots, not too long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(one if one.isalnum() or one in _KEPT else "-" for one in last if one.isprintable())
    stem = kept[:-4] if kept.lower().endswith(".pdf") else kept
    return f"{stem.strip(' .-')[:_LONGEST_NAME] or fallback}.pdf"
