"""The log file: time, level, part and message, nothing else; secrets blackened, rotated, for this person's eyes only."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from app.bootstrap.redactor import Redactor

MOST_BYTES = 2_000_000
KEPT = 5
QUIET = ("requests_oauthlib", "oauthlib", "urllib3", "http.client", "requests", "keyring", "peewee")
"""Libraries that write tokens, addresses or bodies below WARNING."""

_HARMLESS = {character: repr(chr(character))[1:-1] for character in (*range(9), *range(11, 32), 127, 0x2028, 0x2029)}


class PlainFormatter(logging.Formatter):
    """One record as text: an allow-list of fields, control characters escaped, secrets blackened, no local values."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The line, with a traceback's frames below it where there is one."""
        return self._redactor.redact(super().format(record)).translate(_HARMLESS)


class PrivateFileHandler(RotatingFileHandler):
    """A rotating file that is readable by its owner alone from its first byte on."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def start_logging(folder: Path, redactor: Redactor, also: TextIO | None = None) -> logging.Handler:
    """Write the program's log into this folder from now on; `also` gets warnings. Returns the handler, for `stop_logging`."""
    handler = PrivateFileHandler(
        folder / "ledgerferry.log", maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(PlainFormatter(redactor))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in QUIET:
        library = logging.getLogger(name)
        library.setLevel(max(library.level, logging.WARNING))  # one that a connector holds quieter still stays so
    if also is not None:
        loud = logging.StreamHandler(also)
        loud.setLevel(logging.ERROR)
        loud.setFormatter(PlainFormatter(redactor))
        root.addHandler(loud)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """End it and close the file."""
    logging.getLogger().removeHandler(handler)
    handler.close()
