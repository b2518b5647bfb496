"""A measured figure beside its goal, and the table they are shown in."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from app.bootstrap.practice import PracticeWish
from tests.support.practice import PracticeDesk


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `goal` None is told without a verdict; `at_least` turns the comparison round."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """'met', 'MISSED', or nothing without a goal."""
        if self.goal is None:
            return ""
        good = self.value >= self.goal if self.at_least else self.value <= self.goal
        return "met" if good else "MISSED"

    def row(self) -> tuple[str, str, str, str, str]:
        """As the table shows it."""
        sign = "≥" if self.at_least else "≤"
        goal = "" if self.goal is None else f"{sign} {self.goal:,.4g} {self.unit}"
        return (self.what, f"{self.value:,.2f} {self.unit}".strip(), goal, self.verdict, self.note)


def print_table(figures: Sequence[Figure]) -> None:
    """Columns as wide as they need to be."""
    head = ("What", "Measured", "Goal", "Verdict", "How")
    rows = [head, *(figure.row() for figure in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    for number, row in enumerate(rows):
        print("  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[4]]).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def save(figures: Sequence[Figure], path: Path) -> None:
    """Keep them as JSON beside what they were measured on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {"system": platform.platform(), "python": platform.python_version(), "processors": os.cpu_count()}
    rows = [{**asdict(figure), "verdict": figure.verdict} for figure in figures]
    path.write_text(json.dumps({"machine": machine, "figures": rows}, indent=2, ensure_ascii=False) + "\n", "utf-8")


@contextmanager
def practice(invoices: int, *, limits: bool = False, latency: int = 0, ledger: str = "xero") -> Iterator[PracticeDesk]:
    """Practice books with so many invoices of five lines, somebody signed in, in a folder that goes again."""
    wish = PracticeWish(world="bulk", invoices=invoices, limits=limits, latency=latency, ledger=ledger)
    with (
        tempfile.TemporaryDirectory(prefix="ledgerferry-benchmark-") as folder,
        PracticeDesk(Path(folder), wish) as desk,
    ):
        yield desk


def memory() -> float:
    """What this process holds in memory now, in MB; 0 where the system does not tell."""
    try:
        text = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0.0
    line = next((line for line in text.splitlines() if line.startswith("VmRSS:")), "")
    return int(line.split()[1]) / 1024 if line else 0.0
