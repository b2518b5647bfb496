"""Labels: plain text, symbols for marks, elision with a tooltip, line height."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from app.ui.parts import Chip, ChipKind, PlainLabel, Prose
from app.ui.style import Role, font, metrics

WORDS = {
    "Ready", "Sending", "Needs customer", "Needs account", "Needs product", "Needs tax rate", "Ends soon", "Blocked",
    "Refused", "Access ended", "Already in Xero", "Waiting", "Skipped", "Not connected", "Undone", "Dry run",
    "Being checked", "Sent", "Marked", "Connected", "New", "Learned",
}  # fmt: skip


@pytest.mark.parametrize("kind", [PlainLabel, Prose])
def test_markup_stays_text(qtbot: QtBot, kind: type[PlainLabel]) -> None:
    label = kind("<b>Bold & Co</b> <img src='http://x.example/y.png'>")
    qtbot.addWidget(label)
    label.setTextFormat(Qt.TextFormat.RichText)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<b>Bold & Co</b> <img src='http://x.example/y.png'>"


def test_directional_marks_are_seen(qtbot: QtBot) -> None:
    label = PlainLabel("Harbour\u202e & Pine\nIT")
    qtbot.addWidget(label)
    assert label.text() == "Harbour⟨RLO⟩ & Pine IT"
    assert "RLO" in label.accessibleName()


def test_a_cut_label_tells_its_text_in_a_tooltip(qtbot: QtBot) -> None:
    label = PlainLabel("Bluegum Veterinary Group <Perth>", elide=True)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert "Veterinary" in label.toolTip()
    assert "<Perth>" not in label.toolTip()
    label.resize(600, 20)
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() <= 24


class CountedLabel(PlainLabel):
    """Counts how often it asks for another place."""

    asked = 0

    def updateGeometry(self) -> None:  # noqa: N802 - Qt's own name
        """As ever, counted."""
        self.asked += 1
        super().updateGeometry()


def test_the_same_text_again_lays_nothing_out(qtbot: QtBot) -> None:
    label = CountedLabel("12 sent")
    qtbot.addWidget(label)
    label.setText("13\nsent")
    assert (label.text(), label.accessibleName()) == ("13 sent", "13\nsent")
    before = label.asked
    label.setText("13\nsent")
    assert label.asked == before
    label.setText("13 sent")
    assert label.accessibleName() == "13 sent"


def test_an_endless_name_asks_for_no_endless_window(qtbot: QtBot) -> None:
    label = PlainLabel("x" * 10_000, elide=True)
    qtbot.addWidget(label)
    label.resize(200, 20)
    label.show()
    assert label.sizeHint().width() <= 1200
    assert len(label.toolTip()) <= 400
    assert not label.grab().isNull()


def test_prose_keeps_its_line_height(qtbot: QtBot) -> None:
    prose = Prose("one two three four five six seven eight nine ten " * 4)
    qtbot.addWidget(prose)
    assert prose.heightForWidth(200) % 20 == 0
    assert prose.heightForWidth(200) > prose.heightForWidth(400) > 0
    assert Prose("a\n\nb").heightForWidth(100) == 60


def test_digits_are_tabular_up_to_17_px() -> None:
    text, figure = metrics(Role.TEXT), metrics(Role.FIGURE)
    assert text.horizontalAdvance("1111111") == text.horizontalAdvance("8888888")
    assert figure.horizontalAdvance("1111111") < figure.horizontalAdvance("8888888")


def test_roles_are_sizes_and_weights_of_the_bundled_family() -> None:
    made = font(Role.SENTENCE)
    assert (made.family(), made.pixelSize(), made.weight()) == ("Inter", 22, QFont.Weight.DemiBold)
    assert made.letterSpacing() == pytest.approx(-0.3, abs=0.01)
    assert font(Role.TEXT).letterSpacing() == 0


def test_the_chips_words() -> None:
    assert {kind.spec.word for kind in ChipKind} == WORDS


@pytest.mark.parametrize("kind", list(ChipKind))
def test_every_chip_is_painted_and_named(qtbot: QtBot, kind: ChipKind) -> None:
    chip = Chip(kind)
    qtbot.addWidget(chip)
    assert chip.accessibleName() == kind.spec.word
    assert chip.sizeHint().height() == 22
    picture = chip.grab().toImage()
    colours = {picture.pixelColor(x, 11).name() for x in range(picture.width())}
    assert len(colours) > 3
