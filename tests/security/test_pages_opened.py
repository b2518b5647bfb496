"""Addresses that a click opens in the browser: https, pages of the systems we know, and practice books on this machine alone."""

from __future__ import annotations

import pytest

from app.ui.screens.links import is_safe
from tests.security.expecting import Expect

OPENED = (
    "https://go.xero.com/app/invoicing/view/1",
    "https://GO.XERO.COM/app",
    "https://go.xero.com:443/app",
    "https://ww6.autotask.net/Autotask/AutotaskExtend/ExecuteCommand.aspx?Code=OpenInvoice&Id=1",
    "https://go.xero.com/organisationlogin/default.aspx?shortcode=!aB&redirecturl=/x",
)
REFUSED = (
    "http://go.xero.com/x",
    "https://go.xero.com:8443/x",
    "https://xero.com.evil.example/x",
    "https://evilxero.com/x",
    "https://go.xero.com@evil.example/x",
    "https://user@go.xero.com/x",
    "https://user:word@go.xero.com/x",
    "https://evil.example/go.xero.com",
    "https://evil.example\\.xero.com/x",
    "https:\\\\go.xero.com\\x",
    "https://go.xеro.com/x",
    "https://ｇｏ.xero.com/x",
    "https://go.xero.com\u202e/x",
    "https://go.xero.com/\nx",
    "https://go.xero.com/\x00",
    "https://go.xero.com\t.evil.example/",
    "//go.xero.com/x",
    "/x",
    "",
    " https://go.xero.com/x",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/hostname",
    "vbscript:x",
    "ms-settings:x",
    "smb://go.xero.com/x",
    "https://[::1]/x",
    "https://127.0.0.1:8080/x",
    "https://localhost/x",
    "https://go.xero.com:99999/x",
    "https://go.xero.com:x/y",
    "https:///x",
    "https://xero.com%2eevil.example/x",
    "https://go%2exero.com/x",
    "https://xero.com./x",
)
PRACTICE = {
    "https://127.0.0.1:9000/x": True,
    "http://localhost:9000/x": True,
    "https://[::1]:9000/x": True,
    "file://localhost/etc/hostname": False,
    "http://127.0.0.1.evil.example/x": False,
    "http://user@127.0.0.1/x": False,
    "http://go.xero.com/x": False,
    "http://2130706433/x": False,
}


@pytest.mark.parametrize("address", OPENED)
def test_pages_of_the_systems_are_opened(expect: Expect, address: str) -> None:
    expect(f"page: {address}", "opened", "opened" if is_safe(address) else "refused")


@pytest.mark.parametrize("address", REFUSED)
def test_everything_else_is_refused(expect: Expect, address: str) -> None:
    expect(f"page: {address}", "refused", "opened" if is_safe(address) else "refused")
    expect(f"page on practice books: {address}", "as stated", "as stated" if allowed_there(address) else "opened")


def allowed_there(address: str) -> bool:
    """On practice books the same are refused, but for this machine."""
    here = address.startswith(("https://[::1]", "https://127.0.0.1:", "https://localhost/"))
    return is_safe(address, practice=True) == here


@pytest.mark.parametrize("address", PRACTICE)
def test_practice_books_are_on_this_machine(expect: Expect, address: str) -> None:
    expected = "opened" if PRACTICE[address] else "refused"
    expect(f"practice page: {address}", expected, "opened" if is_safe(address, practice=True) else "refused")
