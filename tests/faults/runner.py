"""The program as another process runs it: starts over kept records, goes on with what is unfinished, sends what waits.

`python -m tests.faults.runner FOLDER AT_ONCE AHEAD` reads the sandbox's start line from standard input and prints one JSON line when
all that it can do is done; its clock goes AHEAD seconds before the real one. It is killed in the middle by the tests, so nothing
here may tidy up on the way.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from app.bootstrap.practice import PracticeWish
from app.domain.run import Stop
from tests.support.practice import PracticeDesk


def carry_on(desk: PracticeDesk, at_once: int) -> dict[str, Any]:
    """What a person does after a start: look up what was under way, go on with unfinished runs, send what is still ready."""
    desks = desk.open()
    desk.workplace.post_at_once(desk.ferry.ledger_id, at_once)
    desks.recover(Stop())
    for run in desks.log.runs():
        if run.ended is None:
            desks.export.go_on(run.run_id, Stop())
    desk.ferry.make_plan()
    sent = desk.ferry.send() if desk.ferry.ready() else None
    return {"problem": sent.problem.sentence if sent is not None and sent.problem is not None else ""}


def main(folder: str, at_once: str, ahead: str) -> int:
    """Run once; 0 when it came to its end."""
    desk = PracticeDesk(Path(folder), PracticeWish(world="bulk"))
    desk.clock.ahead = float(ahead)
    desk.line = json.loads(sys.stdin.readline())
    result = carry_on(desk, int(at_once))
    desk.close_records()
    print(json.dumps(result), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
