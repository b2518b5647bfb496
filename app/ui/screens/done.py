"""The Done step: a sentence, both sides to the cent, what needs a person, and the question about marking."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.plan import DocumentState
from app.domain.run import RunSummary
from app.domain.words import count_of
from app.ui.models.faces import RouteFace
from app.ui.parts import (
    Button,
    ButtonKind,
    Card,
    Chip,
    ChipSpec,
    FactLine,
    IconTile,
    KeyCap,
    PlainLabel,
    Prose,
    Rule,
    Tone,
    WorkingLine,
)  # fmt: skip
from app.ui.screens.done_tables import LeftOutCard, ReconciledCard, RefusedCard
from app.ui.screens.done_words import booked, end_meaning, end_sentence, left_out, stayed
from app.ui.screens.marking import MarkPanel
from app.ui.screens.screen import Screen
from app.ui.style import Role, clock
from app.worker.office import Office

_ASIDE = 380


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
        columns = QHBoxLayout()
        columns.setSpacing(20)
        self._left, right = QVBoxLayout(), QVBoxLayout()
        self._left.setSpacing(16)
        right.setSpacing(16)
        columns.addLayout(self._left, 1)
        columns.addLayout(right)
        self.panel.setFixedWidth(_ASIDE)
        right.addWidget(self.panel)
        right.addWidget(self._ways_on())
        right.addStretch(1)
        self._page.addLayout(columns)
        self._page.addStretch(1)

    def _ways_on(self) -> Card:
        card = Card(margins=(20, 18, 20, 18), spacing=12)
        card.setFixedWidth(_ASIDE)
        self.show_first = Button("Show it", ButtonKind.LINK, icon="external-link")
        self.show_first.setObjectName("done-show-first")
        self.log = Button("Open this run in the log", ButtonKind.LINK, icon="history")
        self.log.setObjectName("done-log")
        self.proof = Button("Save proof as PDF", ButtonKind.LINK, icon="file-down")
        self.proof.setObjectName("done-proof")
        self.undo_button = Button("Undo this run", ButtonKind.DANGER, icon="undo-2")
        self.undo_button.setObjectName("done-undo")
        for link in (self.show_first, self.log):
            card.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.proof)
        row.addWidget(KeyCap("Ctrl+S"))
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addWidget(Rule())
        card.body.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignLeft)
        ledger = self._face.ledger_word
        card.body.addWidget(
            PlainLabel(f"Voids what {ledger} still allows. You see the list first.", Role.SMALL, "text2", elide=True)
        )
        self.show_first.clicked.connect(self._show_first)
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
        number = len(booked(run))
        which = "it" if number == 1 else "the first one"
        self.show_first.setText(f"Show {which} in {self._face.ledger_word}")
        self.show_first.setVisible(any(outcome.url for outcome in booked(run)))
        self.undo_button.setEnabled(number > 0)
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
        also = self._also(run)
        if also is not None:
            self._left.addWidget(also)
        self._left.addStretch(1)

    def _add_links(self, card: LeftOutCard) -> None:
        card.open_link.connect(self.open_link)
        self._left.addWidget(card)

    def _also(self, run: RunSummary) -> Card | None:
        """Contacts and credit notes, in the ledger's words."""
        words = self._face.words
        credits = [outcome.number for outcome in booked(run) if outcome.is_credit]
        facts = [
            ("user-round-plus", run.contacts_created, words.contact.one, "created", ""),
            ("link", run.contacts_linked, words.contact.one, "linked", "customer number kept"),
            ("file-text", credits, words.credit.one, "", ""),
        ]
        shown = [fact for fact in facts if fact[1]]
        if not shown:
            return None
        card = Card()
        card.setObjectName("done-also")
        card.body.addWidget(PlainLabel(f"Also done in {self._face.ledger_word}", Role.CARD))
        card.body.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(16)
        for icon, names, one, verb, second in shown:
            said = f"{count_of(len(names), one)} {verb}".strip()
            row.addWidget(FactLine(icon, said, second or _named(names)), 1, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(row)
        return card

    def _show_first(self) -> None:
        """The first one's page; the ledger lists the others beside it."""
        if self.run is not None:
            self.open_link.emit(next(outcome.url for outcome in booked(self.run) if outcome.url))

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
        elif keys == "Ctrl+Shift+Z" and self.undo_button.isEnabled():
            self.undo.emit()
        else:
            return False
        return True


def _named(names: Sequence[str]) -> str:
    """'Gannet Electrics, 4 more'."""
    rest = len(names) - 1
    return names[0] if not rest else f"{names[0]}, {names[1]}" if rest == 1 else f"{names[0]}, {rest} more"
