"""What a ledger has to offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.catalogue import LedgerCatalogue, LedgerDocumentRef, Organisation, OwnDocument
from app.domain.collection.invoices import ClearingAccount, InvoicePayment, SalesInvoice
from app.domain.operation import OperationKind
from app.domain.parties import LedgerContact
from app.domain.run import Report, Stop
from app.ports.operations import OperationHandler
from app.ports.sources import ConnectionCheck


class Ledger(Protocol):
    """One organisation's books. Reads may raise `ExpectedProblem` kinds; nothing changes but through `handlers`."""

    system: str  # 'xero'
    vendor: str  # 'Xero'

    def check(self, stop: Stop) -> ConnectionCheck:
        """Test the connection."""
        ...

    def organisation(self, stop: Stop) -> Organisation:
        """The books as they are now."""
        ...

    def catalogue(self, stop: Stop, report: Report) -> LedgerCatalogue:
        """Accounts, tax rates, items, tracking, currencies and all contacts; what was read before is only brought up to date."""
        ...

    def numbers_in_use(self, numbers: Sequence[str], stop: Stop) -> Mapping[str, LedgerDocumentRef]:
        """Which of these document numbers are used already, void and deleted documents included."""
        ...

    def made_by_us(self, since: datetime | None, stop: Stop) -> Sequence[OwnDocument]:
        """Every sales document that this app made, void and deleted ones included, changed at or after `since`; complete, or it raises.

        For rebuilding a journal that was lost. Where the ledger cannot tell who made a kind of document, all of that kind.
        """
        ...

    def contacts(self, contact_ids: Sequence[str], stop: Stop) -> Mapping[str, LedgerContact]:
        """These contacts as they are now."""
        ...

    def handlers(self) -> Mapping[OperationKind, OperationHandler]:
        """How this ledger is changed."""
        ...

    def document_url(self, organisation: Organisation, kind: str, remote_id: str) -> str:
        """Address that opens a document ('invoice', 'credit_note', 'contact') in the ledger's own web pages."""
        ...


@dataclass(frozen=True, slots=True)
class InvoiceChanges:
    """Sales invoices that were read. `cursor` is handed in again next time, and means nothing to anybody but the ledger that gave it.

    `whole`: these are all unpaid ones, and any other is not unpaid. Else these are the ones changed since the last read, in every state,
    those voided and deleted included as far as the ledger tells of them.
    """

    invoices: tuple[SalesInvoice, ...]
    cursor: str
    whole: bool


@dataclass(frozen=True, slots=True)
class ContactChanges:
    """Customers that were read; `cursor` and `whole` as in `InvoiceChanges`, `whole` meaning all active customers."""

    contacts: tuple[LedgerContact, ...]
    cursor: str
    whole: bool


class Receivables(Protocol):
    """What collection needs of a ledger, in the fewest calls the ledger allows. Payments are made through the ledger's own handlers:

    `Ledger.handlers` answers APPLY_PAYMENT and REVERSE_PAYMENT too. All reads are complete, or raise `IncompleteRead`.
    """

    def clearing_accounts(self, stop: Stop) -> Sequence[ClearingAccount]:
        """Accounts of a kind that settlements may be paid into, archived ones included and said to be unusable."""
        ...

    def customers(self, cursor: str, stop: Stop) -> ContactChanges:
        """All active customers for a cursor of '', those changed since otherwise, with name, address, phone and e-mail."""
        ...

    def invoices(self, cursor: str, stop: Stop) -> InvoiceChanges:
        """All unpaid sales invoices for a cursor of '', those changed since otherwise.

        A cursor too old for the ledger is answered as ''. Overlap is the ledger's own affair: the same invoice may come twice in a row.
        """
        ...

    def invoices_now(self, invoice_ids: Sequence[str], stop: Stop) -> Mapping[str, SalesInvoice]:
        """These invoices as they are now, in every state.

        One that is clearly not there any more comes as DELETED; one left out could not be read.
        """
        ...

    def payments(self, invoice_ids: Sequence[str], stop: Stop) -> Mapping[str, tuple[InvoicePayment, ...]]:
        """Payments on these invoices, deleted and void ones included where the ledger still shows them.

        An invoice left out could not be read.
        """
        ...
