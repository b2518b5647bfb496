"""The corpus by command, with its counts: `python -m tests.corpus`."""

from __future__ import annotations

import sys
from collections import Counter

from tests.corpus.values import cases, distinct_values
from tests.security.__main__ import main as run_and_print


def main() -> int:
    """How many values go where, then what became of them; 1 when one was changed silently or crashed something."""
    every = cases()
    print(f"{'field':<24}{'cases':>8}")
    for field, count in sorted(Counter(case.field for case in every).items()):
        print(f"{field:<24}{count:>8,}")
    print(f"{len(every):,} cases of {distinct_values():,} distinct values, each from search to the ledger's own books")
    return run_and_print(["tests/corpus"])


if __name__ == "__main__":
    sys.exit(main())
