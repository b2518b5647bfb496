"""A collection route: Health, Customers, Invoices and Settlements under one header, and what happens between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.domain.collection.settings import CollectionSettings
from app.domain.errors import ExpectedProblem
from app.domain.route import Connection
from app.ui.collection.clearing import ClearingDialog
from app.ui.collection.customers import CustomersTab
from app.ui.collection.health import HealthTab
from app.ui.collection.invoices import InvoicesTab
from app.ui.collection.mending import HealthMender
from app.ui.collection.settlements import SettlementsTab
from app.ui.collection.tab import CollectionTab
from app.ui.collection.words import round_words
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.models.faces import RouteFace
from app.ui.parts import ButtonKind, EmptyState, Segment, SegmentedFilter, Toast
from app.ui.screens.route_page import RoutePage
from app.worker.collection_contract import CollectionStart, RoundResult
from app.worker.office import Office


class Page(StrEnum):
    """The four pages."""

    HEALTH = "health"
    CUSTOMERS = "customers"
    INVOICES = "invoices"
    SETTLEMENTS = "settlements"


class CollectionScreen(RoutePage):
    """A collection route: four pages under one header."""

    def __init__(self, office: Office, face: RouteFace, now: Callable[[], datetime]) -> None:
        super().__init__(office, face)
        self._asked_for_clearing = False
        self.pages = SegmentedFilter([Segment(p.value, p.value.capitalize()) for p in Page], name="Page")
        self.pages.setObjectName("collection-pages")
        self.header.side.addWidget(self.pages)
        self.health, self.customers = HealthTab(office, face, now), CustomersTab(office, face)
        self.invoices, self.settlements = InvoicesTab(office, face, now), SettlementsTab(office, face)
        self.tabs: dict[Page, CollectionTab] = dict(
            zip(Page, (self.health, self.customers, self.invoices, self.settlements), strict=True)
        )
        self.mender = HealthMender(self.health)
        self._stack = QStackedWidget()
        self.signed_out = self._sign_in_first()
        self._stack.addWidget(self.signed_out)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self._connect()
        self.set_face(face)

    def _sign_in_first(self) -> EmptyState:
        """Instead of the pages, while nobody is signed in to the ledger."""
        page = EmptyState(
            "", "Its unpaid invoices are collected, and payments go back to it. Nothing is debited by signing in."
        )
        page.setObjectName("collection-signed-out")
        self._sign_in = page.add_button("Sign in", ButtonKind.PRIMARY, icon="link")
        self._sign_in.setObjectName("collection-sign-in")
        self._sign_in.clicked.connect(lambda: self.reconnect(self.face.ledger.id))
        return page

    def _connect(self) -> None:
        for tab in self.tabs.values():
            self._stack.addWidget(tab)
            tab.defect.connect(self.defect)
            tab.wanted.connect(self.place_wanted)
            tab.tab_wanted.connect(self.go_to)
            tab.reconnect_wanted.connect(self.reconnect)
            tab.changed.connect(self._count_anew)
        self.pages.chosen.connect(lambda key: self._show(Page(key)))
        self.health.mending.connect(self.mender.mend)
        self.health.import_wanted.connect(self.import_now)
        self.health.counted.connect(self.waiting_known)
        self.health.runs.switched.connect(self._switch_runs)
        mender = self.mender
        mender.page_wanted.connect(self.go_to)
        mender.reconnect_wanted.connect(self.reconnect)
        mender.import_wanted.connect(self.import_now)
        mender.mended.connect(self.health.refresh)
        for told in (self.health.clearing_wanted, mender.clearing_wanted, self.settlements.clearing_wanted):
            told.connect(self.choose_clearing)
        self.invoices.decide.connect(mender.decide)
        self.settlements.decide.connect(mender.decide)
        self.office.bell.collected.connect(self._hear_round)
        self.office.bell.automatic_switched.connect(self._hear_switched)

    def set_face(self, face: RouteFace) -> None:
        """Another name, or a connection somebody has signed in to."""
        super().set_face(face)
        self.pages.setEnabled(face.is_connected)
        for tab in self.tabs.values():
            tab.set_face(face)
        self.signed_out.sentence.setText(f"Nobody is signed in to {face.ledger_word}")
        self._sign_in.setText(f"Sign in to {face.ledger_word}")
        was_out = self._stack.currentWidget() is self.signed_out
        self._stack.setCurrentWidget(self.current if face.is_connected else self.signed_out)
        if was_out and face.is_connected and self.isVisible():
            self.arrive()

    # --- pages

    @property
    def page(self) -> Page:
        """The page in hand."""
        return Page(self.pages.current)

    @property
    def current(self) -> CollectionTab:
        """Its screen."""
        return self.tabs[self.page]

    @property
    def has_side_column(self) -> bool:
        """Whether a table stands beside a side column."""
        return self.current.has_side_column

    def go_to(self, page: str, subject: str = "") -> None:
        """Show a page with something in hand."""
        self.pages.set_current(page)
        self.current.show_subject(subject)
        self._show(Page(page))

    def _show(self, page: Page) -> None:
        self._stack.setCurrentWidget(self.tabs[page])
        Toast.clear(self.window())
        self.step_changed.emit()
        self.tabs[page].arrive()

    def arrive(self) -> None:
        """The person has come to this route; whoever comes first is asked for the clearing account."""
        if not self.face.is_connected:
            self._sign_in.setFocus()
            return
        self.current.arrive()
        if not self._asked_for_clearing:
            self.ask(self.office.collection_start(self.face.route.id), self._ask_for_clearing, lambda _problem: None)

    def _ask_for_clearing(self, start: CollectionStart) -> None:
        if start.settings.clearing is not None:
            self.settlements.clearing = start.settings.clearing.label
        if not self._asked_for_clearing and start.settings.clearing is None and self.isVisible():
            self.choose_clearing()
        self._asked_for_clearing = True

    def focus_search(self) -> bool:
        """Where this page is searched."""
        return self.current.focus_search()

    def act(self, keys: str) -> bool:
        """The page's keys; Alt+1 to 4 choose a page, Esc leads back to Health."""
        if not self.face.is_connected:
            return False
        if self.current.act(keys):
            return True
        if keys.startswith("Alt+") and keys[4:].isdigit() and 1 <= int(keys[4:]) <= len(Page):
            self.pages.choose_number(int(keys[4:]))
            return True
        if keys == "Esc" and self.page is not Page.HEALTH:
            self.go_to(Page.HEALTH)
            return True
        return False

    # --- what the pages ask for

    def _count_anew(self) -> None:
        """Something was changed on another page: the rail's count follows."""
        if self.page is not Page.HEALTH:
            self.ask(self.office.collection_health(self.face.route.id), lambda view: self.waiting_known.emit(view.bad))

    def choose_clearing(self) -> None:
        """Which account settlements go into."""
        self._asked_for_clearing = True
        dialog = ClearingDialog(self.health)
        dialog.chosen.connect(self._clearing_kept)
        dialog.open_in(self.window())

    def _clearing_kept(self, settings: CollectionSettings) -> None:
        label = settings.clearing.label if settings.clearing is not None else ""
        self.settlements.clearing = label
        self.current.did(f"Settlements go to {label}.", None)
        self.current.refresh()

    def _switch_runs(self, scheduled: bool, asks: bool) -> None:
        start = self.health.start
        if start is None:
            return
        wanted = CollectionSettings(
            start.settings.clearing, start.settings.lead, start.settings.largest, start.settings.closed, asks, scheduled
        )
        self.ask(
            self.office.save_collection_settings(self.face.route.id, wanted),
            lambda _kept: self.office.bell.automatic_switched.emit(self.face.route.id, scheduled),
            self._not_switched,
        )

    def _hear_switched(self, route_id: str, _on: bool) -> None:
        """By this page, or by the tray beside it."""
        if route_id == self.face.route.id and self.isVisible() and self.page is Page.HEALTH:
            self.health.refresh()

    def _not_switched(self, problem: ExpectedProblem) -> None:
        self.health.did("", problem)
        self.health.refresh()

    def import_now(self) -> None:
        """What the next run would do, now; once, however often it is asked for meanwhile."""
        if self.health.is_busy:
            return
        self.health.set_busy(True)
        handle = self.ask(
            self.office.import_now(self.face.route.id), self._round_ended, lambda p: self.health.did("", p)
        )
        handle.finished.connect(lambda: self.health.set_busy(False))

    def _round_ended(self, result: RoundResult) -> None:
        self._tell_round(self.health, result)
        self.current.refresh()

    @staticmethod
    def _tell_round(tab: CollectionTab, result: RoundResult) -> None:
        """A word in passing; what a round could not change any more stays on the page, with what to do below."""
        problem = result.problem
        if problem is None and result.alarms:
            more = f"{round_words(result)} {len(result.alarms) - 1:,} more below.".strip()
            advice = more if len(result.alarms) > 1 else round_words(result)
            problem = ExpectedProblem(result.alarms[0], advice=advice, code="alarm")
        tab.did(round_words(result), problem)

    def _hear_round(self, result: RoundResult) -> None:
        """A run at 15 or 45 past: told on the page that is open, and counted in the rail."""
        if result.route_id != self.face.route.id:
            return
        if self.isVisible():
            self._tell_round(self.current, result)
            self.current.refresh()
        else:
            self._count_anew()

    # --- connections

    def reconnect(self, connection_id: str) -> None:
        """The ledger is signed in to again in the browser; a collector's key is typed again."""
        if connection_id == self.face.source.id:
            self._type_key(self.face.source)
            return
        dialog = SignInDialog(self.office, self.face.ledger)
        dialog.connected.connect(self._connected)
        dialog.open_in(self.window())

    def _type_key(self, connection: Connection) -> None:
        form = ConnectionForm(self.office, connection.system, connection)
        form.saved.connect(self._connected)
        form.open_in(self.window())

    def _connected(self, _connection: Connection) -> None:
        self.changed_connection.emit()
        if self.face.is_connected:
            self.current.be_content()
            self.current.refresh()
