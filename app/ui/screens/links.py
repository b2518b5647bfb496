"""Opening a page of a remote system in the browser: only https, only on hosts that are known to be theirs."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.ui.parts import Toast

HOSTS = ("xero.com", "autotask.net", "intuit.com", "rotessa.com")
"""Whose pages are opened: these hosts and their subdomains."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Where the practice books live."""


def is_safe(address: str, *, practice: bool = False) -> bool:
    """Whether the address leads to a known system's page over https; on practice books, to this computer."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and not set(address) & {" ", "\\"}
    if not plain or parts.username is not None:
        return False
    if practice and host in LOOPBACK:
        return parts.scheme in {"http", "https"}
    if parts.scheme != "https" or port not in (None, 443):
        return False
    return any(host == known or host.endswith(f".{known}") for known in HOSTS)


def open_link(address: str, *, practice: bool = False) -> bool:
    """Show the page; False when the address is not one that is opened."""
    if not is_safe(address, practice=practice):
        return False
    return QDesktopServices.openUrl(QUrl(address))


def show_page(part: QWidget, address: str, *, practice: bool = False) -> None:
    """Show the page of a record; where there is none to be shown, say so.

    The simulated systems of practice books hold records, not pages: a browser would only warn of their certificate.
    """
    if practice and is_safe(address, practice=True) and not is_safe(address):
        said = "Your own books open this page; practice books have none."
    elif open_link(address, practice=practice):
        return
    else:
        said = "This page cannot be opened from here."
    Toast.show_in(part.window(), said)
