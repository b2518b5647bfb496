"""Keeps the program in the tray: the icon tells how it stands, and takes the window in when it is closed and is to go on.

Rounds go on as long as the program runs, whether its window is seen or not. Nothing here holds the program back: `end` closes it for
good, and so does everything that ends it where the desktop has no tray.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.domain.errors import ExpectedProblem
from app.ui.dialogs.asking import AskDialog
from app.ui.parts import open_dialog
from app.ui.style import capped, theme
from app.ui.tray.books import TrayBooks
from app.ui.tray.mark import tray_icon
from app.ui.tray.menu import TrayMenu
from app.ui.tray.place import TrayPlace
from app.ui.tray.setting import STAYS, TOLD
from app.ui.tray.words import problem_words, state_line, word_of_round
from app.ui.window import TITLE, MainWindow
from app.worker.collection_contract import RefusedRound, RoundResult
from app.worker.office import Office

_LOOK_EVERY = 10_000
_READ_EVERY = 60_000  # a round that had nothing to do says nothing, and the next one's time moves on all the same
_MISSED = 2  # looks without a tray until the window comes back


class Tray(QObject):
    """The icon of one window. Call `start` once the window is made, `remove` when it is over.

    `ended()` when a hidden window was closed for good: no last window closes then that would end the program.
    """

    ended = Signal()

    def __init__(self, office: Office, window: MainWindow, place: TrayPlace, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._office, self._window, self._place, self._now = office, window, place, now
        self.menu = TrayMenu()
        self.books = TrayBooks(office, now)
        self._said: dict[str, str] = {}
        self._spoke_of = ""
        self._ends, self._over, self._alone, self._missed = False, False, False, 0
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY)
        self._look.timeout.connect(self.look)
        self._again = QTimer(self)
        self._again.setInterval(_READ_EVERY)
        self._again.timeout.connect(self.books.read_routes)

    def start(self) -> None:
        """Show the icon where it has something to show, and take the window in from now on."""
        self._listen()
        self.menu.open_wanted.connect(self.open_window)
        self.menu.import_wanted.connect(self.books.import_now)
        self.menu.pause_wanted.connect(self.books.pause)
        self.menu.quit_wanted.connect(self.end)
        self.menu.aboutToShow.connect(self.books.read_routes)
        self._place.pressed.connect(self.open_window)
        self._place.word_pressed.connect(self._open_route)
        self._window.stayed.connect(self._thought_better)
        self._window.goes_aside = self.take_in
        self._again.start()
        self.books.refresh()

    def _listen(self) -> None:
        bell = self._office.bell
        bell.setup_changed.connect(self.books.refresh)
        bell.background.connect(self._hear_background)
        bell.collected.connect(self._hear_round)
        bell.round_refused.connect(self._hear_refusal)
        bell.automatic_switched.connect(self._hear_switched)
        bell.raised.connect(self.open_window)
        self.books.changed.connect(self._show)
        self.books.failed.connect(self._hear_failure)
        theme().changed.connect(self._show)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._hear_state)

    @property
    def stays(self) -> bool:
        """Whether the program is to go on when its window is closed."""
        return self._office.setting(STAYS) == "yes"

    def _show(self) -> None:
        if self._over:
            return
        facts = self.books.facts
        self.menu.show_facts(facts, self._now(), is_busy=bool(self.books.importing))
        if not (facts.routes or self.stays or self._alone) or not self._place.is_there():
            self._place.take_down()
            return
        name = f"{TITLE} (practice books)" if self._office.is_practice else TITLE
        self._place.show_icon(tray_icon(facts.state), f"{name}: {state_line(facts, self._now())}", self.menu)

    # --- what happens

    def _hear_background(self, _news: object) -> None:
        self.books.refresh()

    def _hear_switched(self, _route_id: str, on: bool) -> None:
        """Whoever lets something run by itself for the first time is asked whether it is to run without the window too."""
        self.books.read_routes()
        wanted = on and not self._office.setting(STAYS) and self._window.isVisible()
        if wanted and self._place.is_there() and open_dialog(self._window) is None:
            self._offer()

    def _offer(self) -> None:
        words = (
            "Automatic import runs while Ledgerferry runs. Closing the window can leave it running: the icon in the tray opens the "
            "window again, and 'Quit' there ends it. You can change this in Settings at any time."
        )
        asking = AskDialog("Keep running in the tray", words, yes="Keep running")
        asking.finished.connect(self._answered)
        asking.open_in(self._window)

    def _answered(self, agreed: bool) -> None:
        self._office.save_setting(STAYS, "yes" if agreed else "no")
        self._show()

    def _hear_round(self, result: RoundResult) -> None:
        if not self.books.name_of(result.route_id):
            return
        asked = result.route_id in self.books.importing
        calls = bool(word_of_round(result, asked=False))
        self._say(result.route_id, word_of_round(result, asked=asked), again=asked)
        self.books.heard(result, calls=calls and not self._is_seen)

    def _hear_failure(self, route_id: str, problem: ExpectedProblem) -> None:
        self._say(route_id, problem_words(problem), again=True)

    def _hear_refusal(self, refused: RefusedRound) -> None:
        """Nothing runs until somebody signs in: said once, and the window's rail shows it too."""
        words = problem_words(refused.problem)
        if self.books.name_of(refused.route_id) and self._said.get(refused.route_id) != words:
            self._say(refused.route_id, words)
            self._office.bell.setup_changed.emit()

    def _say(self, route_id: str, words: str, *, again: bool = False) -> None:
        """A notification, unless the window is looked at or has said this already."""
        if not words or (self._said.get(route_id) == words and not again):
            return
        self._said[route_id] = words
        if not self._is_seen and not self._over:
            self._spoke_of = route_id
            self._place.say(capped(self.books.name_of(route_id), 60), words, tray_icon(self.books.facts.state))

    @property
    def _is_seen(self) -> bool:
        return self._window.isVisible() and self._window.isActiveWindow()

    def _hear_state(self, state: Qt.ApplicationState) -> None:
        """Whoever comes to the window sees what there is."""
        if state is Qt.ApplicationState.ApplicationActive and self._window.isVisible():
            self.books.looked()

    # --- the window goes and comes

    def open_window(self) -> None:
        """Bring the window back, wherever it is."""
        self._stay_alone(False)
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.show()
        self._window.come_forward()
        self.books.looked()

    def _open_route(self) -> None:
        self.open_window()
        if self._spoke_of:
            self._window.go(self._spoke_of)

    def take_in(self) -> bool:
        """Asked when the window is being closed: whether the tray takes it in instead, which it then has."""
        if self._ends or not self.stays or not self._place.is_there():
            return False
        self.go_without_window()
        if self._office.setting(TOLD) != "yes":
            self._office.save_setting(TOLD, "yes")
            words = "Automatic import goes on. The icon in the tray opens the window again; 'Quit' there ends it."
            self._place.say("Ledgerferry keeps running", words, tray_icon(self.books.facts.state))
        return True

    def go_without_window(self) -> None:
        """Run in the tray alone; where it does not come up, or goes, the window comes back."""
        self._stay_alone(True)
        self._window.hide()
        self._look.start()
        self._show()

    def look(self) -> None:
        """Whether the icon is still there to open the window by."""
        self._missed = 0 if self._place.is_there() else self._missed + 1
        if self._missed >= _MISSED:
            self.open_window()
        else:
            self._show()

    def _stay_alone(self, alone: bool) -> None:
        """A hidden window is no last window: without it nothing else that closes may end the program."""
        self._alone, self._missed = alone, 0
        self._look.stop()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setQuitOnLastWindowClosed(not alone)

    # --- the end

    def let_go(self) -> None:
        """The session ends, or somebody has asked the program to: whatever closes now is closed."""
        self._ends = True

    def end(self) -> None:
        """Close the window for good; where something is under way the window asks first, and is shown for it."""
        self.let_go()
        hidden = not self._window.isVisible()
        if hidden and self._office.runner.is_changing:
            self.open_window()
            hidden = False
        if self._window.close() and hidden:
            self.ended.emit()

    def _thought_better(self) -> None:
        self._ends = False

    def remove(self) -> None:
        """The window is over."""
        self._over = True
        self._again.stop()
        self._stay_alone(False)
        self._window.goes_aside = _stays_here
        self._place.take_down()
        self.menu.deleteLater()


def _stays_here() -> bool:
    return False
