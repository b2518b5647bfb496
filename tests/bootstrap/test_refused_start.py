"""Books that cannot be opened: the page about it comes in their own hue, and leads to what is wanted next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap.folders import Folders
from app.bootstrap.window import _Next, _session
from app.cli.house import Where
from app.ui.screens.refused import RefusedStart
from app.ui.style import apply_theme, theme
from tests.support.silence import LogWatch


@pytest.mark.parametrize(
    ("press", "after"), [("close", _Next.END), ("again", _Next.REAL), ("practice", _Next.PRACTICE)]
)
def test_a_folder_that_cannot_be_made_is_said_and_left_by_three_ways(
    qtbot: QtBot, qapp: QApplication, expected_logs: LogWatch, tmp_path: Path, press: str, after: _Next
) -> None:
    expected_logs.expect("app.bootstrap.window", "cannot write its records")
    (tmp_path / "file").write_text("no folder", "utf-8")
    apply_theme(qapp, theme())
    theme().set_practice(True)  # as after practice books have been left
    seen: list[tuple[bool, str]] = []

    def look() -> None:
        (page,) = [w for w in qapp.topLevelWidgets() if isinstance(w, RefusedStart) and w.isVisible()]
        seen.append((theme().is_practice, page.banner.sentence.text()))
        ways: dict[str, Callable[[], object]] = {
            "close": page.close,
            "again": page.again.emit,
            "practice": page.practice.emit,
        }
        ways[press]()

    QTimer.singleShot(300, look)
    wanted = _session(qapp, Folders(tmp_path / "file" / "data", tmp_path / "logs"), Where())
    assert wanted is after
    assert seen == [(False, "Ledgerferry cannot write its records on this computer.")]
