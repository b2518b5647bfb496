"""Opens the window over real or practice books, and goes from one to the other without a new start.

A sheet is painted before anything heavy is loaded: connectors, records and engine come on the thread behind it.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import Enum
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QEventLoop, QTimer, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app.bootstrap.folders import Folders
from app.bootstrap.instance import Instance
from app.cli.house import COLLECTION_WORLD, Where
from app.domain.constants import DEADLINE
from app.domain.errors import ExpectedProblem
from app.worker.interpreter import settle_interpreter

if TYPE_CHECKING:
    from app.bootstrap.redactor import Redactor
    from app.flows.desks import Desks
    from app.worker.office import Office

LOG = logging.getLogger(__name__)
_END_WITHIN = 10_000
_PAINTED_WITHIN = (
    0.25  # seconds for the sheet's first paint; a screen that is slower sees it while books are being opened
)
_SETTLED_AFTER = 1_000
_REQUEST_ENDS_WITHIN = int(DEADLINE.total_seconds() * 1000) + 5_000


class _Next(Enum):
    END = 0
    REAL = 1
    PRACTICE = 2
    COLLECTION = 3  # practice books of another world


@dataclass(frozen=True, slots=True)
class _Opened:
    """Books that are open."""

    desks: Desks
    redactor: Redactor


class _Application(QApplication):
    """Tells that it is asked to end, by the session or from the keyboard, before it closes any window."""

    ending = Signal()

    def event(self, event: QEvent) -> bool:
        """Everything else is as usual."""
        if event.type() is QEvent.Type.Quit:
            self.ending.emit()
        return super().event(event)


def open_window(where: Where, folders: Folders) -> int:
    """Show the window until it is closed; the exit code. Records that cannot be opened are said in a window of their own."""
    application = QApplication.instance() or _Application(sys.argv[:1])
    assert isinstance(application, QApplication)  # noqa: S101 - nothing else has made one
    _dress(application)
    chosen = _same(where)
    while chosen is not _Next.END:
        chosen = _session(application, folders, _meant(where, chosen))
        where = replace(where, hidden=False)
    return 0


def _same(where: Where) -> _Next:
    """What these books are."""
    if not where.practice:
        return _Next.REAL
    return _Next.COLLECTION if where.world == COLLECTION_WORLD else _Next.PRACTICE


def _meant(where: Where, chosen: _Next) -> Where:
    """Where to go: real books, the practice books that were asked for at the start, or those of collection."""
    usual = where.world if where.world != COLLECTION_WORLD else Where().world
    world = COLLECTION_WORLD if chosen is _Next.COLLECTION else usual
    return replace(where, practice=chosen is not _Next.REAL, world=world)


def _dress(application: QApplication) -> None:
    from app.ui.style import app_icon, apply_theme, theme

    application.setApplicationName("Ledgerferry")
    application.setDesktopFileName("ledgerferry")
    application.setQuitOnLastWindowClosed(True)
    apply_theme(application, theme())
    application.setWindowIcon(app_icon())
    qInstallMessageHandler(_note_of_qt)


def _note_of_qt(kind: QtMsgType, context: Any, message: str) -> None:
    del context
    level = logging.INFO if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
    logging.getLogger("qt").log(level, "%s", message)


def _session(application: QApplication, folders: Folders, where: Where) -> _Next:
    """One window over one set of books, from opening to closing; what is wanted next."""
    from app.ui.style import theme

    theme().set_practice(where.practice)  # also before anything is open: that hue stands for practice books alone
    place = folders.practice() if where.practice else folders
    same = _same(where)
    try:
        place.make()
    except ExpectedProblem as problem:
        return _refused(application, place, problem, same)
    instance = Instance(place.data)
    if not instance.take():
        instance.raise_first()
        return _Next.END
    with ExitStack() as lock:
        lock.callback(instance.release)
        try:
            return _open_and_show(application, folders, where, instance)
        except ExpectedProblem as problem:
            return _refused(application, place, problem, same, instance)


def _open_and_show(application: QApplication, folders: Folders, where: Where, instance: Instance) -> _Next:
    with ExitStack() as closing:
        opened = _behind_a_sheet(
            application,
            "Opening the practice books" if where.practice else "Opening your records",
            lambda: _open_practice(where, folders, closing) if where.practice else _open_real(folders, closing),
            hidden=where.hidden,
        )
        return _show(application, opened, instance, where)


def _refused(
    application: QApplication, place: Folders, problem: ExpectedProblem, same: _Next, instance: Instance | None = None
) -> _Next:
    """Why the books cannot be opened, with what mends it, instead of a window over them; what is wanted next."""
    from app.bootstrap.records import ClosedRecords
    from app.bootstrap.time_and_chance import SystemClock
    from app.ui.screens.refused import RefusedStart
    from app.worker.runner import TaskRunner
    from app.worker.shelf import ShelfOffice

    LOG.warning("the records cannot be opened: %s (%s)", problem.sentence, problem.code)
    runner = TaskRunner()
    office = ShelfOffice(runner, ClosedRecords(place, SystemClock()), place.data)
    page = RefusedStart(problem, office, of_practice=same is not _Next.REAL)
    wanted: list[_Next] = []

    def go_to(after: _Next) -> None:
        wanted[:] = [after]
        page.close()

    page.again.connect(lambda: go_to(same))
    page.practice.connect(lambda: go_to(_Next.PRACTICE))
    if instance is not None:
        instance.on_second_start(page.come_forward)
    page.show()
    with _KeyboardEnds(application):
        application.exec()
    runner.close(_END_WITHIN)
    page.deleteLater()
    application.processEvents()
    return wanted[-1] if wanted else _Next.END


def _behind_a_sheet(
    application: QApplication, sentence: str, opening: Callable[[], _Opened], *, hidden: bool
) -> _Opened:
    """Open books on a thread of its own while a sheet says so: checking records and starting practice books take seconds."""
    from app.ui.opening import OpeningSheet

    sheet = OpeningSheet(sentence)
    sheet.setVisible(not hidden)
    shown = monotonic()
    while not hidden and not sheet.is_painted and monotonic() - shown < _PAINTED_WITHIN:
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    waiting = QEventLoop()
    found: Future[_Opened] = Future()

    def run() -> None:
        try:
            found.set_result(opening())
        except BaseException as problem:
            found.set_exception(problem)

    look = QTimer()
    look.setInterval(20)
    look.timeout.connect(lambda: waiting.quit() if found.done() else None)
    threading.Thread(target=run, name="opening", daemon=True).start()
    look.start()
    waiting.exec()
    look.stop()
    sheet.hide()
    sheet.deleteLater()
    application.processEvents()
    return found.result()


def _open_real(folders: Folders, closing: ExitStack) -> _Opened:
    from app.bootstrap.workplace import Opening, Workplace

    workplace = Workplace(Opening(folders))
    desks = workplace.open()
    closing.callback(workplace.close)
    return _Opened(desks, workplace.redactor)


def _open_practice(where: Where, folders: Folders, closing: ExitStack) -> _Opened:
    from app.bootstrap.practice import EVERY, PracticeBooks, wish_of
    from app.bootstrap.practice_door import PracticeDoor

    books = PracticeBooks(folders.practice(), folders, replace(wish_of(where), ledger=EVERY))
    closing.callback(books.close)
    door = PracticeDoor()
    closing.callback(door.close)
    desks = books.open(door)
    door.lead_to(books.line)
    return _Opened(desks, books.redactor)


def _show(application: QApplication, opened: _Opened, instance: Instance, where: Where) -> _Next:
    from app.ui.style import set_reduced_motion, theme
    from app.ui.tray.keeper import Tray
    from app.ui.tray.place import DesktopTray
    from app.ui.window import MainWindow
    from app.worker.office import Office
    from app.worker.runner import TaskRunner

    runner = TaskRunner(opened.redactor.redact)
    office = Office(runner, opened.desks)
    theme().set_mode(office.setting("theme", "system"))
    theme().follow_system()
    set_reduced_motion(office.setting("window.still") == "yes")
    wanted: list[_Next] = []

    def go_to(after: _Next) -> None:
        wanted[:] = [after]
        tray.end()  # the window may ask first; `stayed` comes when the person thinks better of it

    window = MainWindow(office, opened.desks.clock.now, lambda: go_to(_Next.REAL) if opened.desks.practice else None)
    tray = Tray(office, window, DesktopTray(), opened.desks.clock.now)
    tray.ended.connect(application.quit)
    tray.start()
    window.stayed.connect(wanted.clear)
    office.bell.practice_wanted.connect(lambda: go_to(_Next.PRACTICE))
    office.bell.collection_practice_wanted.connect(lambda: go_to(_Next.COLLECTION))
    office.bell.reopen_wanted.connect(lambda: go_to(_same(where)))
    instance.on_second_start(office.bell.raised.emit)
    restore = _watch_for_defects(opened.redactor, window.show_crash)
    if isinstance(application, _Application):
        application.ending.connect(tray.let_go)
    if where.hidden:
        tray.go_without_window()
    else:
        window.show()
    office.begin()
    QTimer.singleShot(_SETTLED_AFTER, settle_interpreter)  # the window is painted first
    with _KeyboardEnds(application):
        LOG.info("the window is open")
        application.exec()
    restore()
    tray.remove()
    _close(office)
    window.deleteLater()
    application.processEvents()
    return wanted[-1] if wanted else _Next.END


class _KeyboardEnds:
    """Ctrl-C in the terminal closes the window; Qt's loop lets Python look at signals only now and then."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._asked = False
        self._timer = QTimer()
        self._timer.setInterval(300)
        self._timer.timeout.connect(self._look)

    def _look(self) -> None:
        """End between two events: the signal itself may come in the middle of painting, where the window must not go."""
        if self._asked:
            self._application.quit()

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGINT, self._end)
        self._timer.start()

    def _end(self, number: int, frame: object) -> None:
        del number, frame
        self._asked = True

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        signal.signal(signal.SIGINT, self._before)


def _watch_for_defects(redactor: Redactor, show: Callable[[Any], object]) -> Callable[[], None]:
    """What nobody caught on the window's thread is logged and shown, without local values; returns how to undo that."""
    from app.worker.crash import crash_report

    before, before_threads = sys.excepthook, threading.excepthook

    def caught(kind: type[BaseException], raised: BaseException, trace: TracebackType | None) -> None:
        del kind, trace
        report = crash_report("the window", raised, redactor.redact)
        LOG.error("defect in the window: %s\n%s", report.kind, report.stack)
        show(report)

    def caught_in_thread(said: threading.ExceptHookArgs) -> None:
        if said.exc_value is not None:
            report = crash_report("a thread", said.exc_value, redactor.redact)
            LOG.error("defect in a thread: %s\n%s", report.kind, report.stack)

    sys.excepthook, threading.excepthook = caught, caught_in_thread

    def undo() -> None:
        sys.excepthook, threading.excepthook = before, before_threads

    return undo


def _close(office: Office) -> None:
    """Wait for what is under way; a request that does not end in its own time is left, and found again by the next start."""
    left = office.close(_END_WITHIN) and office.close(_REQUEST_ENDS_WITHIN)
    if left:
        LOG.warning("left under way at the end: %s", ", ".join(left))
        logging.shutdown()
        os._exit(
            0
        )  # a thread that is destroyed while it runs would end the process worse; the journal is made for this
