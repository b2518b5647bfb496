"""All of it by one command, with its tables: `python -m tests.endurance [--kills 1000] [--only kills storage together loop]`.

Ends with code 1 when anything was booked twice, lost, untrue or not noticed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import fields
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from app.bootstrap.practice import LEDGERS
from app.domain.operation import OperationKind
from app.engine.safeguards import Safeguards
from tests.endurance.full_disk import fill_up
from tests.endurance.kills import KindResult, kill_rows, rows, stages
from tests.endurance.report import table
from tests.endurance.runs import A_ROUND, KILLS_A_ROUND, RunResult, kill_at_random, on_file, on_server, run_together
from tests.endurance.stage import Stage
from tests.endurance.storage import every_case, flip_bits
from tests.support.postgres_server import PostgresServer

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it, where the system has it
_RULES = [each.name for each in fields(Safeguards)]
_SIDE_BY_SIDE = 2 * (os.cpu_count() or 1)
"""Half of a row's time goes into waiting for its sandbox, and the other way round."""
PARTS = ("kills", "storage", "together", "loop")
KILLS_HEAD = (
    "ledger", "what", "steps", "killed once", "twice", "left out", "lives", "changes", "to a person", "doubled", "lost", "untrue",
    "seconds",
)  # fmt: skip


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

    def _pool(self) -> ProcessPoolExecutor:
        """Each stage in a process of its own, which has one thread and so may fork."""
        return ProcessPoolExecutor(self._asked.processes, get_context("spawn"), max_tasks_per_child=1)

    def kills(self) -> None:
        """Killed at each step, and again at each step of the recovery."""
        found: list[KindResult] = []
        wanted = stages(rows(self._asked.ledgers, self._asked.kinds), self._asked.every)
        taken_out = {name: False for name in [self._asked.taken_out] if name}
        kill = partial(kill_rows, every=self._asked.every, first=self._asked.seed, safeguards=Safeguards(**taken_out))
        with self._pool() as pool:
            for each in pool.map(kill, wanted, [self.place() for _ in wanted]):
                found += each
                self.violations += [words for done in each for words in done.violations]
                print("\n".join(_heard(done) for done in each), file=sys.stderr, flush=True)
        told = [_told(done) for done in found]
        self._say("Kill -9", KILLS_HEAD, [*told, _sum(told)] if len(told) > 1 else told)

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
        for kind in ("post_invoice", "mark_processed", "void_invoice"):
            full = fill_up(self.place(), kind)
            self.violations += full.violations
            rows_full.append((kind, full.commits, full.cases, len(full.violations)))
        self._say("Disk full at each commit", ("kind", "commits", "cases", "violations"), rows_full)

    def together(self) -> None:
        """Two programs on one set of records, killed again and again."""
        results: list[RunResult] = []
        chance = Random(self._asked.seed)
        for name in ("window and command line, one file", "two bookkeepers, PostgreSQL"):
            with ExitStack() as closing:
                stage = closing.enter_context(Stage(self.place(), A_ROUND))
                stage.at_once(OperationKind.POST_INVOICE, 5)
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
        kills = self._asked.kills
        parts = [min(KILLS_A_ROUND, kills - start) for start in range(0, kills, KILLS_A_ROUND)]
        each = [
            (ledger, part, seed) for ledger in self._asked.ledgers for seed, part in enumerate(parts, self._asked.seed)
        ]
        results: list[RunResult] = []
        with self._pool() as pool:
            for result in pool.map(kill_at_random, [self.place() for _ in each], *zip(*each, strict=True)):
                results.append(result)
                heard = (
                    f"{result.name}: {result.kills} kills, {result.lives} lives, violations {len(result.violations)}"
                )
                print(heard, file=sys.stderr, flush=True)
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


def _told(done: KindResult) -> tuple[object, ...]:
    wrong = (len(done.doubled), len(done.lost), len(done.untrue) + len(done.broken))
    counts = (done.steps, done.single, done.double, done.left_out, done.lives, done.requests, done.asked)
    return (done.row.ledger, done.row.name, *counts, *wrong, round(done.seconds))


def _heard(done: KindResult) -> str:
    return ", ".join(f"{name} {told}" for name, told in zip(KILLS_HEAD, _told(done), strict=True))


def _sum(told: Sequence[tuple[object, ...]]) -> tuple[object, ...]:
    columns = list(zip(*told, strict=True))[2:]
    return ("all", f"{len(told)} rows", *(sum(int(str(one)) for one in column) for column in columns))


def parse(line: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--kills", type=int, default=200, help="random kills over runs of 200 invoices")
    parser.add_argument("--ledgers", nargs="+", choices=LEDGERS, default=list(LEDGERS[:2]), help="for kills and loop")
    parser.add_argument("--kinds", nargs="+", default=[], help="rows of the table of kills; all")
    parser.add_argument("--every", type=int, default=1, help="each so-many-th second kill only")
    parser.add_argument("--processes", type=int, default=_SIDE_BY_SIDE, help="rows and rounds side by side")
    parser.add_argument("--taken-out", choices=_RULES, help="kill an engine without this rule: the table must find it")
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
