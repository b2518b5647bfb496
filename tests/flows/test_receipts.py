"""A route that posts receipts, from its rules to the books and back: paid into the chosen account, to the cent, and taken back whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from quickbooks.objects.refundreceipt import RefundReceipt
from quickbooks.objects.salesreceipt import SalesReceipt

from app.bootstrap.folders import Folders
from app.bootstrap.practice import PracticeBooks, PracticeWish
from app.domain.documents import DocumentKind, SalesForm, SearchCriteria
from app.domain.plan import DocumentState, Mend
from app.domain.receipts import deposit_accounts
from app.domain.run import Stop
from tests.sandbox.quickbooks.conftest import clients_of

pytestmark = pytest.mark.vendor


@pytest.fixture(params=["quickbooks", "quickbooks-us"])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PracticeBooks]:
    """Practice books of the small world."""
    folders, real = (Folders(tmp_path / name, tmp_path / name / "logs") for name in ("practice", "real"))
    made = PracticeBooks(folders, real, PracticeWish(world="small", limits=False, ledger=request.param))
    yield made
    made.close()


def test_receipts_go_out_and_come_back(books: PracticeBooks, monkeypatch: pytest.MonkeyPatch) -> None:
    desks, stop = books.open(), Stop()
    (route,) = desks.setup.routes()
    company = desks.setup.sign_in(route.ledger_id, desks.open_browser, stop).connection.tenant
    export = desks.export
    export.search(route.id, SearchCriteria(), stop)
    sendable = sum(planned.can_send for planned in export.plan(route.id, stop).documents)

    plan = export.set_defaults(route.id, replace(export.book(route.id).defaults, form=SalesForm.RECEIPT))
    assert not any(planned.can_send for planned in plan.documents)
    (group,) = (each for each in plan.groups if each.mend is Mend.CHOOSE_DEPOSIT)
    assert "wait for 1 account" in group.sentence

    catalogue = export.session(route.id).catalogue
    assert catalogue is not None
    funds = next(a for a in deposit_accounts(catalogue) if a.name == "Undeposited Funds")
    plan = export.set_defaults(route.id, replace(export.book(route.id).defaults, deposit_code=funds.code))
    chosen = [planned for planned in plan.documents if planned.can_send]
    assert len(chosen) == sendable >= 9
    assert {planned.document.form for planned in chosen if planned.document} == {SalesForm.RECEIPT}

    sent = export.send(route.id, plan.fingerprint, [each.source.id for each in chosen], stop).summary
    assert {outcome.state for outcome in sent.outcomes if outcome.remote_id} == {DocumentState.SENT}
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", books.ca_file)
    auth, (client,) = clients_of(books.line["quickbooks"], company)
    kinds = {DocumentKind.INVOICE: SalesReceipt, DocumentKind.CREDIT_NOTE: RefundReceipt}
    for planned in chosen:
        assert planned.document is not None
        kind = kinds[planned.document.kind]
        (held,) = kind.where(f"DocNumber = '{planned.document.number}'", qb=client)
        assert Decimal(str(held.TotalAmt)) == planned.document.total.amount == abs(planned.source.total.amount)
        assert held.DepositToAccountRef.value == funds.id

    said = {entry.what for entry in desks.log.story(sent.run_id)}
    assert {"Send sales receipt", "Send refund receipt"} <= said
    assert not {"Send invoice", "Send credit memo"} & said
    again = export.plan(route.id, stop)
    assert not any(planned.can_send for planned in again.documents)
    undone = export.undo(export.plan_undo(sent.run_id, stop), stop).summary
    assert {outcome.state for outcome in undone.outcomes if outcome.remote_id} == {DocumentState.UNDONE}
    for planned in chosen:
        assert planned.document is not None
        left = kinds[planned.document.kind].where(f"DocNumber = '{planned.document.number}'", qb=client)
        assert [Decimal(str(each.TotalAmt)) for each in left if each.TotalAmt] == []
    for session in (auth, client.session):
        session.close()
