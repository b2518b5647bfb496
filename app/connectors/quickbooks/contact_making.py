"""Creating customers: one verdict each; found again by the source's id, then by exact name, inactive ones included.

QuickBooks keeps names unique over customers, vendors and employees, but knows nothing of the source's id in the notes: that no two
customers carry the same one is seen to here, before anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.connectors.http.records import text
from app.connectors.quickbooks.answers import attempt_of, for_other_books, judge_contact, match, not_sent
from app.connectors.quickbooks.bodies import batch, contact_body, creation, tidy
from app.connectors.quickbooks.contacts import read_contact
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.documents import folded
from app.connectors.quickbooks.fields import INACTIVE
from app.connectors.quickbooks.lists import read_some
from app.connectors.quickbooks.settings import BODY, OPERATIONS
from app.connectors.quickbooks.statements import ANY_STATE
from app.domain.answer import Attempt, Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState, Stage
from app.domain.errors import Cancelled, ExpectedProblem, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.parties import ContactState, LedgerContact
from app.domain.payload import ContactPayload, read_payload
from app.domain.run import Stop
from app.ports.operations import IfAbsent, Prepared

OTHERS = (("Vendor", "a vendor"), ("Employee", "an employee"))
"""Who else may hold a name (apis/quickbooks.md 7.2)."""
_TAKEN = ItemAnswer(ItemOutcome.NUMBER_TAKEN, sentence="A QuickBooks customer carries this id already.")


class ContactMaking:
    """CREATE_CONTACT of one connection; see `OperationHandler`."""

    kind = OperationKind.CREATE_CONTACT
    batch_limit = OPERATIONS
    batch_bytes = BODY
    concurrency = 1
    trusts_key = False
    if_absent = IfAbsent.RESEND
    repeatable = False

    def __init__(self, context: QuickBooksContext) -> None:
        self._context = context

    def credential(self) -> str:
        """A fingerprint of the access token in use."""
        return self._context.session.tokens.credential()

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The batch that creates them all."""
        body = batch([creation("Customer", contact_body(member)) for member in members])
        return Prepared("POST", "batch", body, tuple(member.operation.id for member in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Leave out those whose id a customer carries already, send the others once."""
        session = self._context.session
        if (elsewhere := for_other_books(session, members)) is not None:
            return elsewhere
        try:
            taken = self._taken(members, stop)
        except Cancelled:
            return Attempt(Stage.NOT_SENT, code="cancelled")
        except ExpectedProblem as problem:
            return not_sent(session, problem)
        left = [member for member in members if member.operation.id not in taken]
        if not left:
            return Attempt(Stage.SENT, status=200, intact=True, items=taken, credential=self.credential())
        body = self.prepare(left).body if taken else prepared.body
        sent = session.write(prepared.path, body, key, stop)
        self._context.contacts.outdated()
        items = match(left, sent.answer, lambda _: "Customer", judge_contact(self._context.links))
        attempt = attempt_of(session, sent, items)
        return replace(attempt, items={**taken, **attempt.items})

    def _taken(self, members: Sequence[Ready], stop: Stop) -> dict[str, ItemAnswer]:
        ids = {member.operation.id: _payload(member.operation.payload).external_id[:50] for member in members}
        self._context.contacts.outdated()
        held = {contact.external_id for contact in self._context.contacts.all(stop)} if any(ids.values()) else set()
        return {one: _TAKEN for one, external_id in ids.items() if external_id and external_id in held}

    # --- finding

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By the source's id, then by exact name; a vendor or employee of the name is no customer of ours."""
        payloads = {record.operation.id: _payload(record.operation.payload) for record in records}
        try:
            self._context.contacts.outdated()
            customers = self._context.contacts.all(stop)
            others = self._others([tidy(payload.name) for payload in payloads.values()], stop)
        except RemoteProblem as problem:
            return {record.operation.id: LookUp(False, problem=problem.sentence) for record in records}
        return {one: LookUp(True, self._hits(payload, customers, others)) for one, payload in payloads.items()}

    def _others(self, names: Sequence[str], stop: Stop) -> dict[str, Hit]:
        found: dict[str, Hit] = {}
        asked = [*names, *(f"{name}{INACTIVE}" for name in names)]
        for entity, words in OTHERS:
            for record in read_some(self._context.session, entity, "DisplayName", asked, stop, ANY_STATE):
                name = text(record, "DisplayName")
                hit = Hit(text(record, "Id"), ours=False, live=True, differs=f"{words} in QuickBooks has this name")
                found[folded(name.removesuffix(INACTIVE))] = hit
        return found

    def _hits(
        self, payload: ContactPayload, customers: Sequence[LedgerContact], others: Mapping[str, Hit]
    ) -> tuple[Hit, ...]:
        name, external_id = folded(tidy(payload.name)), payload.external_id[:50]
        found = [contact for contact in customers if external_id and contact.external_id == external_id]
        found = found or [contact for contact in customers if folded(contact.name) == name]
        if found:
            return tuple(self._hit(payload, contact) for contact in found)
        return (others[name],) if name in others else ()

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

    # --- reading back

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id, many in one call."""
        held = [record for record in records if record.remote_id]
        found = self._context.contacts.records([record.remote_id for record in held], stop)
        contacts = {one: read_contact(record) for one, record in found.items()}
        return {record.operation.id: self._state(contacts.get(record.remote_id)) for record in held}

    def _state(self, contact: LedgerContact | None) -> RemoteState:
        if contact is None:
            return RemoteState(exists=False, live=False, why_not="The customer is no longer in QuickBooks.")
        active = contact.state is ContactState.ACTIVE
        return RemoteState(
            exists=True,
            live=active,
            version=contact.version,
            status=contact.state.value,
            url=self._context.links.to("contact", contact.id),
            why_not="" if active else "The customer was made inactive in QuickBooks.",
        )


def _payload(payload: str) -> ContactPayload:
    return read_payload(ContactPayload, payload)
