"""Makes a report of an unforeseen exception: where it happened, never with what."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from app.worker.tasks import CrashReport

Redact = Callable[[str], str]
"""Blackens live secrets in a text."""

_MESSAGE_MOST = 500


def crash_report(task: str, raised: BaseException, redact: Redact) -> CrashReport:
    """The report of one exception and its causes; no local values are read, secrets are blackened."""
    parts: list[str] = []
    cause = raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__)
    if cause is not None:
        parts.append(f"{''.join(traceback.format_tb(cause.__traceback__))}{type(cause).__name__}: {cause}\n\n")
    parts.extend(traceback.format_tb(raised.__traceback__))
    message = redact(str(raised))[:_MESSAGE_MOST]
    return CrashReport(task, type(raised).__name__, message, redact("".join(parts)))
