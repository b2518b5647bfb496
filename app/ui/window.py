"""The main window: rail, practice marks, the screen in hand, and the keys that work everywhere.

It remembers where it stood and whether its rail was folded. It never waits: all work is the office's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import ExpectedProblem
from app.domain.run import RunSummary
from app.ui.collection.watch import CollectionWatch
from app.ui.keys import KeysSheet, combination
from app.ui.models.faces import RouteFace, faces_of
from app.ui.parts import Rail, Toast, open_dialog
from app.ui.screens.crash import CrashDialog
from app.ui.screens.leaving import LeavingDialog
from app.ui.screens.nothing import NothingYet
from app.ui.screens.place import PlaceScreen
from app.ui.screens.registry import PLACES, RAIL, Place, make_place
from app.ui.screens.route_page import RoutePage, make_route
from app.ui.screens.screen import Screen
from app.ui.style import app_icon
from app.ui.window_marks import WindowMarks, place_item, route_item, tone_of
from app.worker.contract import BackgroundNews, CrashReport, Overview
from app.worker.office import Office

TITLE = "Ledgerferry"
_SIZE = (1280, 800)
_SMALLEST = (960, 600)
_FOLD_ALWAYS = 1180  # narrower windows need the rail's room on every screen
_FOLD_BELOW = 1500  # narrower windows fold the rail where a table stands beside a side column


class MainWindow(QWidget):
    """The window. `now` gives the time; `leave_practice` is called when the person leaves the practice books.

    `stayed()` when it was asked to close and the person has kept it open.
    """

    stayed = Signal()

    def __init__(
        self, office: Office, now: Callable[[], datetime], leave_practice: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self._office, self._now, self._leave_practice = office, now, leave_practice
        self._faces: dict[str, RouteFace] = {}
        self._pages: dict[str, QWidget] = {}
        self._waiting: dict[str, int] = {}
        self._route_id = ""
        self._folded = office.setting("window.folded") == "yes"
        self._may_close = False
        self.goes_aside: Callable[[], bool] = lambda: False  # whether a tray has taken it in instead of its closing
        self.rail = Rail()
        self.stack = QStackedWidget()
        self._overview: Overview | None = None
        self._news: BackgroundNews | None = None
        self._lay()
        self._place_window()
        self._marks = WindowMarks(self, self._column)
        self._marks.left.connect(self._leave)
        self._marks.recovery.connect(lambda: self.go(Place.RECOVERY))
        self.rail.chosen.connect(self.go)
        self.rail.add_pressed.connect(lambda: self.go(Place.FIRST_RUN))
        self.rail.set_folded(self._folded)
        self.setWindowTitle(TITLE)
        self.setWindowIcon(app_icon())
        self._watch = CollectionWatch(office, self._count, self._say_elsewhere, self)
        office.bell.setup_changed.connect(self.reload)
        office.bell.background.connect(self._hear)
        office.bell.raised.connect(self.come_forward)
        self.reload()

    def _lay(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        self._column.addLayout(row, 1)
        self._nothing = NothingYet()
        self._nothing.set_up.connect(lambda: self.go(Place.FIRST_RUN))
        self.stack.addWidget(self._nothing)

    def _place_window(self) -> None:
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        place = self._office.setting("window.place")
        if place:
            self.restoreGeometry(QByteArray.fromBase64(place.encode("ascii", "ignore")))

    # --- routes and places

    def reload(self) -> None:
        """Look around anew: after set-up, a sign-in, a new name."""
        handle = self._office.overview()
        handle.succeeded.connect(self._show_overview)
        handle.failed.connect(self._say_nothing)
        handle.crashed.connect(self.show_crash)

    def _say_nothing(self, problem: ExpectedProblem) -> None:
        self._nothing.say(problem.sentence, problem.advice)
        self.stack.setCurrentWidget(self._nothing)

    def _show_overview(self, overview: Overview) -> None:
        first, connections, self._overview = self._overview is None, overview.connections, overview
        self._marks.show_finding(overview.finding, self._current_key())
        self._faces = faces_of(overview.routes, connections)
        waiting = self._waiting
        self.rail.set_routes(
            [route_item(n, f, waiting.get(key, 0)) for n, (key, f) in enumerate(self._faces.items(), 1)]
        )
        unwell = sum(connection.access_ended for connection in connections)
        wanting = {Place.CONNECTIONS: unwell, Place.RECOVERY: overview.decisions}
        self.rail.set_places([place_item(place, wanting.get(place, 0)) for place in RAIL if self._is_offered(place)])
        for route_id, face in self._faces.items():
            page = self._pages.get(route_id)
            if isinstance(page, RoutePage):
                page.set_face(face)
                page.show_unfinished(self._unfinished(route_id))
        self._choose_page(first)
        self.rail.set_current(self._current_key())
        self._watch.set_faces(self._faces)

    def _count(self, route_id: str, number: int) -> None:
        """What waits on a route, told by its search."""
        self._waiting[route_id] = number
        self.rail.set_count(route_id, number, tone_of(self._faces[route_id]))

    def _unfinished(self, route_id: str) -> RunSummary | None:
        runs = self._overview.unfinished if self._overview is not None else ()
        return next((run for run in runs if run.route_id == route_id), None)

    def _is_offered(self, place: Place) -> bool:
        if place is Place.RECOVERY:
            return self._has_something_open()
        return not PLACES[place].of_route or bool(self._mapped_route())

    def _mapped_route(self) -> str:
        """The route whose mappings are meant: the one in hand, or the first that has any; '' without one."""
        mapped = [key for key, face in self._faces.items() if not face.collects]
        return self._route_id if self._route_id in mapped else next(iter(mapped), "")

    def _has_something_open(self) -> bool:
        seen = self._overview
        return seen is not None and bool(seen.decisions or seen.open_operations or not seen.finding.may_send)

    def _hear(self, news: BackgroundNews) -> None:
        """A look-up in the background has moved something: the rail tells of it."""
        if news != self._news:
            self._news = news
            self.reload()

    def _choose_page(self, first: bool) -> None:
        """Recovery when records that are not whole are opened, else the route of last time; whoever is in Recovery stays there."""
        if self._faces and self._route_id not in self._faces:
            last = self._office.setting("window.route")
            self._route_id = last if last in self._faces else next(iter(self._faces))
            stays = False
        else:
            stays = bool(self._faces)
        if first and self._overview is not None and not self._overview.finding.may_send:
            self.go(Place.RECOVERY)
        elif not stays and self._current_key() != Place.RECOVERY:
            self.go(self._route_id if self._faces else Place.FIRST_RUN)

    def go(self, key: str) -> None:
        """Go to a route or place by its key; nothing happens for one that does not exist."""
        page = self._page(key)
        if page is None:
            return
        self.stack.setCurrentWidget(page)
        if key in self._faces:
            self._route_id = key
            self._office.save_setting("window.route", key)
        self._marks.stand_at(key)
        self.rail.set_current(key)
        self._dress()
        if isinstance(page, Screen):
            page.arrive()

    def _page(self, key: str) -> QWidget | None:
        made = key
        if key in self._faces:
            if key not in self._pages:
                self._pages[key] = self._make_route(key)
            return self._pages[key]
        if key not in set(Place):
            return None
        place = Place(key)
        if PLACES[place].of_route:
            made = f"{key}:{self._mapped_route()}"
        if made not in self._pages:
            self._pages[made] = self._make_place(place)
            self.stack.addWidget(self._pages[made])
        return self._pages[made]

    def _make_place(self, place: Place) -> QWidget:
        page = make_place(place, self._office, self._mapped_route())
        if isinstance(page, PlaceScreen):
            page.defect.connect(self.show_crash)
            page.wanted.connect(self.go)
        return page

    def _make_route(self, route_id: str) -> RoutePage:
        face = self._faces[route_id]
        page = make_route(self._office, face, self._now)
        page.defect.connect(self.show_crash)
        page.waiting_known.connect(lambda number: self._count(route_id, number))
        page.place_wanted.connect(self.go)
        page.changed_connection.connect(self.reload)
        page.step_changed.connect(self._fold_for_step)
        page.show_unfinished(self._unfinished(route_id))
        self.stack.addWidget(page)
        return page

    def _current_key(self) -> str:
        shown = self.stack.currentWidget()
        key = next((key for key, page in self._pages.items() if page is shown), "")
        return key.split(":")[0] if key not in self._faces else key

    def _dress(self) -> None:
        """Practice marks exactly while the practice books are open; title and rail for the screen shown."""
        face = self._faces.get(self._route_id)
        practice = self._office.is_practice or (face is not None and face.route.practice)
        self._marks.set_practice(practice)
        name = face.route.name if face is not None else ""
        self.setWindowTitle(" - ".join(filter(None, [name, "Practice books" if practice else "", TITLE])))
        self._fold_for_step()

    def _leave(self) -> None:
        if self._leave_practice is not None:
            self._leave_practice()
        else:
            self.close()

    # --- the rail

    def toggle_rail(self) -> None:
        """Fold or unfold, and remember it."""
        self.rail.toggle()
        self._folded = self.rail.is_folded
        self._office.save_setting("window.folded", "yes" if self._folded else "no")

    def _fold_for_step(self) -> None:
        page = self.stack.currentWidget()
        beside = isinstance(page, RoutePage | PlaceScreen) and page.has_side_column
        narrow = self.width() < (_FOLD_BELOW if beside else _FOLD_ALWAYS)
        self.rail.set_folded(self._folded or narrow)

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nobody below has taken: the window's own first, then those of the screen shown."""
        keys = combination(event)
        if not keys or open_dialog(self) is not None or not self.act(keys):
            super().keyPressEvent(event)

    def act(self, keys: str) -> bool:
        """Obey a key; False when it means nothing here."""
        own: dict[str, Callable[[], object]] = {
            "Ctrl+B": self.toggle_rail,
            "Ctrl+L": lambda: self.go(Place.LOG),
            "Ctrl+R": lambda: self.go(Place.REPORTS),
            "Ctrl+,": lambda: self.go(Place.SETTINGS),
            "F1": lambda: KeysSheet().open_in(self),
            "?": lambda: KeysSheet().open_in(self),
            "F6": self._next_area,
        }
        if keys in own:
            own[keys]()
            return True
        if keys.startswith("Ctrl+") and keys[5:].isdigit():
            return self._go_to_number(int(keys[5:]))
        page = self.stack.currentWidget()
        if isinstance(page, Screen):
            return page.focus_search() if keys in {"/", "Ctrl+F"} else page.act(keys)
        return False

    def _go_to_number(self, number: int) -> bool:
        keys = list(self._faces)
        if not 1 <= number <= len(keys):
            return False
        self.go(keys[number - 1])
        return True

    def _next_area(self) -> None:
        """Between the rail and the screen."""
        shown = self.stack.currentWidget()
        if shown is not None and self.rail.isAncestorOf(self.focusWidget() or shown):
            shown.setFocus(Qt.FocusReason.ShortcutFocusReason)
            shown.focusNextChild()
        elif self.rail.current:
            self.rail.item(self.rail.current).setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- told

    def toast(self, sentence: str, undo: Callable[[], object] | None = None) -> Toast:
        """One sentence at the bottom right."""
        return Toast.show_in(self, sentence, undo, lift=72)

    def _say_elsewhere(self, route_id: str, sentence: str) -> None:
        """The page of a route that is shown says it itself, and keeps saying it."""
        if self._current_key() != route_id:
            self.toast(sentence)

    def show_crash(self, report: CrashReport) -> None:
        """A defect of the program, with its report."""
        CrashDialog(report).open_in(self)

    def come_forward(self) -> None:
        """Another start of the program found this window open."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    # --- leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place; ask first while something is under way."""
        if self.goes_aside():
            event.ignore()
            return
        if self._office.runner.is_changing and not self._may_close:
            event.ignore()
            if open_dialog(self) is None:
                asking = LeavingDialog(next(iter(self._office.runner.names), ""))
                asking.finished.connect(self._leave_for_good)
                asking.open_in(self)
            else:
                self.stayed.emit()
            return
        self._office.save_setting("window.place", bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        event.accept()

    def _leave_for_good(self, agreed: bool) -> None:
        if agreed:
            self._may_close = True
            self.close()
        else:
            self.stayed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower window folds the rail where a table needs the room."""
        super().resizeEvent(event)
        self._fold_for_step()
