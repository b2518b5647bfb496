"""After a run the vendor's own client, python-quickbooks, is asked what the company holds: each document once, to the cent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.invoice import Invoice

from app.bootstrap.folders import Folders
from app.bootstrap.practice import PracticeBooks, PracticeWish
from app.domain.documents import DocumentKind, SearchCriteria
from app.domain.plan import DocumentState
from app.domain.run import Stop
from tests.sandbox.quickbooks.conftest import clients_of

pytestmark = pytest.mark.vendor


@pytest.mark.parametrize("ledger", ["quickbooks", "quickbooks-us"])
def test_the_books_agree(ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders, real = (Folders(tmp_path / name, tmp_path / name / "logs") for name in ("practice", "real"))
    books = PracticeBooks(folders, real, PracticeWish(world="small", limits=False, ledger=ledger))
    desks, stop = books.open(), Stop()
    try:
        (route,) = desks.setup.routes()
        company = desks.setup.sign_in(route.ledger_id, desks.open_browser, stop).connection.tenant
        desks.export.search(route.id, SearchCriteria(), stop)
        plan = desks.export.plan(route.id, stop)
        chosen = [planned for planned in plan.documents if planned.can_send]
        sent = desks.export.send(route.id, plan.fingerprint, [each.source.id for each in chosen], stop).summary
        assert {outcome.state for outcome in sent.outcomes if outcome.remote_id} == {DocumentState.SENT}
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", books.ca_file)
        auth, (client,) = clients_of(books.line["quickbooks"], company)
        for planned in chosen:
            assert planned.document is not None
            kind = CreditMemo if planned.document.kind is DocumentKind.CREDIT_NOTE else Invoice
            (held,) = kind.where(f"DocNumber = '{planned.document.number}'", qb=client)
            assert Decimal(str(held.TotalAmt)) == planned.document.total.amount == abs(planned.source.total.amount)
            assert held.CurrencyRef.value == planned.document.currency
            assert held.CustomerRef.value == planned.document.contact.contact_id
            assert held.TxnDate == planned.source.issue_date.isoformat()
        assert len(chosen) >= 9
        for session in (auth, client.session):
            session.close()
    finally:
        books.close()
