"""Sales posted as receipts, chosen by command, where the ledger has such; told in words where it has none."""

from __future__ import annotations

from app.cli.house import Where
from app.domain.documents import SalesForm
from tests.cli.conftest import ROUTE, Line
from tests.cli.test_quickbooks import add


def test_a_route_is_told_by_command_to_post_receipts(line: Line) -> None:
    assert line.add_autotask().code == 0
    assert add(line).code == 0
    assert line("connections", "sign-in", "QuickBooks").code == 0
    assert line("routes", "add", ROUTE, "--from", "Autotask", "--to", "QuickBooks").code == 0
    words = ("mappings", "set-default", ROUTE)
    said = line(*words, "--post-as", "receipt", "--deposit-to", "Undeposited Funds", "--payment-method", "Cash")
    assert said.code == 0, said.err
    assert "Sales are posted as receipts into account Undeposited Funds, paid by Cash" in said.out
    back = line(*words, "--payment-method", "", "--json")
    assert (back.code, back.object["changed"]) == (0, ["payment_method"])
    with line.house.desks(Where()) as desks:
        (route,) = desks.setup.routes()
        defaults = desks.export.book(route.id).defaults
    assert (defaults.form, defaults.deposit_code) == (SalesForm.RECEIPT, "Undeposited Funds")
    assert defaults.payment_method == ""


def test_a_ledger_without_receipts_says_so(line: Line) -> None:
    line.set_up()
    said = line("mappings", "set-default", ROUTE, "--post-as", "receipt", "--json")
    assert (said.code, said.object["problem"]["subject"]) == (2, "post-as")
    assert said.object["problem"]["sentence"] == "Xero has no form for sales that were paid at once."
    assert line("mappings", "set-default", ROUTE, "--post-as", "invoice").code == 0
