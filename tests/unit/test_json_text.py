"""The encoder that is made once writes what the standard library writes."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.json_text import encoder

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
ENCODERS = [
    (sort, ascii_only, compact, encoder(sort_keys=sort, ensure_ascii=ascii_only, compact=compact))
    for sort, ascii_only, compact in product((False, True), repeat=3)
]


@given(PLAIN)
def test_the_text_is_the_library_s(value: object) -> None:
    for sort, ascii_only, compact, encode in ENCODERS:
        separators = (",", ":") if compact else None
        assert encode(value) == json.dumps(
            value, sort_keys=sort, ensure_ascii=ascii_only, separators=separators, allow_nan=False
        )


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": float("-inf")}])
def test_what_is_no_number_is_refused(value: object) -> None:
    for _, _, _, encode in ENCODERS:
        with pytest.raises(ValueError, match="Out of range"):
            encode(value)


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": float("-inf")}])
def test_it_can_be_let_through(value: object) -> None:
    assert encoder(any_number=True)(value) == json.dumps(value)


@pytest.mark.parametrize("value", [Decimal(1), {1, 2}, object()])
def test_what_is_not_plain_is_refused(value: object) -> None:
    for _, _, _, encode in ENCODERS:
        with pytest.raises(TypeError, match="not JSON serializable"):
            encode([value])
