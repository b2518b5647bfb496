"""Rail, bars, dialog, banner, toast, progress, charts: what they say, their keys, their theme."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.gallery import Gallery
from app.ui.parts import (
    Banner,
    Bar,
    BarRows,
    BottomBar,
    Button,
    ColumnChart,
    CountCard,
    Dialog,
    EmptyState,
    HeaderBar,
    LaneCard,
    LineField,
    PracticeBand,
    PracticeFrame,
    ProgressBar,
    Rail,
    RailItem,
    Share,
    Toast,
    Tone,
    TotalBlock,
    open_dialog,
)
from app.ui.style import ThemeMode, bind_icon, icon_pixmap, set_reduced_motion, theme
from app.ui.style.theme import colour
from tests.gui.parts.conftest import Show

ROUTES = (
    RailItem("hp", "Harbour & Pine IT", "arrow-right-left", "Autotask to Xero", 121),
    RailItem("ke", "Kelpworks", "package", "Rootstock to QuickBooks"),
)


def test_the_rail_by_mouse_and_key(show: Show) -> None:
    rail = Rail()
    rail.set_routes(ROUTES)
    rail.set_places([RailItem("log", "Log", "history")])
    show(rail)
    rail.set_current("hp")
    told: list[str] = []
    rail.chosen.connect(told.append)
    QTest.mouseClick(rail.item("ke"), Qt.MouseButton.LeftButton)
    assert rail.current == "hp"
    rail.item("ke").setFocus()
    QTest.keyClick(rail.item("ke"), Qt.Key.Key_Down)
    focused = QApplication.focusWidget()
    assert focused is rail.item("log")
    QTest.keyClick(rail.item("log"), Qt.Key.Key_Return)
    assert told == ["ke", "log"]


def test_the_rail_folds_to_icons_with_names_as_tooltips(show: Show) -> None:
    rail = Rail()
    show(rail)
    rail.set_routes(ROUTES)
    assert rail.width() == 232
    assert rail.item("hp").height() == 48
    rail.toggle()
    assert rail.is_folded
    assert rail.width() == 64
    assert "Harbour &amp; Pine IT" in rail.item("hp").toolTip()
    rail.set_count("hp", 3, Tone.WARN)
    assert rail.item("hp").accessibleName() == "Harbour & Pine IT, 3 waiting"
    rail.toggle()
    assert rail.width() == 232


def test_folding_takes_160_ms_when_motion_is_wanted(qtbot: QtBot, show: Show) -> None:
    set_reduced_motion(False)
    rail = Rail()
    show(rail)
    rail.set_folded(True)
    assert rail.width() > 64
    qtbot.waitUntil(lambda: rail.width() == 64, timeout=3000)


def test_totals_never_hide_a_currency(show: Show) -> None:
    bar = BottomBar()
    show(bar).resize(300, 100)
    blocks = [TotalBlock(code, "2 inv.", (("Total", "1,000.00"),)) for code in ("AUD", "NZD", "USD", "GBP")]
    bar.totals.set_blocks(blocks)
    assert not bar.grab().isNull()
    for code in ("AUD", "NZD", "USD", "GBP"):
        assert code in bar.totals.toolTip()
        assert code in bar.totals.accessibleName()


def test_the_band_is_left_by_key(qtbot: QtBot, show: Show) -> None:
    band = PracticeBand()
    show(band)
    assert band.height() == 32
    band.leave.setFocus()
    with qtbot.waitSignal(band.left):
        QTest.keyClick(band.leave, Qt.Key.Key_Return)
    picture = band.grab().toImage()
    stripes = {picture.pixelColor(x, 3).name() for x in range(4, 200)}
    assert colour("practice_band").name() in stripes
    assert len(stripes) >= 2


def test_the_frame_lies_round_the_window(show: Show) -> None:
    window = show(HeaderBar("Harbour & Pine IT", "Autotask PSA to Xero"))
    frame = PracticeFrame(window)
    frame.show()
    window.resize(500, 300)
    assert frame.size() == window.size()
    picture = window.grab().toImage()
    assert picture.pixelColor(1, 150) == colour("practice_band")
    assert picture.pixelColor(498, 150) == colour("practice_band")
    assert frame.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class Ask(Dialog):
    """A dialog of a test: a field, and two buttons."""

    def __init__(self) -> None:
        super().__init__("Who is this in Xero?", "Customer 1 of 1", width=300)
        self.field = LineField("Name")
        self.body.addWidget(self.field)
        self.no, self.yes = Button("Skip customer"), Button("Use this contact")
        self.foot.addWidget(self.no)
        self.foot.addWidget(self.yes)
        self.yes.clicked.connect(self.accept)
        self.first_focus = self.field.control


@pytest.fixture
def window(show: Show) -> QWidget:
    made = show(Button("Below"))
    made.resize(640, 480)
    return made


def test_a_dialog_keeps_the_focus_and_gives_it_back(window: QWidget) -> None:
    below = window.findChildren(Button)[0]
    below.setFocus()
    dialog = Ask()
    told: list[bool] = []
    dialog.finished.connect(told.append)
    dialog.open_in(window)
    assert open_dialog(window) is dialog
    assert dialog.field.control.hasFocus()
    visited = []
    for _ in range(8):
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert dialog.isAncestorOf(focused)
        visited.append(focused)
    assert {dialog.yes, dialog.no, dialog.close_button, dialog.field.control} == set(visited)
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    assert told == [False]
    assert below.hasFocus()
    assert open_dialog(window) is None


def test_a_dialog_closes_when_the_control_before_it_is_gone(window: QWidget) -> None:
    gone = Button("Fix")
    gone.setParent(window)
    gone.show()
    gone.setFocus()
    dialog = Dialog("Map customers")
    dialog.open_in(window)
    shiboken6.delete(gone)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert open_dialog(window) is None


def test_a_dialog_is_accepted_once(window: QWidget) -> None:
    dialog = Ask()
    told: list[bool] = []
    dialog.finished.connect(told.append)
    dialog.open_in(window)
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    dialog.accept()
    assert told == [True]


def test_a_dialog_over_practice_books_has_a_hatched_edge(window: QWidget) -> None:
    theme().set_practice(True)
    dialog = Ask()
    dialog.open_in(window)
    picture = dialog.grab().toImage()
    stripes = {picture.pixelColor(x, 3).name() for x in range(40, 200)}
    assert colour("practice_band").name() in stripes
    window.resize(500, 300)
    assert dialog.geometry().center().x() in range(247, 253)
    dialog.reject()


def test_a_dialog_darkens_what_lies_below(window: QWidget) -> None:
    before = window.grab().toImage().pixelColor(5, 5).lightness()
    dialog = Ask()
    dialog.open_in(window)
    assert window.grab().toImage().pixelColor(5, 5).lightness() < before - 60
    dialog.reject()


def test_a_banner_folds_its_details_and_copies_them(qtbot: QtBot, show: Show) -> None:
    details = [("Answer", "400 invalid_grant"), ("Words", "<b>no</b>\u202e")]
    banner = Banner(
        Tone.BAD, "unlink", "Xero has ended the access", "Sign in again.", button="Reconnect", details=details
    )
    show(banner)
    assert banner.fold is not None
    fold = banner.fold
    states = [fold.is_open]
    QTest.mouseClick(fold.toggle, Qt.MouseButton.LeftButton)
    states.append(fold.is_open)
    assert states == [False, True]
    fold.copy.click()
    assert QGuiApplication.clipboard().text() == "Answer: 400 invalid_grant\nWords: <b>no</b>⟨RLO⟩"
    with qtbot.waitSignal(banner.pressed):
        banner.button.click()
    assert banner.grab().toImage().pixelColor(2, banner.height() // 2) == colour("bad_fill")


def test_one_toast_at_a_time_with_undo(window: QWidget) -> None:
    undone: list[bool] = []
    Toast.show_in(window, "Saved. 17 invoices are ready.")
    toast = Toast.show_in(window, "Saved. 18 invoices are ready.", undo=lambda: undone.append(True))
    visible = [found for found in window.findChildren(Toast) if found.isVisible()]
    assert visible == [toast]
    assert toast.is_waiting
    assert toast.geometry().bottomRight() == QPoint(window.width() - 25, window.height() - 25)
    toast.undo.click()
    assert undone == [True]
    assert not toast.isVisible()


def test_progress_adds_up(qtbot: QtBot) -> None:
    bar = ProgressBar()
    qtbot.addWidget(bar)
    bar.resize(1190, 10)
    bar.set_shares(
        [Share(74, Tone.GOOD, "done"), Share(2, Tone.CHECK, "being checked"), Share(2, Tone.WARN, "need you")], 119
    )
    lefts = [round(left) for left, _, _ in bar.segments()]
    assert lefts == [0, 740, 760]
    assert bar.accessibleName() == "Of 119: 74 done, 2 being checked, 2 need you"
    assert bar.grab().toImage().pixelColor(1100, 5) == colour("calm_soft")
    with pytest.raises(ValueError, match="more than the whole"):
        bar.set_shares([Share(5, Tone.GOOD, "done")], 4)


def test_lanes_and_counts_say_their_figures(qtbot: QtBot, show: Show) -> None:
    lane, card = LaneCard("clock", "text2", "Waiting"), CountCard("package", "Products to export", 14, "9 match by SKU")
    show(lane, card)
    lane.set_lane(41, ["38,425.41 AUD", "4,362.30 NZD", "1.00 USD"], "in 2 batches")
    assert lane.accessibleName().startswith("Waiting: 41, 38,425.41 AUD, 4,362.30 NZD, 1.00 USD")
    card.setFocus()
    with qtbot.waitSignal(card.pressed):
        QTest.keyClick(card, Qt.Key.Key_Return)


def test_charts_write_their_values(qtbot: QtBot) -> None:
    rows = BarRows([Bar("1 to 7 days", 29, "25,487.85"), Bar("over 30", 4, "3,498.16", alarming=True)])
    columns = ColumnChart([Bar("Wed", 6), Bar("Thu", 0)], name="Next 7 days")
    for chart in (rows, columns):
        qtbot.addWidget(chart)
        chart.resize(332, chart.height())
        assert not chart.grab().isNull()
    assert rows.accessibleName() == "1 to 7 days: 29 25,487.85; over 30: 4 3,498.16"
    assert columns.accessibleName() == "Next 7 days: Wed: 6; Thu: 0"
    assert rows.grab().toImage().pixelColor(100, 14) == colour("accent")


def test_an_empty_page_has_ways_on(qtbot: QtBot, show: Show) -> None:
    empty = EmptyState("No invoices to send since 1 November", "Autotask has 9.", "Checked today at 09:12.")
    show(empty)
    way = empty.add_button("Search October too", icon="calendar")
    with qtbot.waitSignal(way.clicked):
        way.click()
    assert empty.sentence.text() == "No invoices to send since 1 November"


@pytest.mark.parametrize(("mode", "practice"), [("light", False), ("dark", False), ("light", True), ("dark", True)])
def test_the_whole_gallery_is_painted_named_and_reachable(qtbot: QtBot, mode: str, practice: bool) -> None:
    theme().set_mode(mode)
    theme().set_practice(practice)
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.resize(gallery.sizeHint())
    gallery.show()
    assert gallery.grab().toImage().pixelColor(8, 8) == colour("canvas")
    for control in gallery.findChildren(QWidget):
        if isinstance(control, (QAbstractButton, QLineEdit)) and control.isVisible() and control.focusPolicy():
            interface = QAccessible.queryAccessibleInterface(control)
            assert interface.text(QAccessible.Text.Name), control


def test_a_new_theme_retints_icons_and_repaints(qtbot: QtBot) -> None:
    button = QWidget()
    qtbot.addWidget(button)
    from PySide6.QtWidgets import QPushButton

    stock = QPushButton(button)
    bind_icon(stock, "search", "text")
    before = stock.icon().pixmap(16, 16).toImage()
    light = icon_pixmap("search", "text").toImage()
    theme().set_mode("dark")
    assert stock.icon().pixmap(16, 16).toImage() != before
    assert icon_pixmap("search", "text").toImage() != light
    theme().set_mode("light")
    assert stock.icon().pixmap(16, 16).toImage() == before


def test_icons_are_sharp_at_every_density() -> None:
    for density in (1.0, 1.5, 2.0):
        pixmap = icon_pixmap("send", "accent", 16, density)
        assert pixmap.width() == round(16 * density)
        assert pixmap.devicePixelRatio() == density
    with pytest.raises(FileNotFoundError):
        icon_pixmap("no-such-icon", "text")


def test_system_mode_follows_the_system(qtbot: QtBot) -> None:
    worn = theme()
    with qtbot.assertNotEmitted(worn.changed):
        worn.set_system_scheme(Qt.ColorScheme.Dark)
    states = [worn.is_dark]
    with qtbot.waitSignal(worn.changed):
        worn.set_mode(ThemeMode.SYSTEM)
    states.append(worn.is_dark)
    with qtbot.waitSignal(worn.changed):
        worn.set_system_scheme(Qt.ColorScheme.Unknown)
    states.append(worn.is_dark)
    assert states == [False, True, False]
    with pytest.raises(ValueError, match="purple"):
        worn.set_mode("purple")


def test_the_band_stays_bright_behind_a_dialog(show: Show) -> None:
    band = PracticeBand()
    window = show(band, Button("Below"))
    window.resize(640, 480)
    before = band.grab().toImage()
    place = band.mapTo(window, QPoint(2, 2))
    dialog = Ask()
    dialog.open_in(window)
    assert window.grab().toImage().pixelColor(place) == before.pixelColor(2, 2)
    dialog.reject()
