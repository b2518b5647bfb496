"""The practice books of the window: a route to each ledger, each knowing whose books it leads to before anybody has signed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.folders import Folders
from app.bootstrap.practice import EVERY, PracticeBooks, PracticeWish
from app.domain.errors import AccessProblem
from app.domain.run import Stop
from app.flows.desks import Desks


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    """Small practice books with every route."""
    folders, real = (Folders(tmp_path / name, tmp_path / name / "logs") for name in ("practice", "real"))
    books = PracticeBooks(folders, real, PracticeWish(world="small", limits=False, ledger=EVERY))
    try:
        yield books.open()
    finally:
        books.close()


def test_each_ledger_has_a_route_and_nobody_is_signed_in_yet(desks: Desks) -> None:
    ledgers = {route.name: desks.setup.connection(route.ledger_id) for route in desks.setup.routes()}
    assert [(c.system.value, c.tenant_name) for c in ledgers.values()] == [
        ("xero", ""),
        ("quickbooks", "Harbour & Pine IT Pty Ltd (QuickBooks)"),
        ("quickbooks", "Harbour & Pine IT USA Inc"),
    ]
    assert all(c.needs_sign_in and not c.access_ended and c.practice for c in ledgers.values())


def test_a_sign_in_to_the_other_company_is_refused_and_the_right_one_goes_on(desks: Desks) -> None:
    _, outside_us, us = desks.setup.routes()
    with pytest.raises(AccessProblem, match="another company than Harbour & Pine IT USA Inc"):
        desks.setup.sign_in(us.ledger_id, desks.open_browser, Stop())  # the page offers the other company first
    signed = desks.setup.sign_in(outside_us.ledger_id, desks.open_browser, Stop())
    assert signed.chosen
    assert signed.connection.tenant_name == "Harbour & Pine IT Pty Ltd (QuickBooks)"
