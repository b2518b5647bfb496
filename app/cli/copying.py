"""Commands that take a route's mappings to another ledger, and the one that says why a route itself stays with its own."""

from __future__ import annotations

from app.cli.counter import Counter
from app.cli.endings import Exit
from app.domain.errors import BadInput
from app.domain.mapping_copy import CopyLine, Fate, MappingCopy
from app.domain.route import Route
from app.domain.words import count_of

_WORDS = {
    Fate.AGAIN: "map again",
    Fate.PARTLY: "partly; map the rest again",
    Fate.CHANGED: "leads to what stands for it",
    Fate.CARRIED: "carries over",
    Fate.KEPT: "stays as it is there",
}


def copy_route(counter: Counter) -> Exit:
    """A new route from the same source to another ledger, with the mappings that hold there."""
    asked, route = counter.asked, counter.route(counter.asked.route)
    ledger = counter.connection(asked.ledger)
    into = counter.desks.copying.route_for(route.id, asked.name, ledger.id)
    counter.out.say(f"{into.name} carries invoices to {ledger.tenant_name or ledger.name}.")
    return _copy(counter, route, into)


def copy_mappings(counter: Counter) -> Exit:
    """Mappings from one route into another that reads the same source."""
    asked = counter.asked
    return _copy(counter, counter.route(asked.route), counter.route(asked.into))


def _copy(counter: Counter, route: Route, into: Route) -> Exit:
    desk = counter.desks.copying
    found = desk.look(route.id, into.id, counter.stop, counter.report)
    _tell(counter, found)
    kept = 0
    if not getattr(counter.asked, "dry_run", False) and found.carries:
        counter.confirm(f"Copy {count_of(found.carries, 'decision')} to {into.name}?")
        kept = desk.keep(into.id, found)
        counter.out.say(f"{count_of(kept, 'decision')} copied to {into.name}.")
    again = found.count(Fate.AGAIN, Fate.PARTLY)
    if again:
        counter.out.say(f"{count_of(again, 'decision')} to be made again; what needs them waits in the review.")
    counter.out.object(
        {
            "route": {"id": into.id, "name": into.name},
            "copied": kept,
            **{fate.value: found.count(fate) for fate in Fate},
            "lines": [_line(line) for line in found.lines],
        }
    )
    return Exit.DONE


def _tell(counter: Counter, found: MappingCopy) -> None:
    order = list(_WORDS)
    lines = sorted(found.lines, key=lambda line: order.index(line.fate))
    rows = [(line.what, line.source, line.before, line.after, _said(line)) for line in lines]
    counter.out.table(("What", "From", found.before, found.now, ""), rows)


def _said(line: CopyLine) -> str:
    return f"{_WORDS[line.fate]}: {line.why}" if line.why else _WORDS[line.fate]


def _line(line: CopyLine) -> dict[str, str]:
    return {
        "what": line.what,
        "source": line.source,
        "before": line.before,
        "after": line.after,
        "fate": line.fate.value,
        "why": line.why,
    }


def change_route(counter: Counter) -> Exit:
    """Another name. Another ledger is refused, with the way there: a new route, and a copy of the mappings."""
    asked, route = counter.asked, counter.route(counter.asked.route)
    if not asked.name and not asked.ledger:
        raise BadInput("Nothing to change was named.", field="route", advice="--name, for example.")
    if asked.ledger:
        ledger = counter.connection(asked.ledger)
        try:
            counter.desks.setup.change_ledger(route.id, ledger.id)
        except BadInput as refused:
            way = f'routes copy "{route.name}" "<new name>" --to "{ledger.name}"'
            raise BadInput(refused.sentence, field=refused.field, advice=f"{way} copies them over.") from None
    if asked.name:
        route = counter.desks.setup.rename_route(route.id, asked.name)
    counter.out.say(f"{route.name} is kept.")
    counter.out.object({"route": {"id": route.id, "name": route.name}})
    return Exit.DONE
