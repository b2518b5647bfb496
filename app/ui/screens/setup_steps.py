"""The cards of the first run: a numbered step that is done, open, or still to come."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts import Button, ButtonKind, Card, CardLook, FactLine, IconTile, PlainLabel, Prose, Rule, Tone
from app.ui.style import Role, colour, draw_icon
from app.ui.style.paint import CENTRE, smooth, write

_CIRCLE = 30


class Stage(Enum):
    """How far a step is."""

    DONE = CardLook.SHEET
    OPEN = CardLook.STEP
    LATER = CardLook.LATER


class StepCircle(QWidget):
    """A check on green, the number on accent, or the number outlined."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number, self.stage = number, Stage.LATER
        self.setFixedSize(_CIRCLE, _CIRCLE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Circle and sign."""
        painter, rect = smooth(QPainter(self)), QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = {Stage.DONE: "good_soft", Stage.OPEN: "accent"}.get(self.stage)
        painter.setPen(Qt.PenStyle.NoPen if fill else QPen(colour("edge"), 1))
        painter.setBrush(colour(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect)
        if self.stage is Stage.DONE:
            draw_icon(painter, "check", "good_text", QRectF(7, 7, 16, 16))
            return
        tint = "on_accent" if self.stage is Stage.OPEN else "text2"
        write(painter, rect, str(self._number), Role.GROUP, tint, align=CENTRE)


class StepCard(Card):
    """Title and second line; `inside` holds what an open step asks for; `changing()` by the button of a done one."""

    changing = Signal()

    def __init__(self, number: int, title: str, second: str, name: str) -> None:
        super().__init__(margins=(20, 14, 20, 14), spacing=0)
        self.setObjectName(f"step-{name}")
        self._number = number
        row = QHBoxLayout()
        row.setSpacing(16)
        self.circle = StepCircle(number)
        row.addWidget(self.circle, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = PlainLabel(title, Role.GROUP, elide=True)
        self.second = PlainLabel(second, Role.SMALL, "text2", elide=True)
        words.addWidget(self.title)
        words.addWidget(self.second)
        self.inside = QWidget(self)
        self.content = QVBoxLayout(self.inside)
        self.content.setContentsMargins(0, 10, 0, 2)
        self.content.setSpacing(12)
        self.inside.hide()
        words.addWidget(self.inside)
        row.addLayout(words, 1)
        self.change = Button("Change", ButtonKind.GHOST, parent=self)
        self.change.setObjectName(f"change-{name}")
        self.change.setAccessibleName(f"Change: {title}")
        self.change.hide()
        self.change.clicked.connect(self.changing)
        row.addWidget(self.change)
        self.body.addLayout(row)

    @property
    def stage(self) -> Stage:
        """How far it is."""
        return self.circle.stage

    def set_stage(self, stage: Stage, second: str, *, may_change: bool = False) -> None:
        """Show it as done, open or later, with what was found or is asked."""
        self.circle.stage = stage
        self.circle.update()
        self.set_look(stage.value)
        self.second.setText(second)
        self.title.set_tint("text" if stage is not Stage.LATER else "text2")
        self.inside.setVisible(stage is Stage.OPEN)
        self.change.setVisible(stage is Stage.DONE and may_change)
        state = {Stage.DONE: "done", Stage.OPEN: "open", Stage.LATER: "later"}[stage]
        self.setAccessibleName(f"Step {self._number}, {self.title.text()}, {state}")


class PracticeCard(Card):
    """Practice books beside the steps, one press away. `wanted()`."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__(look=CardLook.PRACTICE, margins=(24, 28, 24, 24), spacing=0)
        self.setFixedWidth(332)
        self.body.addWidget(IconTile("graduation-cap", Tone.ACCENT, 48, 24))
        self.body.addSpacing(16)
        self.body.addWidget(PlainLabel("Try it with practice books", Role.PAGE))
        self.body.addSpacing(6)
        words = (
            "A whole invented company with 120 waiting invoices and every problem you may meet. "
            "No account, no sign-in, and no way into real books."
        )
        self.body.addWidget(Prose(words))
        self.body.addSpacing(16)
        self.open = Button("Open practice books", ButtonKind.PRACTICE, icon="graduation-cap", height=40)
        self.open.setObjectName("open-practice")
        self.open.clicked.connect(self.wanted)
        self.body.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addSpacing(64)
        self.body.addWidget(Rule())
        self.body.addSpacing(16)
        self.body.addWidget(PlainLabel("You know you are practising by", Role.GROUP, "text2"))
        self.body.addSpacing(8)
        for icon, mark in (
            ("square-check", "the purple frame and band"),
            ("send", "the name on every Sync button"),
            ("lock", "real connections switched off"),
        ):
            self.body.addWidget(FactLine(icon, mark))
            self.body.addSpacing(6)
