"""How many requests an automatic round takes in which nothing has changed: `python -m tests.benchmarks.idle_collection [--customers 500]`.

Every customer is connected, imported and updated automatically, has an unpaid invoice with a debit of ours, and debits in five other
months; due days are spread over the month. What is counted is the simulators' own wire log over one round, as it is played each half hour.
"""

from __future__ import annotations

import argparse
import json
import shutil
import ssl
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Sequence
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
from tests.support.practice import PracticeDesk

MONTHS = 5
"""Debits of other months that each customer has, besides the one of its invoice."""
_BANK = {
    "institution_number": "879",
    "transit_number": "00011",
    "account_number": "100200300",
    "authorization_type": "Online",
}


class IdleHouse:
    """Practice books with so many connected customers. A context manager."""

    def __init__(self, folder: Path, customers: int) -> None:
        wish = PracticeWish(world="collection", invoices=20, limits=False)
        self._desk, self._customers = PracticeDesk(folder, wish), customers

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
        self._lay(
            [
                (f"invoice:{name}", OperationKind.POST_INVOICE, _invoice(contacts[place], name, place, self._today()))
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


def _invoice(contact: str, name: str, place: int, today: date) -> DocumentPayload:
    amount = Decimal("900.00") + place
    line = DocumentLine("Rent", Decimal(1), amount, amount, Decimal(0), "200", "NONE")
    return DocumentPayload(
        kind=DocumentKind.INVOICE, number=f"IDLE-{place:04}", reference="", contact_id=contact, contact_operation="",
        contact_name=name, issue_date=today, due_date=today + timedelta(days=10 + place % 15), currency="CAD",
        arrival=ArrivalStatus.APPROVED,
        lines=(line,), net=amount, tax=Decimal(0), total=amount,
    )  # fmt: skip


def measure(folder: Path, customers: int) -> tuple[Counter[str], int]:
    """The requests of an idle round, and how many debits stood before it."""
    with IdleHouse(folder, customers) as house:
        house.round()  # makes the debits
        house.round()  # learns what it made
        return house.round(), house.debits()


def main(line: Sequence[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=500)
    asked = parser.parse_args(line)
    folder = Path(tempfile.mkdtemp(prefix="ledgerferry-idle-"))
    try:
        found, debits = measure(folder, asked.customers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(
        f"{asked.customers} connected customers, {debits} debits of ours: an idle half hour takes {found.total()} requests"
    )
    for name, count in sorted(found.items()):
        print(f"  {count} x {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
