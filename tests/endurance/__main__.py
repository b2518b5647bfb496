"""All of it by one command, with its tables: `python -m tests.endurance [--kills 1000] [--only kills storage together loop]`.

Ends with code 1 when anything was booked twice, lost, untrue or not noticed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

from app.domain.operation import OperationKind
from tests.endurance.collection_kinds import COLLECTION_KINDS
from tests.endurance.full_disk import fill_up
from tests.endurance.kills import kill_kind
from tests.endurance.kinds import KINDS
from tests.endurance.report import table
from tests.endurance.runs import RunResult, on_file, on_server, run_killed, run_together
from tests.endurance.stage import Stage
from tests.endurance.storage import every_case, flip_bits
from tests.support.postgres_server import PostgresServer

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it, where the system has it
PARTS = ("kills", "storage", "together", "loop")
A_ROUND = 200
"""Invoices of one round of the loop, and at most so many kills in it."""


class Endurance:
    """One call of the command."""

    def __init__(self, asked: argparse.Namespace, folder: Path) -> None:
        self._asked = asked
        self._folder = folder
        self._places = 0
        self.found: dict[str, list[dict[str, Any]]] = {}
        self.violations: list[str] = []

    def place(self) -> Path:
        """A folder for one stage."""
        self._places += 1
        folder = self._folder / str(self._places)
        folder.mkdir()
        return folder

    def _say(self, title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        self.found[title] = [dict(zip(head, row, strict=True)) for row in rows]
        print(table(title, head, rows), file=sys.stderr, flush=True)

    def kills(self) -> None:
        """Killed at each step, and again at each step of the recovery."""
        rows = []
        for kind in (*KINDS, *COLLECTION_KINDS):
            if self._asked.kinds and kind.value not in self._asked.kinds:
                continue
            done = kill_kind(
                self.place(), kind, cases=self._asked.cases, every=self._asked.every, first=self._asked.seed
            )
            self.violations += done.violations
            lost, doubled, untrue = len(done.lost), len(done.doubled), len(done.untrue) + len(done.broken)
            rows.append((kind.value, done.steps, done.single, done.double, done.lives, doubled, lost, untrue))
        self._say("Kill -9", ("kind", "steps", "killed once", "twice", "lives", "doubled", "lost", "untrue"), rows)

    def storage(self) -> None:
        """Broken storage."""
        found = every_case(self.place())
        self.violations += [f"{one.case}: not noticed" for one in found if not one.noticed]
        rows = [(f.case, "yes" if f.noticed else "NO", "yes" if f.recovers else "no", f.sentence) for f in found]
        self._say("Storage", ("case", "noticed, nothing sent", "starts for recovery", "sentence"), rows)
        flips = flip_bits(self.place(), self._asked.flips, Random(self._asked.seed))
        self.violations += [f"{flips.missed} flipped bits were not noticed"] if flips.missed else []
        head = ("flipped bits", "noticed", "without effect", "missed")
        self._say("Flipped bits", head, [(flips.flipped, flips.noticed, flips.without_effect, flips.missed)])
        rows_full = []
        for kind in (OperationKind.POST_INVOICE, OperationKind.MARK_PROCESSED, OperationKind.VOID_DOCUMENT):
            full = fill_up(self.place(), kind)
            self.violations += full.violations
            rows_full.append((kind.value, full.commits, full.cases, len(full.violations)))
        self._say("Disk full at each commit", ("kind", "commits", "cases", "violations"), rows_full)

    def together(self) -> None:
        """Two programs on one set of records, killed again and again."""
        results: list[RunResult] = []
        chance = Random(self._asked.seed)
        for name in ("window and command line, one file", "two bookkeepers, PostgreSQL"):
            with ExitStack() as closing:
                stage = closing.enter_context(Stage(self.place(), A_ROUND))
                _batches(stage, 5)
                stage.be_still()
                if "PostgreSQL" in name:
                    address = closing.enter_context(PostgresServer()).new_database()
                    programs = [on_server(address, stage.folder, owner) for owner in ("ana", "ben")]
                else:
                    path = stage.folder / "one.db"
                    programs = [on_file(path, f"here/{number}") for number in range(2)]
                results.append(run_together(stage, name, programs, self._asked.together_kills, chance))
        self._tell_runs("Two at once", results)

    def loop(self) -> None:
        """Random kills over runs of 200 invoices."""
        results: list[RunResult] = []
        left = self._asked.kills
        while left > 0:
            with Stage(self.place(), A_ROUND) as stage:
                _batches(stage, 1)
                stage.be_still()
                program = on_file(stage.folder / "one.db", "here/0")
                results.append(run_killed(stage, program, min(left, A_ROUND), Random(self._asked.seed + left)))
            left -= max(1, results[-1].kills)
        self._tell_runs("Random kills", results)

    def _tell_runs(self, title: str, results: Sequence[RunResult]) -> None:
        self.violations += [f"{one.name}: {words}" for one in results for words in one.violations]
        head = ("what", "invoices", "kills", "lives", "requests", "seconds", "violations")
        self._say(
            title,
            head,
            [
                (r.name, r.invoices, r.kills, r.lives, r.requests, round(r.seconds, 1), len(r.violations))
                for r in results
            ],
        )


def _batches(stage: Stage, number: int) -> None:
    """So many invoices in one request, so that a run has many steps."""
    stage.systems.ledger(stage.route.ledger_id).handlers()[OperationKind.POST_INVOICE].batch_limit = number


def parse(line: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--kills", type=int, default=200, help="random kills over runs of 200 invoices")
    parser.add_argument("--kinds", nargs="+", default=[], help="kinds of operations to be killed; all")
    parser.add_argument("--every", type=int, default=1, help="each so-many-th second kill only")
    parser.add_argument("--cases", type=int, default=520, help="invoices of a stage")
    parser.add_argument("--together-kills", type=int, default=6, help="kills of each of two programs")
    parser.add_argument("--flips", type=int, default=1000, help="bits to be flipped")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="what was found, on standard output")
    return parser.parse_args(line)


def main(line: Sequence[str]) -> int:
    """Run what is asked for."""
    asked = parse(line)
    memory = _MEMORY if _MEMORY.is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="ledgerferry-endurance-", dir=memory))
    folder.chmod(0o755)
    try:
        endurance = Endurance(asked, folder)
        parts: dict[str, Callable[[], None]] = {
            "kills": endurance.kills,
            "storage": endurance.storage,
            "together": endurance.together,
            "loop": endurance.loop,
        }
        for name in asked.only:
            parts[name]()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for words in endurance.violations:
        print(f"VIOLATION {words}", file=sys.stderr)
    if asked.json:
        print(json.dumps({"tables": endurance.found, "violations": endurance.violations}))
    return 1 if endurance.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
