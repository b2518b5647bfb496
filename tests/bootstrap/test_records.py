"""Records are opened behind their gate: backed up daily and before an upgrade, and nothing is sent on a journal that has forgotten."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap.engine_room import make_engine
from app.bootstrap.folders import Folders, _kind_of_mount
from app.bootstrap.locks import RefreshLocks
from app.bootstrap.records import Records, open_records
from app.bootstrap.systems import ConnectedSystems, Surroundings
from app.domain.errors import AccessProblem, StoreProblem
from app.domain.operation import Operation, OperationKind
from app.domain.route import Connection, System
from app.domain.run import Stop
from app.store.secrets import MemorySecrets
from tests.support.time_and_chance import TestChance, TestClock


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A folder for records."""
    return Folders(tmp_path / "records", tmp_path / "logs")


def operation(number: int = 1) -> Operation:
    """Something that was planned."""
    return Operation(
        id=f"0000000{number}-0000-4000-8000-000000000000",
        kind=OperationKind.POST_INVOICE,
        connection_id="xero",
        tenant="t1",
        subject=f"autotask:invoice:{number}",
        reference=f"INV-{number}",
        payload="{}",
        run_id="r1",
    )


def systems_over(records: Records) -> ConnectedSystems:
    """Connectors of these records."""
    clock, chance = TestClock(), TestChance()
    locks = RefreshLocks(records.folders.data, clock)
    note = records.folders.practice_note
    return ConnectedSystems(Surroundings(records.routes, MemorySecrets(), clock, chance, locks, False, note))


def test_a_backup_is_made_once_a_day(folders: Folders) -> None:
    clock = TestClock()
    for _ in range(3):
        open_records(folders, clock, TestChance()).close()
    clock.advance(24 * 3600)
    records = open_records(folders, clock, TestChance())
    assert [b.reason for b in records.upkeep.backups()] == ["daily", "daily"]
    records.close()


def test_a_database_put_back_closes_the_gate_until_a_person_confirms(folders: Folders) -> None:
    clock = TestClock()
    records = open_records(folders, clock, TestChance())
    backup = records.upkeep.back_up("asked")
    records.journal.plan([operation()], clock.now())
    records.upkeep.restore(backup.path)
    records = open_records(folders, clock, TestChance())
    found = records.upkeep.finding()
    assert (found.may_send, found.may_confirm, found.facts, found.counted) == (False, True, 0, 1)
    engine = make_engine(records, systems_over(records), clock, TestChance(), "here")
    with pytest.raises(StoreProblem, match="knows 0 of 1"):
        engine.execute("r1", [operation()], Stop())
    with pytest.raises(StoreProblem, match="knows 0 of 1"):
        engine.resume(None, Stop())
    paused = engine.tend(Stop()).paused
    assert paused is not None
    assert paused.problem.code == "journal_not_whole"
    assert records.upkeep.confirm().may_send
    engine.resume(None, Stop())
    records.close()


def test_a_lost_database_is_noticed(folders: Folders) -> None:
    records = open_records(folders, TestClock(), TestChance())
    records.journal.plan([operation()], TestClock().now())
    records.close()
    folders.database.unlink()
    records = open_records(folders, TestClock(), TestChance())
    assert not records.upkeep.finding().may_send
    records.close()


def test_a_changed_journal_is_never_confirmed(folders: Folders) -> None:
    records = open_records(folders, TestClock(), TestChance())
    records.journal.plan([operation(1), operation(2)], TestClock().now())
    records.close()
    with closing(sqlite3.connect(folders.database)) as connection:
        connection.execute("UPDATE fact SET kind = 'absent' WHERE sequence = 1")
        connection.commit()
    records = open_records(folders, TestClock(), TestChance())
    assert not records.upkeep.finding().may_confirm
    with pytest.raises(StoreProblem):
        records.upkeep.confirm()
    records.close()


def test_a_connection_that_is_gone_or_not_signed_in_has_no_handler(folders: Folders) -> None:
    records = open_records(folders, TestClock(), TestChance())
    records.journal.plan([operation()], TestClock().now())
    systems = systems_over(records)
    engine = make_engine(records, systems, TestClock(), TestChance(), "here")
    assert engine.resume(None, Stop()).records == ()
    records.routes.save_connection(Connection("xero", System.XERO, "Xero", tenant="t1", settings={"client_id": "A"}))
    assert engine.resume(None, Stop()).records == ()
    assert [r.operation.reference for r in engine.pending()] == ["INV-1"]
    with pytest.raises(AccessProblem):
        systems.ledger("xero")
    with pytest.raises(StoreProblem):
        systems.source("xero")
    systems.close()
    records.close()


def test_a_newer_form_is_refused_and_left_alone(folders: Folders) -> None:
    open_records(folders, TestClock(), TestChance()).close()
    with closing(sqlite3.connect(folders.database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreProblem, match="newer version"):
        open_records(folders, TestClock(), TestChance())


def test_a_network_drive_is_known_by_its_mount() -> None:
    mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/office nfs4 rw 0 0\n//s/y /mnt/my\\040share cifs rw 0 0\n"
    assert _kind_of_mount(Path("/mnt/office/ledgerferry"), mounts) == "nfs4"
    assert _kind_of_mount(Path("/mnt/my share"), mounts) == "cifs"
    assert _kind_of_mount(Path("/mnt/officer"), mounts) == "ext4"


@pytest.mark.parametrize(("kept", "minutes"), [("", 15), ("60", 60), ("5", 15)])
def test_the_engine_waits_as_long_as_the_settings_say(folders: Folders, kept: str, minutes: int) -> None:
    records = open_records(folders, TestClock(), TestChance())
    records.settings.save_setting("settle_minutes", kept)
    engine = make_engine(records, systems_over(records), TestClock(), TestChance(), "test")
    assert engine._context.settle == timedelta(minutes=minutes)
    records.close()
