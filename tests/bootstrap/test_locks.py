"""Locks end with their process, however it ends; a killed owner's claims pass to its successor at once."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.bootstrap.locks import FileLock, OwnerPlace, RefreshLocks
from app.bootstrap.time_and_chance import SystemChance, SystemClock
from app.domain.errors import Cancelled, StoreProblem
from app.domain.run import Stop

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from app.bootstrap.locks import FileLock, OwnerPlace
folder = Path(sys.argv[1])
place = OwnerPlace(folder)
lock = FileLock(folder / "window.lock")
assert lock.try_take()
print(place.name, flush=True)
sys.stdin.read()
"""


def test_a_killed_process_holds_nothing_and_its_place_is_taken_again(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        first = holder.stdout.readline().strip()
        lock = FileLock(tmp_path / "window.lock")
        assert not lock.try_take()
        assert lock.holder()["pid"] == holder.pid
        beside = OwnerPlace(tmp_path)
        assert beside.name != first
        holder.kill()
        holder.wait(10)
        assert lock.try_take()
        after = OwnerPlace(tmp_path)
        assert after.name == first
        for held in (beside, after):
            held.release()
        lock.release()


def test_one_refresh_at_a_time(tmp_path: Path) -> None:
    locks = RefreshLocks(tmp_path, SystemClock(), wait_at_most=0.3)
    inside: list[int] = []
    most: list[int] = []

    def refresh() -> None:
        with RefreshLocks(tmp_path, SystemClock()).hold("c1", Stop()):
            inside.append(1)
            most.append(len(inside))
            threading.Event().wait(0.02)
            inside.pop()

    threads = [threading.Thread(target=refresh) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most == [1] * 5
    with locks.hold("c1", Stop()):
        with locks.hold("c2", Stop()):
            pass
        with pytest.raises(StoreProblem), locks.hold("c1", Stop()):
            pass
        stopped = Stop()
        stopped.cancel()
        with pytest.raises(Cancelled), locks.hold("c1", stopped):
            pass


def test_the_clock_wakes_for_a_cancel_and_tells_its_boot() -> None:
    clock, stop = SystemClock(), Stop()
    threading.Timer(0.05, stop.cancel).start()
    began = clock.monotonic()
    with pytest.raises(Cancelled):
        clock.sleep(30, stop)
    assert clock.monotonic() - began < 10
    assert clock.now().utcoffset() is not None
    assert clock.boot_id() == SystemClock().boot_id()
    assert all(clock.boot_id().rpartition("/"))


def test_chance_gives_what_it_promises() -> None:
    chance = SystemChance()
    assert len({chance.uuid() for _ in range(100)}) == 100
    assert {len(chance.token(length)) for length in (43, 43)} == {43}
    assert all(0 <= chance.fraction() < 1 for _ in range(100))
