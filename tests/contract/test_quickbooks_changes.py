"""What changed in QuickBooks' own pages is seen at the next reading, in few calls: renamed, made inactive, created, voided, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.catalogue import LedgerCatalogue
from app.domain.run import unheard
from tests.contract.acts import made
from tests.contract.books import Books, quickbooks_books
from tests.contract.realtime import RealClock


class LaterClock(RealClock):
    """The real clock, so many seconds ahead, so that what was just read counts no more."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> datetime:
        """The instant it is meant to be."""
        return super().now() + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        """Seconds that pass as on the real clock."""
        return super().monotonic() + self.ahead


CLOCK = LaterClock()


@pytest.fixture(scope="module")
def books() -> Iterator[Books]:
    """A company in which nobody else works."""
    with quickbooks_books(clock=CLOCK) as made_books:
        yield made_books


def read_again(books: Books) -> LedgerCatalogue:
    """The catalogue a little later."""
    CLOCK.ahead += 20.0
    return books.ledger.catalogue(books.stop, unheard)


def act(books: Books, action: str, **values: Any) -> Any:
    """Something that happens in QuickBooks' own pages."""
    return books.control(f"act/quickbooks/{action}", {"realm": books.catalogue.organisation.tenant, **values})


def paths(books: Books, since: int) -> list[str]:
    """The calls of the API since then, by what they asked."""
    log = [entry for entry in books.control("requests") if entry["system"] == "quickbooks" and entry["mount"] == "api"]
    return [entry["path"].rpartition("/")[2] for entry in log[since:]]


def test_changed_lists_are_brought_up_to_date(books: Books) -> None:
    first = read_again(books)
    token = books.chance.token(5)
    act(books, "create", entity="Item", fields=_item(books, f"Night watch {token}", f"NW-{token}"))
    act(books, "create", entity="Vendor", fields={"DisplayName": f"Harbour Cables {token}"})
    act(books, "create", entity="Term", fields={"Name": f"Net 11 {token}", "DueDays": 11})
    gone = next(i for i in first.items if i.is_active and i.is_sold and i.plain_name != "Sales")
    act(books, "deactivate", entity="Item", row=gone.id)
    before = books.calls()
    second = read_again(books)
    calls = paths(books, before)
    assert calls.count("cdc") == 1
    assert len(calls) <= 5, calls
    (new,) = (i for i in second.items if i.sku == f"NW-{token}")
    assert (new.plain_name, new.is_sold, new.account_code) == (f"Night watch {token}", True, books.sales.code)
    assert [i.is_active for i in second.items if i.id == gone.id] == [False]
    assert f"harbour cables {token}".casefold() in second.names_taken
    assert second.term_of(11) is not None
    assert {a.id for a in second.accounts} == {a.id for a in first.accounts}

    unchanged = books.calls()
    assert read_again(books).items == second.items
    assert len(paths(books, unchanged)) <= len(calls)


def test_after_a_day_everything_is_read_again(books: Books) -> None:
    read_again(books)
    day = 25 * 3600
    books.control("clock", {"advance_seconds": day})
    CLOCK.ahead += day
    before = books.calls()
    again = read_again(books)
    assert "cdc" not in paths(books, before)
    assert again.complete


def _item(books: Books, name: str, sku: str) -> dict[str, Any]:
    return {"Name": name, "Type": "Service", "Sku": sku, "IncomeAccountRef": {"value": books.sales.id}}


def test_receipts_and_memos_hold_their_numbers(books: Books) -> None:
    """A sales receipt's number is as taken as an invoice's; a deleted document has given its number back."""
    customer, day = books.contact(), books.open_day().isoformat()
    shared = {"CustomerRef": {"value": customer.id}, "CurrencyRef": {"value": customer.currency}, "TxnDate": day}
    line = {
        "DetailType": "SalesItemLineDetail",
        "Amount": 10,
        "SalesItemLineDetail": {"ItemRef": {"value": books.item}, "TaxCodeRef": {"value": books.tax.code}},
    }
    numbers = {}
    for entity in ("SalesReceipt", "RefundReceipt", "CreditMemo"):
        numbers[entity] = books.number()
        more = {"DepositToAccountRef": {"value": _bank(books)}} if entity == "RefundReceipt" else {}
        act(books, "create", entity=entity, fields={**shared, "DocNumber": numbers[entity], "Line": [line], **more})
    used = books.ledger.numbers_in_use(list(numbers.values()), books.stop)
    assert set(used) == set(numbers.values())
    assert "salesreceipt%3FtxnId" in used[numbers["SalesReceipt"]].url
    assert used[numbers["RefundReceipt"]].total.amount < 0 < used[numbers["SalesReceipt"]].total.amount

    document = books.document()
    _, item = made(books, document)
    act(books, "delete", entity="Invoice", row=item.remote_id)
    assert books.ledger.numbers_in_use([document.number], books.stop) == {}


def _bank(books: Books) -> str:
    return next(a.id for a in books.catalogue.accounts if a.kind == "Bank" and a.is_active)


def test_addresses_survive_a_sign_in_and_name_the_company(books: Books) -> None:
    organisation = books.catalogue.organisation
    pages = {
        "invoice": "invoice",
        "credit_note": "creditmemo",
        "sales_receipt": "salesreceipt",
        "payment": "recvpayment",
    }
    for kind, page in pages.items():
        url = books.ledger.document_url(organisation, kind, "907")
        assert url.endswith(f"/login?deeplinkcompanyid={organisation.tenant}&pagereq={page}%3FtxnId%3D907")
    assert books.ledger.document_url(organisation, "contact", "58").endswith("pagereq=customerdetail%3FnameId%3D58")
    assert books.ledger.document_url(organisation, "no such page", "1") == ""
