"""Switches that exist so that tests can prove what each safeguard prevents; the application never turns one off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Safeguards:
    """All on. A test that turns one off must see the fault it prevents, otherwise the safeguard is not proven."""

    journal_first: bool = True
    look_up_first: bool = True
    settle_absence: bool = True
    key_age: bool = True
    fresh_mark: bool = True
    fresh_check: bool = True
    confirmed_first: bool = True


ALL_ON = Safeguards()
