"""`practice-quarter`: three months of collection on practice books whose time is moved, with everything that happens in such a time.

Rounds at :15 and :45, colleagues who change, void, move and pay invoices, declines, late declines and chargebacks, a change of clocks,
two days offline. At the end the simulated systems' own books are held against one another.
"""

from __future__ import annotations

from collections import Counter as Count
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from app.cli.counter import Counter
from app.cli.endings import Exit
from app.cli.house import QuarterHall
from app.cli.quarter_colleagues import Colleague, HeldInvoice, QuickBooksColleague, XeroColleague
from app.cli.quarter_proof import Evidence, QuarterProof, prove
from app.domain.collection.matching import MatchState
from app.domain.collection.schedule import next_round
from app.domain.collection.settling import Settled
from app.domain.errors import StoreProblem
from app.domain.run import Stop
from app.domain.words import count_of

STARTS = "2027-02-15"
"""A quarter from here has the change of clocks of 14 March in it."""
_OFFLINE_FROM, _OFFLINE = 18, timedelta(days=2)
_BANKED_BEFORE = timedelta(days=6)
_RULES = (
    {"status": "Declined", "reason": "NSF", "day": 2, "every": 9},
    {"status": "Declined", "reason": "Account Closed", "day": 8, "every": 11},
    {"status": "Chargeback", "reason": "Agreement Revoked", "day": 12, "every": 10},
)
_BUSY = 0.12  # of the half hours in which a colleague does something
_CHANCES = (("issue", 8), ("amount", 5), ("move", 5), ("void", 2), ("delete", 1), ("pay", 2), ("part", 2))


@dataclass(slots=True)
class Told:
    """What happened, as it is counted on the way."""

    rounds: int = 0
    days: int = 0
    tally: Count[str] = field(default_factory=Count)
    colleagues: Count[str] = field(default_factory=Count)
    alarms: list[str] = field(default_factory=list)
    problems: Count[str] = field(default_factory=Count)
    voided: dict[str, datetime] = field(default_factory=dict)
    reversed: int = 0


class Quarter:
    """One quarter on one route."""

    def __init__(self, counter: Counter, hall: QuarterHall, colleague: Colleague, random: Random) -> None:
        self._counter = counter
        self._hall = hall
        self._colleague = colleague
        self._random = random
        self._desk = hall.desks.collection
        self._stop = Stop()  # a person who stops the quarter still wants to see what the books say
        self._route = self._desk.routes()[0].id
        self._customers: frozenset[str] = frozenset()
        self._issued = 0
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
        self.told.days += (self._now - start).days
        self._look_at_settlements()

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
        view = self._desk.settlements(self._route, self._stop)
        explained = {row.row.id: row.verdict.sentence for row in view.rows(Settled.NOT_APPLIED)}
        evidence = Evidence(self.told.voided, explained, (self._now - _BANKED_BEFORE).date())
        return prove(self._hall.books("rotessa"), self._colleague.payments(), evidence)


def practice_quarter(counter: Counter, hall: QuarterHall) -> Exit:
    """Play the quarter and say what the books say."""
    asked = counter.asked
    colleague: Colleague = XeroColleague(hall) if asked.ledger == "xero" else QuickBooksColleague(hall)
    quarter = Quarter(counter, hall, colleague, Random(asked.seed))  # noqa: S311 - a story that can be told again
    quarter.set_up()
    quarter.play(asked.days)
    proof, idle = quarter.proof(), quarter.idle()
    _tell(counter, quarter.told, proof)
    counter.out.say(f"  an idle half hour: {count_of(len(idle), 'request')} ({', '.join(idle)})")
    counter.out.object({**_object(quarter.told, proof), "idle": list(idle)})
    return Exit.DONE if proof.holds else Exit.HELD


def _tell(counter: Counter, told: Told, proof: QuarterProof) -> None:
    say = counter.out.say
    say(
        f"{told.days} days, {told.rounds:,} rounds: {', '.join(f'{count} {name}' for name, count in told.tally.items() if count)}."
    )
    say(f"Colleagues: {', '.join(f'{name} {count}' for name, count in sorted(told.colleagues.items()))}.")
    say(f"Said loudly: {len(told.alarms)}. Reversals agreed to: {told.reversed}.")
    say("From the books of the simulated systems:")
    say(f"  debits made {proof.debits}, taken away again {proof.moved_or_deleted}, sent to the bank {proof.sent}")
    say(f"  settled {proof.settled}, declined {proof.declined}, charged back {proof.charged_back}")
    say(f"  payments in the ledger {proof.payments}, reversed {proof.reversed}")
    say(
        f"  invoices debited twice: {_list(proof.debited_twice)}; debited after a readable void: {_list(proof.after_void)}"
    )
    say(f"  settled and not paid: {_list(proof.not_paid)}; paid twice: {_list(proof.paid_twice)}")
    say(f"  paid although the money went back: {_list(proof.paid_in_vain)}")
    for currency in sorted({*proof.clearing, *proof.to_bank}):
        out = proof.kept_out.get(currency, Decimal(0))
        kept = f", not applied and explained {out:,.2f}" if out else ""
        say(
            f"  {currency}: clearing account {proof.clearing.get(currency, Decimal(0)):,.2f}{kept}; "
            f"deposits after {proof.banked_to} {proof.to_bank.get(currency, Decimal(0)):,.2f}"
        )
    for reason, count in sorted(Count(proof.reasons).items()):
        say(f"  not applied: {reason} ({count})")
    say("Every rule held." if proof.holds else "A rule was broken.")


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"


def _object(told: Told, proof: QuarterProof) -> dict[str, object]:
    return {
        "rounds": told.rounds,
        "done": dict(told.tally),
        "colleagues": dict(told.colleagues),
        "alarms": told.alarms,
        "reversed": told.reversed,
        "debits": proof.debits,
        "sent": proof.sent,
        "settled": proof.settled,
        "payments": proof.payments,
        "debited_twice": list(proof.debited_twice),
        "after_void": list(proof.after_void),
        "not_paid": list(proof.not_paid),
        "paid_twice": list(proof.paid_twice),
        "paid_in_vain": list(proof.paid_in_vain),
        "clearing": {c: str(a) for c, a in proof.clearing.items()},
        "to_bank": {c: str(a) for c, a in proof.to_bank.items()},
        "kept_out": {c: str(a) for c, a in proof.kept_out.items()},
        "holds": proof.holds,
    }
