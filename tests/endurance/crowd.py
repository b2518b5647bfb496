"""Many programs side by side in one process, each over records of its own, and one SIGKILL that ends all of them where they stand.

What a life costs is mostly the process: its fork, its memory, its connections. Here one process carries a whole round of cases. The
programs take turns: each runs until the step at which it is to be killed and stands still there, its file and its connections open,
with nothing closed, flushed or let go; a program that is not to be killed runs to its end. When the last one stands, the process is
killed. Threads begin only in the fork, which opens every file and connection itself; the parent has one thread and none of them.
"""

from __future__ import annotations

import signal
import threading
import traceback
from collections.abc import Sequence
from functools import partial
from queue import Empty, Queue

from tests.endurance.lives import Ended, Life, Say, fork, live_through
from tests.endurance.stage import Stage
from tests.endurance.steps import Steps, kill_this_process

_PATIENCE = 120.0
"""Seconds of real time within which a program ends or comes to its step."""


def live_together(stage: Stage, lives: Sequence[Life]) -> list[Ended]:
    """All these lives; how each ended, in their order."""
    assert threading.active_count() == 1, "a fork is safe only where no other thread is"
    said, ended_by = fork(partial(_all, stage, lives))
    ended = [Ended() for _ in lives]
    for told in said:
        if "complaint" in told and "life" not in told:
            raise AssertionError(told["complaint"])
        ended[told.pop("life")].heard(told)
    wanted = signal.SIGKILL if any(one.killed_at for one in ended) else 0
    assert ended_by == wanted, f"the process of {len(lives)} lives was ended by signal {ended_by}, not {wanted}"
    return ended


def _all(stage: Stage, lives: Sequence[Life], say: Say) -> None:
    stand = False
    for place, life in enumerate(lives):
        stand = _begin(stage, life, partial(_say_of, say, place)) or stand
    if stand:
        kill_this_process()


def _say_of(say: Say, place: int, told: object) -> None:
    assert isinstance(told, dict)
    say({"life": place, **told})


def _begin(stage: Stage, life: Life, say: Say) -> bool:
    """Run one program to its step or to its end; whether it stands at its step."""
    came: Queue[bool] = Queue()

    def stand_still() -> None:
        came.put(True)
        threading.Event().wait()

    def run() -> None:
        steps = Steps(life.die_at, lambda name: say({"killed_at": name}), stand_still)
        try:
            live_through(stage, life, steps, say)
        except BaseException:
            say({"complaint": traceback.format_exc()})
        came.put(False)

    threading.Thread(target=run, daemon=True).start()
    try:
        return came.get(timeout=_PATIENCE)
    except Empty:
        say({"complaint": "a program that neither ended nor came to its step"})
        return True
