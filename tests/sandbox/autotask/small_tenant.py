"""A tenant small enough to know by heart, and a caller with the right headers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import requests

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.server import Sandbox

ACCOUNT = {"username": "books@tenant.example", "secret": "s€cret&'\"", "integration_code": "CODE1234567890"}
Rows = dict[str, list[dict[str, Any]]]


def picklist(**labels: int) -> list[dict[str, Any]]:
    return [
        {"value": str(value), "label": label.replace("_", " "), "isDefaultValue": False, "sortOrder": order, "parentValue": "",
         "isActive": True, "isSystem": False}
        for order, (label, value) in enumerate(labels.items(), start=1)
    ]  # fmt: skip


PICKLISTS = {
    "Invoices": {"paymentTerm": picklist(Net_30_days=4, Net_60_days=29682861)},
    "Companies": {"companyType": picklist(Customer=1, Vendor=7)},
    "UserDefinedFieldDefinitions": {"udfType": picklist(Account=1, Contact=2)},
}


def rows() -> Rows:
    """Companies 0..2, invoices 101..107, their items, two lines of business and the reference entities around them."""
    return {
        "Companies": [
            company(0, "Own company"),
            company(1, "Harrow & Finch", userDefinedFields=[{"name": "Ledger contact", "value": "HF-7"}], assetValue=Decimal("5.5")),
            company(2, "Ødegård “Byg” ApS", isActive=False),
        ],
        "Contacts": [
            {"id": 31, "companyID": 1, "firstName": "Mina", "lastName": "Farrow", "isActive": 1, "primaryContact": True},
            {"id": 32, "companyID": 1, "firstName": "Accounts", "lastName": "Payable", "isActive": 0, "billingContact": True},
        ],
        "Invoices": [
            invoice(101, 1, "2026-03-01T00:00:00Z", "SI-1", "52.7775", "11.0833"),
            invoice(102, 1, "2026-03-31T00:00:00Z", "SI-2", "624.5", "124.9"),
            invoice(103, 2, "2026-03-31T23:59:59.307", "si-2", "-50", "-10"),
            invoice(104, 1, "2026-04-01T00:00:00.0000000Z", "ERROR", "0", "0", webServiceDate="2026-04-02T00:00:00.000Z"),
            invoice(105, 0, "2026-04-02T00:00:00Z", None, "0.0001", "0", orderNumber="PO-7731"),
            invoice(106, 1, "2026-04-03T00:00:00Z", "SI-6", "10", "2", isVoided=True, voidedDate="2026-04-04T00:00:00Z"),
            invoice(107, 2, "2026-04-04T00:00:00Z", "SI-7", "90", "18"),
        ],
        "BillingItems": [
            item(801, 101, 1, "50.0000", 7),
            item(802, 101, 1, "2.7775", 9),
            item(803, 102, 1, "624.5", None),
            item(804, 103, 2, "-50", 7),
            item(805, 107, 2, "90", 9, lineItemFullDescription="x" * 8000),
            item(806, 0, 2, "1", 9),
            item(807, None, 2, "1", 9),
        ],
        "BillingCodes": [{"id": 1, "name": "Remote <support>", "isActive": True}],
        "Currencies": [{"id": 2, "name": "GBP", "isActive": True}, {"id": 3, "name": "SEK", "isActive": False}],
        "OrganizationalLevel1s": [{"id": 1, "name": "North", "isActive": True}],
        "OrganizationalLevel2s": [{"id": 3, "name": "Managed", "isActive": True}, {"id": 4, "name": "Projects", "isActive": True}],
        "OrganizationalLevelAssociations": [
            {"id": 7, "organizationalLevel1ID": 1, "organizationalLevel2ID": 4, "isActive": True},
            {"id": 9, "organizationalLevel1ID": 1, "organizationalLevel2ID": 3, "isActive": True},
        ],
        "UserDefinedFieldDefinitions": [{"id": 5, "name": "Ledger contact", "udfType": 1, "dataType": 1, "isActive": True}],
        "Resources": [{"id": 1, "firstName": "Ada", "lastName": "Quill", "isActive": True}],
    }  # fmt: skip


def company(company_id: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": company_id,
        "companyName": name,
        "companyType": 1,
        "phone": "1",
        "ownerResourceID": 1,
        "isActive": True,
    } | more


def invoice(
    invoice_id: int, company_id: int, day: str, number: str | None, net: str, tax: str, **more: Any
) -> dict[str, Any]:
    return {
        "id": invoice_id, "companyID": company_id, "invoiceDateTime": day, "createDateTime": day, "invoiceNumber": number,
        "invoiceTotal": Decimal(net), "totalTaxValue": Decimal(tax), "isVoided": False, "paymentTerm": 4, "batchID": 12,
    } | more  # fmt: skip


def item(
    item_id: int, invoice_id: int | None, company_id: int, amount: str, association: int | None, **more: Any
) -> dict[str, Any]:
    return {
        "id": item_id, "invoiceID": invoice_id, "companyID": company_id, "itemName": f"Item {item_id} & co", "billingItemType": 1,
        "subType": 1, "nonBillable": 0, "quantity": Decimal(1), "totalAmount": Decimal(amount), "billingCodeID": 1,
        "organizationalLevelAssociationID": association,
    } | more  # fmt: skip


class Caller:
    """Speaks to the simulated API over HTTP as an integration does: zone call first, then the address it was given."""

    def __init__(self, sandbox: Sandbox, account: Mapping[str, str] = ACCOUNT) -> None:
        self.sandbox = sandbox
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({
            "UserName": account["username"], "Secret": account["secret"].encode().decode("latin-1"),
            "ApiIntegrationCode": account["integration_code"],
        })  # fmt: skip
        zone = self.session.get(sandbox.line["autotask"]["zone_url"], params={"user": account["username"]}, timeout=10)
        self.root = str(zone.json()["url"])

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        """One call below V1.0."""
        return self.session.request(method, f"{self.root}V1.0/{path}", json=body, timeout=20, **more)

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.call("GET", path, **more)

    def query(self, entity: str, *filters: Any, **more: Any) -> requests.Response:
        """A POST query; `more` are further keys of its body."""
        return self.call("POST", f"{entity}/query", {"filter": list(filters), **more})

    def ids(self, entity: str, *filters: Any, **more: Any) -> list[int]:
        """Ids of the first page."""
        answer = self.query(entity, *filters, **more)
        assert answer.status_code == 200, answer.text
        return [row["id"] for row in answer.json()["items"]]

    def problem(self, entity: str, *filters: Any, **more: Any) -> str:
        """The text of a refused query."""
        answer = self.query(entity, *filters, **more)
        assert answer.status_code == 500, answer.text
        return str(answer.json()["errors"][0])


def where(op: str, field: str, value: Any = None) -> dict[str, Any]:
    """One condition; without a value for exist and notExist."""
    return {"op": op, "field": field} | ({} if value is None else {"value": value})


def exact(answer: requests.Response) -> Any:
    """The body with amounts as they stand on the wire."""
    return json.loads(answer.text, parse_float=Decimal)


Begin = Callable[..., tuple[Sandbox, AutotaskSystem, Caller]]
