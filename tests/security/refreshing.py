"""One of several programs that renew the same sign-in at the same moment: `python -m tests.security.refreshing FOLDER AHEAD`.

It reads the sandbox's start line from standard input, waits until the file 'go' is there, renews, and tells how it ended.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from app.bootstrap.locks import RefreshLocks
from app.bootstrap.time_and_chance import SystemChance, SystemClock
from app.connectors.xero.connect import no_papers, open_xero
from app.domain.errors import ExpectedProblem
from app.domain.run import Stop
from tests.contract.books import xero_connection
from tests.support.practice import FileSecrets


def main(folder: str) -> None:
    """Renew once and use it once."""
    line = json.loads(sys.stdin.readline())
    place = Path(folder)
    clock = SystemClock()
    secrets = FileSecrets(place / "secrets.json")
    parts = open_xero(
        xero_connection(line),
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
