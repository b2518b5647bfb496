"""Palette and the small style sheet: what stock widgets need so that nothing shows the platform's own colours."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.style.fonts import Role, font, load_fonts
from app.ui.style.theme import Theme
from app.ui.style.tokens import LIGHT, Tokens


def palette(tokens: Tokens) -> QPalette:
    """A full palette of the tokens; every role is set, since one left out shows the system's."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.canvas,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.sunken,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.text3,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.BrightText: tokens.bad_text,
        QPalette.ColorRole.ToolTipBase: tokens.text,
        QPalette.ColorRole.ToolTipText: tokens.surface,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Accent: tokens.accent,
        QPalette.ColorRole.Link: tokens.accent_text,
        QPalette.ColorRole.LinkVisited: tokens.accent_text,
        QPalette.ColorRole.Light: tokens.surface,
        QPalette.ColorRole.Midlight: tokens.sunken,
        QPalette.ColorRole.Mid: tokens.rule,
        QPalette.ColorRole.Dark: tokens.edge,
        QPalette.ColorRole.Shadow: tokens.edge,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.text3))
    return made


_SHEET = """
QToolTip {{ background: {text}; color: {surface}; border: 0; padding: 6px 8px; }}
QBalloonTip, QBalloonTip QLabel {{ color: {ink}; }}
QMenu {{ background: {surface}; border: 1px solid {rule}; padding: 4px; }}
QMenu::item {{ padding: 7px 24px 7px 12px; border-radius: 5px; color: {text}; }}
QMenu::item:selected {{ background: {hover}; }}
QMenu::item:disabled {{ color: {text3}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QLineEdit {{ background: transparent; border: 0; padding: 0; selection-background-color: {accent};
    selection-color: {on_accent}; }}
QScrollArea {{ background: transparent; border: 0; }}
QPlainTextEdit, QListView {{ background: {surface}; color: {text}; border: 0;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; border: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; border: 0; }}
QScrollBar::handle {{ background: {calm_fill}; border-radius: 3px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {edge}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QCalendarWidget QWidget {{ alternate-background-color: {sunken}; }}
QCalendarWidget QAbstractItemView {{ background: {surface}; color: {text}; outline: 0;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QCalendarWidget QAbstractItemView:disabled {{ color: {text3}; }}
QCalendarWidget QToolButton {{ color: {text}; background: transparent; border: 0; padding: 4px 8px; }}
QCalendarWidget QToolButton:hover {{ background: {hover}; border-radius: 6px; }}
QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
QCalendarWidget #qt_calendar_navigationbar {{ background: {sunken}; }}
"""


def style_sheet(tokens: Tokens) -> str:
    """The style sheet of stock widgets; painted parts take nothing from it."""
    worn = {name: tokens[name] for name in tokens.__dataclass_fields__}
    return _SHEET.format(ink=LIGHT.text, **worn)  # Qt's own notification is light yellow in every theme


_DRESSED = "ledgerferry-dressed"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the application in `theme` (Fusion, palette, sheet, type) and keep it dressed through every change; once is enough."""
    if app.property(_DRESSED):  # dressed a second time it would be dressed twice at every change
        return
    app.setProperty(_DRESSED, True)
    app.setStyle("Fusion")
    load_fonts()
    app.setFont(font(Role.TEXT))

    def dress() -> None:
        app.setPalette(palette(theme.tokens))
        app.setStyleSheet(style_sheet(theme.tokens))

    dress()
    theme.changed.connect(dress)
