"""Who Harbour & Pine IT bills: about 150 clients, the awkward ones by hand and the rest composed from the name tables.

`Link` is the truth about each client in the Australian Xero organisation; the mapping dialogs have to find it out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

from app.sandbox.worlds.catalogue import BRISBANE, LONDON, PERTH, REGION_AU, REGION_EXPORT, REGION_UK
from app.sandbox.worlds.names import STEMS, STREETS, TOWNS, TRADES, UK_TOWNS


class Link(StrEnum):
    """How a client stands in the Australian organisation's contacts."""

    NUMBER = "number"  # a contact carries the company id as ContactNumber
    EXACT = "exact"  # a contact of the very same name, without a number
    NORMALISED = "normalised"  # the same name but for case, punctuation or legal suffix
    SIMILAR = "similar"  # the same company under an abbreviated, misspelt or turned name
    DECOY = "decoy"  # no contact, but somebody else's looks like it
    NONE = "none"  # no contact
    ARCHIVED = "archived"  # the contact carries the number and is archived


@dataclass(frozen=True, slots=True)
class Client:
    """One client company before it becomes rows. `key` names the special ones, '' the ordinary; `region` is a TaxRegions id."""

    key: str
    name: str
    link: Link
    billed_now: bool  # stands on at least one unprocessed invoice
    currency: str = "AUD"
    country: str = "AU"
    region: int = REGION_AU
    division: int = PERTH
    exempt: bool = False
    active: bool = True
    has_people: bool = True
    parent: str = ""  # key of the parent client
    domain: str = ""
    phone: str = ""
    tax_number: str = ""
    street: str = ""
    town: str = ""
    state: str = ""
    postal_code: str = ""


_HUNDRED_SIGNS: Final = (
    "Consolidated Agricultural Machinery Importers and Regional Distributors of the Western Wheatbelt Inc"
)
"""As long as the source allows a company name to be."""

# key, name, link, currency, country; all of them are billed now
_SPECIAL: Final[tuple[tuple[str, str, Link, str, str], ...]] = (
    ("twin_coastal", "Coastal Dental", Link.EXACT, "AUD", "AU"),
    ("twin_coastal_care", "Coastal Dental Care", Link.EXACT, "AUD", "AU"),
    ("twin_swan", "Swan Legal", Link.EXACT, "AUD", "AU"),
    ("twin_swan_group", "Swan Legal Group", Link.NONE, "AUD", "AU"),
    ("twin_north", "Northbank Physio", Link.NUMBER, "AUD", "AU"),
    ("twin_north_physiotherapy", "North Bank Physiotherapy", Link.NORMALISED, "AUD", "AU"),
    ("japanese", "株式会社青空商事", Link.NUMBER, "JPY", "JP"),
    ("japanese_latin", "Kitakaze Trading K.K.", Link.NUMBER, "JPY", "JP"),
    ("greek", "Αιγαίο Ναυτιλιακή", Link.EXACT, "AUD", "AU"),
    ("arabic", "شركة النخيل للتجارة", Link.NONE, "AUD", "AU"),
    ("cyrillic", "Северный Кедр", Link.NUMBER, "AUD", "AU"),
    ("ampersand", "Barnes & O'Leary Pty Ltd", Link.NORMALISED, "AUD", "AU"),
    ("quotes", 'The "Blue Door" Gallery', Link.EXACT, "AUD", "AU"),
    ("equals_sign", "=Sum Bookkeeping", Link.NUMBER, "AUD", "AU"),
    ("markup", "<b>Bold</b> Bakery", Link.NONE, "AUD", "AU"),
    ("emoji", "Tide & Tonic 🍋", Link.NUMBER, "AUD", "AU"),
    ("right_to_left", "Olive Grove\u200f Café", Link.SIMILAR, "AUD", "AU"),
    ("no_contact_person", "Chandlers of Cliff Street", Link.NUMBER, "AUD", "AU"),
    ("no_name", "", Link.SIMILAR, "AUD", "AU"),
    ("archived", "Gully Road Motors", Link.ARCHIVED, "AUD", "AU"),
    ("parent", "Bellbird Group Holdings", Link.NUMBER, "AUD", "AU"),
    ("currency_off", "Rheinkontor Logistik GmbH", Link.NUMBER, "EUR", "DE"),
    ("inactive", "Tallow & Twine", Link.EXACT, "AUD", "AU"),
    ("long_name", _HUNDRED_SIGNS, Link.NUMBER, "AUD", "AU"),
    ("nz_tours", "Kauri Coast Tours", Link.NUMBER, "NZD", "NZ"),
    ("nz_press", "Pohutukawa Press", Link.EXACT, "NZD", "NZ"),
    ("nz_studio", "Tui Street Studio", Link.NUMBER, "NZD", "NZ"),
    ("us_robotics", "Cedar Hollow Robotics Inc", Link.NUMBER, "USD", "US"),
    ("us_analytics", "Mesa Bluff Analytics LLC", Link.SIMILAR, "USD", "US"),
    ("gb_export", "Thistle & Rook Ltd", Link.NUMBER, "GBP", "GB"),
    ("gb_export_new", "Pennine Lens Works Ltd", Link.NONE, "GBP", "GB"),
)  # fmt: skip
_SUBSIDIARIES: Final = (("child_learning", "Bellbird Early Years"), ("child_care", "Bellbird Aged Residences"))

_QUOTAS: Final = {Link.NUMBER: 44, Link.EXACT: 34, Link.NORMALISED: 16, Link.SIMILAR: 15, Link.DECOY: 5}
"""Clients of each kind among all 150, the special ones counted in; the rest of the 150 have no contact."""
_BILLED_NOW: Final = {Link.NUMBER: 22, Link.EXACT: 2, Link.NORMALISED: 1, Link.SIMILAR: 2, Link.DECOY: 2, Link.NONE: 1}
"""Ordinary clients of each kind that stand on unprocessed invoices."""
_UK_CLIENTS: Final = 12
_CLIENTS: Final = 150
_EXEMPT_EVERY: Final = 16

_PHONES: Final = {
    "AU": "({area}) {exchange} {n:04}", "GB": "020 7946 0{n:03}", "NZ": "+64 9 555 01{n:02}", "US": "+1 505 555 01{n:02}",
    "JP": "+81 3 0000 {n:04}", "DE": "+49 30 23125 {n:03}",
}  # fmt: skip
"""Ranges that are kept for fiction or not given out at all; `n` is taken to the digits the range has."""
_PHONE_DIGITS: Final = {"AU": 10_000, "GB": 1_000, "NZ": 100, "US": 100, "JP": 10_000, "DE": 1_000}
_FOREIGN_TOWNS: Final = {
    "NZ": ("Whangarei", "Northland", "0110"), "US": ("Taos", "NM", "87571"), "JP": ("Yokohama", "Kanagawa", "220-0000"),
    "DE": ("Bremen", "Bremen", "28195"), "GB": ("Leeds", "West Yorkshire", "LS1 4ZZ"),
}  # fmt: skip


def phone_of(country: str, division: int, serial: int) -> str:
    """A telephone number nobody has, `serial` making it the client's own as far as the range allows."""
    return _PHONES[country].format(
        area="08" if division == PERTH else "07",
        exchange="5550" if serial % 2 else "7010",
        n=(serial * 37) % _PHONE_DIGITS[country],
    )


@dataclass(frozen=True, slots=True)
class _Draw:
    """What is settled about a client before its details are invented; `note` is 'uk', 'parent' (has one) or ''."""

    key: str
    name: str
    link: Link
    billed_now: bool
    currency: str = "AUD"
    country: str = "AU"
    note: str = ""


def invent_clients(rng: Random) -> list[Client]:
    """The 150 clients in a fixed order: special ones first, then UK ones, then ordinary ones."""
    drawn = [_Draw(key, name, link, True, currency, country) for key, name, link, currency, country in _SPECIAL]
    drawn += [_Draw(key, name, Link.NONE, False, note="parent") for key, name in _SUBSIDIARIES]
    stems = rng.sample(STEMS, len(STEMS))
    names = iter([f"{stem} {rng.choice(TRADES)}" for stem in stems])
    drawn += [_Draw("", f"{next(names)} Ltd", Link.NONE, False, "GBP", "GB", "uk") for _ in range(_UK_CLIENTS)]
    drawn += [_Draw("", next(names), link, now) for link, now in _ordinary_links(rng)]
    return [_client(rng, serial, draw) for serial, draw in enumerate(drawn, start=1)]


def _ordinary_links(rng: Random) -> list[tuple[Link, bool]]:
    special = Counter(link for _, _, link, _, _ in _SPECIAL)
    room = _CLIENTS - len(_SPECIAL) - len(_SUBSIDIARIES) - _UK_CLIENTS
    links = [link for link, quota in _QUOTAS.items() for _ in range(quota - special[link])]
    links += [Link.NONE] * (room - len(links))
    seen: Counter[Link] = Counter()
    drawn = []
    for link in links:
        seen[link] += 1
        drawn.append((link, seen[link] <= _BILLED_NOW[link]))
    rng.shuffle(drawn)
    return drawn


def _client(rng: Random, serial: int, draw: _Draw) -> Client:
    key, name, country = draw.key, draw.name, draw.country
    region, division, place = _place(rng, country, draw.note)
    suffixes = ("", "", " Pty Ltd", " Pty Ltd", "" if name.endswith("Group") else " Group")
    suffix = rng.choice(suffixes) if not key and country == "AU" else ""
    tax_numbers = {"AU": f"00 {100 + serial} {200 + serial} {300 + serial}", "GB": f"GB0000{serial:05}"}
    return Client(
        key=key,
        name=name + suffix,
        link=draw.link,
        billed_now=draw.billed_now,
        currency=draw.currency,
        country=country,
        region=region,
        division=division,
        exempt=not key and region == REGION_AU and serial % _EXEMPT_EVERY == 0,
        active=key != "inactive",
        has_people=key != "no_contact_person",
        parent=draw.note if draw.note == "parent" else "",
        domain=_domain(name, key, serial),
        phone=phone_of(country, division, serial),
        tax_number=tax_numbers.get(country, ""),
        street=f"{rng.randrange(1, 180)} {rng.choice(STREETS)}",
        town=place[0],
        state=place[1],
        postal_code=place[2],
    )


def _place(rng: Random, country: str, note: str) -> tuple[int, int, tuple[str, str, str]]:
    if note == "uk":
        return REGION_UK, LONDON, rng.choice(UK_TOWNS)
    if country == "AU":
        town = rng.choice(TOWNS)
        return REGION_AU, PERTH if town[1] == "WA" else BRISBANE, town
    return REGION_EXPORT, rng.choice((PERTH, BRISBANE)), _FOREIGN_TOWNS[country]


def _domain(name: str, key: str, serial: int) -> str:
    """A web domain under .example; names without Latin letters are called after their key."""
    letters = "".join(sign for sign in name.lower() if sign.isascii() and sign.isalnum())
    stem = (letters or key.replace("_", "-") or f"client{serial}")[:28]
    return f"{stem}.example"
