"""How a security test tells its case: the form tried, what is expected, what was seen. The table is made of these."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PROPERTY = "security case"
Expect = Callable[[str, str, str], None]


def shown(text: str, longest: int = 60) -> str:
    """Hostile text as printable ASCII, cut where it is endless."""
    plain = ascii(text)[1:-1]
    return plain if len(plain) <= longest else f"{plain[: longest - 3]}..."


def expect_on(request: pytest.FixtureRequest) -> Expect:
    """Keeps one case with the test and holds what was seen against what is expected."""

    def expect(form: str, expected: str, seen: str) -> None:
        request.node.user_properties.append((PROPERTY, [shown(form), shown(expected, 48), shown(seen, 48)]))
        assert seen == expected, f"{shown(form, 200)}: expected {expected!r}, saw {seen!r}"

    return expect
