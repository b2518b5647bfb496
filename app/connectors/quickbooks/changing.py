"""Changes of what exists already in QuickBooks, sparse, in one batch.

QuickBooks refuses an update whose SyncToken is not the present one (apis/quickbooks.md 3), so what changes between check and write
stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.connectors.http.records import Record
from app.connectors.http.strict_json import write_json
from app.connectors.ledger import changing
from app.connectors.ledger.changing import Checked, Passed, Target, refusal
from app.connectors.quickbooks.answers import attempt_of, judge_change, match
from app.connectors.quickbooks.bodies import batch
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.settings import BODY, OPERATIONS
from app.domain.answer import Attempt
from app.domain.operation import Ready
from app.domain.run import Stop
from app.ports.operations import Prepared

__all__ = ["Checked", "CheckedChange", "Target", "refusal", "sparse"]


class CheckedChange(changing.CheckedChange[QuickBooksContext]):
    """A change of existing objects; see `OperationHandler`."""

    batch_limit = OPERATIONS
    batch_bytes = BODY

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The objects meant. What is set on each is decided by the check just before sending."""
        targets = [self.target_of(member) for member in members]
        body = write_json([{"entity": target.entity, "id": target.remote_id} for target in targets])
        return Prepared("POST", "batch", body, tuple(member.operation.id for member in members))

    def send_checked(self, passed: Passed, key: str, stop: Stop) -> Attempt:
        """In one batch."""
        members, bodies, items = passed
        context = self._context
        body = batch([bodies[member.operation.id] for member in members])
        sent = context.session.write("batch", body, key, stop)
        context.contacts.outdated()
        judge = judge_change(context.links, lambda member: self.target_of(member).link)
        found = match(members, sent.answer, lambda member: self.target_of(member).entity, judge)
        attempt = attempt_of(context.session, sent, found)
        return replace(attempt, items={**items, **attempt.items})


def sparse(entity: str, remote_id: str, version: str, **fields: object) -> Record:
    """An update that leaves all other fields as they are."""
    body = {"Id": remote_id, "SyncToken": version, "sparse": True, **fields}
    return {"operation": "update", entity: body}
