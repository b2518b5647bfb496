"""A small window: what stands beside the table in a large one comes when it is asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.gui.screens.conftest import Shown


def test_in_a_narrow_window_the_detail_comes_when_it_is_asked_for(shown: Shown) -> None:
    route = shown.review()
    assert route.review.side.isVisible()
    shown.window.resize(1024, 700)
    shown.qtbot.waitUntil(route.review.side.isHidden, timeout=5000)
    head = route.review.table.table.head
    assert not any(head.isSectionHidden(number) for number in range(head.count()))
    shown.key(Qt.Key.Key_Return)
    shown.qtbot.waitUntil(route.review.side.isVisible, timeout=5000)
    assert sum(head.isSectionHidden(number) for number in range(head.count())) == 3
    shown.key(Qt.Key.Key_Return)
    shown.qtbot.waitUntil(route.review.side.isHidden, timeout=5000)
    shown.window.resize(1280, 800)
    shown.qtbot.waitUntil(route.review.side.isVisible, timeout=5000)
    assert not any(head.isSectionHidden(number) for number in range(head.count()))
