"""An import under way, and how it ended: what is certain, what is being looked up, what was refused and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.plan import DocumentState, Mend
from app.domain.run import DocumentOutcome, LaneCount, Progress, RunSummary
from app.domain.words import count_of, say_money
from app.ui.models.states import chip_of
from app.ui.parts import (
    Banner,
    Button,
    ButtonCell,
    ButtonKind,
    Card,
    Cell,
    ChipCell,
    Column,
    DataTable,
    FigureCell,
    PlainLabel,
    ProgressBar,
    Prose,
    RowsModel,
    Share,
    TableCard,
    TextCell,
    Tone,
    WorkingLine,
)
from app.ui.screens.pausing import PauseButton
from app.ui.style import Role, capped
from app.worker.collection_contract import ImportResult
from app.worker.handle import TaskHandle

_TONES = ((LaneCount.DONE, Tone.GOOD, "done"), (LaneCount.BEING_CHECKED, Tone.CHECK, "being checked"),
          (LaneCount.NEEDS_YOU, Tone.WARN, "need you"))  # fmt: skip


class ImportProgress(QWidget):
    """One run while it goes: a bar, a sentence, Pause and Stop."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("import-progress")
        self._handle: TaskHandle | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        card = Card(margins=(24, 20, 24, 20), spacing=14)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.title = PlainLabel("", Role.PAGE, elide=True)
        self.title.setObjectName("import-title")
        head.addWidget(self.title, 1)
        self.pause = PauseButton("import-pause")
        self.pause.paused.connect(self._say_paused)
        self.stop = Button("Stop", icon="x", height=36)
        self.stop.setObjectName("import-stop")
        self.stop.setToolTip("What is under way is finished first; what is made stays made")
        self.stop.clicked.connect(self.cancel)
        head.addWidget(self.pause)
        head.addWidget(self.stop)
        card.body.addLayout(head)
        self.bar = ProgressBar()
        self.bar.setObjectName("import-bar")
        card.body.addWidget(self.bar)
        self.line = WorkingLine("hourglass")
        self.line.setObjectName("import-line")
        card.body.addWidget(self.line)
        card.body.addWidget(
            WorkingLine("lock", "", "Safe to close: what is under way is finished first, nothing is debited twice")
        )
        column.addWidget(card)
        column.addStretch(1)

    def begin(self, handle: TaskHandle, title: str, total: int) -> None:
        """Show a run from its first moment."""
        self._handle = handle
        self.title.setText(title)
        self.bar.set_shares((), max(1, total))
        self.line.set_words("Starting", "Each invoice is read once more before its debit is made.")
        handle.progress.connect(self.show_progress)
        self.pause.watch(handle)
        self.stop.setEnabled(True)

    def show_progress(self, progress: Progress) -> None:
        """A snapshot."""
        shares = [
            Share(progress.lanes[lane].count, tone, word) for lane, tone, word in _TONES if lane in progress.lanes
        ]
        total = max(progress.total, sum(share.number for share in shares), 1)
        if shares:
            self.bar.set_shares(shares, total)
        if not self.pause.is_paused:
            self.line.set_words(progress.step, progress.pace)

    def _say_paused(self) -> None:
        self.line.set_words("Paused", "Nothing new is sent until you go on.")

    def cancel(self) -> None:
        """Begin nothing more."""
        if self._handle is not None:
            self._handle.cancel()
            self.line.set_words("Stopping", "What is under way is finished first.")
            self.stop.setEnabled(False)

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._handle is not None and not self._handle.is_finished


def ended_words(result: ImportResult, collector: str) -> tuple[str, str]:
    """The sentence of a run that has ended, and what it means."""
    run = result.summary
    sent = len(run.in_state(DocumentState.SENT))
    checked, refused = len(run.in_state(DocumentState.BEING_CHECKED)), len(_unhappy(run))
    parts = [f"{count_of(sent, 'debit')} {'stands' if sent == 1 else 'stand'} at {collector} as shown"]
    parts += [f"{checked:,} being looked up"] if checked else []
    parts += [f"{refused:,} {'needs' if refused == 1 else 'need'} you"] if refused else []
    left = "Stopped before the rest was sent. " if result.cancelled else ""
    return ", ".join(parts), f"{left}Each one was read back. Nothing is debited twice."


def _unhappy(run: RunSummary) -> tuple[DocumentOutcome, ...]:
    fine = (DocumentState.SENT, DocumentState.BEING_CHECKED, DocumentState.WAITING, DocumentState.SKIPPED)
    return tuple(outcome for outcome in run.outcomes if outcome.state not in fine)


class ImportOutcome(QWidget):
    """How a run ended, one line for each invoice. `back()`, `log_wanted()`, `decide(DocumentOutcome)`."""

    back = Signal()
    log_wanted = Signal()
    decide = Signal(object)

    def __init__(self, result: ImportResult, collector: str) -> None:
        super().__init__()
        self.setObjectName("import-outcome")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(14)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(4)
        first, second = ended_words(result, collector)
        self.sentence = Prose(first, Role.SENTENCE, "text")
        self.sentence.setObjectName("outcome-sentence")
        words.addWidget(self.sentence)
        words.addWidget(Prose(second, Role.SMALL, "text2"))
        head.addLayout(words, 1)
        for name, text, kind, told in self._ways():
            button = Button(text, kind, height=36)
            button.setObjectName(name)
            button.clicked.connect(told)
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        if result.problem is not None:
            column.addWidget(Banner(Tone.BAD, "circle-alert", result.problem.sentence, result.problem.advice))
        column.addWidget(TableCard(self._table(result.summary)), 1)

    def _ways(self) -> tuple[tuple[str, str, ButtonKind, Callable[[], None]], ...]:
        return (
            ("outcome-log", "Show in the log", ButtonKind.GHOST, self.log_wanted.emit),
            ("outcome-back", "Back to the invoices", ButtonKind.PRIMARY, self.back.emit),
        )

    def _table(self, run: RunSummary) -> DataTable:
        model: RowsModel[DocumentOutcome] = RowsModel(
            (
                Column("Invoice", lambda o: TextCell(capped(o.number, 60), strong=True), 110),
                Column("Customer", lambda o: TextCell(capped(o.customer, 200)), 190),
                Column("How it ended", lambda o: ChipCell.one(chip_of(o.state, run.vendor)), 140),
                Column("", lambda o: TextCell(o.sentence, o.problem.advice if o.problem else "")),
                Column("Amount", lambda o: FigureCell(say_money(o.total)), 118, figures=True),
                Column("", _button, 96),
            ),
            key=lambda o: o.document_id,
            parent=self,
        )
        self.table = DataTable(model, name="How each ended", row_height=44, edge=16)
        self.table.setObjectName("outcome-list")
        order = {DocumentState.SENT: 1}
        ordered: list[DocumentOutcome] = sorted(run.outcomes, key=lambda o: order.get(o.state, 0))
        model.set_rows(ordered)
        self.table.cell_pressed.connect(lambda outcome, _column: self.decide.emit(outcome))
        return self.table


def _button(outcome: DocumentOutcome) -> Cell:
    asks = outcome.problem is not None and outcome.problem.mend is Mend.REVIEW and bool(outcome.operation_id)
    return ButtonCell("Decide" if asks else "", "Look at Rotessa first, then say what became of it")
