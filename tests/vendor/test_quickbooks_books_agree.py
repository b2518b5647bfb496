"""The whole practice world carried to QuickBooks, and QuickBooks' own client asked what the company holds: once each, to the cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.invoice import Invoice

from app.bootstrap.practice import PracticeWish
from app.cli.demo_decisions import TAX_TABLES, decide_all
from app.domain.plan import Plan
from app.sandbox.worlds import build_world
from tests.sandbox.quickbooks.conftest import clients_of
from tests.support.practice import Ferry, PracticeDesk

pytestmark = pytest.mark.vendor
PAGE = 1000


@contextmanager
def client_of(books: PracticeDesk, ledger: str) -> Iterator[Any]:
    """python-quickbooks, pointed at a practice company; the authority of its certificate is in the environment."""
    auth, (client,) = clients_of(books.line["quickbooks"], str(books.control.company(ledger)["id"]))
    try:
        yield client
    finally:
        for session in (auth, client.session):
            session.close()


def held(client: Any) -> dict[str, list[tuple[str, Decimal]]]:
    """Number -> currency and signed total of every invoice and credit memo in the company, as often as it is there."""
    found: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for kind, sign in ((Invoice, 1), (CreditMemo, -1)):
        start = 1
        while rows := kind.all(order_by="Id", start_position=start, max_results=PAGE, qb=client):
            for row in rows:
                found[row.DocNumber].append((row.CurrencyRef.value, sign * Decimal(str(row.TotalAmt))))
            start += PAGE
    return found


def sendable(ferry: Ferry, ledger: str) -> Plan:
    """The plan once all is decided as the demonstration decides."""
    plan, _ = decide_all(ferry.desks, ferry.route_id, ferry.make_plan(), ferry.stop, TAX_TABLES[ledger])
    ferry.plan = plan
    return plan


def totals(documents: Mapping[str, tuple[str, Decimal]]) -> dict[str, Decimal]:
    """The sum of each currency."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for currency, total in documents.values():
        found[currency] += total
    return dict(found)


@pytest.mark.parametrize("ledger", ["quickbooks", "quickbooks-us"])
def test_the_vendors_own_client_finds_what_the_run_says(
    ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PracticeDesk(tmp_path, PracticeWish(limits=False, ledger=ledger)) as books:
        ferry = books.ferry
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(books.line["ca_file"]))
        with client_of(books, ledger) as client:
            before = held(client)
        plan = sendable(ferry, ledger)
        meant = {
            d.source.number.strip(): (d.source.currency, d.source.total.amount) for d in plan.documents if d.can_send
        }
        result = ferry.send()
        assert result.problem is None
        assert result.summary.balances
        assert {r.currency: r.ledger.amount for r in result.summary.reconciliation} == totals(meant)
        if ledger == "quickbooks":  # the very figures that Xero's books show
            planned = build_world("practice", 1, today=datetime.now(UTC).date()).planned
            assert len(meant) == len(planned["sendable"])
            assert totals(meant) == planned["totals"]

        ferry.plan = ferry.desks.export.plan(ferry.route_id, ferry.stop)
        assert ferry.ready() == [], "nothing is offered again"
        with client_of(books, ledger) as client:
            after = held(client)
        new = {number: rows for number, rows in after.items() if number not in before}
        assert {number: rows for number, rows in new.items() if len(rows) != 1} == {}
        assert {number: rows[0] for number, rows in new.items()} == meant
        assert {number: rows for number, rows in after.items() if number in before} == before
