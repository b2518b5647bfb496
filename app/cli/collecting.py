"""`collect`: customers, debits, settlements and health of a collection route, and rounds at :15 and :45 without a window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from app.cli.counter import Counter
from app.cli.endings import Exit
from app.domain.collection.matching import MatchState
from app.domain.collection.schedule import next_round
from app.domain.collection.settling import Settled
from app.domain.errors import BadInput, ExpectedProblem, RemoteProblem
from app.domain.machine import Decision
from app.domain.words import count_of, say_date, say_money
from app.flows.collection.views import (
    ACT_WORDS,
    HealthMend,
    HealthState,
    ImportPlan,
    ImportResult,
    ImportRow,
    RoundResult,
    SettlementRow,
)

_MARKS = {HealthState.GOOD: "ok", HealthState.NOTE: "--", HealthState.WARNING: " !", HealthState.BAD: "!!"}


def _route_id(counter: Counter) -> str:
    """The route that was named; raises `BadInput` when nothing is collected on it."""
    route = counter.route(counter.asked.route)
    if all(one.id != route.id for one in counter.desks.collection.routes()):
        raise BadInput(f"Nothing is collected on {route.name}.", field="route", advice="Name a route from Rotessa.")
    return route.id


# --- customers ----------------------------------------------------------------------------------------------------


def customers(counter: Counter) -> Exit:
    """List customers with their match; connect, switch or disconnect those named."""
    route_id, asked, desk = _route_id(counter), counter.asked, counter.desks.collection
    view = desk.customers(route_id, counter.stop, counter.report)
    by_name = {row.contact.name.casefold(): row.contact.id for row in view.rows}
    if asked.connect_found:
        pairs = {r.contact.id: r.payer.id for r in view.rows if r.state is MatchState.FOUND and r.payer is not None}
        counter.confirm(f"Connect {count_of(len(pairs), 'customer')}?")
        desk.connect(route_id, pairs, counter.stop)
    for name in asked.create or ():
        counter.confirm(f"Create {name} in Rotessa?")
        desk.create_payers(route_id, [_contact(by_name, name)], counter.stop, counter.report)
    for name in asked.disconnect or ():
        desk.disconnect(route_id, _contact(by_name, name))
    _switch(counter, route_id, by_name)
    view = desk.customers(route_id, counter.stop, counter.report)
    for row in view.rows:
        who = row.payer.name if row.payer else row.suggestions[0].payer.name if row.suggestions else ""
        on = [word for word, is_on in _switches(row.customer) if is_on]
        counter.out.say(f"{row.state.value:10} {row.contact.name}  {who}  {' '.join(on)}".rstrip())
    counter.out.object(
        {
            "customers": [
                {"name": r.contact.name, "state": r.state.value, "payer": r.payer.name if r.payer else ""}
                for r in view.rows
            ]
        }
    )
    return Exit.DONE


def _switches(customer: object) -> list[tuple[str, bool]]:
    return [
        ("imports", bool(getattr(customer, "auto_import", False))),
        ("updates", bool(getattr(customer, "auto_update", False))),
        ("stopped", bool(getattr(customer, "stopped", ""))),
    ]


def _contact(by_name: Mapping[str, str], name: str) -> str:
    found = by_name.get(name.strip().casefold())
    if found is None:
        raise BadInput(f"There is no customer named {name}.", field="customer")
    return found


def _switch(counter: Counter, route_id: str, by_name: Mapping[str, str]) -> None:
    asked, desk = counter.asked, counter.desks.collection
    if asked.auto_import is None and asked.auto_update is None:
        return
    connected = [row.contact.id for row in desk.customers(route_id, counter.stop).rows if row.customer is not None]
    chosen = [_contact(by_name, name) for name in asked.customer] if asked.customer else connected
    desk.switch(route_id, chosen, auto_import=asked.auto_import, auto_update=asked.auto_update)


def clearing(counter: Counter) -> Exit:
    """Show accounts that settlements can be paid into, or choose one by name or code."""
    route_id, desk = _route_id(counter), counter.desks.collection
    choice = desk.clearing(route_id, counter.stop)
    if counter.asked.account:
        wanted = counter.asked.account.strip().casefold()
        found = [a for a in choice.accounts if wanted in (a.id.casefold(), a.code.casefold(), a.name.casefold())]
        if len(found) != 1:
            names = ", ".join(one.label for one in choice.accounts)
            raise BadInput(
                f"No account is named {counter.asked.account}.", field="clearing", advice=f"There are: {names}."
            )
        desk.choose_clearing(route_id, found[0].id, counter.stop)
        choice = desk.clearing(route_id, counter.stop)
    for one in choice.accounts:
        mark = "*" if choice.chosen is not None and one.id == choice.chosen.id else " "
        counter.out.say(f"{mark} {one.label}  {one.kind} {one.currency}".rstrip())
    chosen = choice.chosen.label if choice.chosen else ""
    counter.out.object({"accounts": [one.label for one in choice.accounts], "chosen": chosen})
    return Exit.DONE


# --- debits -------------------------------------------------------------------------------------------------------


def by_hand(counter: Counter) -> Exit:
    """Import unpaid invoices: all that are ready, or those named by number; overdue ones on `--date`."""
    route_id, asked, desk = _route_id(counter), counter.asked, counter.desks.collection
    plan = desk.plan_import(route_id, counter.stop, counter.report)
    days: dict[str, date] = {}
    if asked.date is not None:
        days = {row.invoice.id: asked.date for row in plan.rows if row.intent.asks_date and _named(row, asked.invoice)}
        plan = desk.plan_import(route_id, counter.stop, counter.report, days)
    rows = [row for row in plan.rows if _named(row, asked.invoice)]
    for row in rows:
        counter.out.say(_row_words(row))
    ready = [row for row in rows if row.can_import]
    if asked.dry_run or not ready:
        counter.out.object({"rows": [_row_object(row) for row in rows], "sent": 0})
        return Exit.DONE if ready or not rows else Exit.HELD
    counter.confirm(f"Import {count_of(len(ready), 'invoice')} from {plan.organisation} into {plan.collector}?")
    return _sent(
        counter, plan, rows, desk.send_import(plan, {r.invoice.id for r in ready}, counter.stop, counter.report)
    )


def _named(row: ImportRow, numbers: list[str] | None) -> bool:
    return not numbers or row.invoice.number.casefold() in {one.strip().casefold() for one in numbers}


def _row_words(row: ImportRow) -> str:
    amount = say_money(row.intent.amount) if row.intent.amount else ""
    act = ACT_WORDS[row.intent.act]
    return f"{row.invoice.number}  {row.customer.contact_name}  {amount}  {act}: {row.intent.sentence}"


def _row_object(row: ImportRow) -> dict[str, str]:
    return {
        "number": row.invoice.number,
        "customer": row.customer.contact_name,
        "act": row.intent.act.value,
        "code": row.intent.code,
        "sentence": row.intent.sentence,
    }


def _sent(counter: Counter, plan: ImportPlan, rows: list[ImportRow], result: ImportResult) -> Exit:
    del plan
    if result.problem is not None:
        raise result.problem
    for outcome in result.summary.outcomes:
        counter.out.say(f"{outcome.number}  {outcome.customer}  {say_money(outcome.total)}  {outcome.sentence}")
    held = [outcome for outcome in result.summary.outcomes if outcome.problem is not None]
    counter.out.object(
        {
            "rows": [_row_object(row) for row in rows],
            "sent": len(result.summary.outcomes) - len(held),
            "outcomes": [
                {"number": o.number, "state": o.state.value, "sentence": o.sentence} for o in result.summary.outcomes
            ],
        }
    )
    return Exit.HELD if held or result.summary.still_open else Exit.DONE


def rounds(counter: Counter) -> Exit:
    """One round now, or with `--stay` one at every :15 and :45 until it is stopped."""
    desk = counter.desks.collection
    chosen = [_route_id(counter)] if counter.asked.route else [route.id for route in desk.routes()]
    if not chosen:
        raise BadInput("There is no collection route.", field="route", advice="Add one with 'routes add'.")
    if not counter.asked.stay:
        return _told(counter, [desk.play_round(one, counter.stop, counter.report, asked=True) for one in chosen])
    while True:
        for one in [each for each in chosen if desk.is_due(each)]:
            try:
                _told(counter, [desk.play_round(one, counter.stop, counter.report)])
            except RemoteProblem as problem:
                counter.out.say(problem.sentence)
        clock = counter.desks.clock
        counter.desks.export.look_again(counter.stop)
        clock.sleep((next_round(clock.now()) - clock.now()).total_seconds(), counter.stop)


def _told(counter: Counter, results: list[RoundResult]) -> Exit:
    problem: ExpectedProblem | None = None
    for result in results:
        tally = result.tally
        counts = [
            (name, getattr(tally, name)) for name in ("created", "amended", "moved", "deleted", "applied", "updated")
        ]
        done = ", ".join(f"{count} {name}" for name, count in counts if count) or "nothing to do"
        counter.out.say(f"{result.at:%Y-%m-%d %H:%M} {done}")
        if result.waiting:
            counter.out.say(f"  {count_of(result.waiting, 'change')} waiting: this route asks first")
        for alarm in result.alarms:
            counter.out.say(f"  ! {alarm}")
        problem = problem or result.problem
    counter.out.object({"rounds": [_round_object(result) for result in results]})
    if problem is not None:
        raise problem
    return Exit.HELD if any(result.alarms or result.tally.refused for result in results) else Exit.DONE


def _round_object(result: RoundResult) -> dict[str, object]:
    names = ("created", "amended", "moved", "deleted", "applied", "updated", "refused", "open")
    counts = {name: getattr(result.tally, name) for name in names}
    return {"route": result.route_id, **counts, "waiting": result.waiting, "alarms": list(result.alarms)}


# --- settlements and health ---------------------------------------------------------------------------------------


def settlements(counter: Counter) -> Exit:
    """Settlements by date; `--apply` applies what is due, `--reverse` what came back, `--csv` writes a file."""
    route_id, asked, desk = _route_id(counter), counter.asked, counter.desks.collection
    if asked.apply:
        result = desk.settle(route_id, counter.stop, counter.report)
        if result is not None and result.problem is not None:
            raise result.problem
    view = desk.settlements(route_id, counter.stop, counter.report)
    if asked.reverse:
        waiting = view.rows(Settled.TO_REVERSE)
        for row in waiting:
            counter.out.say(_settlement_words(row))
        if waiting:
            counter.confirm(f"Reverse {count_of(len(waiting), 'payment')} in the ledger?")
            desk.reverse(route_id, [row.row.id for row in waiting], counter.stop, counter.report)
            view = desk.settlements(route_id, counter.stop, counter.report)
    for group in view.groups:
        when = say_date(group.day) if group.day else "Not settled"
        counter.out.say(f"{when}  {say_money(group.deposit)}  applied {say_money(group.applied)}")
        for row in group.rows:
            counter.out.say(f"  {_settlement_words(row)}")
    if asked.csv is not None:
        Path(asked.csv).write_text(desk.settlement_csv(view), "utf-8", newline="")
    rows = [row for group in view.groups for row in group.rows]
    counter.out.object({"transactions": [_settlement_object(row) for row in rows]})
    held = view.rows(Settled.NOT_APPLIED, Settled.TO_REVERSE)
    return Exit.HELD if held else Exit.DONE


def _settlement_words(row: SettlementRow) -> str:
    return f"{row.row.id}  {row.number or row.row.comment}  {row.row.amount:,} {row.currency}  {row.verdict.sentence}"


def _settlement_object(row: SettlementRow) -> dict[str, str]:
    return {
        "transaction": row.row.id,
        "invoice": row.number,
        "amount": format(row.row.amount, "f"),
        "currency": row.currency,
        "stand": row.verdict.stand.value,
        "sentence": row.verdict.sentence,
    }


def health(counter: Counter) -> Exit:
    """The health page, with what mends each row."""
    view = counter.desks.collection.health(_route_id(counter), counter.stop, counter.report)
    for row in view.rows:
        name = f"{row.name}: " if row.name else ""
        counter.out.say(f"{_MARKS[row.state]} {name}{row.sentence}. {row.advice}".rstrip())
    counter.out.object(
        {
            "rows": [
                {
                    "kind": r.kind.value,
                    "state": r.state.value,
                    "name": r.name,
                    "sentence": r.sentence,
                    "mend": r.mend.value,
                }
                for r in view.rows
            ]
        }
    )
    return Exit.HELD if view.bad else Exit.DONE


_WORDS = {
    "send-again": (Decision.SEND_AGAIN, "Look for it once more, and send it where it is not there"),
    "leave": (Decision.LEAVE, "Leave it as it is"),
}


def decide(counter: Counter) -> Exit:
    """A person's word on an operation whose outcome nobody could prove, or that was carried out otherwise than asked for."""
    route_id, asked, desk = _route_id(counter), counter.asked, counter.desks.collection
    waiting = [r for r in desk.health(route_id, counter.stop).rows if r.mend is HealthMend.DECIDE]
    found = [row for row in waiting if asked.name.casefold() in (row.name.casefold(), row.subject.casefold())]
    if len(found) != 1:
        said = (
            f"More than one thing of {asked.name} waits." if found else f"Nothing of {asked.name} waits for your word."
        )
        raise BadInput(said, field="name", advice="'collect health' names what waits.")
    (row,) = found
    decision, words = _WORDS[asked.word]
    counter.out.say(f"{row.name}: {row.sentence} {row.advice}")
    counter.confirm(f"{words}?")
    desk.decide(row.subject, decision)
    counter.out.say("Kept. It is carried out with the next round.")
    counter.out.object({"operation": row.subject, "decision": decision.value})
    return Exit.DONE
