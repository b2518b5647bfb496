"""What is kept where, in words a bookkeeper can pass on."""

from __future__ import annotations

from app.ui.parts import Button, ButtonKind, Dialog, FactLine


class KeptWhere(Dialog):
    """A plain account of what lies on this computer and what does not."""

    def __init__(self, keyring: str) -> None:
        super().__init__("What is kept where", width=560)
        self.setObjectName("kept-where-dialog")
        place = keyring or "the keyring of this computer"
        facts = (
            (
                "key-round",
                f"Secrets and sign-ins: {place}",
                "Autotask's secret and identifier, an Intuit app's secret, renewal tokens.",
            ),
            ("lock", "Your passwords: nowhere", "They are typed on the vendor's own page."),
            ("database", "Mappings, runs and their proofs: the records on this computer", "Settings shows the folder."),
            (
                "users",
                "Customers and invoices: on both sides, as before",
                "Read when needed, kept with the run they were in.",
            ),
            ("shield-check", "Nothing goes to anybody else", "There is no server of Ledgerferry's."),
        )
        for icon, words, meaning in facts:
            self.body.addWidget(FactLine(icon, words, meaning))
        close = Button("Close", ButtonKind.GHOST, key="Esc", height=36)
        close.clicked.connect(self.reject)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.first_focus = close
