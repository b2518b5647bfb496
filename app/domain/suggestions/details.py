"""E-mail addresses, phone numbers, tax numbers and countries in a form in which equal means the same."""

from __future__ import annotations

import re
from functools import lru_cache

from app.domain.suggestions.folding import plain
from app.domain.suggestions.lexicon import COUNTRIES, FREE_MAIL, VAT_COUNTRIES

_ADDRESS = re.compile(r"[^\s,;<>\"'()\[\]]+@[^\s,;<>\"'()\[\]@]+\.[^\s,;<>\"'()\[\]@]+")
_HOST = re.compile(r"^(?:[a-z]+://)?(?:www\d?\.)?([^/:?#@\s]+\.[^/:?#@\s]+)")
_EXTENSION = re.compile(r"(?:ext\.?|x|#|ext:)\s*\d+\s*$")
_NOT_DIGITS = re.compile(r"\D+")
_TAX_LABEL = re.compile(r"\b(?:abn|acn|arbn|vat|gst|tin|ein|tax|reg|no|number|id|ust|uid|nzbn|ird)\b")
_NOT_TAX = re.compile(r"[\W_]+")
_COUNTRY_PREFIX = re.compile(r"^[a-z]{2}(?=u?\d)")
_SHORTEST_PHONE = 8
_SHORTEST_TAX = 7


def addresses(text: str) -> tuple[str, ...]:
    """The e-mail addresses in a field, lower case; a field may hold several."""
    if "@" not in text:
        return ()
    return tuple(_ADDRESS.findall(text.lower()))


def own_domain(address: str) -> str:
    """The domain of an address when it belongs to the company; empty for free mail (gmail.com and the like)."""
    domain = address.rpartition("@")[2]
    return "" if domain in FREE_MAIL else domain


def site_domain(web: str) -> str:
    """The host of a web address without 'www'; empty when there is none or it is a mail provider's."""
    found = _HOST.match(web.strip().lower())
    if found is None or found[1] in FREE_MAIL:
        return ""
    return found[1]


def phone_digits(text: str) -> str:
    """National digits without trunk zero; a country code stays in front. Empty for too short or made-up numbers.

    Two results are the same number when the shorter ends the longer (see `same_phone`).
    """
    if not text:
        return ""
    lowered = text.lower().replace("(0)", "")
    if not text.isascii() or "x" in lowered or "#" in lowered:
        lowered = _EXTENSION.sub("", plain(lowered))
    digits = _NOT_DIGITS.sub("", lowered).lstrip("0")
    if len(digits) < _SHORTEST_PHONE or len(set(digits[-_SHORTEST_PHONE:])) == 1:
        return ""
    return digits


def phone_key(digits: str) -> str:
    """What all ways of writing one number share: its last 8 digits."""
    return digits[-_SHORTEST_PHONE:]


def same_phone(one: str, other: str) -> bool:
    """Whether two results of `phone_digits` can be reached by the same call; 02 and 08 numbers differ."""
    return one.endswith(other) or other.endswith(one)


def tax_key(text: str) -> str:
    """A tax number without label, country code and punctuation; an ABN as the 9 digits that its ACN shares.

    Empty when there is none, or when it is a placeholder ('n/a', zeros).
    """
    if not text:
        return ""
    bare = _NOT_TAX.sub("", _TAX_LABEL.sub("", plain(text)))
    bare = _COUNTRY_PREFIX.sub("", bare).lstrip("u") if not bare.isdigit() else bare
    if len(bare) < _SHORTEST_TAX or sum(map(str.isdigit, bare)) < _SHORTEST_TAX - 1 or len(set(bare)) == 1:
        return ""
    return bare[-9:] if len(bare) == 11 and bare.isdigit() else bare


def tax_word(text: str, country: str) -> str:
    """What the bookkeeper calls this number: 'ABN', 'VAT number', 'GST number' or 'tax number'."""
    digits = _NOT_DIGITS.sub("", text)
    code = country_code(country)
    if code == "AU" or (not code and len(digits) == 11 and len(_NOT_TAX.sub("", text)) == 11):
        return "ABN"
    if code == "NZ":
        return "GST number"
    if (text[:2].isalpha() and text[:2].isupper()) or code in VAT_COUNTRIES:
        return "VAT number"
    return "tax number"


@lru_cache(maxsize=1024)
def country_code(country: str) -> str:
    """ISO 3166 alpha-2 of a name or code; empty when unknown, and an unknown country contradicts nothing."""
    return COUNTRIES.get(plain(country).strip().strip("."), "")


@lru_cache(maxsize=8192)
def place_key(place: str) -> str:
    """A suburb or postal code, folded."""
    return " ".join(plain(place).split())
