"""The proof of a run as a PDF: both sides by currency, and every document with its amount and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QIODevice, QMarginsF, QObject, QRectF, QSaveFile, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from app.domain.run import DocumentOutcome, RunSummary
from app.domain.words import count_of, say_date
from app.ui.models.states import chip_of
from app.ui.parts.chip import as_spec
from app.ui.screens.done_words import end_meaning, end_sentence
from app.ui.style import Role, amount, clock, font, one_line
from app.ui.style.paint import LEFT, RIGHT

_DPI = 144
_INK, _SOFT, _RED, _LINE = QColor("#17212C"), QColor("#5B6877"), QColor("#A61F1F"), QColor("#BFC9D3")
_ROW = 30.0
_SLICE = 3  # pages painted at a time


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of the proof: left edge and width as shares of the page, and whether it holds figures."""

    left: float
    width: float
    figures: bool = False


_DOCUMENT = (
    Cell(0, 0.15),
    Cell(0.15, 0.25),
    Cell(0.40, 0.14),
    Cell(0.54, 0.28),
    Cell(0.82, 0.12, True),
    Cell(0.945, 0.055),
)
_SUM = (Cell(0, 0.16), Cell(0.16, 0.14, True), Cell(0.32, 0.2, True), Cell(0.54, 0.2, True), Cell(0.76, 0.16, True))


class ProofJob(QObject):
    """Writes a proof, some pages at a time, so that the window goes on. `done(str)` with the path, `failed(str)` with the reason."""

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, run: RunSummary, source: str, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._source, self._path = run, source, path
        self._file = QSaveFile(str(path))
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._pages: Iterator[None] = iter(())
        self._painter: QPainter | None = None
        self._writer: QPdfWriter | None = None

    def start(self) -> None:
        """Begin; nothing is there until all of it is."""
        if not self._file.open(QIODevice.OpenModeFlag.WriteOnly):
            self.failed.emit(f"{self._path.name} cannot be written: {self._file.errorString()}")
            return
        writer = QPdfWriter(self._file)
        writer.setResolution(_DPI)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(16, 16, 16, 16), QPageLayout.Unit.Millimeter)
        writer.setTitle(f"Run of {say_date(self._run.started.astimezone().date())}, {self._run.organisation}")
        writer.setCreator("Ledgerferry")
        self._writer, self._painter = writer, QPainter(writer)
        self._pages = _Paper(writer, self._painter, self._run, self._source).pages()
        self._timer.start()

    def _go_on(self) -> None:
        for _ in range(_SLICE):
            if next(self._pages, _END) is _END:
                self._finish()
                return

    def _finish(self) -> None:
        self._timer.stop()
        if self._painter is not None:
            self._painter.end()
        self._painter = self._writer = None
        if self._file.commit():
            self.done.emit(str(self._path))
        else:
            self.failed.emit(f"{self._path.name} cannot be written: {self._file.errorString()}")


_END = object()


class _Paper:
    """Lays the proof out, page by page."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, run: RunSummary, source: str) -> None:
        self._writer, self._painter, self._run, self._source = writer, painter, run, source
        self._width, self._height = painter.viewport().width() * 1.0, painter.viewport().height() * 1.0
        self._top, self._page = 0.0, 1

    def pages(self) -> Iterator[None]:
        """Paint; each step is one page."""
        self._head()
        self._sums()
        self._row(_DOCUMENT, ("Number", "Customer", "State", "", "Total", ""), Role.HEAD, _SOFT)
        for outcome in self._run.outcomes:
            if self._top + _ROW > self._height - 2 * _ROW:
                self._foot()
                yield
                self._writer.newPage()
                self._top, self._page = 0.0, self._page + 1
                self._row(_DOCUMENT, ("Number", "Customer", "State", "", "Total", ""), Role.HEAD, _SOFT)
            self._document(outcome)
        self._foot()
        yield

    def _head(self) -> None:
        run = self._run
        started, ended = run.started.astimezone(), (run.ended or run.started).astimezone()
        practice = "Practice books, invented data.  " if run.practice else ""
        self._line(end_sentence(run), Role.SENTENCE, 46)
        self._line(end_meaning(run, self._source), Role.TEXT, 30)
        when = f"{say_date(started.date())}, {clock(started)} to {clock(ended)}"
        by = f", by {run.user}" if run.user else ""
        words = f"{practice}{self._source} to {run.vendor}, {when}{by}. Run {run.run_id}."
        self._line(words, Role.SMALL, 40, _SOFT)

    def _sums(self) -> None:
        heads = ("Currency", "Invoices", self._source, self._run.vendor, "Difference")
        self._row(_SUM, heads, Role.HEAD, _SOFT)
        for entry in self._run.reconciliation:
            figures = (entry.source.amount, entry.ledger.amount, entry.difference.amount)
            self._row(
                _SUM, (entry.currency, f"{entry.count:,}", *(amount(f, entry.currency) for f in figures)), Role.TEXT
            )
        self._top += _ROW
        self._line(count_of(len(self._run.outcomes), "invoice"), Role.CARD, 40)

    def _document(self, outcome: DocumentOutcome) -> None:
        state = as_spec(chip_of(outcome.state, self._run.vendor)).word
        total = amount(outcome.total.amount, outcome.total.currency)
        self._row(
            _DOCUMENT,
            (outcome.number, outcome.customer, state, outcome.sentence, total, outcome.total.currency),
            Role.SMALL,
        )

    def _foot(self) -> None:
        place = QRectF(0, self._height - _ROW, self._width, _ROW)
        self._write(place, f"Page {self._page}", Role.SMALL, _SOFT, RIGHT)
        self._write(place, "Written by Ledgerferry", Role.SMALL, _SOFT, LEFT)

    def _line(self, text: str, role: Role, height: float, ink: QColor = _INK) -> None:
        self._write(QRectF(0, self._top, self._width, height), text, role, ink, LEFT)
        self._top += height

    def _row(self, cells: Sequence[Cell], words: Sequence[str], role: Role, ink: QColor = _INK) -> None:
        for cell, word in zip(cells, words, strict=True):
            place = QRectF(cell.left * self._width, self._top, cell.width * self._width - 8, _ROW)
            tint = _RED if cell.figures and word.startswith("\u2212") else ink
            self._write(place, word, role, tint, RIGHT if cell.figures else LEFT)
        self._top += _ROW
        self._painter.setPen(QPen(_LINE, 1))
        self._painter.drawLine(0, round(self._top), round(self._width), round(self._top))

    def _write(self, place: QRectF, text: str, role: Role, ink: QColor, align: Qt.AlignmentFlag) -> None:
        self._painter.setFont(_print_font(role))
        self._painter.setPen(ink)
        shown = self._painter.fontMetrics().elidedText(
            one_line(text), Qt.TextElideMode.ElideRight, round(place.width())
        )
        self._painter.drawText(place, int(align | Qt.TextFlag.TextSingleLine), shown)


def _print_font(role: Role) -> QFont:
    """The role's font in pixels of the paper."""
    made = font(role)
    made.setPixelSize(round(role.value[0] * _DPI / 110))
    return made


def proof_name(run: RunSummary) -> str:
    """'Run 2026-11-04 Harbour & Pine IT Pty Ltd.pdf', without signs that a file name cannot hold."""
    clean = "".join(c for c in run.organisation if c.isalnum() or c in " &-_().,").strip() or "run"
    day = run.started.astimezone().date().isoformat()
    return f"Run {day} {clean[:80].rstrip(' .')}{' practice' if run.practice else ''}.pdf"
