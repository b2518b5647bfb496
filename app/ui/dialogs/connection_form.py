"""Adding or changing a connection: steps at the left, fields at the right, tested before anything of it is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import BadInput, ExpectedProblem
from app.domain.route import Connection, System
from app.domain.route import Role as Part
from app.ui.dialogs.connection_guides import GUIDES, FormField
from app.ui.dialogs.guide_pane import GuidePane
from app.ui.dialogs.office import SetupOffice
from app.ui.parts import (
    Banner,
    Button,
    ButtonKind,
    ComboField,
    Dialog,
    FactLine,
    Glyph,
    LineField,
    PasswordField,
    Prose,
    Tone,
)
from app.ui.style import Role
from app.worker.contract import ROLES, ConnectionCheck, ConnectionDraft
from app.worker.handle import TaskHandle

_WIDE, _HIGH = 900, 520  # the longest guide fits without scrolling where the window has its usual size


class ConnectionForm(Dialog):
    """`saved(object)` brings the kept `Connection`. A problem stands at its field, what was typed stays."""

    saved = Signal(object)

    def __init__(self, office: SetupOffice, system: System, connection: Connection | None = None) -> None:
        guide = GUIDES[system]
        super().__init__(f"{'Change' if connection else 'Connect'} {guide.name}", guide.second, width=_WIDE)
        self.setObjectName("connection-form")
        self._office, self._system, self._guide, self._connection = office, system, guide, connection
        self._tasks: list[TaskHandle] = []
        self._is_busy, self._can_keep = False, True
        self.fields: dict[str, LineField] = {}
        self.choices: dict[str, ComboField] = {}
        self.banner: Banner | None = None
        self.body.setContentsMargins(0, 0, 0, 0)
        sides = QHBoxLayout()
        sides.setSpacing(0)
        self.pane = GuidePane(guide)
        sides.addWidget(self.pane)
        sides.addWidget(self._right(), 1)
        self.body.addLayout(sides, 1)
        self._place_foot()
        self.first_focus = self.fields[next(f.key for f in guide.fields if f.key in self.fields)].control
        self._show_fitting()
        self._ask_keyring()

    def _right(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        self._notices = QVBoxLayout()
        column.addLayout(self._notices)
        name = LineField("Name", hint="As you know it: your company, or your client.")
        name.set_text(self._connection.name if self._connection else self._guide.name)
        self._add(column, "name", name)
        for field in self._guide.fields:
            if field.choices:
                self._add_choice(column, field)
            elif not field.advanced:
                self._add(column, field.key, self._made(field))
        self.fold = Button("Advanced", ButtonKind.QUIET, icon="chevron-right")
        self.fold.setObjectName("advanced")
        self.fold.setAccessibleDescription("Folded")
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self._advanced = QWidget(inner)
        rare = QVBoxLayout(self._advanced)
        rare.setContentsMargins(0, 0, 0, 0)
        rare.setSpacing(12)
        for field in self._guide.fields:
            if field.advanced:
                self._add(rare, field.key, self._made(field))
        column.addWidget(self._advanced)
        self._advanced.hide()
        self.fold.clicked.connect(lambda: self.show_advanced(self._advanced.isHidden()))
        self._findings = QVBoxLayout()
        self._findings.setSpacing(6)
        column.addLayout(self._findings)
        column.addLayout(self._keyring_line())
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumHeight(_HIGH)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        return area

    def _made(self, field: FormField) -> LineField:
        if field.secret:
            kept = "Kept; type to replace it" if self._connection else field.placeholder
            return PasswordField(field.label, placeholder=kept, hint=field.hint)
        made = LineField(field.label, placeholder=field.placeholder, hint=field.hint)
        if self._connection is not None:
            made.set_text(self._connection.settings.get(field.key, ""))
        return made

    def _add_choice(self, column: QVBoxLayout, field: FormField) -> None:
        made = ComboField(field.label, hint=field.hint)
        made.control.setObjectName(f"connection-{field.key}")
        made.set_choices([(words, value) for words, value in field.choices])
        kept = self._connection.settings.get(field.key, "") if self._connection else ""
        if not made.set_value(kept):
            made.set_value(field.choices[0][1])
        made.chosen.connect(self._show_fitting)
        self.choices[field.key] = made
        column.addWidget(made)

    def _show_fitting(self) -> None:
        """Fields and steps that go with what is chosen; the others are hidden and mean nothing."""
        chosen = {key: str(field.value()) for key, field in self.choices.items()}
        for field in self._guide.fields:
            if field.when is not None:
                self.fields[field.key].setVisible(chosen.get(field.when[0]) == field.when[1])
        self.pane.show_fitting(chosen)

    def _is_meant(self, key: str) -> bool:
        when = next((field.when for field in self._guide.fields if field.key == key), None)
        return when is None or self.choices[when[0]].value() == when[1]

    def _add(self, column: QVBoxLayout, key: str, field: LineField) -> None:
        field.control.setObjectName(f"connection-{key}")
        field.submitted.connect(self.save)
        self.fields[key] = field
        column.addWidget(field)

    def _keyring_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._lock = Glyph("lock")
        self.keyring = Prose("", Role.SMALL, "text2")
        self.keyring.setObjectName("keyring")
        row.addWidget(self._lock, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.keyring, 1)
        self.look_again = Button("Look again", ButtonKind.LINK)
        self.look_again.setObjectName("keyring-again")
        self.look_again.clicked.connect(self._ask_keyring)
        self.look_again.hide()
        row.addWidget(self.look_again, 0, Qt.AlignmentFlag.AlignTop)
        return row

    @property
    def _is_tested(self) -> bool:
        """Whether what is typed is enough to test it: everywhere but in ledgers, which are signed in to."""
        return ROLES[self._system] is not Part.LEDGER

    def _place_foot(self) -> None:
        is_source = self._is_tested
        self.test = Button("Test", icon="refresh-cw", height=36, parent=self)
        self.test.setObjectName("test-connection")
        self.test.clicked.connect(self.try_out)
        self.test.setVisible(is_source)
        cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        cancel.setObjectName("cancel-connection")
        cancel.clicked.connect(self.reject)
        word = "Test and save" if is_source else "Save" if self._connection else "Save and sign in"
        self.keep = Button(word, ButtonKind.PRIMARY, height=36)
        self.keep.setObjectName("save-connection")
        self.keep.clicked.connect(self.save)
        self.foot.addWidget(self.test)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.keep)

    # --- telling

    def _follow(self, handle: TaskHandle, taken: object, failed: object) -> None:
        handle.succeeded.connect(taken)
        handle.failed.connect(failed)
        handle.crashed.connect(self._broke)
        self._tasks.append(handle)

    def _ask_keyring(self) -> None:
        self._follow(self._office.where_secrets_are(), self._say_keyring, self._no_keyring)

    def _say_keyring(self, where: str) -> None:
        self._can_keep = True
        self.look_again.hide()
        self._lock.set_glyph("lock", "text2")
        self.keyring.set_tint("text2")
        self._show_buttons()
        self.keyring.setText(f"Secrets are kept in {where} and nowhere else.")

    def _no_keyring(self, problem: ExpectedProblem) -> None:
        """Nothing can be kept, so nothing is asked to be; what is typed stays, and can still be tested."""
        self._can_keep = False
        self.look_again.show()
        self._show_buttons()
        self._lock.set_glyph("circle-alert", "bad_text")
        self.keyring.set_tint("bad_text")
        self.keyring.setText(f"{problem.sentence} {problem.advice}".strip())

    def show_advanced(self, shown: bool) -> None:
        """Fold the rarely needed fields out or in."""
        self._advanced.setVisible(shown)
        self.fold.set_icon("chevron-down" if shown else "chevron-right")
        self.fold.setAccessibleDescription("Open" if shown else "Folded")

    def draft(self) -> ConnectionDraft:
        """What is typed now."""
        secret = {field.key for field in self._guide.fields if field.secret}
        typed = {key: field.text() for key, field in self.fields.items() if key != "name" and self._is_meant(key)}
        typed |= {key: str(field.value()) for key, field in self.choices.items()}
        return ConnectionDraft(
            self._system,
            self.fields["name"].text(),
            settings={key: value for key, value in typed.items() if key not in secret},
            secrets={key: value for key, value in typed.items() if key in secret},
            id=self._connection.id if self._connection else "",
        )

    # --- testing and keeping

    def try_out(self) -> None:
        """Test what is typed; nothing is kept."""
        if self._is_tested and self._begin("Testing"):
            self._follow(self._office.try_out(self.draft()), self._found, self._refused)

    def save(self) -> None:
        """Test a source, then keep it; a ledger is kept and signed in to next."""
        if not self._can_keep or not self._begin("Testing" if self._is_tested else "Saving"):
            return
        draft = self.draft()
        handle = self._office.add_source(draft) if self._is_tested else self._office.save_connection(draft)
        self._follow(handle, self._kept, self._refused)

    def _begin(self, word: str) -> bool:
        if self._is_busy:
            return False
        self._is_busy = True
        self._notice(None)
        self._clear_findings()
        for field in self.fields.values():
            field.set_problem("")
        for choice in self.choices.values():
            choice.set_problem("")
        self.test.setText(f"{word} …")
        self._show_buttons()
        return True

    def _be_ready(self) -> None:
        self._is_busy = False
        self.test.setText("Test")
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.test.setEnabled(not self._is_busy)
        self.keep.setEnabled(not self._is_busy and self._can_keep)
        self.keep.setToolTip("" if self._can_keep else "There is no keyring to keep the secrets in")

    def _found(self, check: ConnectionCheck) -> None:
        self._be_ready()
        if check.name:
            self._findings.addWidget(FactLine("circle-check", check.name, "answers", tint="good_text", strong=True))
        for finding in check.findings:
            self._findings.addWidget(FactLine("check", finding, tint="good_text"))
        for problem in check.problems:
            self._findings.addWidget(FactLine("triangle-alert", problem, tint="warn_text"))

    def _clear_findings(self) -> None:
        while self._findings.count():
            item = self._findings.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _kept(self, connection: Connection) -> None:
        self._be_ready()
        self.saved.emit(connection)
        self.accept()

    def _refused(self, problem: ExpectedProblem) -> None:
        self._be_ready()
        field = self.fields.get(problem.field) if isinstance(problem, BadInput) else None
        if field is None:
            details = [("Cause", problem.code), ("Answer", problem.details)] if problem.details else []
            self._notice(Banner(Tone.BAD, "circle-alert", problem.sentence, problem.advice, details=details))
            return
        if self._advanced.isAncestorOf(field):
            self.show_advanced(True)
        field.set_problem(f"{problem.sentence} {problem.advice}".strip())
        field.control.setFocus()

    def _broke(self, report: object) -> None:
        del report
        self._be_ready()
        self._notice(
            Banner(Tone.BAD, "circle-alert", "This could not be finished.", "Nothing was kept. Try once more.")
        )

    def _notice(self, banner: Banner | None) -> None:
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
        self.banner = banner
        if banner is not None:
            banner.setObjectName("connection-problem")
            self._notices.addWidget(banner)

    def reject(self) -> None:
        """Close without keeping anything; a test under way is stopped."""
        for task in self._tasks:
            task.release()
            task.cancel()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A field's Enter has saved already."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()
            return
        super().keyPressEvent(event)
