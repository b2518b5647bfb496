"""Problems by cause: '17 invoices wait for 1 account' is one thing to mend, not seventeen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.documents import DocumentKind
from app.domain.ledger_words import LedgerWords
from app.domain.money import Money, totals_by_currency
from app.domain.plan import CurrencyTotal, DocumentState, Mend, PlannedDocument, Problem, ProblemGroup
from app.domain.words import count_of, say_money


def _waits_for(state: DocumentState, words: LedgerWords) -> tuple[str, str] | None:
    """What documents in this state wait for, one and several; None when nothing that could be chosen helps."""
    return {
        DocumentState.NEEDS_CUSTOMER: ("customer", "customers"),
        DocumentState.NEEDS_ACCOUNT: ("account", "accounts"),
        DocumentState.NEEDS_PRODUCT: ("product", "products"),
        DocumentState.NEEDS_TAX_RATE: (words.tax.short, f"{words.tax.short}s"),
    }.get(state)


def group_problems(documents: Sequence[PlannedDocument], words: LedgerWords) -> tuple[ProblemGroup, ...]:
    """One group for each cause, the one that holds most documents first; a document counts in each group it waits for."""
    members: dict[str, list[PlannedDocument]] = {}
    first: dict[str, Problem] = {}
    for document in documents:
        for problem in document.problems:
            first.setdefault(problem.group, problem)
            members.setdefault(problem.group, []).append(document)
    groups = [_group(first[key], members[key], words) for key in members]
    groups.sort(key=lambda g: (g.state is DocumentState.BLOCKED, -len(g.document_ids), g.cause))
    return tuple(groups)


def _group(problem: Problem, documents: Sequence[PlannedDocument], words: LedgerWords) -> ProblemGroup:
    totals = tuple(totals_by_currency(d.source.total for d in documents).values())
    return ProblemGroup(
        group=problem.group,
        state=problem.state,
        mend=problem.mend,
        cause=problem.cause or problem.sentence,
        subject=problem.subject,
        document_ids=tuple(d.source.id for d in documents),
        totals=totals,
        sentence=say_waiting(problem.state, len(documents), 1, words),
        advice=problem.advice,
    )


def say_waiting(state: DocumentState, documents: int, causes: int, words: LedgerWords) -> str:
    """'17 invoices wait for 1 account', '2 invoices are blocked'."""
    invoices = count_of(documents, "invoice")
    if (thing := _waits_for(state, words)) is not None:
        return f"{invoices} {'waits' if documents == 1 else 'wait'} for {count_of(causes, *thing)}"
    return f"{invoices} {'is' if documents == 1 else 'are'} blocked"


def gather_groups(groups: Iterable[ProblemGroup], words: LedgerWords) -> tuple[ProblemGroup, ...]:
    """One card for each state: '12 invoices wait for 4 customers'. Causes and documents of all its groups together."""
    by_state: dict[DocumentState, list[ProblemGroup]] = {}
    for group in groups:
        by_state.setdefault(group.state, []).append(group)
    return tuple(_gathered(state, found, words) for state, found in by_state.items())


def _gathered(state: DocumentState, groups: Sequence[ProblemGroup], words: LedgerWords) -> ProblemGroup:
    ids = tuple(dict.fromkeys(i for g in groups for i in g.document_ids))
    names = [g.cause for g in groups]
    cause = names[0] if len(names) == 1 else f"{names[0]}, {len(names) - 1} more"
    single = len(groups) == 1
    return ProblemGroup(
        group=groups[0].group if single else state.value,
        state=state,
        mend=groups[0].mend if len({g.mend for g in groups}) == 1 else Mend.REVIEW,
        cause=cause,
        subject=groups[0].subject if single else "",
        document_ids=ids,
        totals=groups[0].totals if single else (),
        sentence=say_waiting(state, len(ids), len(groups), words),
        advice=groups[0].advice,
    )


def say_totals(totals: Sequence[Money]) -> str:
    """'15,069.24 AUD, 90.00 NZD'."""
    return ", ".join(say_money(money) for money in totals)


def currency_totals(documents: Iterable[PlannedDocument]) -> tuple[CurrencyTotal, ...]:
    """Totals by currency of these documents as they will be posted, credits negative; the busiest currency first."""
    sums: dict[str, CurrencyTotal] = {}
    for planned in documents:
        net, tax, total = _figures(planned)
        old = sums.get(total.currency)
        sums[total.currency] = (
            CurrencyTotal(total.currency, 1, net, tax, total)
            if old is None
            else CurrencyTotal(old.currency, old.count + 1, old.net + net, old.tax + tax, old.total + total)
        )
    return tuple(sorted(sums.values(), key=lambda t: -t.count))


def _figures(planned: PlannedDocument) -> tuple[Money, Money, Money]:
    """Net, tax and total, from the payload where there is one, else from the source; negative for a credit."""
    document, source = planned.document, planned.source
    if document is not None:
        figures = (document.net, document.tax, document.total)
        return (-figures[0], -figures[1], -figures[2]) if document.kind is DocumentKind.CREDIT_NOTE else figures
    tax = Money(source.tax, source.currency).rounded()
    return source.total - tax, tax, source.total
