"""A connection that is opened anew goes on at the pace of before: the vendor's windows know nothing of our beginning again."""

from __future__ import annotations

from pathlib import Path

from app.bootstrap.practice import PracticeWish
from app.connectors.quickbooks.ledger import QuickBooksLedger
from tests.support.practice import PracticeDesk


def test_calls_made_before_count_after_a_new_sign_in(tmp_path: Path) -> None:
    with PracticeDesk(tmp_path, PracticeWish(world="small", limits=False, ledger="quickbooks")) as desk:
        systems, connection = desk.workplace.systems, desk.ferry.ledger_id
        first = systems.ledger(connection)
        desk.ferry.sign_in()
        systems.forget(connection)
        second = systems.ledger(connection)
        assert isinstance(first, QuickBooksLedger)
        assert isinstance(second, QuickBooksLedger)
        assert second is not first
        assert second.pace is first.pace
