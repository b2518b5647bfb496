"""A debit that Rotessa made one that repeats: gone before anybody looks, loud on the health page, debited anew where its button leads."""

from __future__ import annotations

from app.ui.collection.route import Page
from app.worker.collection_contract import HealthMend, HealthState
from tests.gui.collection.places import CollectionBooks
from tests.gui.collection.test_collecting import TENANT, go_to, import_now, sign_in
from tests.gui.collection.test_mending import rows
from tests.gui.collection.test_mending_more import connect, debit_what_is_chosen, due_in, quiet
from tests.gui.main_job.person import Person


def is_loud(person: Person, number: str) -> bool:
    """Whether the page says of this invoice's debit that it was taken away."""
    found = [row for row in rows(person, HealthMend.IMPORT) if row.state is HealthState.BAD]
    return any(row.name.startswith(f"{number},") for row in found)


def test_a_debit_that_repeats_is_taken_away_and_made_anew_by_a_persons_word(
    books: CollectionBooks, person: Person
) -> None:
    sign_in(person)
    connect(person, TENANT)
    number = due_in(books, 12)
    books.act("rotessa", "switches", {"creates": "without_end"})
    import_now(person)
    person.wait(lambda: is_loud(person, number))
    assert books.debits_of(number) == []
    person.wait(lambda: person.reads("Made otherwise than asked"))
    person.wait(lambda: bool(person.shown("problem-banner")) and person.reads("taken away again"))
    assert not person.shown("mend-decide-0")
    person.picture("mismade")
    books.act("rotessa", "switches", {"creates": "as_sent"})
    quiet(person, books)
    import_now(person)
    assert books.debits_of(number) == [], "nothing makes it anew by itself"
    quiet(person, books)
    place = [r.name for r in rows(person, HealthMend.IMPORT) if r.state is HealthState.BAD].index(f"{number}, {TENANT}")
    person.click(f"mend-mismade-{place}")
    debit_what_is_chosen(person, books, number)
    assert [(one["frequency"], one["installments"]) for one in books.debits_of(number)] == [("Once", 1)]
    go_to(person, Page.HEALTH)
    person.wait(lambda: not is_loud(person, number))
