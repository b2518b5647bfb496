"""What a thousand invoices of five lines cost at QuickBooks: our calls beside the vendor's own client, and the time its limits allow.

The client is python-quickbooks, used as its pages show it: each name looked up where it is needed, and, for comparison, every list
read once and invoices created in batches of thirty. Neither looks for invoices that are there already, nor reads back what it made.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from time import perf_counter
from typing import Any

from quickbooks.batch import batch_create
from quickbooks.objects.customer import Customer
from quickbooks.objects.detailline import SalesItemLine, SalesItemLineDetail
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.taxcode import TaxCode

from app.domain.plan import LedgerDocument, PlannedLine
from tests.benchmarks.measure import Figure, practice
from tests.sandbox.quickbooks.conftest import clients_of
from tests.support.practice import PracticeDesk

INVOICES = 1_000
ONE_BY_ONE = 50
"""Invoices that are sent one by one; the calls for a thousand follow from them."""
LEDGER = "quickbooks"

UNDER_LIMITS = 3_000
LATENCY = 150
PER_SECOND, BATCHES, OTHERS, AT_ONCE = 10, 40, 500, 10
"""Calls in a second, batches and other calls in a minute, and calls at once that Intuit allows (apis/quickbooks.md 4.1)."""


def figures() -> list[Figure]:
    """Calls first, then time."""
    return [*_calls(), _time()]


# --- calls


def _calls() -> list[Figure]:
    with practice(INVOICES, ledger=LEDGER) as desk:
        since = _now(desk)
        plan = desk.ferry.make_plan()
        sent = desk.ferry.send()
        assert sent.problem is None
        ours = _api(desk, since)
        documents = [each.document for each in plan.documents if each.document is not None]
        assert len(documents) == len(desk.control.company(LEDGER)["Invoice"]) == INVOICES
        one_by_one, in_batches = _theirs(desk, documents)
    return [
        Figure(
            "QuickBooks calls per 1,000 invoices", len(ours), "calls", 60, note=f"all reads included; {_by_path(ours)}"
        ),
        Figure(
            "... python-quickbooks, one by one",
            one_by_one * INVOICES / ONE_BY_ONE,
            "calls",
            note=f"customer, items and tax codes looked up by name; from {ONE_BY_ONE} invoices",
        ),
        Figure(
            "... python-quickbooks, lists and batches",
            in_batches,
            "calls",
            note="no look for doubles, nothing read back",
        ),
    ]


def _theirs(desk: PracticeDesk, documents: Sequence[LedgerDocument]) -> tuple[int, int]:
    """Calls of the vendor's client for some invoices one by one, and for all of them in batches."""
    os.environ["REQUESTS_CA_BUNDLE"] = str(desk.line["ca_file"])
    realm = str(desk.control.company(LEDGER)["id"])
    auth, (client,) = clients_of(desk.line["quickbooks"], realm)
    try:
        since = _now(desk)
        for document in documents[:ONE_BY_ONE]:
            _looked_up(document, client).save(qb=client)
        one_by_one = len(_api(desk, since))
        since = _now(desk)
        lists = [kind.all(max_results=1000, qb=client) for kind in (Customer, Item, TaxCode)]
        assert all(lists)
        made = batch_create([_invoice(each, "B", _codes(each.lines)) for each in documents], qb=client)
        assert len(made.successes) == len(documents), made.faults[:1]
        return one_by_one, len(_api(desk, since))
    finally:
        for session in (auth, client.session):
            session.close()


def _looked_up(document: LedgerDocument, client: Any) -> Any:
    """An invoice whose names were each asked for."""
    (customer,) = Customer.filter(Id=document.contact.contact_id, qb=client)
    items = {line.item_code: Item.filter(Id=line.item_code, qb=client)[0].Id for line in document.lines}
    codes = {line.tax_code: TaxCode.filter(Id=line.tax_code, qb=client)[0].Id for line in document.lines}
    assert customer.Id == document.contact.contact_id
    return _invoice(document, "O", {**items, **codes})


def _codes(lines: Iterable[PlannedLine]) -> dict[str, str]:
    return {code: code for line in lines for code in (line.item_code, line.tax_code)}


def _invoice(document: LedgerDocument, prefix: str, codes: Mapping[str, str]) -> Any:
    """The same invoice under a number of its own."""
    made = Invoice()
    made.DocNumber, made.TxnDate = f"{prefix}{document.number}", document.issue_date.isoformat()
    made.CustomerRef = {"value": document.contact.contact_id}
    made.CurrencyRef = {"value": document.currency}
    for line in document.lines:
        detail = SalesItemLineDetail()
        detail.ItemRef, detail.TaxCodeRef = {"value": codes[line.item_code]}, {"value": codes[line.tax_code]}
        detail.Qty, detail.UnitPrice = float(line.quantity), float(line.unit_price)
        sold = SalesItemLine()
        sold.Amount, sold.Description, sold.SalesItemLineDetail = float(line.amount), line.description, detail
        made.Line.append(sold)
    return made


# --- time


def _time() -> Figure:
    with practice(UNDER_LIMITS, limits=True, latency=LATENCY, ledger=LEDGER) as desk:
        desk.ferry.search()
        since, begun = _now(desk), perf_counter()
        desk.ferry.plan = desk.ferry.desks.export.plan(desk.ferry.route_id, desk.ferry.stop)
        result = desk.ferry.send()
        took = perf_counter() - begun
        rows = _api(desk, since)
        assert result.problem is None
        assert len(desk.control.company(LEDGER)["Invoice"]) == UNDER_LIMITS
    refused = sum(row["status"] == 429 for row in rows)
    batches = sum(str(row["path"]).endswith("/batch") for row in rows) - refused
    least = least_seconds(batches, len(rows) - batches - refused)
    how = f"{UNDER_LIMITS:,} invoices, {len(rows)} calls, {took:.1f} s; least possible {least:.1f} s; {refused} refused"
    return Figure("Time under QuickBooks' limits", took / least, "× the least", 1.1, note=how)


def least_seconds(batches: int, others: int) -> float:
    """What the limits allow at best: every call begins as early as its windows let it, and takes as long as the latency."""
    begun: list[float] = []
    kinds: dict[str, deque[float]] = {"batch": deque(), "other": deque()}
    for kind, most, count in (("other", OTHERS, others), ("batch", BATCHES, batches)):
        for _ in range(count):
            earliest = begun[-1] if begun else 0.0
            if len(begun) >= PER_SECOND:
                earliest = max(earliest, begun[-PER_SECOND] + 1.0)
            if len(begun) >= AT_ONCE:
                earliest = max(earliest, begun[-AT_ONCE] + LATENCY / 1000)
            if len(kinds[kind]) >= most:
                earliest = max(earliest, kinds[kind][-most] + 60.0)
            begun.append(earliest)
            kinds[kind].append(earliest)
    return (begun[-1] if begun else 0.0) + LATENCY / 1000


def _now(desk: PracticeDesk) -> int:
    return int(desk.control.requests()[-1]["sequence"])


def _api(desk: PracticeDesk, since: int) -> list[dict[str, Any]]:
    return [row for row in desk.control.requests("quickbooks", since) if row["mount"] == "api"]


def _by_path(rows: list[dict[str, Any]]) -> str:
    counted = Counter(str(row["path"]).rpartition("/")[2] for row in rows)
    return ", ".join(f"{count} {path}" for path, count in sorted(counted.items()))
