"""One window for each set of records; a second start asks the first to come forward."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.bootstrap.instance import Instance

ROOT = Path(__file__).resolve().parents[2]
SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.bootstrap.instance import Instance
application = QCoreApplication([])
second = Instance(Path(sys.argv[1]))
print(second.take(), second.raise_first())
"""


def test_a_second_start_raises_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first = Instance(tmp_path)
    assert first.take()
    asked: list[bool] = []
    first.on_second_start(lambda: asked.append(True))
    with subprocess.Popen(
        [sys.executable, "-c", SECOND, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        assert second.stdout is not None
        assert second.stdout.read().split() == ["False", "True"]
    qtbot.waitUntil(lambda: asked == [True])
    first.release()


def test_another_folder_has_a_window_of_its_own(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    windows = [Instance(tmp_path / "a"), Instance(tmp_path / "b")]
    assert [window.take() for window in windows] == [True, True]
    for window in windows:
        window.release()
    again = Instance(tmp_path / "a")
    assert again.take()
    again.release()
