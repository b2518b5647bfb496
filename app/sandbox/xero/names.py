"""The property names of Xero's accounting documents, so that requests match them without regard to case.

Xero matches property names in JSON requests without case and ignores names it does not know (apis/xero.md 4.1); everything
behind the reader sees the published spelling only. The names come from Xero's OpenAPI file, version 16.1.0.
"""

from __future__ import annotations

_NAMES = """
AccountCode AccountID AccountNumber AccountsPayableTaxType AccountsReceivableTaxType Accounts Account AddressLine1
AddressLine2 AddressLine3 AddressLine4 AddressType Addresses AddToWatchlist AllocationID Allocations Amount AmountCredited AmountDue
AmountPaid AppliedAmount AttachmentID Attachments AttentionTo BankAccountDetails BankAccountNumber BankAccountType BankAmount
BaseCurrency BatchPaymentID BrandingThemeID BrandingThemes CISDeduction Changes City Class Code CompanyNumber Contact ContactGroups
ContactID ContactNumber ContactPersons ContactStatus Contacts ContentLength Country CountryCode CreditNote CreditNoteID
CreditNoteNumber CreditNotes Currencies CurrencyCode CurrencyRate Date DateUTC DefaultCurrency Description Details
DiscountAmount DiscountRate DisplayTaxRate DueDate EffectiveRate EmailAddress EnablePaymentsToAccount ExpectedPaymentDate
FileName FirstName FullyPaidOnDate HasAccount HasAttachments HasErrors HasValidationErrors HistoryRecords IncludeInEmails
IncludeOnline Invoice InvoiceID InvoiceNumber Invoices IsCustomer IsDiscounted IsPurchased IsReconciled IsSold IsSupplier
IsTrackedAsInventory Item ItemCode ItemID Items LastName LineAmount LineAmountTypes LineItemID LineItems
MergedToContactID MimeType Name Option Options Organisations Overpayment Overpayments PaymentID PaymentTerms PaymentType Payments
PhoneAreaCode PhoneCountryCode PhoneNumber PhoneType Phones PlannedPaymentDate PostalCode Prepayment Prepayments
PurchaseDescription PurchaseDetails PurchasesDefaultAccountCode PurchasesDefaultLineAmountType PurchasesTrackingCategories
Quantity QuantityOnHand Reference Region RemainingCredit ReportTaxType ReportingCode SalesDefaultAccountCode
SalesDefaultLineAmountType SalesDetails SalesTrackingCategories SentToContact ShortCode ShowInExpenseClaims SortOrder Status
StatusAttributeString SubTotal SystemAccount TaxAmount TaxComponents TaxNumber TaxNumberType TaxRates TaxType Total TotalDiscount
TotalTax Tracking TrackingCategories TrackingCategoryID TrackingCategoryName TrackingCategoryOption TrackingOptionID Type
UnitAmount UnitPrice UpdatedDateUTC Url ValidationErrors Warnings Website XeroNetworkKey
"""

PUBLISHED: dict[str, str] = {name.lower(): name for name in _NAMES.split()}


def published(name: str) -> str:
    """The published spelling of `name`, or `name` itself when Xero does not know it."""
    return PUBLISHED.get(name.lower(), name)
