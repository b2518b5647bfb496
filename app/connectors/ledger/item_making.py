"""Creating products and services: whether a found one is what was to be made, and what is read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.connectors.ledger.documents import folded
from app.connectors.ledger.handler import C, LedgerHandler
from app.connectors.ledger.session import BookWords
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.payload import ItemPayload, read_payload


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """An item as the ledger has it, as far as a look-up needs it. `code` is what the vendor keeps unique beside the id."""

    id: str
    name: str
    code: str
    account: str  # its income account, by id or code as the vendor names it
    version: str
    is_active: bool


def item_payload(member: Ready | OperationRecord) -> ItemPayload:
    """What is to be created."""
    return read_payload(ItemPayload, member.operation.payload)


def item_differs(item: LedgerItem, name: str, code: str, account: str) -> str:
    """What of an item is not as it was to be made, in words; '' when all agrees."""
    said = [
        words
        for same, words in (
            (folded(item.name) == folded(name), f"it is named {item.name}"),
            (folded(item.code) == folded(code), f"its code is {item.code or 'empty'}"),
            (item.account == account, "its sales go to another account"),
        )
        if not same
    ]
    return ", ".join(said)


def judged_item(words: BookWords, item: LedgerItem, differs: str) -> ItemAnswer:
    """A new item against what was sent."""
    return ItemAnswer(
        ItemOutcome.MISMATCH if differs else ItemOutcome.MADE,
        remote_id=item.id,
        version=item.version,
        sentence=f"In {words.vendor} {differs}, which is not what was sent." if differs else "",
    )


def said_of_items(words: BookWords, items: Mapping[str, ItemAnswer]) -> dict[str, ItemAnswer]:
    """The same answers, with a sentence that speaks of an item where a name or code is in use."""
    sentence = f"{words.vendor} has a product or service of this name or code already."
    return {
        one: replace(answer, sentence=sentence) if answer.outcome is ItemOutcome.NUMBER_TAKEN else answer
        for one, answer in items.items()
    }


class ItemMaking(LedgerHandler[C]):
    """The part of CREATE_ITEM that no vendor changes.

    Items carry no marker, so what agrees in name, code and account counts as made by us: it serves as well, and a second one of its
    name cannot exist.
    """

    kind = OperationKind.CREATE_ITEM

    def look_up(self, found: Iterable[tuple[LedgerItem, str]]) -> LookUp:
        """Items of the name or code, each with what differs."""
        return LookUp(
            True,
            tuple(
                Hit(
                    item.id,
                    ours=not differs,
                    live=item.is_active,
                    version=item.version,
                    number=item.code,
                    differs=differs,
                )
                for item, differs in found
            ),
        )

    def states(self, records: Sequence[OperationRecord], found: Mapping[str, LedgerItem]) -> dict[str, RemoteState]:
        """What was read back, for each operation whose item is known."""
        return {r.operation.id: self._state(found.get(r.remote_id.lower())) for r in records if r.remote_id}

    def _state(self, item: LedgerItem | None) -> RemoteState:
        vendor = self._context.session.words.vendor
        if item is None:
            return RemoteState(exists=False, live=False, why_not=f"The product or service is no longer in {vendor}.")
        gone = "" if item.is_active else f"The product or service was made inactive in {vendor}."
        return RemoteState(exists=True, live=item.is_active, version=item.version, why_not=gone)
