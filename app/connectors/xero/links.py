"""Addresses that open a record in Xero's own pages, built locally from the organisation's ShortCode (apis/xero.md 10)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

_PAGES: Mapping[str, str] = {
    "invoice": "invoicing/view/{id}",
    "credit_note": "AccountsReceivable/ViewCreditNote.aspx?creditNoteID={id}",
    "contact": "contacts/contact/{id}",
}


class WebLinks:
    """Links into one organisation. Without a ShortCode there are none."""

    def __init__(self, web_url: str) -> None:
        self._web_url = web_url.rstrip("/")
        self.short_code = ""

    def to(self, kind: str, remote_id: str, short_code: str = "") -> str:
        """Address of an 'invoice', 'credit_note' or 'contact'; '' when it cannot be built."""
        code = short_code or self.short_code
        page = _PAGES.get(kind)
        if not code or not remote_id or page is None:
            return ""
        target = page.format(id=quote(remote_id, safe="-"))
        if page.startswith("AccountsReceivable"):
            inner = quote(f"/{target}", safe="/?=")
            return f"{self._web_url}/organisationlogin/default.aspx?shortcode={_quoted(code)}&redirecturl={inner}"
        return f"{self._web_url}/app/{_quoted(code)}/{target}"


@lru_cache(maxsize=16)
def _quoted(short_code: str) -> str:
    return quote(short_code, safe="!")
