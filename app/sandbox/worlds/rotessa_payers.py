"""The forty payers of a Rotessa account: some known to the ledger by the very name, some by a similar one, some not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from app.sandbox.worlds.names import STREETS

Row = dict[str, Any]
NAMES_NEEDED: Final = 35
"""How many names of the ledger's contacts `invent_payers` takes."""
AMERICANS: Final = slice(18, 20)
"""Places of the two payers with banks in the United States, among the names as among the payers."""
_FREE: Final = 18
_WITHOUT_BANK, _WITHOUT_AUTHORISATION, _SIMILAR, _UNNUMBERED = 4, 3, 6, 2
_INACTIVE, _HIDDEN = 15, 16
_STRANGERS: Final = (
    "Lakeshore Curling Club",
    "Thistle & Rye Bakery",
    "Odile Fontaine",
    "Granite Ridge Storage",
    "Marten Halvorsen",
)
_TOWNS: Final = (
    ("Winnipeg", "MB", "R3L 0P1"), ("Toronto", "ON", "M5V 2T6"), ("Ottawa", "ON", "K1P 5M7"), ("Halifax", "NS", "B3J 1S9"),
    ("Burnaby", "BC", "V5H 4M1"), ("Regina", "SK", "S4P 3Y2"), ("London", "ON", "N6A 3K7"),
)  # fmt: skip
_AMERICAN_TOWNS: Final = (("Duluth", "MN", "55802"), ("Buffalo", "NY", "14202"))
_BANKS: Final = (
    ("Assiniboine Credit Union", "879"),
    ("Bank of the Lakes", "001"),
    ("Dominion Savings", "004"),
    ("", "003"),
)


@dataclass(slots=True)
class Payers:
    """`rows` are customers in Rotessa's wire names. The rest is the truth about them, by custom_identifier or name.

    `free`: places in `rows` of payers that can be debited without more ado.
    """

    rows: list[Row] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    similar: dict[str, str] = field(default_factory=dict)
    unnumbered: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    without_bank: list[str] = field(default_factory=list)
    without_authorisation: list[str] = field(default_factory=list)
    free: list[int] = field(default_factory=list)

    def truth(self) -> dict[str, Any]:
        """What a matching of payers and contacts has to find."""
        return {
            "exact": self.exact, "similar": self.similar, "unnumbered": self.unnumbered, "strangers": self.strangers,
            "without_bank": self.without_bank, "without_authorisation": self.without_authorisation,
        }  # fmt: skip


def invent_payers(names: Sequence[str], rng: Random) -> Payers:
    """Forty payers for the first `NAMES_NEEDED` of the names; ValueError when there are fewer.

    The same names and generator give the same payers. Those at the places of `AMERICANS` have accounts in the United States.
    """
    if len(names) < NAMES_NEEDED:
        raise ValueError(f"{len(names)} names are too few for forty payers; it takes {NAMES_NEEDED}.")
    made, queue = Payers(), iter(names)
    for place in range(_FREE):
        made.exact.append(_add(made, next(queue), rng, bank=True))
        if place not in (_INACTIVE, _HIDDEN):
            made.free.append(place)
    made.rows[_INACTIVE]["active"] = False
    made.rows[_HIDDEN]["hidden"] = True
    for _ in range(AMERICANS.start, AMERICANS.stop):
        made.exact.append(_add(made, next(queue), rng, bank=True, american=True))
    for _ in range(_WITHOUT_BANK):
        made.exact.append(_add(made, next(queue), rng, bank=False))
        made.without_bank.append(made.exact[-1])
    for _ in range(_WITHOUT_AUTHORISATION):
        made.exact.append(_add(made, next(queue), rng, bank=True, authorised=False))
        made.without_authorisation.append(made.exact[-1])
    for turn in range(_SIMILAR):
        name = next(queue)
        made.similar[_add(made, _written_otherwise(name, turn), rng, bank=True)] = name
    for _ in range(_UNNUMBERED):
        made.unnumbered.append(_add(made, next(queue), rng, bank=True, identified=False))
    made.strangers += [
        _add(made, name, rng, bank=True, identified=turn % 2 == 0) for turn, name in enumerate(_STRANGERS)
    ]
    return made


def _add(
    made: Payers, name: str, rng: Random, *, bank: bool, american: bool = False, authorised: bool = True, identified: bool = True
) -> str:  # fmt: skip
    number = len(made.rows)
    town, province, postal_code = rng.choice(_AMERICAN_TOWNS if american else _TOWNS)
    row = {
        "name": name, "custom_identifier": name if identified else None, "email": f"payer{number + 1}@payments.example",
        "customer_type": "Business" if number % 2 else "Personal", "home_phone": f"20455501{number:02}", "phone": f"20455502{number:02}",
        "authorization_type": rng.choice(("Online", "In Person")) if authorised and bank else None,
        "address": {
            "address_1": f"{rng.randint(2, 480)} {rng.choice(STREETS)}", "address_2": "", "city": town, "province_code": province,
            "postal_code": postal_code, "country": "US" if american else "CA",
        },
    }  # fmt: skip
    if bank:
        row |= _american_bank(rng) if american else _canadian_bank(rng)
    made.rows.append(row)
    return name


def _canadian_bank(rng: Random) -> Row:
    bank, institution = rng.choice(_BANKS)
    lead = rng.choice(("00", "", ""))
    return {
        "bank_name": bank, "institution_number": institution, "transit_number": f"{rng.randint(1, 99_999):05}",
        "account_number": f"{lead}{rng.randint(1_000_000, 9_999_999)}",
    }  # fmt: skip


def _american_bank(rng: Random) -> Row:
    return {
        "bank_name": "Lakehead National", "routing_number": "091000080", "bank_account_type": "Checking",
        "account_number": f"{rng.randint(10_000_000, 99_999_999)}",
    }  # fmt: skip


def _written_otherwise(name: str, turn: int) -> str:
    """A name as somebody else typed it; never the name itself."""
    words = name.split()
    forms = (
        name.upper() if name != name.upper() else name.lower(),
        "  ".join(words) if len(words) > 1 else f"{name} ",
        f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else f"The {name}",
        f"{name} Inc.",
        name[:1] + name[2:3] + name[1:2] + name[3:] if name[1:2] != name[2:3] else f"{name}s",
        name.replace("&", "and") if "&" in name else f"{name} (new)",
    )
    return forms[turn % len(forms)]
