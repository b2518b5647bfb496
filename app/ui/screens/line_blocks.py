"""One line of a document as the detail shows it: text and amount, quantity and price, where it goes, and why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.documents import SourceLine
from app.domain.plan import PlannedLine
from app.ui.parts.chip import CHIP_HEIGHT, ChipSpec, Tone, chip_width, paint_chip
from app.ui.style import Role, amount, colour, draw_icon, quantity, tooltip
from app.ui.style.paint import RIGHT, advance, smooth, write
from app.ui.style.words import one_line

_GAP = 6


class LineBlock(QWidget):
    """A painted block: no widget of its own for each word, since an invoice may have hundreds of lines."""

    def __init__(
        self,
        title: str,
        figure: str,
        *,
        second: str,
        chips: tuple[ChipSpec, ...],
        why: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._figure, self._second = one_line(title), figure, one_line(second)
        self._chips, self._why = chips, one_line(why)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = [self._title, figure, self._second, *(chip.word for chip in chips), self._why]
        self.setAccessibleName(", ".join(filter(None, words)))
        self.setToolTip(tooltip(title))

    def _chip_rows(self, width: int) -> list[list[ChipSpec]]:
        rows: list[list[ChipSpec]] = [[]]
        left = 0
        for chip in self._chips:
            wide = min(chip_width(chip), width)
            if rows[-1] and left + wide > width:
                rows.append([])
                left = 0
            rows[-1].append(chip)
            left += wide + _GAP
        return [row for row in rows if row]

    def hasHeightForWidth(self) -> bool:
        """Chips wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Title, second line, chips, reason."""
        chips = len(self._chip_rows(width)) * (CHIP_HEIGHT + 4)
        return 20 + (17 if self._second else 0) + (chips + 6 if chips else 0) + (20 if self._why else 0)

    def sizeHint(self) -> QSize:
        """At the panel's width."""
        return QSize(300, self.heightForWidth(max(self.width(), 299)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """From the top."""
        painter, width = smooth(QPainter(self)), self.width() * 1.0
        room = advance(self._figure, Role.STRONG) + 1
        write(painter, QRectF(0, 0, width - room - 12, 20), self._title, Role.STRONG)
        tint = "bad_text" if self._figure.startswith("\u2212") else "text"
        write(painter, QRectF(width - room, 0, room, 20), self._figure, Role.STRONG, tint, align=RIGHT)
        top = 20.0
        if self._second:
            write(painter, QRectF(0, top - 1, width, 17), self._second, Role.SMALL, "text2")
            top += 17
        top = self._paint_chips(painter, top + 6, width)
        if self._why:
            draw_icon(painter, "corner-down-right", colour("text3"), QRectF(0, top + 2, 14, 14))
            write(painter, QRectF(20, top, width - 20, 18), self._why, Role.SMALL, "text2")

    def _paint_chips(self, painter: QPainter, top: float, width: float) -> float:
        for row in self._chip_rows(int(width)):
            left = 0.0
            for chip in row:
                left += paint_chip(painter, left, top + CHIP_HEIGHT / 2, chip, width - left) + _GAP
            top += CHIP_HEIGHT + 4
        return top


class PlannedLineBlock(LineBlock):
    """A line as it will be posted."""

    def __init__(self, line: PlannedLine, currency: str, parent: QWidget | None = None) -> None:
        account = f"{line.account_code} {line.account_name}".strip()
        chips = [ChipSpec(account)] if account else []
        chips += [ChipSpec(line.tax_name or line.tax_code)] if line.tax_code else []
        chips += [ChipSpec(line.item_name or f"Item {line.item_code}", "package")] if line.item_code else []
        chips += [ChipSpec(f"{t.category_name}: {t.option_name}", "tags") for t in line.tracking]
        if line.is_rounding:
            chips.append(ChipSpec("Rounding", "", Tone.WARN))
        description = line.description.strip()
        title, _, rest = description.partition("\n")
        second = f"{quantity(line.quantity)} × {_price(line, currency)}"
        if rest.strip():
            second += f"  ·  {rest.strip()}"
        super().__init__(
            title or "No text",
            amount(line.amount, currency),
            second=second,
            chips=tuple(chips),
            why=line.why,
            parent=parent,
        )


def _price(line: PlannedLine, currency: str) -> str:
    """Two decimals, or as many as it has."""
    exact = quantity(line.unit_price)
    rounded = amount(line.unit_price, currency)
    return exact if len(exact.partition(".")[2]) > len(rounded.partition(".")[2]) else rounded


class SourceLineBlock(LineBlock):
    """A line as the source billed it, before it is known where it goes."""

    def __init__(self, line: SourceLine, currency: str, parent: QWidget | None = None) -> None:
        chips = [ChipSpec(value.name) for value in line.facets[-1:] if value.name]
        chips += [ChipSpec(line.tax_name)] if line.tax_name else []
        second = f"{quantity(line.quantity)} × {quantity(line.unit_price)}"
        super().__init__(
            line.title or "No text", amount(line.amount, currency), second=second, chips=tuple(chips), parent=parent
        )
