"""What nobody foresaw: said calmly, with a report that can be copied and holds no secrets."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from app.ui.parts import Button, ButtonKind, Dialog, Prose
from app.ui.style import Role, mono_font
from app.worker.tasks import CrashReport


class CrashDialog(Dialog):
    """The report of a defect, to be copied for whoever mends it."""

    def __init__(self, report: CrashReport) -> None:
        super().__init__("Something did not work as it should", f"While: {report.task}", width=680, height=460)
        self.setObjectName("crash-dialog")
        self.body.addWidget(
            Prose(
                "This is a fault of Ledgerferry, not of yours. Everything sent so far is in the journal, and what was "
                "under way is looked up before anything is sent again. The report holds no secrets and no invoices.",
                Role.TEXT,
                "text",
            )
        )
        self.text = QPlainTextEdit()
        self.text.setObjectName("crash-report")
        self.text.setAccessibleName("Report")
        self.text.setReadOnly(True)
        self.text.setFont(mono_font())
        self.text.setPlainText(report.text)
        self.body.addWidget(self.text, 1)
        copy = Button("Copy the report", icon="copy")
        copy.setObjectName("crash-copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report.text))
        close = Button("Close", ButtonKind.PRIMARY)
        close.setObjectName("crash-close")
        close.clicked.connect(self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(copy)
        self.foot.addWidget(close)
        self.first_focus = close
