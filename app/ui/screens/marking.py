"""The question about marking: a panel, not a pop-up; it can wait, and says afterwards what was done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.run import RunSummary
from app.domain.words import count_of
from app.ui.parts import Button, ButtonKind, Card, CardLook, CheckField, IconTile, Prose, Tone
from app.ui.screens.done_words import are, booked, mark_meaning, mark_question, to_mark
from app.ui.style import Role


class MarkPanel(Card):
    """`mark(bool)` with whether to do so always on this route; `later()`."""

    mark = Signal(bool)
    later = Signal()

    def __init__(self, source: str, parent: QWidget | None = None) -> None:
        super().__init__(look=CardLook.ASK, margins=(20, 20, 20, 16), parent=parent)
        self.setObjectName("mark-panel")
        self._source = source
        row = QHBoxLayout()
        row.setSpacing(14)
        self._tile = IconTile("square-check", Tone.ACCENT)
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.question = Prose("", Role.PAGE, "text", line_height=1.22)
        self.question.setObjectName("mark-question")
        self.meaning = Prose("", Role.TEXT, "text2")
        self.button = Button("Mark", ButtonKind.PRIMARY, key="Enter", height=36)
        self.button.setObjectName("mark-button")
        self.not_now = Button("Not now", ButtonKind.GHOST, height=36)
        self.not_now.setObjectName("mark-later")
        self.always = CheckField("Always do this on this route")
        self.always.setObjectName("mark-always")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.button)
        buttons.addWidget(self.not_now)
        buttons.addStretch(1)
        words.addWidget(self.question)
        words.addSpacing(6)
        words.addWidget(self.meaning)
        words.addSpacing(14)
        words.addLayout(buttons)
        words.addSpacing(12)
        words.addWidget(self.always)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        self.button.clicked.connect(lambda: self.mark.emit(self.always.isChecked()))
        self.not_now.clicked.connect(self._wait)

    @property
    def is_asking(self) -> bool:
        """Whether there is something to mark and Enter does so."""
        return not self.isHidden() and not self.button.isHidden() and self.button.isEnabled()

    def show_run(self, run: RunSummary) -> None:
        """Ask about what is not marked yet, or say that all is."""
        number = to_mark(run)
        done = len(booked(run)) - number
        self.setVisible(bool(booked(run)))
        asking = number > 0
        for part in (self.button, self.not_now, self.always):
            part.setVisible(asking)
            part.setEnabled(True)
        self.set_look(CardLook.ASK if asking else CardLook.SHEET)
        if asking and done:
            self.question.setText(f"{count_of(number, 'invoice')} {are(number)} not marked yet")
            self.meaning.setText(f"{done:,} {are(done)} marked as processed in {self._source}. Try the rest again.")
        elif asking:
            self.question.setText(mark_question(number, self._source))
            self.meaning.setText(mark_meaning(run))
        else:
            self.question.setText(f"{count_of(done, 'invoice')} {are(done)} marked as processed")
            self.meaning.setText(f"No search in {self._source} offers {'it' if done == 1 else 'them'} again.")
        self.button.setText(f"Mark {count_of(number, 'invoice')}")

    def say_busy(self, words: str) -> None:
        """While marks are being set."""
        self.meaning.setText(words)
        for part in (self.button, self.not_now, self.always):
            part.setEnabled(False)

    def say_problem(self, words: str) -> None:
        """Why it did not come to its end; it can be tried again."""
        self.meaning.setText(words)
        for part in (self.button, self.not_now, self.always):
            part.setEnabled(True)

    def _wait(self) -> None:
        self.meaning.setText(f"They stay open in {self._source}. Mark them here or from the log when you like.")
        self.not_now.hide()
        self.later.emit()
