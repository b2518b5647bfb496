"""The commands of `packaging/dev.py`: each prepares what it needs and then hands over."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from development import bundle, environment, locks, system_packages, verification
from development.ground import ROOT, Stop, call, has_display, say


def carry_out(arguments: list[str], usage: str) -> int:
    """Carry out one command line and return its exit code; 2 for a wrong call, 1 when something was in the way."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage.strip())
        return 0 if arguments else 2
    command = COMMANDS.get(arguments[0])
    if command is None:
        print(f"There is no command '{arguments[0]}'. {usage.strip()}", file=sys.stderr)
        return 2
    try:
        return command(arguments[1:])
    except Stop as reason:
        print(f"ledgerferry: stopped. {reason}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("ledgerferry: stopped by you.", file=sys.stderr, flush=True)
        return 130


def run(arguments: list[str]) -> int:
    """Start the application: its window with practice books, or the same job in text where there is no display."""
    started = time.monotonic()
    system_packages.ensure(system_packages.for_running(), required=system_packages.for_running())
    python = environment.ensure(development=False)
    chosen = arguments or ["--practice"]
    if chosen == ["--practice"] and not has_display():
        say("there is no display here, so the job is done without a window, on the same practice books")
        chosen = ["demo"]
    say(f"ready after {time.monotonic() - started:.1f} s; starting: python -m app {' '.join(chosen)}")
    return call([python, "-m", "app", *chosen])


def test(arguments: list[str]) -> int:
    """Prove the working copy: everything without arguments, else the pytest run that the arguments describe."""
    _prepare_for_tests()
    return verification.selected(arguments) if arguments else verification.everything()


def check(arguments: list[str]) -> int:
    """Style and types alone: the quick answer while writing."""
    if arguments:
        raise Stop("check takes no arguments.")
    environment.ensure(development=True)
    return verification.style_and_types()


def lock(arguments: list[str]) -> int:
    """Work the lock files out anew from pyproject.toml."""
    if arguments:
        raise Stop("lock takes no arguments.")
    environment.ensure(development=True)
    locks.recompile()
    return 0


def bench(arguments: list[str]) -> int:
    """Run the benchmarks on the sandbox and print their table."""
    if not (ROOT / "tests" / "benchmarks" / "__main__.py").exists():
        raise Stop("There are no benchmarks in this working copy (tests/benchmarks/__main__.py).")
    system_packages.ensure(system_packages.for_running(), required=system_packages.for_running())
    python = environment.ensure(development=True)
    return call([python, "-m", "tests.benchmarks", *arguments], env={"QT_QPA_PLATFORM": "offscreen", **os.environ})


def package(arguments: list[str]) -> int:
    """Build what a bookkeeper installs: the folder of the application, and on Debian the package."""
    if arguments:
        raise Stop("package takes no arguments.")
    system_packages.ensure(system_packages.for_packaging(), required=system_packages.for_packaging())
    environment.ensure(development=True)
    bundle.build()
    return 0


def _prepare_for_tests() -> None:
    # without a keyring service or a screen the tests that want them are left out and named; Qt itself is a must
    system_packages.ensure(system_packages.for_testing(), required=system_packages.QT)
    environment.ensure(development=True)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "lock": lock,
    "bench": bench,
    "package": package,
}
