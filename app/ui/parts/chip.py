"""State chips: word, icon and colour in one table, so that a state looks the same wherever it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.style.fonts import Role
from app.ui.style.icons import draw_icon
from app.ui.style.paint import advance, box, smooth, write
from app.ui.style.theme import colour
from app.ui.style.words import one_line, tooltip

CHIP_HEIGHT = 22
_PAD = 8
_ICON = 14
_GAP = 4


class Tone(Enum):
    """The colour family of a chip, banner or tile; PLAIN is outlined with an accent icon."""

    PLAIN = "plain"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    CHECK = "check"
    CALM = "calm"

    @property
    def text(self) -> str:
        """Token for words and icons."""
        return {"plain": "text"}.get(self.value, f"{self.value}_text")

    @property
    def soft(self) -> str:
        """Token for the ground of chips and tiles."""
        return {"plain": "surface"}.get(self.value, f"{self.value}_soft")

    @property
    def fill(self) -> str:
        """Token for bars, dots and edges."""
        return {"plain": "accent", "accent": "accent"}.get(self.value, f"{self.value}_fill")


@dataclass(frozen=True, slots=True)
class ChipSpec:
    """What a chip shows: a word, an icon's name (empty for none) and a tone."""

    word: str
    icon: str = ""
    tone: Tone = Tone.CALM


class ChipKind(Enum):
    """Every state a row or a connection can be in."""

    READY = ChipSpec("Ready", "circle-dot", Tone.PLAIN)
    SENDING = ChipSpec("Sending", "send", Tone.ACCENT)
    NEEDS_CUSTOMER = ChipSpec("Needs customer", "user-round-search", Tone.WARN)
    NEEDS_ACCOUNT = ChipSpec("Needs account", "book-open-text", Tone.WARN)
    NEEDS_PRODUCT = ChipSpec("Needs product", "package", Tone.WARN)
    NEEDS_TAX_RATE = ChipSpec("Needs tax rate", "percent", Tone.WARN)
    ENDS_SOON = ChipSpec("Ends soon", "hourglass", Tone.WARN)
    BLOCKED = ChipSpec("Blocked", "ban", Tone.BAD)
    REFUSED = ChipSpec("Refused", "octagon-x", Tone.BAD)
    ACCESS_ENDED = ChipSpec("Access ended", "unlink", Tone.BAD)
    ALREADY_IN_XERO = ChipSpec("Already in Xero", "copy", Tone.CALM)
    WAITING = ChipSpec("Waiting", "clock", Tone.CALM)
    SKIPPED = ChipSpec("Skipped", "skip-forward", Tone.CALM)
    NOT_CONNECTED = ChipSpec("Not connected", "plug", Tone.CALM)
    UNDONE = ChipSpec("Undone", "undo-2", Tone.CALM)
    DRY_RUN = ChipSpec("Dry run", "file-check", Tone.CALM)
    BEING_CHECKED = ChipSpec("Being checked", "scan-search", Tone.CHECK)
    SENT = ChipSpec("Sent", "circle-check", Tone.GOOD)
    MARKED = ChipSpec("Marked", "check", Tone.GOOD)
    CONNECTED = ChipSpec("Connected", "circle-check", Tone.GOOD)
    NEW = ChipSpec("New", "user-round-plus", Tone.ACCENT)
    LEARNED = ChipSpec("Learned", "sparkles", Tone.ACCENT)

    @property
    def spec(self) -> ChipSpec:
        """Word, icon and tone."""
        return self.value

    def with_word(self, word: str) -> ChipSpec:
        """The same chip with another word: 'Learned 3 Sep', 'Already in QuickBooks'."""
        return ChipSpec(word, self.value.icon, self.value.tone)


def as_spec(chip: ChipKind | ChipSpec) -> ChipSpec:
    """A chip's spec, whichever way it was named."""
    return chip.spec if isinstance(chip, ChipKind) else chip


def chip_width(chip: ChipKind | ChipSpec) -> int:
    """Width of the whole chip in px."""
    spec = as_spec(chip)
    return 2 * _PAD + (_ICON + _GAP if spec.icon else 0) + advance(one_line(spec.word), Role.HEAD)


def paint_chip(painter: QPainter, x: float, middle: float, chip: ChipKind | ChipSpec, room: float = 1e6) -> float:
    """Paint a chip from `x`, centred on `middle`, within `room` px; returns its width."""
    spec = as_spec(chip)
    width = min(chip_width(spec) * 1.0, room)
    rect = QRectF(x, middle - CHIP_HEIGHT / 2, width, CHIP_HEIGHT)
    plain = spec.tone is Tone.PLAIN
    ground, edge = (None, colour("line")) if plain else (colour(spec.tone.soft), None)
    box(painter, rect, CHIP_HEIGHT / 2, ground, edge)
    left = x + _PAD
    if spec.icon:
        tint = "accent_text" if plain else spec.tone.text
        draw_icon(painter, spec.icon, tint, QRectF(left, middle - _ICON / 2, _ICON, _ICON))
        left += _ICON + _GAP
    words = QRectF(left, rect.top(), rect.right() - _PAD - left + 1, CHIP_HEIGHT)
    write(painter, words, one_line(spec.word), Role.HEAD, spec.tone.text)
    return width


class Chip(QLabel):
    """A chip on its own. `set_chip` changes it; a long word is cut and becomes the tooltip."""

    def __init__(self, chip: ChipKind | ChipSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = as_spec(chip)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chip(chip)

    @property
    def spec(self) -> ChipSpec:
        """What is shown."""
        return self._spec

    def set_chip(self, chip: ChipKind | ChipSpec) -> None:
        """Show another state."""
        self._spec = as_spec(chip)
        self.setAccessibleName(one_line(self._spec.word))
        self.setToolTip(tooltip(self._spec.word) if chip_width(self._spec) > 360 else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """22 px high, at most 360 px wide."""
        return QSize(min(chip_width(self._spec), 360), CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip."""
        paint_chip(smooth(QPainter(self)), 0, self.height() / 2, self._spec, self.width())
