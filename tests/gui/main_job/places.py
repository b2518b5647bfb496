"""Practice books over a real office, and a browser whose person may also say no."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from app.bootstrap.folders import Folders
from app.bootstrap.practice import PracticeWish, set_up, start_afresh
from app.bootstrap.practice_quickbooks import COMPANIES, company_of
from app.bootstrap.sandbox_child import SandboxChild
from app.bootstrap.stand_in_browser import StandInBrowser
from app.bootstrap.workplace import Opening, Workplace
from app.flows.desks import Desks
from app.store.secrets import MemorySecrets
from app.worker.office import Office
from app.worker.runner import TaskRunner
from tests.support.practice import Control

_END_WITHIN = 60_000
_MARKER = re.compile(r"\bLF[0-9A-F]{10}\b")


class Browser(StandInBrowser):
    """The stand-in browser; while `refuses` is set, its person presses Cancel on the sign-in page."""

    refuses = False

    def _ask(self, method: str, address: str, body: bytes) -> tuple[int, str, bytes]:
        if method == "POST" and self.refuses:
            body = body.replace(b"decision=allow", b"decision=cancel")
        return super()._ask(method, address, body)


class Practice:
    """Practice books, and an office over them as the window gets it. A context manager."""

    def __init__(self, folder: Path, wish: PracticeWish) -> None:
        self._folders = Folders(folder / "practice", folder / "practice" / "logs")
        self._real = Folders(folder / "real", folder / "real" / "logs")
        self._wish, self._closing, self._tenant = wish, ExitStack(), ""
        self._secrets = MemorySecrets()  # outlives a start, as a keyring does
        self.control: Control
        self.browser: Browser
        self.desks: Desks
        self.office: Office

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._closing.close()
            raise
        return self

    def _open(self) -> None:
        child = SandboxChild(self._wish.arguments())
        self._closing.callback(child.release)
        line = child.wait_for_line()
        self._tenant = company_of(line, self._wish.ledger)[0] if self._wish.ledger in COMPANIES else ""
        self.control, self.browser = Control(line), Browser(str(line["ca_file"]), self._tenant)
        self._folders.make()
        start_afresh(self._folders)
        self._closing.callback(self._leave)
        self._sit_down()
        set_up(self.desks, line, self._wish.ledger)
        self._closing.callback(self._end)

    def _sit_down(self) -> None:
        opening = Opening(
            self._folders,
            practice=True,
            practice_note=self._real,
            secrets=self._secrets,
            open_browser=self.browser,
        )
        self._workplace = Workplace(opening)
        self.desks = self._workplace.open()
        self.office = Office(TaskRunner(self._workplace.redactor.redact), self.desks)

    def reopen(self, meanwhile: Callable[[Folders], object]) -> None:
        """End the program, let something happen to its files, and start it again over the same systems."""
        self._end()
        self._workplace.close()
        meanwhile(self._folders)
        self._sit_down()

    def _leave(self) -> None:
        self._workplace.close()

    def _end(self) -> None:
        left = self.office.close(_END_WITHIN)
        assert not left, f"still under way: {left}"

    def open_invoices(self, since: str = "") -> dict[str, str]:
        """Number by id of the source's invoices that carry no mark and are not void, dated `since` (ISO) or later."""
        rows = self.control.ask("GET", "/books/autotask")["Invoices"]
        return {
            str(row["id"]): str(row.get("invoiceNumber") or "")
            for row in rows
            if not row.get("webServiceDate") and not row.get("isVoided") and str(row["invoiceDateTime"])[:10] >= since
        }

    def booked(self) -> dict[str, Decimal]:
        """Signed total by document id of every invoice and credit note that the organisation ever had."""
        if self._tenant:
            return self._booked_in_company()
        books = self._organisation()
        found = {str(i["InvoiceID"]): Decimal(str(i["Total"])) for i in books["invoices"]}
        return found | {str(c["CreditNoteID"]): -Decimal(str(c["Total"])) for c in books["credit_notes"]}

    @property
    def tenant(self) -> str:
        """The realm of the QuickBooks company that the route leads to; '' for Xero."""
        return self._tenant

    def written(self) -> set[str]:
        """Numbers of the invoices in the company that Ledgerferry has sent: their note carries its marker."""
        return {str(i["DocNumber"]) for i in self.company()["Invoice"] if _MARKER.search(str(i.get("PrivateNote", "")))}

    def company(self) -> dict[str, list[dict[str, object]]]:
        """Every entity that the QuickBooks company of the route ever had, by its kind."""
        companies = self.control.ask("GET", "/books/quickbooks")["companies"]
        found: dict[str, list[dict[str, object]]] = next(each for each in companies if each["id"] == self._tenant)
        return found

    def _booked_in_company(self) -> dict[str, Decimal]:
        books = self.company()
        found = {f"Invoice {i['Id']}": Decimal(str(i["TotalAmt"])) for i in books["Invoice"]}
        return found | {f"CreditMemo {c['Id']}": -Decimal(str(c["TotalAmt"])) for c in books["CreditMemo"]}

    def _organisation(self) -> dict[str, list[dict[str, object]]]:
        tenants = self.control.ask("GET", "/books/xero")["tenants"]
        found: dict[str, list[dict[str, object]]] = next(t for t in tenants if t["id"] == self.control.organisation)
        return found

    def contacts(self) -> list[dict[str, object]]:
        """Every contact of the organisation that the invoices go to."""
        return self._organisation()["contacts"]

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()
