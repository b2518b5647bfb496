"""Several programs that start for the first time in the same instant: one makes the records, and none meets them half made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.store.migrations import VERSION
from app.store.sqlite_file import FileDatabase

PROGRAMS = 4


def opened_at_once(path: Path) -> list[tuple[bool, int]]:
    """What each program finds: whether it made the file, and the version it sees."""
    together = Barrier(PROGRAMS)

    def start(number: int) -> tuple[bool, int]:
        database = FileDatabase(path)
        together.wait(30)
        try:
            return database.open(), database.version
        finally:
            database.close()

    with ThreadPoolExecutor(PROGRAMS) as pool:
        return list(pool.map(start, range(PROGRAMS)))


@pytest.mark.parametrize("attempt", range(8))
def test_one_makes_the_records_and_all_open_them(tmp_path: Path, attempt: int) -> None:
    path = tmp_path / f"records-{attempt}" / "ledgerferry.db"
    found = opened_at_once(path)
    assert sorted(found) == [(False, VERSION)] * (PROGRAMS - 1) + [(True, VERSION)]
    assert [one.name for one in path.parent.iterdir()] == [path.name]
