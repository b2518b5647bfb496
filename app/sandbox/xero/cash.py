"""Money that bookkeepers move in Xero's own pages, and what then lies in each account.

Bank transactions and journals are entered by people only, so they have no address here; the books show them. An account keeps its
amounts by currency: what Xero makes of a foreign amount in the base currency is not simulated.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.sandbox.xero.arithmetic import ZERO, half_up
from app.sandbox.xero.documents import lock_errors
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.outcome import Booking
from app.sandbox.xero.values import Record

_COMES_IN: Final = frozenset({"ACCRECPAYMENT", "APCREDITPAYMENT"})
Movement = tuple[str, Record]
"""(account id, entry: Date, Source, SourceID, Reference, Amount with its sign, CurrencyCode)."""


def enter_bank_transaction(
    booking: Booking, bank: Record, account: Record, *, amount: Decimal, day: date, reference: str
) -> Record:
    """Money received in a bank account out of another account, or spent into it when below zero. Raises ValueError."""
    if bank["Type"] != "BANK":
        raise ValueError(f"{bank['Name']} is not a bank account.")
    if not amount:
        raise ValueError("A bank transaction has an amount.")
    _check(booking, day, bank, account)
    made: Record = {
        "BankTransactionID": booking.ledger.new_id(),
        "Type": "RECEIVE" if amount > 0 else "SPEND",
        "Status": "AUTHORISED",
        "BankAccount": {"AccountID": bank["AccountID"], "Name": bank["Name"]},
        "Date": day,
        "Reference": reference,
        "CurrencyCode": bank.get("CurrencyCode", booking.ledger.organisation["BaseCurrency"]),
        "LineItems": [{"AccountID": account["AccountID"], "LineAmount": half_up(abs(amount))}],
        "Total": half_up(abs(amount)),
        "UpdatedDateUTC": booking.now,
    }
    booking.ledger.bank_transactions[made["BankTransactionID"]] = made
    return made


def enter_journal(
    booking: Booking, debit: Record, credit: Record, *, amount: Decimal, day: date, narration: str, currency: str = ""
) -> Record:
    """A manual journal between two accounts that are no bank accounts. Raises ValueError."""
    _check(booking, day, debit, credit)
    if "BANK" in (debit["Type"], credit["Type"]):
        raise ValueError("A manual journal does not reach a bank account.")
    if amount <= 0:
        raise ValueError("A journal has an amount above zero.")
    made: Record = {
        "ManualJournalID": booking.ledger.new_id(),
        "Status": "POSTED",
        "Date": day,
        "Narration": narration,
        "CurrencyCode": currency or booking.ledger.organisation["BaseCurrency"],
        "JournalLines": [
            {"AccountID": debit["AccountID"], "LineAmount": half_up(amount)},
            {"AccountID": credit["AccountID"], "LineAmount": -half_up(amount)},
        ],
        "UpdatedDateUTC": booking.now,
    }
    booking.ledger.manual_journals[made["ManualJournalID"]] = made
    return made


def _check(booking: Booking, day: date, *accounts: Record) -> None:
    if errors := lock_errors(booking, day):
        raise ValueError("; ".join(errors))
    for account in accounts:
        if account["Status"] != "ACTIVE" or account.get("SystemAccount"):
            raise ValueError(f"Nothing can be entered in {account['Name']}.")


def account_journals(ledger: Ledger) -> list[dict[str, Any]]:
    """Accounts through which money has moved: their entries, and their balances by currency; what came in is above zero.

    Deleted payments have left no entry, as in Xero's own account transactions.
    """
    entries: dict[str, list[Record]] = {}
    for account_id, entry in _movements(ledger):
        entries.setdefault(account_id, []).append(entry)
    return [
        {
            "AccountID": account_id,
            "Code": ledger.accounts[account_id].get("Code", ""),
            "Name": ledger.accounts[account_id]["Name"],
            "Balances": _balances(found),
            "Entries": found,
        }
        for account_id, found in entries.items()
    ]


def _balances(entries: list[Record]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for entry in entries:
        sums[entry["CurrencyCode"]] = sums.get(entry["CurrencyCode"], ZERO) + entry["Amount"]
    return sums


def _movements(ledger: Ledger) -> Iterator[Movement]:
    for payment in ledger.payments.values():
        if payment["Status"] != "DELETED":
            yield _of_payment(payment)
    for row in ledger.bank_transactions.values():
        sign = 1 if row["Type"] == "RECEIVE" else -1
        yield row["BankAccount"]["AccountID"], _entry("BankTransaction", row, sign * row["Total"])
        for line in row["LineItems"]:
            yield line["AccountID"], _entry("BankTransaction", row, -sign * line["LineAmount"])
    for row in ledger.manual_journals.values():
        for line in row["JournalLines"]:
            yield line["AccountID"], _entry("ManualJournal", row, line["LineAmount"])


def _of_payment(payment: Record) -> Movement:
    account, document = payment["Account"], payment.get("Invoice") or payment["CreditNote"]
    own = account.get("CurrencyCode")
    amount: Decimal = payment.get("BankAmount") or payment["Amount"] if own else payment["Amount"]
    sign = 1 if payment["PaymentType"] in _COMES_IN else -1
    entry = {
        "Date": payment["Date"],
        "Source": "Payment",
        "SourceID": payment["PaymentID"],
        "Reference": payment.get("Reference", ""),
        "Amount": sign * amount,
        "CurrencyCode": own or document["CurrencyCode"],
    }
    return account["AccountID"], entry


def _entry(source: str, row: Record, amount: Decimal) -> Record:
    return {
        "Date": row["Date"],
        "Source": source,
        "SourceID": row[f"{source}ID"],
        "Reference": row.get("Reference", row.get("Narration", "")),
        "Amount": amount,
        "CurrencyCode": row["CurrencyCode"],
    }
