"""What the simulators' books say against the rules once everything has come to an end."""

from __future__ import annotations

from collections import Counter

from app.domain.constants import CHECK_AGE, DEADLINE, SETTLE
from app.domain.machine import Reason
from app.domain.operation import OperationKind, OperationRecord, OperationState
from tests.simulation.whole.sales import SALES, Sale
from tests.simulation.whole.story import Story

K, S = OperationKind, OperationState
_POSTS = (K.POST_INVOICE, K.POST_CREDIT_NOTE)
_MAKES = (*_POSTS, K.CREATE_CONTACT, K.CREATE_ITEM)
_NAMED = {K.CREATE_CONTACT: "contact ", K.CREATE_ITEM: "item "}
"""Before the name of what a request made, by the kind of operation; documents are known by their number alone."""
_BY_ID = {str(sale.id): sale for sale in SALES}
_REPEATED = frozenset(
    {K.MARK_PROCESSED, K.UNMARK_PROCESSED, K.LINK_CONTACT, K.RESTORE_CONTACT, K.ATTACH_FILE, K.VOID_DOCUMENT}
)


def violations(story: Story) -> list[str]:
    """Every rule that was broken, in words."""
    found = list(story.record.broken)
    found.extend(_doubles(story))
    records = story.records
    for record in records:
        found.extend(_of_record(story, record))
        found.extend(_of_absence(story, record))
    found.extend(_marked_and_gone(story))
    found.extend(_balance(story, records))
    return found


def _doubles(story: Story) -> list[str]:
    """I1, by what our requests created, void and deleted included."""
    counted = Counter(made.subject for made in story.record.made)
    return [
        f"I1: {subject} was made {count} times"
        for subject, count in counted.items()
        if count > 1 + story.agreed[subject.removeprefix("contact ").removeprefix("item ")]
    ]


def _of_record(story: Story, record: OperationRecord) -> list[str]:
    what, found = f"{record.operation.kind} of {record.operation.reference}", []
    if record.state is S.DONE and not _exists(story, record):
        found.append(f"I8: {what} is done and has no effect")
    if record.state is S.CANCELLED and record.operation.kind in _MAKES and _still_there(story, record):
        found.append(f"I8: {what} is cancelled and has an effect")
    if not record.state.is_final:
        found.append(f"I15: {what} never ended: {record.state} {record.reason} {record.sentence}")
    if record.state is S.REVIEW and not record.sentence:
        found.append(f"I15: {what} waits for a person without a word")
    return found


def _still_there(story: Story, record: OperationRecord) -> bool:
    """Whether something of it is in the books, other than what somebody removed and a person therefore let be sent again.

    That one was shown to the person who decided, and I1 counts it by the decision; what is cancelled is the attempt after it.
    """
    made, side = _made(story, record), story.remote.side
    if not story.agreed[record.operation.reference]:
        return bool(made)
    if record.operation.kind is K.CREATE_CONTACT:
        return any(one in side.contacts() and side.is_active(one) for one in made)
    if record.operation.kind is K.CREATE_ITEM:
        return any(one in side.items() and side.sells(one) for one in made)
    return any(found is not None and found.live for found in map(side.document, made))


def _made(story: Story, record: OperationRecord) -> list[str]:
    wanted = f"{_NAMED.get(record.operation.kind, '')}{record.operation.reference}"
    return [made.remote_id for made in story.record.made if made.subject == wanted]


def _exists(story: Story, record: OperationRecord) -> bool:
    """Whether what is said to be done is there, unless other people took it away again."""
    kind, side = record.operation.kind, story.remote.side
    if kind in _POSTS:
        return side.document(record.remote_id) is not None
    if kind in (K.CREATE_CONTACT, K.LINK_CONTACT, K.RESTORE_CONTACT):
        return record.remote_id in side.contacts()
    if kind is K.CREATE_ITEM:
        return record.remote_id in side.items()
    if kind is K.ATTACH_FILE:
        return side.has_file(record.remote_id.partition("/")[0])
    if kind is K.VOID_DOCUMENT:
        document = side.document(record.remote_id)
        return document is None or not document.live
    sale = _BY_ID[record.operation.source_id]
    if sale.id in story.remote.spoilt:
        return True
    if kind is K.MARK_PROCESSED:
        return story.remote.mark(sale) is not None or sale.number in story.undone
    return story.remote.mark(sale) is None


def _of_absence(story: Story, record: OperationRecord) -> list[str]:
    """I16, by true time: an absence that was believed follows the last first byte by more than SETTLE + DEADLINE.

    The journal's time of sending is that of the commit; the first byte follows it by CHECK_AGE at most (I5).
    """
    if record.operation.kind in _REPEATED:
        return []
    early = (SETTLE + DEADLINE - CHECK_AGE).total_seconds()
    return [
        f"I16: absence of {record.operation.reference} was believed {at - last:.0f} s after its last send"
        for one, at, last in story.intents.absences
        if one == record.operation.id and at - last < early
    ]


def _marked_and_gone(story: Story) -> list[str]:
    """A mark of ours on a document that we have taken back ourselves is lost money."""
    found = []
    for sale in story.wish.sales:
        marked = story.remote.mark(sale) is not None and sale.id not in story.remote.spoilt
        ours = [made.remote_id for made in story.record.made if made.subject == sale.number]
        if marked and ours and not story.remote.of(sale, live=True) and not _removed_by_others(story, ours):
            found.append(f"I2: {sale.number} is marked, and we have taken it out of the ledger")
        taken = [one for number, one in story.record.adopted if number == sale.number]
        if marked and not ours and not story.remote.of(sale) and not any(map(story.remote.side.document, taken)):
            found.append(f"I2: {sale.number} is marked and was never in the ledger")
    return found


def _removed_by_others(story: Story, ids: list[str]) -> bool:
    return any(one in story.remote.touched_at for one in ids)


def _balance(story: Story, records: list[OperationRecord]) -> list[str]:
    """I11, I18: what was sent and is still as we left it has the source's total, to the cent."""
    found = []
    for record in records:
        if record.operation.kind not in _POSTS or record.state is not S.DONE or record.reason == Reason.ADOPTED:
            continue
        document = story.remote.side.document(record.remote_id)
        sale: Sale = _BY_ID[record.operation.source_id]
        if document is None or record.remote_id in story.remote.touched_at:
            continue
        if document.live and (document.total != sale.total or document.currency != "AUD"):
            found.append(f"I18: {sale.number} is {document.total} in the ledger and {sale.total} at its source")
    return found
