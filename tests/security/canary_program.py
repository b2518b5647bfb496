"""The program over practice books, at DEBUG, with a crash in the middle, and killed at its end so that it tidies nothing up.

`python -m tests.security.canary_program FOLDER HANDLE`: secrets, and what of the process others can see, go as JSON to the pipe with
this handle and nowhere else. Everything else it leaves below FOLDER or says aloud is looked through for the secrets.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap.practice import PracticeWish
from app.bootstrap.stand_in_browser import StandInBrowser
from app.bootstrap.time_and_chance import SystemChance
from app.bootstrap.workplace import Opening
from app.domain.run import Progress
from app.domain.safe_csv import write_csv
from app.flows.desks import Desks
from app.store.secrets import MemorySecrets
from app.ui.screens.proof import ProofJob
from app.ui.style import apply_theme, theme
from app.ui.window import MainWindow
from app.worker.handle import TaskHandle
from app.worker.office import Office
from app.worker.runner import TaskRunner
from app.worker.tasks import Crashed, CrashReport, TaskContext
from tests.security.widgets import texts_of
from tests.support.guards import Border
from tests.support.practice import Ferry, OpenWorkplace, PracticeDesk

VERIFIER = 64
"""Characters of a client verifier."""


class KnownToUs(MemorySecrets):
    """A secret store that remembers all it was ever given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[str, str] = {}

    def put(self, connection_id: str, name: str, value: str) -> None:
        """Keep it and remember it."""
        self.given[f"{name} {len(self.given)}"] = value
        super().put(connection_id, name, value)


class KnownChance(SystemChance):
    """The system's chance; what it drew for a sign-in is remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: dict[str, str] = {}

    def token(self, length: int = 43) -> str:
        """Draw and remember."""
        drawn = super().token(length)
        self.drawn[f"{'verifier' if length == VERIFIER else 'state'} {len(self.drawn)}"] = drawn
        return drawn


class CanaryDesk(PracticeDesk):
    """Practice books whose secrets are known to the test."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, PracticeWish(world="small", limits=False))
        self.known, self.chance = KnownToUs(), KnownChance()

    def open(self) -> Desks:
        """Open at the level that tells most."""
        browser = StandInBrowser(str(self.line["ca_file"]))
        opening = Opening(
            self.folders, practice=True, practice_note=self._real, secrets=self.known, open_browser=browser
        )
        self.workplace = OpenWorkplace(opening, self.clock, self.chance)
        desks = self.workplace.open()
        self.ferry = Ferry(desks)
        logging.getLogger().setLevel(logging.DEBUG)
        return desks

    @property
    def access_token(self) -> str:
        """The access token in use."""
        sign_in: Any = self.workplace.systems.sign_in(self.ferry.ledger_id)
        return str(sign_in._session.tokens.access_token(self.ferry.stop))

    def secrets_known(self) -> dict[str, str]:
        """All secrets of the run by name."""
        said = self.line["xero"]
        own = {name: str(said[name]) for name in ("refresh_token",) if said.get(name)}
        return {**own, **self.known.given, **self.chance.drawn, "access token": self.access_token}


def wait_for(handle: TaskHandle) -> Any:
    """Let the window live until a task has ended; its ending."""
    loop = QEventLoop()
    handle.finished.connect(loop.quit)
    if not handle.is_finished:
        QTimer.singleShot(60_000, loop.quit)
        loop.exec()
    return handle.ending


def let_live(milliseconds: int) -> None:
    """Let the window go on for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def crash_in_the_middle(desk: CanaryDesk, office: Office) -> CrashReport:
    """Send until the first invoices are on their way, then fail with a message that quotes what a library would quote."""
    ferry = desk.ferry
    secret, code = (desk.known.given[name] for name in sorted(desk.known.given)[:2])
    quoted = f"Invalid header value: 'Bearer {desk.access_token}' {secret} {{'ApiIntegrationCode': {code!r}}}"

    def explode(progress: Progress) -> None:
        del progress
        raise RuntimeError(quoted) from ValueError(f"refresh_token={desk.known.given[max(desk.known.given)]}&x=1")

    ferry.make_plan()

    def work(context: TaskContext) -> object:
        del context
        return ferry.send(report=explode)

    ending = wait_for(office.runner.submit(work, name="Sync"))
    assert isinstance(ending, Crashed), ending
    logging.getLogger("app.test").error("defect: %s", quoted)
    return ending.report


def carry_on(desk: CanaryDesk) -> str:
    """What a person does after a crash; the run's id."""
    desks = desk.ferry.desks
    desks.recover(desk.ferry.stop)
    desk.ferry.make_plan()
    if desk.ferry.ready():
        desk.ferry.send()
    run = desks.log.runs()[0]
    desk.ferry.mark(run.run_id)
    return run.run_id


def write_proofs(desk: CanaryDesk, run_id: str) -> None:
    """The run as CSV and as PDF, beside the records."""
    folder = desk.folders.data / "proofs"
    folder.mkdir()
    entries = desk.ferry.desks.log.story(run_id)
    rows = [[str(getattr(entry, name)) for name in entry.__dataclass_fields__] for entry in entries]
    (folder / "log.csv").write_text(write_csv(list(entries[0].__dataclass_fields__), rows), "utf-8", newline="")
    job, loop = ProofJob(desk.ferry.desks.log.run(run_id), "Autotask", folder / "proof.pdf"), QEventLoop()
    job.done.connect(loop.quit)
    job.failed.connect(loop.quit)
    QTimer.singleShot(0, job.start)
    loop.exec()
    assert (folder / "proof.pdf").stat().st_size > 1000


def seen_from_outside() -> str:
    """Command lines and environments of this process and its children, as anybody's process list shows them."""
    me = Path("/proc/self")
    children = [word for task in (me / "task").iterdir() for word in (task / "children").read_text("ascii").split()]
    return "\n".join(
        Path(f"/proc/{pid}/{name}").read_bytes().decode("utf-8", "replace")
        for pid in ("self", *children)
        for name in ("cmdline", "environ")
    )


def show_everything(desk: CanaryDesk, window: MainWindow, report: CrashReport) -> None:
    """Bring up what the window can show, and write down every text in it."""
    window.show()
    let_live(700)
    texts = [text for _, _, text in texts_of(window)]
    window.show_crash(report)
    let_live(200)
    widgets: list[QWidget] = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    texts += [text for widget in widgets for _, _, text in texts_of(widget)]
    assert any("secret" in text for text in texts), "the crash was not shown"
    (desk.folders.data / "window.txt").write_text("\n".join([*texts, report.text]), "utf-8")


def main(folder: str, handle: str) -> None:
    """Run; never returns."""
    os.umask(0)
    warnings.simplefilter("ignore")
    border = Border(Path(__file__).resolve().parents[2])
    border.install()
    application = QApplication([])
    apply_theme(application, theme())
    desk = CanaryDesk(Path(folder)).__enter__()
    runner = TaskRunner(desk.workplace.redactor.redact)
    office = Office(runner, desk.ferry.desks)
    report = crash_in_the_middle(desk, office)
    run_id = carry_on(desk)
    write_proofs(desk, run_id)
    window = MainWindow(office, desk.clock.now)
    show_everything(desk, window, report)
    desk.ferry.desks.upkeep.back_up("test")
    told = {
        "secrets": desk.secrets_known(),
        "outside": seen_from_outside(),
        "sent": len(desk.control.invoices()),
        "reached": border.settle(),
        "requests": [f"{row['system']} {row['method']} {row['path']}" for row in desk.control.requests()],
    }
    with os.fdopen(int(handle), "w", encoding="utf-8") as pipe:
        json.dump(told, pipe)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
