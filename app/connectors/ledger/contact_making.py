"""Creating contacts: whether a found one is ours, and what is read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.ledger.documents import folded
from app.connectors.ledger.handler import C, LedgerHandler
from app.connectors.ledger.session import BookWords
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, RemoteState
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.parties import ContactState, LedgerContact
from app.domain.payload import ContactPayload, read_payload

EXTERNAL_ID_MAX = 50
"""Characters of the source's id that are kept on a contact."""


def contact_payload(member: Ready | OperationRecord) -> ContactPayload:
    """Who is to be created."""
    return read_payload(ContactPayload, member.operation.payload)


def judged_contact(
    words: BookWords,
    contact: LedgerContact,
    wanted_name: str,
    external_id: str,
    *,
    url: str,
    warnings: tuple[str, ...] = (),
) -> ItemAnswer:
    """A new contact against what was sent: name and the source's id."""
    same = folded(contact.name) == folded(wanted_name) and contact.external_id == external_id[:EXTERNAL_ID_MAX]
    return ItemAnswer(
        ItemOutcome.MADE if same else ItemOutcome.MISMATCH,
        remote_id=contact.id,
        version=contact.version,
        url=url,
        sentence="" if same else f"{words.vendor} shows another name or id than was sent.",
        warnings=warnings,
    )


class ContactMaking(LedgerHandler[C]):
    """The part of CREATE_CONTACT that no vendor changes."""

    kind = OperationKind.CREATE_CONTACT

    def hit(self, payload: ContactPayload, wanted_name: str, contact: LedgerContact) -> Hit:
        """Ours if it carries the source's id; where none is kept, if name and e-mail agree."""
        external_id = payload.external_id[:EXTERNAL_ID_MAX]
        if external_id:
            ours = contact.external_id == external_id and folded(contact.name) == folded(wanted_name)
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

    def states(
        self, records: Sequence[OperationRecord], found: Mapping[str, LedgerContact]
    ) -> Mapping[str, RemoteState]:
        """What was read back, for each operation whose contact is known."""
        return {
            record.operation.id: self._state(found.get(record.remote_id.lower()))
            for record in records
            if record.remote_id
        }

    def _state(self, contact: LedgerContact | None) -> RemoteState:
        words = self._context.session.words
        if contact is None:
            return RemoteState(exists=False, live=False, why_not=f"The {words.contact} is no longer in {words.vendor}.")
        active = contact.state is ContactState.ACTIVE
        return RemoteState(
            exists=True,
            live=active,
            version=contact.version,
            status=contact.state.value,
            url=self._context.links.to("contact", contact.id),
            why_not="" if active else f"The {words.contact} was made {words.asleep} in {words.vendor}.",
        )
