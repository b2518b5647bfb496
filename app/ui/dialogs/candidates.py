"""The candidates of the mapping dialog: cards with reasons, a score and a bar; one of them is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ledger_words import words_of
from app.domain.parties import ContactState, LedgerContact
from app.domain.suggestions import Reason, ReasonKind, Suggestion
from app.domain.suggestions import Tone as ReasonTone
from app.domain.suggestions.wording import takes_nothing
from app.ui.parts import Chip, ChipSpec, RadioCard, Tone
from app.ui.parts.chip import chip_width
from app.ui.style import Role, capped, colour, tooltip
from app.ui.style.paint import RIGHT, box, smooth, write

_CHIPS_WIDE = 424
_CHIP_LONGEST = 46
_BAR = 64
_GOOD_FROM = 70
TONES = {ReasonTone.AGREES: Tone.GOOD, ReasonTone.NEUTRAL: Tone.CALM, ReasonTone.WARNS: Tone.WARN}
_ICONS = {
    ReasonKind.EXTERNAL_ID: "link",
    ReasonKind.SAME_NAME: "check",
    ReasonKind.EMAIL: "mail",
    ReasonKind.DOMAIN: "mail",
    ReasonKind.PHONE: "phone",
    ReasonKind.TAX_NUMBER: "hash",
    ReasonKind.PLACE: "map-pin",
    ReasonKind.NO_TAX_NUMBER: "hash",
}


def chip_of(reason: Reason) -> ChipSpec:
    """A reason as a chip: green where it agrees, calm for a fact, amber with a triangle where it warns."""
    warns = reason.tone is ReasonTone.WARNS
    icon = "triangle-alert" if warns else _ICONS.get(reason.kind, "")
    return ChipSpec(capped(reason.text, _CHIP_LONGEST), icon, TONES[reason.tone])


class ReasonChips(QWidget):
    """Reasons side by side, wrapped into further lines where they do not fit."""

    def __init__(self, reasons: Sequence[Reason], width: int = _CHIPS_WIDE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        left, row = width + 1, QHBoxLayout()
        for reason in reasons:
            spec = chip_of(reason)
            wide = chip_width(spec) + 7
            if left + wide > width:
                row, left = QHBoxLayout(), 0
                row.setSpacing(7)
                row.addStretch(1)
                column.addLayout(row)
            chip = Chip(spec)
            chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=not reason.detail)
            chip.setToolTip(tooltip(reason.detail))
            row.insertWidget(row.count() - 1, chip)
            left += wide
        self.setAccessibleName(", ".join(capped(reason.text) for reason in reasons))


class Score(QWidget):
    """A score of 0 to 100 over a short bar; green from 70 on the chosen card, else calm."""

    def __init__(self, score: int, leading: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score, self._leading = max(0, min(100, score)), leading
        self.setFixedSize(_BAR, 34)
        self.setAccessibleName(f"Score {self.score} of 100")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Figure and bar."""
        painter = smooth(QPainter(self))
        write(painter, QRectF(0, 0, _BAR, 20), str(self.score), Role.CARD, "text", align=RIGHT)
        box(painter, QRectF(0, 28, _BAR, 4), 2, colour("calm_soft"))
        good = self._leading and self.score >= _GOOD_FROM
        box(painter, QRectF(0, 28, _BAR * self.score / 100, 4), 2, colour("good_fill" if good else "calm_fill"))


def contact_line(contact: LedgerContact) -> str:
    """'accounts@bluegumvet.example, Subiaco': what tells two contacts of one name apart."""
    parts = (contact.email or "no e-mail", contact.address.city, contact.account_number)
    return ", ".join(part for part in parts if part)


class CandidateCard(RadioCard):
    """One ledger contact. Press chooses it, double press takes it (`taken()`)."""

    taken = Signal()

    def __init__(self, contact: LedgerContact, suggestion: Suggestion | None, leading: bool, ledger: str) -> None:
        super().__init__(capped(contact.name, 200) or "No name", contact_line(contact))
        self.contact, self.suggestion = contact, suggestion
        self.setObjectName("candidate")
        if suggestion is not None:
            score = Score(suggestion.score, leading)
            self.add_aside(score)
            row = self.layout()
            if row is not None:
                row.setAlignment(score, Qt.AlignmentFlag.AlignTop)
            said = (*suggestion.warnings, *suggestion.reasons)
            shown = (*suggestion.reasons, *suggestion.warnings)
            if shown:
                self.add_below(ReasonChips(shown))
            self.setAccessibleDescription(
                f"Score {suggestion.score}. {contact_line(contact)}. " + ", ".join(capped(r.text) for r in said)
            )
        elif contact.state is not ContactState.ACTIVE:
            self.add_below(ReasonChips((takes_nothing(words_of(ledger)),)))

    def mouseDoubleClickEvent(self, event: object) -> None:
        """Take it."""
        del event
        self.setChecked(True)
        self.taken.emit()
