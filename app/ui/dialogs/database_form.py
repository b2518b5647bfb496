"""Where the records are: the file on this computer, or a PostgreSQL database that several bookkeepers share."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.domain.errors import BadInput, ExpectedProblem
from app.ui.dialogs.office import UpkeepOffice
from app.ui.parts import Banner, Button, ButtonKind, Dialog, LineField, PasswordField, Prose, Tone
from app.worker.handle import TaskHandle

_WORDS = (
    "Bookkeepers who share a database see the same mappings and runs, and never send the same invoice twice. "
    "What lies in this computer's file stays there and is not taken along."
)


class DatabaseForm(Dialog):
    """Tries the address before it is kept; `kept()` when another place is used from now on. What was typed stays."""

    kept = Signal()

    def __init__(self, office: UpkeepOffice, now: str) -> None:
        super().__init__("Where the records are", now or "A file on this computer", width=560, height=500)
        self.setObjectName("database-form")
        self._office = office
        self._handle: TaskHandle | None = None
        self._banner: Banner | None = None
        self.body.addWidget(Prose(_WORDS))
        self.address = LineField(
            "Address of the database",
            placeholder="postgresql://user@host:5432/name",
            hint="Whoever looks after the server makes the database and the user.",
        )
        self.address.control.setObjectName("database-address")
        self.address.set_text(now)
        self.password = PasswordField("Password", hint="Kept in the system's keyring, never in a file.")
        self.password.control.setObjectName("database-password")
        for field in (self.address, self.password):
            field.submitted.connect(self.try_it)
            field.edited.connect(lambda _text: self.address.set_problem(""))
            self.body.addWidget(field)
        self.body.addStretch(1)
        self._lay_foot(bool(now))
        self.first_focus = self.address.control

    def _lay_foot(self, is_shared: bool) -> None:
        self.file = Button("Use this computer's file", ButtonKind.GHOST, height=36)
        self.file.setObjectName("database-file")
        self.file.setVisible(is_shared)
        self.file.clicked.connect(lambda: self._use("", ""))
        cancel = Button("Cancel", ButtonKind.GHOST, key="Esc", height=36)
        cancel.setObjectName("database-cancel")
        cancel.clicked.connect(self.reject)
        self.use = Button("Try and use it", ButtonKind.PRIMARY, height=36)
        self.use.setObjectName("database-use")
        self.use.clicked.connect(self.try_it)
        self.foot.addWidget(self.file)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.use)

    def try_it(self) -> None:
        """Ask the server whether it lets us in; then it is used."""
        text = self.address.text().strip()
        if text:
            self._use(text, self.password.text())
        else:
            self.address.set_problem("Type the address of the database.")

    def _use(self, address: str, password: str) -> None:
        if self._handle is not None:
            return
        self._complain(None)
        self.use.setEnabled(False)
        self.use.setText("Trying …")
        handle = self._handle = self._office.use_database(address, password)
        handle.succeeded.connect(lambda _nothing: self._used())
        handle.failed.connect(self._refused)
        handle.finished.connect(self._ended)

    def _ended(self) -> None:
        self._handle = None
        self.use.setEnabled(True)
        self.use.setText("Try and use it")

    def _used(self) -> None:
        self.accept()
        self.kept.emit()

    def _refused(self, problem: ExpectedProblem) -> None:
        if isinstance(problem, BadInput):
            self.address.set_problem(f"{problem.sentence} {problem.advice}".strip())
        else:
            self._complain(problem)

    def _complain(self, problem: ExpectedProblem | None) -> None:
        if self._banner is not None:
            self.body.removeWidget(self._banner)
            self._banner.deleteLater()
            self._banner = None
        if problem is not None:
            self._banner = Banner(Tone.BAD, "circle-alert", problem.sentence, problem.advice)
            self._banner.setObjectName("database-problem")
            self.body.insertWidget(0, self._banner)
