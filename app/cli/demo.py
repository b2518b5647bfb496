"""`demo`: the main job from start to end on practice books, through the very desks that the window uses.

The sign-in is the ledger's own flow; a plain HTTP client stands in for the browser and allows access, since nobody may be there to do it.
At the end the simulated systems themselves are asked what they hold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.cli.counter import Counter
from app.cli.demo_books import held_numbers
from app.cli.demo_decisions import TAX_TABLES, Decisions, decide_all
from app.cli.endings import Exit
from app.cli.house import PracticeHall
from app.cli.output import totals
from app.cli.telling import plan_object, run_figures, run_object, sums, tell_plan, tell_run
from app.domain.documents import SearchCriteria
from app.domain.plan import DocumentState, Plan
from app.domain.run import DocumentOutcome, RunSummary
from app.domain.words import count_of

_SENT = (DocumentState.SENT, DocumentState.MARKED)
WORDS = {"xero": "Xero", "quickbooks": "QuickBooks", "quickbooks-us": "QuickBooks"}


@dataclass(frozen=True, slots=True)
class Job:
    """One time through: what was found and decided, and how the run ended (None where nothing was to be sent)."""

    found: int
    complete: bool
    plan: Plan
    decisions: Decisions
    summary: RunSummary | None

    @property
    def sent(self) -> tuple[DocumentOutcome, ...]:
        """What the ledger has confirmed."""
        return self.summary.in_state(*_SENT) if self.summary else ()


@dataclass(frozen=True, slots=True)
class Proof:
    """What the simulated systems hold of a run: each document once and live, each mark set."""

    booked: int
    doubled: tuple[str, ...]
    missing: tuple[str, ...]
    marked: int

    def holds(self, sent: int) -> bool:
        """Whether that is exactly what was sent."""
        return self.booked == self.marked == sent and not self.doubled and not self.missing


def demo(counter: Counter, hall: PracticeHall) -> Exit:
    """Do the job, say each step, prove it; twice with --again."""
    route = counter.desks.setup.routes()[0]
    _sign_in(counter, route.ledger_id)
    first = _job(counter, route.id)
    proof = _prove(hall, route.ledger_id, first)
    whole = _whole(first, proof)
    told = _object(counter, first, proof)
    if counter.asked.again:
        counter.out.say()
        counter.out.say("Once more on the same books.")
        second = _job(counter, route.id)
        again = _prove(hall, route.ledger_id, first)
        nothing = not second.sent and again == proof
        counter.out.say("Nothing was sent, nothing is doubled." if nothing else "Something was sent a second time.")
        told["again"] = {"found": second.found, "sent": len(second.sent), "doubled": list(again.doubled)}
        whole = whole and nothing
    told["whole"] = whole
    counter.out.object(told)
    return Exit.DONE if whole else Exit.HELD


def _sign_in(counter: Counter, ledger_id: str) -> None:
    setup = counter.desks.setup
    counter.out.say(
        f"Signing in to {WORDS[counter.asked.ledger]}. A plain HTTP client stands in for the browser, opens the page and allows access."
    )
    found = setup.sign_in(ledger_id, counter.desks.open_browser, counter.stop)
    chosen = found.connection if found.chosen else setup.choose(ledger_id, found.tenants[0])
    counter.out.say(f"Signed in: {chosen.tenant_name}.")


def _job(counter: Counter, route_id: str) -> Job:
    desk = counter.desks.export
    found = desk.search(route_id, SearchCriteria(), counter.stop, counter.report)
    counter.out.say(
        f"Found {count_of(len(found.documents), 'invoice')} not marked as processed: "
        f"{totals(sums(d.total for d in found.documents))}."
    )
    plan = desk.plan(route_id, counter.stop, counter.report)
    taxes = TAX_TABLES[counter.asked.ledger]
    plan, decisions = decide_all(counter.desks, route_id, plan, counter.stop, taxes)
    for sentence in decisions.said:
        counter.out.say(f"  Decided: {sentence}.")
    tell_plan(counter, plan)
    ready = {d.source.id for d in plan.documents if d.can_send}
    job = Job(len(found.documents), found.complete, plan, decisions, None)
    if not ready:
        return job
    result = desk.send(route_id, plan.fingerprint, ready, counter.stop, counter.report)
    if result.problem is not None:
        raise result.problem
    if not result.cancelled:
        result = desk.mark(result.summary.run_id, counter.stop, counter.report)
        if result.problem is not None:
            raise result.problem
    counter.stop.check()
    tell_run(counter, result.summary)
    return replace(job, summary=result.summary)


def _prove(hall: PracticeHall, ledger_id: str, job: Job) -> Proof:
    """Ask both simulated systems for their books, and look for each document that was sent."""
    tenant = hall.desks.setup.connection(ledger_id).tenant
    held = held_numbers(hall, hall.desks.setup.connection(ledger_id).system.value, tenant)
    numbers = [outcome.number for outcome in job.sent]
    marks = {str(row["id"]) for row in hall.books("autotask")["Invoices"] if row["webServiceDate"] is not None}
    return Proof(
        booked=sum(1 for number in numbers if held.get(number)),
        doubled=tuple(number for number in held if held[number] > 1),
        missing=tuple(number for number in numbers if not held.get(number)),
        marked=sum(1 for outcome in job.sent if outcome.document_id in marks),
    )


def _whole(job: Job, proof: Proof) -> bool:
    """Everything that could go went, both sides agree, and each confirmed document is marked."""
    ready = sum(1 for d in job.plan.documents if d.can_send)
    summary = job.summary
    if summary is None:
        return job.complete and ready == 0
    return (
        job.complete
        and len(job.sent) == ready
        and summary.balances
        and not summary.still_open
        and all(outcome.marked for outcome in job.sent)
        and proof.holds(len(job.sent))
    )


def _object(counter: Counter, job: Job, proof: Proof) -> dict[str, Any]:
    planned = plan_object(job.plan)
    marked = sum(1 for outcome in job.sent if outcome.marked)
    counter.out.say(
        f"Found {job.found}, sent {len(job.sent)}, held back {len(planned['held'])}, marked {marked}. "
        f"The simulated books hold {proof.booked} of them, {len(proof.doubled)} doubled; {proof.marked} are marked there."
    )
    refused = job.summary.in_state(DocumentState.REFUSED) if job.summary else ()
    besides = counter.desks.log.side_effects(job.summary.run_id) if job.summary else ()
    return {
        "found": job.found,
        "sent": len(job.sent),
        "held": planned["held"],
        "refused": [{"number": o.number, "sentence": o.sentence} for o in refused],
        "marked": marked,
        "confirmed": len(job.sent),
        "totals": run_figures(job.summary)["totals"] if job.summary else [],
        "balances": job.summary.balances if job.summary else True,
        "decisions": {
            "accepted": job.decisions.accepted,
            "created": job.decisions.created,
            "skipped": job.decisions.skipped,
            "rules": job.decisions.rules,
            "said": job.decisions.said,
        },
        "proof": {
            "booked": proof.booked,
            "doubled": list(proof.doubled),
            "missing": list(proof.missing),
            "marked": proof.marked,
        },
        "run": run_object(job.summary, besides) if job.summary else None,
    }
