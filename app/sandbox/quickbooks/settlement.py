"""Payments, what they pay, and what voiding or deleting a transaction undoes (apis/quickbooks.md 7.9, 9).

A payment's lines settle invoices and use up credit memos. Each of them knows what settles it only from the payments, as in the
vendor's own books. A line beyond what is open is cut to it, and the rest stays unapplied: overpaying is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from app.sandbox.quickbooks.change import Change, Draft
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.lists import check_account
from app.sandbox.quickbooks.sales import refuse_closed, settle_currency, undeposited_funds
from app.sandbox.quickbooks.values import ZERO, Record, cents

VOIDED: Final = "Voided"
_SETTLED: Final = ("Invoice", "CreditMemo")
_DEPOSIT_TYPES: Final = frozenset({"Bank", "Other Current Asset"})


def links_of(payment: Record) -> Iterator[tuple[str, str, Record]]:
    """(entity, id, line) of every transaction a payment touches."""
    for line in payment.get("Line", []):
        for link in line.get("LinkedTxn", []):
            yield link.get("TxnType", ""), link.get("TxnId", ""), line


def settle_payment(change: Change, draft: Draft) -> None:
    """Complete a payment. Raises 2020, 6560, 610, 620, 6000, 6210, 6430 and 6540."""
    company, row = change.company, draft.row
    if "CustomerRef" not in row:
        raise refuse(6560, "CustomerRef is required", "CustomerRef")
    if "TotalAmt" not in row:
        raise refuse(2020, "TotalAmt is required", "TotalAmt")
    if row["TotalAmt"] < 0:
        raise refuse(6000, "Transaction amount must be 0 or greater.", "TotalAmt")
    refuse_deposited(company, draft.old)
    row["TotalAmt"] = cents(row["TotalAmt"])
    row.setdefault("TxnDate", change.today.isoformat())
    refuse_closed(change, row, draft.old)
    settle_currency(change, draft)
    row.setdefault("ProcessPayment", False)
    if "DepositToAccountRef" in row:
        check_account(change, row["DepositToAccountRef"]["value"], "DepositToAccountRef", _DEPOSIT_TYPES)
    elif undeposited := undeposited_funds(company):
        row["DepositToAccountRef"] = {"value": undeposited}
    row["Line"] = _lines(company, draft)
    row["UnappliedAmt"] = unapplied(row)


def refuse_deposited(company: Company, payment: Record | None) -> None:
    """Raises 6540 for a payment that is part of a bank deposit."""
    if payment is not None and payment["Id"] in company.deposited:
        raise refuse(6540, "This transaction has been deposited and cannot be changed")


def _lines(company: Company, draft: Draft) -> list[Record]:
    """The lines with amounts cut to what is open; a line without a transaction is left out."""
    made: list[Record] = []
    given: dict[tuple[str, str], Decimal] = {}
    for line in draft.row.get("Line", []):
        links = [(link.get("TxnType", ""), link.get("TxnId", "")) for link in line.get("LinkedTxn", [])]
        if len(links) != 1:
            raise refuse(620, "A line of a payment names one transaction", "Line.LinkedTxn")
        kind, identity = links[0]
        target = _target(company, draft, kind, identity)
        open_amount = target["Balance"] + _held(draft.old, kind, identity) - given.get((kind, identity), ZERO)
        amount = min(cents(line.get("Amount", ZERO)), open_amount)
        if amount < 0:
            raise refuse(6000, "An amount of a payment line must be 0 or greater.", "Line.Amount")
        if amount:
            given[kind, identity] = given.get((kind, identity), ZERO) + amount
            made.append({"Amount": amount, "LinkedTxn": [{"TxnId": identity, "TxnType": kind}]})
    return made


def _target(company: Company, draft: Draft, kind: str, identity: str) -> Record:
    if kind not in _SETTLED:
        raise refuse(620, f"A payment cannot be linked to {kind or 'nothing'}", "Line.LinkedTxn.TxnType")
    target = company.find(kind, identity)
    if target["CustomerRef"]["value"] != draft.row["CustomerRef"]["value"]:
        raise refuse(620, "The transaction belongs to another customer", "Line.LinkedTxn.TxnId")
    return target


def _held(payment: Record | None, kind: str, identity: str) -> Decimal:
    """What this payment gives the transaction already."""
    found = links_of(payment) if payment else iter(())
    return sum((line["Amount"] for entity, key, line in found if (entity, key) == (kind, identity)), ZERO)


def unapplied(payment: Record) -> Decimal:
    """What is left of a payment; credit memos add to what it can settle. Raises 6000 when it settles more than it has."""
    rest = Decimal(payment["TotalAmt"])
    for kind, _, line in links_of(payment):
        rest += line["Amount"] if kind == "CreditMemo" else -line["Amount"]
    if rest < 0:
        raise refuse(6000, "The amount applied is more than the amount of the payment.", "TotalAmt")
    return rest


def settle_balances(change: Change, kind: str, identity: str) -> None:
    """Work a transaction's balance and links out of the payments on it; a changed one gets a new version."""
    row = change.company.tables[kind].get(identity)
    if row is None:
        return
    fresh = dict(row)
    set_balance(change.company, kind, fresh)
    if (fresh["Balance"], fresh.get("LinkedTxn")) != (row.get("Balance"), row.get("LinkedTxn")):
        change.touch(fresh)
    change.company.store(kind, fresh)


def set_balance(company: Company, kind: str, row: Record) -> None:
    """Write Balance, RemainingCredit, HomeBalance and LinkedTxn into a sales transaction."""
    if kind not in _SETTLED:
        row["Balance"] = ZERO
        return
    links, settled = [], ZERO
    for payment in payments_on(company, kind, row):
        links.append({"TxnId": payment["Id"], "TxnType": "Payment"})
        settled += _held(payment, kind, row["Id"])
    row["Balance"] = row["TotalAmt"] - row.get("Deposit", ZERO) - settled
    row["LinkedTxn"] = links
    if kind == "CreditMemo":
        row["RemainingCredit"] = row["Balance"]
    if "ExchangeRate" in row:
        row["HomeBalance"] = cents(row["Balance"] * row["ExchangeRate"])


def payments_on(company: Company, kind: str, row: Record) -> list[Record]:
    """The payments with a line on a transaction."""
    customer = row["CustomerRef"]["value"]
    found = (payment for entity, payment in company.documents_of(customer) if entity == "Payment")
    return [payment for payment in found if _held(payment, kind, row.get("Id", ""))]


def after_payment(change: Change, old: Record | None, new: Record | None) -> None:
    """Bring every transaction up to date that a payment touched before or touches now."""
    touched = {(kind, identity) for row in (old, new) if row for kind, identity, _ in links_of(row)}
    for kind, identity in sorted(touched):
        settle_balances(change, kind, identity)


def release(change: Change, kind: str, row: Record) -> None:
    """Take the payments off a transaction that is voided or deleted; they stay, unapplied. Raises 6000 where that is refused."""
    company = change.company
    if kind not in _SETTLED:
        return
    payments = payments_on(company, kind, row)
    if payments and company.switches.paid_documents == "refuse":
        raise refuse(6000, "This transaction has payments linked to it. Remove them first.")
    for payment in payments:
        fresh = dict(payment)
        fresh["Line"] = [line for entity, key, line in links_of(payment) if (entity, key) != (kind, row["Id"])]
        if kind == "CreditMemo":
            fresh["Line"] = []
        fresh["UnappliedAmt"] = unapplied(fresh)
        change.touch(fresh)
        company.store("Payment", fresh)
        after_payment(change, payment, fresh)


def trim(change: Change, row: Record, kind: str) -> None:
    """A transaction became smaller than what was paid on it: the latest payments give the difference back."""
    excess = -row["Balance"]
    for payment in reversed(payments_on(change.company, kind, row)):
        if excess <= 0:
            break
        fresh = dict(payment)
        fresh["Line"] = []
        for entity, key, line in links_of(payment):
            cut = min(excess, line["Amount"]) if (entity, key) == (kind, row["Id"]) else ZERO
            excess -= cut
            if line["Amount"] > cut:
                fresh["Line"].append({**line, "Amount": line["Amount"] - cut})
        fresh["UnappliedAmt"] = max(ZERO, unapplied(fresh))
        change.touch(fresh)
        change.company.store("Payment", fresh)
    settle_balances(change, kind, row["Id"])


def voided(row: Record) -> Record:
    """A transaction without its amounts; the word is put before an older note."""
    fresh = dict(row)
    note = row.get("PrivateNote", "")
    fresh["PrivateNote"] = f"{VOIDED} - {note}" if note and VOIDED not in note else note or VOIDED
    for name in ("TotalAmt", "Balance", "UnappliedAmt", "HomeTotalAmt", "HomeBalance", "RemainingCredit", "Deposit"):
        if name in row:
            fresh[name] = ZERO
    if "LinkedTxn" in row:
        fresh["LinkedTxn"] = []
    if "TxnTaxDetail" in row:
        fresh["TxnTaxDetail"] = {"TotalTax": ZERO}
        fresh["Line"] = [_emptied(line) for line in row["Line"]]
    else:
        fresh["Line"] = []
    return fresh


def _emptied(line: Record) -> Record:
    detail = line.get("SalesItemLineDetail")
    more = {"SalesItemLineDetail": {**detail, "Qty": ZERO}} if detail and "Qty" in detail else {}
    return {**line, **({"Amount": ZERO} if "Amount" in line else {}), **more}
