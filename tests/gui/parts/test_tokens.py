"""Contrast of the tokens as the look states it, and the practice variant."""

from __future__ import annotations

import re

import pytest

from app.ui.parts.detail import System
from app.ui.style.tokens import DARK, LIGHT, TOKEN_NAMES, contrast, practice_variant

STATED = [
    ("line", 1.26, 1.28), ("rule", 1.68, 2.05), ("edge", 3.21, 3.64), ("text", 16.3, 13.9), ("text2", 8.2, 9.1),
    ("text3", 5.7, 6.3), ("accent", 5.74, 3.38), ("accent_text", 6.9, 7.8),
]  # fmt: skip
CHIPS = [("good", 6.1, 8.4), ("warn", 6.6, 8.7), ("bad", 6.2, 7.6), ("check", 6.3, 8.4), ("calm", 7.0, 7.3)]


@pytest.mark.parametrize(("token", "light", "dark"), STATED)
def test_contrast_against_surface_is_as_stated(token: str, light: float, dark: float) -> None:
    assert contrast(LIGHT[token], LIGHT.surface) == pytest.approx(light, abs=0.06)
    assert contrast(DARK[token], DARK.surface) == pytest.approx(dark, abs=0.06)


@pytest.mark.parametrize(("family", "light", "dark"), CHIPS)
def test_chip_words_stand_out_from_their_ground(family: str, light: float, dark: float) -> None:
    assert contrast(LIGHT[f"{family}_text"], LIGHT[f"{family}_soft"]) == pytest.approx(light, abs=0.06)
    assert contrast(DARK[f"{family}_text"], DARK[f"{family}_soft"]) == pytest.approx(dark, abs=0.06)


@pytest.mark.parametrize("tokens", [LIGHT, DARK, practice_variant(LIGHT), practice_variant(DARK)])
def test_words_can_be_read_everywhere(tokens: object) -> None:
    worn = tokens if isinstance(tokens, type(LIGHT)) else LIGHT
    for ground in ("canvas", "rail", "surface", "sunken", "hover", "accent_soft"):
        assert contrast(worn.text, worn[ground]) >= 7
        assert contrast(worn.text2, worn[ground]) >= 4.5
    for ground in ("canvas", "rail", "surface", "sunken"):
        assert contrast(worn.text3, worn[ground]) >= 4.5
    assert contrast(worn.on_accent, worn.accent) >= 4.5
    assert contrast(worn.on_accent, worn.practice_band) >= 7
    assert contrast(worn.accent_text, worn.accent_soft) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_practice_replaces_the_accent_alone(tokens: object) -> None:
    worn = tokens if isinstance(tokens, type(LIGHT)) else LIGHT
    practice = practice_variant(worn)
    changed = {name for name in TOKEN_NAMES if practice[name] != worn[name]}
    assert changed == {"accent", "accent_text", "accent_soft", "accent_line"}
    assert practice.accent == worn.practice


def test_every_token_is_a_colour() -> None:
    for tokens in (LIGHT, DARK):
        assert all(re.fullmatch(r"#[0-9A-F]{6}", tokens[name]) for name in TOKEN_NAMES)


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(KeyError):
        LIGHT["blue"]


def test_letters_on_system_tiles_can_be_read() -> None:
    for system in System:
        assert contrast("#FFFFFF", system.value[1]) >= 4.5
