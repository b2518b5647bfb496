"""Creating contacts: PUT, one verdict each; found again by the source's id, then by exact name, archived ones included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from app.connectors.xero.answers import attempt_of, elements_of, for_other_books, judge_contact, match
from app.connectors.xero.bodies import contact_body, envelope, tidy
from app.connectors.xero.contacts import read_contact
from app.connectors.xero.context import EACH_ALONE, XeroContext
from app.connectors.xero.lists import overlapped, read_all, whole
from app.connectors.xero.numbers import folded
from app.connectors.xero.settings import BODY, ELEMENTS
from app.domain.answer import Attempt, Hit, LookUp, RemoteState
from app.domain.errors import RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.parties import ContactState, LedgerContact
from app.domain.payload import ContactPayload, read_payload
from app.domain.run import Stop
from app.ports.operations import IfAbsent, Prepared


def _payload_name(member: Ready) -> str:
    return tidy(read_payload(ContactPayload, member.operation.payload).name)


class ContactMaking:
    """CREATE_CONTACT of one connection; see `OperationHandler`."""

    kind = OperationKind.CREATE_CONTACT
    batch_limit = ELEMENTS
    batch_bytes = BODY
    concurrency = 1
    trusts_key = True
    if_absent = IfAbsent.RESEND
    repeatable = False

    def __init__(self, context: XeroContext) -> None:
        self._context = context

    def credential(self) -> str:
        """A fingerprint of the access token in use."""
        return self._context.session.tokens.credential()

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
        payload = read_payload(ContactPayload, record.operation.payload)
        try:
            contacts = {contact.id: contact for contact in self._by_number(payload.external_id[:50], stop)}
            if not contacts:
                contacts = {contact.id: contact for contact in self._by_name(tidy(payload.name), stop)}
        except RemoteProblem as problem:
            return LookUp(False, problem=problem.sentence)
        return LookUp(True, tuple(self._hit(payload, contact) for contact in contacts.values()))

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

    def _hit(self, payload: ContactPayload, contact: LedgerContact) -> Hit:
        """Ours if it carries the source's id; where none is kept, if name and e-mail agree."""
        external_id = payload.external_id[:50]
        if external_id:
            ours = contact.external_id == external_id and folded(contact.name) == folded(tidy(payload.name))
        else:
            ours = folded(contact.email) == folded(payload.email)
        return Hit(
            contact.id,
            ours=ours,
            live=contact.state is ContactState.ACTIVE,
            version=contact.version,
            number=contact.external_id,
            status=contact.state.value,
            url=self._context.links.to("contact", contact.id),
            differs="" if ours else f"{contact.name} was not made by Ledgerferry",
        )

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id, many in one call."""
        found = self._context.contacts.some([record.remote_id for record in records], stop)
        return {
            record.operation.id: self._state(found.get(record.remote_id.lower()))
            for record in records
            if record.remote_id
        }

    def _state(self, contact: LedgerContact | None) -> RemoteState:
        if contact is None:
            return RemoteState(exists=False, live=False, why_not="The contact is no longer in Xero.")
        return RemoteState(
            exists=True,
            live=contact.state is ContactState.ACTIVE,
            version=contact.version,
            status=contact.state.value,
            url=self._context.links.to("contact", contact.id),
            why_not="" if contact.state is ContactState.ACTIVE else "The contact was archived in Xero.",
        )
