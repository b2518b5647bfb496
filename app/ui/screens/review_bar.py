"""The bottom of Review: totals of what is ticked, how it arrives in the ledger, and the one filled button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.mapping import ArrivalStatus
from app.ui.models.faces import RouteFace
from app.ui.models.plan_rows import Sum
from app.ui.parts import BottomBar, Choice, SplitButton, TotalBlock
from app.ui.style import amount, count

_ARRIVALS = {
    ArrivalStatus.APPROVED: "As approved",
    ArrivalStatus.SUBMITTED: "As submitted",
    ArrivalStatus.DRAFT: "As draft",
}


class ReviewBar(BottomBar):
    """`sync()`, `sign_in()`, `dry_run()`, `all_as_draft()`, `arrival_chosen(ArrivalStatus)`.

    `gives_way()` before a control that has the focus is switched off: Qt would hand the focus to whatever comes next in the window.
    """

    gives_way = Signal()

    sync = Signal()
    sign_in = Signal()
    dry_run = Signal()
    all_as_draft = Signal()
    arrival_chosen = Signal(object)

    def __init__(self, face: RouteFace, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("review-bar")
        self._face, self._count, self._busy = face, 0, False
        self.arrival = Choice(height=40)
        self.arrival.setObjectName("review-arrival")
        self.arrival.setAccessibleName("Status on arrival")
        self.arrival.setFixedWidth(128)
        self.button = SplitButton("", icon="send", arrow_name="Other ways to sync")
        self.button.main.setObjectName("review-sync")
        self.button.arrow.setObjectName("review-other-ways")
        self.dry = self.button.add_choice("Dry run: see everything, send nothing\tCtrl+D", "review-dry-run")
        self.draft = self.button.add_choice("Send all ticked as drafts", "review-all-draft")
        self.side.addWidget(self.arrival)
        self.side.addWidget(self.button)
        self.arrival.chosen.connect(self.arrival_chosen)
        self.button.clicked.connect(self._pressed)
        self.dry.triggered.connect(self.dry_run)
        self.draft.triggered.connect(self.all_as_draft)
        self.show_arrivals(tuple(_ARRIVALS))
        self.show_sums((), 0, 0)

    def show_arrivals(self, arrivals: Sequence[ArrivalStatus]) -> None:
        """In which states the ledger takes documents; with a single one there is nothing to choose."""
        self.arrival.set_choices([(words, status) for status, words in _ARRIVALS.items() if status in arrivals])
        if self.arrival.value() is None:
            self.arrival.set_value(ArrivalStatus.APPROVED)
        self.arrival.setVisible(len(arrivals) > 1)
        self.draft.setVisible(ArrivalStatus.DRAFT in arrivals)

    def set_face(self, face: RouteFace) -> None:
        """Another organisation, or signed in by now."""
        self._face = face
        self._name_button()

    def set_busy(self, busy: bool) -> None:
        """While a plan is being made nothing can be sent."""
        self._busy = busy
        self._name_button()

    def show_sums(self, sums: Sequence[tuple[str, Sum]], ticked: int, found: int) -> None:
        """Totals by currency of the ticked rows, and how many of how many they are."""
        self._count = ticked
        blocks = [TotalBlock("Selected", f"{count(ticked)} of {count(found)}")]
        for currency, entry in sums:
            figures = tuple(
                (label, amount(value, currency))
                for label, value in (("Net", entry.net), ("Tax", entry.tax), ("Total", entry.total))
            )
            blocks.append(TotalBlock(currency, f"{count(entry.count)} inv.", figures))
        self.totals.set_blocks(blocks)
        self._name_button()

    def _name_button(self) -> None:
        ready = self._face.is_connected
        if ready:
            self.button.setText(f"Sync {count(self._count)} to {self._face.organisation}")
            self.button.main.set_icon("send")
        else:
            self.button.setText(f"Sign in to {self._face.ledger_word}")
            self.button.main.set_icon("link")
        able = not self._busy and (not ready or self._count > 0)
        if not able and any(part.hasFocus() for part in (self.button.main, self.button.arrow, self.arrival)):
            self.gives_way.emit()
        self.button.main.setEnabled(able)
        self.button.main.setToolTip("Ctrl+Enter" if able else "" if self._busy else "Tick at least one invoice")
        for part in (self.button.arrow, self.arrival):
            part.setEnabled(ready and not self._busy)
        self.draft.setEnabled(self._count > 0)
        self.dry.setEnabled(self._count > 0)

    def press(self) -> None:
        """As by Ctrl+Enter."""
        if self.button.main.isEnabled():
            self._pressed()

    def _pressed(self) -> None:
        (self.sync if self._face.is_connected else self.sign_in).emit()
