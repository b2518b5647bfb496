"""Makes the golden database of the present schema version: `python -m tests.store.databases.make FOLDER`.

One file for each version is kept beside this script (v1.db, v2.db ...), made by the program of that version and never again; the
tests open each with the program of today. The scenario is fixed: an invoice that is booked and marked, one whose outcome is not
known, one that was never sent, and what a person decided about them.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from app.domain.collection.settings import ConnectedCustomer, DebitEntry
from app.domain.documents import Facet, SearchCriteria
from app.domain.mapping import CustomerMapping, PostingRule, RouteDefaults, TaxRule
from app.domain.money import Money
from app.domain.operation import Operation, OperationKind, OperationState
from app.domain.route import Connection, Route, System
from app.domain.run import RunSummary
from app.ports.journal import Batch, Change
from app.ports.stores import RememberedSearch
from app.store.collection import Collections
from app.store.journal import Journal
from app.store.mappings import Mappings
from app.store.migrations import VERSION
from app.store.routes import Routes
from app.store.runs import Runs, Settings
from app.store.sqlite_file import FileDatabase
from tests.support.time_and_chance import TestChance, TestClock

K, S = OperationKind, OperationState
AUD = "AUD"
START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
BODY = b'{"Invoices":[{"InvoiceNumber":"INV-1001"},{"InvoiceNumber":"INV-1002"}]}'
BODY_HASH = hashlib.sha256(BODY).hexdigest()


def operations() -> list[Operation]:
    """Three invoices and a mark."""
    first = Operation(
        "11111111-0000-4000-8000-000000000001",
        K.POST_INVOICE,
        "xero-1",
        "tenant-1",
        "autotask:invoice:5001",
        "INV-1001",
        '{"number":"INV-1001"}',
        "run-1",
        Money(Decimal("1210.55"), AUD),
        source_id="5001",
        source_hash="h1",
        user="ana",
    )
    second = replace(first, id="22222222-0000-4000-8000-000000000002", subject="autotask:invoice:5002")
    second = replace(second, reference="INV-1002", source_id="5002", expected=Money(Decimal("88.00"), AUD))
    third = replace(second, id="33333333-0000-4000-8000-000000000003", subject="autotask:invoice:5003")
    third = replace(third, reference="INV-1003", source_id="5003", expected=Money(Decimal("0.01"), AUD))
    mark = replace(first, id="44444444-0000-4000-8000-000000000004", kind=K.MARK_PROCESSED, expected=None)
    mark = replace(mark, subject="autotask:mark:5001", connection_id="autotask-1", depends_on=(first.id,))
    return [first, second, third, mark]


def fill_journal(journal: Journal, clock: TestClock) -> None:
    """The story of the scenario."""
    first, second, _, mark = journal.plan(operations(), clock.now())
    ids = (first.operation.id, second.operation.id)
    claims = journal.claim(ids, "copy-1", 300)
    sent = Batch(
        "batch-1", ids, "key-1", "PUT", "Invoices", BODY, BODY_HASH, "application/json", (0, 0), "token", clock.now(),
        clock.monotonic(), clock.boot_id(),
    )  # fmt: skip
    changes = [
        Change(
            one, S.SENDING, "sending", key="key-1", first_sent=clock.now(), last_sent=clock.now(), batch_id="batch-1"
        )
        for one in ids
    ]
    assert journal.begin(sent, changes, claims)
    clock.advance(2)
    done = Change(ids[0], S.CONFIRMED, "answer", remote_id="remote-1", remote_total=first.operation.expected)
    lost = Change(ids[1], S.UNKNOWN, "ambiguous", was_ambiguous=True)
    journal.record([done, lost], clock.now())
    journal.record([Change(ids[0], S.DONE, "read_back", read_back_at=clock.now())], clock.now())
    marking = journal.claim([mark.operation.id], "copy-1", 300)
    one = replace(sent, id="batch-2", members=(mark.operation.id,), key="", generations=(0,))
    journal.begin(one, [Change(mark.operation.id, S.SENDING, "sending", batch_id="batch-2")], marking)
    journal.record([Change(mark.operation.id, S.CONFIRMED, "answer", remote_id="5001")], clock.now())
    journal.record([Change(mark.operation.id, S.DONE, "read_back")], clock.now())
    journal.release({**claims, **marking})


def fill_rest(database: FileDatabase, clock: TestClock) -> None:
    """Connections, a route, decisions, a run, a search, a setting, and a customer whose invoice is being collected."""
    routes, mappings, runs = Routes(database), Mappings(database, clock), Runs(database)
    routes.save_connection(Connection("autotask-1", System.AUTOTASK, "Autotask", "db-1", settings={"username": "api"}))
    ledger = Connection("xero-1", System.XERO, "Xero", "tenant-1", "Harbour & Pine", {"client_id": "A"})
    routes.save_connection(replace(ledger, signed_in_at=clock.now()))
    routes.save_route(Route("route-1", "Autotask to Xero", "autotask-1", "xero-1", created_at=clock.now()))
    mappings.save_defaults("route-1", RouteDefaults(account_code="200", tax_code="OUTPUT"))
    mappings.save_customers("route-1", [CustomerMapping("77", "contact-1", "Quokka Childcare")])
    mappings.save_postings("route-1", [PostingRule(Facet.BILLING_CODE, "9", "Remote support", account_code="205")])
    mappings.save_taxes("route-1", [TaxRule("au:gst", "GST", "OUTPUT")])
    runs.begin(RunSummary("run-1", "route-1", "Harbour & Pine", "Xero", clock.now(), None, (), ()))
    runs.remember_search("route-1", RememberedSearch(SearchCriteria(), "Everything", 3, clock.now()))
    Settings(database).save_setting("theme", "dark")
    collection = Collections(database, clock)
    collection.save_customers("route-1", [ConnectedCustomer("contact-1", "Quokka Childcare", "48213", "Quokka")])
    entry = DebitEntry("invoice-1", 1, "INV-1001", "contact-1", "Quokka Childcare", "48213", "CAD", date(2026, 11, 30))
    collection.save_entries("route-1", [entry])
    collection.save_note("route-1", "last_import", "2026-11-01T09:15:00+00:00")


def make(folder: Path) -> Path:
    """The golden database of this version."""
    path = folder / f"v{VERSION}.db"
    clock = TestClock(START)
    database = FileDatabase(path)
    database.open()
    fill_journal(Journal(database, clock, TestChance(), lambda count: None), clock)
    fill_rest(database, clock)
    database.close()
    return path


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
