"""What other people do in the remote systems while the program works: drawn from the seed, done at its instant."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.simulation.whole.remote import Remote
from tests.simulation.whole.sales import COMPANIES, ITEM, OTHER_ACCOUNT, Sale

Doing = tuple[float, str, Callable[[], None]]


def plan_doings(draw: random.Random, remote: Remote, sales: Sequence[Sale]) -> list[Doing]:
    """Up to three things that somebody does, each at a moment of its own (seconds from now), with its words."""
    doings = [_doing(draw, remote, draw.choice(sales)) for _ in range(draw.choice((0, 0, 1, 1, 2)))]
    if draw.random() < 0.08:  # the number was free when it was looked at, and is taken before anything is sent
        sale = draw.choice(sales)
        doings.append(
            (0.0, f"somebody types a document with the number of {sale.number}", lambda: remote.hand_type(sale))
        )
    return doings


def plan_item_doings(draw: random.Random, remote: Remote) -> list[Doing]:
    """What somebody does with the product that a run makes: adds it first, as it is to be or for other sales, or takes it out of use."""
    choices: dict[str, Callable[[], None]] = {
        "adds the product": lambda: remote.side.add_item(ITEM, remote.side.posting.account),
        "adds for other sales the product": lambda: remote.side.add_item(ITEM, OTHER_ACCOUNT),
        "retires the product": lambda: remote.side.retire_item(ITEM),
    }
    names = [draw.choice(sorted(choices)) for _ in range(draw.choice((0, 0, 1, 1, 2)))]
    return [
        (draw.choice((0.0, draw.uniform(0, 60), draw.uniform(0, 1500))), f"somebody {name} {ITEM}", choices[name])
        for name in names
    ]


def _doing(draw: random.Random, remote: Remote, sale: Sale) -> Doing:
    at = draw.choice((draw.uniform(0, 5), draw.uniform(0, 60), draw.uniform(0, 1500)))
    contact, side = COMPANIES[sale.company], remote.side
    choices: dict[str, Callable[[], None]] = {
        "types a document with the number of": lambda: remote.hand_type(sale),
        "voids": lambda: remote.change_document(sale, side.void),
        "deletes": lambda: remote.change_document(sale, side.delete),
        "changes": lambda: remote.change_document(sale, side.change),
        "renumbers": lambda: remote.change_document(sale, lambda one: side.renumber(one, f"X-{sale.id}")),
        "pays": lambda: remote.change_document(sale, side.pay),
        "archives the contact of": lambda: side.archive(contact),
        "writes another id on the contact of": lambda: side.number_contact(contact, "THEIRS-7"),
        "voids at its source": lambda: remote.void_source(sale),
        "changes at its source": lambda: remote.change_source(sale, invoiceTotal=sale.net * 2),
        "renumbers at its source": lambda: remote.change_source(sale, invoiceNumber=f"N-{sale.id}"),
        "marks at its source": lambda: remote.change_source(sale, webServiceDate="2026-03-01T08:00:00Z"),
    }
    name = draw.choice(sorted(choices))
    return at, f"somebody {name} {sale.number}", choices[name]
