"""The visual language: tokens, theme, type, icons, figures, motion. Screens take everything they paint with from here."""

from app.ui.style.figures import MINUS, amount, clock, count, day, full_day, money, quantity, week_day
from app.ui.style.fonts import Role, font, load_fonts, metrics, mono_font, shared_font
from app.ui.style.icons import app_icon, bind_icon, draw_icon, icon, icon_pixmap
from app.ui.style.motion import Motion, animate, reduced_motion, set_reduced_motion
from app.ui.style.sheet import apply_theme
from app.ui.style.theme import Theme, ThemeMode, colour, shade, theme
from app.ui.style.tokens import DARK, LIGHT, TOKEN_NAMES, Tokens, contrast, practice_variant
from app.ui.style.words import capped, one_line, tooltip, visible

__all__ = [
    "DARK", "LIGHT", "MINUS", "TOKEN_NAMES", "Motion", "Role", "Theme", "ThemeMode", "Tokens",
    "amount", "animate", "app_icon", "apply_theme", "bind_icon", "capped", "clock", "colour", "contrast", "count",
    "day", "draw_icon", "font", "full_day", "icon", "icon_pixmap", "load_fonts", "metrics", "money", "mono_font",
    "one_line", "practice_variant", "quantity", "reduced_motion", "set_reduced_motion", "shade", "shared_font",
    "theme", "tooltip", "visible", "week_day",
]  # fmt: skip
