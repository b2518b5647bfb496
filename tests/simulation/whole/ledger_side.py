"""What the oracle of a simulation needs of the books that invoices go to, whoever the vendor is: contents, wire and people."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.route import Connection
from app.domain.run import Stop
from app.ports.clock import Chance, Clock
from app.ports.journal import Batch
from app.ports.ledgers import Ledger
from app.ports.secrets import SecretStore
from app.ports.sign_in import RefreshLock, SignIn
from app.sandbox.server.routing import Routes
from app.sandbox.wire import System
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Call, Post
from tests.simulation.whole.sales import Sale

CONNECTION = "ledger"


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or credit note that ever stood in the books."""

    id: str
    number: str
    is_credit: bool
    total: Decimal
    currency: str
    live: bool
    picture: object  # what other people see of it; it changes when somebody overwrites it


@dataclass(frozen=True, slots=True)
class Touch:
    """A document that a request changes. `names_version`: the request says which version it replaces, and fails when it is another."""

    id: str
    names_version: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A ledger as one program has opened it."""

    ledger: Ledger
    sign_in: SignIn


@dataclass(frozen=True, slots=True)
class Posting:
    """How a line says what it is for: account, tax, and the item where lines name items. Receipts are paid into account `deposit`."""

    account: str
    account_id: str
    tax: str
    item: str = ""
    deposit: str = ""


class LedgerSide(ABC):
    """One simulated ledger with one organisation that is worked with, and another that must never be touched."""

    system: System
    tenant: str
    known_contact: str
    gone_contact: str
    unlinked_contact: str
    posting: Posting
    can_tell_twice = True
    """Whether the vendor tells a request that the network delivers twice from two requests."""
    start_line: dict[str, Any]
    routes: Routes

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock

    def begin(self, routes: Routes) -> None:
        """The addresses are known."""
        self.routes = routes
        self.start_line = self.system.start_line(routes.addresses(self.system))

    @property
    def name(self) -> str:
        """What the wire log calls it."""
        return self.system.name

    # --- a program opens it

    @abstractmethod
    def secrets(self) -> Mapping[str, str]:
        """What lies in the keyring once somebody has signed in, by name."""

    @abstractmethod
    def connection(self) -> Connection:
        """The connection of the program's settings."""

    @abstractmethod
    def open(self, secrets: SecretStore, clock: Clock, chance: Chance, post: Post, lock: RefreshLock) -> Opened:
        """The real connector, with a courier for its transport."""

    @abstractmethod
    def fresh_refresh_token(self) -> str:
        """A person has signed in again."""

    @abstractmethod
    def end_access(self) -> None:
        """Every access token ends."""

    @abstractmethod
    def end_refresh(self) -> None:
        """Every refresh token ends: somebody has to sign in."""

    # --- the books

    @abstractmethod
    def documents(self) -> Iterator[Document]:
        """Every invoice and credit note that ever was, void and deleted ones included."""

    @abstractmethod
    def contacts(self) -> Mapping[str, str]:
        """Name of every contact by id."""

    @abstractmethod
    def is_active(self, contact_id: str) -> bool:
        """Whether a contact is in use and not archived."""

    @abstractmethod
    def items(self) -> Mapping[str, str]:
        """Name of every product or service by id, inactive ones included."""

    @abstractmethod
    def sells(self, item_id: str) -> bool:
        """Whether a product or service is in use."""

    @abstractmethod
    def has_file(self, document_id: str) -> bool:
        """Whether a file hangs on a document."""

    @abstractmethod
    def hiding(self, documents: set[str], contacts: set[str], items: set[str]) -> AbstractContextManager[None]:
        """Within this, lists do not show these."""

    def document(self, document_id: str) -> Document | None:
        """A document by its id."""
        return next((one for one in self.documents() if one.id == document_id), None)

    def of(self, sale: Sale, *, live: bool = False) -> list[Document]:
        """The documents with the number of a sale."""
        wanted = sale.number.casefold()
        return [
            one
            for one in self.documents()
            if one.is_credit == sale.is_credit and one.number.casefold() == wanted and (one.live or not live)
        ]

    # --- the wire

    @abstractmethod
    def went_elsewhere(self, call: Call) -> bool:
        """Whether a request names other books."""

    @abstractmethod
    def key_of(self, call: Call) -> str:
        """The key that a request carries, '' for none."""

    @abstractmethod
    def numbers_made(self, call: Call) -> list[str]:
        """Numbers of the documents that a request creates."""

    @abstractmethod
    def touches(self, call: Call) -> list[Touch]:
        """The documents that a request changes."""

    @abstractmethod
    def is_list(self, call: Call) -> bool:
        """Whether a read is of a kind that may lag behind the books."""

    def tells_of_documents(self, call: Call) -> bool:
        """Whether a read is of documents themselves, and not of what hangs on them."""
        return call.system == self.name

    @abstractmethod
    def shown(self, body: bytes) -> Callable[[str], bool]:
        """Which documents an answer shows."""

    @abstractmethod
    def covers(self, batch: Batch, call: Call) -> bool:
        """Whether a request does what a committed batch says, where its bytes cannot be the same."""

    # --- other people; what cannot be done is not done, and they answer with the id of what they changed

    @abstractmethod
    def hand_type(self, sale: Sale) -> str:
        """Somebody types a document with our number."""

    @abstractmethod
    def change(self, document: Document) -> str:
        """Somebody changes its lines."""

    @abstractmethod
    def renumber(self, document: Document, number: str) -> str:
        """Somebody gives it another number."""

    @abstractmethod
    def void(self, document: Document) -> str:
        """Somebody voids it."""

    @abstractmethod
    def delete(self, document: Document) -> str:
        """Somebody deletes it, or voids it where it cannot be deleted."""

    @abstractmethod
    def pay(self, document: Document) -> str:
        """Somebody books a payment on it."""

    @abstractmethod
    def archive(self, name: str) -> None:
        """Somebody archives a contact."""

    @abstractmethod
    def number_contact(self, name: str, number: str) -> None:
        """Somebody writes an id of their own on a contact."""

    @abstractmethod
    def add_item(self, name: str, account: str) -> None:
        """Somebody adds a product whose name and code are this, with this income account's code."""

    @abstractmethod
    def retire_item(self, name: str) -> None:
        """Somebody takes a product out of use."""


def paper(source_id: str, stop: Stop) -> tuple[str, bytes]:
    """The paper of a document of the source."""
    del stop
    return f"{source_id}.pdf", b"%PDF-1.7\n" + source_id.encode()


def arrived_json(call: Call) -> dict[str, Any]:
    """The body of a request as JSON; empty where it is none."""
    try:
        value = json.loads(call.arrived.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


@contextmanager
def without(*hidden: tuple[dict[str, Any], set[str]]) -> Iterator[None]:
    """Within this, tables lack these keys; their order is the same afterwards."""
    whole = [(table, dict(table)) for table, keys in hidden if not keys.isdisjoint(table)]
    for table, keys in hidden:
        for key in keys:
            table.pop(key, None)
    try:
        yield
    finally:
        for table, rows in whole:
            table.clear()
            table.update(rows)
