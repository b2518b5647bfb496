"""A document as a one-page PDF."""

from __future__ import annotations

from app.sandbox.paper import one_page_pdf
from app.sandbox.wire import Reply
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.values import Record


def document_pdf(ledger: Ledger, record: Record, title: str, number: str) -> Reply:
    """The document with its heading, lines and total."""
    rows = [f"{title} {number}", ledger.name, record["Contact"]["Name"], f"Date {record['Date']}", ""]
    rows += [f"{line.get('Description', '')[:80]}   {line['LineAmount']}" for line in record["LineItems"][:40]]
    rows += ["", f"Total {record['CurrencyCode']} {record['Total']}", f"Status {record['Status']}"]
    return Reply(200, one_page_pdf(rows), {"Content-Type": "application/pdf"})
