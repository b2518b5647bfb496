"""Keeps the interpreter's own habits from making the window stutter while a lane works."""

from __future__ import annotations

import contextlib
import gc
import sys
from pathlib import Path

SWITCH_SECONDS = 0.00003
"""How long a lane may keep the interpreter while the window waits for it.

Each time Qt asks Python something, a size, a paint, a timer, the window's thread has to win the interpreter back: some sixty times for one
refresh of a run's screen, though its tables are painted in one go. Beside one busy lane each wait takes 5.2 ms with Python's own 5 ms,
0.67 ms with half a millisecond and 0.21 ms with a twentieth; a lane that competes with a window that never rests then works a third slower,
beside a window at rest as fast as ever. At a two-hundredth the threads do little else than hand over. While ten thousand invoices are
sent the longest stall is 14 to 24 ms with three hundredths, 29 to 53 ms with a twentieth and 66 to 77 ms with a tenth.
"""

SWITCH_SECONDS_ALONE = 0.0002
"""The same where there is no window. The thread that plans the next requests and those that wait for answers still hand the interpreter to
one another at each touch of disk or network, which Python's own 5 ms would make a wait of each; but to be interrupted seven times less
often saves a tenth of the time that posting takes.
"""

_TIMER_SLACK = Path("/proc/self/timerslack_ns")
"""By how much Linux may let this thread oversleep to save power: 50 µs, longer than `SWITCH_SECONDS`, each time it waits for the
interpreter. With 1 ns the longest stall while ten thousand invoices are sent falls to a third (260 and 74 ms, one run each with 50 µs)."""

_YOUNG, _MIDDLE, _OLD = 1_000, 2, 100_000


def share_the_interpreter() -> None:
    """Called by every program that sends; where a window has settled it already, nothing changes."""
    sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_SECONDS_ALONE))


def wake_promptly() -> None:
    """Have the calling thread, and those that it starts from now on, woken when they asked to be; nothing outside Linux."""
    with contextlib.suppress(OSError):
        _TIMER_SLACK.write_text("1")


def settle_interpreter() -> None:
    """Called once by the window's thread, when everything is imported.

    What exists now lives to the end and is never searched again by the garbage collector; full collections, which would stop every
    thread for most of a second with ten thousand invoices in memory, are left to `collect_when_idle`. Invoices and plans hold no cycles,
    so they go by themselves.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    wake_promptly()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def collect_when_idle() -> int:
    """A full collection, for a moment in which nobody waits; returns how many objects it found."""
    return gc.collect()
