"""Scopes: which ones exist, and which one a resource asks for (apis/xero.md 2.6).

Both sets count, the granular one of March 2026 and the old broad one; every write scope has a `.read` twin for reads.
"""

from __future__ import annotations

from collections.abc import Collection

_SETTINGS = ("accounting.settings",)
_SALES = ("accounting.invoices", "accounting.transactions")
_BY_RESOURCE: dict[str, tuple[str, ...]] = {
    "invoices": _SALES,
    "creditnotes": _SALES,
    "items": (*_SALES, *_SETTINGS),
    "payments": ("accounting.payments", "accounting.transactions"),
    "contacts": ("accounting.contacts",),
    "accounts": _SETTINGS,
    "taxrates": _SETTINGS,
    "trackingcategories": _SETTINGS,
    "currencies": _SETTINGS,
    "brandingthemes": _SETTINGS,
    "organisation": _SETTINGS,
    "attachments": ("accounting.attachments",),
}
_WRITABLE = sorted({scope for scopes in _BY_RESOURCE.values() for scope in scopes})
OPENID = ("openid", "profile", "email", "offline_access")
KNOWN: frozenset[str] = frozenset(
    (
        *OPENID,
        *_WRITABLE,
        *(f"{scope}.read" for scope in _WRITABLE),
        "accounting.banktransactions",
        "accounting.reports.read",
    )
)
FULL: tuple[str, ...] = (*OPENID, *(scope for scope in _WRITABLE if scope != "accounting.transactions"))


def allows(held: Collection[str], resource: str, method: str) -> bool:
    """Whether a token with the scopes `held` may use `resource` (lower case; 'attachments' for files of any)."""
    reading = method in {"GET", "HEAD"}
    return any(
        scope in held or (reading and f"{scope}.read" in held) for scope in _BY_RESOURCE.get(resource, ("none",))
    )
