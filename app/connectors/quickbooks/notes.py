"""Where the source's id is kept on a customer: as a line of its own in Notes, 'autotask:company:20417'.

QuickBooks Online has no field for a foreign id on a customer: AcctNum is refused, ResaleNum is the tax exemption number and 16
characters long, sales custom fields belong to the user and to documents (apis/quickbooks.md 6, 7.2, 7.5). Notes takes 2000
characters, is not printed, and what a person wrote there stays.
"""

from __future__ import annotations

import re

LONGEST = 2000
_LINE = re.compile(r"^(?P<system>[a-z][a-z0-9_]{1,30}):company:(?P<id>\S{1,50})$", re.MULTILINE)


def external_id(notes: str) -> str:
    """The source's id in a customer's notes; '' when there is none."""
    found = _LINE.search(notes.replace("\r\n", "\n"))
    return found["id"] if found else ""


def line_of(system: str, source_id: str) -> str:
    """The line that keeps the source's id."""
    return f"{system}:company:{source_id[:50]}"


def with_line(notes: str, line: str) -> str | None:
    """The notes with the line after what stands there; None when it does not fit any more."""
    kept = notes.rstrip()
    joined = f"{kept}\n{line}" if kept else line
    return joined if len(joined) <= LONGEST else None


def system_of(subject: str) -> str:
    """The source system a journal subject begins with."""
    return subject.partition(":")[0]
