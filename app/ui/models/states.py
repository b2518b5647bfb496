"""States as chips, the same wherever they are shown."""

from __future__ import annotations

from app.domain.ledger_words import words_of
from app.domain.plan import DocumentState
from app.ui.parts import ChipKind, ChipSpec

_CHIPS = {
    DocumentState.READY: ChipKind.READY,
    DocumentState.NEEDS_CUSTOMER: ChipKind.NEEDS_CUSTOMER,
    DocumentState.NEEDS_ACCOUNT: ChipKind.NEEDS_ACCOUNT,
    DocumentState.NEEDS_PRODUCT: ChipKind.NEEDS_PRODUCT,
    DocumentState.NEEDS_TAX_RATE: ChipKind.NEEDS_TAX_RATE,
    DocumentState.BLOCKED: ChipKind.BLOCKED,
    DocumentState.SKIPPED: ChipKind.SKIPPED,
    DocumentState.WAITING: ChipKind.WAITING,
    DocumentState.SENDING: ChipKind.SENDING,
    DocumentState.BEING_CHECKED: ChipKind.BEING_CHECKED,
    DocumentState.SENT: ChipKind.SENT,
    DocumentState.REFUSED: ChipKind.REFUSED,
    DocumentState.MARKED: ChipKind.MARKED,
    DocumentState.UNDONE: ChipKind.UNDONE,
}


def chip_of(state: DocumentState, ledger: str = "Xero") -> ChipKind | ChipSpec:
    """Word, icon and colour of a state."""
    if state is DocumentState.ALREADY_IN_LEDGER:
        return ChipKind.ALREADY_IN_XERO.with_word(f"Already in {ledger}")
    if state is DocumentState.NEEDS_TAX_RATE:
        return ChipKind.NEEDS_TAX_RATE.with_word(f"Needs {words_of(ledger).tax.short}")
    return _CHIPS[state]
