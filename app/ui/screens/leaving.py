"""Closing the window while something is under way: asked calmly; what has begun is finished first."""

from __future__ import annotations

from app.ui.parts import Button, ButtonKind, Dialog, Prose
from app.ui.style import Role, capped


class LeavingDialog(Dialog):
    """`finished(True)` to close: no new call is begun, the one under way is finished, the rest waits for the next start.

    `task`: what is under way, as the queue names it.
    """

    def __init__(self, task: str = "") -> None:
        super().__init__("Close while this is under way?", capped(task, 120), width=520)
        self.setObjectName("leaving-dialog")
        self.body.addWidget(
            Prose(
                "What is under way is finished first. What has not been sent yet waits, and goes on when you start "
                "Ledgerferry again. Nothing is sent twice.",
                Role.TEXT,
                "text",
            )
        )
        stay = Button("Keep open", ButtonKind.PRIMARY)
        stay.setObjectName("leaving-stay")
        leave = Button("Finish and close")
        leave.setObjectName("leaving-leave")
        stay.clicked.connect(self.reject)
        leave.clicked.connect(self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(leave)
        self.foot.addWidget(stay)
        self.first_focus = stay
