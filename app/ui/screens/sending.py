"""The Sync step: four lanes that add up, an honest time, and what happens to each document while it happens."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.plan import Plan
from app.domain.run import Lane, LaneCount, Progress
from app.domain.words import count_of
from app.ui.models.faces import RouteFace
from app.ui.models.live_rows import LiveList
from app.ui.parts import (
    Button,
    ButtonKind,
    Card,
    Dialog,
    LaneCard,
    PlainLabel,
    ProgressBar,
    Prose,
    Share,
    Tone,
    WorkingLine,
)  # fmt: skip
from app.ui.screens.live import LiveTable
from app.ui.screens.pausing import PauseButton
from app.ui.screens.screen import Screen
from app.ui.screens.sending_words import amounts_of, arrived_amounts, arrived_sentence, time_left
from app.ui.style import Role
from app.worker.handle import TaskHandle
from app.worker.office import Office

_LANES = (
    (LaneCount.DONE, "circle-check", "good_text", "Done"),
    (LaneCount.WAITING, "clock", "text2", "Waiting"),
    (LaneCount.NEEDS_YOU, "circle-alert", "warn_text", "Needs you"),
    (LaneCount.BEING_CHECKED, "scan-search", "check_text", "Being checked"),
)


class CancelDialog(Dialog):
    """Stopping a run: what has begun is finished, the rest stays where it is. `finished(True)` to stop."""

    def __init__(self, waiting: int) -> None:
        super().__init__("Stop this run?", width=480)
        self.setObjectName("cancel-dialog")
        rest = (
            f"{count_of(waiting, 'invoice')} {'has' if waiting == 1 else 'have'} not been sent and will not be sent. "
        )
        words = f"What is under way is finished first. {rest if waiting else ''}What is booked stays booked."
        self.body.addWidget(Prose(words, Role.TEXT, "text"))
        stop = Button("Stop the run", ButtonKind.DANGER)
        stop.setObjectName("cancel-stop")
        stay = Button("Keep sending", ButtonKind.PRIMARY)
        stay.setObjectName("cancel-stay")
        stop.clicked.connect(self.accept)
        stay.clicked.connect(self.reject)
        self.foot.addStretch(1)
        self.foot.addWidget(stop)
        self.foot.addWidget(stay)
        self.first_focus = stay


class SendingScreen(Screen):
    """Shows one run. `fix(DocumentEvent)` when a row's button is pressed."""

    fix = Signal(object)

    def __init__(self, office: Office, face: RouteFace, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.setObjectName("sending-screen")
        self._face, self._live = face, LiveList()
        self._handle: TaskHandle | None = None
        self._waiting = 0
        self.title = PlainLabel("", Role.PAGE)
        self.title.setObjectName("sending-title")
        self.amounts = PlainLabel("", Role.TEXT, "text2", elide=True)
        self.pause = PauseButton("sending-pause")
        self.stop = Button("Cancel", icon="x", height=36)
        self.stop.setObjectName("sending-cancel")
        self.bar = ProgressBar()
        self.bar.setObjectName("sending-bar")
        self.time = WorkingLine("hourglass")
        self.time.setObjectName("sending-time")
        self.lanes = {lane: LaneCard(icon, tint, word) for lane, icon, tint, word in _LANES}
        self.live = LiveTable(self._live)
        self._lay()
        self.pause.paused.connect(self._say_paused)
        self.stop.clicked.connect(self.ask_to_cancel)
        self.live.fix.connect(self.fix)

    def set_face(self, face: RouteFace) -> None:
        """Another organisation."""
        self._face = face

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addLayout(self.notices)
        card = Card(margins=(24, 20, 24, 14))
        head = QHBoxLayout()
        head.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self.amounts)
        head.addLayout(words, 1)
        head.addWidget(self.pause, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(head)
        card.body.addSpacing(16)
        card.body.addWidget(self.bar)
        card.body.addSpacing(10)
        foot = QHBoxLayout()
        foot.addWidget(self.time, 1)
        safe = WorkingLine("lock", "", "Safe to close: what is under way is finished first")
        safe.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        safe.strong.hide()
        foot.addWidget(safe)
        card.body.addLayout(foot)
        column.addWidget(card)
        row = QHBoxLayout()
        row.setSpacing(12)
        for name, lane in self.lanes.items():
            lane.setObjectName(f"lane-{name.value}")
            lane.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            row.addWidget(lane, 1)
        column.addLayout(row)
        column.addSpacing(4)
        column.addWidget(self.live, 1)

    # --- a run

    def begin(self, handle: TaskHandle, plan: Plan, chosen: int) -> None:
        """Show a run from its first moment: everything waits."""
        self._live = LiveList()
        self.live.set_list(self._live)
        self.clear_problem()
        self.title.setText(f"Sending {count_of(chosen, 'invoice')} to {plan.organisation}")
        self.amounts.setText("")
        self.bar.set_shares((), chosen)
        self.time.set_words("Starting", f"{plan.vendor} is asked once more before the first one goes.")
        for lane in self.lanes.values():
            lane.set_lane(0, (), "")
        self.lanes[LaneCount.WAITING].set_lane(chosen, (), "not sent yet")
        self._waiting = chosen
        self.watch(handle)

    def watch(self, handle: TaskHandle) -> None:
        """Follow a task's progress."""
        self._handle = handle
        handle.progress.connect(self.show_progress)
        handle.finished.connect(self._ended)
        self.pause.watch(handle)
        self.stop.setEnabled(True)

    def show_progress(self, progress: Progress) -> None:
        """A snapshot: figures, bar, time, and what is new."""
        if self._live.take(progress.events):
            self.live.refresh_soon()
        if not progress.lanes:
            self.time.set_words(progress.step, progress.pace)
            return
        self.title.setText(arrived_sentence(progress, self._face.ledger_word))
        self.amounts.setText(arrived_amounts(progress))
        lanes = {name: progress.lanes.get(name, Lane()) for name in LaneCount}
        self._waiting = lanes[LaneCount.WAITING].count
        self.bar.set_shares(
            (
                Share(lanes[LaneCount.DONE].count, Tone.GOOD, "done"),
                Share(lanes[LaneCount.BEING_CHECKED].count, Tone.CHECK, "being checked"),
                Share(lanes[LaneCount.NEEDS_YOU].count, Tone.WARN, "need you"),
            ),
            max(progress.total, sum(lane.count for lane in lanes.values())),
        )
        for name, lane in lanes.items():
            self.lanes[name].set_lane(lane.count, amounts_of(lane.totals), self._below(name, lane.count))
        self._say_time(progress)

    def _below(self, name: LaneCount, number: int) -> str:
        words = {
            LaneCount.DONE: f"read back from {self._face.ledger_word}",
            LaneCount.WAITING: "not sent yet" if number else "none left to send",
            LaneCount.NEEDS_YOU: "the others go on" if number else "nothing so far",
            LaneCount.BEING_CHECKED: "looked up first" if number else "nothing in doubt",
        }
        return words[name]

    def _say_time(self, progress: Progress) -> None:
        if self._handle is not None and self._handle.is_cancelling:
            self.time.set_words("Stopping", "What is under way is finished first.")
        elif self.pause.is_paused:
            self.time.set_words("Paused", "Nothing new is sent until you go on.")
        elif progress.seconds_left is None and self._waiting == progress.total:
            self.time.set_words(
                "Sending the first batch", progress.pace or "The time left is known once it is answered."
            )
        else:
            self.time.set_words(time_left(progress.seconds_left), progress.pace or progress.step)

    def _ended(self) -> None:
        self.pause.setEnabled(False)
        self.stop.setEnabled(False)

    # --- pause and cancel

    @property
    def is_running(self) -> bool:
        """Whether the run is under way."""
        return self._handle is not None and not self._handle.is_finished

    def _say_paused(self) -> None:
        self.time.set_words("Paused", "What is under way is finished. Nothing new is sent until you go on.")

    def ask_to_cancel(self) -> None:
        """Esc asks; nothing stops by accident."""
        if not self.is_running:
            return
        asking = CancelDialog(self._waiting)
        asking.finished.connect(self._cancel)
        asking.open_in(self.window())

    def _cancel(self, agreed: bool) -> None:
        if agreed and self._handle is not None:
            self._handle.cancel()
            self.stop.setEnabled(False)
            self.time.set_words("Stopping", "What is under way is finished first.")

    # --- keys

    def arrive(self) -> None:
        """The list has the focus."""
        self.live.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def act(self, keys: str) -> bool:
        """P pauses or goes on, Esc asks to cancel, numbers filter the list."""
        if keys == "P":
            self.pause.toggle()
        elif keys == "Esc" and self.is_running:
            self.ask_to_cancel()
        elif keys in {"1", "2", "3", "4"}:
            self.live.filter.choose_number(int(keys))
        else:
            return False
        return True
