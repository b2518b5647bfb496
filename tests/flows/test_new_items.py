"""A rule that asks for a new product or service, from the decision to the books: created once, named on the lines, found next time."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.folders import Folders
from app.bootstrap.practice import PracticeBooks, PracticeWish
from app.domain.documents import Facet, SearchCriteria
from app.domain.mapping import NewItem, PostingRule
from app.domain.operation import OperationKind
from app.domain.plan import DocumentState
from app.domain.run import Stop, unheard
from app.flows.export.deciding import RuleDecision


@pytest.mark.parametrize("ledger", ["xero", "quickbooks"])
def test_a_new_item_is_created_once_and_sold(ledger: str, tmp_path: Path) -> None:
    folders, real = (Folders(tmp_path / name, tmp_path / name / "logs") for name in ("practice", "real"))
    books = PracticeBooks(folders, real, PracticeWish(world="small", limits=False, ledger=ledger))
    desks, stop = books.open(), Stop()
    try:
        (route,) = desks.setup.routes()
        desks.setup.sign_in(route.ledger_id, desks.open_browser, stop)
        desks.export.search(route.id, SearchCriteria(), stop)
        plan = desks.export.plan(route.id, stop)
        source = next(each for each in plan.documents if each.can_send).source
        facet = next(value for value in source.lines[0].facets if value.facet is Facet.BILLING_CODE)
        new = NewItem("Night watch", "200", sku="NW-1")
        rule = PostingRule(facet.facet, facet.key, facet.name, party_id=source.party.id, create_item=new)
        plan = desks.export.decide_rules(route.id, RuleDecision(postings=(rule,)))
        assert [each.new for each in plan.new_items] == [new]
        assert desks.export.book(route.id).postings[-1].create_item == new

        sent = desks.export.send(route.id, plan.fingerprint, [source.id], stop, unheard).summary
        (outcome,) = (each for each in sent.outcomes if each.document_id == source.id)
        assert outcome.state is DocumentState.SENT, outcome
        besides = desks.log.side_effects(sent.run_id)
        assert [each.name for each in besides if each.kind is OperationKind.CREATE_ITEM and each.remote_id] == [
            "Night watch"
        ]
        known = desks.export.session(route.id).catalogue
        again = desks.export.plan(route.id, stop)
        assert again.new_items == ()
        found = desks.export.session(route.id).catalogue
        assert found is not None
        assert known is not None
        assert [item.plain_name for item in found.items if item not in known.items] == ["Night watch"]
    finally:
        books.close()
