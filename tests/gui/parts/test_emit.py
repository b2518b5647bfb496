"""Guards the pin of the Qt binding: versions that lose a reference on each emit abort between the 500th and 600th."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot


class Sender(QObject):
    """Sends what a run sends: flags, nothing, words."""

    flagged = Signal(bool)
    nothing = Signal()
    said = Signal(str)


def test_six_thousand_emits_are_received(dressed: QApplication) -> None:
    sender, heard = Sender(), [0, 0, 0]

    def count(place: int) -> None:
        heard[place] += 1

    sender.flagged.connect(lambda _on: count(0))
    sender.nothing.connect(lambda: count(1))
    sender.said.connect(lambda _text: count(2))
    for number in range(6000):
        sender.flagged.emit(number % 2 == 0)
        sender.nothing.emit()
        sender.said.emit("booked")
    assert heard == [6000, 6000, 6000]


def test_six_thousand_clicks_reach_python(qtbot: QtBot) -> None:
    button = QPushButton()
    button.setCheckable(True)
    heard: list[bool] = []
    qtbot.addWidget(button)
    button.toggled.connect(heard.append)
    for _ in range(6000):
        button.click()
    assert len(heard) == 6000
