"""Fields: label above, hint below, and a problem told in a sentence right where it was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Generic, TypeVar

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.parts.choice import Choice
from app.ui.parts.dates import NoDateError, parse_date
from app.ui.parts.entry import Entry
from app.ui.parts.labels import PlainLabel, Prose
from app.ui.style.figures import full_day
from app.ui.style.fonts import Role
from app.ui.style.icons import bind_icon

Control = TypeVar("Control", bound=QWidget)


class Field(QWidget, Generic[Control]):
    """A control with its label, an aside ('optional'), a hint, and room for the sentence of a problem."""

    def __init__(
        self,
        label: str,
        control: Control,
        *,
        hint: str = "",
        aside: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._hint_text = hint
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        self.label = PlainLabel(label, Role.SMALL if small else Role.STRONG, "text2" if small else "text")
        self.label.setBuddy(control)
        head.addWidget(self.label)
        head.addStretch(1)
        if aside:
            head.addWidget(PlainLabel(aside, Role.SMALL, "text3"))
        column.addLayout(head)
        column.addSpacing(4 if small else 6)
        column.addWidget(control)
        self._below = Prose(hint, Role.SMALL, "text3")
        self._below.setContentsMargins(0, 0, 0, 0)
        if not hint:
            self._below.hide()
        column.addSpacing(4 if hint else 3)
        column.addWidget(self._below)
        control.setAccessibleName(label)
        control.setAccessibleDescription(hint)
        self.setFocusProxy(control)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_label(self, label: str) -> None:
        """Call it otherwise, as where another ledger has another word for it."""
        self.label.setText(label)
        self.control.setAccessibleName(label)

    @property
    def problem(self) -> str:
        """The sentence shown below in bad_text; empty when all is well."""
        return self._below.text() if self._below.property("problem") else ""

    def set_problem(self, sentence: str) -> None:
        """Show a problem below the control and on its border, or (empty) the hint again; what was typed stays."""
        self._below.setProperty("problem", bool(sentence))
        self._below.setText(sentence or self._hint_text)
        self._below.set_tint("bad_text" if sentence else "text3")
        self._below.setVisible(bool(sentence or self._hint_text))
        self.control.setAccessibleDescription(sentence or self._hint_text)
        if isinstance(self.control, (Entry, Choice)):
            self.control.set_problem(bool(sentence))


class LineField(Field[Entry]):
    """A line of text. `edited(str)` on each key, `submitted()` on Enter; typing clears the problem."""

    edited = Signal(str)
    submitted = Signal()

    def __init__(
        self,
        label: str,
        *,
        placeholder: str = "",
        hint: str = "",
        aside: str = "",
        icon: str = "",
        trailing: str = "",
        height: int = 36,
        parent: QWidget | None = None,
    ) -> None:
        entry = Entry(placeholder, icon=icon, trailing=trailing, height=height)
        super().__init__(label, entry, hint=hint, aside=aside, parent=parent)
        entry.textEdited.connect(self._typed)
        entry.returnPressed.connect(self.submitted)

    def _typed(self, text: str) -> None:
        if self.problem:
            self.set_problem("")
        self.edited.emit(text)

    def text(self) -> str:
        """What is typed, without blanks at the ends."""
        return self.control.text().strip()

    def set_text(self, text: str) -> None:
        """Put text in; emits nothing."""
        self.control.setText(text)
        self.control.setCursorPosition(0)


class PasswordField(LineField):
    """A secret: hidden until the eye is pressed (or Alt+Down); never offered to spelling or prediction."""

    def __init__(
        self, label: str, *, placeholder: str = "", hint: str = "", aside: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(label, placeholder=placeholder, hint=hint, aside=aside, trailing="eye", parent=parent)
        self.control.setEchoMode(QLineEdit.EchoMode.Password)
        self.control.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.control.trailing_pressed.connect(self.toggle)

    @property
    def is_readable(self) -> bool:
        """Whether the secret can be read on screen."""
        return self.control.echoMode() is QLineEdit.EchoMode.Normal

    def toggle(self) -> None:
        """Show the secret, or hide it again."""
        shown = not self.is_readable
        self.control.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.control.set_trailing("eye-off" if shown else "eye")

    def text(self) -> str:
        """The secret exactly as typed, without blanks at the ends (they come with copying)."""
        return self.control.text().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down presses the eye."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.toggle()
            return
        super().keyPressEvent(event)


class CalendarPopup(QFrame):
    """A month below a date field; `picked(object)` with a date."""

    picked = Signal(object)

    def __init__(self, shown: date, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        self.calendar = QCalendarWidget(self)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        self.calendar.setAccessibleName("Month")
        weekend = self.calendar.weekdayTextFormat(Qt.DayOfWeek.Monday)
        for name in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(name, weekend)
        for part, glyph, words in (("prev", "chevron-left", "Month before"), ("next", "chevron-right", "Month after")):
            arrow = self.calendar.findChild(QToolButton, f"qt_calendar_{part}month")
            if isinstance(arrow, QToolButton):
                bind_icon(arrow, glyph)
                arrow.setAccessibleName(words)
        column.addWidget(self.calendar)
        self.calendar.activated.connect(self._pick)
        self.calendar.clicked.connect(self._pick)

    def _pick(self, chosen: QDate) -> None:
        if self.isVisible():
            self.close()
            self.picked.emit(date(chosen.year(), chosen.month(), chosen.day()))


class DateField(LineField):
    """A day, typed or chosen. `day_changed(object)` with a date or None; what is no date gets a sentence.

    `today` gives this computer's day and is called when a year is missing.
    """

    day_changed = Signal(object)

    def __init__(
        self,
        label: str,
        *,
        today: Callable[[], date] = date.today,
        optional: bool = False,
        hint: str = "",
        aside: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            label, placeholder="Any" if optional else "", hint=hint, aside=aside, trailing="calendar", parent=parent
        )
        self._today, self._optional = today, optional
        self._popup: CalendarPopup | None = None
        self._day: date | None = None
        self.control.trailing_pressed.connect(self.open_calendar)
        self.control.editingFinished.connect(self.settle)

    def day(self) -> date | None:
        """The day last understood; None when the field is empty or holds no date (see `problem`)."""
        return None if self.problem else self._day

    def set_day(self, value: date | None) -> None:
        """Put a day in, written out in full; emits nothing."""
        self._day = value
        self.set_text(full_day(value) if value else "")
        self.set_problem("")

    def settle(self) -> bool:
        """Understand what is typed; shows the sentence and returns False when it is no date."""
        typed = self.text()
        try:
            if not typed and not self._optional:
                raise NoDateError("A date is needed here")
            found = parse_date(typed, self._today()) if typed else None
        except NoDateError as problem:
            self.set_problem(str(problem))
            return False
        changed = found != self._day
        self.set_day(found)
        if changed:
            self.day_changed.emit(found)
        return True

    @property
    def calendar_popup(self) -> CalendarPopup | None:
        """The month while it is open."""
        return self._popup

    def open_calendar(self) -> None:
        """Show a month to choose from, below the field."""
        popup = CalendarPopup(self._day or self._today(), self)
        popup.picked.connect(self._chosen)
        popup.destroyed.connect(self._forget)
        self._popup = popup
        popup.move(self.control.mapToGlobal(QPoint(0, self.control.height() + 4)))
        popup.show()
        popup.calendar.setFocus()

    def _forget(self) -> None:
        self._popup = None

    def _chosen(self, chosen: date) -> None:
        self.set_text(full_day(chosen))
        self.settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down or F4 opens the month."""
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt_down or event.key() == Qt.Key.Key_F4:
            self.open_calendar()
            return
        super().keyPressEvent(event)


class ComboField(Field[Choice]):
    """A choice from a list. `chosen(object)` gives the value behind the chosen words."""

    chosen = Signal(object)

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        aside: str = "",
        height: int = 36,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, Choice(height=height), hint=hint, aside=aside, small=small, parent=parent)
        self.control.chosen.connect(self._chose)

    def _chose(self, value: object) -> None:
        if self.problem:
            self.set_problem("")
        self.chosen.emit(value)

    def set_choices(self, choices: list[tuple[str, object]]) -> None:
        """Offer these (words, value); the value that was chosen stays chosen if it is still offered."""
        self.control.set_choices(choices)

    def value(self) -> object:
        """The chosen value; None when nothing is chosen."""
        return self.control.value()

    def set_value(self, value: object) -> bool:
        """Choose by value; False when it is not offered."""
        return self.control.set_value(value)
