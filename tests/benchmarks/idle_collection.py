"""How many requests an automatic round takes in which nothing has changed, with either ledger.

`python -m tests.benchmarks idle_collection`, or `python -m tests.benchmarks.idle_collection [--customers 500]` with every request named.

Every customer is connected, imported and updated automatically, has an unpaid invoice with a debit of ours, and debits in five other
months; due days are spread over the month. What is counted is the simulators' own wire log over one round, as it is played each half hour.
"""

from __future__ import annotations

import argparse
import json
import ssl
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from app.bootstrap.practice import PracticeWish
from app.bootstrap.time_and_chance import SystemChance
from app.connectors.http.pacing import AtOnce
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer
from app.domain.documents import DocumentKind
from app.domain.mapping import ArrivalStatus
from app.domain.operation import Operation, OperationKind, OperationState, Ready
from app.domain.payload import ContactPayload, DocumentLine, DocumentPayload, Payload, write_payload
from app.domain.run import Stop, unheard
from app.flows.collection.context import Books, CollectionTools, open_books
from app.flows.collection.rounds import play_round
from tests.benchmarks.measure import Figure
from tests.support.practice import PracticeDesk

MONTHS = 5
"""Debits of other months that each customer has, besides the one of its invoice."""
CUSTOMERS = 500
LEDGERS = {"xero": "Xero", "quickbooks": "QuickBooks"}
REPORT_PAGE = 1_000
"""Rows of a page of Rotessa's report (apis/rotessa.md 6)."""
LEDGER_READS = 3
"""The clearing account, invoices that changed, contacts that changed."""
_BANK = {
    "institution_number": "879",
    "transit_number": "00011",
    "account_number": "100200300",
    "authorization_type": "Online",
}


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a line goes to; only QuickBooks asks for a product or service."""

    account: str
    tax: str
    item: str = ""


class IdleHouse:
    """Practice books with so many connected customers. A context manager."""

    def __init__(self, folder: Path, customers: int, ledger: str) -> None:
        wish = PracticeWish(world="collection", invoices=20, limits=False, ledger=ledger)
        self._desk, self._customers, self._ledger = PracticeDesk(folder, wish), customers, ledger

    def __enter__(self) -> Self:
        self._desk.__enter__()
        workplace = self._desk.workplace
        records = workplace.records
        (route,) = self._desk.ferry.desks.setup.routes()
        workplace.systems.collector(route.source_id)._session.client._pace = AtOnce(1)  # type: ignore[attr-defined]
        self.tools = CollectionTools(
            workplace.engine, records.journal, records.collection, records.routes, records.runs, workplace.systems,
            self._desk.clock, SystemChance(), "ana", practice=True,
        )  # fmt: skip
        self.books: Books = open_books(self.tools, route.id)
        clearing = next(one for one in self.books.receivables.clearing_accounts(Stop()) if one.usable)
        settings = CollectionSettings(clearing=clearing)
        self.tools.store.save_settings(route.id, settings, "ana")
        self.books = open_books(self.tools, route.id)
        self._people()
        return self

    def __exit__(self, *problem: Any) -> None:
        self._desk.__exit__(*problem)

    # --- who is there

    def _people(self) -> None:
        names = [f"Tenant {place:04}" for place in range(self._customers)]
        contacts = self._lay(
            [(f"contact:{name}", OperationKind.CREATE_CONTACT, ContactPayload(name)) for name in names]
        )
        posting = self._posting()
        self._lay(
            [
                (
                    f"invoice:{name}",
                    OperationKind.POST_INVOICE,
                    _invoice(contacts[place], name, place, self._today(), posting),
                )
                for place, name in enumerate(names)
            ]
        )
        connected = []
        for place, name in enumerate(names):
            payer = self._rotessa("customers", {"name": name, "custom_identifier": name, **_BANK})["id"]
            for month in range(1, MONTHS + 1):
                day = self._today() + timedelta(days=30 * month + place % 28)
                debit = {
                    "customer_id": payer,
                    "amount": "25.00",
                    "frequency": "Once",
                    "installments": 1,
                    "comment": "Parking",
                }
                self._rotessa("transaction_schedules", {**debit, "process_date": day.isoformat()})
            connected.append(
                ConnectedCustomer(
                    contacts[place], name, str(payer), name, "CAD", True, True, auto_import=True, auto_update=True
                )
            )
        self.tools.store.save_customers(self.books.route.id, connected)

    def _posting(self) -> Posting:
        """What a line of rent is posted to: without tax."""
        if self._ledger == "xero":
            return Posting("200", "NONE")
        company = self._desk.control.company(self._ledger)
        rates = {row["Id"]: Decimal(str(row["RateValue"])) for row in company["TaxRate"]}
        free = (
            row["Id"]
            for row in company["TaxCode"]
            if all(
                rates[each["TaxRateRef"]["value"]] == 0
                for each in row.get("SalesTaxRateList", {}).get("TaxRateDetail", [])
            )
            and row.get("SalesTaxRateList", {}).get("TaxRateDetail")
        )
        item = next(row for row in company["Item"] if row["Active"] and row["Type"] == "Service")
        return Posting(str(item["IncomeAccountRef"]["value"]), str(next(free)), str(item["Id"]))

    def _today(self) -> date:
        return self._desk.clock.today()

    def _lay(self, wishes: Sequence[tuple[str, OperationKind, Payload]]) -> list[str]:
        run = self.tools.chance.uuid()
        where = self.books.ledger_connection
        operations = [
            Operation(
                self.tools.chance.uuid(),
                kind,
                where.id,
                where.tenant,
                f"idle:{name}",
                name,
                write_payload(payload),
                run,
            )
            for name, kind, payload in wishes
        ]
        handler = self.books.ledger.handlers()[wishes[0][1]]
        found: list[str] = []
        for start in range(0, len(operations), handler.batch_limit):
            members = [Ready(one, 0) for one in operations[start : start + handler.batch_limit]]
            attempt = handler.send(handler.prepare(members), members, self.tools.chance.uuid(), Stop())
            found += [attempt.items[member.operation.id].remote_id for member in members]
        return found

    def _rotessa(self, path: str, body: dict[str, Any]) -> Any:
        line = self._desk.line
        request = urllib.request.Request(  # noqa: S310 - the simulator on this machine
            f"{line['rotessa']['api_url']}/{path}",
            json.dumps(body).encode(),
            {"Authorization": f'Token token="{line["rotessa"]["api_key"]}"', "Content-Type": "application/json"},
        )
        trust = ssl.create_default_context(cafile=line["ca_file"])
        with urllib.request.urlopen(request, timeout=20, context=trust) as answer:  # noqa: S310
            return json.loads(answer.read())

    # --- what is counted

    def round(self) -> Counter[str]:
        """Play one round; the requests it took, by system, method and path."""
        before = len(self._desk.control.requests())
        result = play_round(self.tools, self.books, Stop(), unheard)
        assert result.problem is None, result.problem
        log = self._desk.control.requests()[before:]
        return Counter(f"{row['system']} {row['method']} {row['path']}" for row in log if row["mount"] == "api")

    def debits(self) -> int:
        """How many debits the journal holds as made."""
        records = self.tools.journal.records(states=(OperationState.DONE,))
        return sum(record.operation.kind is OperationKind.CREATE_DEBIT for record in records)


def _invoice(contact: str, name: str, place: int, today: date, posting: Posting) -> DocumentPayload:
    amount = Decimal("900.00") + place
    line = DocumentLine(
        "Rent", Decimal(1), amount, amount, Decimal(0), posting.account, posting.tax, item_code=posting.item
    )
    return DocumentPayload(
        kind=DocumentKind.INVOICE, number=f"IDLE-{place:04}", reference="", contact_id=contact, contact_operation="",
        contact_name=name, issue_date=today, due_date=today + timedelta(days=10 + place % 15), currency="CAD",
        arrival=ArrivalStatus.APPROVED,
        lines=(line,), net=amount, tax=Decimal(0), total=amount,
    )  # fmt: skip


def measure(customers: int, ledger: str) -> tuple[Counter[str], int]:
    """The requests of an idle round, and how many debits stood before it."""
    with (
        tempfile.TemporaryDirectory(prefix="ledgerferry-idle-") as folder,
        IdleHouse(Path(folder), customers, ledger) as house,
    ):
        house.round()  # makes the debits
        house.round()  # learns what it made
        return house.round(), house.debits()


def figures() -> list[Figure]:
    """Both ledgers; the least is one look at the clearing account, what changed since, and the report's pages of 1,000."""
    found = []
    for ledger, name in LEDGERS.items():
        counted, debits = measure(CUSTOMERS, ledger)
        assert debits == CUSTOMERS
        pages = CUSTOMERS * (MONTHS + 1) // REPORT_PAGE + 1  # a full page may not be the last one
        how = ", ".join(f"{count} {name.rpartition('/')[2]}" for name, count in sorted(counted.items()))
        what = f"Requests of an idle half hour, {name}"
        note = f"{CUSTOMERS} connected customers, {debits} debits; {how}"
        found.append(Figure(what, counted.total(), "requests", LEDGER_READS + pages, note=note))
    return found


def main(line: Sequence[str]) -> int:
    """Print every request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    asked = parser.parse_args(line)
    for ledger, name in LEDGERS.items():
        found, debits = measure(asked.customers, ledger)
        print(
            f"{name}: {asked.customers} connected customers, {debits} debits of ours: "
            f"an idle half hour takes {found.total()} requests"
        )
        for request, count in sorted(found.items()):
            print(f"  {count} x {request}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
