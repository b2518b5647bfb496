"""Commands that send, go on and take back."""

from __future__ import annotations

from typing import Any

from app.cli.counter import Counter
from app.cli.endings import Exit, exit_for
from app.cli.output import totals
from app.cli.telling import plan_object, sums, tell_plan, tell_run
from app.domain.documents import SearchCriteria, SearchResult
from app.domain.errors import BadInput
from app.domain.mapping import ArrivalStatus
from app.domain.operation import OperationKind
from app.domain.plan import DocumentState, Plan
from app.domain.run import RunSummary
from app.domain.words import count_of
from app.flows.export.sending import SendResult, UndoPlan

_SENT = (DocumentState.SENT, DocumentState.MARKED)
_THERE = (*_SENT, DocumentState.ALREADY_IN_LEDGER, DocumentState.UNDONE)
"""States in which nothing is left to be done for a document."""


def export(counter: Counter) -> Exit:
    """Search, check, send, and mark where that is wished."""
    route = counter.route(counter.asked.route)
    desk = counter.desks.export
    found = desk.search(route.id, _criteria(counter, route.id), counter.stop, counter.report)
    _tell_search(counter, found)
    plan = desk.plan(route.id, counter.stop, counter.report)
    if counter.asked.arrival:
        plan = desk.set_arrival(route.id, ArrivalStatus(counter.asked.arrival))
    tell_plan(counter, plan)
    ready = [d for d in plan.documents if d.can_send]
    told = {"search": _search_object(found), "plan": plan_object(plan)}
    if counter.asked.dry_run or not ready:
        counter.out.say("Nothing was sent." if not counter.asked.dry_run else "This was a dry run: nothing was sent.")
        counter.out.object({**told, "run": None})
        return Exit.HELD if _held(plan) or not found.complete else Exit.DONE
    counter.confirm(
        f"Send {count_of(len(ready), 'invoice')}, {totals(sums(d.source.total for d in ready))}, to {plan.organisation}?"
    )
    result = desk.send(route.id, plan.fingerprint, {d.source.id for d in ready}, counter.stop, counter.report)
    result = _mark(counter, result)
    run = tell_run(counter, result.summary)
    if result.problem is not None:
        said = f"{result.problem.sentence} {result.problem.advice}".rstrip()
        counter.out.say(f"The run has paused: {said} 'resume {result.summary.run_id[:8]}' goes on.")
    counter.out.object({**told, "run": run})
    return _ending(counter, result, plan)


def _held(plan: Plan) -> int:
    """How many documents cannot go and are not there yet."""
    return sum(1 for d in plan.documents if not d.can_send and d.state not in _THERE)


def _criteria(counter: Counter, route_id: str) -> SearchCriteria:
    asked = counter.asked
    division = ""
    if asked.division:
        known = counter.desks.export.divisions(route_id, counter.stop)
        wanted = asked.division.strip().casefold()
        found = [d for d in known if wanted in (d.id.casefold(), d.name.casefold())]
        if len(found) != 1:
            names = "; ".join(d.name for d in known) or "none"
            raise BadInput(f"There is no division {asked.division}.", field="division", advice=f"There are: {names}.")
        division = found[0].id
    return SearchCriteria(division, asked.invoice_id.strip(), asked.date_from, asked.date_to, asked.include_marked)


def _tell_search(counter: Counter, found: SearchResult) -> None:
    for aside in found.set_aside:
        counter.out.say(f"Set aside: {aside.label}: {aside.problem.sentence}")
    for left in found.left_out:
        counter.out.say(left.sentence)
    if not found.complete:
        counter.out.say("Not everything could be read; nothing is concluded from what is missing.")


def _search_object(found: SearchResult) -> dict[str, object]:
    return {
        "found": len(found.documents),
        "complete": found.complete,
        "set_aside": [{"id": a.id, "label": a.label, "sentence": a.problem.sentence} for a in found.set_aside],
        "left_out": [p.sentence for p in found.left_out],
    }


def _mark(counter: Counter, result: SendResult) -> SendResult:
    always = counter.desks.export.book(result.summary.route_id).defaults.always_mark
    sent = result.summary.in_state(DocumentState.SENT)
    if not (counter.asked.mark_processed or always) or not sent or result.cancelled or result.problem:
        return result
    return counter.desks.export.mark(result.summary.run_id, counter.stop, counter.report)


def _ending(counter: Counter, result: SendResult, plan: Plan) -> Exit:
    if result.cancelled:
        return Exit.CANCELLED
    if result.problem is not None:
        return exit_for(result.problem)
    sent = result.summary.in_state(*_SENT)
    marked = not counter.asked.mark_processed or all(o.marked for o in sent)
    ready = sum(1 for d in plan.documents if d.can_send)
    whole = len(sent) >= ready and not _held(plan) and result.summary.balances and marked
    return Exit.DONE if whole else Exit.HELD


def resume(counter: Counter) -> Exit:
    """Look up what was under way; go on with a run where one is named."""
    desks = counter.desks
    if counter.asked.run:
        summary = desks.export.go_on(counter.run_id(counter.asked.run), counter.stop, counter.report)
        counter.out.object({"run": tell_run(counter, summary), "open": summary.still_open})
        return Exit.HELD if summary.still_open or summary.in_state(DocumentState.REFUSED) else Exit.DONE
    desks.recover(counter.stop)
    left = desks.pending()
    unfinished = [run for run in desks.log.runs(limit=50) if run.ended is None and not run.dry_run]
    counter.out.say(f"{count_of(len(left), 'operation')} still open." if left else "Nothing is open.")
    for run in unfinished:
        counter.out.say(
            f"  Run {run.run_id[:8]} of {run.started:%Y-%m-%d %H:%M} has not ended: resume {run.run_id[:8]}"
        )
    counter.out.object({"open": len(left), "unfinished": [run.run_id for run in unfinished]})
    return Exit.HELD if left else Exit.DONE


def undo(counter: Counter) -> Exit:
    """Take a run back."""
    desks, run_id = counter.desks, counter.run_id(counter.asked.run)
    desk = desks.undoing(run_id)
    whole = desk.plan_undo(run_id, counter.stop)
    wish = whole if counter.asked.payments else whole.without(OperationKind.REVERSE_PAYMENT)
    left = len(whole.operations) - len(wish.operations)
    told = _tell_undo(counter, wish, left, collects=desk is desks.collection)
    if counter.asked.dry_run or not wish.operations:
        counter.out.object({"undo": told, "run": None})
        return Exit.HELD if wish.stays else Exit.DONE
    counter.confirm("Do it?")
    desks.upkeep.back_up("undo")
    result = desk.undo(wish, counter.stop, counter.report)
    counter.out.object({"undo": told, "run": tell_run(counter, result.summary)})
    return _undone(result, result.summary)


def _tell_undo(counter: Counter, wish: UndoPlan, left: int, *, collects: bool) -> dict[str, Any]:
    """Say what is taken back and what stays. `left`: payments that stay unless they are asked for."""
    debits, payments = wish.count(OperationKind.DELETE_DEBIT), wish.count(OperationKind.REVERSE_PAYMENT)
    if collects:
        counter.out.say(f"Take back {count_of(debits, 'debit')} and {count_of(payments, 'payment')}.")
    else:
        counter.out.say(f"Take back {count_of(wish.unmarks, 'mark')}, then {count_of(wish.voids, 'document')}.")
    for number, why in wish.stays:
        counter.out.say(f"  {number} stays: {why}")
    if left:
        counter.out.say(
            f"  {count_of(left, 'payment')} {'stays' if left == 1 else 'stay'}: --payments reverses them too"
        )
    stays = [{"number": number, "why": why} for number, why in wish.stays]
    done = {"debits": debits, "payments": payments}
    return {"unmarks": wish.unmarks, "voids": wish.voids, **done, "payments_left": left, "stays": stays}


def _undone(result: SendResult, summary: RunSummary) -> Exit:
    if result.cancelled:
        return Exit.CANCELLED
    if result.problem is not None:
        return exit_for(result.problem)
    return Exit.DONE if summary.undone else Exit.HELD
