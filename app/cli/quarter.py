"""`practice-quarter`: three months of collection on practice books whose time is moved, with everything that happens in such a time.

Rounds at :15 and :45, colleagues who change, void, move and pay invoices, declines, late declines and chargebacks, a change of clocks,
two days offline. At the end the simulated systems' own books are held against one another.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from app.cli.counter import Counter
from app.cli.endings import Exit
from app.cli.house import QuarterHall
from app.cli.quarter_bookkeeping import Bookkeeper, QuickBooksBookkeeper, XeroBookkeeper
from app.cli.quarter_colleagues import Colleague, HeldInvoice, QuickBooksColleague, XeroColleague
from app.cli.quarter_proof import Evidence, QuarterProof, lumps, not_applied, ours, prove
from app.cli.quarter_telling import Told, as_object, tell
from app.domain.collection.matching import MatchState
from app.domain.collection.schedule import next_round
from app.domain.collection.settling import Settled
from app.domain.errors import StoreProblem
from app.domain.run import Stop
from app.domain.words import count_of

STARTS = "2027-02-15"
"""A quarter from here has the change of clocks of 14 March in it."""
_OFFLINE_FROM, _OFFLINE = 18, timedelta(days=2)
_IN_THE_BANK = timedelta(days=2)
"""So long after its day a settlement stands in the bank statement."""
_RULES = (
    {"status": "Declined", "reason": "NSF", "day": 2, "every": 9},
    {"status": "Declined", "reason": "Account Closed", "day": 8, "every": 11},
    {"status": "Chargeback", "reason": "Agreement Revoked", "day": 12, "every": 10},
)
_BUSY = 0.12  # of the half hours in which a colleague does something
_CHANCES = (("issue", 8), ("amount", 5), ("move", 5), ("void", 2), ("delete", 1), ("pay", 2), ("part", 2))


class Quarter:
    """One quarter on one route."""

    def __init__(
        self, counter: Counter, hall: QuarterHall, colleague: Colleague, bookkeeper: Bookkeeper, random: Random
    ) -> None:
        self._counter = counter
        self._hall = hall
        self._colleague = colleague
        self._bookkeeper = bookkeeper
        self._random = random
        self._desk = hall.desks.collection
        self._stop = Stop()  # a person who stops the quarter still wants to see what the books say
        self._route = self._desk.routes()[0].id
        self._customers: frozenset[str] = frozenset()
        self._issued = 0
        self._banked_to = date.min
        self.told = Told()

    @property
    def _now(self) -> datetime:
        return self._hall.desks.clock.now()

    def set_up(self) -> None:
        """Clearing account, customers, switches, and a first import by hand of what is overdue."""
        stop, desk, route = self._stop, self._desk, self._route
        accounts = desk.clearing(route, stop).accounts
        desk.choose_clearing(route, next(one.id for one in accounts if one.name == "Debit clearing"), stop)
        view = desk.customers(route, stop)
        pairs = {row.contact.id: row.payer.id for row in view.rows if row.state is MatchState.FOUND and row.payer}
        made = desk.connect(route, pairs, stop)
        self._customers = frozenset(one.contact_name for one in made)
        for rule in _RULES:
            self._hall.act("rotessa", "outcome_rule", dict(rule))
        plan = desk.plan_import(route, stop)
        asked = {row.invoice.id: self._now.date() for row in plan.rows if row.intent.asks_date}
        plan = desk.plan_import(route, stop, days=asked)
        chosen = [row.invoice.id for row in plan.ready() if row.invoice.id in asked]
        result = desk.send_import(plan, chosen, stop)
        self._counter.out.say(
            f"Connected {count_of(len(made), 'customer')}. Imported by hand: "
            f"{count_of(len(result.summary.outcomes), 'overdue invoice')}."
        )
        desk.switch(route, [one.contact_id for one in made], auto_import=True, auto_update=True)

    def play(self, days: float) -> None:
        """Every round of so many days, with what colleagues do between them."""
        start = self._now
        offline = start + timedelta(days=_OFFLINE_FROM)
        end = start + timedelta(days=days)
        while self._now < end and not self._counter.stop.is_cancelled:
            mark = next_round(self._now)
            if offline <= mark < offline + _OFFLINE:
                mark = next_round(offline + _OFFLINE)
                self._hall.move_to(mark - timedelta(hours=3))
                self._work()
            elif self._random.random() < _BUSY:
                self._hall.move_to(mark - timedelta(minutes=self._random.randint(1, 25)))
                self._work()
            self._hall.move_to(mark)
            self._round()
            if mark.hour == 18 and mark.minute == 15:
                self._look_at_settlements()
                self._bank()
        self.told.days += (self._now - start).days
        self._look_at_settlements()
        self._bank()

    def _round(self) -> None:
        result = self._desk.play_round(self._route, self._stop)
        told = self.told
        told.rounds += 1
        for name in ("created", "amended", "moved", "deleted", "applied", "updated", "refused"):
            told.tally[name] += getattr(result.tally, name)
        told.alarms += result.alarms
        if result.problem is not None:
            told.problems[result.problem.code or result.problem.sentence] += 1

    def _look_at_settlements(self) -> None:
        """Once a day the bookkeeper agrees to what has to be reversed."""
        stop = self._stop
        view = self._desk.settlements(self._route, stop)
        waiting = [row.row.id for row in view.rows(Settled.TO_REVERSE)]
        if waiting:
            self._desk.reverse(self._route, waiting, stop)
            self.told.reversed += len(waiting)

    def _bank(self) -> None:
        """The bookkeeper codes what the bank statement shows of settlements since the last time."""
        until = (self._now - _IN_THE_BANK).date()
        account = self._bookkeeper.clearing()
        for lump in lumps(self._hall.books("rotessa")):
            if self._banked_to < lump.day <= until and account.takes(lump.currency):
                self._bookkeeper.bank(lump)
        self._banked_to = max(until, self._banked_to)

    def close_books(self) -> None:
        """At the quarter's end the bookkeeper enters what was not applied as money held for the customer."""
        rotessa, account = self._hall.books("rotessa"), self._bookkeeper.clearing()
        invoices, numbers = {one.number: one for one in self._colleague.invoices()}, ours(rotessa)
        for row in not_applied(rotessa, self._colleague.payments(), self._explained()):
            if account.takes(row["currency"]):
                invoice = invoices[numbers[row["transaction_schedule_id"]]]
                self._bookkeeper.hold(invoice, row, self._now.date())

    def _explained(self) -> dict[str, str]:
        view = self._desk.settlements(self._route, self._stop)
        return {row.row.id: row.verdict.sentence for row in view.rows(Settled.NOT_APPLIED)}

    def _work(self) -> None:
        """A colleague does one thing in the ledger; what the ledger refuses is left."""
        kinds = [name for name, weight in _CHANCES for _ in range(weight)]
        choice = self._random.choice(kinds)
        today = self._now.date()
        known = [one for one in self._colleague.invoices() if not one.is_gone and one.customer in self._customers]
        open_ones = [one for one in known if one.due > 0 and one.due_date >= today]
        if not open_ones:
            choice = "issue"
        invoice = self._random.choice(known if choice == "issue" else open_ones)
        try:
            self._do(choice, invoice, today)
        except StoreProblem:
            choice = f"refused: {choice}"
        self.told.colleagues[choice] += 1

    def _do(self, choice: str, invoice: HeldInvoice, today: date) -> None:
        if choice == "issue":
            self._issued += 1
            due = today + timedelta(days=self._random.randint(2, 20))
            self._colleague.issue(invoice, f"MM-Q{self._issued:03}", today, due)
        elif choice == "amount":
            self._colleague.change_amount(invoice, Decimal(self._random.choice((-25, -10, 15, 40))))
        elif choice == "move":
            day = max(today, invoice.due_date + timedelta(days=self._random.choice((-5, 3, 7, 12))))
            self._colleague.move(invoice, day)
        elif choice in ("void", "delete"):
            (self._colleague.void if choice == "void" else self._colleague.delete)(invoice)
            self.told.voided[invoice.number] = self._now
        else:
            self._colleague.pay(
                invoice, invoice.due if choice == "pay" else (invoice.due / 4).quantize(Decimal("0.01"))
            )

    def idle(self) -> tuple[str, ...]:
        """What one half hour in which nothing happened asks of the simulated systems, beside a new access token."""
        for _ in range(2):  # the first one finishes what was left to do
            self._hall.move_to(next_round(self._now))
            before = len(self._hall.requests())
            self._round()
        asked = self._hall.requests()[before:]
        return tuple(f"{one['system']} {one['path']}" for one in asked if "token" not in one["path"])

    def proof(self) -> QuarterProof:
        """The books of both sides held against one another."""
        evidence = Evidence(self.told.voided, self._explained(), self._banked_to)
        payments, clearing = self._colleague.payments(), self._bookkeeper.clearing()
        return prove(self._hall.books("rotessa"), payments, clearing, evidence)


def people(hall: QuarterHall, ledger: str) -> tuple[Colleague, Bookkeeper]:
    """Who works in the ledger of this name while the quarter passes."""
    if ledger == "xero":
        return XeroColleague(hall), XeroBookkeeper(hall)
    return QuickBooksColleague(hall), QuickBooksBookkeeper(hall)


def practice_quarter(counter: Counter, hall: QuarterHall) -> Exit:
    """Play the quarter and say what the books say."""
    asked = counter.asked
    colleague, bookkeeper = people(hall, asked.ledger)
    random = Random(asked.seed)  # noqa: S311 - a story that can be told again
    quarter = Quarter(counter, hall, colleague, bookkeeper, random)
    quarter.set_up()
    quarter.play(asked.days)
    quarter.close_books()
    proof, idle = quarter.proof(), quarter.idle()
    tell(counter.out, quarter.told, proof, idle)
    counter.out.object(as_object(quarter.told, proof, idle))
    return Exit.DONE if proof.holds else Exit.HELD
