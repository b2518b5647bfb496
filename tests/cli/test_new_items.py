"""A product or service asked for by command: kept as a rule, refused where its key or account cannot be, shown by the plan."""

from __future__ import annotations

from app.cli.house import Where
from tests.cli.conftest import ROUTE, Line


def test_a_new_item_is_asked_for_by_command(line: Line) -> None:
    line.set_up()
    words = ("mappings", "new-item", ROUTE, "billing_code")
    unknown = line(*words, "No such code", "--name", "Night watch", "--account", "200", "--json")
    assert (unknown.code, unknown.object["problem"]["subject"]) == (2, "key")
    assert "There are: " in unknown.object["problem"]["advice"]
    empty = line(*words, "Remote support", "--name", "  ", "--account", "200", "--json")
    assert (empty.code, empty.object["problem"]["subject"]) == (2, "name")

    made = line(
        *(*words, "remote SUPPORT", "--name", "Night  watch", "--account", "200", "--sku", "NW-1"),
        *("--kind", "non-inventory", "--json"),
    )
    assert made.code == 0, made.err
    assert (made.object["item"], made.object["sku"]) == ("Night watch", "NW-1")
    assert "new item Night watch" in line("mappings", "list", ROUTE).out
    with line.house.desks(Where()) as desks:
        route = next(r for r in desks.setup.routes() if r.name == ROUTE)
        (rule,) = (r for r in desks.export.book(route.id).postings if r.create_item is not None)
        assert rule.create_item is not None
        assert (rule.name, rule.item_code) == ("Remote support", "")
        assert (rule.create_item.kind.value, rule.create_item.account_code) == ("non_inventory", "200")
