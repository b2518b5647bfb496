"""Every colour of the application, once per theme: nothing else in the code names a colour.

The practice variant keeps the neutrals and the states and replaces the accent alone, so that practice books
can be told from real ones at a glance (the hue appears nowhere else).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours of one theme as `#RRGGBB`. `*_text` for words and icons, `*_soft` for chips, `*_fill` for bars and dots."""

    canvas: str
    rail: str
    surface: str
    sunken: str
    hover: str
    line: str
    rule: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_text: str
    accent_soft: str
    accent_line: str
    good_text: str
    good_soft: str
    good_fill: str
    warn_text: str
    warn_soft: str
    warn_fill: str
    bad_text: str
    bad_soft: str
    bad_fill: str
    check_text: str
    check_soft: str
    check_fill: str
    calm_text: str
    calm_soft: str
    calm_fill: str
    practice: str
    practice_band: str
    practice_text: str
    practice_soft: str
    practice_line: str
    on_accent: str = "#FFFFFF"

    def __getitem__(self, name: str) -> str:
        """The colour called `name`; KeyError for a name that is no token."""
        if name not in TOKEN_NAMES:
            raise KeyError(name)
        return str(getattr(self, name))


TOKEN_NAMES = frozenset(field.name for field in fields(Tokens))

LIGHT = Tokens(
    canvas="#F6F7F9", rail="#EDF0F4", surface="#FFFFFF", sunken="#F1F4F7", hover="#E4E9EF",
    line="#E1E6EC", rule="#BFC9D3", edge="#8491A0",
    text="#17212C", text2="#435060", text3="#5B6877",
    accent="#1D5FD6", accent_text="#1A54BE", accent_soft="#E8F0FC", accent_line="#B5CDF5",
    good_text="#12663A", good_soft="#DEF3E6", good_fill="#2E9E62",
    warn_text="#7A4A00", warn_soft="#FCEFD2", warn_fill="#D9951A",
    bad_text="#A61F1F", bad_soft="#FCE5E3", bad_fill="#D4453C",
    check_text="#0A5E6B", check_soft="#D9F0F3", check_fill="#1F93A3",
    calm_text="#435060", calm_soft="#E9EDF1", calm_fill="#C2CBD5",
    practice="#86308F", practice_band="#86308F",
    practice_text="#7A2A83", practice_soft="#F8EAF9", practice_line="#DDB3E2",
)  # fmt: skip

DARK = Tokens(
    canvas="#12171D", rail="#0D1217", surface="#1A2028", sunken="#151B22", hover="#252D37",
    line="#2A333E", rule="#46525F", edge="#6B7887",
    text="#E8EDF2", text2="#B7C2CE", text3="#95A2B0",
    accent="#2B6CE0", accent_text="#86B4FF", accent_soft="#172B4A", accent_line="#2F5288",
    good_text="#7DD9A2", good_soft="#12301F", good_fill="#3BB277",
    warn_text="#F2C46B", warn_soft="#36290F", warn_fill="#D99F2E",
    bad_text="#FF9F96", bad_soft="#401D1C", bad_fill="#E0574D",
    check_text="#77D6E2", check_soft="#0F3036", check_fill="#2CA5B6",
    calm_text="#B7C2CE", calm_soft="#28313B", calm_fill="#465362",
    practice="#9F4BAB", practice_band="#833B8F",
    practice_text="#E9A9F0", practice_soft="#331A39", practice_line="#6B3474",
)  # fmt: skip


def practice_variant(tokens: Tokens) -> Tokens:
    """The same theme with plum in the accent's place: what the window wears over practice books."""
    return replace(
        tokens,
        accent=tokens.practice,
        accent_text=tokens.practice_text,
        accent_soft=tokens.practice_soft,
        accent_line=tokens.practice_line,
    )


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two `#RRGGBB` colours, 1.0 to 21.0."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
