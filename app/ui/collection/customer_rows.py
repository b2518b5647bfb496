"""The table of customers: who is connected to which payer, what keeps a debit away, and the two switches."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from app.domain.collection.matching import CustomerMatch, MatchState
from app.domain.collection.payers import Given
from app.ui.collection.words import MATCHES
from app.ui.parts import ButtonCell, Cell, ChipCell, ChipSpec, Column, IconCell, TextCell, Tone
from app.ui.style import capped


class CustomerFilter(StrEnum):
    """Which customers are shown."""

    ALL = "all"
    CONNECTED = "connected"
    FOUND = "found"
    SUGGESTED = "suggested"
    NONE = "none"


FILTER_WORDS = {
    CustomerFilter.ALL: "All",
    CustomerFilter.CONNECTED: "Connected",
    CustomerFilter.FOUND: "Match found",
    CustomerFilter.SUGGESTED: "Suggested",
    CustomerFilter.NONE: "No match",
}
_STATES = {
    CustomerFilter.CONNECTED: (MatchState.CONNECTED, MatchState.LOST),
    CustomerFilter.FOUND: (MatchState.FOUND,),
    CustomerFilter.SUGGESTED: (MatchState.SUGGESTED,),
    CustomerFilter.NONE: (MatchState.NONE,),
}
BUTTON = 5


def shown_matches(matches: Sequence[CustomerMatch], which: CustomerFilter, query: str) -> list[CustomerMatch]:
    """Those of this kind whose name, e-mail or payer holds every word typed."""
    states, words = _STATES.get(which), query.casefold().split()
    return [m for m in matches if (states is None or m.state in states) and _fits(m, words)]


def _fits(match: CustomerMatch, words: list[str]) -> bool:
    if not words:
        return True
    payer = match.payer.name if match.payer is not None else ""
    text = f"{match.contact.name[:400]} {match.contact.email[:200]} {payer[:400]}".casefold()
    return all(word in text for word in words)


def counts_of(matches: Sequence[CustomerMatch]) -> dict[str, int]:
    """How many each filter shows."""
    return {f.value: len(shown_matches(matches, f, "")) for f in CustomerFilter}


def missing(match: CustomerMatch) -> tuple[ChipSpec, ...]:
    """What only the customer can give and has not given; empty while nothing is known to be missing."""
    customer, payer = match.customer, match.payer
    bank = customer.bank_details if customer is not None else None
    agreed = customer.authorised if customer is not None else None
    no_bank = bank is False or (payer is not None and payer.bank_details is Given.NO)
    not_agreed = agreed is False or (payer is not None and payer.authorisation is Given.NO)
    chips = [ChipSpec("No bank details", "landmark", Tone.WARN)] if no_bank else []
    return tuple(chips + ([ChipSpec("Not authorised", "key-round", Tone.WARN)] if not_agreed else []))


def customer_columns(collector: str, ledger: str) -> list[Column[CustomerMatch]]:
    """Customer, payer, state, import, update, and the button of what can be done at once."""
    return [
        Column(f"Customer in {ledger}", lambda m: TextCell(capped(m.contact.name, 200) or "No name", m.contact.email)),
        Column(f"Payer at {collector}", _payer, 190),
        Column("State", _state, 196),
        Column("Import", lambda m: _switch(m, "auto_import"), 62, tip="Invoices are imported automatically"),
        Column("Update", lambda m: _switch(m, "auto_update"), 62, tip="Name, address, phone and e-mail follow the ledger"),
        Column("", _button, 104),
    ]  # fmt: skip


def _payer(match: CustomerMatch) -> Cell:
    if match.payer is not None:
        same = match.payer.identifier == match.contact.name
        return TextCell(capped(match.payer.name, 200) or "No name", "same name as identifier" if same else "")
    if match.customer is not None:
        return TextCell(capped(match.customer.payer_name, 200), "not there any more", tint="text2")
    if match.suggestions:
        best = match.suggestions[0]
        why = ", ".join(reason.text for reason in (*best.reasons[:1], *best.warnings[:1]))
        return TextCell(capped(best.payer.name, 200), capped(why, 120), tint="text2")
    return TextCell("None", tint="text3")


def _state(match: CustomerMatch) -> Cell:
    customer = match.customer
    if customer is not None and customer.stopped:
        return ChipCell.one(ChipSpec("Stopped", "ban", Tone.BAD))
    lacking = missing(match)
    if match.state is MatchState.CONNECTED and lacking:
        return ChipCell(lacking[:1] if len(lacking) > 1 else lacking)
    return ChipCell((MATCHES[match.state], *lacking[:1]))


def _switch(match: CustomerMatch, name: str) -> Cell:
    on = match.customer is not None and bool(getattr(match.customer, name))
    if on:
        return IconCell("check", "on", "good_text")
    return TextCell("off" if match.customer is not None else "", tint="text3")


def _button(match: CustomerMatch) -> Cell:
    words = {
        MatchState.FOUND: ButtonCell("Connect", "Connects the two: the payer's identifier is the contact's very name"),
        MatchState.SUGGESTED: ButtonCell("Choose", "Shows the payers that may be meant, with reasons"),
        MatchState.NONE: ButtonCell("Create", "Creates a payer with what the ledger knows"),
        MatchState.LOST: ButtonCell("Choose", "Connects another payer"),
    }
    return words.get(match.state, ButtonCell(""))
