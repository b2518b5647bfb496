"""A question before something that is not undone by a key: what would happen, to how many, and two named buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.ui.parts import Button, ButtonKind, Dialog, FactLine, Prose
from app.ui.style import capped

_SHOWN = 8


class AskDialog(Dialog):
    """`finished(True)` when the person agreed. The button that changes nothing has the focus."""

    def __init__(
        self,
        title: str,
        sentence: str,
        *,
        yes: str,
        no: str = "Not now",
        facts: Sequence[tuple[str, str, str]] = (),
        danger: bool = False,
    ) -> None:
        super().__init__(title, width=520)
        self.setObjectName("ask-dialog")
        self.body.addWidget(Prose(sentence))
        for icon, text, second in facts[:_SHOWN]:
            self.body.addWidget(FactLine(icon, capped(text, 200), capped(second, 300)))
        if len(facts) > _SHOWN:
            self.body.addWidget(Prose(f"and {len(facts) - _SHOWN:,} more"))
        self.no = Button(no, ButtonKind.GHOST, height=36)
        self.no.setObjectName("ask-no")
        self.no.clicked.connect(self.reject)
        self.yes = Button(yes, ButtonKind.DANGER if danger else ButtonKind.PRIMARY, height=36)
        self.yes.setObjectName("ask-yes")
        self.yes.clicked.connect(self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(self.no)
        self.foot.addWidget(self.yes)
        self.first_focus = self.no


def ask(parent: QWidget, dialog: AskDialog, agreed: Callable[[], object]) -> AskDialog:
    """Open the question; `agreed` is called when the person says yes."""
    dialog.finished.connect(lambda yes: agreed() if yes else None)
    dialog.open_in(parent.window())
    return dialog
