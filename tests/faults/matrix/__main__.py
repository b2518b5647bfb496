"""`python -m tests.faults.matrix`: prints every cell, or with --short the verdicts alone."""

from __future__ import annotations

import logging
import sys
from collections import Counter

from tests.faults.matrix.cells import matrix
from tests.faults.matrix.collection import collection_matrix


def main() -> int:
    """Print the matrix; 1 when a cell says nothing."""
    logging.disable(logging.CRITICAL)
    cells = [*matrix(), *collection_matrix()]
    if "--short" not in sys.argv:
        for cell in cells:
            print(f"{cell.call:<24}{cell.fault:<32}{cell.outcome:<16}{cell.sentence}")
    silent = [
        cell for cell in cells if not cell.outcome or not cell.sentence or (cell.fault != "nothing" and not cell.struck)
    ]
    print(
        f"{len(cells)} cells, {len(silent)} of them without a word: {Counter(cell.outcome for cell in cells).most_common()}"
    )
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
