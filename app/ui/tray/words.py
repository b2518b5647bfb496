"""What the tray says: the last round in one line, what waits for a person, and the word when a round has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import ExpectedProblem, RemoteProblem
from app.domain.words import count_of
from app.ui.collection.words import round_words, when
from app.ui.style import capped
from app.ui.tray.mark import TrayState
from app.worker.collection_contract import CollectionStart, RoundResult

_NAME, _LONGEST = 40, 180
NOTHING_RUNS = "Nothing runs by itself"


@dataclass(frozen=True, slots=True)
class RouteStanding:
    """A collection route as the tray knows it. `began`: when this program began to watch; `heard`: the last round that said something."""

    name: str
    start: CollectionStart
    began: datetime
    heard: RoundResult | None = None
    calls: bool = False  # a round has said something that nobody has looked at

    @property
    def runs(self) -> bool:
        """Whether it runs at :15 and :45."""
        return self.start.settings.is_scheduled

    @property
    def waiting(self) -> int:
        """How many things wait for a person."""
        return max(self.start.problems, int(self.calls))


@dataclass(frozen=True, slots=True)
class TrayFacts:
    """Everything the icon shows. `elsewhere`: ended sign-ins and documents that wait for a decision."""

    routes: tuple[RouteStanding, ...] = ()
    elsewhere: int = 0

    @property
    def waiting(self) -> int:
        """How many things wait for a person."""
        return self.elsewhere + sum(route.waiting for route in self.routes)

    @property
    def runs(self) -> bool:
        """Whether anything runs by itself."""
        return any(route.runs for route in self.routes)

    @property
    def state(self) -> TrayState:
        """What the icon shows: a person who is needed comes before a pause."""
        if self.waiting:
            return TrayState.NEEDS_YOU
        return TrayState.PAUSED if self.routes and not self.runs else TrayState.WELL


def state_line(facts: TrayFacts, now: datetime) -> str:
    """How it stands, in a few words."""
    if facts.waiting:
        return f"{count_of(facts.waiting, 'thing')} {'needs' if facts.waiting == 1 else 'need'} you"
    if not facts.routes:
        return NOTHING_RUNS
    if not facts.runs:
        return "Automatic import is paused"
    coming = [route.start.next_round for route in facts.routes if route.start.next_round is not None]
    return f"Next run {when(min(coming), now)}" if coming else NOTHING_RUNS


def last_line(routes: Sequence[RouteStanding], now: datetime) -> str:
    """What the newest round did, in one line; '' where no route collects."""
    newest = max(routes, key=_last, default=None)
    if newest is None:
        return ""
    last = newest.start.last_round
    if last is None and newest.heard is None:
        return "It has not run yet"
    of = f"{capped(newest.name, _NAME)}, last" if len(routes) > 1 else "Last"
    return capped(f"{of} run {when(_last(newest), now)}{_did(newest)}", _LONGEST)


def _last(route: RouteStanding) -> datetime:
    kept = route.start.last_round
    heard = route.heard.at if route.heard is not None else None
    return max((at for at in (kept, heard) if at is not None), default=datetime.min.replace(tzinfo=route.began.tzinfo))


def _did(route: RouteStanding) -> str:
    """': 2 debits made'; of a round before this program began only its time is known."""
    at = _last(route)
    if route.heard is not None and route.heard.at >= at:
        problem = route.heard.problem
        return f": {(problem.sentence if problem is not None else round_words(route.heard)).rstrip('.')}"
    return ": nothing was to be done" if at >= route.began else ""


def problem_words(problem: ExpectedProblem) -> str:
    """What went wrong and what to do about it."""
    return capped(f"{problem.sentence} {problem.advice}".strip(), 2 * _LONGEST)


def word_of_round(result: RoundResult, *, asked: bool) -> str:
    """What a round has for a person; '' where it has nothing. `asked`: somebody waits to hear what it did.

    A remote system that does not answer for a while is tried again by the next round and calls nobody.
    """
    if result.problem is not None and (asked or not isinstance(result.problem, RemoteProblem)):
        said = problem_words(result.problem)
    elif result.alarms:
        more = f" And {len(result.alarms) - 1:,} more." if len(result.alarms) > 1 else ""
        said = f"{capped(result.alarms[0], _LONGEST).rstrip('.')}.{more}"
    elif result.waiting or asked:
        said = round_words(result)
    else:
        said = ""
    return capped(said, 2 * _LONGEST)
