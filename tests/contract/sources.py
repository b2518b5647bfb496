"""A source under contract: the source itself, and hands that do on its remote side what its own users would do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from app.domain.run import Stop
from app.ports.sources import InvoiceSource
from tests.connectors.autotask.bench import SandboxBench


class Users(Protocol):
    """What people do in the source system while we work."""

    def void(self, document: str) -> None:
        """Void a document."""
        ...

    def mark(self, document: str, at: str) -> None:
        """Mark it as processed at this moment (ISO 8601, UTC)."""
        ...

    def renumber(self, document: str, number: str) -> None:
        """Give it another number."""
        ...

    def fail_reads(self) -> None:
        """Let every read of documents fail from now on."""
        ...


@dataclass(frozen=True, slots=True)
class SourceBench:
    """One source with a small tenant behind it: 12 documents wait, one of them with lines that cannot be seen."""

    source: InvoiceSource
    users: Users
    stop: Stop
    waiting: int
    hidden: str
    credit: str


class AutotaskUsers:
    """People in Autotask's own windows."""

    def __init__(self, bench: SandboxBench) -> None:
        self._bench = bench

    def void(self, document: str) -> None:
        self._bench.sandbox.act("autotask", "void_invoice", {"id": int(document)})

    def mark(self, document: str, at: str) -> None:
        self._bench.put("Invoices", int(document), webServiceDate=at)

    def renumber(self, document: str, number: str) -> None:
        self._bench.put("Invoices", int(document), invoiceNumber=number)

    def fail_reads(self) -> None:
        self._bench.fault("status", "/Invoices/query", times=None, status=404)


@contextmanager
def autotask_source() -> Iterator[SourceBench]:
    """Autotask, spoken to over the wire alone."""
    bench = SandboxBench("small")
    try:
        yield SourceBench(bench.source, AutotaskUsers(bench), Stop(), 12, "20407", "20417")
    finally:
        bench.close()
