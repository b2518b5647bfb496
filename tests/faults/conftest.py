"""Practice books whose every wait is short and whose faults are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.bootstrap.practice import PracticeWish
from tests.support.practice import PracticeDesk

Opening = Callable[..., PracticeDesk]


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Opening]:
    """Opens practice books with so many invoices; `at_once` is how many of them each request carries."""
    with ExitStack() as closing:

        def begin(invoices: int, at_once: int = 50, ledger: str = "xero") -> PracticeDesk:
            wish = PracticeWish(world="bulk", invoices=invoices, limits=False, ledger=ledger)
            desk = closing.enter_context(PracticeDesk(tmp_path, wish))
            desk.workplace.post_at_once(desk.ferry.ledger_id, at_once)
            return desk

        yield begin
