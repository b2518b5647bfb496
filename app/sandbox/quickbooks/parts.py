"""Objects that stand inside several entities: addresses, telephone numbers, tax detail, lines (apis/quickbooks.md 7.1, 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.sandbox.quickbooks.kinds import Anything, Choice, Day, Flag, Ignored, Kind, Mail, Many, Number, Part, Ref, Text

IGNORED: Final = Ignored()


def choice(*words: str) -> Choice:
    """One of `words`."""
    return Choice(frozenset(words))


ADDRESS: Final = Part(
    {
        "Id": IGNORED,
        **{f"Line{number}": Text(500) for number in range(1, 6)},
        "City": Text(255),
        "CountrySubDivisionCode": Text(255),
        "PostalCode": Text(30),
        "Country": Text(255),
        "CountryCode": Text(10),
        "Lat": IGNORED,
        "Long": IGNORED,
        "Note": Text(500),
    }
)
PHONE: Final = Part({"FreeFormNumber": Text(30)})
MAIL: Final = Part({"Address": Mail()})
LONG_MAIL: Final = Part({"Address": Mail(200)})
WEB: Final = Part({"URI": Text(1000)})
MEMO: Final = Part({"value": Text(1000)})
CUSTOM_FIELDS: Final = Many(
    Part({"DefinitionId": Text(10), "Name": Text(100), "Type": Text(30), "StringValue": Text(31)})
)
LINKS: Final = Many(Part({"TxnId": Text(30), "TxnType": Text(30), "TxnLineId": IGNORED}))
META: Final[Mapping[str, Kind]] = {
    "Id": Text(30),
    "SyncToken": Text(30),
    "sparse": Flag(),
    "domain": IGNORED,
    "status": IGNORED,
    "MetaData": IGNORED,
    "CreditCardPayment": IGNORED,
    "TxnSource": IGNORED,
    "CustomField": CUSTOM_FIELDS,
}

TAX_LINE: Final = Part(
    {
        "Amount": Number(),
        "DetailType": choice("TaxLineDetail"),
        "TaxLineDetail": Part(
            {
                "TaxRateRef": Ref("TaxRate"),
                "PercentBased": Flag(),
                "TaxPercent": Number(),
                "NetAmountTaxable": Number(),
                "TaxInclusiveAmount": Number(),
                "OverrideDeltaAmount": IGNORED,
                "ServiceDate": Day(),
            }
        ),
    }
)
TAX_DETAIL: Final = Part(
    {"TotalTax": Number(), "TxnTaxCodeRef": Ref("TaxCode"), "TaxLine": Many(TAX_LINE), "DefaultTaxCodeRef": IGNORED}
)
_SALES_ITEM: Final = Part(
    {
        "ItemRef": Ref("Item"),
        "Qty": Number(),
        "UnitPrice": Number(),
        "ServiceDate": Day(),
        "ClassRef": Ref("Class"),
        "TaxCodeRef": Ref(),
        "TaxInclusiveAmt": Number(),
        "DiscountRate": Number(),
        "DiscountAmt": Number(),
        "ItemAccountRef": Ref("Account"),
        "MarkupInfo": Anything(),
        "PriceLevelRef": Ref(),
        "TaxClassificationRef": Ref(),
    }
)
_DISCOUNT: Final = Part(
    {
        "PercentBased": Flag(),
        "DiscountPercent": Number(),
        "DiscountAccountRef": Ref("Account"),
        "ClassRef": Ref("Class"),
        "TaxCodeRef": Ref(),
        "Discount": IGNORED,
        "DiscountRef": IGNORED,
    }
)
SALES_LINES: Final = Many(
    Part(
        {
            "Id": Text(30),
            "LineNum": IGNORED,
            "Description": Text(4000),
            "Amount": Number(),
            "DetailType": choice(
                "SalesItemLineDetail", "DescriptionOnly", "DiscountLineDetail", "SubTotalLineDetail", "GroupLineDetail"
            ),
            "SalesItemLineDetail": _SALES_ITEM,
            "DiscountLineDetail": _DISCOUNT,
            "DescriptionLineDetail": Part({"ServiceDate": Day(), "TaxCodeRef": Ref()}),
            "SubTotalLineDetail": Anything(),
            "SubtotalLineDetail": IGNORED,
            "GroupLineDetail": Part({"GroupItemRef": Ref("Item"), "Quantity": Number(), "Line": IGNORED}),
            "LinkedTxn": IGNORED,
            "CustomField": CUSTOM_FIELDS,
            "LineEx": IGNORED,
        }
    )
)
PAYMENT_LINES: Final = Many(
    Part(
        {
            "Id": IGNORED,
            "LineNum": IGNORED,
            "Amount": Number(),
            "LinkedTxn": LINKS,
            "LineEx": IGNORED,
            "DetailType": IGNORED,
            "Description": Text(4000),
            "CustomField": IGNORED,
        }
    )
)


def ignored(*names: str) -> Mapping[str, Kind]:
    """Properties that are taken and not kept."""
    return dict.fromkeys(names, IGNORED)
