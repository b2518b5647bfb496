"""What the bookkeeper of a practice quarter enters in the simulated ledgers, and what lies in the clearing account by their books.

Settlements reach the bank in one lump a day; the line of the bank statement is coded against the clearing account. Money that settled
and could not be applied is held for the customer, as the settlement view advises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from app.cli.house import QuarterHall
from app.cli.quarter_colleagues import HeldInvoice

Row = dict[str, Any]
CLEARING = "Debit clearing"
"""The clearing account of the practice world."""
BANKED = "Rotessa settlement"
HELD = "Held for"
_BANKS = {"CAD": "Operating account", "USD": "US dollar account"}
_LIABILITY = "Money held for customers"


@dataclass(frozen=True, slots=True)
class Lump:
    """What came to the bank on a settlement day for debits made here, less what was taken back that day (so below zero at times)."""

    day: date
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """The clearing account as the ledger's books show it. `currency` '' takes any; `entries` are (reference, currency, amount)."""

    currency: str
    balances: Mapping[str, Decimal]
    entries: Sequence[tuple[str, str, Decimal]]

    def takes(self, currency: str) -> bool:
        """Whether money of a currency goes through it."""
        return self.currency in ("", currency)

    def of(self, beginning: str) -> tuple[tuple[str, Decimal], ...]:
        """Currency and amount of the entries whose reference begins so."""
        return tuple((code, amount) for reference, code, amount in self.entries if reference.startswith(beginning))


class Bookkeeper(Protocol):
    """Somebody who codes the bank statement of one ledger."""

    def clearing(self) -> HeldAccount:
        """The clearing account now."""
        ...

    def bank(self, lump: Lump) -> None:
        """Code a lump that has come to the bank, or was taken from it, against the clearing account."""
        ...

    def hold(self, invoice: HeldInvoice, transaction: Row, today: date) -> None:
        """Enter money that was not applied as held for the invoice's customer, in the clearing account."""
        ...


class XeroBookkeeper:
    """Codes lines of the bank statement as bank transactions; enters money held with a journal."""

    def __init__(self, hall: QuarterHall) -> None:
        self._hall = hall
        self._tenant = str(self._books()["id"])

    def _books(self) -> Row:
        return dict(self._hall.books("xero")["tenants"][0])

    def clearing(self) -> HeldAccount:
        """The clearing account now."""
        books = self._books()
        account = next(row for row in books["accounts"] if row["Name"] == CLEARING)
        moved = (row for row in books["account_journals"] if row["AccountID"] == account["AccountID"])
        return _held(next(moved, None), str(account.get("CurrencyCode", "")))

    def bank(self, lump: Lump) -> None:
        """As money received in the bank account, or spent."""
        reference = f"{BANKED} {lump.day.isoformat()}"
        self._act(
            "enter_bank_transaction", bank=_BANKS[lump.currency], account=CLEARING, amount=str(lump.amount),
            date=lump.day.isoformat(), reference=reference,
        )  # fmt: skip

    def hold(self, invoice: HeldInvoice, transaction: Row, today: date) -> None:
        """As a liability."""
        self._act(
            "enter_journal", debit=CLEARING, credit=_LIABILITY, amount=str(transaction["amount"]),
            date=today.isoformat(), narration=f"{HELD} {invoice.customer}: {transaction['id']}",
            currency=str(transaction["currency"]),
        )  # fmt: skip

    def _act(self, action: str, **body: Any) -> None:
        self._hall.act("xero", action, {"tenant": self._tenant, **body})


class QuickBooksBookkeeper:
    """Transfers lumps between the clearing account and the bank account; money held is a payment that pays nothing yet."""

    def __init__(self, hall: QuarterHall) -> None:
        self._hall = hall
        books = self._books()
        self._realm = str(books["id"])
        self._accounts = {str(row["Name"]): str(row["Id"]) for row in books["Account"]}

    def _books(self) -> Row:
        companies = self._hall.books("quickbooks")["companies"]
        return next(dict(each) for each in companies if each["country"] != "US")

    def clearing(self) -> HeldAccount:
        """The clearing account now."""
        books, wanted = self._books(), self._accounts[CLEARING]
        account = next(row for row in books["Account"] if row["Id"] == wanted)
        moved = (row for row in books["AccountJournals"] if row["AccountId"] == wanted)
        return _held(next(moved, None), str(account["CurrencyRef"]["value"]))

    def bank(self, lump: Lump) -> None:
        """As a transfer to the bank account, or back."""
        ends = (self._accounts[CLEARING], self._accounts[_BANKS[lump.currency]])
        origin, to = ends if lump.amount > 0 else (ends[1], ends[0])
        fields = {
            "FromAccountRef": {"value": origin}, "ToAccountRef": {"value": to}, "Amount": str(abs(lump.amount)),
            "TxnDate": lump.day.isoformat(), "PrivateNote": f"{BANKED} {lump.day.isoformat()}",
        }  # fmt: skip
        self._create("Transfer", fields)

    def hold(self, invoice: HeldInvoice, transaction: Row, today: date) -> None:
        """As the customer's credit."""
        fields = {
            "CustomerRef": {"value": invoice.raw["CustomerRef"]["value"]}, "TotalAmt": str(transaction["amount"]),
            "CurrencyRef": {"value": str(transaction["currency"])}, "TxnDate": today.isoformat(),
            "DepositToAccountRef": {"value": self._accounts[CLEARING]}, "PaymentRefNum": f"{HELD} {transaction['id']}",
        }  # fmt: skip
        self._create("Payment", fields)

    def _create(self, entity: str, fields: Row) -> None:
        self._hall.act("quickbooks", "create", {"realm": self._realm, "entity": entity, "fields": fields})


def _held(journal: Row | None, currency: str) -> HeldAccount:
    if journal is None:
        return HeldAccount(currency, {}, ())
    entries = [
        (str(row["Reference"]), str(row["CurrencyCode"]), Decimal(str(row["Amount"]))) for row in journal["Entries"]
    ]
    return HeldAccount(currency, {code: Decimal(str(sum_)) for code, sum_ in journal["Balances"].items()}, entries)
