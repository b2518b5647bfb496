"""The Done step: a sentence, both sides to the cent, what needs a person, and the question about marking."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.operation import OperationKind
from app.domain.plan import DocumentState
from app.domain.run import RunSummary, SideEffect
from app.ui.models.faces import RouteFace
from app.ui.parts import (
    Button,
    ButtonKind,
    Card,
    Chip,
    ChipSpec,
    IconTile,
    KeyCap,
    PlainLabel,
    Prose,
    Rule,
    SideBySide,
    Tone,
    WorkingLine,
)  # fmt: skip
from app.ui.screens.done_tables import LeftOutCard, ReconciledCard, RefusedCard
from app.ui.screens.done_words import booked, end_meaning, end_sentence, left_out, stayed
from app.ui.screens.made import AlsoCard, MadeSheet, also_done
from app.ui.screens.marking import MarkPanel
from app.ui.screens.screen import Screen
from app.ui.style import Role, clock
from app.worker.office import Office

_ASIDE = 380
_BESIDE = 860  # narrower pages have the question above the tables


class DoneScreen(Screen):
    """`mend(DocumentOutcome)`, `open_link(str)`, `open_log()`, `save_proof()`, `undo()`; the panel's `mark`."""

    mend = Signal(object)
    open_link = Signal(str)
    open_log = Signal()
    save_proof = Signal()
    undo = Signal()

    def __init__(self, office: Office, face: RouteFace, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.setObjectName("done-screen")
        self._face = face
        self.run: RunSummary | None = None
        self.besides: tuple[SideEffect, ...] = ()
        self.panel = MarkPanel(face.source_word)
        self.working = WorkingLine("hourglass")
        self.working.setObjectName("done-working")
        self._area = QScrollArea()
        self._area.setObjectName("done-scroll")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.viewport().setAutoFillBackground(False)
        inner = QWidget()
        inner.setAutoFillBackground(False)
        self._page = QVBoxLayout(inner)
        self._page.setContentsMargins(24, 24, 24, 24)
        self._page.setSpacing(16)
        self._area.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self._lay()

    def _lay(self) -> None:
        self._head = QHBoxLayout()
        self._head.setSpacing(16)
        self._tile = IconTile("circle-check", Tone.GOOD, 44, 24)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.sentence = Prose("", Role.SENTENCE, "text")
        self.sentence.setObjectName("done-sentence")
        self.meaning = Prose("", Role.LEAD, "text2")
        self.meaning.setObjectName("done-meaning")
        words.addWidget(self.sentence)
        words.addWidget(self.meaning)
        self.when = Chip(ChipSpec("", "clock"))
        self._head.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(words, 1)
        self._head.addWidget(self.when, 0, Qt.AlignmentFlag.AlignTop)
        self._page.addLayout(self._head)
        self._page.addSpacing(4)
        self.notices.addWidget(self.working)
        self.working.hide()
        self._page.addLayout(self.notices)
        columns = SideBySide(_ASIDE, least=_BESIDE, aside_first=True)  # the question is what matters
        self._left = columns.main
        columns.aside.addWidget(self.panel)
        columns.aside.addWidget(self._ways_on())
        columns.aside.addStretch(1)
        self._page.addWidget(columns)
        self._page.addStretch(1)

    def _ways_on(self) -> Card:
        card = Card(margins=(20, 18, 20, 18), spacing=12)
        self.show_made = Button("Show it", ButtonKind.LINK, icon="external-link")
        self.show_made.setObjectName("done-show-made")
        self.log = Button("Open this run in the log", ButtonKind.LINK, icon="history")
        self.log.setObjectName("done-log")
        self.proof = Button("Save proof as PDF", ButtonKind.LINK, icon="file-down")
        self.proof.setObjectName("done-proof")
        self.undo_button = Button("Undo this run", ButtonKind.DANGER, icon="undo-2")
        self.undo_button.setObjectName("done-undo")
        for link in (self.show_made, self.log):
            card.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.proof)
        row.addWidget(KeyCap("Ctrl+S"))
        row.addStretch(1)
        card.body.addLayout(row)
        ledger = self._face.ledger_word
        said = PlainLabel(f"Voids what {ledger} still allows. You see the list first.", Role.SMALL, "text2", elide=True)
        self._undoing: tuple[QWidget, ...] = (Rule(), self.undo_button, said)
        card.body.addWidget(self._undoing[0])
        card.body.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(said)
        self.show_made.clicked.connect(self.show_what_was_made)
        self.log.clicked.connect(self.open_log)
        self.proof.clicked.connect(self.save_proof)
        self.undo_button.clicked.connect(self.undo)
        return card

    def set_face(self, face: RouteFace) -> None:
        """Another organisation."""
        self._face = face

    # --- a run

    def show_run(self, run: RunSummary) -> None:
        """Show how it ended, or how it stands now."""
        self.run = run
        self.say("")
        self.clear_problem()
        self.sentence.setText(end_sentence(run))
        self.meaning.setText(end_meaning(run, self._face.source_word))
        self._tile.set_glyph(*self._mood(run))
        ended = f" to {clock(run.ended.astimezone())}" if run.ended else ""
        self.when.set_chip(ChipSpec(f"{clock(run.started.astimezone())}{ended}", "clock"))
        self.panel.show_run(run)
        for part in self._undoing:
            part.setVisible(bool(booked(run)))  # of a run that was undone nothing is left to be offered
        self._know_besides(run, _by_name(run))
        self.ask(self.office.side_effects(run.run_id), lambda besides: self._know_besides(run, besides))

    def _know_besides(self, run: RunSummary, besides: tuple[SideEffect, ...]) -> None:
        """What the run did besides documents: by name at once, with its pages when the journal has been read."""
        if self.run is not run:
            return
        self.besides = besides
        number = len(booked(run))
        every = f"all {number:,}" if number > 1 else "it"
        self.show_made.setText(f"Show {every} in {self._face.ledger_word}")
        self.show_made.setVisible(bool(number or besides))
        self._fill_left(run)

    @staticmethod
    def _mood(run: RunSummary) -> tuple[str, Tone]:
        if not run.balances:
            return "circle-alert", Tone.BAD
        if run.still_open:
            return "scan-search", Tone.CHECK
        return ("circle-check", Tone.GOOD) if booked(run) else ("info", Tone.CALM)

    def _fill_left(self, run: RunSummary) -> None:
        while (taken := self._left.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if run.reconciliation and booked(run):
            self._left.addWidget(ReconciledCard(run.reconciliation, self._face.source_word, self._face.ledger_word))
        refused = run.in_state(DocumentState.REFUSED)
        if refused:
            card = RefusedCard(refused)
            card.mend.connect(self.mend)
            self._left.addWidget(card)
        stays = stayed(run)
        if stays:
            self._add_links(LeftOutCard(stays, self._face.ledger_word, head="Not taken back", name="done-stayed"))
        others = left_out(run)
        if others:
            self._add_links(LeftOutCard(others, self._face.ledger_word))
        if also_done(run, self.besides):
            also = AlsoCard(run, self.besides)
            also.shown.connect(self.show_what_was_made)
            self._left.addWidget(also)
        self._left.addStretch(1)

    def _add_links(self, card: LeftOutCard) -> None:
        card.open_link.connect(self.open_link)
        self._left.addWidget(card)

    def show_what_was_made(self) -> None:
        """One document's page at once; of several, the list with a link on each."""
        if self.run is None:
            return
        documents = booked(self.run)
        if len(documents) == 1 and not self.besides and documents[0].url:
            self.open_link.emit(documents[0].url)
            return
        sheet = MadeSheet(self.run, self.besides)
        sheet.open_link.connect(self.open_link)
        sheet.open_in(self.window())

    # --- told

    def say(self, strong: str, quiet: str = "") -> None:
        """What is being done; empty when nothing is."""
        self.working.setVisible(bool(strong))
        self.working.set_words(strong, quiet)

    def arrive(self) -> None:
        """Enter is enough where there is something to mark."""
        (self.panel.button if self.panel.is_asking else self.proof).setFocus(Qt.FocusReason.OtherFocusReason)

    def act(self, keys: str) -> bool:
        """Enter marks, Ctrl+S saves the proof, Ctrl+Shift+Z undoes."""
        if keys == "Enter" and self.panel.is_asking:
            self.panel.button.click()
        elif keys == "Ctrl+S":
            self.save_proof.emit()
        elif keys == "Ctrl+Shift+Z" and self.undo_button.isVisible():
            self.undo.emit()
        else:
            return False
        return True


def _by_name(run: RunSummary) -> tuple[SideEffect, ...]:
    """What the summary itself knows of contacts, without their pages."""
    created = [SideEffect(OperationKind.CREATE_CONTACT, name) for name in run.contacts_created]
    return (*created, *(SideEffect(OperationKind.LINK_CONTACT, name) for name in run.contacts_linked))
