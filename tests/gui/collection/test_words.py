"""Every state of collection has its word, so that none ends a page."""

from __future__ import annotations

from app.domain.collection.matching import MatchState
from app.domain.collection.planning import Act
from app.domain.collection.settling import Settled
from app.domain.ledger_words import words_of
from app.domain.operation import OperationKind
from app.domain.route import System
from app.flows.log import kind_words
from app.ui.collection.health_lines import mend_words, piles_of, sentence_of
from app.ui.collection.words import ACTS, MATCHES, SETTLED
from app.ui.dialogs.connection_guides import GUIDES
from app.ui.models.faces import full_word_of, tile_of, word_of
from app.worker.collection_contract import HealthKind, HealthMend, HealthState
from tests.gui.collection import made_up


def test_every_state_has_a_chip_and_every_kind_of_change_its_words() -> None:
    assert set(MATCHES) == set(MatchState)
    assert set(ACTS) == set(Act)
    assert set(SETTLED) == set(Settled)
    assert all("{" not in kind_words(kind, words_of("Xero")) for kind in OperationKind)


def test_every_system_is_named_and_can_be_connected() -> None:
    assert all(word_of(system) and full_word_of(system) and tile_of(system) for system in System)
    assert set(GUIDES) == set(System)


def test_every_row_that_is_not_well_lies_in_one_pile_and_says_what_its_button_does() -> None:
    unwell = [state for state in HealthState if state is not HealthState.GOOD]
    kinds = [
        kind for kind in HealthKind if kind not in (HealthKind.CONNECTION, HealthKind.CLEARING, HealthKind.SCHEDULE)
    ]
    rows = [made_up.row(k, s, "Why", m) for k in kinds for s in unwell for m in HealthMend]
    assert sorted(map(id, (row for pile in piles_of(rows) for row in pile.rows))) == sorted(map(id, rows))
    words = {row.mend: mend_words(row, "Rotessa", "Xero") for row in rows}
    assert all(words[mend] and "{" not in words[mend] for mend in HealthMend if mend is not HealthMend.NONE)


def test_the_heading_never_says_that_something_runs_when_nothing_does() -> None:
    assert sentence_of(0, 5, runs=True) == "Everything runs by itself"
    assert sentence_of(0, 0, runs=True) == "Nothing needs you"
    assert sentence_of(1, 5, runs=False) == "1 thing needs you, nothing runs by itself"
    assert sentence_of(2, 5, runs=True) == "2 things need you, the rest runs by itself"
