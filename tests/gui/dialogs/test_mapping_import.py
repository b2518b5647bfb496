"""Mappings from a CSV file: what it changes is shown before anything is kept, what cannot be used is named, and it can be written out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreProblem
from app.domain.mapping import TaxRule
from app.flows.mapping_file import HEADER, Effect
from app.ui.parts import open_dialog
from app.ui.screens.mapping_import import ImportSheet
from app.ui.screens.mappings import MappingsScreen
from app.worker.contract import RuleDecision
from tests.gui.dialogs.fake import FakeOffice
from tests.gui.dialogs.press import click


def row(**cells: str) -> str:
    """A line of a mapping file."""
    return ",".join(cells.get(name, "") for name in HEADER)


def written(tmp_path: Path, *rows: str) -> Path:
    """A file of these lines, as a spreadsheet saves it."""
    path = tmp_path / "book.csv"
    path.write_text("\r\n".join((",".join(HEADER), *rows)) + "\r\n", "utf-8-sig")
    return path


def shown(qtbot: QtBot, window: QWidget, office: FakeOffice) -> MappingsScreen:
    """The screen, read."""
    made = MappingsScreen(office, "r1")
    QVBoxLayout(window).addWidget(made)
    made.arrive()
    qtbot.waitUntil(lambda: made.sides.plan is not None and made.sides.ledger is not None)
    return made


def sheet(qtbot: QtBot, window: QWidget) -> ImportSheet:
    """The preview."""
    qtbot.waitUntil(lambda: isinstance(open_dialog(window), ImportSheet))
    found = open_dialog(window)
    assert isinstance(found, ImportSheet)
    return found


def test_a_file_is_looked_at_before_it_is_kept(
    qtbot: QtBot, window: QWidget, office: FakeOffice, tmp_path: Path
) -> None:
    made = shown(qtbot, window, office)
    old = office.session.book.taxes[0]
    path = written(
        tmp_path,
        row(what="tax", key=old.key, name=old.name, tax_code="NOWHERE"),
        row(what="customer", customer_id="2001", customer_name="Kestrel Freight", contact_id="c-kestrel"),
        row(what="posting", facet="colour", key="1", name="Red", account_code="200"),
        row(what="customer", customer_id="2002", customer_name="Gannet", contact_id="c-cafe"),
        row(what="customer", customer_id="2002", customer_name="Gannet", contact_id="c-blue"),
    )
    made.files.look_into(path)
    asking = sheet(qtbot, window)
    effects = {line.source: (line.effect, line.remark) for line in asking.found.lines}
    assert effects[old.name] == (Effect.CHANGED, "Xero has no tax rate NOWHERE")
    assert effects["Kestrel Freight"] == (Effect.NEW, "")
    assert [line for line, _ in asking.found.refused] == [4, 5]
    assert "Line 6" in asking.found.refused[1][1]
    assert asking.agree.text() == "Keep 3 rules"
    assert not office.asked("keep_import")
    click(asking.agree)
    qtbot.waitUntil(lambda: office.asked("keep_import") == [3])
    assert {m.party_id for m in office.session.book.customers} >= {"2001", "2002"}


def test_what_is_kept_already_changes_nothing(
    qtbot: QtBot, window: QWidget, office: FakeOffice, tmp_path: Path
) -> None:
    made = shown(qtbot, window, office)
    path = tmp_path / "same.csv"
    made.files.write(path)
    qtbot.waitUntil(path.exists)
    made.files.look_into(path)
    asking = sheet(qtbot, window)
    assert {line.effect for line in asking.found.lines} <= {Effect.SAME}
    assert not asking.agree.isEnabled()
    assert asking.agree.text() == "Nothing to keep"


def test_a_file_that_is_none_is_said_and_the_screen_stays(
    qtbot: QtBot, window: QWidget, office: FakeOffice, tmp_path: Path
) -> None:
    made = shown(qtbot, window, office)
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    made.files.look_into(picture)
    qtbot.waitUntil(lambda: made.banner is not None and "cannot be read" in made.banner.sentence.text())
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    made.files.look_into(other)
    qtbot.waitUntil(lambda: made.banner is not None and "first line" in made.banner.sentence.text())
    made.files.look_into(tmp_path / "gone.csv")
    qtbot.waitUntil(lambda: made.banner is not None and "gone.csv" in made.banner.sentence.text())
    assert open_dialog(window) is None


def test_a_place_that_cannot_be_written_is_said(
    qtbot: QtBot, window: QWidget, office: FakeOffice, tmp_path: Path
) -> None:
    made = shown(qtbot, window, office)
    made.files.write(tmp_path / "nowhere" / "book.csv")
    qtbot.waitUntil(lambda: made.banner is not None and "cannot be written" in made.banner.sentence.text())
    office.refusals["mapping_csv"] = StoreProblem("The disk is full.")
    made.files.write(tmp_path / "book.csv")
    qtbot.waitUntil(lambda: made.banner is not None and made.banner.sentence.text() == "The disk is full.")


def test_a_tax_set_to_none_is_removed(qtbot: QtBot, window: QWidget, office: FakeOffice) -> None:
    made = shown(qtbot, window, office)
    rule = office.session.book.taxes[0]
    made.changes.decide(RuleDecision(taxes=(TaxRule(rule.key, rule.name, ""),)))
    qtbot.waitUntil(lambda: rule.key not in {r.key for r in made.sides.book.taxes})
