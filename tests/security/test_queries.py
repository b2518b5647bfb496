"""Numbers and names inside queries: they find themselves and nothing else, whatever they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from app.connectors.autotask.queries import Condition
from app.connectors.http.wire import Request
from tests.contract.books import Books, xero_books
from tests.corpus.values import NUMBERS, SHORT_HOSTILE
from tests.security.expecting import Expect

ROOT = Path(__file__).resolve().parents[2]
ASKED = [
    number for number in NUMBERS if number.strip() and number.isascii() and number.isprintable() and len(number) < 200
]


@pytest.fixture(scope="module")
def books() -> Iterator[Books]:
    """Xero books on a simulator of their own."""
    with xero_books() as made:
        yield made


def test_numbers_that_nobody_uses_are_found_nowhere(books: Books, expect: Expect) -> None:
    found = dict(books.ledger.numbers_in_use(ASKED, books.stop))
    expect(f"Xero: {len(ASKED)} hostile numbers asked for together", "0 found", f"{len(found)} found")
    for number in ASKED[::4]:
        found = dict(books.ledger.numbers_in_use([number], books.stop))
        expect(f"Xero: {number}", "0 found", f"{len(found)} found")


@pytest.mark.parametrize("text", SHORT_HOSTILE[::5])
def test_a_query_is_one_value(expect: Expect, text: str) -> None:
    whole = text.encode("utf-8", "replace").decode()
    request = Request("GET", "https://api.xero.com/x", query=(("where", f"a{whole}"), ("page", "1")))
    read = parse_qs(urlsplit(request.address).query, keep_blank_values=True, strict_parsing=True)
    seen = "itself" if read == {"where": [f"a{whole}"], "page": ["1"]} else unquote(request.address)
    expect(f"query: {text}", "itself", seen)


@pytest.mark.parametrize("text", SHORT_HOSTILE[::5])
def test_a_condition_is_one_value(expect: Expect, text: str) -> None:
    wire = json.loads(json.dumps({"filter": [Condition("companyName", "eq", text).wire()]}))
    expected = {"filter": [{"op": "eq", "field": "companyName", "value": text}]}
    expect(f"condition: {text}", "itself", "itself" if wire == expected else str(wire))


def test_the_program_updates_nothing_by_itself(expect: Expect) -> None:
    """There is no updater: nothing is fetched and nothing is run that did not come with the program."""
    forbidden = ("os.execv", "os.system", "os.startfile", "importlib.import_module(", "urlretrieve", "pip install")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in (ROOT / "app").rglob("*.py")
        for word in forbidden
        if word in path.read_text(encoding="utf-8")
    ]
    expect("updates: code that is fetched and run", "none", ", ".join(found) or "none")
