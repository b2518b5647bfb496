"""What happens in Xero without the app: a colleague edits or voids, an administrator locks a period or disconnects.

Each action is a method for tests in the same process, and reachable by its name for the control address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from app.sandbox.wire import Clock
from app.sandbox.xero import cash, contacts, invoices, payments
from app.sandbox.xero.accounting import Accounting
from app.sandbox.xero.identity import Identity
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.quota import Quota
from app.sandbox.xero.values import Record, UnreadableError, amount_of, date_of, folded, read_json, whole_milliseconds

_COLLEAGUE = "Pat Colleague"


class XeroControl:
    """Actions on the simulated Xero. An unknown tenant, contact or invoice is a ValueError."""

    def __init__(
        self,
        ledgers: Mapping[str, Ledger],
        identity: Identity,
        quota: Quota,
        *,
        accounting: Accounting,
        clock: Clock,
        lock: AbstractContextManager[Any],
    ) -> None:
        self._ledgers = ledgers
        self._identity = identity
        self._quota = quota
        self._accounting = accounting
        self._clock = clock
        self._lock = lock

    def by_name(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Run the action called `action` with the values of `body`; what it did. Raises ValueError."""
        actions: dict[str, Callable[..., Any]] = {
            "expire_access_tokens": self.expire_access_tokens,
            "expire_refresh_tokens": self.expire_refresh_tokens,
            "disconnect": self.disconnect,
            "auto_approve": self.auto_approve,
            "archive_contact": self.archive_contact,
            "edit_contact": self.edit_contact,
            "set_lock_dates": self.set_lock_dates,
            "set_day_limit": self.set_day_limit,
            "set_adviser": self.set_adviser,
            "bind_keys_to_token": self.bind_keys_to_token,
            "enter_invoice": self.enter_invoice,
            "edit_invoice": self.edit_invoice,
            "void_invoice": self.void_invoice,
            "pay_invoice": self.pay_invoice,
            "enter_bank_transaction": self.enter_bank_transaction,
            "enter_journal": self.enter_journal,
        }
        if action not in actions:
            raise ValueError(f"Xero has no action {action}; it has {', '.join(sorted(actions))}.")
        try:
            result: Any = actions[action](**body)
        except TypeError as trouble:
            raise ValueError(f"{action}: {trouble}") from trouble
        return result if isinstance(result, dict) else {"ok": True}

    def expire_access_tokens(self) -> None:
        """Every access token is expired from now on."""
        with self._lock:
            self._identity.grants.expire_access(self._clock.now())

    def expire_refresh_tokens(self) -> None:
        """Every refresh token is dead from now on; only a new consent helps."""
        with self._lock:
            self._identity.grants.expire_refresh(self._clock.now())

    def disconnect(self, tenant: str) -> dict[str, Any]:
        """Somebody removes the app from an organisation."""
        with self._lock:
            return {"removed": self._identity.grants.disconnect_tenant(self._ledger(tenant).tenant_id)}

    def auto_approve(self, tenant: str | None = None) -> None:
        """Skip the consent page and pick `tenant`; None brings the page back."""
        with self._lock:
            self._identity.auto_approve = self._ledger(tenant).tenant_id if tenant else None

    def archive_contact(self, tenant: str, contact: str) -> dict[str, Any]:
        """A colleague archives a contact, named by id, number or name."""
        with self._lock:
            booking = self._booking(tenant)
            record = self._contact(booking.ledger, contact)
            contacts.change(booking, record, {"ContactStatus": "ARCHIVED"})
            return {"ContactID": record["ContactID"]}

    def edit_contact(self, tenant: str, contact: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A colleague changes a contact, named by id, number or name; `fields` in wire names."""
        with self._lock:
            booking = self._booking(tenant)
            record = self._contact(booking.ledger, contact)
            contacts.change(booking, record, self._named(fields))
            return {"ContactID": record["ContactID"]}

    def set_lock_dates(self, tenant: str, period: str | None = None, end_of_year: str | None = None) -> None:
        """Set both lock dates (YYYY-MM-DD); None lifts one."""
        with self._lock:
            organisation = self._ledger(tenant).organisation
            for name, day in (("PeriodLockDate", period), ("EndOfYearLockDate", end_of_year)):
                organisation.pop(name, None)
                if day:
                    organisation[name] = date_of(day, name)

    def set_day_limit(self, limit: int) -> None:
        """Calls a day for each tenant: 5,000, or 1,000 on the Starter tier."""
        with self._lock:
            self._quota.day_limit = int(limit)

    def set_adviser(self, on: bool) -> None:
        """Whether the signed-in user is an adviser, who passes the period lock."""
        with self._lock:
            self._accounting.adviser = bool(on)

    def bind_keys_to_token(self, on: bool) -> None:
        """Whether idempotency keys are bound to the access token (as observed) or to the app (as documented)."""
        with self._lock:
            self._accounting.store.by_token = bool(on)

    def enter_invoice(self, tenant: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A colleague enters an invoice; `fields` in wire names."""
        with self._lock:
            return _done(invoices.put_invoice(self._booking(tenant), self._named(fields)))

    def edit_invoice(self, tenant: str, invoice: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A colleague changes an invoice, named by id or number; `fields` in wire names."""
        with self._lock:
            booking = self._booking(tenant)
            record = self._invoice(booking.ledger, invoice)
            return _done(invoices.post_invoice(booking, self._named(fields), record))

    def void_invoice(self, tenant: str, invoice: str) -> dict[str, Any]:
        """A colleague voids an approved invoice, or deletes a draft."""
        with self._lock:
            booking = self._booking(tenant)
            record = self._invoice(booking.ledger, invoice)
            status = "DELETED" if record["Status"] in {"DRAFT", "SUBMITTED"} else "VOIDED"
            return _done(invoices.post_invoice(booking, {"Status": status}, record))

    def pay_invoice(self, tenant: str, invoice: str, amount: str, account: str = "260") -> dict[str, Any]:
        """A colleague books a payment on an invoice."""
        with self._lock:
            booking = self._booking(tenant)
            record = self._invoice(booking.ledger, invoice)
            sent = {"Invoice": {"InvoiceID": record["InvoiceID"]}, "Account": {"Code": account}, "Amount": amount}
            outcome = payments.put_payment(booking, self._named(sent))
            if outcome.record is None or outcome.errors:
                raise ValueError("; ".join(outcome.errors))
            return {"PaymentID": outcome.record["PaymentID"]}

    def enter_bank_transaction(
        self, tenant: str, bank: str, account: str, *, amount: str, date: str, reference: str = ""
    ) -> dict[str, Any]:
        """A bookkeeper codes a line of the bank statement: `amount` into the bank account out of `account`, or below zero back.

        Accounts are named by id, code or name; `amount` in the bank account's currency, `date` YYYY-MM-DD.
        """
        with self._lock:
            booking = self._booking(tenant)
            told = (self._account(booking.ledger, bank), self._account(booking.ledger, account))
            size, day = amount_of(amount, "amount"), date_of(date, "date")
            made = cash.enter_bank_transaction(booking, *told, amount=size, day=day, reference=reference)
            return {"BankTransactionID": made["BankTransactionID"]}

    def enter_journal(
        self, tenant: str, debit: str, credit: str, *, amount: str, date: str, narration: str = "", currency: str = ""
    ) -> dict[str, Any]:
        """A bookkeeper enters a manual journal; `currency` '' is the organisation's own."""
        with self._lock:
            booking = self._booking(tenant)
            told = (self._account(booking.ledger, debit), self._account(booking.ledger, credit))
            size, day = amount_of(amount, "amount"), date_of(date, "date")
            made = cash.enter_journal(booking, *told, amount=size, day=day, narration=narration, currency=currency)
            return {"ManualJournalID": made["ManualJournalID"]}

    def _named(self, fields: Mapping[str, Any]) -> Record:
        sent = read_json(json.dumps(fields, default=str).encode())
        if not isinstance(sent, dict):
            raise UnreadableError("fields must be an object")
        return sent

    def _booking(self, tenant: str) -> Booking:
        ledger, now = self._ledger(tenant), whole_milliseconds(self._clock.now())
        return Booking(ledger, now, ledger.today(now), 4, adviser=True, by_app=False, user=_COLLEAGUE)

    def _ledger(self, tenant: str) -> Ledger:
        held = self._ledgers.get(str(tenant).lower())
        if held is None:
            raise ValueError(f"No tenant {tenant}.")
        return held

    def _account(self, ledger: Ledger, name: str) -> Record:
        held = ledger.accounts.get(name.lower()) or ledger.account_codes.get(name)
        held = held or next((row for row in ledger.accounts.values() if folded(row["Name"]) == folded(name)), None)
        if held is None:
            raise ValueError(f"No account {name}.")
        return held

    def _contact(self, ledger: Ledger, name: str) -> Record:
        held = (
            ledger.contacts.get(name.lower())
            or ledger.contact_numbers.get(folded(name))
            or ledger.contact_names.get(folded(name))
        )
        if held is None:
            raise ValueError(f"No contact {name}.")
        return held

    def _invoice(self, ledger: Ledger, name: str) -> Record:
        held = ledger.invoices.get(name.lower()) or ledger.invoice_numbers.get(folded(name))
        if held is None:
            raise ValueError(f"No invoice {name}.")
        return held


def _done(outcome: Outcome) -> dict[str, Any]:
    if outcome.record is None:
        raise ValueError("; ".join(outcome.errors))
    return {"InvoiceID": outcome.record["InvoiceID"], "Status": outcome.record["Status"]}
