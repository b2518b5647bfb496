"""JSON text of rows and facts, by an encoder that is made once.

The standard library makes one anew for each text, which for a short row is a third of the work, and a journal writes thousands.
"""

from __future__ import annotations

import json
from collections.abc import Callable

Encode = Callable[[object], str]


def encoder(
    *, sort_keys: bool = False, ensure_ascii: bool = True, compact: bool = False, any_number: bool = False
) -> Encode:
    """As `json.dumps` with these settings, for plain values that do not hold themselves.

    Without `any_number` NaN and infinities, which are no JSON, raise `ValueError`.
    """
    separators = (",", ":") if compact else (", ", ": ")
    library = json.JSONEncoder(
        sort_keys=sort_keys,
        ensure_ascii=ensure_ascii,
        allow_nan=any_number,
        separators=separators,
        check_circular=False,
    )
    made = getattr(json.encoder, "c_make_encoder", None)
    if made is None:  # an interpreter without the compiled part
        return library.encode
    texts = json.encoder.encode_basestring_ascii if ensure_ascii else json.encoder.encode_basestring
    item, pair = separators
    pieces = made(None, library.default, texts, None, pair, item, sort_keys, False, any_number)
    return lambda value: "".join(pieces(value, 0))
