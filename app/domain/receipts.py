"""Sales that were paid at once: where a route's receipts are paid into, and whether the ledger takes that.

QuickBooks puts a sales receipt's money into a bank account or another current asset, Undeposited Funds among them, and a refund receipt's
comes out of one (apis/quickbooks.md 7.8). Both are for sales that no invoice was sent for: the sale of an invoice that stands in the ledger
would be booked twice (apis/quickbooks.md 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.domain.catalogue import Account, Feature, LedgerCatalogue, PaymentMethod
from app.domain.documents import Deposit, SalesForm, SourceDocument
from app.domain.mapping import RouteDefaults
from app.domain.plan import DocumentState, LedgerDocument, Mend, Problem
from app.domain.preflight import Surroundings, blocked


def posts_receipts(defaults: RouteDefaults, catalogue: LedgerCatalogue) -> bool:
    """Whether this route posts receipts, and the ledger has such."""
    return defaults.form is SalesForm.RECEIPT and Feature.SALES_RECEIPTS in catalogue.features


def deposit_of(around: Surroundings) -> Deposit | None:
    """Where documents of this route are deposited to; None for a route that posts invoices, and while no account is chosen."""
    defaults, catalogue = around.defaults, around.catalogue
    account = around.books.accounts.get(defaults.deposit_code)
    if account is None or not posts_receipts(defaults, catalogue):
        return None
    method = method_of(catalogue, defaults.payment_method)
    return Deposit(account.id, account.label, method.id if method else "", method.name if method else "")


def on_its_form(document: LedgerDocument, around: Surroundings) -> LedgerDocument:
    """The document as this route posts it: on a receipt nothing is due any more."""
    deposit = deposit_of(around)
    return document if deposit is None else replace(document, deposit=deposit, due_date=None, term_id="", term_name="")


def method_of(catalogue: LedgerCatalogue, name: str) -> PaymentMethod | None:
    """The payment method of this name, whatever its case."""
    wanted = name.strip().casefold()
    return next((each for each in catalogue.payment_methods if wanted and each.name.casefold() == wanted), None)


def deposit_accounts(catalogue: LedgerCatalogue) -> tuple[Account, ...]:
    """The accounts that the money of a receipt may be put into, by code."""
    usable = [each for each in catalogue.accounts if each.is_active and each.for_deposits and each.code]
    return tuple(sorted(usable, key=lambda each: each.code))


def check_deposit(document: SourceDocument, around: Surroundings) -> Iterable[Problem]:
    """Is there an account that receipts can be paid into, and is the payment method known."""
    defaults = around.defaults
    if not posts_receipts(defaults, around.catalogue):
        return
    if sentence := _why_not(around.books.accounts.get(defaults.deposit_code), document, around):
        yield Problem(
            "deposit",
            DocumentState.NEEDS_ACCOUNT,
            sentence,
            "Choose the account that receipts are paid into.",
            Mend.CHOOSE_DEPOSIT,
            f"deposit:{document.currency}" if defaults.deposit_code else "deposit",
            "Deposit account",
            document.currency,
        )
    if defaults.payment_method and method_of(around.catalogue, defaults.payment_method) is None:
        yield blocked(
            "payment_method",
            f"Payment method {defaults.payment_method} is not in {around.vendor}, or is inactive there.",
            "Choose another one, or none.",
            Mend.CHOOSE_METHOD,
            cause=f"Payment method {defaults.payment_method}",
            subject=defaults.payment_method,
        )


def _why_not(account: Account | None, document: SourceDocument, around: Surroundings) -> str:
    """Why receipts cannot be paid into it; '' when they can. What is foreign can only go where it, or the home currency, is kept."""
    if not around.defaults.deposit_code:
        return "No account is chosen that receipts are paid into."
    if account is None:
        return f"Account {around.defaults.deposit_code} is not in {around.vendor}."
    if not account.is_active:
        return f"Account {account.label} is {around.words.gone}."
    if not account.for_deposits:
        return f"Account {account.label} is neither a bank account nor another current asset."
    if account.currency not in {"", document.currency, around.catalogue.organisation.base_currency}:
        return f"Account {account.label} is in {account.currency}, and this is in {document.currency}."
    return ""
