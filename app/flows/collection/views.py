"""What screens and the command line get to see of collection: frozen, complete, and without a rule of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.collection.debits import Transaction, TransactionStatus
from app.domain.collection.invoices import ClearingAccount, SalesInvoice
from app.domain.collection.matching import CustomerMatch
from app.domain.collection.payers import Payer, PayerFields
from app.domain.collection.planning import Act, Intent, MadeDebit
from app.domain.collection.settings import CollectionSettings, ConnectedCustomer
from app.domain.collection.settling import Settled, Verdict
from app.domain.errors import ExpectedProblem
from app.domain.money import Money
from app.domain.run import RunSummary


@dataclass(frozen=True, slots=True)
class CollectionStart:
    """A collection route as it is opened: its settings and what is known without asking anybody.

    `next_round` is None where nothing runs by itself. Amounts by currency: `planned` debits still to be taken, `coming` those taken and
    not settled yet.
    """

    route_id: str
    collector: str  # 'Rotessa'
    ledger: str  # 'Xero'
    organisation: str
    settings: CollectionSettings
    connected: int
    automatic: int
    last_round: datetime | None
    next_round: datetime | None
    planned: tuple[Money, ...] = ()
    coming: tuple[Money, ...] = ()
    problems: int = 0  # health rows that were bad or a warning at the last round


@dataclass(frozen=True, slots=True)
class CustomersView:
    """Ledger contacts with their match. `strangers` are payers that no contact is connected to or found for."""

    rows: tuple[CustomerMatch, ...]
    strangers: tuple[Payer, ...]
    read_at: datetime


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One unpaid invoice of a connected customer, and what would happen to it. `chosen_day` is a date a person gave."""

    invoice: SalesInvoice
    customer: ConnectedCustomer
    intent: Intent
    made: MadeDebit | None = None
    chosen_day: date | None = None

    @property
    def can_import(self) -> bool:
        """Whether it can be ticked."""
        return self.intent.changes


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What would be sent if everything that can be ticked were. `fingerprint` changes when anything shown changes.

    `organisation` are the books, `collector` the account, that a person sees; requests go nowhere else.
    """

    route_id: str
    organisation: str
    collector: str
    rows: tuple[ImportRow, ...]
    fingerprint: str
    by_hand: bool = True

    def ready(self) -> tuple[ImportRow, ...]:
        """The rows that can be ticked."""
        return tuple(row for row in self.rows if row.can_import)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How an import ended. `problem` is why it paused, if it did."""

    summary: RunSummary
    problem: ExpectedProblem | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One line of a customer update's preview."""

    field: str  # 'Name', 'E-mail', 'Phone', 'Address'
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One payer that would follow its ledger contact."""

    customer: ConnectedCustomer
    before: PayerFields
    after: PayerFields
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """Every payer that differs from its contact, as far as asked for. `missing`: contacts whose payer was not there to be compared."""

    route_id: str
    rows: tuple[UpdateRow, ...]
    fingerprint: str
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """One transaction. `number`, `customer` and `currency` are '' for debits made by hand; `invoice_url` opens the invoice."""

    row: Transaction
    verdict: Verdict
    number: str = ""
    customer: str = ""
    currency: str = ""
    invoice_url: str = ""
    operation_id: str = ""  # of its payment, else of its reversal, where a person may have to decide

    @property
    def counts(self) -> bool:
        """Whether it is part of the deposit: approved money, whoever made the debit."""
        return self.row.status is TransactionStatus.APPROVED


@dataclass(frozen=True, slots=True)
class SettlementGroup:
    """What settles on one day, as the bank deposit will show it: `deposit` less nothing but the chargebacks that come off later.

    `currency` is '' for debits whose currency is not known (made by hand). `day` None: not settled yet, or failed.
    """

    day: date | None
    currency: str
    rows: tuple[SettlementRow, ...]
    deposit: Money
    applied: Money
    not_applied: Money


@dataclass(frozen=True, slots=True)
class SettlementView:
    """Transactions by settlement date, newest first; failed and coming ones after them."""

    route_id: str
    groups: tuple[SettlementGroup, ...]
    read_at: datetime | None

    def rows(self, *stands: Settled) -> tuple[SettlementRow, ...]:
        """All rows that stand like this."""
        return tuple(row for group in self.groups for row in group.rows if row.verdict.stand in stands)


class HealthKind(StrEnum):
    """What a health row is about."""

    CONNECTION = "connection"
    CLEARING = "clearing"
    CUSTOMERS = "customers"
    INVOICES = "invoices"
    SETTLEMENTS = "settlements"
    SCHEDULE = "schedule"


class HealthState(StrEnum):
    """How well it is."""

    GOOD = "good"
    NOTE = "note"  # worth knowing
    WARNING = "warning"
    BAD = "bad"


class HealthMend(StrEnum):
    """What a health row's button does; `subject` of the row is what it acts on."""

    NONE = "none"
    RECONNECT = "reconnect"  # subject: connection id
    CHOOSE_CLEARING = "choose_clearing"
    MATCH_CUSTOMERS = "match_customers"
    OPEN_PAYER = "open_payer"  # subject: payer id; the row's url opens it
    LET_GO_ON = "let_go_on"  # subject: contact id
    IMPORT = "import"  # subject: invoice id
    DECIDE = "decide"  # subject: operation id in review
    REVERSE = "reverse"  # subject: transaction id
    APPLY_AGAIN = "apply_again"  # subject: transaction id
    APPLY_ON = "apply_on"  # subject: transaction id; `day` is proposed
    OPEN_INVOICE = "open_invoice"  # the row's url
    RUN_NOW = "run_now"


@dataclass(frozen=True, slots=True)
class HealthRow:
    """One row of the health page."""

    kind: HealthKind
    state: HealthState
    sentence: str
    advice: str = ""
    mend: HealthMend = HealthMend.NONE
    subject: str = ""
    url: str = ""
    name: str = ""  # customer or invoice number
    day: date | None = None
    amount: Money | None = None  # what it is about; negative where money went back


@dataclass(frozen=True, slots=True)
class HealthView:
    """The health page, worst first within each kind."""

    route_id: str
    rows: tuple[HealthRow, ...]
    read_at: datetime

    @property
    def bad(self) -> int:
        """How many rows need somebody."""
        return sum(1 for row in self.rows if row.state in (HealthState.WARNING, HealthState.BAD))


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each thing was done in a round."""

    created: int = 0
    amended: int = 0
    moved: int = 0
    deleted: int = 0
    applied: int = 0
    updated: int = 0
    refused: int = 0
    open: int = 0  # being looked up


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What a round at :15 or :45, or 'Import now', did. `alarms` are said loudly, each once.

    `waiting`: changes that were only planned, because the route asks first.
    """

    route_id: str
    at: datetime
    tally: Tally
    alarms: tuple[str, ...] = ()
    run_ids: tuple[str, ...] = ()
    waiting: int = 0
    problem: ExpectedProblem | None = None
    cancelled: bool = False

    @property
    def did_anything(self) -> bool:
        """Whether something was changed, or has to be said."""
        return self.tally != Tally() or bool(self.alarms) or self.problem is not None or self.waiting > 0


@dataclass(frozen=True, slots=True)
class ClearingChoice:
    """The accounts that can be chosen, and the one that is, as it stands now (None: none is chosen)."""

    accounts: tuple[ClearingAccount, ...]
    chosen: ClearingAccount | None


ACT_WORDS = {
    Act.CREATE: "New debit",
    Act.AMEND: "New amount",
    Act.MOVE: "New date",
    Act.DELETE: "Debit goes",
    Act.NOTHING: "Nothing to do",
    Act.WAIT: "Being checked",
    Act.BLOCKED: "Held back",
    Act.ALARM: "Too late",
}
"""How a column says what is to happen."""
