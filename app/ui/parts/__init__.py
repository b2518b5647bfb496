"""Reusable painted widgets."""

from app.ui.parts.button import FILLED, Button, ButtonKind, SplitButton
from app.ui.parts.card import Card, CardLook, CornerMask, Glyph, IconTile, Rule, SectionHead, TableCard
from app.ui.parts.chip import Chip, ChipKind, ChipSpec, Tone
from app.ui.parts.keycap import KeyCap, KeyHint
from app.ui.parts.labels import PlainLabel, Prose

__all__ = [
    "FILLED", "Button", "ButtonKind", "Card", "CardLook", "Chip", "ChipKind", "ChipSpec", "CornerMask", "Glyph",
    "IconTile", "KeyCap", "KeyHint", "PlainLabel", "Prose", "Rule", "SectionHead", "SplitButton", "TableCard", "Tone",
]  # fmt: skip
