"""What was asked for on the command line. Apart from the commands themselves: the window asks too, and is not to wait for them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from app.cli.grammar import make_parser
from app.cli.house import Where


def parse(line: Sequence[str]) -> argparse.Namespace:
    """The arguments; ends the process with code 2 and a usage line when they cannot be meant, as argparse does."""
    asked = make_parser().parse_args(line)
    if not hasattr(asked, "json"):
        asked.json = False
    return asked


def where_of(asked: argparse.Namespace) -> Where:
    """Which records the arguments mean."""
    return Where(asked.data, asked.practice, asked.world, asked.seed, asked.invoices, hidden=asked.tray)
