"""One start of the program: `open_window` over an empty folder, ended a second after the window is painted.

Two moments: the first paint of anything (the sheet that says what is being opened), and the window itself.

Counted from the start of the process as the system knows it, the interpreter's own start included; beside it the processor time of this
process, which other people's work on the same machine hardly changes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def age() -> float:
    """Seconds since this process was made."""
    ticks = int(Path("/proc/self/stat").read_text("ascii").rsplit(")", 1)[1].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Show the window; print one JSON line."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from app.bootstrap.folders import usual_folders
    from app.bootstrap.window import open_window
    from app.cli.asked import parse, where_of

    class FirstPaint(QObject):
        """Hears of every event."""

        def __init__(self) -> None:
            super().__init__()
            self.seconds: dict[str, float] = {}

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
            name = watched.objectName()
            if event.type() == QEvent.Type.Paint and name in ("opening", "main-window") and name not in self.seconds:
                self.seconds[name] = 0.0
                QTimer.singleShot(0, lambda: self._painted(name))
            return False

        def _painted(self, name: str) -> None:
            self.seconds[name] = age()
            self.seconds[f"{name} processor"] = time.process_time()
            if name == "main-window":
                QTimer.singleShot(1000, self._end)

        def _end(self) -> None:
            from tests.benchmarks.measure import memory  # loads much of the program, so not before the paint

            print(json.dumps({**self.seconds, "megabytes": memory()}), flush=True)
            application.quit()

    application = QApplication(sys.argv[:1])
    paint = FirstPaint()
    application.installEventFilter(paint)
    return open_window(where_of(parse([])), usual_folders())


if __name__ == "__main__":
    sys.exit(main())
