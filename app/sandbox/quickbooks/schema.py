"""The entities of the accounting interface and their properties (apis/quickbooks.md 7).

A property that is not listed is refused with 2010, as the vendor does. Read-only properties that clients send back are taken and
ignored. `DisplayName` is held to 100 characters, the shorter of the two limits that are published.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.sandbox.quickbooks.entities import Entity, entity
from app.sandbox.quickbooks.kinds import Anything, Day, Flag, Group, Kind, Many, Number, Part, Ref, Text
from app.sandbox.quickbooks.parts import ADDRESS, MAIL, META, PHONE, WEB, choice, ignored
from app.sandbox.quickbooks.sales_schema import SALES_ENTITIES

_PERSON: Final[Mapping[str, Kind]] = {
    **META,
    "DisplayName": Text(100, name=True), "Title": Text(16), "GivenName": Text(100), "MiddleName": Text(100),
    "FamilyName": Text(100), "Suffix": Text(16), "CompanyName": Text(100), "PrintOnCheckName": Text(110), "Active": Flag(),
    "PrimaryPhone": PHONE, "AlternatePhone": PHONE, "Mobile": PHONE, "Fax": PHONE, "PrimaryEmailAddr": MAIL, "WebAddr": WEB,
    "BillAddr": ADDRESS, "Notes": Text(2000), "CurrencyRef": Ref("CompanyCurrency"),
}  # fmt: skip
_CUSTOMER: Final[Mapping[str, Kind]] = {
    **_PERSON,
    **ignored(
        "FullyQualifiedName", "Level", "Balance", "BalanceWithJobs", "IsProject", "OpenBalanceDate", "ClientEntityId", "Source",
        "V4IDPseudonym",
    ),
    "ShipAddr": ADDRESS, "Job": Flag(), "ParentRef": Ref("Customer"), "BillWithParent": Flag(), "Taxable": Flag(),
    "DefaultTaxCodeRef": Ref("TaxCode"), "TaxExemptionReasonId": Text(10), "PrimaryTaxIdentifier": Text(30), "ResaleNum": Text(16),
    "SalesTermRef": Ref("Term"), "PaymentMethodRef": Ref("PaymentMethod"), "ARAccountRef": Ref("Account"), "CustomerTypeRef": Ref(),
    "PreferredDeliveryMethod": choice("Print", "Email", "None"), "SecondaryTaxIdentifier": Text(30), "GSTIN": Text(15),
    "BusinessNumber": Text(15), "GSTRegistrationType": Text(15),
}  # fmt: skip
_VENDOR: Final[Mapping[str, Kind]] = {
    **_PERSON, **ignored("Balance", "BillRate", "V4IDPseudonym"),
    "AcctNum": Text(100), "Vendor1099": Flag(), "TaxIdentifier": Text(20), "TaxReportingBasis": Text(20), "TermRef": Ref("Term"),
    "APAccountRef": Ref("Account"), "BusinessNumber": Text(15),
}  # fmt: skip
_EMPLOYEE: Final[Mapping[str, Kind]] = {
    **_PERSON, **ignored("V4IDPseudonym", "Organization", "SSN", "BirthDate", "Gender"),
    "PrimaryAddr": ADDRESS, "EmployeeNumber": Text(100), "BillableTime": Flag(), "BillRate": Number(), "CostRate": Number(),
    "HiredDate": Day(), "ReleasedDate": Day(), "EmailAddress": MAIL,
}  # fmt: skip
_ITEM: Final[Mapping[str, Kind]] = {
    **META, **ignored("FullyQualifiedName", "Level", "AbatementRate", "ReverseChargeRate", "ServiceType", "ItemCategoryType"),
    "Name": Text(100, name=True), "Sku": Text(100), "Description": Text(4000), "Active": Flag(), "SubItem": Flag(),
    "ParentRef": Ref("Item"), "Type": choice("Service", "NonInventory", "Inventory", "Category", "Group"), "UnitPrice": Number(),
    "Taxable": Flag(), "SalesTaxIncluded": Flag(), "SalesTaxCodeRef": Ref("TaxCode"), "PurchaseTaxCodeRef": Ref("TaxCode"),
    "PurchaseTaxIncluded": Flag(), "PurchaseDesc": Text(1000), "PurchaseCost": Number(), "IncomeAccountRef": Ref("Account"),
    "ExpenseAccountRef": Ref("Account"), "AssetAccountRef": Ref("Account"), "TrackQtyOnHand": Flag(), "QtyOnHand": Number(),
    "InvStartDate": Day(), "ClassRef": Ref("Class"), "TaxClassificationRef": Ref(), "PrefVendorRef": Ref("Vendor"),
}  # fmt: skip
_ACCOUNT_TYPES: Final = choice(
    "Bank", "Accounts Receivable", "Other Current Asset", "Fixed Asset", "Other Asset", "Accounts Payable", "Credit Card",
    "Other Current Liability", "Long Term Liability", "Equity", "Income", "Cost of Goods Sold", "Expense", "Other Income",
    "Other Expense",
)  # fmt: skip
_ACCOUNT: Final[Mapping[str, Kind]] = {
    **META, **ignored("FullyQualifiedName", "Classification", "CurrentBalance", "CurrentBalanceWithSubAccounts"),
    "Name": Text(100, name=True), "SubAccount": Flag(), "ParentRef": Ref("Account"), "Active": Flag(), "Description": Text(100),
    "AccountType": _ACCOUNT_TYPES, "AccountSubType": Text(60), "AcctNum": Text(20), "CurrencyRef": Ref("CompanyCurrency"),
    "TaxCodeRef": Ref("TaxCode"),
}  # fmt: skip
_TERM: Final[Mapping[str, Kind]] = {
    **META, **ignored("Type"), "Name": Text(31), "Active": Flag(), "DueDays": Number(), "DiscountPercent": Number(),
    "DiscountDays": Number(), "DayOfMonthDue": Number(), "DueNextMonthDays": Number(), "DiscountDayOfMonth": Number(),
}  # fmt: skip
_NESTING: Final[Mapping[str, Kind]] = {
    **META, **ignored("FullyQualifiedName", "Level"), "Name": Text(100, name=True), "Active": Flag(),
}  # fmt: skip
_RATES: Final = Part(
    {"TaxRateDetail": Many(Part({"TaxRateRef": Ref("TaxRate"), "TaxTypeApplicable": Text(30), "TaxOrder": Number()}))}
)
_TAX_CODE: Final[Mapping[str, Kind]] = {
    **META, "Name": Text(100), "Description": Text(100), "Active": Flag(), "Taxable": Flag(), "TaxGroup": Flag(), "Hidden": Flag(),
    "TaxCodeConfigType": Text(30), "SalesTaxRateList": _RATES, "PurchaseTaxRateList": _RATES,
}  # fmt: skip
_TAX_RATE: Final[Mapping[str, Kind]] = {
    **META, "Name": Text(100), "Description": Text(100), "Active": Flag(), "RateValue": Number(), "AgencyRef": Ref("TaxAgency"),
    "SpecialTaxType": Text(30), "DisplayType": Text(30), "EffectiveTaxRate": Anything(), "TaxReturnLineRef": Ref(),
}  # fmt: skip
_TAX_AGENCY: Final[Mapping[str, Kind]] = {
    **META, "DisplayName": Text(100), "TaxRegistrationNumber": Text(30), "TaxTrackedOnSales": Flag(),
    "TaxTrackedOnPurchases": Flag(), "TaxAgencyConfig": Text(30),
}  # fmt: skip
_COMPANY: Final[Mapping[str, Kind]] = {
    **META, "CompanyName": Text(1024), "LegalName": Text(1024), "CompanyAddr": ADDRESS, "LegalAddr": ADDRESS,
    "CustomerCommunicationAddr": ADDRESS, "Country": Text(10), "Email": MAIL, "WebAddr": WEB, "PrimaryPhone": PHONE,
    "FiscalYearStartMonth": Text(20), "CompanyStartDate": Day(), "SupportedLanguages": Text(60), "NameValue": Anything(),
    "DefaultTimeZone": Text(60),
}  # fmt: skip
_PREFERENCES: Final[Mapping[str, Kind]] = {
    **META,
    **dict.fromkeys(
        ("AccountingInfoPrefs", "ProductAndServicesPrefs", "SalesFormsPrefs", "EmailMessagesPrefs", "VendorAndPurchasesPrefs",
         "TimeTrackingPrefs", "TaxPrefs", "CurrencyPrefs", "ReportPrefs", "OtherPrefs"),
        Group(),
    ),
}  # fmt: skip
_ATTACHABLE: Final[Mapping[str, Kind]] = {
    **META, **ignored("FileAccessUri", "TempDownloadUri", "Size", "ThumbnailFileAccessUri", "ThumbnailTempDownloadUri"),
    "FileName": Text(1000), "Note": Text(2000), "Category": Text(100), "ContentType": Text(100), "Lat": Text(100),
    "Long": Text(100), "PlaceName": Text(2000), "Tag": Text(2000),
    "AttachableRef": Many(
        Part({"EntityRef": Ref(), "IncludeOnSend": Flag(), "LineInfo": Text(30), "Inactive": Flag(), "NoRefOnly": Flag(),
              "CustomField": META["CustomField"]})
    ),
}  # fmt: skip
_NAMED: Final = "DisplayName GivenName MiddleName FamilyName CompanyName PrintOnCheckName Active Balance"

_LISTS: Final = (
    entity("Customer", _CUSTOMER, f"{_NAMED} FullyQualifiedName PrimaryEmailAddr", family="names", label="DisplayName",
           nests=True, words="Names"),
    entity("Vendor", _VENDOR, _NAMED, family="names", label="DisplayName", words="Names"),
    entity("Employee", _EMPLOYEE, "DisplayName GivenName MiddleName FamilyName PrintOnCheckName Active", family="names",
           label="DisplayName", words="Names"),
    entity("Item", _ITEM, "Name FullyQualifiedName Sku Type Active", family="items", label="Name", nests=True, words="Items"),
    entity("Account", _ACCOUNT, "Name FullyQualifiedName AccountType AccountSubType Classification Active CurrentBalance",
           family="accounts", label="Name", nests=True, words="Accounts"),
    entity("Term", _TERM, "Name Active Type", family="terms", label="Name", words="Terms"),
    entity("Class", {**_NESTING, "ParentRef": Ref("Class"), "SubClass": Flag()}, "Name FullyQualifiedName Active",
           family="classes", label="Name", nests=True, words="Klasses"),
    entity("Department", {**_NESTING, "ParentRef": Ref("Department"), "SubDepartment": Flag(), "Address": ADDRESS},
           "Name FullyQualifiedName Active", family="departments", label="Name", nests=True, words="Depts"),
    entity("PaymentMethod", {**META, "Name": Text(31), "Active": Flag(), "Type": choice("CREDIT_CARD", "NON_CREDIT_CARD")},
           "Name Type Active", family="methods", label="Name", words="PaymentMethods"),
    entity("CompanyCurrency", {**META, "Code": Text(3), "Name": Text(100), "Active": Flag()}, "Code Name Active",
           family="currencies", label="Name", changes=False, words="Currencies"),
)  # fmt: skip
_SETTINGS: Final = (
    entity("TaxCode", _TAX_CODE, "Name Active Taxable TaxGroup Description", writable=False, changes=False, words="TaxCodes"),
    entity("TaxRate", _TAX_RATE, "Name Active", writable=False, changes=False, words="TaxRates"),
    entity("TaxAgency", _TAX_AGENCY, "DisplayName", family="agencies", changes=False, words="TaxAgencies"),
    entity("CompanyInfo", _COMPANY, changes=False),
    entity("Preferences", _PREFERENCES, changes=False),
    entity("ExchangeRate", {**META, "SourceCurrencyCode": Text(3), "TargetCurrencyCode": Text(3), "Rate": Number(),
                            "AsOfDate": Day()}, "SourceCurrencyCode TargetCurrencyCode AsOfDate", changes=False),
    entity("Attachable", _ATTACHABLE, "FileName Note Category ContentType AttachableRef.EntityRef.value "
           "AttachableRef.EntityRef.Type", family="attachables", deletable=True, changes=False),
)  # fmt: skip
_TRANSFER: Final[Mapping[str, Kind]] = {
    **META, "FromAccountRef": Ref("Account"), "ToAccountRef": Ref("Account"), "Amount": Number(), "TxnDate": Day(),
    "PrivateNote": Text(4000), "CurrencyRef": Ref("CompanyCurrency"), "ExchangeRate": Number(),
}  # fmt: skip
_TRANSFERS: Final = (entity("Transfer", _TRANSFER, "TxnDate Amount", family="transactions", deletable=True),)
ENTITIES: Final[Mapping[str, Entity]] = {
    made.name: made for made in (*_LISTS, *_SETTINGS, *SALES_ENTITIES, *_TRANSFERS)
}
"""Entities by their exact name."""
BY_PATH: Final[Mapping[str, Entity]] = {made.path: made for made in ENTITIES.values()}
"""Entities by the segment of their address."""
REFERENCES: Final[Mapping[str, str]] = {
    "CustomerRef": "Customer", "ItemRef": "Item", "ClassRef": "Class", "DepartmentRef": "Department", "SalesTermRef": "Term",
    "TermRef": "Term", "PaymentMethodRef": "PaymentMethod", "DepositToAccountRef": "Account", "IncomeAccountRef": "Account",
    "FromAccountRef": "Account", "ToAccountRef": "Account",
    "ExpenseAccountRef": "Account", "AssetAccountRef": "Account", "ARAccountRef": "Account", "APAccountRef": "Account",
    "DiscountAccountRef": "Account", "ItemAccountRef": "Account", "SalesTaxCodeRef": "TaxCode", "PurchaseTaxCodeRef": "TaxCode",
    "DefaultTaxCodeRef": "TaxCode", "TxnTaxCodeRef": "TaxCode", "TaxCodeRef": "TaxCode", "TaxRateRef": "TaxRate",
    "AgencyRef": "TaxAgency", "GroupItemRef": "Item", "PrefVendorRef": "Vendor", "CurrencyRef": "CompanyCurrency",
}  # fmt: skip
"""Reference property -> the entity it names; ParentRef names the entity it stands in."""
