"""Reads of one Rotessa account: customers, one customer, one schedule, and the report of transactions, each whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.connectors.http.records import Record
from app.connectors.rotessa.fields import (
    elements,
    identifier,
    incomplete,
    read_debit,
    read_debits,
    read_payer,
)
from app.connectors.rotessa.report import Report
from app.connectors.rotessa.session import Query, RotessaSession
from app.connectors.rotessa.settings import PAGE
from app.domain.collection.debits import Debit, PayerDebits, Transaction
from app.domain.collection.payers import Payer
from app.domain.errors import RemoteProblem
from app.domain.run import Stop
from app.ports.collectors import FullPayer

PAGES_MOST = 500
"""Most pages of one list that are asked for: half a million rows."""


class RotessaAccount:
    """One account. Safe to use from several threads."""

    def __init__(self, session: RotessaSession, page: int = PAGE) -> None:
        """`page` is how many rows a page of the report has."""
        self.session = session
        self._report = Report(session, page)

    def payer_url(self, payer_id: str) -> str:
        """The portal's own start page: the address of a single customer in it is not documented."""
        return self.session.settings.web_url if payer_id else ""

    # --- customers

    def payers(self, stop: Stop) -> list[Payer]:
        """All customers in their short form, sorted by id.

        No paging is documented. A list of exactly a thousand may have been cut, so the next page is asked for; it counts only where it
        brings others (apis/rotessa.md 15).
        """
        found: dict[str, Payer] = {}
        for number in range(1, PAGES_MOST + 1):
            query: Query = (("page", str(number)),) if number > 1 else ()
            page = [self._short(each) for each in elements(self.session.read("customers", stop, query), "customers")]
            known = sum(payer.id in found for payer in page)
            if len({payer.id for payer in page}) != len(page) or 0 < known < len(page):
                raise incomplete("list of customers", "a customer came twice")
            found.update({payer.id: payer for payer in page})
            if len(page) != PAGE or known:
                return sorted(found.values(), key=lambda payer: int(payer.id))
        raise incomplete("list of customers", "it has more pages than are asked for")

    def _short(self, record: Record) -> Payer:
        return read_payer(record, self.payer_url(identifier(record)), is_full=False)

    def payer(self, payer_id: str, stop: Stop) -> FullPayer:
        """One customer with its debits. `RemoteProblem` with code 'payer_unknown' or 'payer_hidden', `IncompleteRead`."""
        try:
            value = self.session.read(f"customers/{payer_id}", stop)
        except RemoteProblem as problem:
            code = {"not_found": "payer_unknown", "hidden": "payer_hidden"}.get(problem.code)
            if code is None:
                raise
            sentence = "Rotessa does not know this customer any more." if code == "payer_unknown" else problem.sentence
            raise RemoteProblem(
                sentence,
                advice=problem.advice,
                mend=problem.mend,
                details=problem.details,
                code=code,
                subject=payer_id,
            ) from problem
        return self._full(value, payer_id)

    def payer_with(self, name: str, stop: Stop) -> FullPayer | None:
        """The customer with this custom identifier, None when there is none."""
        try:
            value = self.session.ask("customers/show_with_custom_identifier", {"custom_identifier": name}, stop)
        except RemoteProblem as problem:
            if problem.code == "not_found":
                return None
            raise
        return self._full(value, "")

    def _full(self, value: object, payer_id: str) -> FullPayer:
        if not isinstance(value, Mapping):
            raise incomplete("customer", "the answer is not an object")
        payer = read_payer(value, self.payer_url(identifier(value)), is_full=True)
        if payer_id and payer.id != payer_id:
            raise incomplete("customer", "the answer is another customer")
        return FullPayer(payer, PayerDebits(payer.id, read_debits(value, payer.id)))

    # --- schedules

    def debit(self, debit_id: str, payer_id: str, stop: Stop) -> Debit | None:
        """One schedule as it is now, None when there is none. It does not say whose it is: `payer_id` is taken over."""
        try:
            value = self.session.read(f"transaction_schedules/{debit_id}", stop)
        except RemoteProblem as problem:
            if problem.code == "not_found":
                return None
            raise
        if not isinstance(value, Mapping):
            raise incomplete("schedule", "the answer is not an object")
        found = read_debit(value, payer_id)
        if found.id != debit_id:
            raise incomplete("schedule", "the answer is another schedule")
        return found

    # --- the report

    def transactions(self, start: date, end: date, stop: Stop) -> list[Transaction]:
        """All transactions with a process date in these days, sorted by process date and id."""
        return self._report.read(start, end, stop)
