"""Which books: the choice between the organisations that one sign-in opens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.ui.parts import Button, ButtonKind, Dialog, Prose, RadioCard
from app.ui.style import capped
from app.worker.contract import Tenant


class OrganisationCards(QWidget):
    """One card for each organisation; `picked(object)` with the `Tenant` when another one is chosen."""

    picked = Signal(object)

    def __init__(self, tenants: Sequence[Tenant], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tenants = tuple(tenants)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.cards = [RadioCard(capped(t.name, 120) or "No name") for t in self.tenants]
        for card, tenant in zip(self.cards, self.tenants, strict=True):
            card.setObjectName("organisation")
            card.setMinimumHeight(48)
            card.toggled.connect(lambda on, t=tenant: self.picked.emit(t) if on else None)
            column.addWidget(card)
        column.addStretch(1)
        if self.cards:
            self.cards[0].setChecked(True)

    @property
    def chosen(self) -> Tenant | None:
        """The chosen organisation."""
        return next((t for c, t in zip(self.cards, self.tenants, strict=True) if c.isChecked()), None)


class OrganisationDialog(Dialog):
    """`chosen(object)` brings the `Tenant`; `finished(False)` when nothing was chosen."""

    chosen = Signal(object)

    def __init__(self, tenants: Sequence[Tenant]) -> None:
        super().__init__("Choose the organisation", f"Your sign-in opens {len(tenants):,}", width=520)
        self.setObjectName("organisation-dialog")
        self.cards = OrganisationCards(tenants)
        self.body.addWidget(Prose("Invoices go into these books. The choice is kept with this connection."))
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.cards)
        self.cards.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        area.setMinimumHeight(min(420, 56 * max(1, len(tenants)) + 4))
        self.body.addWidget(area, 1)
        later = Button("Not now", ButtonKind.GHOST, height=36)
        later.setObjectName("organisation-later")
        later.clicked.connect(self.reject)
        self.use = Button("", ButtonKind.PRIMARY, key="Enter", height=36)
        self.use.setObjectName("organisation-use")
        self.use.clicked.connect(self.take)
        self.foot.addStretch(1)
        self.foot.addWidget(later)
        self.foot.addWidget(self.use)
        self.cards.picked.connect(self._name_button)
        if self.cards.cards:
            self.first_focus = self.cards.cards[0]
        self._name_button(self.cards.chosen)

    def _name_button(self, tenant: Tenant | None) -> None:
        self.use.setText(f"Use {capped(tenant.name, 60)}" if tenant is not None else "Use it")
        self.use.setEnabled(tenant is not None)
        self.use.setToolTip("" if tenant is not None else "This login opens no organisation")

    def take(self) -> None:
        """Use the chosen one."""
        tenant = self.cards.chosen
        if tenant is not None:
            self.chosen.emit(tenant)
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter uses the chosen one."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.take()
            event.accept()
            return
        super().keyPressEvent(event)


def choose_organisation(parent: QWidget, tenants: Sequence[Tenant]) -> OrganisationDialog:
    """Open the choice over the window of `parent`; title Ledger words are the caller's."""
    dialog = OrganisationDialog(tenants)
    dialog.open_in(parent.window())
    return dialog
