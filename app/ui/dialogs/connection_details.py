"""One connection in full: what its last test found, what Ledgerferry may do there, and the ways out of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from app.domain.route import Connection
from app.ui.dialogs.connection_guides import GUIDES
from app.ui.parts import Button, ButtonKind, Dialog, FactLine, PlainLabel, ValueLine
from app.ui.style import Role, capped, full_day
from app.worker.contract import ConnectionCheck


class ConnectionDetails(Dialog):
    """`changing()`, `signing_out()` and `removing()` say what the person wants; the screen asks again where it matters."""

    changing = Signal()
    signing_out = Signal()
    removing = Signal()

    def __init__(self, connection: Connection, check: ConnectionCheck | None, *, signs_in: bool) -> None:
        guide = GUIDES[connection.system]
        super().__init__(capped(connection.name, 120), guide.name, width=560)
        self.setObjectName("connection-details")
        self.body.setSpacing(8)
        if connection.tenant_name:
            self.body.addWidget(ValueLine("Books", capped(connection.tenant_name, 80)))
        if connection.tenant:
            self.body.addWidget(ValueLine("Their id", capped(connection.tenant, 60)))
        if connection.created_at is not None:
            self.body.addWidget(ValueLine("Added", full_day(connection.created_at.astimezone())))
        for finding in check.findings if check is not None else ():
            self.body.addWidget(FactLine("check", finding, tint="good_text"))
        for problem in check.problems if check is not None else ():
            self.body.addWidget(FactLine("triangle-alert", problem, tint="warn_text"))
        self.body.addSpacing(8)
        self.body.addWidget(PlainLabel("What Ledgerferry may do here", Role.GROUP))
        for icon, words, meaning in guide.may:
            self.body.addWidget(FactLine(icon, words, meaning))
        remove = Button("Remove", ButtonKind.DANGER, icon="trash-2", height=36)
        remove.setObjectName("remove-connection")
        remove.clicked.connect(self._then(self.removing.emit))
        self.foot.addWidget(remove)
        if signs_in and not connection.needs_sign_in:
            out = Button("Sign out", ButtonKind.GHOST, height=36)
            out.setObjectName("sign-out")
            out.clicked.connect(self._then(self.signing_out.emit))
            self.foot.addWidget(out)
        self.foot.addStretch(1)
        change = Button("Change", icon="pencil", height=36)
        change.setObjectName("change-connection")
        change.clicked.connect(self._then(self.changing.emit))
        close = Button("Close", ButtonKind.GHOST, key="Esc", height=36)
        close.clicked.connect(self.reject)
        self.foot.addWidget(change)
        self.foot.addWidget(close)
        self.first_focus = close

    def _then(self, told: Callable[[], object]) -> Callable[[], None]:
        """Close, then say what is wanted."""

        def end() -> None:
            self.accept()
            told()

        return end
