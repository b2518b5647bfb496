"""What a ledger has to offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from app.domain.catalogue import LedgerCatalogue, LedgerDocumentRef, Organisation, OwnDocument
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
