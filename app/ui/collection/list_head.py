"""What stands above each list of a collection route: what was found, when it was read, filters with counts, and a search line."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts import Button, ButtonKind, PlainLabel, SearchEntry, Segment, SegmentedFilter
from app.ui.style import Role

Filter = TypeVar("Filter", bound=StrEnum)


class ListHead(QWidget):
    """`sentence` over `below`, `again` and further buttons by `add_button`, then `filter` and `search`. `name` begins the names of all."""

    def __init__(self, name: str, filters: Mapping[Filter, str], about: str, placeholder: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(10)
        top = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        self.sentence = PlainLabel("", Role.CARD, elide=True)
        self.sentence.setObjectName(f"{name}-sentence")
        self.below = PlainLabel("", Role.SMALL, "text2", elide=True)
        words.addWidget(self.sentence)
        words.addWidget(self.below)
        top.addLayout(words, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        top.addLayout(self._buttons)
        column.addLayout(top)
        self.again = self.add_button(Button("Read again", ButtonKind.GHOST, icon="refresh-cw"), f"{name}-again")
        line = QHBoxLayout()
        line.setSpacing(12)
        self.filter = SegmentedFilter([Segment(key.value, word) for key, word in filters.items()], name=about)
        self.filter.setObjectName(f"{name}-filter")
        self.search = SearchEntry(placeholder)
        self.search.setObjectName(f"{name}-search")
        line.addWidget(self.filter)
        line.addWidget(self.search, 1)
        column.addLayout(line)

    def add_button(self, button: Button, name: str) -> Button:
        """One more at the right."""
        button.setObjectName(name)
        self._buttons.addWidget(button)
        return button
