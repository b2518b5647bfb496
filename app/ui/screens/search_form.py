"""The search form: what to look for, filled in as last time, one month on; Enter is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.domain.documents import Division, SearchCriteria
from app.domain.errors import BadInput
from app.domain.search_dates import DatePreset, preset_of, preset_range
from app.ui.parts import (
    Button,
    ButtonKind,
    Card,
    CheckBlock,
    ComboField,
    DateField,
    Field,
    Glyph,
    LineField,
    PlainLabel,
    Rule,
    SectionHead,
)  # fmt: skip
from app.ui.style import Role

_PRESETS = {
    DatePreset.THIS_MONTH: "This month",
    DatePreset.LAST_MONTH: "Last month",
    DatePreset.LAST_7_DAYS: "Last 7 days",
    DatePreset.THIS_QUARTER: "This quarter",
    DatePreset.SINCE_LAST_RUN: "Since last run",
}


class SearchForm(Card):
    """`submitted(SearchCriteria)` when the person asks; what is typed stays until it is cleared."""

    submitted = Signal(object)

    def __init__(
        self, source: str, ledger: str, today: Callable[[], date] = date.today, parent: QWidget | None = None
    ) -> None:
        super().__init__(margins=(24, 22, 24, 20), parent=parent)
        self._today = today
        self._last_run: date | None = None
        self.is_touched = False
        """Whether the person has typed or chosen something: then nothing is filled in any more."""
        self.body.addWidget(
            SectionHead(
                "Search for invoices", f"Nothing is sent yet. You see every invoice before it goes to {ledger}."
            )
        )
        self.division = ComboField("Division", hint=f"The line of business in {source}")
        self.invoice_id = LineField(
            "Invoice ID", placeholder="Any", hint=f"{source}'s ID, not the invoice number", aside="optional"
        )
        self.date_from = DateField("Invoice date from", today=today, optional=True)
        self.date_to = DateField("to", today=today, optional=True)
        self.include = CheckBlock(
            "Include invoices marked as invoiced",
            "Off: only invoices without a web service date. On: also those that were sent before; "
            f"what is already in {ledger} is not sent again.",
        )
        self.presets = {preset: Button(words, ButtonKind.GHOST, height=28) for preset, words in _PRESETS.items()}
        self.search = Button("Search invoices", ButtonKind.PRIMARY, icon="search", key="Enter", height=36)
        self.clear = Button("Clear", ButtonKind.GHOST, height=36)
        self.remark = PlainLabel("", Role.SMALL, "text2")
        self._remark_icon = Glyph("history")
        self._fields: dict[str, Field[QWidget]] = {}
        self._name()
        self._lay()
        self._connect()
        self.set_divisions(())
        self.set_remark("")

    def _name(self) -> None:
        for name in ("division", "invoice_id", "date_from", "date_to", "include", "search", "clear"):
            part = getattr(self, name)
            part.setObjectName(f"search-{name.replace('_', '-')}")
            if isinstance(part, Field):
                part.control.setObjectName(f"search-{name.replace('_', '-')}-control")
                self._fields[name] = part
        self.date_to.control.setAccessibleName("Invoice date to")
        for number, (preset, button) in enumerate(self.presets.items(), 1):
            button.setObjectName(f"search-preset-{preset.value}")
            button.setToolTip(f"Alt+{number}")
            button.setCheckable(True)

    def _lay(self) -> None:
        self.body.addSpacing(18)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(16)
        fields: tuple[QWidget, ...] = (self.division, self.invoice_id, self.date_from, self.date_to)
        for number, field in enumerate(fields):
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
            grid.addWidget(field, number // 2, number % 2, Qt.AlignmentFlag.AlignTop)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addSpacing(5)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self.presets.values():
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addSpacing(20)
        self.body.addWidget(self.include)
        self.body.addSpacing(24)
        self.body.addWidget(Rule())
        self.body.addSpacing(16)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.search)
        foot.addWidget(self.clear)
        foot.addStretch(1)
        foot.addWidget(self._remark_icon)
        foot.addWidget(self.remark)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        self.search.clicked.connect(self.submit)
        self.clear.clicked.connect(self.empty)
        for preset, button in self.presets.items():
            button.clicked.connect(lambda _on=False, preset=preset: self.choose_preset(preset))
        for field in (self.date_from, self.date_to):
            field.day_changed.connect(self._mark_preset)
            field.edited.connect(self._mark_preset)
        touching = (self.invoice_id.edited, self.date_from.edited, self.date_to.edited, self.division.chosen)
        buttons = (self.clear, *self.presets.values(), self.include.check)
        for signal in (*touching, self.date_from.day_changed, self.date_to.day_changed, *(b.clicked for b in buttons)):
            signal.connect(self._touch)

    def _touch(self) -> None:
        self.is_touched = True

    # what is asked

    def set_divisions(self, divisions: Sequence[Division]) -> None:
        """Offer these; inactive ones come last and say so."""
        ordered = sorted(divisions, key=lambda d: (not d.is_active, d.name.casefold()))
        choices: list[tuple[str, object]] = [("All divisions", "")]
        choices += [(d.name if d.is_active else f"{d.name} (inactive)", d.id) for d in ordered]
        chosen = self.division.value()
        self.division.set_choices(choices)
        if not self.division.set_value(chosen if chosen is not None else ""):
            self.division.set_value("")

    def set_last_run(self, day: date | None) -> None:
        """When the last run was: the fifth preset begins there."""
        self._last_run = day
        self.presets[DatePreset.SINCE_LAST_RUN].setEnabled(day is not None)
        self._mark_preset()

    def set_criteria(self, criteria: SearchCriteria) -> None:
        """Fill the form in."""
        if not self.division.set_value(criteria.division_id) and criteria.division_id:
            self.division.set_choices([("All divisions", ""), ("Last used division", criteria.division_id)])
            self.division.set_value(criteria.division_id)
        self.invoice_id.set_text(criteria.invoice_id)
        self.date_from.set_day(criteria.date_from)
        self.date_to.set_day(criteria.date_to)
        self.include.check.setChecked(criteria.include_marked)
        for field in self._fields.values():
            field.set_problem("")
        self._mark_preset()

    def criteria(self) -> SearchCriteria | None:
        """What is asked; None while a date cannot be understood, which its field then says."""
        understood = [self.date_from.settle(), self.date_to.settle()]
        if not all(understood):
            first = self.date_from if not understood[0] else self.date_to
            first.control.setFocus()
            return None
        return SearchCriteria(
            division_id=str(self.division.value() or ""),
            invoice_id=self.invoice_id.text(),
            date_from=self.date_from.day(),
            date_to=self.date_to.day(),
            include_marked=self.include.check.isChecked(),
        )

    def submit(self) -> None:
        """Ask, unless a field says why not."""
        found = self.criteria()
        if found is not None:
            self.submitted.emit(found)

    def show_problem(self, problem: BadInput) -> None:
        """Say it next to the field it belongs to; what was typed stays."""
        field = self._fields.get(problem.field, self.invoice_id)
        field.set_problem(f"{problem.sentence} {problem.advice}".strip())
        field.control.setFocus()

    def empty(self) -> None:
        """Nothing asked for: all that is open."""
        self.set_criteria(SearchCriteria())
        self.set_remark("")

    def set_remark(self, words: str) -> None:
        """'Filled in as on 2 Oct, one month on'."""
        self.remark.setText(words)
        self.remark.setVisible(bool(words))
        self._remark_icon.setVisible(bool(words))

    def set_busy(self, busy: bool) -> None:
        """While a search runs it cannot be asked again."""
        self.search.setEnabled(not busy)

    # presets

    def choose_preset(self, preset: DatePreset) -> None:
        """Fill both dates in."""
        found = preset_range(preset, self._today(), self._last_run)
        if found is not None:
            self.date_from.set_day(found[0])
            self.date_to.set_day(found[1])
        self._mark_preset()

    def choose_number(self, number: int) -> bool:
        """Alt+1 to Alt+5."""
        presets = list(DatePreset)
        if not 1 <= number <= len(presets):
            return False
        self.choose_preset(presets[number - 1])
        return True

    def _mark_preset(self, _changed: object = None) -> None:
        now = preset_of((self.date_from.day(), self.date_to.day()), self._today(), self._last_run)
        for preset, button in self.presets.items():
            button.setChecked(preset is now)
