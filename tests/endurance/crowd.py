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
from typing import Any

from tests.endurance.lives import Ended, Life, Say, fork, live_through
from tests.endurance.stage import Stage
from tests.endurance.steps import Steps, kill_this_process

_PATIENCE = 120.0
"""Seconds of real time within which a program ends or comes to its step."""


def be_alone() -> None:
    """Wait for the threads that are just ending; the watch over a request is one."""
    others = [one for one in threading.enumerate() if one is not threading.current_thread()]
    for one in others:
        one.join(_PATIENCE)
    assert threading.active_count() == 1, f"a fork is safe only where no other thread is: {others}"


def live_together(stage: Stage, lives: Sequence[Life]) -> list[Ended]:
    """All these lives; how each ended, in their order."""
    be_alone()
    said, ended_by = fork(partial(_all, stage, lives))
    complaints = [line["complaint"] for line in said if isinstance(line, dict)]
    assert not complaints, "\n".join(complaints)
    assert len(said) == 1, f"a process of {len(lives)} lives was ended by signal {ended_by} and said nothing"
    ended = [Ended() for _ in lives]
    for one, told in zip(ended, said[0], strict=True):
        one.heard(told)
    wanted = signal.SIGKILL if any(one.killed_at for one in ended) else 0
    assert ended_by == wanted, f"the process of {len(lives)} lives was ended by signal {ended_by}, not {wanted}"
    return ended


def _all(stage: Stage, lives: Sequence[Life], say: Say) -> None:
    """Let each run; tell of all at once, at the very end, since telling the parent of each would wake it as often."""
    told: list[dict[str, Any]] = [{} for _ in lives]
    stand = False
    for life, one in zip(lives, told, strict=True):
        hear = partial(_hear, one)
        if life.die_at:
            stand = _stands(stage, life, hear) or stand
        else:
            _run(stage, life, Steps(0, lambda name: None), hear)
    say(told)
    if stand:
        kill_this_process()


def _hear(told: dict[str, Any], value: object) -> None:
    assert isinstance(value, dict)
    told.update(value)


def _run(stage: Stage, life: Life, steps: Steps, hear: Say) -> None:
    try:
        live_through(stage, life, steps, hear)
    except BaseException:
        hear({"complaint": traceback.format_exc()})


def _stands(stage: Stage, life: Life, hear: Say) -> bool:
    """Run a program to its step, or to its end where that step never comes; whether it stands."""
    came: Queue[bool] = Queue()

    def stand_still() -> None:
        came.put(True)
        threading.Event().wait()

    def run() -> None:
        _run(stage, life, Steps(life.die_at, lambda name: hear({"killed_at": name}), stand_still), hear)
        came.put(False)

    threading.Thread(target=run, daemon=True).start()
    try:
        return came.get(timeout=_PATIENCE)
    except Empty:
        hear({"complaint": "a program that neither ended nor came to its step"})
        return True
