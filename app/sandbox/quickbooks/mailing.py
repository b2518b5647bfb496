"""Sending a document to its customer by e-mail (apis/quickbooks.md 3): nothing leaves, the document says that it was sent."""

from __future__ import annotations

from app.sandbox.quickbooks.change import Change
from app.sandbox.quickbooks.entities import Entity
from app.sandbox.quickbooks.faults import Fault, FaultError, refuse
from app.sandbox.quickbooks.kinds import Mail
from app.sandbox.quickbooks.sales_schema import SALES
from app.sandbox.quickbooks.values import Record


def send_document(change: Change, entity: Entity, identity: str, send_to: str) -> Record:
    """Mark a document as sent; an address given here replaces the document's. Raises 500, 610, 2210 and 6420."""
    if entity.name not in SALES:
        raise refuse(500, f"Operation send on {entity.name} is not supported.")
    row = change.company.find(entity.name, identity)
    faults: list[Fault] = []
    if send_to:
        Mail().read(send_to, "sendTo", faults)
    if faults:
        raise FaultError(*faults)
    address = send_to or row.get("BillEmail", {}).get("Address", "")
    if not address:
        raise refuse(6420, "BillEmail is required", "BillEmail")
    sent: Record = {
        **row,
        "BillEmail": {"Address": address},
        "EmailStatus": "EmailSent",
        "DeliveryInfo": {"DeliveryType": "Email", "DeliveryTime": change.now.replace(microsecond=0)},
    }
    change.stamp(sent, row)
    change.company.store(entity.name, sent)
    change.effects.append(f"{entity.name} {identity} sent")
    return sent
