"""The mailbox: however much a task reports, the window takes it in portions, loses nothing of it, and ends with the newest snapshot."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.plan import DocumentState
from app.domain.run import DocumentEvent, Progress
from app.worker.mailbox import EVENTS_MOST, Mailbox

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def snapshot(done: int, *numbers: int) -> Progress:
    events = tuple(DocumentEvent(NOON, str(n), f"INV-{n}", "Quokka", DocumentState.SENT, "Sent") for n in numbers)
    return Progress(step="Sending", done=done, total=5_000, events=events)


def numbers(progress: Progress | None) -> list[int]:
    assert progress is not None
    return [int(event.document_id) for event in progress.events]


def test_ten_thousand_events_at_once_come_in_portions_and_in_order() -> None:
    mailbox, many = Mailbox(), 2 * EVENTS_MOST + 10
    mailbox.report(snapshot(many, *range(many)))
    looks = [mailbox.take_progress() for _ in range(3)]
    assert [len(numbers(look)) for look in looks] == [EVENTS_MOST, EVENTS_MOST, 10]
    assert [n for look in looks for n in numbers(look)] == list(range(many))
    assert {look.done for look in looks if look is not None} == {many}
    assert mailbox.take_progress() is None


def test_what_is_reported_meanwhile_comes_after_what_is_left() -> None:
    mailbox = Mailbox()
    mailbox.report(snapshot(1, *range(EVENTS_MOST + 1)))
    assert len(numbers(mailbox.take_progress())) == EVENTS_MOST
    mailbox.report(snapshot(2, 90_000))
    last = mailbox.take_progress()
    assert (last and last.done, numbers(last)) == (2, [EVENTS_MOST, 90_000])


def test_the_last_look_takes_all() -> None:
    mailbox = Mailbox()
    mailbox.report(snapshot(1, *range(3 * EVENTS_MOST)))
    assert len(numbers(mailbox.take_progress(None))) == 3 * EVENTS_MOST
    mailbox.report(snapshot(2))
    quiet = mailbox.take_progress()
    assert quiet is not None
    assert (quiet.done, quiet.events) == (2, ())
