"""Fulfils what the command line is promised: desks over real records, and practice books that pass."""

from __future__ import annotations

import http.client
import json
import shutil
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.bootstrap.folders import Folders, usual_folders
from app.bootstrap.practice import PracticeBooks, wish_of
from app.bootstrap.workplace import Opening, Workplace
from app.cli.house import PracticeHall, Where
from app.domain.errors import StoreProblem
from app.domain.run import Stop
from app.flows.desks import Desks

_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Hall:
    """Implements `PracticeHall`."""

    desks: Desks
    practice: PracticeBooks

    def books(self, system: str) -> dict[str, Any]:
        """The books of a simulated system, from its control address."""
        parts = urlsplit(f"{self.practice.control_url}/books/{system}")
        trust = ssl.create_default_context(cafile=self.practice.ca_file)
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=_SECONDS, context=trust)
        try:
            connection.request("GET", parts.path)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            raise StoreProblem("The practice books do not answer.", code="practice_gone") from problem
        finally:
            connection.close()
        if answer.status != 200:
            raise StoreProblem("The practice books do not answer.", details=f"status {answer.status}")
        return dict(json.loads(body))


class LocalHouse:
    """Implements `House` on this computer."""

    @contextmanager
    def desks(self, where: Where) -> Iterator[Desks]:
        """Desks over real records, or over practice books in which somebody is signed in already."""
        if where.practice:
            with self.practice(where, None) as hall:
                _sign_in(hall.desks)
                yield hall.desks
            return
        with Workplace(Opening(usual_folders(where.data))) as workplace:
            yield workplace.open()

    @contextmanager
    def practice(self, where: Where, keep: Path | None) -> Iterator[PracticeHall]:
        """Practice books in a folder of their own: a passing one, or the one to be kept."""
        folder = keep.resolve() if keep is not None else Path(tempfile.mkdtemp(prefix="ledgerferry-practice-"))
        folders = Folders(folder, folder / "logs")
        books = PracticeBooks(folders, usual_folders(where.data), wish_of(where))
        try:
            yield Hall(books.open(), books)
        finally:
            books.close()
            if keep is None:
                shutil.rmtree(folder, ignore_errors=True)


def _sign_in(desks: Desks) -> None:
    """Nobody keeps a practice sign-in from one command to the next, so each command begins with one."""
    ledger_id = desks.setup.routes()[0].ledger_id
    found = desks.setup.sign_in(ledger_id, desks.open_browser, Stop())
    if not found.chosen:
        desks.setup.choose(ledger_id, found.tenants[0])
