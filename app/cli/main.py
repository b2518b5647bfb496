"""The command line's start: arguments in, an exit code out; Ctrl-C finishes what is under way and then stops."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Thread
from types import FrameType
from typing import IO

from app.cli import collecting, copying, looking, new_items, rebuilding, reporting, sending, setting_up
from app.cli.asked import where_of
from app.cli.counter import Counter
from app.cli.demo import demo
from app.cli.endings import Exit, exit_for
from app.cli.house import House
from app.cli.output import Out
from app.cli.quarter import STARTS, practice_quarter
from app.cli.quarters import practice_quarters
from app.domain.errors import Cancelled, ExpectedProblem
from app.domain.run import Stop

Command = Callable[[Counter], Exit]

COMMANDS: Mapping[tuple[str, str], Command] = {
    ("connections", "list"): setting_up.list_connections,
    ("connections", "add"): setting_up.add_connection,
    ("connections", "sign-in"): setting_up.sign_in,
    ("connections", "choose"): setting_up.choose,
    ("connections", "check"): setting_up.check,
    ("connections", "remove"): setting_up.remove_connection,
    ("routes", "list"): setting_up.list_routes,
    ("routes", "add"): setting_up.add_route,
    ("routes", "show"): setting_up.show_mappings,
    ("routes", "remove"): setting_up.remove_route,
    ("routes", "copy"): copying.copy_route,
    ("routes", "change"): copying.change_route,
    ("mappings", "list"): setting_up.show_mappings,
    ("mappings", "copy"): copying.copy_mappings,
    ("mappings", "set-default"): setting_up.set_default,
    ("mappings", "new-item"): new_items.ask_for_item,
    ("mappings", "export"): setting_up.export_mappings,
    ("mappings", "import"): setting_up.import_mappings,
    ("export", ""): sending.export,
    ("resume", ""): sending.resume,
    ("undo", ""): sending.undo,
    ("runs", ""): looking.runs,
    ("log", ""): looking.log,
    ("report", ""): reporting.report,
    ("backup", ""): looking.backup,
    ("restore", ""): looking.restore,
    ("rebuild", ""): rebuilding.rebuild,
    ("database", ""): looking.database,
    ("collect", "clearing"): collecting.clearing,
    ("collect", "customers"): collecting.customers,
    ("collect", "import"): collecting.by_hand,
    ("collect", "now"): collecting.rounds,
    ("collect", "settlements"): collecting.settlements,
    ("collect", "health"): collecting.health,
    ("collect", "decide"): collecting.decide,
}
"""Every command but `demo` and `practice-quarter`, which need the practice books themselves, and `sandbox`, a program of its own."""


@dataclass(frozen=True, slots=True)
class Streams:
    """Where a command reads and writes."""

    input: IO[str] = field(default_factory=lambda: sys.stdin)
    out: IO[str] = field(default_factory=lambda: sys.stdout)
    err: IO[str] = field(default_factory=lambda: sys.stderr)


def run(asked: argparse.Namespace, house: House, streams: Streams | None = None) -> int:
    """Carry a parsed command out."""
    streams = streams or Streams()
    out = Out(streams.out, streams.err, as_json=bool(asked.json))
    stop = Stop()
    try:
        with interruptible(stop, out):
            return int(_carry(asked, house, out, stop, streams.input))
    except Cancelled as problem:
        out.say("Stopped by you. What was under way has been finished; 'resume' shows what is open.")
        out.object({"problem": {"code": "cancelled", "sentence": "Stopped by you.", "advice": "", "subject": ""}})
        return int(exit_for(problem))
    except ExpectedProblem as problem:
        out.problem(problem)
        return int(exit_for(problem))


def _carry(asked: argparse.Namespace, house: House, out: Out, stop: Stop, standard_input: IO[str]) -> Exit:
    if asked.command == "demo":
        where = replace(where_of(asked), limits=not asked.no_limits, ledger=asked.ledger)
        with house.practice(where, asked.keep) as hall:
            return demo(Counter(asked, hall.desks, out, stop, standard_input), hall)
    if asked.command == "practice-quarter" and asked.ledger is None:
        return practice_quarters(asked, house, out)
    if asked.command == "practice-quarter":
        where = replace(where_of(asked), practice=True, world="collection", ledger=asked.ledger)
        with house.quarter(where, STARTS) as quarter_hall:
            return practice_quarter(Counter(asked, quarter_hall.desks, out, stop, standard_input), quarter_hall)
    with house.desks(where_of(asked)) as desks:
        command = COMMANDS[asked.command, getattr(asked, "action", "")]
        return command(Counter(asked, desks, out, stop, standard_input))


@contextmanager
def interruptible(stop: Stop, out: Out) -> Iterator[None]:
    """Ctrl-C cancels; what is under way is finished first."""

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        # from a thread of its own: a signal comes in the middle of anything, also while a lock of the stop or a stream is held
        Thread(target=cancel, daemon=True).start()

    def cancel() -> None:
        stop.cancel()
        out.say("Stopping; what is under way is finished first.")

    try:
        before = signal.signal(signal.SIGINT, ask_to_stop)
    except ValueError:  # not the main thread: somebody else watches the keyboard
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
