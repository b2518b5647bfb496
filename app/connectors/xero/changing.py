"""Changes of what exists already in Xero.

Xero has no precondition on updates, so the check is ours and made just before (reliability rules, section 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.connectors.ledger import changing
from app.connectors.ledger.attempts import without_request
from app.connectors.ledger.changing import Checked, Passed, Target, refusal
from app.connectors.xero.answers import attempt_of, elements_of, judge_change, match
from app.connectors.xero.bodies import envelope
from app.connectors.xero.context import EACH_ALONE, XeroContext
from app.connectors.xero.fields import Record
from app.connectors.xero.settings import BODY, LIST
from app.domain.answer import Attempt
from app.domain.operation import Ready
from app.domain.run import Stop
from app.ports.operations import Prepared

__all__ = ["Checked", "CheckedChange", "Target", "refusal"]


class CheckedChange(changing.CheckedChange[XeroContext]):
    """A change of existing records; see `OperationHandler`."""

    batch_limit = LIST
    batch_bytes = BODY

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The records meant. What is set on each is decided by the check just before sending."""
        targets = [self.target_of(member) for member in members]
        body = envelope(targets[0].entity, [{target.id_field: target.remote_id} for target in targets])
        return Prepared("POST", targets[0].entity, body, tuple(member.operation.id for member in members))

    def send_checked(self, passed: Passed, key: str, stop: Stop) -> Attempt:
        """Once for each kind of record; these requests need no key."""
        members, bodies, items = passed
        del key
        groups: dict[str, list[Ready]] = {}
        for member in members:
            groups.setdefault(self.target_of(member).entity, []).append(member)
        attempt: Attempt | None = None
        for group in groups.values():
            latest = self._send_group(group, bodies, stop)
            if latest.status is None or latest.status >= 300:
                # what an earlier group did stands; of this one nothing is said, so that it is looked up
                return attempt or replace(latest, items={**items, **latest.items})
            attempt = replace(latest, items={**(attempt.items if attempt else items), **latest.items})
        return attempt or without_request(items, self.credential())

    def _send_group(self, group: Sequence[Ready], bodies: Mapping[str, Record], stop: Stop) -> Attempt:
        context, target = self._context, self.target_of(group[0])
        elements = [bodies[member.operation.id] for member in group]
        sent = context.session.write(
            "POST", target.entity, envelope(target.entity, elements), "", stop, query=EACH_ALONE
        )
        context.contacts.outdated()
        context.numbers.outdated()
        items = match(
            group,
            elements_of(sent.answer, target.entity),
            target.id_field,
            lambda member: self.target_of(member).remote_id,
            judge_change(target.id_field, target.link, context.links),
        )
        return attempt_of(context.session, sent, items)
