"""One of several programs that renew the same sign-in at the same moment: `python -m tests.security.refreshing FOLDER AHEAD`.

It reads the sandbox's start line from standard input, waits until the file 'go' is there, renews, and tells how it ended.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from app.bootstrap.locks import RefreshLocks
from app.bootstrap.time_and_chance import SystemChance, SystemClock
from app.connectors.ledger.handler import no_papers
from app.connectors.xero.connect import open_xero
from app.domain.errors import ExpectedProblem
from app.domain.route import Connection, System
from app.domain.run import Stop


class SharedSecrets:
    """A secret store in one file that all of the programs use, as they use one keyring."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, connection_id: str, name: str) -> str | None:
        """The secret."""
        kept = json.loads(self._path.read_text("utf-8")) if self._path.exists() else {}
        value = kept.get(f"{connection_id}/{name}")
        return None if value is None else str(value)

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Keep it; nobody ever reads half of it."""
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps({f"{connection_id}/{name}": value}), "utf-8")
        beside.replace(self._path)

    def remove(self, connection_id: str, name: str) -> None:
        """Forget it."""
        self._path.unlink(missing_ok=True)

    def describe(self) -> str:
        """Where it is."""
        return "a file of the test"


def connection_to(line: dict[str, Any]) -> Connection:
    """The simulated Xero."""
    said, chosen = line["xero"], line["xero"]["tenants"][0]
    settings = {name: value for name, value in said.items() if name.endswith("_url") or name == "client_id"}
    settings["ca_file"] = line["ca_file"]
    return Connection("books", System.XERO, "Xero", chosen["id"], chosen["name"], settings)


def main(folder: str) -> None:
    """Renew once and use it once."""
    line = json.loads(sys.stdin.readline())
    place = Path(folder)
    clock = SystemClock()
    secrets = SharedSecrets(place / "secrets.json")
    parts = open_xero(
        connection_to(line),
        secrets=secrets,
        clock=clock,
        chance=SystemChance(),
        lock=RefreshLocks(place, clock),
        papers=no_papers,
    )
    print("ready", flush=True)
    while not (place / "go").exists():
        time.sleep(0.005)
    try:
        print(f"{len(parts.sign_in.tenants(Stop()))} organisations", flush=True)
    except ExpectedProblem as problem:
        print(problem.code, flush=True)
    parts.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
