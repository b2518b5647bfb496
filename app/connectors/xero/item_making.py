"""Creating items: PUT, one verdict each; found again by their code, which Xero keeps unique (apis/xero.md 6.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.ledger import item_making
from app.connectors.ledger.documents import folded
from app.connectors.ledger.item_making import LedgerItem, item_differs, item_payload, judged_item, said_of_items
from app.connectors.xero.answers import UNREADABLE, attempt_of, elements_of, for_other_books, match, refused
from app.connectors.xero.bodies import envelope, item_body
from app.connectors.xero.context import EACH_ALONE, XeroContext
from app.connectors.xero.fields import Record, identifier, part, text, version
from app.connectors.xero.lists import read_list
from app.connectors.xero.session import XeroSession
from app.connectors.xero.settings import BODY, ELEMENTS
from app.domain.answer import Attempt, ItemAnswer, LookUp, RemoteState
from app.domain.errors import RemoteProblem
from app.domain.operation import OperationRecord, Ready
from app.domain.run import Stop
from app.ports.operations import Prepared


class ItemMaking(item_making.ItemMaking[XeroContext]):
    """CREATE_ITEM of one connection; see `OperationHandler`."""

    batch_limit = ELEMENTS
    batch_bytes = BODY
    trusts_key = True

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The PUT that creates them all."""
        body = envelope("Items", [item_body(member) for member in members])
        return Prepared("PUT", "Items", body, tuple(member.operation.id for member in members))

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Send it once."""
        session = self._context.session
        if (elsewhere := for_other_books(session, members)) is not None:
            return elsewhere
        sent = session.write(prepared.method, prepared.path, prepared.body, key, stop, query=EACH_ALONE)
        elements = elements_of(sent.answer, "Items")
        items = match(members, elements, "Code", lambda member: item_payload(member).code, _judge)
        self._context.lists.outdated()
        return attempt_of(session, sent, said_of_items(session.words, items))

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """By code in the list of all items, which Xero gives whole."""
        try:
            held = self._all(stop)
        except RemoteProblem as problem:
            return {record.operation.id: LookUp(False, problem=problem.sentence) for record in records}
        return {
            record.operation.id: self.look_up(
                (item, _differs(record, item))
                for item in held
                if folded(item.code) == folded(item_payload(record).code)
            )
            for record in records
        }

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """By id, out of the same list."""
        return self.states(records, {item.id: item for item in self._all(stop)})

    def _all(self, stop: Stop) -> list[LedgerItem]:
        return [_read(record) for record in read_list(self._context.session, "Items", stop)]


def _read(record: Record) -> LedgerItem:
    return LedgerItem(
        id=identifier(record, "ItemID"),
        name=text(record, "Name"),
        code=text(record, "Code"),
        account=text(part(record, "SalesDetails"), "AccountCode"),
        version=version(record),
        is_active=record.get("IsSold") is not False,
    )


def _differs(member: Ready | OperationRecord, item: LedgerItem) -> str:
    payload = item_payload(member)
    return item_differs(item, payload.name, payload.code, payload.account_code)


def _judge(member: Ready, element: Record) -> ItemAnswer:
    if (no := refused(element)) is not None:
        return no
    item = _read(element)
    return judged_item(XeroSession.words, item, _differs(member, item)) if item.id else UNREADABLE
