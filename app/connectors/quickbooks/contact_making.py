"""Creating customers: one verdict each; found again by the source's id, then by exact name, inactive ones included.

QuickBooks keeps names unique over customers, vendors and employees, but knows nothing of the source's id in the notes: that no two
customers carry the same one is seen to here, before anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.connectors.http.records import text
from app.connectors.ledger import contact_making
from app.connectors.ledger.attempts import without_request
from app.connectors.ledger.contact_making import EXTERNAL_ID_MAX, contact_payload
from app.connectors.ledger.documents import folded
from app.connectors.quickbooks.answers import attempt_of, for_other_books, judge_contact, match, not_sent
from app.connectors.quickbooks.bodies import batch, contact_body, creation, tidy
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.fields import INACTIVE
from app.connectors.quickbooks.lists import read_some
from app.connectors.quickbooks.settings import BODY, OPERATIONS
from app.connectors.quickbooks.statements import ANY_STATE
from app.domain.answer import Attempt, Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState, Stage
from app.domain.errors import Cancelled, ExpectedProblem, RemoteProblem
from app.domain.operation import OperationRecord, Ready
from app.domain.parties import LedgerContact
from app.domain.payload import ContactPayload
from app.domain.run import Stop
from app.ports.operations import Prepared

OTHERS = (("Vendor", "a vendor"), ("Employee", "an employee"))
"""Who else may hold a name (apis/quickbooks.md 7.2)."""
_TAKEN = ItemAnswer(ItemOutcome.NUMBER_TAKEN, sentence="A QuickBooks customer carries this id already.")


class ContactMaking(contact_making.ContactMaking[QuickBooksContext]):
    """CREATE_CONTACT of one connection; see `OperationHandler`."""

    batch_limit = OPERATIONS
    batch_bytes = BODY

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
            return without_request(taken, self.credential())
        body = self.prepare(left).body if taken else prepared.body
        sent = session.write(prepared.path, body, key, stop)
        self._context.contacts.outdated()
        items = match(left, sent.answer, lambda _: "Customer", judge_contact(self._context.links))
        attempt = attempt_of(session, sent, items)
        return replace(attempt, items={**taken, **attempt.items})

    def _taken(self, members: Sequence[Ready], stop: Stop) -> dict[str, ItemAnswer]:
        ids = {member.operation.id: contact_payload(member).external_id[:EXTERNAL_ID_MAX] for member in members}
        self._context.contacts.outdated()
        held = {contact.external_id for contact in self._context.contacts.all(stop)} if any(ids.values()) else set()
        return {one: _TAKEN for one, external_id in ids.items() if external_id and external_id in held}

    # --- finding

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By the source's id, then by exact name; a vendor or employee of the name is no customer of ours."""
        payloads = {record.operation.id: contact_payload(record) for record in records}
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
        name, external_id = folded(tidy(payload.name)), payload.external_id[:EXTERNAL_ID_MAX]
        found = [contact for contact in customers if external_id and contact.external_id == external_id]
        found = found or [contact for contact in customers if folded(contact.name) == name]
        if found:
            return tuple(self.hit(payload, tidy(payload.name), contact) for contact in found)
        return (others[name],) if name in others else ()

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id, many in one call."""
        return self.states(records, self._context.contacts.some([record.remote_id for record in records], stop))
