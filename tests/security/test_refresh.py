"""Eight programs renew one sign-in at the same moment: each by the token the one before it was given, none locks the others out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.bootstrap.locks import RefreshLocks
from app.bootstrap.time_and_chance import SystemChance, SystemClock
from app.connectors.ledger.handler import no_papers
from app.connectors.xero.connect import XeroParts, open_xero
from app.domain.run import Stop
from app.sandbox.practice import practice_sandbox
from app.sandbox.server import Sandbox
from tests.security.expecting import Expect
from tests.security.refreshing import SharedSecrets, connection_to

ROOT = Path(__file__).resolve().parents[2]
MANY = 8


def renewals(sandbox: Sandbox) -> Counter[int]:
    """How the sandbox answered at its token address, by status."""
    return Counter(int(row["status"]) for row in sandbox.requests("xero") if row["path"].endswith("/token"))


def keep_a_grant(folder: Path, sandbox: Sandbox) -> str:
    """Put the sandbox's refresh token where all of them look; the token."""
    token = str(sandbox.line["xero"]["refresh_token"])
    SharedSecrets(folder / "secrets.json").put("books", "refresh_token", token)
    return token


def test_eight_programs(tmp_path: Path, expect: Expect) -> None:
    with practice_sandbox(world="small", tls=True, limits=False) as sandbox:
        first = keep_a_grant(tmp_path, sandbox)
        programs = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.security.refreshing", str(tmp_path)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(MANY)
        ]
        for program in programs:
            assert program.stdin is not None
            assert program.stdout is not None
            program.stdin.write(json.dumps(sandbox.line) + "\n")
            program.stdin.flush()
        for program in programs:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
        (tmp_path / "go").touch()
        said = Counter(program.communicate(timeout=60)[0].strip() for program in programs)
        asked = renewals(sandbox)
        kept = SharedSecrets(tmp_path / "secrets.json").get("books", "refresh_token")
        expect(
            "8 processes: how they ended", "all in", "all in" if len(said) == 1 and "organ" in min(said) else str(said)
        )
        expect(
            "8 processes: renewals one after the other", "8 good, 0 refused", f"{asked[200]} good, {asked[400]} refused"
        )
        assert kept != first
        expect("8 processes: the token that was kept", "works", "works" if works(sandbox, tmp_path) else "refused")


def works(sandbox: Sandbox, folder: Path) -> bool:
    """Whether what is kept opens the books once more."""
    parts = connect(sandbox, folder)
    try:
        return len(parts.sign_in.tenants(Stop())) > 0
    finally:
        parts.close()


def connect(sandbox: Sandbox, folder: Path) -> XeroParts:
    """A ledger in this process over the kept token."""
    clock = SystemClock()
    return open_xero(
        connection_to(dict(sandbox.line)),
        secrets=SharedSecrets(folder / "secrets.json"),
        clock=clock,
        chance=SystemChance(),
        lock=RefreshLocks(folder, clock),
        papers=no_papers,
    )


def test_sixteen_threads(tmp_path: Path, expect: Expect) -> None:
    with practice_sandbox(world="small", tls=True, limits=False) as sandbox:
        keep_a_grant(tmp_path, sandbox)
        parts = connect(sandbox, tmp_path)
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(lambda _: len(parts.sign_in.tenants(Stop())), range(16)))
        asked = renewals(sandbox)
        parts.close()
        assert min(found) > 0
        expect("16 threads: renewals", "1 good, 0 refused", f"{asked[200]} good, {asked[400]} refused")


def test_an_answer_that_is_lost_ends_nothing(tmp_path: Path, expect: Expect) -> None:
    with practice_sandbox(world="small", tls=True, limits=False) as sandbox:
        keep_a_grant(tmp_path, sandbox)
        sandbox.add_faults([{"system": "xero", "kind": "reset_after", "path": "token", "times": 1}])
        expect("answer with the new token lost", "works", "works" if works(sandbox, tmp_path) else "refused")
