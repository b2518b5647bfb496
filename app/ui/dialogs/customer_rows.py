"""Rows of the mapping table: one customer each, in three piles by how sure the proposal is, and what was answered below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.ledger_words import words_of
from app.domain.problem_groups import say_totals
from app.domain.suggestions import Certainty, Reason, ReasonKind, Suggestion
from app.domain.suggestions import Tone as ReasonTone
from app.ui.dialogs.candidates import chip_of, contact_line
from app.ui.dialogs.settling import new_contact
from app.ui.parts import (
    ButtonCell,
    Cell,
    ChipCell,
    ChipKind,
    Column,
    FigureCell,
    GroupRow,
    IconCell,
    MeterCell,
    TextCell,
    Tone,
)
from app.ui.style import capped
from app.worker.contract import CustomerDecision, CustomerGap

PILES = {
    Certainty.CERTAIN: (
        "certain",
        "Two independent facts agree and nothing else comes near",
        "circle-check",
        "good_text",
    ),
    Certainty.LIKELY: (
        "likely",
        "One at a time: Enter accepts, arrow keys show other candidates",
        "circle-help",
        "warn_text",
    ),
    Certainty.NONE: ("none", "Nothing in {ledger} is like these. Create, search or skip", "user-round-x", "text2"),
}
_FIRST_FEW = {Certainty.CERTAIN: 3, Certainty.LIKELY: 25, Certainty.NONE: 25}
_WHY_CHIPS = 2


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer with the candidate in hand: `choice` counts the suggestions, one further is a new contact."""

    gap: CustomerGap
    choice: int = 0
    answer: CustomerDecision | None = None

    @property
    def suggestion(self) -> Suggestion | None:
        """The candidate in hand; None for a new contact."""
        found = self.gap.ranking.suggestions
        return found[self.choice] if self.choice < len(found) else None

    @property
    def choices(self) -> int:
        """How many there are to step through, the new contact among them."""
        return len(self.gap.ranking.suggestions) + 1

    @property
    def pile(self) -> Certainty:
        """Which pile it lies in while it waits; a proposal that nothing backs is never certain."""
        certainty = self.gap.ranking.certainty
        if certainty is Certainty.CERTAIN and self.gap.ranking.preselected is None:
            return Certainty.LIKELY
        return certainty

    def decision(self) -> CustomerDecision:
        """What accepting this row means."""
        found = self.suggestion
        if found is None:
            return CustomerDecision(self.gap.party, create=new_contact(self.gap.party))
        return CustomerDecision(self.gap.party, contact=found.contact)


def first_choice(gap: CustomerGap) -> int:
    """Where a row begins: at its proposal, at the best candidate, or at a new contact where nothing is alike."""
    if gap.ranking.certainty is Certainty.NONE:
        return len(gap.ranking.suggestions)
    chosen = gap.ranking.preselected
    places = [n for n, s in enumerate(gap.ranking.suggestions) if chosen is not None and s.contact.id == chosen.id]
    return places[0] if places else 0


def one_currency(gaps: Sequence[CustomerGap]) -> str:
    """The currency of all totals when there is but one, else empty."""
    found = {money.currency for gap in gaps for money in gap.totals}
    return found.pop() if len(found) == 1 else ""


def columns_of(ledger: str, source: str, currency: str) -> list[Column[CustomerRow]]:
    """The table's columns; amounts carry their currency unless there is but one."""

    contact = words_of(ledger).contact.one

    def amount(row: CustomerRow) -> Cell:
        if currency:
            return FigureCell.of(sum((m.amount for m in row.gap.totals), Decimal(0)), currency)
        return FigureCell(say_totals(row.gap.totals))

    return [
        Column(f"{source} company", lambda r: TextCell(capped(r.gap.party.name, 200) or "No name", strong=True)),
        Column("Invoices", lambda r: FigureCell(f"{len(r.gap.document_ids):,}"), 78, figures=True),
        Column(
            f"Amount {currency}".strip(), amount, 108 if currency else 170, figures=True, gives=0 if currency else 24
        ),
        Column("", lambda _: IconCell("arrow-right", "to"), 48, gives=14),
        Column(f"{ledger} {contact}", lambda r: _contact(r, contact), 224, gives=64),
        Column("Why", _why, 226, gives=96),
        Column("Score", _score, 76, gives=8),
        Column("", lambda r: _action(r, contact), 96),
    ]


def _contact(row: CustomerRow, word: str) -> Cell:
    if row.answer is not None:
        return _answered(row.answer)
    found = row.suggestion
    if found is None:
        proposed = new_contact(row.gap.party)
        person = f"{proposed.first_name} {proposed.last_name}".strip() or proposed.email
        return TextCell(f"Create new {word}", f"from {capped(person, 80)}" if person else "from the company's own name")
    return TextCell(capped(found.contact.name, 200), contact_line(found.contact))


def _answered(answer: CustomerDecision) -> Cell:
    if answer.skip:
        return TextCell("Left out of this run")
    if answer.contact is not None:
        return TextCell(capped(answer.contact.name, 200))
    return TextCell(capped(answer.create.name, 200) if answer.create else "", "will be created")


def _why(row: CustomerRow) -> Cell:
    if row.answer is not None:
        kind = ChipKind.SKIPPED if row.answer.skip else ChipKind.NEW if row.answer.create else ChipKind.LEARNED
        return ChipCell.one(kind)
    found = row.suggestion
    if found is None:
        return ChipCell.one(ChipKind.NEW)
    warned = [r for r in (*found.warnings, *found.reasons) if r.tone is ReasonTone.WARNS]
    others = [r for r in found.reasons if r.tone is not ReasonTone.WARNS]
    shown = (others[:1] + warned[:1]) if warned else others[:_WHY_CHIPS]
    return ChipCell(tuple(chip_of(_shorter(reason)) for reason in shown))


def _shorter(reason: Reason) -> Reason:
    """'No ABN' where the column has no room for 'No ABN in the ledger'."""
    if reason.kind is not ReasonKind.NO_TAX_NUMBER:
        return reason
    return replace(reason, text=reason.text.removesuffix(" in the ledger"))


def _score(row: CustomerRow) -> Cell:
    found = row.suggestion
    if found is None or row.answer is not None:
        return TextCell("")
    return MeterCell(str(found.score), found.score, Tone.GOOD if row.pile is Certainty.CERTAIN else Tone.WARN)


def _action(row: CustomerRow, word: str) -> Cell:
    if row.answer is not None or row.pile is Certainty.CERTAIN:
        return ButtonCell("")
    if row.suggestion is None:
        return ButtonCell("Create", f"Creates this {word} when the invoices are sent (Enter)")
    return ButtonCell("Accept", f"Uses this {word} from now on (Enter)")


def lay_out(
    gaps: Sequence[CustomerGap],
    choices: Mapping[str, int],
    answers: Mapping[str, CustomerDecision],
    *,
    find: str = "",
    opened: frozenset[str] = frozenset(),
    ledger: str = "Xero",
) -> list[CustomerRow | GroupRow]:
    """Group rows and rows as they are shown; long piles show their first few until they are opened."""
    wanted = find.casefold().split()
    rows = [CustomerRow(g, choices.get(g.party.id, first_choice(g)), answers.get(g.party.id)) for g in gaps]
    rows = [row for row in rows if not wanted or _fits(row, wanted)]
    made: list[CustomerRow | GroupRow] = []
    for certainty, (word, reason, icon, tint) in PILES.items():
        pile = [row for row in rows if row.pile is certainty and row.answer is None]
        few = len(pile) if certainty.value in opened or wanted else min(len(pile), _FIRST_FEW[certainty])
        if pile:
            link = f"Show all {len(pile):,}" if few < len(pile) else "Show fewer" if certainty.value in opened else ""
            said = reason.format(ledger=ledger)
            made.append(GroupRow(f"{len(pile):,} {word}", said, icon, tint, link, certainty.value))
            made.extend(pile[:few])
    settled = [row for row in rows if row.answer is not None]
    if settled:
        shown = "settled" in opened or bool(wanted)
        link = "" if wanted else "Hide" if shown else f"Show all {len(settled):,}"
        made.append(
            GroupRow(f"{len(settled):,} settled", "U takes the last answer back", "check", "good_text", link, "settled")
        )
        made.extend(settled if shown else [])
    return made


def _fits(row: CustomerRow, wanted: list[str]) -> bool:
    contact = row.suggestion.contact.name if row.suggestion is not None else ""
    text = f"{row.gap.party.name[:400]} {row.gap.party.id} {contact[:400]}".casefold()
    return all(part in text for part in wanted)
