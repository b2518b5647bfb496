"""Signing in: what happens meanwhile in the browser, how long there is time, and every way it can end."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import ExpectedProblem
from app.domain.ledger_words import words_of
from app.domain.route import Connection
from app.ui.dialogs.office import SetupOffice
from app.ui.dialogs.organisation import OrganisationCards
from app.ui.dialogs.paste_back import PasteBack
from app.ui.models.faces import word_of
from app.ui.parts import Banner, Button, ButtonKind, Dialog, IconTile, PlainLabel, Prose, Tone
from app.ui.style import Role, capped
from app.worker.contract import SignedIn, Tenant
from app.worker.handle import TaskHandle

TIME = 300
"""Seconds that the sign-in waits for the person (apis/xero.md 2.2: a code lives for five minutes)."""


class SignInDialog(Dialog):
    """Opens the browser at once and waits. `connected(object)` brings the `Connection` once its books are chosen."""

    connected = Signal(object)

    def __init__(self, office: SetupOffice, connection: Connection) -> None:
        vendor = word_of(connection.system)
        super().__init__(f"Sign in to {vendor}", width=560)
        self.setObjectName("sign-in-dialog")
        self._office, self._id, self._connection = office, connection.id, connection
        self._words = words_of(vendor)
        self._task: TaskHandle | None = None
        self._choosing: TaskHandle | None = None
        self._handing: TaskHandle | None = None
        self._address, self._left = "", TIME
        self.cards: OrganisationCards | None = None
        self.banner: Banner | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._waiting = self._make_waiting()
        self.body.addWidget(self._waiting)
        self._below = QVBoxLayout()
        self.body.addLayout(self._below)
        self.body.addStretch(1)
        self._make_foot()
        self.begin()

    def _make_waiting(self) -> QWidget:
        block = QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(IconTile("external-link", Tone.ACCENT), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        self.sentence = PlainLabel("Finish in your browser", Role.CARD)
        words.addWidget(self.sentence)
        words.addWidget(Prose(self._meaning()))
        self.time = PlainLabel("", Role.TEXT, "text2")
        self.time.setObjectName("time-left")
        words.addWidget(self.time)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 8, 0, 0)
        self.again = Button("Open again", icon="external-link")
        self.again.setObjectName("open-again")
        self.again.clicked.connect(self._open_again)
        self.copy = Button("Copy address", ButtonKind.GHOST, icon="copy")
        self.copy.setObjectName("copy-address")
        self.copy.clicked.connect(self._copy)
        buttons.addWidget(self.again)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        words.addLayout(buttons)
        self.paste = PasteBack(opened=bool(self._connection.settings.get("redirect_url")))
        self.paste.handed.connect(self._hand_in)
        words.addWidget(self.paste)
        row.addLayout(words, 1)
        return block

    def _meaning(self) -> str:
        books, kept = self._words.books.one, capped(self._connection.tenant_name, 80)
        which = f"Choose {kept} there." if kept else f"It also asks which {books} Ledgerferry may use."
        return (
            f"A page of {self._words.vendor} asks who you are. {which} Your password stays there. "
            "When access is given, this window goes on by itself."
        )

    def _make_foot(self) -> None:
        self.cancel = Button("Cancel", ButtonKind.GHOST, key="Esc", height=36)
        self.cancel.setObjectName("cancel-sign-in")
        self.cancel.clicked.connect(self.reject)
        self.go_on = Button("Sign in again", ButtonKind.PRIMARY, icon="rotate-ccw", height=36, parent=self)
        self.go_on.setObjectName("sign-in-again")
        self.go_on.hide()
        self.go_on.clicked.connect(self._press)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.go_on)
        self.first_focus = self.cancel

    # --- waiting

    def begin(self) -> None:
        """Open the browser and wait for the person."""
        self._address, self._left = "", TIME
        self._drop(self.banner)
        self.banner = None
        self._waiting.show()
        self.go_on.hide()
        self.again.setEnabled(False)
        self.copy.setEnabled(False)
        self._say_time()
        self._clock.start()
        self._task = self._office.sign_in(self._id)
        self._task.arrived.connect(self._opened)
        self._task.succeeded.connect(self._signed_in)
        self._task.failed.connect(self._ended)
        self._task.crashed.connect(self._broke)

    def _opened(self, addresses: Sequence[object]) -> None:
        self._address = str(addresses[-1]) if addresses else ""
        usable = _is_page(self._address)
        self.again.setEnabled(usable)
        self.copy.setEnabled(usable)

    def _open_again(self) -> None:
        if _is_page(self._address):
            QDesktopServices.openUrl(QUrl(self._address))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self.copy.setText("Copied")

    def _tick(self) -> None:
        self._left = max(0, self._left - 1)
        self._say_time()

    def _say_time(self) -> None:
        minutes, seconds = divmod(self._left, 60)
        self.time.setText(f"{minutes}:{seconds:02} left" if self._left else "The time is over")

    def _hand_in(self, address: str) -> None:
        """What was pasted; the sign-in that waits goes on with it."""
        self._handing = self._office.hand_in(self._id, address)
        self._handing.succeeded.connect(lambda _nothing: self.paste.take())
        self._handing.failed.connect(lambda problem: self.paste.refuse(f"{problem.sentence} {problem.advice}".strip()))
        self._handing.crashed.connect(lambda _report: self.paste.refuse("It could not be used. Try once more."))

    # --- how it ends

    def _signed_in(self, signed: SignedIn) -> None:
        self._clock.stop()
        if signed.chosen:
            self._done(signed.connection)
            return
        self._choose(signed.tenants)

    def _choose(self, tenants: Sequence[Tenant]) -> None:
        self._waiting.hide()
        if not tenants:
            words = "Sign in as somebody who may use the books, or let them add you there."
            self._problem(f"This login opens no {self._words.books.one}.", words)
            return
        self.title.setText(f"Choose the {self._words.books.one}")
        self.cards = OrganisationCards(tenants)
        self._below.addWidget(self.cards)
        self.cards.picked.connect(self._name_button)
        self._name_button(self.cards.chosen)
        self.cards.cards[0].setFocus()

    def _name_button(self, tenant: Tenant | None) -> None:
        self.go_on.set_icon("")
        self.go_on.setText(f"Use {capped(tenant.name, 60)}" if tenant is not None else "Use it")
        self.go_on.show()

    def _press(self) -> None:
        tenant = self.cards.chosen if self.cards is not None else None
        if tenant is None:
            self.begin()
            return
        self.go_on.setEnabled(False)
        self._choosing = self._office.choose(self._id, tenant)
        self._choosing.succeeded.connect(self._done)
        self._choosing.failed.connect(self._not_chosen)

    def _not_chosen(self, problem: ExpectedProblem) -> None:
        self.go_on.setEnabled(True)
        self._show_banner(problem.sentence, problem.advice)

    def _done(self, connection: Connection) -> None:
        self.connected.emit(connection)
        self.accept()

    def _ended(self, problem: ExpectedProblem) -> None:
        self._problem(problem.sentence, problem.advice, problem)

    def _broke(self, report: object) -> None:
        del report
        self._problem("The sign-in stopped in the middle.", "Nothing was changed. Sign in again.")

    def _problem(self, sentence: str, advice: str, problem: ExpectedProblem | None = None) -> None:
        self._clock.stop()
        self._waiting.hide()
        details = [("Cause", problem.code), ("Answer", problem.details)] if problem and problem.details else []
        self._show_banner(sentence, advice, details)
        self.go_on.set_icon("rotate-ccw")
        self.go_on.setText("Sign in again")
        self.go_on.setEnabled(True)
        self.go_on.show()
        self.go_on.setFocus()

    def _show_banner(self, sentence: str, advice: str, details: Sequence[tuple[str, str]] = ()) -> None:
        self._drop(self.banner)
        self.banner = Banner(Tone.BAD, "unlink", sentence, advice, details=details)
        self.banner.setObjectName("sign-in-problem")
        self._below.insertWidget(0, self.banner)

    @staticmethod
    def _drop(widget: QWidget | None) -> None:
        if widget is not None:
            widget.hide()
            widget.deleteLater()

    def reject(self) -> None:
        """Stop waiting; the browser's page may stay open, its answer is no longer taken."""
        self._clock.stop()
        if self._handing is not None:
            self._handing.release()
        if self._task is not None and not self._task.is_finished:
            self._task.release()
            self._task.cancel()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the filled button when there is one, outside the field that is pasted into."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.go_on.isVisible():
            self._press()
            event.accept()
            return
        super().keyPressEvent(event)


def _is_page(address: str) -> bool:
    """Whether the address may be shown in a browser: https, or a page of this computer (practice books)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))
