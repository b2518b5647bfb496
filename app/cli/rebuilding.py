"""The command that rebuilds a journal from the ledger."""

from __future__ import annotations

from app.cli.counter import Counter
from app.cli.endings import Exit
from app.domain.words import count_of
from app.flows.rebuild.desk import RebuildPlan, RebuildResult
from app.flows.rebuild.matching import Standing

_WORDS = {
    Standing.KNOWN: "known",
    Standing.ENTERED: "to be entered",
    Standing.WAITS: "waits for you",
    Standing.NO_SOURCE: "left out",
}


def rebuild(counter: Counter) -> Exit:
    """Show what was found, then enter it."""
    asked, route = counter.asked, counter.route(counter.asked.route)
    finding = counter.desks.upkeep.finding()
    if finding.sentence:
        counter.out.say(finding.sentence)
    plan = counter.desks.rebuild.plan(route.id, counter.stop, counter.report)
    _tell(counter, plan)
    if asked.dry_run:
        counter.out.say("This was a dry run: nothing was entered.")
        counter.out.object(_object(plan, None))
        return Exit.HELD if plan.count(Standing.WAITS) else Exit.DONE
    counter.confirm(f"Enter {count_of(len(plan.records), 'document')} into the journal?")
    result = counter.desks.rebuild.rebuild(plan)
    counter.out.say(f"{count_of(result.entered, 'document')} entered. {_gate(result)}")
    counter.out.object(_object(plan, result))
    return Exit.HELD if result.still_to_do or plan.count(Standing.WAITS) else Exit.DONE


def _tell(counter: Counter, plan: RebuildPlan) -> None:
    if not plan.found:
        counter.out.say(f"{plan.organisation} holds nothing of ours.")
        return
    rows = [(one.number, one.customer, str(one.total), _WORDS[one.standing], one.sentence) for one in plan.found]
    counter.out.table(("Number", "Customer", "Total", "Becomes", "Why"), rows)


def _gate(result: RebuildResult) -> str:
    if result.still_to_do:
        return f"Nothing is sent before this is rebuilt as well: {', '.join(result.still_to_do)}."
    return "Sending is possible again." if result.finding.may_send else result.finding.sentence


def _object(plan: RebuildPlan, result: RebuildResult | None) -> dict[str, object]:
    return {
        "route": plan.route_id,
        "organisation": plan.organisation,
        "found": [
            {
                "number": one.number,
                "customer": one.customer,
                "total": str(one.total.amount),
                "currency": one.total.currency,
                "standing": one.standing.value,
                "sentence": one.sentence,
            }
            for one in plan.found
        ],
        "entered": None if result is None else result.entered,
        "may_send": None if result is None else result.finding.may_send,
        "still_to_do": [] if result is None else list(result.still_to_do),
    }
