"""Pages of remote systems: only known ones are opened, and one that is not is said."""

from __future__ import annotations

import pytest

from app.ui.parts import Toast
from app.ui.screens.links import is_safe, show_page
from tests.gui.screens.conftest import Shown


@pytest.mark.parametrize(
    ("address", "practice", "safe"),
    [
        ("https://go.xero.com/app/!abc/invoicing/view/1", False, True),
        ("https://ww6.autotask.net/Mvc", False, True),
        ("http://go.xero.com/", False, False),
        ("https://xero.com.evil.example/", False, False),
        ("https://evil.example/?xero.com", False, False),
        ("https://me@go.xero.com/", False, False),
        ("file:///etc/passwd", False, False),
        ("javascript:alert(1)", False, False),
        ("https://[broken", False, False),
        ("http://127.0.0.1:8080/page", False, False),
        ("http://127.0.0.1:8080/page", True, True),
    ],
)
def test_only_known_pages_are_opened(address: str, practice: bool, safe: bool) -> None:
    assert is_safe(address, practice=practice) is safe


@pytest.mark.parametrize(
    ("address", "practice", "said"),
    [
        ("https://127.0.0.1:41367/app/!a/invoicing/view/1", True, "practice books have none."),
        ("https://127.0.0.1:41367/app/!a/invoicing/view/1", False, "cannot be opened from here"),
        ("javascript:alert(1)", True, "cannot be opened from here"),
    ],
)
def test_a_page_that_is_not_opened_is_said(shown: Shown, address: str, practice: bool, said: str) -> None:
    show_page(shown.route, address, practice=practice)
    (toast,) = shown.window.findChildren(Toast)
    assert said in toast.accessibleName()
