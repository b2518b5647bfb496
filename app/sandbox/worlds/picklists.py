"""Picklists of the practice tenant: labels in the vendor's order, numbers of the tenant's own.

The numbers differ from the label order on purpose (apis/autotask.md 10 and 16.9): a client that counts labels instead of reading
`entityInformation/fields` must fall over here and not at a customer's. Only the numbers that section 10 knows for certain are kept.
"""

from __future__ import annotations

from typing import Any, Final

_ITEM_TYPES: Final = (
    ("Labor", 1), ("Labor Adjustment", 19), ("Project Cost", 3), ("Ticket Cost", 4), ("Expense", 2), ("Subscription", 12),
    ("Setup Fee", 11), ("Recurring Services", 7), ("Recurring Services Adjustment", 9), ("Recurring Service Bundle", 8),
    ("Recurring Service Bundle Adjustment", 10), ("Milestone", 6), ("Contract Block", 13), ("Contract Retainer", 15),
    ("Contract Cost", 14), ("Contract Incident", 17),
)  # fmt: skip
_SUB_TYPES: Final = (
    ("Labor", 1), ("Milestone Labor", 20), ("Project Cost Deductions", 5), ("Project Cost", 3), ("Ticket Cost Deductions", 7),
    ("Ticket Cost", 6), ("Expense", 2), ("Expense Deductions", 9), ("Subscription", 14), ("Subscription Cost", 15),
    ("Setup Fee", 16), ("Recurring Services", 12), ("Recurring Services Adjustment", 13), ("Recurring Service Bundle", 17),
    ("Recurring Service Bundle Adjustment", 18), ("Milestones", 10), ("Block Purchase", 8), ("Retainer Purchase", 11),
)  # fmt: skip
_USE_TYPES: Final = (
    ("General Allocation Code", 1), ("Expense", 2), ("Internal", 3), ("Material Cost", 4), ("Recurring Contract Service", 6),
    ("Milestone", 7), ("Product", 5),
)  # fmt: skip
_LEDGER_ACCOUNTS: Final = (
    ("200 Sales", 29682870), ("205 Managed services", 29682874), ("206 Cloud and backup", 29682871), ("210 Software", 29682879),
    ("220 Projects", 29682873), ("Hardware resale", 29682880), ("260 Other revenue", 29682872),
)  # fmt: skip

_LABELS: Final[dict[str, dict[str, tuple[tuple[str, int], ...]]]] = {
    "Invoices": {
        "paymentTerm": (
            ("Net 30 days", 4),
            ("Net 45 days", 2),
            ("Net 60 days", 7),
            ("Net 14 days", 29682861),
            ("Due upon receipt", 1),
        ),
        "taxGroup": (("GST", 4), ("Export", 9), ("UK VAT", 6)),
        "invoiceStatus": (("Posted", 1), ("Draft", 3)),
    },
    "BillingItems": {"billingItemType": _ITEM_TYPES, "subType": _SUB_TYPES},
    "Companies": {
        "companyType": (
            ("Customer", 1),
            ("Lead", 2),
            ("Prospect", 3),
            ("Dead", 4),
            ("Cancellation", 6),
            ("Vendor", 7),
            ("Partner", 8),
        ),
        "billToAddressToUse": (
            ("None", 5),
            ("Account", 1),
            ("Account Billing", 2),
            ("Parent", 3),
            ("Parent Billing", 4),
        ),
        "invoiceMethod": (("None", 1), ("Print", 4), ("Email", 3), ("PrintAndEmail", 2)),
        "classification": (("Standard", 200), ("Priority", 16), ("Lapsed", 207)),
        "territoryID": (("Western Australia", 29682788), ("Queensland", 29682785), ("Overseas", 29682790)),
    },
    "Contracts": {
        "contractType": (
            ("Time & Materials", 1),
            ("Fixed Price", 3),
            ("Block Hours", 4),
            ("Retainer", 6),
            ("Recurring Service", 7),
            ("Per Ticket", 8),
        ),
        "status": (("Inactive", 0), ("Active", 1)),
        "timeReportingRequiresStartAndStopTimes": (("No", 0), ("Yes", 1)),
    },
    "BillingCodes": {
        "useType": _USE_TYPES,
        "billingCodeType": (("Normal", 0), ("System", 2), ("Non-Billable", 1)),
        "generalLedgerAccount": _LEDGER_ACCOUNTS,
    },
    "Products": {"periodType": (("One-Time", 5), ("Monthly", 2), ("Quarterly", 3), ("Yearly", 1))},
    "Services": {"periodType": (("Monthly", 2), ("Quarterly", 3), ("Semi-Annually", 6), ("Yearly", 1))},
    "ServiceBundles": {"periodType": (("Monthly", 2), ("Quarterly", 3), ("Semi-Annually", 6), ("Yearly", 1))},
    "TicketCharges": {
        "chargeType": (("Operational", 1), ("Capitalized", 2)),
        "status": (("Billed", 6), ("Pending", 1)),
    },
    "ProjectCharges": {
        "chargeType": (("Operational", 1), ("Capitalized", 2)),
        "status": (("Billed", 6), ("Pending", 1)),
    },
    "ContractCharges": {
        "chargeType": (("Operational", 1), ("Capitalized", 2)),
        "status": (("Billed", 6), ("Pending", 1)),
    },
    "ContractMilestones": {"status": (("In Progress", 2), ("Ready To Bill", 0), ("Billed", 1))},
    "ContractBlocks": {
        "status": (("Inactive", 0), ("Active", 1)),
        "paymentType": (("Invoice", 29682831), ("Cheque", 3)),
    },
    "Countries": {"addressFormatID": (("City, region, post code", 5), ("Post code, city", 2))},
    "InvoiceTemplates": {
        "groupBy": (("Nothing", 4), ("Contract", 1), ("Project", 3)),
        "itemizeItemsInEachGroup": (("Yes", 1), ("No", 0)),
        "sortBy": (("Date", 1), ("Item", 2)),
        "pageLayout": (("A4", 1), ("Letter", 0)),
        "pageNumberFormat": (("Page 1 of 2", 1), ("None", 0)),
        "dateFormat": (("DD/MM/YYYY", 2), ("MM/DD/YYYY", 1)),
        "numberFormat": (("1,234.56", 1), ("1.234,56", 2)),
        "timeFormat": (("24 hours", 1), ("12 hours", 2)),
    },
    "AdditionalInvoiceFieldValues": {"additionalInvoiceFieldID": (("Cost centre", 29_682_841),)},
    "Currencies": {"displaySymbol": (("$", 1), ("£", 3), ("€", 2), ("¥", 5))},
    "UserDefinedFieldDefinitions": {
        "udfType": (("Account", 1), ("Contact", 2), ("Ticket", 8), ("Contract", 11)),
        "dataType": (("String", 1), ("Date", 3), ("List", 5), ("Numeric", 2)),
    },
}

_INACTIVE: Final = frozenset({("Companies", "classification", "Lapsed"), ("Invoices", "invoiceStatus", "Draft")})
_TENANTS_OWN: Final = 1_000_000
"""Values above this are a tenant's own (8 digits); the rest come with the system."""


def number(entity: str, field: str, label: str) -> int:
    """The tenant's number of `label`; KeyError if the picklist has no such label."""
    return _NUMBERS[entity, field][label]


def picklists() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Entity -> field -> `picklistValues` rows as `entityInformation/fields` returns them (apis/autotask.md 6)."""
    return {
        entity: {
            field: [_value(entity, field, label, value, order) for order, (label, value) in enumerate(labels, start=1)]
            for field, labels in by_field.items()
        }
        for entity, by_field in _LABELS.items()
    }


def _value(entity: str, field: str, label: str, value: int, order: int) -> dict[str, Any]:
    return {
        "value": str(value),
        "label": label,
        "isDefaultValue": False,
        "sortOrder": order,
        "parentValue": "",
        "isActive": (entity, field, label) not in _INACTIVE,
        "isSystem": value < _TENANTS_OWN,
    }


_NUMBERS: Final = {
    (entity, field): dict(labels) for entity, by_field in _LABELS.items() for field, labels in by_field.items()
}
