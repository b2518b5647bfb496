"""Opens the mapping of customers over a window: a few one by one, many as a table."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import ExpectedProblem
from app.ui.dialogs.customer import CustomerDialog
from app.ui.dialogs.customer_table import CustomerTable
from app.ui.dialogs.office import MappingOffice
from app.ui.dialogs.settling import Settling
from app.ui.parts import Banner, Button, ButtonKind, Dialog, Tone

ONE_BY_ONE = 3
"""Up to this many customers are asked about in turn; more lie in a table."""


class CustomerMapping(QObject):
    """A mapping session over a window. `planned(object)` brings each new Plan; `closed()` and `finished(bool)` come at its end,
    True when no customer is left without an answer. `defect(object)` hands on a `CrashReport`."""

    planned = Signal(object)
    closed = Signal()
    finished = Signal(bool)
    defect = Signal(object)

    def __init__(self, parent: QWidget, office: MappingOffice, route_id: str, party_ids: Iterable[str] | None) -> None:
        super().__init__(parent)
        self._host = parent.window()
        self.settling = Settling(office, route_id, party_ids, self)
        self.dialog: Dialog | None = None
        self.settling.ready.connect(self._open)
        self.settling.planned.connect(self.planned)
        self.settling.crashed.connect(self.defect)
        self.settling.refused.connect(self._refused)
        self.settling.load()

    def _open(self) -> None:
        waiting = self.settling.waiting()
        if not waiting:
            self._end()
        elif len(waiting) <= ONE_BY_ONE:
            self._show(CustomerDialog(self.settling))
        else:
            table = CustomerTable(self.settling)
            table.closer.connect(self._look_closer)
            table.mending.connect(self._mend)
            self._show(table)

    def _show(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._end)
        dialog.open_in(self._host)

    def _look_closer(self, party_id: str, creating: bool) -> None:
        CustomerDialog(self.settling, only=party_id, creating=creating).open_in(self._host)

    def _mend(self, party_id: str, problem: ExpectedProblem) -> None:
        dialog = CustomerDialog(self.settling, only=party_id, creating=True)
        dialog.open_in(self._host)
        dialog.choice.choose_new()
        dialog.show_problem(problem)

    def _refused(self, problem: ExpectedProblem) -> None:
        """Before anything could be shown: say why there is nothing to show."""
        if self.dialog is not None:
            return
        dialog = Dialog("The customers could not be read", width=520)
        dialog.body.addWidget(Banner(Tone.BAD, "circle-alert", problem.sentence, problem.advice))
        close = Button("Close", ButtonKind.SECONDARY, key="Esc", height=36)
        close.clicked.connect(dialog.reject)
        dialog.foot.addStretch(1)
        dialog.foot.addWidget(close)
        dialog.first_focus = close
        self._show(dialog)

    def _end(self) -> None:
        complete = bool(self.settling.gaps) and not self.settling.waiting()
        self.settling.release()
        self.closed.emit()
        self.finished.emit(complete)
        self.deleteLater()


def open_customer_mapping(
    parent: QWidget, office: MappingOffice, route_id: str, party_ids: Iterable[str] | None = None
) -> CustomerMapping:
    """Ask about the customers of a route that wait, or about those named. Nothing is shown when none waits."""
    return CustomerMapping(parent, office, route_id, party_ids)
