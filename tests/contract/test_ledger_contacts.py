"""Contacts of every ledger: made once, linked only where nothing stands yet, brought back from the archive."""

from __future__ import annotations

from dataclasses import replace

from app.domain.answer import ItemOutcome
from app.domain.operation import OperationKind
from app.domain.parties import Address, ContactState
from app.domain.payload import ContactPayload, LinkPayload, RestorePayload
from app.domain.run import unheard
from tests.contract.acts import INVOICE, send
from tests.contract.books import Books


def contact(books: Books, external_id: str | None = None) -> ContactPayload:
    """A new customer."""
    token = books.chance.token(8)
    return ContactPayload(
        name=f"Straße & Söhne «{token}» Pty Ltd",
        external_id=f"at-{token}" if external_id is None else external_id,
        first_name="Zoë",
        last_name="O'Hara",
        email="accounts@example.com",
        phone="+61 2 5550 0100",
        currency=books.catalogue.organisation.base_currency,
        address=Address(("1 High Street",), "Hobart", "TAS", "7000", "Australia"),
    )


def test_a_contact_is_made_and_used(books: Books) -> None:
    payload = contact(books)
    making = books.operation(OperationKind.CREATE_CONTACT, payload)
    attempt = send(books, [making])
    item = attempt.items[making.id]
    assert item.outcome is ItemOutcome.MADE, item
    handler = books.ledger.handlers()[OperationKind.CREATE_CONTACT]
    assert handler.read_back([books.record(making, item.remote_id)], books.stop)[making.id].live
    (hit,) = handler.find([books.record(making)], books.stop)[making.id].hits
    assert (hit.ours, hit.remote_id) == (True, item.remote_id)
    read = books.ledger.contacts([item.remote_id], books.stop)[item.remote_id]
    assert (read.name, read.external_id, read.email) == (payload.name, payload.external_id, payload.email)
    assert any(c.id == item.remote_id for c in books.ledger.catalogue(books.stop, unheard).contacts)

    document = books.document(contact_id="", contact_operation=making.id, contact_name=payload.name)
    posting = books.operation(INVOICE, document, making.id)
    posted = send(books, [posting], **{making.id: item.remote_id})
    assert posted.items[posting.id].outcome is ItemOutcome.MADE
    (found,) = books.ledger.handlers()[INVOICE].find([books.record(posting)], books.stop)[posting.id].hits
    assert found.ours


def test_a_used_name_or_id_is_looked_up(books: Books) -> None:
    payload = contact(books)
    first = books.operation(OperationKind.CREATE_CONTACT, payload)
    send(books, [first])
    same_id = books.operation(OperationKind.CREATE_CONTACT, replace(payload, name=payload.name + " 2"))
    same_name = books.operation(OperationKind.CREATE_CONTACT, replace(payload, external_id="other"))
    attempt = send(books, [same_id, same_name])
    assert [attempt.items[o.id].outcome for o in (same_id, same_name)] == [ItemOutcome.NUMBER_TAKEN] * 2
    found = books.ledger.handlers()[OperationKind.CREATE_CONTACT].find([books.record(same_name)], books.stop)
    (hit,) = found[same_name.id].hits
    assert not hit.ours


def test_an_id_is_written_on_a_contact_only_where_there_is_none(books: Books) -> None:
    kind = OperationKind.LINK_CONTACT
    fresh = books.operation(OperationKind.CREATE_CONTACT, contact(books, external_id=""))
    fresh_id = send(books, [fresh]).items[fresh.id].remote_id
    other = books.operation(OperationKind.CREATE_CONTACT, contact(books))
    other_id = send(books, [other]).items[other.id].remote_id
    mark = f"at-{books.chance.token(6)}"
    link = books.operation(kind, LinkPayload(fresh_id, "fresh", mark))
    clash = books.operation(kind, LinkPayload(other_id, "other", mark + "x"))
    handler = books.ledger.handlers()[kind]
    assert not handler.find([books.record(link)], books.stop)[link.id].hits
    attempt = send(books, [link, clash])
    assert attempt.items[link.id].outcome is ItemOutcome.MADE
    assert attempt.items[clash.id].outcome is ItemOutcome.REFUSED
    assert "carries another id" in attempt.items[clash.id].sentence
    assert books.ledger.contacts([fresh_id], books.stop)[fresh_id].external_id == mark
    assert handler.read_back([books.record(link, fresh_id)], books.stop)[link.id].live
    assert handler.find([books.record(link)], books.stop)[link.id].hits
    assert send(books, [link]).items[link.id].outcome is ItemOutcome.MADE, "again changes nothing"


def test_an_archived_contact_comes_back(books: Books) -> None:
    archived = books.contact(ContactState.ARCHIVED, last=True)
    restore = books.operation(OperationKind.RESTORE_CONTACT, RestorePayload(archived.id, archived.name))
    handler = books.ledger.handlers()[OperationKind.RESTORE_CONTACT]
    attempt = send(books, [restore])
    assert attempt.items[restore.id].outcome is ItemOutcome.MADE
    assert handler.read_back([books.record(restore, archived.id)], books.stop)[restore.id].live
