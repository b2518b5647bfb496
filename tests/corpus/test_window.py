"""The corpus in the window, over the real desks: every screen and dialog, every widget and cell; text stays text and can be seen."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.documents import SearchCriteria
from app.ui.dialogs.connection_details import ConnectionDetails
from app.ui.dialogs.connection_form import ConnectionForm
from app.ui.dialogs.customer import CustomerDialog
from app.ui.dialogs.customer_table import CustomerTable
from app.ui.dialogs.kept_where import KeptWhere
from app.ui.dialogs.organisation import OrganisationDialog
from app.ui.dialogs.settling import Settling
from app.ui.parts import LineField
from app.ui.parts.dialog import Dialog
from app.ui.screens.crash import CrashDialog
from app.ui.screens.dry_run import DryRunSheet
from app.ui.screens.proof import ProofJob
from app.ui.screens.registry import RAIL, Place
from app.ui.screens.route import REVIEW, RouteScreen
from app.ui.screens.undo import UndoSheet
from app.ui.style import apply_theme, set_reduced_motion, theme
from app.ui.window import MainWindow
from app.worker.contract import Tenant
from app.worker.office import Office
from app.worker.runner import TaskRunner
from app.worker.tasks import CrashReport
from tests.corpus.books import CorpusDesk
from tests.corpus.values import Case, cases
from tests.security.expecting import Expect
from tests.security.widgets import texts_of

FAMILIES = {"name", "title", "number", "reference", "control", "long"}
_ESCAPED = re.compile(r"<span>[^<>]*</span>", re.DOTALL)
_STEERING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
WAIT = 20_000


@dataclass
class Shown:
    """A window over the real desks of the corpus."""

    qtbot: QtBot
    desk: CorpusDesk
    office: Office
    window: MainWindow

    def until(self, reached: Callable[[], bool]) -> None:
        """Let the window go on until something is so."""
        self.qtbot.waitUntil(reached, timeout=WAIT)

    def idle(self) -> None:
        """Let every task end and be shown."""
        self.until(lambda: not self.office.runner.busy)
        self.qtbot.wait(60)


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Searched and checked, nothing mapped and nothing sent."""
    apply_theme(qapp, theme())
    theme().set_mode("light")
    set_reduced_motion(True)
    chosen: list[Case] = [case for n, case in enumerate(cases()) if case.family in FAMILIES and n % 3 == 0]
    with CorpusDesk(tmp_path_factory.mktemp("window"), chosen) as desk:
        office = Office(TaskRunner(desk.workplace.redactor.redact), desk.ferry.desks)
        window = MainWindow(office, desk.ferry.desks.clock.now, lambda: None)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        made = Shown(qtbot, desk, office, window)
        made.until(lambda: isinstance(window.stack.currentWidget(), RouteScreen))
        yield made
        made.idle()
        assert office.close(20_000) == ()
        theme().set_practice(False)
        set_reduced_motion(False)


def faults_of(root: QWidget) -> tuple[int, Counter[str]]:
    """How many texts were looked at, and what is wrong with them."""
    looked, faults = 0, Counter[str]()
    for widget, way, text in texts_of(root):
        looked += 1
        name = type(widget).__name__
        if isinstance(widget, QTextEdit | QMessageBox):
            faults[f"{name} is used"] += 1
        if isinstance(widget, QLabel) and (way in {"rich", "guessed"} or widget.openExternalLinks()):
            faults[f"{name} reads mark-up"] += 1
        if way == "tooltip" and GuiQt.mightBeRichText(text) and not _ESCAPED.fullmatch(text):
            faults[f"tooltip of {name} reads mark-up"] += 1
        if _STEERING & set(text) and not is_input(widget):
            faults[f"{name} hides direction marks: {way}"] += 1
        if isinstance(widget, QLabel) and any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text):
            faults[f"{name} hides control characters"] += 1
    return looked, faults


def is_input(widget: QWidget) -> bool:
    """What a person may edit is kept as it is, so that nothing changes by looking at it."""
    return widget.inherits("QLineEdit") or widget.inherits("QPlainTextEdit") or isinstance(widget, LineField)


def tell(expect: Expect, form: str, root: QWidget) -> None:
    """One screen or dialog as a case."""
    assert not root.grab().isNull()
    looked, faults = faults_of(root)
    assert looked > 3
    expect(form, "text alone", "text alone" if not faults else "; ".join(f"{n} x {what}" for what, n in faults.items()))


def test_every_screen(shown: Shown, expect: Expect) -> None:
    route = shown.window.stack.currentWidget()
    assert isinstance(route, RouteScreen)
    tell(expect, "screen: search", shown.window)
    route.start_search(SearchCriteria())
    shown.until(lambda: route.step == REVIEW)
    shown.idle()
    tell(expect, "screen: review", shown.window)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(QApplication.focusWidget() or shown.window, key)
    shown.qtbot.wait(100)
    tell(expect, "screen: review with a detail", shown.window)
    dialogs_over(shown, expect, route)
    shown.desk.settle_customers()
    sent = shown.desk.send()
    assert sent.problem is None
    shown.desk.ferry.mark(sent.summary.run_id)
    for place in (*RAIL, Place.FIRST_RUN):
        shown.window.go(place)
        shown.idle()
        shown.qtbot.wait(300)
        tell(expect, f"screen: {place}", shown.window)
    write_proof(shown, expect, sent.summary.run_id)
    undo = shown.desk.ferry.desks.export.plan_undo(sent.summary.run_id)
    over(shown, expect, "undo", UndoSheet(undo, route.face))


def write_proof(shown: Shown, expect: Expect, run_id: str) -> None:
    """The run as a PDF, with the whole corpus in its rows."""
    path, ends = shown.desk.folders.data / "proof.pdf", list[str]()
    job = ProofJob(shown.desk.ferry.desks.log.run(run_id), HOSTILE, path)
    job.done.connect(ends.append)
    job.failed.connect(ends.append)
    job.start()
    shown.until(lambda: bool(ends))
    data = path.read_bytes()
    whole = ends == [str(path)] and data.startswith(b"%PDF") and data.rstrip().endswith(b"%%EOF")
    links = sum(data.count(word) for word in (b"/JavaScript", b"/URI", b"/Launch", b"/EmbeddedFile"))
    expect("proof as PDF", "whole, 0 links or scripts", f"{'whole' if whole else 'broken'}, {links} links or scripts")


def dialogs_over(shown: Shown, expect: Expect, route: RouteScreen) -> None:
    """Every dialog, filled with the worst of the corpus."""
    shown.until(lambda: route.review.plan is not None)
    plan = route.review.plan
    assert plan is not None
    settling = Settling(shown.office, route.face.route.id)
    settling.load()
    shown.idle()
    shown.until(lambda: bool(settling.gaps))
    over(shown, expect, "customer", CustomerDialog(settling))
    over(shown, expect, "new customer", CustomerDialog(settling, creating=True))
    over(shown, expect, "customers", CustomerTable(settling))
    over(shown, expect, "dry run", DryRunSheet(plan, [d.source.id for d in plan.documents if d.can_send], HOSTILE))
    source = shown.desk.ferry.desks.setup.connections()[0]
    over(shown, expect, "connection", ConnectionDetails(named(source), None, signs_in=True))
    over(shown, expect, "change a connection", ConnectionForm(shown.office, source.system, named(source)))
    over(shown, expect, "organisation", OrganisationDialog([Tenant("1", HOSTILE), Tenant("2", "<b>two</b>")]))
    over(shown, expect, "what is kept where", KeptWhere(HOSTILE))
    over(shown, expect, "crash", CrashDialog(CrashReport(HOSTILE, "<b>Error</b>", HOSTILE, HOSTILE)))


HOSTILE = "<b>Bold</b> & <img src='https://evil.example/x'> \u202eabc\u202c \u2066x\u2069 a\x07b"


def named(connection: Any) -> Any:
    """The connection under a hostile name."""

    return replace(connection, name=HOSTILE, tenant_name=HOSTILE)


def over(shown: Shown, expect: Expect, name: str, dialog: Dialog) -> None:
    """Show a dialog, look, and take it away again."""
    dialog.open_in(shown.window)
    shown.idle()
    tell(expect, f"dialog: {name}", dialog)
    dialog.reject()
    shown.qtbot.wait(20)
