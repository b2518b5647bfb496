"""Asking for a product or service that the ledger does not have yet: it is created with the first invoice that needs it."""

from __future__ import annotations

from dataclasses import replace

from app.cli.counter import Counter
from app.cli.endings import Exit
from app.domain.documents import Facet, FacetValue
from app.domain.errors import BadInput
from app.domain.mapping import DecidedBy, ItemKind, NewItem, PostingRule
from app.flows.export.deciding import RuleDecision


def ask_for_item(counter: Counter) -> Exit:
    """Keep a rule that has an item created; an item that is there already under its SKU or name is used instead."""
    asked = counter.asked
    route = counter.route(asked.route)
    value = _value(counter, route.id, Facet(asked.facet), asked.key)
    new = NewItem(
        name=_needed("name", asked.name),
        account_code=_needed("account", asked.account),
        kind=ItemKind(asked.kind.replace("-", "_")),
        sku=asked.sku.strip(),
        description=asked.description.strip(),
        tax_code=asked.tax.strip(),
    )
    held = next(
        (
            r
            for r in counter.desks.export.book(route.id).postings
            if (r.facet, r.key, r.party_id) == (value.facet, value.key, "")
        ),
        PostingRule(value.facet, value.key, value.name),
    )
    rule = replace(held, item_code="", create_item=new, decided_by=DecidedBy.RULE)
    counter.desks.export.decide_rules(route.id, RuleDecision(postings=(rule,)))
    counter.out.say(f"{value.name} goes to {new.name}, which is created in the ledger if it is not there.")
    counter.out.object(
        {"route": route.id, "facet": value.facet.value, "key": value.key, "item": new.name, "sku": new.sku}
    )
    return Exit.DONE


def _needed(name: str, text: str) -> str:
    tidy = " ".join(text.split())
    if not tidy:
        raise BadInput(f"The {name} is empty.", field=name)
    return tidy


def _value(counter: Counter, route_id: str, facet: Facet, named: str) -> FacetValue:
    """The source's value by its key or name."""
    known = [v for v in counter.desks.export.source_catalogue(route_id, counter.stop).facets if v.facet is facet]
    wanted = named.strip().casefold()
    found = [v for v in known if v.key == named.strip()] or [v for v in known if v.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    names = ", ".join(v.name for v in known[:20]) or "none"
    said = "More than one is" if found else "Nothing is"
    raise BadInput(f"{said} named {named}.", field="key", advice=f"There are: {names}.")
