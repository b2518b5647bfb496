"""Invoices and credit notes alike: reading a sent document into checked fields.

A `Composer` takes what was sent (laid over what exists, on an update) and works out every stored field, collecting refusals
and warnings; nothing is stored before all of it has passed. Rules: apis/xero.md 7.1 to 7.3, texts of 12. Approving
(AUTHORISED) and submitting (SUBMITTED) want a complete document, a draft does not. Lock dates hold for AUTHORISED only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from app.sandbox.xero.arithmetic import ZERO, half_up, totals
from app.sandbox.xero.contacts import contact_of_document
from app.sandbox.xero.lines import LineReader
from app.sandbox.xero.outcome import Booking
from app.sandbox.xero.values import ZERO_ID, Record, UnreadableError, amount_of, date_of, flag_of, text_of

TAX_MODES = {"exclusive": "Exclusive", "inclusive": "Inclusive", "notax": "NoTax"}
_DAY_RATES = {"USD": "1", "EUR": "0.92", "GBP": "0.79", "AUD": "1.52", "NZD": "1.66", "CAD": "1.37", "JPY": "151.4"}
_DERIVED = ("LineAmount", "TaxAmount")


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """What tells invoices and credit notes apart in wire names and rules."""

    word: str
    collection: str
    id_field: str
    number_field: str
    sales_type: str
    purchase_type: str
    number_prefix: str
    discounts: bool
    due_date_needed: bool


INVOICE = DocumentKind(
    "Invoice",
    "Invoices",
    "InvoiceID",
    "InvoiceNumber",
    "ACCREC",
    "ACCPAY",
    "INV-",
    discounts=True,
    due_date_needed=True,
)
CREDIT_NOTE = DocumentKind(
    "Credit note", "CreditNotes", "CreditNoteID", "CreditNoteNumber", "ACCRECCREDIT", "ACCPAYCREDIT", "CN-",
    discounts=False, due_date_needed=False,
)  # fmt: skip


def lock_errors(booking: Booking, day: date) -> list[str]:
    """Refusals for a document dated in a locked period; advisers pass the period lock (apis/xero.md 6.3)."""
    organisation = booking.ledger.organisation
    period, year = organisation.get("PeriodLockDate"), organisation.get("EndOfYearLockDate")
    errors = []
    if period and day <= period and not booking.adviser:
        errors.append(f"The document date cannot be before the period lock date, currently set at {period:%d-%b-%Y}")
    if year and day <= year:
        errors.append(f"The document date cannot be before the end of year lock date, currently set at {year:%d-%b-%Y}")
    return errors


def day_rate(base: str, currency: str) -> Decimal:
    """Units of `currency` for one of `base`, six places: a fixed stand-in for the rate of the day."""
    rate = Decimal(_DAY_RATES.get(currency, "1")) / Decimal(_DAY_RATES.get(base, "1"))
    return half_up(rate, 6)


@dataclass(slots=True)
class Composer:
    """Works out one document's fields; `existing` is the stored record on an update."""

    booking: Booking
    kind: DocumentKind
    sent: Record
    existing: Record | None = None
    fields: Record = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    contact: Record | None = None
    contact_fields: Record = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether the document must be fit for the books."""
        return self.fields.get("Status") in {"AUTHORISED", "SUBMITTED"}

    def compose(self, status: str) -> None:
        """Fill `fields`, `errors` and `warnings` for a document that is to have `status`. Raises `UnreadableError`."""
        self._type()
        self.fields["Status"] = status
        self._contact()
        self._dates()
        self._currency()
        self._texts()
        self._lines()
        self._links()

    def _held(self, name: str, otherwise: Any = None) -> Any:
        return self.existing.get(name, otherwise) if self.existing else otherwise

    def _type(self) -> None:
        kind = self._held("Type") or text_of(self.sent.get("Type", ""), "Type")
        if kind not in {self.kind.sales_type, self.kind.purchase_type}:
            self.errors.append(f"{self.kind.word} not of valid type for creation")
            kind = self.kind.sales_type
        self.fields["Type"] = kind

    def _contact(self) -> None:
        if self.existing and "Contact" not in self.sent:
            self.contact = self.existing["Contact"]
            return
        self.contact, self.contact_fields, errors = contact_of_document(self.booking, self.sent.get("Contact"))
        self.errors += errors

    def _dates(self) -> None:
        sent = self.sent
        day = date_of(sent["Date"], "Date") if sent.get("Date") else self._held("Date", self.booking.today)
        self.fields["Date"] = day
        for name in ("DueDate", "ExpectedPaymentDate", "PlannedPaymentDate"):
            value = date_of(sent[name], name) if sent.get(name) else self._held(name)
            if value:
                self.fields[name] = value
        if self.complete and self.kind.due_date_needed and "DueDate" not in self.fields:
            self.errors.append("Due date cannot be empty.")
        if self.fields["Status"] == "AUTHORISED":
            self.errors += lock_errors(self.booking, day)

    def _currency(self) -> None:
        ledger = self.booking.ledger
        base = ledger.organisation["BaseCurrency"]
        code = text_of(self.sent.get("CurrencyCode") or self._held("CurrencyCode", base), "CurrencyCode")
        if code != base and code not in ledger.currencies:
            self.errors.append(f"Organisation is not subscribed to currency {code}")
            return
        self.fields["CurrencyCode"] = code
        if code == base:
            rate = day_rate(base, base)
        elif "CurrencyRate" in self.sent:
            rate = half_up(amount_of(self.sent["CurrencyRate"], "CurrencyRate"), 6)
        else:
            rate = self._held("CurrencyRate") or day_rate(base, code)
        self.fields["CurrencyRate"] = rate

    def _texts(self) -> None:
        for name, limit in (("Reference", 255), (self.kind.number_field, 255)):
            value = text_of(self.sent[name], name) if name in self.sent else self._held(name)
            if value is None:
                continue
            if len(value) > limit:
                self.errors.append(f"The {name} field must not be longer than {limit} characters.")
            self.fields[name] = value
        number = self.fields.get(self.kind.number_field, "")
        if not (number.isascii() and (number.isprintable() or not number)):
            self.errors.append(f"{self.kind.number_field} must consist of printable ASCII characters.")

    def _lines(self) -> None:
        mode = text_of(
            self.sent.get("LineAmountTypes") or self._held("LineAmountTypes", "Exclusive"), "LineAmountTypes"
        )
        self.fields["LineAmountTypes"] = TAX_MODES.get(mode.lower(), "Exclusive")
        if mode.lower() not in TAX_MODES:
            self.errors.append("LineAmountTypes must be Exclusive, Inclusive or NoTax.")
        reader = LineReader(
            self.booking.ledger,
            self.fields["LineAmountTypes"],
            self.booking.unit_places if "LineItems" in self.sent else 4,
            self.complete,
            self.kind.discounts and self.fields["Type"] == self.kind.sales_type,
            self.fields["Type"] == self.kind.purchase_type,
        )
        lines = [reader.read(line) for line in self._sent_lines()]
        self.errors += list(dict.fromkeys(reader.errors))
        if not lines and self.complete:
            self.errors.append("One or more line items must be specified")
        self.fields["LineItems"] = lines
        sums = totals(lines, self.fields["LineAmountTypes"])
        self.fields |= {"SubTotal": sums.sub_total, "TotalTax": sums.total_tax, "Total": sums.total}
        if sums.total < ZERO:
            self.errors.append("The Total for this document must be greater than or equal to zero.")

    def _sent_lines(self) -> list[Record]:
        """The lines to read: those sent, each laid over the line its LineItemID names; else the ones that exist."""
        held = {line["LineItemID"]: line for line in self._held("LineItems", [])}
        sent = self.sent.get("LineItems", list(held.values()))
        if not isinstance(sent, list) or not all(isinstance(line, dict) for line in sent):
            raise UnreadableError("LineItems must be a list of objects")
        if "LineItems" not in self.sent:
            return [_again(line, "LineAmountTypes" in self.sent) for line in sent]
        return [_laid_over(held.get(str(line.get("LineItemID", "")).lower()), line) for line in sent]

    def _links(self) -> None:
        url = self.sent.get("Url", self._held("Url"))
        if url:
            parts = urlsplit(text_of(url, "Url"))
            if parts.scheme not in {"http", "https"} or not parts.netloc or "xero" in url.lower():
                self.errors.append("Url must be a valid absolute url")
            self.fields["Url"] = url
        theme = self.sent.get("BrandingThemeID", self._held("BrandingThemeID"))
        themes = self.booking.ledger.branding_themes
        if theme is None and themes:
            theme = min(themes.values(), key=lambda entry: int(entry.get("SortOrder", 0)))["BrandingThemeID"]
        if theme is not None and str(theme).lower() not in themes:
            self.errors.append("The branding theme could not be found.")
        elif theme is not None:
            self.fields["BrandingThemeID"] = str(theme).lower()
        marked = "SentToContact" in self.sent and flag_of(self.sent["SentToContact"], "SentToContact")
        if marked and self.fields["Status"] != "AUTHORISED":
            self.warnings.append("Only AUTHORISED invoices may have SentToContact updated.")
            marked = False
        self.fields["SentToContact"] = marked or self._held("SentToContact", False)

    def echo(self) -> Record:
        """What goes back for a document that was not saved: what was read of it, with the all-zero id if it is new."""
        identity = self.existing[self.kind.id_field] if self.existing else ZERO_ID
        contact = self.sent.get("Contact")
        named = contact if isinstance(contact, dict) else {}
        shown = {name: str(named[name]) for name in ("ContactID", "ContactNumber", "Name") if name in named}
        fields = {name: value for name, value in self.fields.items() if name != "LineItems"}
        return {**fields, self.kind.id_field: identity, "Contact": shown, "LineItems": self.fields.get("LineItems", [])}


def _again(held: Record, new_tax: bool) -> Record:
    """A stored line to be read once more: its amount is worked out anew, its tax only when the tax mode is."""
    dropped = _DERIVED if new_tax or "Quantity" not in held else ("LineAmount",)
    return {name: value for name, value in held.items() if name not in dropped}


def _laid_over(held: Record | None, sent: Record) -> Record:
    if held is None:
        return {name: value for name, value in sent.items() if name != "LineItemID"}
    kept = {name: value for name, value in held.items() if name not in _DERIVED}
    if "AccountCode" in sent:
        kept.pop("AccountID", None)
    return {**kept, **sent}
