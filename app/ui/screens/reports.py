"""Reports: what was sent, by day, customer and state, with both sides to the cent, and what still waits by age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.ages import group_by_age
from app.domain.documents import WaitingInvoice
from app.domain.errors import ExpectedProblem, StoreProblem
from app.domain.report import Report
from app.domain.search_dates import DatePreset, month_of, months_later, preset_range
from app.domain.words import count_of
from app.ui.dialogs.office import ReportOffice
from app.ui.models.faces import RouteFace, faces_of
from app.ui.parts import (
    BarRows,
    Card,
    Choice,
    ColumnChart,
    DataTable,
    EmptyState,
    PlainLabel,
    Prose,
    RowsModel,
    Segment,
    SegmentedFilter,
    SideBySide,
    TableCard,
)
from app.ui.screens.done_tables import FiguresCard
from app.ui.screens.place import PlaceScreen, empty
from app.ui.screens.report_tables import ReportTable, View, table_of
from app.ui.screens.search_aside import WaitingCard
from app.ui.screens.table_file import TableKind, ask_table_path, export_buttons, write_whole
from app.ui.style import Role, capped, day
from app.worker.contract import Overview, ReportWish
from app.worker.handle import TaskHandle

_PERIODS = (
    ("This month", "this_month"),
    ("Last month", "last_month"),
    ("Last 7 days", "last_7_days"),
    ("This quarter", "this_quarter"),
    ("Last 12 months", "year"),
)
_ASIDE = 380
_BESIDE = 960  # narrower pages have what waits below the figures
_YEAR = 11  # whole months before this one
_MOST_ROWS = 10  # rows before a table scrolls in its card
_ROW = 40


def stretch(period: str, today: date) -> tuple[date, date]:
    """First and last day of a period; none of it lies in the future."""
    if period == "year":
        return month_of(months_later(today, -_YEAR))[0], today
    found = preset_range(DatePreset(period), today, None) or (today - timedelta(days=6), today)
    return found[0], min(found[1], today)


class ReportsScreen(PlaceScreen):
    """A sentence, a chart and its table at the left; both sides by currency and what waits at the right."""

    def __init__(self, office: ReportOffice) -> None:
        super().__init__(office, "Reports", "What was sent, to the cent, and what still waits")
        self.setObjectName("reports")
        self._office = office
        self._faces: Mapping[str, RouteFace] = {}
        self.report: Report | None = None
        self.shown: ReportTable | None = None
        self._waiting: list[WaitingCard] = []
        for button, kind in export_buttons(self.head.side, "report"):
            button.clicked.connect(lambda _on=False, k=kind: self.export(k))
        self.page.addLayout(self._tools())
        self.sentence = Prose("", Role.SENTENCE, "text")
        self.sentence.setObjectName("report-sentence")
        self.page.addWidget(self.sentence)
        columns = SideBySide(_ASIDE, least=_BESIDE)
        self._left, self._sums, self._ages = columns.main, QVBoxLayout(), QVBoxLayout()
        for layout in (self._sums, self._ages):
            layout.setSpacing(16)
            columns.aside.addLayout(layout)
        self.page.addWidget(columns)
        self.page.addStretch(1)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.views = SegmentedFilter(
            [Segment(View.DAY, "By day"), Segment(View.CUSTOMER, "By customer"), Segment(View.STATE, "By state")],
            name="How the figures are laid out",
        )
        self.views.chosen.connect(lambda _key: self._lay())
        row.addWidget(self.views)
        row.addStretch(1)
        self.routes, self.periods = Choice(height=32), Choice(icon="calendar", height=32)
        self.routes.setObjectName("report-route")
        self.routes.setAccessibleName("Route")
        self.routes.set_choices([("All routes", "")])
        self.routes.set_value("")
        self.periods.setObjectName("report-period")
        self.periods.setAccessibleName("Period")
        self.periods.set_choices(list(_PERIODS))
        self.periods.set_value("this_month")
        for choice in (self.routes, self.periods):
            choice.chosen.connect(lambda _value: self._ask())
            row.addWidget(choice)
        return row

    # --- reading

    def refresh(self) -> None:
        """Routes, then figures."""
        self.be_content()
        self.ask(self._office.overview(), self._know_routes)

    def _know_routes(self, overview: Overview) -> None:
        self._faces = faces_of(overview.routes, overview.connections)
        sends = [(capped(face.route.name, 40), key) for key, face in self._faces.items() if not face.collects]
        self.routes.set_choices([("All routes", ""), *sends])
        if self.routes.value() is None:
            self.routes.set_value("")
        self._ask()

    def _ask(self) -> None:
        since, until = stretch(str(self.periods.value()), datetime.now(UTC).astimezone().date())
        apart = tuple(key for key, face in self._faces.items() if face.collects)
        wish = ReportWish(since, until, str(self.routes.value() or ""), apart)
        self.ask(self._office.report(wish), self._know)
        self._ask_waiting()

    def _know(self, report: Report) -> None:
        self.report = report
        self._lay()

    # --- what waits

    def _meant(self) -> list[RouteFace]:
        """The chosen route; of all, one for each source, since routes from the same source wait for the same invoices."""
        route = self.routes.value()
        sends = [face for face in self._faces.values() if not face.collects]
        if route:
            return [face for face in sends if face.route.id == route]
        return list({face.source.id: face for face in reversed(sends)}.values())[::-1]

    def _ask_waiting(self) -> None:
        empty(self._ages)
        self._waiting = []
        for face in self._meant():
            card = WaitingCard(capped(face.source.name, 40))
            self._waiting.append(card)
            self._ages.addWidget(card)
            self._fill(card, self._office.waiting(face.route.id))

    def _fill(self, card: WaitingCard, asked: TaskHandle) -> None:
        """Show the answer on its card, unless another period or route was chosen meanwhile."""

        def show(invoices: Sequence[WaitingInvoice]) -> None:
            if card in self._waiting:
                now = datetime.now(UTC).astimezone()
                card.show_waiting(group_by_age(invoices, now.date()), now)

        def say_why(problem: ExpectedProblem) -> None:
            if card in self._waiting:
                card.say(problem.sentence)

        self.ask(asked, show, say_why)

    # --- showing

    def _lay(self) -> None:
        """Sentence, chart and table of the view that is chosen."""
        report = self.report
        if report is None:
            return
        self.sentence.setText(report_sentence(report))
        self.shown = table_of(report, View(self.views.current))
        empty(self._left)
        if not self.shown.rows:
            self._left.addWidget(
                EmptyState("No run in this time", "Another period or route shows more; each Sync is added here.")
            )
        else:
            self._left.addWidget(self._chart(self.shown))
            self._left.addWidget(TableCard(self._table(self.shown)))
        self._left.addStretch(1)
        empty(self._sums)
        if report.currencies:
            self._sums.addWidget(FiguresCard(report.currencies, ("Source", "Ledger"), ground="canvas"))

    def _chart(self, shown: ReportTable) -> Card:
        card = Card(margins=(20, 16, 20, 14), spacing=10)
        card.setObjectName("report-chart")
        card.body.addWidget(PlainLabel(shown.chart, Role.CARD))
        if shown.upright:
            card.body.addWidget(ColumnChart(shown.bars, name=shown.chart, height=150))
        else:
            card.body.addWidget(BarRows(shown.bars, label=170, numbers=not shown.bars or not shown.bars[0].aside))
        return card

    def _table(self, shown: ReportTable) -> DataTable:
        rows: RowsModel[object] = RowsModel(shown.columns, shown.key, parent=self)
        table = DataTable(rows, name="The figures", row_height=_ROW, edge=16)
        table.setObjectName("report-table")
        rows.setParent(table)
        rows.set_rows(list(shown.rows))
        if len(shown.rows) <= _MOST_ROWS:
            table.hug()
        else:
            table.setFixedHeight(36 + _MOST_ROWS * _ROW)
        return table

    # --- files

    def export(self, kind: TableKind) -> None:
        """Write the table that is shown where the person says."""
        if self.shown is not None:
            path = ask_table_path(self, self.shown.file.name, kind)
            if path is not None:
                why = write_whole(path, self.shown.file.data(kind))
                self._written(why, path.name)

    def _written(self, why: str, name: str) -> None:
        if why:
            self.complain(StoreProblem(why, advice="Choose another folder."))
        else:
            self.tell(f"Saved as {name}")

    # --- keys

    def act(self, keys: str) -> bool:
        """1 to 3 choose the view, Ctrl+S exports the table."""
        if keys in {"1", "2", "3"}:
            self.views.choose_number(int(keys))
            return True
        if keys == "Ctrl+S":
            self.export(TableKind.CSV)
            return True
        return False


def report_sentence(report: Report) -> str:
    """'44 invoices were booked from 1 to 22 Nov 2026. Both sides agree to the cent.'"""
    number = sum(entry.count for entry in report.currencies)
    span = _span(report.since, report.until)
    if not number:
        return f"Nothing was booked {span}."
    agree = all(entry.balances for entry in report.currencies)
    end = "Both sides agree to the cent." if agree else "Both sides do not agree; look at the difference."
    return f"{count_of(number, 'invoice')} {'was' if number == 1 else 'were'} booked {span}. {end}"


def _span(since: date, until: date) -> str:
    if since == until:
        return f"on {day(until)} {until.year}"
    if (since.year, since.month) == (until.year, until.month):
        return f"from {since.day} to {day(until)} {until.year}"
    first = day(since) if since.year == until.year else f"{day(since)} {since.year}"
    return f"from {first} to {day(until)} {until.year}"
