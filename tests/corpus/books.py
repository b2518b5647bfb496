"""Practice books whose source holds one invoice for each case of the corpus, and the real desks over them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from copy import deepcopy
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.bootstrap.folders import Folders
from app.bootstrap.practice import set_up, start_afresh
from app.bootstrap.stand_in_browser import StandInBrowser
from app.bootstrap.workplace import Opening
from app.domain.documents import SearchResult
from app.domain.errors import BadInput
from app.domain.mapping import CustomerMapping, NewContact
from app.domain.plan import Plan
from app.flows.export.deciding import check_new_contact
from app.flows.export.desk import CustomerDecision
from app.flows.export.sending import SendResult
from app.sandbox.autotask import AutotaskSystem
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock
from app.sandbox.worlds import build_world
from app.sandbox.xero import XeroSystem
from app.store.secrets import MemorySecrets
from tests.corpus.values import AMOUNT_FIELDS, Case
from tests.support.practice import ORGANISATION, Ferry, OpenWorkplace

COMPANY = 1001
"""A customer of the small world whose tax is GST of ten per cent and who is matched."""
FIRST = 700_000
"""Id of the first invoice of the corpus; its item and its company carry the same."""
FOUR = Decimal("0.0001")
Rows = dict[str, list[dict[str, Any]]]


def as_held(field: str, value: object) -> object:
    """A value as the tenant's database keeps it: an amount with its four decimals, however large."""
    if field not in AMOUNT_FIELDS or isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    text = format(Decimal(value), "f")
    whole, _, fraction = text.partition(".")
    return Decimal(f"{whole}.{fraction.ljust(4, '0')}")


def add_case(
    rows: Rows, template: tuple[dict[str, Any], dict[str, Any], dict[str, Any]], number: int, case: Case
) -> None:
    """One invoice with one line; the case's value in its place, all amounts made to agree with it."""
    invoice, item, company = (deepcopy(row) for row in template)
    own = {"Invoices": invoice, "BillingItems": item, "Companies": company}
    invoice |= {"id": FIRST + number, "invoiceNumber": f"CORPUS-{number:04}", "orderNumber": f"PO-{number}"}
    item |= {
        "id": FIRST + number,
        "invoiceID": FIRST + number,
        "itemName": f"Case {number}",
        "description": "Work done",
    }
    amount = quantity = rate = None
    if case.family == "amount":
        amount, quantity, rate = case.value, Decimal(1), case.value
    elif case.family == "quantity":
        quantity, rate = case.value if isinstance(case.value, tuple) else (None, None)
        amount = (quantity or Decimal(0)) * (rate or Decimal(0))
    if isinstance(amount, Decimal):
        with_tax(invoice, item, amount)
        item |= {"quantity": as_held("quantity", quantity), "rate": as_held("rate", rate)}
    else:
        with_tax(invoice, item, Decimal(100))
        item |= {"quantity": Decimal("1.0000"), "rate": Decimal("100.0000")}
        own[case.entity][case.field] = as_held(case.field, case.value)
    if case.entity == "Companies":
        company["id"] = invoice["companyID"] = item["companyID"] = FIRST + number
        rows["Companies"].append(company)
    rows["Invoices"].append(invoice)
    rows["BillingItems"].append(item)


def with_tax(invoice: dict[str, Any], item: dict[str, Any], amount: Decimal) -> None:
    """The same amount on the line and on the invoice, with a tenth of it as tax to four decimals, however large."""
    with localcontext(prec=200):
        tax = (amount / 10).quantize(FOUR, ROUND_HALF_UP)
    item |= {"totalAmount": as_held("totalAmount", amount), "taxDollars": tax, "extendedPrice": Decimal("0.0000")}
    invoice |= {"invoiceTotal": as_held("invoiceTotal", amount), "totalTaxValue": tax}


def corpus_sandbox(cases: Sequence[Case]) -> Sandbox:
    """The small world with the corpus in its source; not yet started."""
    clock = Clock()
    world = build_world("small", 1, None, today=clock.now().date())
    rows: Rows = {entity: list(held) for entity, held in world.autotask.items()}
    invoice = next(row for row in rows["Invoices"] if row["companyID"] == COMPANY and not row["webServiceDate"])
    item = next(row for row in rows["BillingItems"] if row["billingItemType"] == 1 and row["companyID"] == COMPANY)
    company = next(row for row in rows["Companies"] if row["id"] == COMPANY)
    for kept in ("Invoices", "BillingItems"):
        rows[kept] = []
    for number, case in enumerate(cases):
        add_case(rows, (invoice, item, company), number, case)
    autotask = AutotaskSystem(rows, world.picklists, world.autotask_account, clock=clock, limits=False)
    return Sandbox([autotask, XeroSystem(world.xero, world.xero_app, clock, False)], tls=True, clock=clock)


class CorpusDesk:
    """Signed in, searched, mapped and planned. A context manager."""

    def __init__(self, folder: Path, cases: Sequence[Case]) -> None:
        self.folders = Folders(folder / "practice", folder / "practice" / "logs")
        self._real = Folders(folder / "real", folder / "real" / "logs")
        self.cases = {str(FIRST + number): case for number, case in enumerate(cases)}
        self.sandbox = corpus_sandbox(cases)
        self._closing = ExitStack()
        self.not_made: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._closing.enter_context(self.sandbox)
        self.folders.make()
        start_afresh(self.folders)
        line = dict(self.sandbox.line)
        browser = StandInBrowser(str(line["ca_file"]))
        secrets = MemorySecrets()
        opening = Opening(self.folders, practice=True, practice_note=self._real, secrets=secrets, open_browser=browser)
        self.workplace = OpenWorkplace(opening)
        self._closing.callback(self.workplace.close)
        self.ferry = Ferry(self.workplace.open())
        set_up(self.ferry.desks, line)
        self.ferry.sign_in()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    def search(self) -> SearchResult:
        """Everything that waits."""
        return self.ferry.search()

    def settle_customers(self) -> Plan:
        """Answer every gap: a new contact by the customer's own name where that may be, an existing one otherwise."""
        desk, route_id = self.ferry.desks.export, self.ferry.route_id
        desk.plan(route_id, self.ferry.stop)
        contact = next(c for c in desk.find_contacts(route_id, "Coastal Dental") if c.external_id)
        catalogue = desk.session(route_id).catalogue
        assert catalogue is not None
        decisions = []
        for gap in desk.gaps(route_id):
            try:
                made = check_new_contact(NewContact(gap.party.id, gap.party.name), catalogue.contacts, "Xero")
                decisions.append(CustomerDecision(gap.party, create=made))
            except BadInput as problem:
                self.not_made[gap.party.id] = problem.sentence
                decisions.append(CustomerDecision(gap.party, contact=contact))
        desk.decide_customers(route_id, decisions)
        self.ferry.plan = desk.plan(route_id, self.ferry.stop)
        return self.ferry.plan

    def send(self) -> SendResult:
        """All that is ready."""
        return self.ferry.send()

    def mappings(self) -> Sequence[CustomerMapping]:
        """What is kept of the customers."""
        return self.ferry.desks.mappings.book(self.ferry.route_id).customers

    def booked(self) -> dict[str, dict[str, Any]]:
        """Invoices and credit notes in the ledger's own books, by number."""
        tenants = self.sandbox.books("xero")["tenants"]
        books = next(tenant for tenant in tenants if tenant["name"] == ORGANISATION)
        found = {str(row["InvoiceNumber"]): row for row in books["invoices"]}
        return found | {str(row["CreditNoteNumber"]): row for row in books["credit_notes"]}

    def contacts(self) -> dict[str, dict[str, Any]]:
        """The ledger's contacts by id."""
        tenants = self.sandbox.books("xero")["tenants"]
        books = next(tenant for tenant in tenants if tenant["name"] == ORGANISATION)
        return {str(row["ContactID"]): row for row in books["contacts"]}
