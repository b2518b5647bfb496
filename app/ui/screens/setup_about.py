"""What this program is and whose work it stands on, with the licences."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtWidgets import QVBoxLayout

from app.ui.parts import Button, ButtonKind, Dialog, PlainLabel, Prose, ValueLine
from app.ui.screens.place import scrolled
from app.ui.style import Role
from app.ui.style.resources import resource


@dataclass(frozen=True, slots=True)
class Part:
    """A part by others: what it does here and under which licence it is used."""

    name: str
    licence: str
    package: str = ""


PARTS = (
    Part("Qt for Python (PySide6)", "LGPL 3.0", "PySide6-Essentials"),
    Part("requests", "Apache 2.0", "requests"),
    Part("requests-oauthlib", "ISC", "requests-oauthlib"),
    Part("keyring", "MIT", "keyring"),
    Part("platformdirs", "MIT", "platformdirs"),
    Part("peewee", "MIT", "peewee"),
    Part("psycopg", "LGPL 3.0", "psycopg"),
    Part("RapidFuzz", "MIT", "rapidfuzz"),
    Part("cryptography", "Apache 2.0 or BSD", "cryptography"),
    Part("trustme", "MIT or Apache 2.0", "trustme"),
    Part("Inter, the typeface", "SIL Open Font Licence 1.1"),
    Part("Lucide, the icons", "ISC"),
)


def version_of(package: str) -> str:
    """The installed version; empty when it cannot be told."""
    try:
        return version(package) if package else ""
    except PackageNotFoundError:
        return ""


class AboutDialog(Dialog):
    """Version, parts with their licences, and the texts of the two that are bundled as files."""

    def __init__(self) -> None:
        own = version_of("ledgerferry")
        super().__init__("About Ledgerferry", f"Version {own}" if own else "From source", width=560, height=560)
        self.setObjectName("about-dialog")
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(
            Prose("Carries invoices from Autotask to Xero or QuickBooks, once and to the cent. MIT licence.")
        )
        column.addSpacing(8)
        column.addWidget(PlainLabel("Made with", Role.GROUP))
        for part in PARTS:
            words = f"{part.name} {version_of(part.package)}".strip()
            column.addWidget(ValueLine(words, part.licence))
        for title, folder, name in (("Inter", "fonts", "OFL.txt"), ("Lucide", "icons/lucide", "LICENSE")):
            column.addSpacing(12)
            column.addWidget(PlainLabel(f"{title}: licence", Role.GROUP))
            text = resource(*folder.split("/"), name).read_text("utf-8")
            column.addWidget(Prose(text, Role.SMALL, "text2", line_height=1.35))
        self.body.addWidget(scrolled(column, (0, 0, 12, 0)), 1)
        close = Button("Close", ButtonKind.GHOST, key="Esc", height=36)
        close.clicked.connect(self.reject)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.first_focus = close
