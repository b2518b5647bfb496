"""Practice books with QuickBooks Online as their ledger: connection, route and a newcomer's rules, beside those for Xero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from app.domain.documents import Facet, SourceCatalogue
from app.domain.mapping import PostingRule, RouteDefaults, TaxRule
from app.domain.route import Connection, Route, System
from app.domain.run import Stop
from app.flows.desks import Desks
from app.flows.setup.drafts import ConnectionDraft
from app.ports.sign_in import Tenant

SALES = "200"
"""The income account whose item lines get by default."""
OUTSIDE_US, US = "quickbooks", "quickbooks-us"
"""The two practice companies: one with tax codes of its own, one with automated sales tax."""


@dataclass(frozen=True, slots=True)
class Practised:
    """One practice company: the names of its route and connection, and its codes for what is taxed and what is not."""

    route: str
    connection: str
    taxed: str
    free: str


COMPANIES = {
    OUTSIDE_US: Practised("Harbour & Pine Online", "QuickBooks", "2", "3"),
    US: Practised("Harbour & Pine IT USA", "QuickBooks USA", "TAX", "NON"),
}

_GST_RATE = Decimal("0.1")


def company_of(line: dict[str, Any], ledger: str) -> tuple[str, str]:
    """Realm id and name of a practice company."""
    realms = line["quickbooks"]["realms"]
    found = next(each for each in realms if (each["country"] == "US") == (ledger == US))
    return str(found["id"]), str(found["name"])


def connect_quickbooks(desks: Desks, line: dict[str, Any], ledger: str) -> Connection:
    """The connection to a practice company, which it knows beforehand; nobody is signed in yet."""
    kept = desks.setup.save_connection(_draft(line, COMPANIES[ledger].connection))
    return desks.setup.expect(kept.id, Tenant(*company_of(line, ledger)))


def set_up_quickbooks(desks: Desks, line: dict[str, Any], source: Connection, ledger: str) -> Route:
    """The connection and its route with rules, as a person would have set them up; nobody is signed in yet.

    The connection knows its company beforehand: the sign-in page offers both, and the rules fit one of them.
    """
    company = COMPANIES[ledger]
    kept = connect_quickbooks(desks, line, ledger)
    route = desks.setup.add_route(company.route, source.id, kept.id)
    catalogue = desks.export.source_catalogue(route.id, Stop())
    desks.mappings.save_defaults(route.id, RouteDefaults(account_code=SALES))
    desks.mappings.save_taxes(route.id, _taxes(catalogue, company))
    desks.mappings.save_postings(route.id, _postings(catalogue))
    return route


def _draft(line: dict[str, Any], name: str) -> ConnectionDraft:
    said = line["quickbooks"]
    names = ("client_id", "api_url", "authorize_url", "token_url", "revocation_url")
    settings = {name: str(said[name]) for name in names}
    parts = urlsplit(settings["api_url"])
    settings |= {"ca_file": str(line["ca_file"]), "web_url": f"{parts.scheme}://{parts.netloc}"}
    return ConnectionDraft(System.QUICKBOOKS, name, settings, {"client_secret": str(said["client_secret"])})


def _taxes(catalogue: SourceCatalogue, company: Practised) -> list[TaxRule]:
    """GST and what is free of it are mapped; the export treatments are left for the newcomer to meet."""
    taxed, free = company.taxed, company.free
    rules = [TaxRule("", "No tax", free), TaxRule("exempt", "Exempt customer", free)]
    for key, name, rate in catalogue.taxes:
        if rate == _GST_RATE:
            rules.append(TaxRule(key, name, taxed))
        elif rate == 0 and "free" in name.casefold():
            rules.append(TaxRule(key, name, free))
    return rules


def _postings(catalogue: SourceCatalogue) -> Sequence[PostingRule]:
    """Hardware points to an account that no product or service posts to any more, so that a newcomer meets that case."""
    found = [v for v in catalogue.facets if v.facet is Facet.BILLING_CODE and v.name == "Hardware resale"]
    return [PostingRule(v.facet, v.key, v.name, account_code="250") for v in found]
