"""Reference data: organisation, accounts, tax rates, items, tracking, currencies, themes (apis/xero.md 6)."""

from __future__ import annotations

from app.sandbox.wire import Reply
from app.sandbox.xero.calls import Call, found, write_elements
from app.sandbox.xero.items import put_item
from app.sandbox.xero.listing import answer_list
from app.sandbox.xero.outcome import Booking, Outcome
from app.sandbox.xero.replies import Answer
from app.sandbox.xero.seed import CLASSES
from app.sandbox.xero.values import ZERO_ID, Record, flag_of, folded, text_of

ACTIONS = (
    "AttachFilesIntoInvoice", "AttachFilesIntoCreditNote", "CreateApprovedBill", "CreateApprovedInvoice", "CreateBankAccount",
    "CreateCreditNote", "CreateDraftBill", "CreateDraftInvoice", "CreateInvoicePayment", "CreateRepeatingInvoice",
    "UpdateCreditNote", "UseMulticurrency",
)  # fmt: skip
_ACCOUNT_TEXTS = ("Code", "Name", "Type", "Description", "TaxType", "Status", "BankAccountNumber", "CurrencyCode")


def get_organisation(call: Call) -> Answer:
    """The one organisation; lock dates only when they are set."""
    return Answer("Organisations", [call.ledger.organisation])


def get_actions(call: Call) -> Answer:
    """What the signed-in user may do; several currencies only where the organisation has them."""
    denied = set(call.ledger.organisation.get("DeniedActions", []))
    if len(call.ledger.currencies) < 2:
        denied.add("UseMulticurrency")
    rows = [{"Name": name, "Status": "NOT-ALLOWED" if name in denied else "ALLOWED"} for name in ACTIONS]
    return Answer("Actions", rows)


def get_accounts(call: Call) -> Answer:
    """All accounts; never paged."""
    return answer_list(call.query, "Accounts", call.ledger.accounts.values(), "AccountID", _whole)


def account_at(call: Call) -> Record:
    """The account the path names by id; 404 otherwise."""
    return found(call.ledger.accounts.get(call.segments[0].lower()))


def get_account(call: Call) -> Answer:
    """One account."""
    return Answer("Accounts", [account_at(call)])


def put_account(call: Call) -> Answer | Reply:
    """Create one account; more in one call are not read (apis/xero.md 3.3)."""
    return write_elements(call, "Accounts", call.elements("Accounts")[:1], _create_account, _whole)


def post_account(call: Call) -> Answer | Reply:
    """Change one account: its texts, its status, whether it takes payments."""
    account = account_at(call)

    def write(booking: Booking, sent: Record) -> Outcome:
        return _change_account(booking, sent, account)

    return write_elements(call, "Accounts", call.elements("Accounts")[:1], write, _whole)


def _create_account(booking: Booking, sent: Record) -> Outcome:
    ledger = booking.ledger
    fields = _account_fields(sent)
    errors = _account_clashes(booking, fields, None)
    if fields.get("Type") not in CLASSES:
        errors.append("Account type is invalid.")
    if not fields.get("Name"):
        errors.append("Please enter a unique Name.")
    if errors:
        return Outcome(None, {"AccountID": ZERO_ID, "Name": fields.get("Name")}, list(dict.fromkeys(errors)))
    account: Record = {"AccountID": ledger.new_id(), "Status": "ACTIVE", **fields, "Class": CLASSES[fields["Type"]]}
    account["UpdatedDateUTC"] = booking.now
    ledger.add_account(account)
    return Outcome(account, effect=f"account {account.get('Code', '')} created")


def _change_account(booking: Booking, sent: Record, account: Record) -> Outcome:
    fields = _account_fields(sent)
    errors = _account_clashes(booking, fields, account)
    if account.get("SystemAccount") and fields.get("Status", "ACTIVE") != "ACTIVE":
        errors.append("System accounts cannot be archived.")
    if errors:
        return Outcome(None, {"AccountID": account["AccountID"], "Name": account["Name"]}, errors)
    booking.ledger.account_codes.pop(account.get("Code", ""), None)
    account |= {**fields, "Class": CLASSES[str(fields.get("Type") or account["Type"])], "UpdatedDateUTC": booking.now}
    booking.ledger.add_account(account)
    return Outcome(account, effect=f"account {account.get('Code', '')} changed")


def _account_fields(sent: Record) -> Record:
    fields: Record = {name: text_of(sent[name], name) for name in _ACCOUNT_TEXTS if name in sent}
    for name in ("EnablePaymentsToAccount", "ShowInExpenseClaims", "AddToWatchlist"):
        if name in sent:
            fields[name] = flag_of(sent[name], name)
    return fields


def _account_clashes(booking: Booking, fields: Record, own: Record | None) -> list[str]:
    errors = []
    for name, message in (("Name", "Please enter a unique Name."), ("Code", "Please enter a unique Code.")):
        value = folded(fields.get(name, ""))
        others = (entry for entry in booking.ledger.accounts.values() if entry is not own)
        if value and any(folded(str(entry.get(name, ""))) == value for entry in others):
            errors.append(message)
    return errors


def get_tax_rates(call: Call) -> Answer:
    """All tax rates, or the one of a TaxType in the path."""
    rates = list(call.ledger.tax_rates.values())
    if call.segments:
        return Answer("TaxRates", [found(call.ledger.tax_rates.get(call.segments[0].upper()))])
    records = [{**rate, "UpdatedDateUTC": call.booking.now} for rate in rates]
    chosen = call.query.select(records, "TaxType") if call.parameters.keys() & {"where", "order"} else records
    return Answer("TaxRates", [call.ledger.tax_rates[record["TaxType"]] for record in chosen])


def get_items(call: Call) -> Answer:
    """All items; never paged."""
    return answer_list(call.query, "Items", call.ledger.items.values(), "ItemID", _whole)


def put_items(call: Call) -> Answer | Reply:
    """Create items."""
    return write_elements(call, "Items", call.elements("Items"), put_item, _whole)


def get_item(call: Call) -> Answer:
    """One item by id or code."""
    name = call.segments[0]
    return Answer("Items", [found(call.ledger.items.get(name.lower()) or call.ledger.item_codes.get(name))])


def get_tracking_categories(call: Call) -> Answer:
    """Tracking categories and their options; archived ones only with includeArchived."""
    everything = call.query.flag("includearchived")
    rows = [
        {
            **category,
            "Options": [option for option in category["Options"] if everything or option["Status"] == "ACTIVE"],
        }
        for category in call.ledger.tracking_categories.values()
        if everything or category["Status"] == "ACTIVE"
    ]
    return Answer("TrackingCategories", rows)


def get_tracking_category(call: Call) -> Answer:
    """One tracking category by id."""
    return Answer("TrackingCategories", [found(call.ledger.tracking_categories.get(call.segments[0].lower()))])


def get_currencies(call: Call) -> Answer:
    """The currencies the organisation has; never paged."""
    return Answer("Currencies", list(call.ledger.currencies.values()))


def get_branding_themes(call: Call) -> Answer:
    """All branding themes."""
    return Answer("BrandingThemes", list(call.ledger.branding_themes.values()))


def _whole(record: Record) -> Record:
    return record
