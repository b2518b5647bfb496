"""A Rotessa account as a collector: its customers, its report, and the handlers that change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.connectors.rotessa.account import RotessaAccount
from app.connectors.rotessa.debit_changes import DebitAmending, DebitDeleting
from app.connectors.rotessa.debit_making import DebitMaking
from app.connectors.rotessa.payer_changes import PayerMaking, PayerUpdating
from app.connectors.rotessa.settings import VENDOR
from app.domain.collection.debits import Transaction
from app.domain.collection.payers import Payer
from app.domain.operation import OperationKind
from app.domain.run import Stop
from app.ports.collectors import FullPayer
from app.ports.operations import OperationHandler
from app.ports.sources import ConnectionCheck


class RotessaCollector:
    """One account; see `Collector`. Safe to use from several threads, which then wait for one another."""

    system = "rotessa"
    vendor = VENDOR

    def __init__(self, account: RotessaAccount) -> None:
        self._account = account
        self._session = account.session
        handlers: tuple[OperationHandler, ...] = (
            PayerMaking(account),
            PayerUpdating(account),
            DebitMaking(account),
            DebitAmending(account),
            DebitDeleting(account),
        )
        self._handlers = {handler.kind: handler for handler in handlers}

    def close(self) -> None:
        """Close the connections kept alive."""
        self._session.client.close()

    def check(self, stop: Stop) -> ConnectionCheck:
        """Test the connection with the only call that names nothing: the list of customers (apis/rotessa.md 2)."""
        payers = self._account.payers(stop)
        settings, client = self._session.settings, self._session.client
        count = "1 customer" if len(payers) == 1 else f"{len(payers)} customers"
        findings = [f"Connected with {VENDOR}{' (its sandbox)' if settings.is_sandbox else ''}: {count}."]
        inactive = sum(not payer.is_active for payer in payers)
        if inactive:
            findings.append(f"{inactive} of them {'is' if inactive == 1 else 'are'} inactive.")
        return ConnectionCheck(
            tenant="",
            name=settings.name or VENDOR,
            findings=tuple(findings),
            problems=(client.skew_sentence,) if client.skew_sentence else (),
            web_url=settings.web_url,
        )

    def payers(self, stop: Stop) -> Sequence[Payer]:
        """All customers in their short form, sorted by id."""
        return self._account.payers(stop)

    def payer(self, payer_id: str, stop: Stop) -> FullPayer:
        """One customer with its debits."""
        return self._account.payer(payer_id, stop)

    def transactions(self, start: date, end: date, stop: Stop) -> Sequence[Transaction]:
        """All transactions with a process date in these days."""
        return self._account.transactions(start, end, stop)

    def payer_url(self, payer_id: str) -> str:
        """The portal, where customers are kept."""
        return self._account.payer_url(payer_id)

    def handlers(self) -> Mapping[OperationKind, OperationHandler]:
        """How this account is changed."""
        return self._handlers
