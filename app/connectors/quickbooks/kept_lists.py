"""The company's small lists: read whole once, in one call, and afterwards brought up to date by what changed (apis/quickbooks.md 12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.connectors.http.records import Record, text
from app.connectors.quickbooks.catalogue import (
    COMPANY,
    Company,
    Lists,
    account_of,
    codes_of_accounts,
    company_of,
    item_of,
    only,
    tax_rates_of,
    term_of,
    tracking_of,
)
from app.connectors.quickbooks.contacts import OVERLAP
from app.connectors.quickbooks.fields import clean_name
from app.connectors.quickbooks.lists import page_of, read_all, read_some
from app.connectors.quickbooks.session import QuickBooksSession
from app.connectors.quickbooks.settings import CHANGES_MOST
from app.connectors.quickbooks.statements import ANY_STATE, select
from app.domain.catalogue import PaymentMethod
from app.domain.run import Stop
from app.ports.clock import Clock

_ITEM = "*, Sku"
"""Without its name Sku may be left out (apis/quickbooks.md 6)."""
_TAXES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("TaxCode", "*", ()),  # TAX and NON come without Active and would vanish if it were tested (apis/quickbooks.md 6)
    ("TaxRate", "*", ()),
)
"""Lists that change detection is not known to cover: read whole each time, with the company."""
_LISTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Account", "*", (ANY_STATE,)),
    ("Item", _ITEM, (ANY_STATE,)),
    ("Class", "*", ()),
    ("Department", "*", ()),
    ("Term", "*", ()),
    ("PaymentMethod", "*", ()),
    ("Vendor", "Id, DisplayName, Active", (ANY_STATE,)),
    ("Employee", "Id, DisplayName, Active", (ANY_STATE,)),
)
"""Lists that are brought up to date by what changed."""
_ACTIVE_ONLY = frozenset({"Class", "Department", "Term", "PaymentMethod"})
WHOLE_AFTER = timedelta(hours=24)
"""After so long everything is read again, whatever was said to have changed; Intuit itself tells of thirty days."""


class KeptLists:
    """The lists of one company. Not safe for several threads at once."""

    def __init__(self, session: QuickBooksSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._held: dict[str, dict[str, Record]] = {}
        self._whole_at: datetime | None = None
        self._read_at: datetime | None = None

    def forget(self) -> None:
        """Something that these lists offered was refused: the next reading is of everything."""
        self._whole_at = None

    def read(self, stop: Stop) -> Lists:
        """As they are now; complete, or it raises."""
        started = self._clock.now()
        changed = self._changed(started, stop)
        if changed is None:
            company, taxes = self._whole(stop)
            self._whole_at = started
        else:
            company, taxes = self._read(_TAXES, stop)
            for entity, found in changed.items():
                self._take(entity, found)
        self._read_at = started
        return self._lists(company, taxes, stop)

    def _changed(self, now: datetime, stop: Stop) -> dict[str, list[Record]] | None:
        """What changed since the last reading; None when everything has to be read."""
        if self._whole_at is None or self._read_at is None or not timedelta(0) <= now - self._whole_at < WHOLE_AFTER:
            return None
        since = self._session.remote_time(self._read_at) - OVERLAP
        found = self._session.changes_of([entity for entity, _, _ in _LISTS], since, stop)
        if sum(map(len, found.values())) >= CHANGES_MOST:
            return None
        gone = [row for row in found["Item"] if text(row, "status") == "Deleted"]
        ids = [text(row, "Id") for row in found["Item"] if row not in gone]
        items = read_some(self._session, "Item", "Id", ids, stop, ANY_STATE, fields=_ITEM)
        return {**found, "Item": [*items, *gone]}

    def _whole(self, stop: Stop) -> tuple[Company, dict[str, list[Record]]]:
        company, held = self._read((*_TAXES, *_LISTS), stop)
        self._held = {entity: {text(row, "Id"): row for row in held[entity]} for entity, _, _ in _LISTS}
        return company, held

    def _read(
        self, wanted: Sequence[tuple[str, str, tuple[str, ...]]], stop: Stop
    ) -> tuple[Company, dict[str, list[Record]]]:
        """The company and these lists in one call; further pages of the long ones in calls of their own."""
        statements = [select(entity, *conditions, fields=fields) for entity, fields, conditions in wanted]
        info, preferences, *answers = self._session.queries([*COMPANY, *statements], stop)
        company = company_of(self._session, only(info, "CompanyInfo"), only(preferences, "Preferences"))
        held = {
            entity: read_all(self._session, entity, stop, *conditions, fields=fields, first=first)
            for (entity, fields, conditions), first in zip(wanted, answers, strict=True)
        }
        return company, held

    def _take(self, entity: str, rows: Sequence[Record]) -> None:
        """Entries of name lists are never deleted, only made inactive, which some answers call deleted."""
        held = self._held[entity]
        for row in rows:
            one = text(row, "Id")
            deleted = text(row, "status") == "Deleted"
            known = {**held.pop(one, {}), "Active": False} if deleted else row
            if text(known, "Id") and not (entity in _ACTIVE_ONLY and known.get("Active") is False):
                held[one] = known

    def _lists(self, company: Company, taxes: dict[str, list[Record]], stop: Stop) -> Lists:
        held = {entity: [*rows.values()] for entity, rows in self._held.items()}
        codes = codes_of_accounts(held["Account"])
        home, currencies = company.organisation.base_currency, select("CompanyCurrency")
        known = page_of(self._session.query(currencies, stop), "CompanyCurrency") if company.many_currencies else []
        active = {text(each, "Code") for each in known if each.get("Active") is not False}
        return Lists(
            company=company,
            accounts=tuple(account_of(record, codes[text(record, "Id")]) for record in held["Account"]),
            tax_rates=tax_rates_of(taxes["TaxCode"], taxes["TaxRate"], company),
            items=tuple(item_of(record, codes) for record in held["Item"] if text(record, "Type") != "Category"),
            tracking=tracking_of(held["Class"], held["Department"], company),
            currencies=frozenset(active | {home}) - {""},
            terms=tuple(map(term_of, held["Term"])),
            payment_methods=tuple(
                PaymentMethod(text(each, "Id"), clean_name(text(each, "Name"))) for each in held["PaymentMethod"]
            ),
            names_taken=frozenset(
                clean_name(text(each, "DisplayName")).casefold() for each in (*held["Vendor"], *held["Employee"])
            ),
        )
