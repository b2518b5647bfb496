"""Connections and routes: who we talk to, and which pair of them makes a way for documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class System(StrEnum):
    """Remote systems known to this program."""

    AUTOTASK = "autotask"
    XERO = "xero"
    QUICKBOOKS = "quickbooks"
    ROTESSA = "rotessa"


class Role(StrEnum):
    """What a remote system is to us."""

    SOURCE = "source"
    LEDGER = "ledger"
    COLLECTOR = "collector"


@dataclass(frozen=True, slots=True)
class Connection:
    """One account at one remote system. Secrets are not here but in the keyring, under `id`.

    `settings` holds what is not secret: user name, client id, and advanced addresses (base_url, authorize_url ...).
    `tenant` is the remote books or database: Autotask's database number, Xero's tenant id; '' until known.
    """

    id: str
    system: System
    name: str
    tenant: str = ""
    tenant_name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    practice: bool = False
    created_at: datetime | None = None
    last_used: datetime | None = None
    needs_sign_in: bool = False
    signed_in_at: datetime | None = None  # when somebody last gave access in the browser

    @property
    def is_ledger(self) -> bool:
        """Whether books are kept there."""
        return self.system in {System.XERO, System.QUICKBOOKS}

    @property
    def access_ended(self) -> bool:
        """Whether access that was there once has ended: books are known, were used, and nobody is signed in any more."""
        return self.needs_sign_in and bool(self.tenant) and self.last_used is not None


@dataclass(frozen=True, slots=True)
class Route:
    """A saved pair of connections with its own mappings, defaults and last criteria.

    A collection route has its collector as `source_id`: debits go from the ledger to it, settlements from it to the ledger.
    """

    id: str
    name: str
    source_id: str
    ledger_id: str
    practice: bool = False
    created_at: datetime | None = None
    criteria: str = ""  # last used, as JSON text
    position: int = 0
