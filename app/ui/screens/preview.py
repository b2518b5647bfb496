"""A preview: what would be done, as a list, then one button that names it. Nothing happens before that button is pressed."""

from __future__ import annotations

from app.ui.parts import Button, ButtonKind, DataTable, Dialog, TableCard
from app.ui.style import capped


class PreviewSheet(Dialog):
    """`finished(True)` when the person agrees to exactly what is shown. `agree` is the button; `name` begins the names of both."""

    agree: Button

    def __init__(
        self, name: str, title: str, second: str = "Nothing has been changed yet.", *, width: int, height: int
    ) -> None:
        super().__init__(capped(title, 160), second, width=width, height=height)
        self.setObjectName(f"{name}-sheet")
        self._name = name

    def add_list(self, table: DataTable) -> None:
        """The list, in a card that takes the room left."""
        table.setObjectName(f"{self._name}-list")
        self.body.addWidget(TableCard(table, ground="surface"), 1)

    def add_answers(
        self,
        no: str,
        yes: str,
        *,
        kind: ButtonKind = ButtonKind.PRIMARY,
        icon: str = "",
        enabled: bool = True,
        begins_with_no: bool = False,
    ) -> None:
        """Both answers; the focus is on the one that is meant, or on the one that changes nothing."""
        later = Button(no, ButtonKind.GHOST, height=36)
        later.setObjectName(f"{self._name}-later")
        later.clicked.connect(self.reject)
        self.agree = Button(yes, kind, icon=icon, height=36)
        self.agree.setObjectName(f"{self._name}-agree")
        self.agree.setEnabled(enabled)
        self.agree.clicked.connect(self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(later)
        self.foot.addWidget(self.agree)
        self.first_focus = later if begins_with_no or not enabled else self.agree
