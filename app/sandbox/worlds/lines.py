"""One billing item of each kind, priced; the table of apis/autotask.md 11 turned into code.

A `Line` is a billing item before it has an invoice, ids and tax. Amounts are in the client's currency.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

from app.sandbox.worlds.catalogue import BRISBANE, CLOUD, MANAGED, PERTH, PROJECTS, Catalogue, Offer
from app.sandbox.worlds.companies import Company
from app.sandbox.worlds.fields import Row
from app.sandbox.worlds.picklists import number
from app.sandbox.worlds.tenant import Tenant, day_text, eastern_midnight

CENT: Final = Decimal("0.01")
_DIME: Final = Decimal("0.1")
ONE: Final = Decimal(1)
ZERO: Final = Decimal(0)

_TASKS: Final = (
    "Server patch window", "New starter set-up", "Printer will not print", "Mail flow check", "Restored a deleted folder",
    "Wi-Fi drops in the yard", "Phishing report looked into", "Replaced failed disk",
    "Line-of-business application update", "Quarterly access review",
)  # fmt: skip
_WORKS: Final = (
    "Migration of file shares",
    "Cabling of the new wing",
    "Network redesign",
    "Tenant consolidation",
    "Server room move",
)
_EXPENSES: Final = (
    ("Travel to site", "86.40"),
    ("Accommodation", "219.00"),
    ("Freight", "37.15"),
    ("Parking", "28.00"),
)


@dataclass(slots=True)
class Line:
    """A billing item to be. `kind` and `sub` are picklist labels, `line` a line of business (level 2 id) or None."""

    kind: str
    sub: str
    name: str
    description: str
    quantity: Decimal
    rate: Decimal
    total: Decimal
    code: int | None
    line: int | None
    extended: Decimal | None = None  # where it is not the total
    tax: Decimal | None = None  # where the source did not tax half up to the cent
    company: Company | None = None  # where it is not the invoice's
    non_billable: int = 0
    refs: dict[str, object] = field(default_factory=dict)


class LineMaker:
    """Makes lines for one client company on one day, with the contracts, tickets and charges they point to."""

    def __init__(
        self, tenant: Tenant, catalogue: Catalogue, rng: Random, contracts: dict[tuple[int, str], Row]
    ) -> None:
        self._tenant = tenant
        self._catalogue = catalogue
        self._rng = rng
        self._contracts = contracts
        self.company: Company
        self.day: date

    def serve(self, company: Company, day: date) -> LineMaker:
        """Turn to another client and invoice date; answers itself."""
        self.company, self.day = company, day
        return self

    def price(self, amount: Decimal) -> Decimal:
        """A list price in the client's currency: the same figures, except yen, which have no cents."""
        return (amount * 100).quantize(ONE, ROUND_HALF_UP) if self.company.client.currency == "JPY" else amount

    def credit(self, amount: Decimal) -> Decimal:
        """A negative amount whose tax comes out even, so that no rule for halves below zero is called for."""
        return -self.price(max(amount, _DIME).quantize(_DIME, ROUND_HALF_UP))

    def labour(self, work: str = "Remote support", line: int = MANAGED) -> Line:
        """A time entry on a ticket, charged by the hour."""
        hours = Decimal(self._rng.randrange(1, 25)) / 4
        rate = self.price(Decimal(self._rng.choice((145, 165, 185, 210))))
        name = self._rng.choice(_WORKS if line == PROJECTS else _TASKS)
        refs = {"timeEntryID": self._tenant.next_id("TimeEntries"), "roleID": 29_683_396}
        refs |= {"taskID": self._tenant.next_id("Tasks")} if line == PROJECTS else {"ticketID": self._ticket()}
        return Line("Labor", "Labor", name, f"{hours} h: {name.lower()}, tested and documented", hours, rate,
                    hours * rate, self._code(work), line, refs=dict(refs))  # fmt: skip

    def labour_adjustment(self) -> Line:
        """Posted labour corrected afterwards: less than nothing for the hour too many."""
        amount = self.credit(Decimal(self._rng.choice((82, 145, 165))) / 2)
        return Line("Labor Adjustment", "Labor", "Correction of posted time", "Half an hour too many on the last invoice", ONE, amount,
                    amount, self._code("Remote support"), MANAGED, refs={"ticketID": self._ticket()})  # fmt: skip

    def covered_labour(self) -> Line:
        """Labour under a recurring contract: shown, not charged."""
        made = self.labour()
        made.extended, made.total, made.refs["contractID"] = made.total, ZERO, self.contract("Recurring Service")["id"]
        return made

    def block_labour(self) -> Line:
        """Labour drawn from prepaid hours: total 0, and an extended price that is not rate times quantity."""
        made = self.labour()
        made.quantity, made.rate = Decimal("3.175"), self.price(Decimal(100))
        made.extended, made.total = self.price(Decimal("386.645")), ZERO
        contract = self.contract("Block Hours")
        made.refs |= {"contractID": contract["id"], "contractBlockID": self._block(contract)["id"]}
        return made

    def not_charged(self) -> Line:
        """Goodwill: labour on the invoice, marked as not billable."""
        made = self.labour()
        made.extended, made.total, made.non_billable = made.total, ZERO, 1
        return made

    def ticket_charge(self, offer: Offer | None = None) -> Line:
        """Goods supplied with a ticket."""
        ticket = self._ticket()
        return self._charge("TicketCharges", "Ticket Cost", {"ticketID": ticket}, offer, MANAGED)

    def project_charge(self) -> Line:
        """Goods supplied with a project."""
        return self._charge(
            "ProjectCharges", "Project Cost", {"projectID": self._tenant.next_id("Projects")}, None, PROJECTS
        )

    def contract_charge(self) -> Line:
        """A charge to a contract; its sub-type is the project's, as the vendor's own list has no other."""
        contract = self.contract("Recurring Service")
        made = self._charge("ContractCharges", "Project Cost", {"contractID": contract["id"]}, None, CLOUD)
        made.kind = "Contract Cost"
        return made

    def goodwill(self) -> Line:
        """A discount: a contract charge with a negative unit price."""
        amount = self.credit(Decimal(self._rng.randrange(150, 400)) / 10)
        contract = self.contract("Recurring Service")
        refs: dict[str, object] = {
            "contractID": contract["id"],
            "contractChargeID": self._tenant.next_id("ContractCharges"),
        }
        code = self._code("Managed services agreement")
        self._charge_row("ContractCharges", refs, "Goodwill credit", ONE, amount, product=None, code=code)
        return Line("Contract Cost", "Project Cost", "Goodwill credit", "Late response, as agreed", ONE, amount, amount,
                    code, MANAGED, refs=refs)  # fmt: skip

    def deduction(self) -> Line:
        """A charge or expense paid out of a retainer: nothing left to pay."""
        kind, sub = self._rng.choice((
            ("Ticket Cost", "Ticket Cost Deductions"), ("Project Cost", "Project Cost Deductions"), ("Expense", "Expense Deductions"),
        ))  # fmt: skip
        contract = self.contract("Retainer")
        return Line(kind, sub, "Paid from retainer", "Taken from the retainer", ONE, self.price(Decimal("64.95")), ZERO,
                    self._code("Travel and accommodation"), PROJECTS, extended=self.price(Decimal("64.95")),
                    refs={"contractID": contract["id"]})  # fmt: skip

    def expense(self) -> Line:
        """An expense passed on."""
        name, amount = self._rng.choice(_EXPENSES)
        value = self.price(Decimal(amount))
        return Line("Expense", "Expense", name, f"{name}, {self.day:%B}", ONE, value, value, self._code("Travel and accommodation"),
                    PROJECTS, refs={"expenseItemID": self._tenant.next_id("ExpenseItems")})  # fmt: skip

    def service(self, line: int = MANAGED, adjustment: bool = False) -> Line:
        """A recurring service for a month, or the prorated change of one in mid-month (may be negative)."""
        offer = self._rng.choice(self._catalogue.services_of(line))
        period = "contractServiceAdjustmentID" if adjustment else "contractServicePeriodID"
        refs = {"serviceID": offer.row_id, "contractServiceID": self._tenant.next_id("ContractServices")}
        return self._recurring("Recurring Services", offer, adjustment, refs | {period: self._tenant.next_id(period)})

    def bundle(self, adjustment: bool = False) -> Line:
        """A bundle of services at one price, or its prorated change."""
        offer = self._rng.choice(self._catalogue.bundles)
        period = "contractServiceBundleAdjustmentID" if adjustment else "contractServiceBundlePeriodID"
        refs = {
            "serviceBundleID": offer.row_id,
            "contractServiceBundleID": self._tenant.next_id("ContractServiceBundles"),
        }
        return self._recurring(
            "Recurring Service Bundle", offer, adjustment, refs | {period: self._tenant.next_id(period)}
        )

    def subscription(self) -> Line:
        """A subscription on an installed item, billed by the year."""
        amount = self.price(Decimal("585.25"))
        return Line("Subscription", "Subscription", "Drawing software", "Subscription, 12 months", ONE, amount, amount,
                    self._code("Software licences"), CLOUD, refs={"configurationItemID": self._tenant.next_id("Items")})  # fmt: skip

    def setup_fee(self) -> Line:
        """What a contract costs to begin."""
        return self._flat("Setup Fee", "Setup Fee", "Set-up of agreement", "450.00", code="Set-up fees", line=MANAGED,
                          contract="Recurring Service")  # fmt: skip

    def incident(self) -> Line:
        """One incident of a per-ticket contract."""
        return self._flat("Contract Incident", "Labor", "Incident", "92.50", code="Remote support", line=MANAGED,
                          contract="Per Ticket")  # fmt: skip

    def milestone(self) -> Line:
        """A stage of fixed price work."""
        made = self._flat("Milestone", "Milestones", "Stage accepted", "2400.00", code="Milestones", line=PROJECTS,
                          contract="Fixed Price")  # fmt: skip
        stage = self._tenant.add(
            "ContractMilestones", contractID=made.refs["contractID"], title="Stage accepted", amount=made.total, isInitialPayment=False,
            dateDue=day_text(self.day), status=number("ContractMilestones", "status", "Billed"), billingCodeID=made.code,
        )  # fmt: skip
        made.refs["milestoneID"] = stage["id"]
        return made

    def block_purchase(self) -> Line:
        """Ten hours bought ahead."""
        made = self._flat("Contract Block", "Block Purchase", "Ten prepaid hours", "1550.00", code="Prepaid hours", line=MANAGED,
                          contract="Block Hours")  # fmt: skip
        made.refs["contractBlockID"] = self._block(self.contract("Block Hours"))["id"]
        return made

    def retainer_purchase(self) -> Line:
        """Money paid in advance."""
        return self._flat("Contract Retainer", "Retainer Purchase", "Retainer", "1000.00", code="Prepaid hours", line=MANAGED,
                          contract="Retainer")  # fmt: skip

    def training(self) -> Line:
        """A course that is free of tax."""
        amount = self.price(Decimal("390.00"))
        return Line("Ticket Cost", "Ticket Cost", "Accredited course, one seat", "Security awareness, certificate", ONE, amount, amount,
                    self._code("Accredited training"), PROJECTS, refs={"ticketID": self._ticket()})  # fmt: skip

    def contract(self, contract_type: str) -> Row:
        """The client's contract of a type, made when first asked for."""
        key = (self.company.id, contract_type)
        if key not in self._contracts:
            client = self.company.client
            division = client.division if client.division in (PERTH, BRISBANE) else PERTH
            line = PROJECTS if contract_type == "Fixed Price" else MANAGED
            began = self._tenant.today.replace(day=1) - timedelta(days=420)
            self._contracts[key] = self._tenant.add(
                "Contracts", companyID=self.company.id, contractName=f"{contract_type} agreement", contractNumber="", isCompliant=True,
                contractType=number("Contracts", "contractType", contract_type), status=number("Contracts", "status", "Active"),
                startDate=eastern_midnight(began), endDate=eastern_midnight(began + timedelta(days=1095)), isDefaultContract=False,
                timeReportingRequiresStartAndStopTimes=0, organizationalLevelAssociationID=self._catalogue.associations[division, line],
            )  # fmt: skip
        return self._contracts[key]

    def _ticket(self) -> int:
        return self._tenant.next_id("Tickets")

    def _code(self, name: str) -> int:
        return self._catalogue.codes[name]

    def _block(self, contract: Row) -> Row:
        began = day_text(self.day - timedelta(days=40))
        return self._tenant.add(
            "ContractBlocks", contractID=contract["id"], hours=Decimal(10), hourlyRate=self.price(Decimal(155)), datePurchased=began,
            startDate=began, endDate=day_text(self.day + timedelta(days=325)), status=1, isPaid=True,
        )  # fmt: skip

    def _flat(self, kind: str, sub: str, name: str, amount: str, *, code: str, line: int, contract: str) -> Line:
        value = self.price(Decimal(amount))
        agreement = self.contract(contract)
        return Line(kind, sub, name, f"{name}, {agreement['contractName'].lower()}", ONE, value, value, self._code(code), line,
                    refs={"contractID": agreement["id"]})  # fmt: skip

    def _recurring(self, kind: str, offer: Offer, adjustment: bool, refs: dict[str, int]) -> Line:
        units, price = Decimal(self._rng.randrange(1, 40)), self.price(offer.price)
        first = self.day.replace(day=1)
        text = f"{first:%d/%m/%Y} - {self.day:%d/%m/%Y}"
        total = units * price
        if adjustment:
            units = Decimal(self._rng.randrange(1, 4))
            share = (units * offer.price * self._rng.randrange(3, 28) / 30).quantize(CENT, ROUND_HALF_UP)
            total = self.credit(share) if self._rng.random() < 0.5 else self.price(share)
            price, text = (total / units).quantize(Decimal("0.0001"), ROUND_HALF_UP), f"Changed in mid-month, {text}"
        label = f"{kind} Adjustment" if adjustment else kind
        return Line(label, label, offer.name, text, units, price, total, offer.code, offer.line,
                    refs={**refs, "contractID": self.contract("Recurring Service")["id"]})  # fmt: skip

    def _charge(self, entity: str, label: str, refs: dict[str, int], offer: Offer | None, line: int) -> Line:
        goods = offer or self._rng.choice(self._catalogue.products)
        units, price = Decimal(self._rng.randrange(1, 5)), self.price(goods.price)
        field_name = entity[0].lower() + entity[1:-1] + "ID"
        made: dict[str, object] = {**refs, field_name: self._tenant.next_id(entity)}
        self._charge_row(entity, made, goods.name, units, price, product=goods.row_id, code=goods.code)
        return Line(
            label, label, goods.name, "Supplied and fitted", units, price, units * price, goods.code, line, refs=made
        )

    def _charge_row(
        self,
        entity: str,
        refs: dict[str, object],
        name: str,
        units: Decimal,
        price: Decimal,
        *,
        product: int | None,
        code: int,
    ) -> None:
        own = entity[0].lower() + entity[1:-1] + "ID"
        parents = {field: value for field, value in refs.items() if field != own}
        self._tenant.add(
            entity, int(str(refs[own])), **parents, productID=product, billingCodeID=code, name=name, datePurchased=day_text(self.day),
            chargeType=number(entity, "chargeType", "Operational"), unitQuantity=units, unitPrice=price, billableAmount=units * price,
            isBillableToCompany=True, isBilled=True, status=number(entity, "status", "Billed"), createDate=day_text(self.day),
        )  # fmt: skip
