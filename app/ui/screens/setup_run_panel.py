"""One run of the log, open at the right: three figures by currency, the time line, each document's story, the ways on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.domain.ledger_words import words_of
from app.domain.run import RunSummary
from app.domain.words import count_of
from app.ui.parts import (
    LOG_WIDTH,
    Button,
    ButtonKind,
    Chip,
    ComboField,
    DetailPanel,
    FactLine,
    Fold,
    PlainLabel,
    Prose,
    TimeLine,
)
from app.ui.screens.done_tables import FiguresCard
from app.ui.screens.setup_story import booked, document_moments, moments, refused, remote_words, result_chip, run_title
from app.ui.style import Role, capped
from app.worker.contract import LogEntry

_DOCUMENTS = 400


class RunPanel(DetailPanel):
    """`proof_asked()`, `table_asked()`, `undo_asked()` by the buttons at its foot; `made_asked()` for the list with links."""

    made_asked = Signal()
    proof_asked = Signal()
    table_asked = Signal()
    undo_asked = Signal()

    def __init__(self) -> None:
        super().__init__(LOG_WIDTH, name="The run")
        self.setObjectName("run-panel")
        self.run: RunSummary | None = None
        self.story: tuple[LogEntry, ...] = ()
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(8)
        self.proof = Button("Save proof", icon="file-check")
        self.proof.setObjectName("save-proof")
        self.proof.clicked.connect(self.proof_asked)
        self.table = Button("Export CSV", ButtonKind.GHOST, icon="file-down")
        self.table.setObjectName("export-run")
        self.table.clicked.connect(self.table_asked)
        self.undo = Button("Undo", ButtonKind.DANGER, icon="undo-2")
        self.undo.setObjectName("undo-run")
        self.undo.setToolTip("Shows first what would be taken back, and what stays")
        self.undo.clicked.connect(self.undo_asked)
        row.addWidget(self.proof)
        row.addWidget(self.table)
        row.addStretch(1)
        row.addWidget(self.undo)
        self.foot.addLayout(row)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No run is open."""
        self.run, self.story, self._collects = None, (), False
        self.clear()
        self.body.addWidget(Prose("Choose a run to see what it did."))
        self._enable()

    def _enable(self) -> None:
        there = self.run is not None
        self.proof.setEnabled(there)
        self.table.setEnabled(there)
        can = self.run is not None and booked(self.run) > 0 and not self.run.dry_run
        self.undo.setVisible(can)
        self.undo.setEnabled(can)

    def show_run(self, run: RunSummary, second: str, *, collects: bool = False) -> None:
        """Open a run; its story comes by `show_story`. `collects`: it made debits and payments instead of documents."""
        self.run, self.story, self._collects = run, (), collects
        self._fill(second)

    def show_story(self, story: Sequence[LogEntry], second: str) -> None:
        """The story of the run that is open."""
        self.story = tuple(story)
        self._fill(second)

    def _fill(self, second: str) -> None:
        run = self.run
        if run is None:
            return
        self.clear()
        head = QHBoxLayout()
        head.addWidget(PlainLabel(run_title(run), Role.PAGE, elide=True), 1)
        head.addWidget(Chip(result_chip(run)), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        by = f"{second}, by {capped(run.user, 40)}" if run.user else second
        self.body.addWidget(PlainLabel(by, Role.SMALL, "text2", elide=True))
        self.body.addSpacing(14)
        if run.reconciliation:
            sides = ("Asked", "Confirmed") if self._collects else ("Source", run.vendor)
            self.body.addWidget(FiguresCard(run.reconciliation, sides))
            self.body.addSpacing(16)
        for icon, words in _facts(run, collects=self._collects):
            self.body.addWidget(FactLine(icon, words))
            self.body.addSpacing(8)
        if not self._collects and booked(run):
            show = Button(f"Show all of it in {run.vendor}", ButtonKind.LINK, icon="external-link")
            show.setObjectName("run-made")
            show.clicked.connect(self.made_asked)
            self.body.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        if self.story:
            self.body.addSpacing(6)
            self.body.addWidget(TimeLine(moments(self.story, run.vendor)))
        self._add_documents(run)
        self.body.addStretch(1)
        self._enable()

    def _add_documents(self, run: RunSummary) -> None:
        if not run.outcomes:
            return
        self.add_rule()
        choice = ComboField("One document", height=32)
        choice.control.setObjectName("run-document")
        order = sorted(run.outcomes, key=lambda o: o.state.value != "refused")[:_DOCUMENTS]
        choice.set_choices([(f"{o.number or o.document_id}  {capped(o.customer, 40)}", o) for o in order])
        choice.chosen.connect(lambda outcome: self._show_document(outcome.number, outcome.sentence))
        self.body.addWidget(choice)
        self._sentence = Prose("", Role.SMALL, "text2")
        self._sentence.setContentsMargins(0, 8, 0, 0)
        self._line = TimeLine()
        self.body.addWidget(self._sentence)
        self.body.addSpacing(8)
        self.body.addWidget(self._line)
        self._line.hide()
        self._fold: Fold | None = None
        first = order[0]
        choice.set_value(first)
        self._show_document(first.number, first.sentence)

    def _show_document(self, reference: str, sentence: str) -> None:
        self._sentence.setText(sentence or "Nothing was noted about it.")
        steps = document_moments(self.story, reference)
        self._line.set_moments(steps)
        self._line.setVisible(bool(steps))
        if self._fold is not None:
            self._fold.hide()
            self._fold.deleteLater()
            self._fold = None
        words = remote_words(self.story, reference)
        if words and self.run is not None:
            self._fold = Fold(words, title=f"{capped(reference, 40)}, what {self.run.vendor} said")
            self.body.insertWidget(self.body.indexOf(self._line) + 1, self._fold)


def _facts(run: RunSummary, *, collects: bool) -> list[tuple[str, str]]:
    contact = words_of(run.vendor).contact
    done = (
        f"{booked(run):,} done and read back"
        if collects
        else f"{booked(run):,} booked in {run.organisation or run.vendor}"
    )
    found = [("circle-check", done)]
    if run.dry_run:
        found = [("file-check", "A dry run: nothing was written anywhere")]
    if refused(run):
        found.append(("octagon-x", f"{refused(run):,} refused"))
    if run.still_open:
        found.append(("scan-search", f"{run.still_open:,} being looked up"))
    if run.contacts_created:
        found.append(("user-round-plus", f"{count_of(len(run.contacts_created), contact.one)} created"))
    if run.contacts_linked:
        found.append(("link", f"{count_of(len(run.contacts_linked), contact.one)} linked"))
    return found
