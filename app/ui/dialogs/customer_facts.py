"""The left side of the mapping dialog: all that the source knows of the company, read only and plain."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.parties import SourceParty
from app.domain.problem_groups import say_totals
from app.domain.suggestions.details import tax_word
from app.domain.words import count_of
from app.ui.dialogs.settling import people_of
from app.ui.parts import FactLine, PlainLabel, Prose
from app.ui.style import Role, capped, colour, tooltip
from app.worker.contract import CustomerGap

_WIDTH = 288
_EDGES = 46
_NAME_SHOWN = 140
_LINE_SHOWN = 90
Fact = tuple[str, str, str]


class CustomerFacts(QWidget):
    """A sunken pane: name, number, address, phone, e-mail, tax number, people, what waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName("The company in the source")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._area)

    def show_gap(self, gap: CustomerGap, source: str) -> None:
        """Show this company; `source` is the system's name."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 20, 20, 20)
        column.setSpacing(0)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(PlainLabel(f"In {source}", Role.STRONG, "text2"))
        column.addSpacing(10)
        name = Prose(capped(gap.party.name, _NAME_SHOWN) if gap.party.name.strip() else "No name", Role.PAGE, "text")
        name.setObjectName("company-name")
        if len(gap.party.name) > _NAME_SHOWN:
            name.setToolTip(tooltip(gap.party.name))
        column.addWidget(name)
        column.addSpacing(3)
        column.addWidget(PlainLabel(f"Company ID {gap.party.id}", Role.SMALL, "text2", elide=True))
        column.addSpacing(14)
        for icon, text, second in facts_of(gap, source):
            line = FactLine(icon, capped(text, _LINE_SHOWN), capped(second, _LINE_SHOWN))
            known = line.layout()
            if known is not None:
                line.setFixedHeight(known.heightForWidth(_WIDTH - _EDGES))  # a scroll area asks for heights too late
            column.addWidget(line)
            column.addSpacing(10)
        self._area.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Sunken ground and a line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("sunken"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colour("line"))


def facts_of(gap: CustomerGap, source: str) -> list[Fact]:
    """Icon, fact and second line, only for what is known."""
    party = gap.party
    found: list[Fact] = [*_reached_at(party), *_people(party)]
    waits = count_of(len(gap.document_ids), "invoice")
    found.append(("receipt", f"{waits} in this search", say_totals(gap.totals)))
    if not party.is_active:
        found.append(("info", f"No longer active in {source}", ""))
    if party.tax_exempt:
        found.append(("percent", "Marked as exempt from tax", ""))
    return found


def _reached_at(party: SourceParty) -> list[Fact]:
    address = party.address
    street = ", ".join(part for part in address.lines if part)
    place = " ".join(part for part in (address.city, address.region, address.postal_code) if part)
    place = ", ".join(part for part in (place, address.country) if part)
    found: list[Fact] = []
    if street or place:
        found.append(("map-pin", street or place, place if street else ""))
    known = (("hash", party.number, "Customer number"), ("phone", party.phone, ""), ("mail", party.email, ""))
    found += [(icon, text, second) for icon, text, second in known if text]
    if party.tax_number:
        word = tax_word(party.tax_number, address.country)
        found.append(("landmark", f"{word[0].upper()}{word[1:]} {party.tax_number}", ""))
    if party.web:
        found.append(("link", party.web, ""))
    return found


def _people(party: SourceParty) -> list[Fact]:
    people = people_of(party)
    if not people:
        return [("users", "No contact person", "")]
    billing = next((p for p in people if p.is_billing), None)
    first = billing or people[0]
    second = f"{first.name or first.email} is the {'billing' if billing else 'first'} contact"
    return [("users", count_of(len(people), "contact"), second)]
