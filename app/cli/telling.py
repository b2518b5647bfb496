"""How plans and runs are told: figures by currency, problems by cause with what to do, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.cli.counter import Counter
from app.cli.output import amount, totals
from app.domain.ledger_words import LedgerWords, words_of
from app.domain.money import Money, totals_by_currency
from app.domain.operation import OperationKind
from app.domain.plan import Plan, PlannedDocument
from app.domain.run import DocumentOutcome, Reconciliation, RunSummary, SideEffect
from app.domain.words import count_of, say_date, say_money
from app.flows.log import kind_words

_FIRST = 20  # documents shown by name; JSON has all
_CREATES = (OperationKind.CREATE_CONTACT, OperationKind.CREATE_ITEM)


def sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """Totals by currency."""
    return tuple(totals_by_currency(amounts).values())


def tell_plan(counter: Counter, plan: Plan) -> None:
    """What would be sent, what waits and for what."""
    out = counter.out
    ready = [d for d in plan.documents if d.can_send]
    out.say(f"{count_of(len(plan.documents), 'invoice')} found, {len(ready)} ready for {plan.organisation}.")
    if ready:
        shown = [_row(d) for d in ready[:_FIRST]]
        out.table(("Number", "Date", "Customer", "Total", "State"), shown)
        if len(ready) > _FIRST:
            out.say(f"  and {len(ready) - _FIRST} more")
        out.say(f"  Total {totals(sums(d.source.total for d in ready))}")
    for new in plan.new_contacts:
        out.say(f"  New {words_of(plan.vendor).contact.one} in {plan.vendor}: {new.name}")
    for item in plan.new_items:
        out.say(
            f"  New {words_of(plan.vendor).item.one} in {plan.vendor}: {item.new.name}, account {item.new.account_code}"
        )
    for group in plan.groups:
        out.say(f"Held back: {group.sentence}: {group.cause} ({totals(group.totals)})")
        if group.advice:
            out.say(f"  {group.advice}")


def _row(planned: PlannedDocument) -> tuple[str, ...]:
    source = planned.source
    return (source.number, say_date(source.issue_date), source.party.name, say_money(source.total), planned.state.value)


def plan_object(plan: Plan) -> dict[str, Any]:
    """A plan as JSON."""
    ready = [d for d in plan.documents if d.can_send]
    return {
        "organisation": plan.organisation,
        "found": len(plan.documents),
        "ready": [_document(d) for d in ready],
        "ready_totals": [amount(m) for m in sums(d.source.total for d in ready)],
        "held": [_held(d) for d in plan.documents if not d.can_send],
        "groups": [
            {
                "state": g.state.value,
                "sentence": g.sentence,
                "cause": g.cause,
                "advice": g.advice,
                "invoices": len(g.document_ids),
                "totals": [amount(m) for m in g.totals],
            }
            for g in plan.groups
        ],
        "new_contacts": [n.name for n in plan.new_contacts],
        "new_items": [item.new.name for item in plan.new_items],
        "complete": plan.complete,
    }


def _document(planned: PlannedDocument) -> dict[str, Any]:
    source = planned.source
    return {
        "id": source.id,
        "number": source.number,
        "customer": source.party.name,
        "date": source.issue_date.isoformat(),
        "total": amount(source.total),
    }


def _held(planned: PlannedDocument) -> dict[str, Any]:
    first = planned.problems[0] if planned.problems else None
    return {
        **_document(planned),
        "state": planned.state.value,
        "reason": first.code if first else planned.state.value,
        "sentence": first.sentence if first else planned.sentence,
        "advice": first.advice if first else "",
        "url": planned.existing.url if planned.existing else "",
    }


def tell_run(counter: Counter, summary: RunSummary) -> dict[str, Any]:
    """How a run ended: counts, what was refused and why, what was created on the way, both totals; the same as JSON."""
    out = counter.out
    counts = outcome_counts(summary)
    said = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in counts.items()) or "nothing"
    out.say(f"Run {summary.run_id[:8]}, {summary.organisation}: {said}.")
    for outcome in summary.outcomes:
        if outcome.problem is not None and outcome.operation_id:
            out.say(f"  {outcome.number} {outcome.customer}: {outcome.sentence or outcome.problem.sentence}")
    besides = counter.desks.log.side_effects(summary.run_id)
    for line in _besides_lines(besides, words_of(summary.vendor)):
        out.say(f"  {line}")
    rows = [
        (r.currency, f"{r.count}", say_money(r.source), say_money(r.ledger), say_money(r.difference))
        for r in summary.reconciliation
    ]
    if rows:
        out.table(("Currency", "Count", "Source", "Ledger", "Difference"), rows)
        out.say("Both sides agree to the cent." if summary.balances else "This run does not balance.")
    if summary.still_open:
        out.say(f"{count_of(summary.still_open, 'outcome')} still being looked up; 'resume' looks again.")
    return run_object(summary, besides)


def _besides_lines(besides: Sequence[SideEffect], words: LedgerWords) -> list[str]:
    """What was created, each with its page; what was linked or brought back only counted."""
    created = [e for e in besides if e.kind in _CREATES]
    lines = [f"{kind_words(e.kind, words)}: {e.name} {e.url}".rstrip() for e in created[:_FIRST]]
    if len(created) > _FIRST:
        lines.append(f"and {len(created) - _FIRST} more")
    for kind, done in ((OperationKind.LINK_CONTACT, "linked"), (OperationKind.RESTORE_CONTACT, "brought back")):
        number = sum(1 for e in besides if e.kind is kind)
        if number:
            lines.append(f"{count_of(number, words.contact.one, words.contact.many)} {done}")
    return lines


def outcome_counts(summary: RunSummary) -> dict[str, int]:
    """How many documents ended in which state."""
    counts: dict[str, int] = {}
    for outcome in summary.outcomes:
        counts[outcome.state.value] = counts.get(outcome.state.value, 0) + 1
    return counts


def run_object(summary: RunSummary, besides: Sequence[SideEffect]) -> dict[str, Any]:
    """A run as JSON with its documents and what was done `besides` them."""
    return {
        **run_figures(summary),
        "besides": [
            {"what": effect.kind.value, "name": effect.name, "id": effect.remote_id, "url": effect.url}
            for effect in besides
        ],
        "documents": [outcome_object(o) for o in summary.outcomes],
    }


def run_figures(summary: RunSummary) -> dict[str, Any]:
    """A run as JSON: its figures, and nothing document by document."""
    return {
        "run": summary.run_id,
        "route": summary.route_id,
        "organisation": summary.organisation,
        "started": summary.started.isoformat(),
        "ended": summary.ended.isoformat() if summary.ended else None,
        "practice": summary.practice,
        "user": summary.user,
        "undone": summary.undone,
        "still_open": summary.still_open,
        "counts": outcome_counts(summary),
        "balances": summary.balances,
        "totals": [balance_object(r) for r in summary.reconciliation],
        "contacts_created": list(summary.contacts_created),
        "contacts_linked": list(summary.contacts_linked),
    }


def balance_object(entry: Reconciliation) -> dict[str, Any]:
    """Both sides in one currency, as JSON."""
    return {
        "currency": entry.currency,
        "count": entry.count,
        "source": str(entry.source.rounded().amount),
        "ledger": str(entry.ledger.rounded().amount),
        "difference": str(entry.difference.rounded().amount),
    }


def outcome_object(outcome: DocumentOutcome) -> dict[str, Any]:
    """How one document ended, as JSON."""
    return {
        "id": outcome.document_id,
        "number": outcome.number,
        "customer": outcome.customer,
        "total": amount(outcome.total),
        "state": outcome.state.value,
        "sentence": outcome.sentence,
        "reason": outcome.problem.code if outcome.problem else "",
        "url": outcome.url,
        "marked": outcome.marked,
    }
