"""What a simulation of collection needs of the ledger, whoever its vendor is: how a program opens it, its books, and who works in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.collection.invoices import ClearingAccount
from app.domain.route import Connection
from app.ports.clock import Chance, Clock
from app.ports.journal import Batch
from app.ports.ledgers import Ledger, Receivables
from app.ports.secrets import SecretStore
from app.sandbox.wire import System
from tests.simulation.time import SimulatedClock
from tests.simulation.whole.courier import Call, Post

CONNECTION = "ledger"
PEOPLE = ("Prairie Dental Group", "Harbour Cafe Ltd", "Nadia Osei")
NEWCOMERS = ("Otter Creek Books", "Ines Barrow")
"""Customers of the ledger whom the collector does not know yet."""
USER = {"name": "Jo Wattle", "email": "jo@wattle.example"}


@dataclass(frozen=True, slots=True)
class HeldInvoice:
    """A sales invoice as it stands; a void or deleted one owes nothing."""

    id: str
    number: str
    due: Decimal
    gone: bool


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """A payment; `invoice` is the number of the one it is on, '' where it is on none (any more)."""

    id: str
    reference: str
    invoice: str
    amount: Decimal
    live: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A program's way into the ledger."""

    ledger: Ledger
    receivables: Receivables


class LedgerBooks(ABC):
    """One ledger in process. People's doings raise nothing: what cannot be done is not done."""

    name: str
    tenant: str
    clearing: ClearingAccount
    system: System

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.line: dict[str, Any] = {}

    # --- a program opens it

    @abstractmethod
    def connection(self) -> Connection:
        """As a program connects to it."""

    @abstractmethod
    def secrets(self) -> Mapping[str, str]:
        """What the keyring holds after the first sign-in."""

    @abstractmethod
    def open(self, secrets: SecretStore, clock: Clock, chance: Chance, post: Post) -> Opened:
        """The connectors of one start of the program."""

    @abstractmethod
    def fresh_refresh_token(self) -> str:
        """Somebody has signed in again."""

    # --- the books

    @abstractmethod
    def invoices(self) -> Iterator[HeldInvoice]:
        """Every sales invoice ever written."""

    @abstractmethod
    def payments(self) -> Iterator[HeldPayment]:
        """Every payment ever made."""

    @abstractmethod
    def contact_id(self, name: str) -> str:
        """A customer's id."""

    @abstractmethod
    def mail_of(self, name: str) -> str:
        """A customer's e-mail address."""

    def invoice(self, number: str) -> HeldInvoice | None:
        """An invoice by its number."""
        return next((one for one in self.invoices() if one.number == number), None)

    # --- the wire

    @abstractmethod
    def means(self, batch: Batch, call: Call) -> bool:
        """Whether a committed batch says what this changing request does."""

    # --- what people do in it

    @abstractmethod
    def bill(self, number: str, who: str, amount: Decimal, due: date) -> None:
        """Write an invoice, due on a day."""

    @abstractmethod
    def pay(self, number: str, amount: Decimal) -> None:
        """Book a payment of one's own."""

    @abstractmethod
    def void(self, number: str) -> None:
        """Void an invoice."""

    @abstractmethod
    def delete(self, number: str) -> None:
        """Delete it where the ledger can, else void it."""

    @abstractmethod
    def move(self, number: str, due: date) -> None:
        """Give an invoice another due date."""

    @abstractmethod
    def ask_for(self, number: str, amount: Decimal) -> None:
        """Give an invoice another amount."""

    @abstractmethod
    def set_mail(self, name: str, mail: str) -> None:
        """Give a customer another e-mail address."""


def all_people() -> Sequence[str]:
    """Every customer of the ledger."""
    return (*PEOPLE, *NEWCOMERS)
