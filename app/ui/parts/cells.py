"""What a table cell can hold, as data: the model says what, the delegate says how."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from app.ui.parts.chip import ChipKind, ChipSpec, Tone, as_spec
from app.ui.style.figures import MINUS, amount

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class TextCell:
    """Words, with an optional second line, icon and indent (`corner-down-right` for an exception)."""

    text: str
    second: str = ""
    tint: str = "text"
    strong: bool = False
    icon: str = ""
    icon_tint: str = "text2"

    @property
    def said(self) -> str:
        """What a screen reader says."""
        return f"{self.text}, {self.second}" if self.second else self.text


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure at the right, red when negative, its currency (if any) following in its own column."""

    text: str
    tint: str = "text"
    strong: bool = False

    @classmethod
    def of(cls, value: Decimal, currency: str = "", *, strong: bool = False, tint: str = "text") -> FigureCell:
        """The cell of an amount: two decimals, U+2212."""
        return cls(amount(value, currency), tint, strong)

    @property
    def colour_token(self) -> str:
        """bad_text for a negative figure."""
        return "bad_text" if self.text.startswith(MINUS) else self.tint

    @property
    def said(self) -> str:
        """What a screen reader says."""
        return self.text.replace(MINUS, "minus ")


@dataclass(frozen=True, slots=True)
class ChipCell:
    """One or more chips side by side."""

    chips: tuple[ChipKind | ChipSpec, ...]

    @classmethod
    def one(cls, chip: ChipKind | ChipSpec) -> ChipCell:
        """A single chip."""
        return cls((chip,))

    @property
    def said(self) -> str:
        """What a screen reader says."""
        return ", ".join(as_spec(chip).word for chip in self.chips)


@dataclass(frozen=True, slots=True)
class ButtonCell:
    """A small button at the right end of a row; empty text for none. `tip` says what it does."""

    text: str
    tip: str = ""

    @property
    def said(self) -> str:
        """What a screen reader says."""
        return f"Button {self.text}" if self.text else ""


@dataclass(frozen=True, slots=True)
class LinkCell:
    """A link, with an icon behind it."""

    text: str
    icon: str = ""

    @property
    def said(self) -> str:
        """What a screen reader says."""
        return f"Link {self.text}" if self.text else ""


@dataclass(frozen=True, slots=True)
class ChoiceCell:
    """A value that can be changed in place; `wanting` fills it with the colour of something missing."""

    text: str
    wanting: bool = False

    @property
    def said(self) -> str:
        """What a screen reader says."""
        return f"{self.text}, can be changed"


@dataclass(frozen=True, slots=True)
class MeterCell:
    """A figure over a short bar; `share` is 0 to 100."""

    text: str
    share: int
    tone: Tone

    @property
    def said(self) -> str:
        """What a screen reader says."""
        return self.text


@dataclass(frozen=True, slots=True)
class IconCell:
    """A bare icon; `said` is its meaning in words."""

    icon: str
    said: str
    tint: str = "text2"


Cell = TextCell | FigureCell | ChipCell | ButtonCell | LinkCell | ChoiceCell | MeterCell | IconCell
PRESSABLE = (ButtonCell, LinkCell, ChoiceCell)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: head, width in px (0 stretches), how a row becomes a cell, and whether its head sorts.

    `gives`: how many px of its width it gives up where the table is too narrow for a stretching column of 160 px.
    """

    title: str
    cell: Callable[[Row], Cell]
    width: int = 0
    figures: bool = False
    sortable: bool = False
    tip: str = ""
    gives: int = 0


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row on `sunken` that heads the rows below it: title 13/600, a reason, and 'Show all' as a link."""

    title: str
    reason: str = ""
    icon: str = ""
    tint: str = "text2"
    link: str = ""
    key: Hashable = ""

    @property
    def said(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (self.title, self.reason) if part)
