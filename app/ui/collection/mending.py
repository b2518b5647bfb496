"""What the buttons of the health page do: each row has one step that mends it, asked first where it changes books."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.machine import Decision
from app.ui.collection.tab import CollectionTab, first_problem
from app.ui.dialogs.asking import AskDialog, ask
from app.ui.screens.decision import DecisionDialog, Doubt
from app.ui.style import capped
from app.worker.collection_contract import HealthMend, HealthRow, ImportResult
from app.worker.contract import OpenEffect, RecoveryLook

_PAYMENTS = frozenset({"apply_payment", "reverse_payment"})


class HealthMender(QObject):
    """Carries steps out for the health page. `page_wanted(str, str)` leads to a page and subject, `reconnect_wanted(str)` to a sign-in.

    `mended()` when something was changed, so that every page is read again.
    """

    page_wanted = Signal(str, str)
    reconnect_wanted = Signal(str)
    import_wanted = Signal()
    clearing_wanted = Signal()
    mended = Signal()

    def __init__(self, tab: CollectionTab) -> None:
        super().__init__(tab)
        self._tab = tab

    def mend(self, row: HealthRow) -> None:
        """Do what the row's button says."""
        deeds: dict[HealthMend, Callable[[], object]] = {
            HealthMend.RECONNECT: lambda: self.reconnect_wanted.emit(row.subject),
            HealthMend.CHOOSE_CLEARING: self.clearing_wanted.emit,
            HealthMend.MATCH_CUSTOMERS: lambda: self.page_wanted.emit("customers", ""),
            HealthMend.OPEN_PAYER: lambda: self._tab.open_page(row.url),
            HealthMend.OPEN_INVOICE: lambda: self._tab.open_page(row.url),
            HealthMend.LET_GO_ON: lambda: self._let_go_on(row),
            HealthMend.IMPORT: lambda: self.page_wanted.emit("invoices", row.subject),
            HealthMend.DECIDE: lambda: self.decide(row.subject),
            HealthMend.REVERSE: lambda: self._ask_reversal(row),
            HealthMend.APPLY_AGAIN: lambda: self._apply(row),
            HealthMend.APPLY_ON: lambda: self._apply(row),
            HealthMend.RUN_NOW: self.import_wanted.emit,
            HealthMend.NONE: lambda: self.page_wanted.emit("settlements", row.subject),
        }
        if row.mend in deeds:
            deeds[row.mend]()

    # --- customers and payments

    def _let_go_on(self, row: HealthRow) -> None:
        handle = self._tab.office.let_customer_go_on(self._tab.route_id, row.subject)
        self._tab.ask(handle, lambda _kept: self._told(f"{capped(row.name, 60)} is imported again."))

    def _ask_reversal(self, row: HealthRow) -> None:
        ledger = self._tab.face.ledger_word
        words = (
            f"{row.sentence} Its payment is taken out of {ledger} again, and the invoice is open as before. "
            "A payment that was changed since, or reconciled with the bank, is left alone."
        )
        asking = AskDialog(
            f"Reverse the payment of {capped(row.name, 60)}", words, yes="Reverse the payment", danger=True
        )
        ask(self._tab, asking, lambda: self._reverse(row))

    def _reverse(self, row: HealthRow) -> None:
        handle = self._tab.office.reverse_payments(self._tab.route_id, (row.subject,))
        self._tab.ask(
            handle, lambda result: self._ended(result, f"The payment of {capped(row.name, 60)} is taken back.")
        )

    def _apply(self, row: HealthRow) -> None:
        days = {row.subject: row.day} if row.day is not None else {}
        handle = self._tab.office.settle(self._tab.route_id, (row.subject,), days)
        self._tab.ask(
            handle, lambda result: self._ended(result, f"The payment of {capped(row.name, 60)} is in the ledger.")
        )

    def _ended(self, result: ImportResult | None, told: str) -> None:
        problem = first_problem(result)
        self._tab.did(told if result is not None else "Nothing is due now.", problem)
        self.mended.emit()

    def _told(self, words: str) -> None:
        self._tab.did(words, None)
        self.mended.emit()

    # --- a person's word

    def decide(self, operation_id: str, otherwise: Callable[[], object] | None = None) -> None:
        """Ask what became of something whose outcome nobody could prove, with what was found of it.

        `otherwise` is done when nothing of it is in doubt: it was refused, and left nothing behind.
        """
        told = otherwise or (lambda: self._told("This has settled itself meanwhile."))
        self._tab.ask(self._tab.office.recovery(), lambda look: self._ask_word(look, operation_id, told))

    def _ask_word(self, look: RecoveryLook, operation_id: str, otherwise: Callable[[], object]) -> None:
        effect = next((one for one in look.decisions if one.operation_id == operation_id), None)
        if effect is None:
            otherwise()
            return
        dialog = DecisionDialog(self._doubt(effect))
        dialog.open_link.connect(self._tab.open_page)
        dialog.decided.connect(lambda decision: self._decided(operation_id, decision))
        dialog.open_in(self._tab.window())

    def _doubt(self, effect: OpenEffect) -> Doubt:
        face = self._tab.face
        is_payment = effect.kind.value in _PAYMENTS
        return Doubt(
            number=effect.number,
            customer=effect.customer or effect.what,
            sentence=effect.sentence,
            place=face.ledger_word if is_payment else face.source_word,
            source=face.source_word,
            found=effect.can_adopt,
            url=effect.url,
            is_document=False,
        )

    def _decided(self, operation_id: str, decision: Decision) -> None:
        handle = self._tab.office.decide_collection(operation_id, decision)
        self._tab.ask(handle, lambda _record: self._told("Kept. It is carried out with the next run."))
