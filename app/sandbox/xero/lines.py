"""Document lines: reading one line of a request into a stored line, with Xero's defaults and refusals.

Rules: apis/xero.md 6 (accounts, tax rates, items, tracking), 7.1 and 7.3; the texts are those of section 12. Tracking that
names an unknown or archived option is dropped without a word: no refusal for it is published, and a caller has to read back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from app.sandbox.xero.arithmetic import LARGEST_LINE, ZERO, half_up, line_amount, line_tax
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.values import Record, UnreadableError, amount_of, text_of

ONE = Decimal(1)
_APPLIES_TO = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
_KEPT = ("LineItemID", "Description", "ItemCode", "AccountCode", "AccountID", "TaxType")
_NUMBERS = ("Quantity", "UnitAmount", "LineAmount", "TaxAmount", "DiscountRate", "DiscountAmount")


@dataclass(slots=True)
class LineReader:
    """Reads the lines of one document. `complete` demands what approving demands; `errors` collects the refusals."""

    ledger: Ledger
    line_amount_types: str
    unit_places: int
    complete: bool
    discounts: bool
    purchase: bool = False
    errors: list[str] = field(default_factory=list)

    def read(self, sent: Record) -> Record:
        """The stored line for one sent line. Raises `UnreadableError` for values of the wrong kind."""
        line: Record = {name: text_of(sent[name], name) for name in _KEPT if name in sent}
        numbers = {name: amount_of(sent[name], name) for name in _NUMBERS if name in sent}
        line.setdefault("LineItemID", self.ledger.new_id())
        self._from_item(line, numbers)
        if len(line.get("Description", "")) > 4000:
            self.errors.append("The Description field must not be longer than 4000 characters.")
        if _description_only(line, numbers):
            return line | {"Tracking": [], "LineAmount": ZERO, "TaxAmount": ZERO}
        account = self._account(line)
        rate = self._tax_rate(line, account)
        self._amounts(line, numbers)
        self._tax(line, numbers, rate)
        line["Tracking"] = self._tracking(sent.get("Tracking", []))
        return line

    def _from_item(self, line: Record, numbers: dict[str, Decimal]) -> None:
        code = line.get("ItemCode")
        if not code:
            line.pop("ItemCode", None)
            return
        item = self.ledger.item_codes.get(code)
        if item is None:
            self.errors.append("Item Code is invalid.")
            return
        details = item.get("PurchaseDetails" if self.purchase else "SalesDetails", {})
        if "UnitPrice" in details and "LineAmount" not in numbers:
            numbers.setdefault("UnitAmount", details["UnitPrice"])
        for name in ("AccountCode", "TaxType"):
            if details.get(name) and not (name == "AccountCode" and "AccountID" in line):
                line.setdefault(name, details[name])
        if item.get("Description"):
            line.setdefault("Description", item["Description"])

    def _account(self, line: Record) -> Record | None:
        account_id, code = line.get("AccountID"), line.get("AccountCode")
        if not account_id and not code:
            line.pop("AccountCode", None)
            if self.complete:
                self.errors.append("Account code must be specified")
            return None
        ledger = self.ledger
        account = ledger.account_codes.get(code) if code else ledger.accounts.get(str(account_id).lower())
        shown = code or account_id
        if account is None or account["Type"] == "BANK" or account.get("SystemAccount", "") not in {"", "ROUNDING"}:
            self.errors.append(f"Account code '{shown}' is not a valid code for this document.")
            return None
        if account["Status"] != "ACTIVE":
            self.errors.append(
                f"Account code '{shown}' has been archived, or has been deleted. "
                "Each line item must reference a valid account."
            )
            return None
        line["AccountID"] = account["AccountID"]
        line["AccountCode"] = account.get("Code", "")
        return account

    def _tax_rate(self, line: Record, account: Record | None) -> Decimal:
        code = line.get("TaxType") or (account.get("TaxType", "") if account else "")
        if not code:
            line.pop("TaxType", None)
            if self.complete and self.line_amount_types != "NoTax":
                self.errors.append("The TaxType field is mandatory")
            return ZERO
        line["TaxType"] = code
        rate = self.ledger.tax_rates.get(code)
        if rate is None or rate["Status"] != "ACTIVE":
            self.errors.append(
                f"The TaxType code {code} does not exist or cannot be used for this type of transaction."
            )
            return ZERO
        if account and self.line_amount_types != "NoTax" and not rate.get(_APPLIES_TO[account["Class"]], True):
            self.errors.append(f"The TaxType code '{code}' cannot be used with account code '{line['AccountCode']}'.")
        effective: Decimal = rate["EffectiveRate"]
        return effective

    def _amounts(self, line: Record, numbers: dict[str, Decimal]) -> None:
        quantity, unit, sent = numbers.get("Quantity"), numbers.get("UnitAmount"), numbers.get("LineAmount")
        quantity, unit = _missing_factor(quantity, unit, sent)
        quantity, unit = half_up(quantity, 4), half_up(unit, self.unit_places)
        if quantity < 0:
            self.errors.append(f"The quantity value '{quantity}' is invalid. Quantity must not be less than zero.")
        line["Quantity"], line["UnitAmount"] = quantity, unit
        rate, less = (numbers.get("DiscountRate"), numbers.get("DiscountAmount")) if self.discounts else (None, None)
        if rate:
            line["DiscountRate"] = rate
        elif less:
            line["DiscountAmount"] = half_up(less)
        expected = line_amount(quantity, unit, rate, less)
        line["LineAmount"] = expected
        if sent is not None and half_up(sent) != expected:
            self.errors.append(f"The line total {half_up(sent)} does not match the expected line total {expected}")
        if abs(expected) > LARGEST_LINE:
            self.errors.append(f"The line total {expected} is larger than {LARGEST_LINE}.")

    def _tax(self, line: Record, numbers: dict[str, Decimal], rate: Decimal) -> None:
        sent = numbers.get("TaxAmount")
        amount: Decimal = line["LineAmount"]
        if sent is None or self.line_amount_types == "NoTax":
            line["TaxAmount"] = line_tax(amount, rate, self.line_amount_types)
            return
        line["TaxAmount"] = half_up(sent)
        if abs(line["TaxAmount"]) > abs(amount):
            self.errors.append("The tax amount cannot be greater than the line amount!")

    def _tracking(self, sent: object) -> list[Record]:
        if not isinstance(sent, list):
            raise UnreadableError("Tracking must be a list")
        found = [entry for entry in map(self._tracking_entry, sent) if entry]
        if len({entry["TrackingCategoryID"] for entry in found}) < len(found) or len(sent) > 2:
            self.errors.append("A line item can only contain a maximum of 2 tracking categories")
        return found

    def _tracking_entry(self, sent: object) -> Record | None:
        if not isinstance(sent, dict):
            raise UnreadableError("Tracking must hold objects")
        for category in self.ledger.tracking_categories.values():
            if category["Status"] != "ACTIVE" or not _names(sent, category, "TrackingCategoryID", "Name", "Name"):
                continue
            for option in category["Options"]:
                if option["Status"] == "ACTIVE" and _names(sent, option, "TrackingOptionID", "Option", "Name"):
                    return {
                        "Name": category["Name"],
                        "Option": option["Name"],
                        "TrackingCategoryID": category["TrackingCategoryID"],
                        "TrackingOptionID": option["TrackingOptionID"],
                    }
        return None


def _names(sent: Record, record: Record, id_field: str, sent_name: str, own_name: str) -> bool:
    if id_field in sent:
        return str(sent[id_field]).lower() == str(record[id_field]).lower()
    return bool(sent.get(sent_name, "") == record[own_name])


def _description_only(line: Record, numbers: dict[str, Decimal]) -> bool:
    return (
        not numbers and bool(line.get("Description")) and not (line.keys() & {"AccountCode", "AccountID", "ItemCode"})
    )


def _missing_factor(quantity: Decimal | None, unit: Decimal | None, amount: Decimal | None) -> tuple[Decimal, Decimal]:
    """Of quantity, price and amount Xero works out the one that is missing; quantity alone defaults to 1."""
    if unit is None:
        quantity = ONE if quantity is None else quantity
        unit = amount / quantity if amount is not None and quantity else amount or ZERO
    elif quantity is None:
        quantity = amount / unit if amount is not None and unit else ONE
    return quantity, unit
