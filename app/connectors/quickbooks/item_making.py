"""Creating service and non-inventory items with their income account: one verdict each; found again by name, inactive ones included.

QuickBooks keeps an item's name unique within its parent (apis/quickbooks.md 7.3); stock items are left to people, they move accounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.http.records import Record, text
from app.connectors.ledger import item_making
from app.connectors.ledger.documents import folded
from app.connectors.ledger.item_making import LedgerItem, item_differs, item_payload, judged_item, said_of_items
from app.connectors.quickbooks.answers import attempt_of, for_other_books, match
from app.connectors.quickbooks.bodies import batch, creation, item_body, tidy
from app.connectors.quickbooks.context import QuickBooksContext
from app.connectors.quickbooks.fields import INACTIVE, clean_name, reference
from app.connectors.quickbooks.lists import read_some
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import BODY, OPERATIONS
from app.connectors.quickbooks.statements import ANY_STATE
from app.domain.answer import Attempt, ItemAnswer, LookUp, RemoteState
from app.domain.errors import RemoteProblem
from app.domain.operation import OperationRecord, Ready
from app.domain.run import Stop
from app.ports.operations import Prepared

FIELDS = "*, Sku"
"""Without its name Sku may be left out (apis/quickbooks.md 6)."""


class ItemMaking(item_making.ItemMaking[QuickBooksContext]):
    """CREATE_ITEM of one connection; see `OperationHandler`."""

    batch_limit = OPERATIONS
    batch_bytes = BODY

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The batch that creates them all."""
        body = batch([creation("Item", item_body(member)) for member in members])
        return Prepared("POST", "batch", body, tuple(member.operation.id for member in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Send it once."""
        session = self._context.session
        if (elsewhere := for_other_books(session, members)) is not None:
            return elsewhere
        sent = session.write(prepared.path, prepared.body, key, stop)
        items = match(members, sent.answer, lambda _: "Item", _judge)
        self._context.company.outdated()
        return attempt_of(session, sent, said_of_items(session.words, items))

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By name."""
        names = {record.operation.id: tidy(item_payload(record).name) for record in records}
        asked = [*names.values(), *(f"{name}{INACTIVE}" for name in names.values())]
        try:
            held = [_read(each) for each in self._some("Name", asked, stop)]
        except RemoteProblem as problem:
            return {record.operation.id: LookUp(False, problem=problem.sentence) for record in records}
        return {
            record.operation.id: self.look_up(
                (item, _differs(record, item))
                for item in held
                if folded(item.name) == folded(names[record.operation.id])
            )
            for record in records
        }

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id, many in one call."""
        found = self._some("Id", [record.remote_id for record in records if record.remote_id], stop)
        return self.states(records, {item.id: item for item in map(_read, found)})

    def _some(self, name: str, values: Sequence[str], stop: Stop) -> list[Record]:
        return read_some(self._context.session, "Item", name, list(values), stop, ANY_STATE, fields=FIELDS)


def _read(record: Record) -> LedgerItem:
    return LedgerItem(
        id=text(record, "Id"),
        name=clean_name(text(record, "Name")),
        code=text(record, "Sku").strip(),
        account=reference(record, "IncomeAccountRef"),
        version=text(record, "SyncToken"),
        is_active=record.get("Active") is not False,
    )


def _differs(member: Ready | OperationRecord, item: LedgerItem) -> str:
    payload = item_payload(member)
    return item_differs(item, tidy(payload.name), payload.sku[:100], payload.account_id)


def _judge(member: Ready, record: Record) -> ItemAnswer:
    item = _read(record)
    return judged_item(QuickBooksSession.words, item, _differs(member, item))
