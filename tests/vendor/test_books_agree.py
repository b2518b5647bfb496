"""After the main job, the vendors' own published clients are asked what the books hold; nothing of ours is in between."""

from __future__ import annotations

import logging
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from app.bootstrap.practice import PracticeWish
from app.domain.documents import Facet
from app.domain.mapping import NewContact, PostingRule, TaxRule
from app.domain.plan import DocumentState, Plan, ProblemGroup
from app.flows.export.deciding import CustomerDecision, RuleDecision
from app.sandbox.worlds import build_world
from tests.support.practice import Ferry, PracticeDesk

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the client's own: it defines its models the old way
    from py_autotask import AutotaskClient
    from py_autotask.auth import AutotaskAuth
    from py_autotask.types import AuthCredentials

pytestmark = pytest.mark.vendor
PAGE = 500


def decide(ferry: Ferry, plan: Plan) -> Plan:
    """Settle customers, accounts and taxes as a careful person would: the proposals, and new contacts for the rest."""
    desk, route = ferry.desks.export, ferry.route_id
    decisions = [
        CustomerDecision(gap.party, contact=gap.ranking.preselected)
        if gap.ranking.preselected
        else CustomerDecision(gap.party, create=new_contact(gap.party.id, gap.party.name))
        for gap in desk.gaps(route)
    ]
    desk.decide_customers(route, decisions)
    accounts = [g for g in plan.groups if g.state is DocumentState.NEEDS_ACCOUNT]
    exports = [g for g in plan.groups if g.state is DocumentState.NEEDS_TAX_RATE and g.cause.startswith("Export")]
    rules = RuleDecision(
        postings=tuple(posting(group) for group in accounts),
        taxes=tuple(TaxRule(group.subject, group.cause, "EXEMPTEXPORT") for group in exports),
    )
    return desk.decide_rules(route, rules)


def new_contact(party_id: str, name: str) -> NewContact:
    """A name that the ledger takes."""
    return NewContact(party_id, name.replace("<", "(").replace(">", ")") or f"Company {party_id}")


def posting(group: ProblemGroup) -> PostingRule:
    """What waits for an account goes to sales."""
    facet, key = group.subject.split(":")
    return PostingRule(Facet(facet), key, group.cause, account_code="200")


@contextmanager
def xero(line: Mapping[str, Any], ca_file: str) -> Iterator[AccountingApi]:
    """xero-python, pointed at the simulated Xero."""
    configuration = Configuration(oauth2_token=OAuth2Token(client_id=line["client_id"], client_secret="unused"))
    configuration.debug, configuration.ssl_ca_cert = False, ca_file
    token = {
        "access_token": line["access_token"], "expires_in": 1800, "token_type": "Bearer", "refresh_token": "r",
        "scope": ["accounting.invoices"], "expires_at": 4_000_000_000,
    }  # fmt: skip
    client = ApiClient(configuration, oauth2_token_getter=lambda: token, oauth2_token_saver=token.update)
    try:
        yield AccountingApi(client, base_url=line["api_url"])
    finally:
        client.rest_client.pool_manager.clear()
        logging.getLogger("xero_python").handlers.clear()


@contextmanager
def autotask(line: Mapping[str, Any]) -> Iterator[Any]:
    """py-autotask, pointed at the simulated Autotask; the authority of its certificate is in the environment."""

    class LoopbackAuth(AutotaskAuth):  # type: ignore[misc]
        ZONE_INFO_URL = line["zone_url"]

    LoopbackAuth.clear_zone_cache()
    names = ("username", "secret", "integration_code")
    with AutotaskClient(LoopbackAuth(AuthCredentials(**{name: line[name] for name in names}))) as client:
        yield client
    LoopbackAuth.clear_zone_cache()


def booked(api: AccountingApi, tenant: str, numbers: list[str]) -> dict[str, tuple[str, Decimal]]:
    """Number -> currency and signed total of what is live in the ledger under these numbers."""
    found: dict[str, tuple[str, Decimal]] = {}
    page = 1
    while rows := api.get_invoices(tenant, page=page, page_size=PAGE, created_by_my_app=True).invoices:
        found |= {
            row.invoice_number: (str(row.currency_code.value), Decimal(str(row.total)))
            for row in rows
            if row.invoice_number in numbers and row.status in ("AUTHORISED", "PAID")
        }
        page += 1
    page = 1
    while notes := api.get_credit_notes(tenant, page=page).credit_notes:
        found |= {
            note.credit_note_number: (str(note.currency_code.value), -Decimal(str(note.total)))
            for note in notes
            if note.credit_note_number in numbers and note.status in ("AUTHORISED", "PAID")
        }
        page += 1
    return found


def unmarked(client: Any) -> set[str]:
    """Ids of what is neither void nor marked; the client knows no 'notExist', so the dates are looked at here."""
    last, found = -1, set()
    while rows := client.query("Invoices", {"filter": [{"field": "id", "op": "gt", "value": last}]}).items:
        found |= {str(row["id"]) for row in rows if not row["isVoided"] and row["webServiceDate"] is None}
        last = rows[-1]["id"]
    return found


def test_the_vendors_own_clients_find_what_the_run_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with PracticeDesk(tmp_path, PracticeWish(limits=False)) as books:
        ferry = books.ferry
        ferry.plan = decide(ferry, ferry.make_plan())
        numbers = {d.source.id: d.source.number for d in ferry.plan.documents if d.can_send}
        result = ferry.send()
        assert result.summary.balances
        ferry.mark(result.summary.run_id)
        planned = build_world("practice", 1, today=datetime.now(UTC).date()).planned
        assert set(numbers) == {str(one) for one in planned["sendable"]}

        ca_file = str(books.line["ca_file"])
        with xero(books.line["xero"], ca_file) as api:
            found = booked(api, str(planned["organisation"]), list(numbers.values()))
        assert set(found) == set(numbers.values())
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for currency, total in found.values():
            totals[currency] += total
        assert dict(totals) == planned["totals"]
        assert {r.currency: r.ledger.amount for r in result.summary.reconciliation} == planned["totals"]

        monkeypatch.setenv("REQUESTS_CA_BUNDLE", ca_file)
        with autotask(books.line["autotask"]) as client:
            waiting = unmarked(client)
        assert waiting == {str(one) for one in planned["found_ids"]} - set(numbers)
