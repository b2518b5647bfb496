"""The Review step: causes, the table, the document in hand, totals of what is ticked. Nothing has been sent up to here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.documents import SourceDocument
from app.domain.errors import ExpectedProblem
from app.domain.plan import Plan, PlannedDocument, ProblemGroup
from app.domain.words import count_of
from app.ui.models.faces import RouteFace
from app.ui.models.plan_rows import PlanRow, StateFilter, found_row, row_of
from app.ui.parts import Banner, Card, EmptyState, Toast, WorkingLine
from app.ui.screens.chooser import Chooser
from app.ui.screens.mending import Mender
from app.ui.screens.review_bar import ReviewBar
from app.ui.screens.review_causes import CauseRow
from app.ui.screens.review_detail import ReviewDetail
from app.ui.screens.review_table import ReviewTable
from app.ui.screens.screen import Screen
from app.worker.office import Office

_DETAIL_AFTER = 30
"""Milliseconds the row in hand must stay before its detail is built: a held arrow key only moves the bar."""
_BESIDE = 1100
"""Width in px from which the document in hand stands beside the table by itself."""
_SLICE = 250
"""Rows made at a time of a long plan, so that the window never stops for more than some milliseconds."""


class ReviewScreen(Screen):
    """`sync(frozenset)` with the ids of the ticked documents, `dry_run(frozenset)`; the rest is the mender's."""

    sync = Signal(object)
    dry_run = Signal(object)
    rows_ready = Signal()

    def __init__(self, office: Office, face: RouteFace, this_year: int, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.setObjectName("review-screen")
        self.plan: Plan | None = None
        self._face = face
        self._pending: list[PlannedDocument] = []
        self._made: list[PlanRow] = []
        self._wanted = ""
        self.causes = CauseRow()
        self.working = WorkingLine("search")
        self.working.setObjectName("review-working")
        self.table = ReviewTable(face.ledger_word, this_year)
        self.detail = ReviewDetail(face)
        self.bar = ReviewBar(face)
        self.mender = Mender(office, face, self)
        self.chooser: Chooser | None = None
        self.empty = EmptyState("")
        self.empty.setObjectName("review-nothing-found")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_DETAIL_AFTER)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._lay()
        self._connect()

    def _lay(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.notices.setContentsMargins(20, 0, 20, 0)
        self._column.addLayout(self.notices)
        self.working.setContentsMargins(24, 16, 24, 0)
        self._column.addWidget(self.working)
        self.working.hide()
        self._column.addWidget(self.causes)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.table, 1)
        self.side = QStackedWidget()
        self.side.addWidget(self.detail)
        self.side.setFixedWidth(self.detail.width())
        row.addWidget(self.side)
        self._stack = QStackedWidget()
        self._stack.addWidget(body)
        card = Card()
        card.body.addWidget(self.empty)
        holder = QWidget()
        hold = QVBoxLayout(holder)
        hold.setContentsMargins(24, 16, 24, 24)
        hold.addWidget(card)
        self._stack.addWidget(holder)
        self._column.addWidget(self._stack, 1)
        self._column.addWidget(self.bar)

    def _connect(self) -> None:
        self.table.current.connect(lambda _row: self._later.start())
        self._later.timeout.connect(self._show_detail)
        self._slices.timeout.connect(self._make_slice)
        self.table.opened.connect(lambda _row: self.toggle_detail())
        self.table.ticks_changed.connect(self._show_sums)
        self.causes.fix.connect(self.fix)
        self.detail.mend.connect(self.mender.mend)
        self.detail.open_link.connect(self.mender.link_asked)
        self.mender.chooser_opened.connect(self.open_chooser)
        self.mender.shown.connect(self._show_group)
        self.bar.sync.connect(lambda: self.sync.emit(self.table.tally.chosen))
        self.bar.gives_way.connect(self.arrive)
        self.bar.dry_run.connect(lambda: self.dry_run.emit(self.table.tally.chosen))

    def set_face(self, face: RouteFace) -> None:
        """Another organisation, or signed in by now."""
        self._face = face
        for part in (self.detail, self.bar, self.mender):
            part.set_face(face)

    # --- what is shown

    def begin(self, words: str) -> None:
        """A search has begun: rows appear as pages arrive."""
        self.plan = None
        self.clear_problem()
        self.close_chooser()
        self.causes.show_groups(())
        self._stack.setCurrentIndex(0)
        self.bar.show()
        self.bar.set_busy(True)
        self.table.begin_anew()
        self.detail.show_row(None)
        self.say(words)

    def say(self, strong: str, quiet: str = "") -> None:
        """What is being done; empty when nothing is."""
        self.working.setVisible(bool(strong))
        self.working.set_words(strong, quiet)

    def add_found(self, documents: Sequence[SourceDocument]) -> None:
        """These were found just now."""
        self.table.add_rows(found_row(document) for document in documents)
        self._show_sums()
        self.working.set_words(self.working.strong.text(), f"{count_of(len(self.table.list.rows), 'invoice')} found")

    def show_plan(self, plan: Plan) -> None:
        """What would happen; long plans become rows in slices."""
        self.plan = plan
        self.causes.show_groups(plan.groups, plan.vendor)
        self.bar.show_arrivals(plan.arrivals)
        self._pending, self._made = list(reversed(plan.documents)), []
        self.bar.set_busy(True)
        self._make_slice()
        if self._pending:
            self._slices.start()

    def _make_slice(self) -> None:
        for _ in range(min(_SLICE, len(self._pending))):
            self._made.append(row_of(self._pending.pop()))
        if self._pending:
            return
        self._slices.stop()
        self.table.replace_rows(self._made)
        self._made = []
        self.bar.set_busy(self.plan is None or (not self.plan.complete and self._face.is_connected))
        if self.table.table.row() is None and self.table.model.rowCount():
            self.table.table.set_current(0)
        self._show_detail()
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.take_in_hand(wanted)
        self.rows_ready.emit()

    def show_empty(self, sentence: str, second: str, checked: str) -> EmptyState:
        """Nothing was found; ways on are added to what is returned."""
        self.say("")
        self.empty.set_words(sentence, second, checked)
        self.empty.clear_ways()
        self._stack.setCurrentIndex(1)
        self.bar.hide()
        return self.empty

    def show_problem(self, banner: Banner) -> None:
        """A problem above everything, until it is mended."""
        super().show_problem(banner)
        self.notices.setContentsMargins(24, 16, 24, 0)

    def clear_problem(self) -> None:
        """It is mended."""
        super().clear_problem()
        self.notices.setContentsMargins(20, 0, 20, 0)

    def _show_sums(self) -> None:
        tally = self.table.tally
        ticked = sum(entry.count for _, entry in tally.sums)
        self.bar.show_sums(tally.sums, ticked, len(self.table.list.rows))

    def _show_detail(self) -> None:
        row = self.table.table.row()
        self.detail.show_row(row if isinstance(row, PlanRow) else None)

    def toggle_detail(self) -> None:
        """Show or hide the document in hand."""
        self._show_side(self.side.isHidden())

    @property
    def _is_roomy(self) -> bool:
        """Whether table and detail fit beside each other; else the detail comes when it is asked for."""
        return self.width() >= _BESIDE

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The detail goes when there is no room for it, and comes back with it."""
        super().resizeEvent(event)
        before = event.oldSize().width()
        if (before >= _BESIDE) != self._is_roomy or before < 0:
            self._show_side(self._is_roomy or self.chooser is not None)

    def _show_side(self, shown: bool) -> None:
        self.side.setVisible(shown)
        self.table.set_brief(shown and not self._is_roomy)

    def _show_group(self, group: ProblemGroup) -> None:
        """Where only looking helps: its documents, the first in hand."""
        self.table.show_filter(StateFilter.BLOCKED)
        if group.document_ids:
            self.table.select(group.document_ids[0])
        self._show_side(True)

    def take_in_hand(self, document_id: str) -> None:
        """Show this document, once its row is made."""
        if self._pending:
            self._wanted = document_id
        elif self.table.select(document_id):
            self._show_detail()

    # --- mending

    def fix(self, group: ProblemGroup) -> None:
        """Fix on a cause card."""
        if self.plan is not None:
            self.mender.mend_group(group, self.plan.groups, self.plan.documents)

    def fix_first(self) -> bool:
        """F: the problem of the document in hand, else the first cause."""
        if self._later.isActive():  # typed faster than the detail follows
            self._later.stop()
            self._show_detail()
        planned = self.detail.planned
        row = self.table.table.row()
        if planned is not None and planned.problems and isinstance(row, PlanRow) and row.id == planned.source.id:
            self.mender.mend(planned.problems[0], planned)
            return True
        if self.causes.gathered:
            self.fix(self.causes.gathered[0])
            return True
        return False

    def open_chooser(self, chooser: Chooser) -> None:
        """In the detail's place, until something is chosen."""
        self.close_chooser()
        Toast.clear(self.window())
        self.chooser = chooser
        chooser.closed.connect(self.close_chooser)
        chooser.chosen.connect(lambda _offer, _only: self.close_chooser())
        self.side.addWidget(chooser)
        self.side.setCurrentWidget(chooser)
        self._show_side(True)
        chooser.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_chooser(self) -> None:
        """Back to the detail."""
        if self.chooser is None:
            return
        chooser, self.chooser = self.chooser, None
        self.side.setCurrentWidget(self.detail)
        self.side.removeWidget(chooser)
        chooser.deleteLater()
        self._show_side(self._is_roomy)
        self.table.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- keys

    def arrive(self) -> None:
        """The table has the focus."""
        self.table.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> bool:
        """Type to find."""
        self.table.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.table.search.selectAll()
        return True

    def act(self, keys: str) -> bool:
        """Review's keys; those that move and tick are the table's own."""
        if keys in {"1", "2", "3", "4", "5"}:
            self.table.filter.choose_number(int(keys))
            return True
        if keys == "Esc" and self.chooser is not None:
            self.close_chooser()
            return True
        own: dict[str, Callable[[], object]] = {
            "F": self.fix_first,
            "Ctrl+A": lambda: self.table.model.tick_all(True),
            "Ctrl+D": self._dry,
            "Ctrl+Enter": self.bar.press,
        }
        if keys in own:
            own[keys]()
            return True
        return False

    def _dry(self) -> None:
        if self.table.tally.chosen and self._face.is_connected:
            self.dry_run.emit(self.table.tally.chosen)

    def unheard(self, problem: ExpectedProblem) -> None:
        """Told as a banner by the route."""
        self.mender.refused.emit(problem)
