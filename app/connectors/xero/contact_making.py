"""Creating contacts: PUT, one verdict each; found again by the source's id, then by exact name, archived ones included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from app.connectors.ledger import contact_making
from app.connectors.ledger.contact_making import EXTERNAL_ID_MAX, contact_payload
from app.connectors.ledger.documents import folded
from app.connectors.xero.answers import attempt_of, elements_of, for_other_books, judge_contact, match
from app.connectors.xero.bodies import contact_body, envelope, tidy
from app.connectors.xero.contacts import read_contact
from app.connectors.xero.context import EACH_ALONE, XeroContext
from app.connectors.xero.lists import overlapped, read_all, whole
from app.connectors.xero.settings import BODY, ELEMENTS
from app.domain.answer import Attempt, LookUp, RemoteState
from app.domain.errors import RemoteProblem
from app.domain.operation import OperationRecord, Ready
from app.domain.parties import LedgerContact
from app.domain.run import Stop
from app.ports.operations import Prepared


def _payload_name(member: Ready) -> str:
    return tidy(contact_payload(member).name)


class ContactMaking(contact_making.ContactMaking[XeroContext]):
    """CREATE_CONTACT of one connection; see `OperationHandler`."""

    batch_limit = ELEMENTS
    batch_bytes = BODY
    trusts_key = True

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The PUT that creates them all."""
        body = envelope("Contacts", [contact_body(member) for member in members])
        return Prepared("PUT", "Contacts", body, tuple(member.operation.id for member in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Send it once."""
        context = self._context
        if (elsewhere := for_other_books(context.session, members)) is not None:
            return elsewhere
        sent = context.session.write(prepared.method, prepared.path, prepared.body, key, stop, query=EACH_ALONE)
        context.contacts.outdated()
        elements = elements_of(sent.answer, "Contacts")
        items = match(members, elements, "Name", _payload_name, judge_contact(context.links))
        return attempt_of(context.session, sent, items)

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By ContactNumber, then by exact name."""
        found = overlapped(lambda record: self._find_one(record, stop), records, self._context.session.at_once)
        return {record.operation.id: look_up for record, look_up in zip(records, found, strict=True)}

    def _find_one(self, record: OperationRecord, stop: Stop) -> LookUp:
        payload = contact_payload(record)
        try:
            contacts = {contact.id: contact for contact in self._by_number(payload.external_id[:EXTERNAL_ID_MAX], stop)}
            if not contacts:
                contacts = {contact.id: contact for contact in self._by_name(tidy(payload.name), stop)}
        except RemoteProblem as problem:
            return LookUp(False, problem=problem.sentence)
        return LookUp(True, tuple(self.hit(payload, tidy(payload.name), contact) for contact in contacts.values()))

    def _by_number(self, number: str, stop: Stop) -> list[LedgerContact]:
        if not number or "/" in number:
            return []
        try:
            answer = self._context.session.read(f"Contacts/{quote(number, safe='')}", stop)
        except RemoteProblem as problem:
            if problem.code == "not_found":
                return []
            raise
        found = [read_contact(record) for record in whole(answer, "Contacts")]
        return [contact for contact in found if contact.external_id == number]

    def _by_name(self, name: str, stop: Stop) -> list[LedgerContact]:
        """Exact, without case. A double quote cannot be written into a condition, so such names are searched for (apis/xero.md 4.5)."""
        exact = ("where", f'Name=="{name}"') if '"' not in name and "\\" not in name else ("searchTerm", name)
        query = (exact, ("includeArchived", "true"))
        found = read_all(self._context.session, "Contacts", "ContactID", stop, query)
        return [contact for contact in map(read_contact, found) if folded(contact.name) == folded(name)]

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id, many in one call."""
        return self.states(records, self._context.contacts.some([record.remote_id for record in records], stop))
