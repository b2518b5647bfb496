"""The corpus carried once through the main job; the tests look at what became of it, and change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.domain.documents import SearchResult
from app.domain.plan import Plan
from app.domain.run import RunSummary
from tests.corpus.books import CorpusDesk
from tests.corpus.values import Case, cases
from tests.security.expecting import Expect, expect_on


@dataclass(frozen=True)
class Carried:
    """One passage of the whole corpus, from search to the ledger's own books."""

    desk: CorpusDesk
    found: SearchResult
    plan: Plan
    summary: RunSummary
    booked: dict[str, dict[str, Any]]

    @property
    def cases(self) -> dict[str, Case]:
        """By the id of the invoice."""
        return self.desk.cases


@pytest.fixture(scope="session")
def carried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carried]:
    """Search, map, plan, send."""
    with CorpusDesk(tmp_path_factory.mktemp("corpus"), cases()) as desk:
        found = desk.search()
        plan = desk.settle_customers()
        sent = desk.send()
        assert sent.problem is None
        yield Carried(desk, found, plan, sent.summary, desk.booked())


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """Tells a case: `expect(form, expected, seen)`."""
    return expect_on(request)
