"""What all handlers of one Xero connection share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.connectors.xero.contacts import ContactBook
from app.connectors.xero.links import WebLinks
from app.connectors.xero.numbers import DocumentReader, NumberIndex
from app.connectors.xero.session import Query, XeroSession
from app.domain.run import Stop
from app.ports.clock import Clock

Papers = Callable[[str, Stop], tuple[str, bytes]]
"""Gives the paper of a source document by its source id: a cleaned file name and its bytes."""

EACH_ALONE: Query = (("summarizeErrors", "false"),)
"""One verdict for each element; the default saves the good ones and hides their ids (apis/xero.md 4.3)."""
FOUR_PLACES: Query = (*EACH_ALONE, ("unitdp", "4"))


@dataclass(frozen=True, slots=True)
class XeroContext:
    """The parts of one connection."""

    session: XeroSession
    clock: Clock
    links: WebLinks
    contacts: ContactBook
    documents: DocumentReader
    numbers: NumberIndex
    papers: Papers
