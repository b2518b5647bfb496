"""A hundred thousand rows in the Review table, filtered while somebody types: the longest a key takes, painting included."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.plan import DocumentState
from app.ui.models.plan_rows import PlanRow
from app.ui.screens.review_table import ReviewTable
from app.ui.style import apply_theme, theme
from tests.benchmarks.measure import Figure
from tests.unit.suggestions.noisy_names import make_world

ROWS = 100_000
TYPED = ("pty", "inv-204", "harb", "1,2", "zzzz", "a b c")


def make_rows() -> list[PlanRow]:
    """Made-up rows with names as they are."""
    chance = Random(7)
    names = [party.name for party in make_world(Random(20), companies=2_000, contacts=2_000).parties]
    states = [DocumentState.READY, DocumentState.READY, DocumentState.NEEDS_CUSTOMER, DocumentState.ALREADY_IN_LEDGER]
    rows = []
    for number in range(ROWS):
        net = Decimal(chance.randrange(100, 900_000)) / 100
        tax = (net / 10).quantize(Decimal("0.01"))
        name, label, total = chance.choice(names), f"INV-{200_000 + number}", net + tax
        text = f"{label}\n{name}\n{total}\n{number}\n".casefold()
        issued = date(2026, 1, 1) + timedelta(days=chance.randrange(300))
        rows.append(
            PlanRow(
                str(number), label, issued, issued + timedelta(days=14), name, chance.choice(states),
                net, tax, total, "AUD", text,
            )
        )  # fmt: skip
    return rows


def figures() -> list[Figure]:
    """Key by key into the real search field, and back again."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    apply_theme(application, theme())
    table = ReviewTable("Xero", 2026)
    table.resize(1100, 700)
    table.show()
    table.replace_rows(make_rows())
    application.processEvents()
    times: list[tuple[float, float]] = []
    for text in TYPED:
        for key in text:
            times.append(_timed(application, partial(QTest.keyClicks, table.search, key)))
        for _ in text:
            times.append(_timed(application, lambda: QTest.keyClick(table.search, Qt.Key.Key_Backspace)))
    table.deleteLater()
    application.processEvents()
    slow = sorted(times)
    used = max(spent for _, spent in times)
    note = f"median {slow[len(slow) // 2][0]:.1f} ms, {len(times)} keys; most processor time of a key {used:.1f} ms"
    return [Figure("Slowest key, 100,000 rows filtered", slow[-1][0], "ms", 50, note=note)]


def _timed(application: QApplication, press: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds from the key to the end of its painting, and those of them in which this thread had a processor."""
    begun, used = perf_counter(), thread_time()
    press()
    application.processEvents()
    return (perf_counter() - begun) * 1000, (thread_time() - used) * 1000
