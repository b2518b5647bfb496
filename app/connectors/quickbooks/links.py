"""Addresses that open a record in QuickBooks' own pages; this form survives a sign-in and names the company (apis/quickbooks.md 3)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

_PAGES: Mapping[str, str] = {
    "invoice": "invoice?txnId={id}",
    "credit_note": "creditmemo?txnId={id}",
    "sales_receipt": "salesreceipt?txnId={id}",
    "refund_receipt": "refundreceipt?txnId={id}",
    "payment": "recvpayment?txnId={id}",
    "contact": "customerdetail?nameId={id}",
}


class WebLinks:
    """Links into one company."""

    def __init__(self, web_url: str, realm: str) -> None:
        self._web_url = web_url.rstrip("/")
        self._realm = realm

    def to(self, kind: str, remote_id: str) -> str:
        """Address of an 'invoice', 'credit_note' or 'contact'; '' when it cannot be built."""
        page = _PAGES.get(kind)
        if not self._realm or not remote_id or page is None:
            return ""
        target = quote(page.format(id=remote_id), safe="-")
        return f"{self._web_url}/login?deeplinkcompanyid={quote(self._realm, safe='')}&pagereq={target}"
