"""What all handlers of one Xero connection share."""

from __future__ import annotations

from dataclasses import dataclass

from app.connectors.ledger.handler import Papers
from app.connectors.ledger.kept import Kept
from app.connectors.xero.catalogue import Parts
from app.connectors.xero.contacts import XeroContacts
from app.connectors.xero.links import WebLinks
from app.connectors.xero.numbers import DocumentReader, NumberIndex
from app.connectors.xero.session import Query, XeroSession
from app.ports.clock import Clock

EACH_ALONE: Query = (("summarizeErrors", "false"),)
"""One verdict for each element; the default saves the good ones and hides their ids (apis/xero.md 4.3)."""
FOUR_PLACES: Query = (*EACH_ALONE, ("unitdp", "4"))


@dataclass(frozen=True, slots=True)
class XeroContext:
    """The parts of one connection."""

    session: XeroSession
    clock: Clock
    links: WebLinks
    contacts: XeroContacts
    documents: DocumentReader
    numbers: NumberIndex
    papers: Papers
    lists: Kept[Parts]
