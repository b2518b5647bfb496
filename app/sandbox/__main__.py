"""`python -m app.sandbox`: the practice books on their own, for a person or for a test in another process."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from threading import Event
from types import FrameType

from app.sandbox.practice import SEED, WORLD, practice_sandbox
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock


def _arguments(line: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.sandbox", description="Practice books on this computer.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--world", default=WORLD, help="which world to build")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed gives the same world")
    parser.add_argument(
        "--invoices", type=int, default=None, help="how many invoices; the world's usual number if not given"
    )
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=None,
        metavar="YYYY-MM-DD",
        help="the day the clock of the books begins on",
    )
    parser.add_argument("--tls", action="store_true", help="serve https with a certificate made at start")
    parser.add_argument("--limits", choices=("on", "off"), default="on", help="the vendors' call limits")
    parser.add_argument("--latency", type=float, default=0, metavar="MS", help="wait before each answer")
    parser.add_argument("--faults", type=Path, metavar="FILE", help="JSON list of fault rules")
    return parser.parse_args(line)


def _build(wish: argparse.Namespace) -> Sandbox:
    clock = None if wish.today is None else Clock(datetime.combine(wish.today, time(14), UTC))
    sandbox = practice_sandbox(
        world=wish.world,
        seed=wish.seed,
        invoices=wish.invoices,
        tls=wish.tls,
        limits=wish.limits == "on",
        latency_ms=wish.latency,
        port=wish.port,
        clock=clock,
    )
    if wish.faults is not None:
        rules = json.loads(wish.faults.read_text(encoding="utf-8"))
        sandbox.add_faults(rules if isinstance(rules, list) else [rules])
    return sandbox


def main(line: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 0 when stopped so, 2 when it could not start."""
    wish = _arguments(line)
    stopped = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        sandbox = _build(wish)
        started = sandbox.start()
    except (OSError, ValueError) as problem:
        print(f"The sandbox could not start: {problem}", file=sys.stderr)
        return 2
    try:
        print(json.dumps(started), flush=True)
        while not stopped.wait(1.0):
            pass
    finally:
        sandbox.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
