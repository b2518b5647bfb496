"""What a route does with another reckoning of sales tax, set by command and kept."""

from __future__ import annotations

from app.cli.house import Where
from app.domain.mapping import SalesTaxPolicy
from tests.cli.conftest import ROUTE, Line


def test_the_policy_is_set_by_command(line: Line) -> None:
    line.set_up()
    said = line("mappings", "set-default", ROUTE, "--sales-tax", "block", "--json")
    assert (said.code, said.object["changed"]) == (0, ["sales_tax"])
    with line.house.desks(Where()) as desks:
        (route,) = desks.setup.routes()
        defaults = desks.export.book(route.id).defaults
        assert (defaults.sales_tax, defaults.account_code) == (SalesTaxPolicy.BLOCK, "200")
