"""Keeps the interpreter's own habits from making the window stutter while a lane works."""

from __future__ import annotations

import gc
import sys

SWITCH_SECONDS = 0.0005
"""How long a lane may keep the interpreter while the window waits for it; Python's own 5 ms add up to a visible stutter."""

_YOUNG, _MIDDLE, _OLD = 2_000, 5, 100_000


def settle_interpreter() -> None:
    """Called once, when everything is imported.

    What exists now lives to the end and is never searched again by the garbage collector; full collections, which would stop every
    thread for most of a second with ten thousand invoices in memory, are left to `collect_when_idle`. Invoices and plans hold no cycles,
    so they go by themselves.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def collect_when_idle() -> int:
    """A full collection, for a moment in which nobody waits; returns how many objects it found."""
    return gc.collect()
