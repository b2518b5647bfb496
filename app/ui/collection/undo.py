"""Undoing a run of collection: debits that have not left are deleted; payments only when the person ticks them as well."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.operation import OperationKind
from app.domain.plan import DocumentState
from app.domain.run import RunSummary
from app.domain.words import count_of
from app.ui.models.faces import RouteFace
from app.ui.parts import CheckBlock, FactLine
from app.ui.screens.done_words import are, stayed
from app.ui.screens.undo import UndoRow, UndoSheet, undo_rows
from app.worker.contract import UndoPlan

_DEBIT, _PAYMENT = OperationKind.DELETE_DEBIT, OperationKind.REVERSE_PAYMENT


def taken_back_words(run: RunSummary) -> str:
    """How an undo ended: '2 changes are taken back. 1 stays, with its reason.'"""
    gone, stays = len(run.in_state(DocumentState.UNDONE)), len(stayed(run))
    left = f" {stays:,} {'stays' if stays == 1 else 'stay'}: the run says why." if stays else ""
    return f"{count_of(gone, 'change')} {are(gone)} taken back.{left}" if gone else f"Nothing was taken back.{left}"


class CollectionUndoSheet(UndoSheet):
    """`payments` is the box that adds them, None where the run applied none; it is off until the person ticks it."""

    nothing = "Nothing of this run can be taken back any more."

    def __init__(self, plan: UndoPlan, face: RouteFace) -> None:
        self._whole = plan
        self.payments: CheckBlock | None = None
        super().__init__(plan.without(_PAYMENT), face)

    def deed(self) -> str:
        """'Undo 2 debits and 1 payment'."""
        numbers = ((self.plan.count(_DEBIT), "debit"), (self.plan.count(_PAYMENT), "payment"))
        named = [count_of(number, word) for number, word in numbers if number]
        return f"Undo {' and '.join(named)}" if named else "Nothing to undo"

    def _add_facts(self, face: RouteFace, contacts: Sequence[str]) -> None:
        del contacts
        debits, payments, stays = self.plan.count(_DEBIT), self._whole.count(_PAYMENT), len(self.plan.stays)
        if debits:
            words = f"{count_of(debits, 'debit')} {are(debits)} deleted at {face.source_word}"
            after = "Automatic import leaves their invoices alone from then on; importing by hand makes a new debit."
            self.body.addWidget(FactLine("undo-2", words, after, strong=True))
        if stays:
            one = stays == 1
            words = f"{stays:,} {'change stays' if one else 'changes stay'} as {'it is' if one else 'they are'}"
            self.body.addWidget(
                FactLine("lock", words, "The reason stands beside each.", tint="warn_text", strong=True)
            )
        if payments:
            words = f"Also reverse {count_of(payments, 'payment')} in {face.organisation}"
            after = "The money was collected and stays in the deposit; the invoices are open again, and nothing is applied anew."
            self.payments = CheckBlock(words, after)
            self.payments.check.setObjectName("undo-payments")
            self.payments.check.toggled.connect(self._show_choice)
            self.body.addWidget(self.payments)

    def _add_list(self, taken: list[UndoRow], stays: list[UndoRow]) -> None:
        super()._add_list(taken, stays + self._unticked())

    def _unticked(self) -> list[UndoRow]:
        """Payments that are not in the plan, because the person has not ticked them."""
        agreed = {one.id for one in self.plan.operations}
        left = [one for one in self._whole.operations if one.id not in agreed]
        why = "A payment stays unless you tick it above"
        return [UndoRow(one.reference, why, self._whole.amounts.get(one.id)) for one in left]

    def _show_choice(self, also_payments: bool) -> None:
        """The list, and the button, for what is ticked."""
        self.plan = self._whole if also_payments else self._whole.without(_PAYMENT)
        taken, stays = undo_rows(self.plan, self.face.source_word, self.face.ledger_word)
        self.show_rows(taken, stays + self._unticked())
        self.agree.setText(self.deed())
        self.agree.setEnabled(bool(self.plan.operations))
