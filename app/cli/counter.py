"""One command under way: its words, its stop, its questions to the person, and how it finds what was named."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, TypeVar

from app.cli.output import Out
from app.domain.errors import BadInput, Cancelled
from app.domain.route import Connection, Route
from app.domain.run import Progress, Stop
from app.flows.desks import Desks
from app.ports.sign_in import Tenant

_SHOW_EVERY = 2.0
Named = TypeVar("Named", Connection, Route, Tenant)


@dataclass(slots=True)
class Counter:
    """What a command works at: desks on one side, a person on the other."""

    asked: argparse.Namespace
    desks: Desks
    out: Out
    stop: Stop
    standard_input: IO[str] = field(default_factory=lambda: sys.stdin)
    _shown: float = 0.0

    def connection(self, name: str) -> Connection:
        """A connection by name or id."""
        return self._named("connection", name, self.desks.setup.connections())

    def route(self, name: str) -> Route:
        """A route by name or id."""
        return self._named("route", name, self.desks.setup.routes())

    def tenant(self, name: str, tenants: Sequence[Tenant]) -> Tenant:
        """Books by name or id."""
        return self._named("organisation", name, tenants)

    def run_id(self, name: str) -> str:
        """A run by its id or the beginning of it."""
        found = [run.run_id for run in self.desks.log.runs(limit=1000) if name and run.run_id.startswith(name)]
        if len(found) == 1:
            return found[0]
        said = "More than one run begins so." if found else f"There is no run {name}."
        raise BadInput(said, field="run", advice="'runs' lists them.")

    @staticmethod
    def _named(what: str, name: str, known: Sequence[Named]) -> Named:
        wanted = name.strip().casefold()
        found = [one for one in known if wanted in (one.id.casefold(), one.name.casefold())]
        if len(found) == 1:
            return found[0]
        names = ", ".join(one.name for one in known) or "none yet"
        said = f"More than one {what} is named {name}." if found else f"There is no {what} named {name}."
        raise BadInput(said, field=what, advice=f"There are: {names}.")

    def secret(self, words: str) -> str:
        """A secret: asked for without showing it, or the next line of standard input."""
        if self.standard_input.isatty():
            return getpass.getpass(f"{words}: ").strip()
        line = self.standard_input.readline()
        if not line:
            raise BadInput(f"{words} is missing.", field=words, advice="Give it on standard input, one a line.")
        return line.strip()

    def confirm(self, question: str) -> None:
        """Ask; raises `Cancelled` for anything but yes, and `BadInput` where nobody can be asked."""
        if getattr(self.asked, "yes", False):
            return
        if self.out.as_json or not self.standard_input.isatty():
            raise BadInput("Nobody can be asked here.", field="yes", advice="Say --yes, or --dry-run to look first.")
        self.out.say(f"{question} [y/N]")
        if self.standard_input.readline().strip().casefold() not in ("y", "yes"):
            raise Cancelled

    def report(self, progress: Progress) -> None:
        """Say now and then how far it is; at once where something needs the person."""
        now = time.monotonic()
        if now - self._shown < _SHOW_EVERY:
            return
        self._shown = now
        done = f" {progress.done} of {progress.total}" if progress.total else ""
        self.out.say(f"  {progress.step}{done}{'. ' + progress.pace if progress.pace else ''}")
