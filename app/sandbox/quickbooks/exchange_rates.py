"""Exchange rates: home units for one unit of a foreign currency, by day (apis/quickbooks.md 7.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.sandbox.quickbooks.change import Change, read_body
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.faults import refuse
from app.sandbox.quickbooks.rendering import rendered
from app.sandbox.quickbooks.sales import exchange_rate
from app.sandbox.quickbooks.schema import ENTITIES
from app.sandbox.quickbooks.values import Record


def read_rate(company: Company, parameters: Mapping[str, str], today: date) -> Record:
    """The rate of a currency on a day (today when none is named). Raises 2020 and 2500."""
    code = parameters.get("sourcecurrencycode", "")
    day = parameters.get("asofdate", "") or today.isoformat()
    if not code:
        raise refuse(2020, "sourcecurrencycode is required", "sourcecurrencycode")
    if company.currency_row(code) is None and code != company.home_currency:
        raise refuse(2500, f"Currencies element id {code} not found", "sourcecurrencycode")
    return {
        "SourceCurrencyCode": code,
        "TargetCurrencyCode": company.home_currency,
        "Rate": exchange_rate(company, code, day),
        "AsOfDate": day,
        "domain": "QBO",
        "sparse": False,
    }


def save_rate(change: Change, body: Record) -> Record:
    """Set the rate of a currency on a day. Raises 2020, 2030, 2500 and 5030."""
    company = change.company
    sent = read_body(ENTITIES["ExchangeRate"], body)
    code = sent.get("SourceCurrencyCode", "")
    if not company.preference("CurrencyPrefs", "MultiCurrencyEnabled"):
        raise refuse(5030, "Multicurrency is not turned on for this company")
    if "Rate" not in sent or not code:
        raise refuse(2020, "SourceCurrencyCode and Rate are required", "Rate")
    if Decimal(sent["Rate"]) <= 0:
        raise refuse(2030, "Rate must be greater than 0", "Rate")
    if company.currency_row(code) is None:
        raise refuse(2500, f"Currencies element id {code} not found", "SourceCurrencyCode")
    day = sent.get("AsOfDate", change.today.isoformat())
    row = {
        "Id": f"{code}:{day}",
        "SourceCurrencyCode": code,
        "TargetCurrencyCode": company.home_currency,
        "Rate": sent["Rate"],
        "AsOfDate": day,
    }
    held = company.tables["ExchangeRate"].get(row["Id"])
    change.stamp(row, held)
    company.store("ExchangeRate", row)
    change.effects.append(f"ExchangeRate {row['Id']} set")
    return rendered(company, "ExchangeRate", row)
