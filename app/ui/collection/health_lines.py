"""The rows of the health page laid out by what they ask of a person: what presses first comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.domain.words import count_of, say_date
from app.ui.parts import Tone
from app.worker.collection_contract import HealthKind, HealthMend, HealthRow, HealthState

_MEND_WORDS: dict[HealthMend, str] = {
    HealthMend.RECONNECT: "Reconnect",
    HealthMend.CHOOSE_CLEARING: "Choose account",
    HealthMend.MATCH_CUSTOMERS: "Connect customers",
    HealthMend.OPEN_PAYER: "Open in {collector}",
    HealthMend.LET_GO_ON: "Let it go on",
    HealthMend.IMPORT: "Import by hand",
    HealthMend.DECIDE: "Decide",
    HealthMend.REVERSE: "Reverse payment",
    HealthMend.APPLY_AGAIN: "Try again",
    HealthMend.APPLY_ON: "Date it {day}",
    HealthMend.OPEN_INVOICE: "Open in {ledger}",
    HealthMend.RUN_NOW: "Import now",
}
_TONES = {HealthState.BAD: Tone.BAD, HealthState.WARNING: Tone.WARN, HealthState.NOTE: Tone.CALM}


def mend_words(row: HealthRow, collector: str, ledger: str) -> str:
    """What a row's button says; '' where nothing here mends it."""
    day = say_date(row.day, year=False) if row.day is not None else "otherwise"
    return _MEND_WORDS.get(row.mend, "").format(collector=collector, ledger=ledger, day=day)


@dataclass(frozen=True, slots=True)
class PileKind:
    """One card of the page: which rows belong to it, and its words."""

    key: str
    title: str
    icon: str
    holds: Callable[[HealthRow], bool]


def is_too_late(row: HealthRow) -> bool:
    """Whether something should change and no longer can: said loudly."""
    return row.kind is HealthKind.INVOICES and row.state is HealthState.BAD and row.mend is not HealthMend.IMPORT


def _is_taken_away(row: HealthRow) -> bool:
    """Whether its debit was made otherwise than asked, and taken away again: it could have taken money for ever."""
    return row.kind is HealthKind.INVOICES and row.state is HealthState.BAD and row.mend is HealthMend.IMPORT


def _is_to_be_applied(row: HealthRow) -> bool:
    return row.state is not HealthState.NOTE or row.mend is HealthMend.RUN_NOW


_KINDS: tuple[PileKind, ...] = (
    PileKind("decide", "Waiting for your decision", "scan-search", lambda r: r.mend is HealthMend.DECIDE),
    PileKind("mismade", "Made otherwise than asked", "octagon-x", _is_taken_away),
    PileKind("too-late", "Too late to change", "triangle-alert", is_too_late),
    PileKind("schedule", "Automatic import", "clock", lambda r: r.kind is HealthKind.SCHEDULE),
    PileKind("stopped", "Stopped customers", "ban", lambda r: r.mend is HealthMend.LET_GO_ON),
    PileKind("missing", "Customers that cannot be debited", "key-round", lambda r: r.mend is HealthMend.OPEN_PAYER),
    PileKind("customers", "Customers without a match", "user-round-search", lambda r: r.kind is HealthKind.CUSTOMERS),
    PileKind("invoices", "Invoices that did not import", "file-text", lambda r: r.kind is HealthKind.INVOICES),
    PileKind("came-back", "Came back", "undo-2", lambda r: r.mend is HealthMend.REVERSE),
    PileKind("not-applied", "Settled, not in the ledger", "landmark", _is_to_be_applied),
    PileKind("no-invoice", "Settlements without an invoice", "receipt", lambda r: r.kind is HealthKind.SETTLEMENTS),
)
"""In the order of the page; a row lies in the first one that holds it."""
_ABOVE = (HealthKind.CONNECTION, HealthKind.CLEARING)


@dataclass(frozen=True, slots=True)
class Pile:
    """The rows of one card, worst first."""

    kind: PileKind
    rows: tuple[HealthRow, ...]

    @property
    def advice(self) -> str:
        """What to do, where it is the same for several rows: said once, above them."""
        said = {row.advice for row in self.rows}
        return said.pop() if len(self.rows) > 1 and len(said) == 1 else ""

    @property
    def tone(self) -> Tone:
        """That of its worst row."""
        states = {row.state for row in self.rows}
        return next(tone for state, tone in _TONES.items() if state in states)


def _is_elsewhere(row: HealthRow) -> bool:
    """Connection and clearing account have a card of their own; when the next run is stands beside the page."""
    return row.kind in _ABOVE or (row.kind is HealthKind.SCHEDULE and row.state is HealthState.NOTE)


def piles_of(rows: Sequence[HealthRow]) -> tuple[Pile, ...]:
    """What is not well, by card."""
    found: dict[str, list[HealthRow]] = {kind.key: [] for kind in _KINDS}
    for row in rows:
        if row.state is not HealthState.GOOD and not _is_elsewhere(row):
            found[next(kind.key for kind in _KINDS if kind.holds(row))].append(row)
    return tuple(Pile(kind, tuple(found[kind.key])) for kind in _KINDS if found[kind.key])


def of_kind(rows: Sequence[HealthRow], kind: HealthKind) -> HealthRow | None:
    """The worst row about this; where all is well their sentences as one."""
    order = tuple(HealthState)
    about = [row for row in rows if row.kind is kind]
    worst = max(about, key=lambda row: order.index(row.state), default=None)
    if worst is None or worst.state is not HealthState.GOOD or len(about) == 1:
        return worst
    return replace(worst, sentence=", ".join(row.sentence for row in about))


def sentence_of(bad: int, automatic: int, *, runs: bool) -> str:
    """The heading: what needs somebody, and whether the rest goes on."""
    rest = "the rest runs by itself" if runs and automatic else "nothing runs by itself"
    if not bad:
        return "Everything runs by itself" if runs and automatic else "Nothing needs you"
    return f"{count_of(bad, 'thing')} {'needs' if bad == 1 else 'need'} you, {rest}"
