"""Two plain worlds: a handful of invoices for quick tests, and any number of ordinary ones for measurements."""

from __future__ import annotations

from typing import Final

from app.sandbox.worlds.catalogue import PERTH, PROJECTS, REGION_AU, REGION_EXPORT
from app.sandbox.worlds.clients import Client, Link, phone_of
from app.sandbox.worlds.drafts import Draft
from app.sandbox.worlds.names import STEMS, TRADES
from app.sandbox.worlds.ordinary import Stage, plain_lines

BULK_LINES: Final = 5
_SMALL: Final = (
    ("coastal", "Coastal Dental", Link.NUMBER, "AUD"), ("swan", "Swan Legal", Link.NUMBER, "AUD"),
    ("kestrel", "Kestrel Timber", Link.NUMBER, "AUD"), ("juniper", "Juniper Travel", Link.NUMBER, "AUD"),
    ("kauri", "Kauri Coast Tours", Link.NUMBER, "NZD"), ("osprey", "Osprey Roofing", Link.NUMBER, "AUD"),
    ("rosella", "Rosella Family Law", Link.NONE, "AUD"), ("tamarind", "Tamarind Joinery", Link.NUMBER, "AUD"),
)  # fmt: skip
_SMALL_SENT: Final = 8


def small_clients() -> list[Client]:
    """Eight clients: seven matched by number, of which one in NZD, and one that has no contact yet."""
    return [
        _plain_client(serial, key, name, link, currency)
        for serial, (key, name, link, currency) in enumerate(_SMALL, start=1)
    ]


def small_drafts(stage: Stage, invoices: int) -> list[Draft]:
    """Twelve waiting invoices (one credit, one for a new customer, one with hidden lines, one in NZD) and eight sent ones.

    Raises ValueError for any number but the fixed one.
    """
    order = (
        "coastal",
        "swan",
        "kestrel",
        "juniper",
        "kauri",
        "osprey",
        "rosella",
        "tamarind",
        "coastal",
        "swan",
        "kestrel",
        "juniper",
    )
    if invoices != len(order) + _SMALL_SENT:
        raise ValueError(f"The small world always has {len(order) + _SMALL_SENT} invoices.")
    drafts = [_plain_draft(stage, key, 2 + place % 3) for place, key in enumerate(order)]
    hidden, credit = drafts[-1], drafts[-2]
    maker = stage.maker.serve(hidden.company, hidden.day)
    hidden.special, hidden.unread_lines = "hidden_lines", [maker.labour("Project labour", PROJECTS)]
    maker = stage.maker.serve(credit.company, credit.day)
    credit.special, credit.lines = "credit", [maker.goodwill()]
    sent = [_plain_draft(stage, order[place], 2) for place in range(_SMALL_SENT) if order[place] != "rosella"]
    sent.append(_plain_draft(stage, "coastal", 2))
    for draft in sent:
        draft.processed = True
        draft.day = stage.year.processed(stage.rng)
    return [*drafts, *sent]


def _plain_draft(stage: Stage, key: str, lines: int) -> Draft:
    company, day = stage.companies[key], stage.year.in_last_month(stage.rng)
    return Draft(company, day, plain_lines(stage.maker.serve(company, day), lines))


def bulk_clients(invoices: int) -> list[Client]:
    """A client for every three invoices, all known in Xero by number."""
    return [
        _plain_client(n, "", f"{STEMS[n % len(STEMS)]} {TRADES[n % len(TRADES)]} {n}", Link.NUMBER, "AUD")
        for n in range(1, max(1, invoices // 3) + 1)
    ]


def bulk_drafts(stage: Stage, invoices: int) -> list[Draft]:
    """`invoices` waiting invoices of five ordinary lines, going round the clients; ValueError below one."""
    if invoices < 1:
        raise ValueError("A bulk world needs at least one invoice.")
    companies = list(stage.companies.values())
    drafts = []
    for n in range(invoices):
        company, day = companies[n % len(companies)], stage.year.in_last_month(stage.rng)
        drafts.append(Draft(company, day, plain_lines(stage.maker.serve(company, day), BULK_LINES)))
    return drafts


def _plain_client(serial: int, key: str, name: str, link: Link, currency: str) -> Client:
    country, region = ("AU", REGION_AU) if currency == "AUD" else ("NZ", REGION_EXPORT)
    letters = "".join(sign for sign in name.lower() if sign.isalnum())
    return Client(
        key=key, name=name, link=link, billed_now=True, currency=currency, country=country, region=region, division=PERTH,
        domain=f"{letters}.example", phone=phone_of(country, PERTH, serial),
        tax_number=f"00 {100 + serial % 900} {200 + serial // 900} 300",
        street=f"{serial % 200 + 1} Wharf Terrace", town="Fremantle", state="WA", postal_code="6160",
    )  # fmt: skip
