"""Causes first: one card for each thing that invoices wait for, each with one Fix."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.ledger_words import words_of
from app.domain.plan import ProblemGroup
from app.domain.problem_groups import gather_groups, say_totals
from app.ui.models.states import chip_of
from app.ui.parts import Button, Card, IconTile, PlainLabel, Tone
from app.ui.parts.chip import as_spec
from app.ui.style import Role

_MOST = 4


class CauseCard(Card):
    """One cause: '17 invoices wait for 1 account', what it is, and Fix; a narrow one has a coloured edge instead of a tile."""

    fix = Signal(object)

    def __init__(self, group: ProblemGroup, *, narrow: bool = False, parent: QWidget | None = None) -> None:
        spec = as_spec(chip_of(group.state))
        super().__init__(
            margins=(12, 10, 10, 10) if narrow else (14, 10, 14, 10), edge=spec.tone if narrow else None, parent=parent
        )
        self.group = group
        self.setObjectName(f"cause-{group.state.value}")
        self.setAccessibleName(f"{group.sentence}. {group.cause}")
        self.setFixedHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.setSpacing(8 if narrow else 12)
        if not narrow:
            row.addWidget(IconTile(spec.icon, spec.tone if spec.tone is not Tone.PLAIN else Tone.CALM, 36, 18))
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch(1)
        words.addWidget(PlainLabel(group.sentence, Role.GROUP, elide=True))
        self.second = PlainLabel(_second(group), Role.SMALL, "text2", elide=True)
        words.addWidget(self.second)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.button = Button("Fix")
        self.button.setObjectName(f"fix-{group.state.value}")
        self.button.setAccessibleName(f"Fix: {group.sentence}")
        self.button.clicked.connect(lambda: self.fix.emit(self.group))
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)


def _second(group: ProblemGroup) -> str:
    """'Hardware resale, 15,069.24 AUD'."""
    totals = say_totals(group.totals)
    return f"{group.cause}, {totals}" if totals else group.cause


class CauseRow(QWidget):
    """The cards side by side; hidden when nothing waits. `fix(ProblemGroup)`."""

    fix = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("causes")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 16, 20, 0)
        self._row.setSpacing(12)
        self._gathered: tuple[ProblemGroup, ...] = ()
        self.hide()

    @property
    def gathered(self) -> tuple[ProblemGroup, ...]:
        """The causes shown, the most pressing first."""
        return self._gathered

    def show_groups(self, groups: Sequence[ProblemGroup], ledger: str = "") -> None:
        """One card for each state that documents wait in, in the words of the ledger with this name."""
        gathered = gather_groups(groups, words_of(ledger))
        if gathered == self._gathered:
            return
        self._gathered = gathered
        while (taken := self._row.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._row.setSpacing(8 if len(gathered) >= _MOST else 12)
        for group in gathered[:_MOST]:
            card = CauseCard(group, narrow=len(gathered) >= _MOST)
            card.fix.connect(self.fix)
            self._row.addWidget(card, 1)
        self.setVisible(bool(gathered))
