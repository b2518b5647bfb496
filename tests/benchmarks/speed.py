"""Invoices a second into the same sandbox process, beside the vendor's own client, which posts ready objects without a journal.

Two figures of ours. 'Posts' runs from the first intention written to the journal to the last answer written there: bodies, journal,
the last checks in the source, requests, judging. 'Whole send' adds planning the operations before, and reading back and the run's
summary after.

Measured with a sandbox that answers at once, where each program's own work is all that counts, once as the command line and once as the
window shares the interpreter among threads; and with one that takes a little while for each answer, as whatever is reached over the
internet does, where it counts how many requests are under way at a time.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any

from xero_python.accounting import AccountingApi
from xero_python.accounting import models as wire
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from app.domain.operation import OperationKind, OperationState
from app.domain.payload import DocumentPayload, read_payload
from app.worker.interpreter import SWITCH_SECONDS_ALONE, settle_interpreter
from tests.benchmarks.measure import Figure, practice
from tests.support.practice import ORGANISATION, PracticeDesk

INVOICES = 1_000
ROUNDS, ROUNDS_AFAR = 7, 3
AFAR = 150  # milliseconds before each answer; Xero takes longer than this for fifty invoices
ONE_BY_ONE = 200
FIFTY = 50


@dataclass(frozen=True, slots=True)
class Round:
    """Invoices a second of each, and the seconds of processor that they took."""

    posts: float
    whole: float
    ours_busy: float
    fifties: float
    theirs_busy: float
    single: float = 0.0


def figures() -> list[Figure]:
    """Turn by turn, so that whatever else the machine does meets both; the median of each."""
    near, beside = zip(*((_round(), _round(window=True)) for _ in range(ROUNDS)), strict=True)
    afar = [_round(AFAR) for _ in range(ROUNDS_AFAR)]
    alone = Figure(
        "xero-python one by one", _middle(near, "single"), "invoices/s", note=f"posts alone, {ONE_BY_ONE} invoices"
    )
    return [
        *_side_by_side(near, ""),
        alone,
        *_side_by_side(beside, ", as beside a window"),
        *_side_by_side(afar, f", {AFAR} ms an answer"),
    ]


def _middle(rounds: Sequence[Round], name: str) -> float:
    return median(float(getattr(each, name)) for each in rounds)


def _side_by_side(rounds: Sequence[Round], where: str) -> list[Figure]:
    each = "; ".join(f"{one.posts:,.0f} and {one.fifties:,.0f}" for one in rounds)
    note = f"journal and checks included; beside xero-python round by round: {each}"
    own = f"planning, read-back, summary too; processor {_middle(rounds, 'ours_busy'):.2f} s"
    theirs = f"posts alone; processor {_middle(rounds, 'theirs_busy'):.2f} s"
    posts, fifties = _middle(rounds, "posts"), _middle(rounds, "fifties")
    return [
        Figure(f"Ledgerferry, posts{where}", posts, "invoices/s", fifties, at_least=True, note=note),
        Figure(f"Ledgerferry, whole send{where}", _middle(rounds, "whole"), "invoices/s", note=own),
        Figure(f"xero-python in fifties{where}", fifties, "invoices/s", note=theirs),
    ]


def _round(latency: int = 0, *, window: bool = False) -> Round:
    """Fresh books for each of the three, with the interpreter as the command line has it or as the window settles it, the same for all.

    One by one is left out where it says nothing more.
    """
    with practice(INVOICES, latency=latency) as desk:
        settle_interpreter()
        if not window:
            sys.setswitchinterval(SWITCH_SECONDS_ALONE)
        desk.ferry.make_plan()
        begun, busy = perf_counter(), process_time()
        result = desk.ferry.send()
        whole, busy = INVOICES / (perf_counter() - begun), process_time() - busy
        assert len(desk.control.booked()) == INVOICES, result.problem
        posts = INVOICES / _posting_seconds(desk, result.summary.run_id)
        payloads = [
            read_payload(DocumentPayload, record.operation.payload)
            for record in desk.workplace.journal(result.summary.run_id)
            if record.operation.kind is OperationKind.POST_INVOICE
        ]
        theirs = process_time()
        fifties = _theirs(desk, payloads, FIFTY)
        theirs = process_time() - theirs
        single = 0.0 if latency or window else _theirs(desk, payloads[:ONE_BY_ONE], 1)
        return Round(posts, whole, busy, fifties, theirs, single)


def _posting_seconds(desk: PracticeDesk, run_id: str) -> float:
    """By the journal's own facts: from the first SENDING to the last CONFIRMED."""
    facts = desk.workplace.records.journal.facts(run_id=run_id)
    began = min(fact.at for fact in facts if fact.state is OperationState.SENDING)
    answered = max(fact.at for fact in facts if fact.state is OperationState.CONFIRMED)
    return (answered - began).total_seconds()


def _theirs(desk: PracticeDesk, payloads: Sequence[DocumentPayload], at_once: int) -> float:
    desk.control.ask("POST", "/reset")
    line = desk.line["xero"]
    tenant = next(found["id"] for found in line["tenants"] if found["name"] == ORGANISATION)
    client = _client(line, str(desk.line["ca_file"]))
    api = AccountingApi(client, base_url=line["api_url"])
    begun = perf_counter()
    for start in range(0, len(payloads), at_once):
        some = wire.Invoices(invoices=[_invoice(one) for one in payloads[start : start + at_once]])
        api.create_invoices(tenant, some, summarize_errors=False, unitdp=4)
    took = perf_counter() - begun
    client.rest_client.pool_manager.clear()
    assert len(desk.control.booked()) == len(payloads)
    return len(payloads) / took


def _client(line: dict[str, Any], ca_file: str) -> Any:
    configuration = Configuration(oauth2_token=OAuth2Token(client_id=line["client_id"], client_secret="unused"))
    configuration.ssl_ca_cert = ca_file
    token = {
        "access_token": line["access_token"],
        "refresh_token": line["refresh_token"],
        "expires_in": 1800,
        "expires_at": 4_000_000_000,
        "token_type": "Bearer",
        "scope": ["accounting.transactions"],
    }
    return ApiClient(configuration, oauth2_token_getter=lambda: token, oauth2_token_saver=lambda new: None)


def _invoice(payload: DocumentPayload) -> Any:
    """The same invoice in the vendor's own models."""
    lines = [
        wire.LineItem(
            description=line.description,
            quantity=line.quantity,
            unit_amount=line.unit_price,
            account_code=line.account_code,
            tax_type=line.tax_code,
        )
        for line in payload.lines
    ]
    return wire.Invoice(
        type="ACCREC",
        invoice_number=payload.number,
        reference=payload.reference,
        contact=wire.Contact(contact_id=payload.contact_id),
        date=payload.issue_date,
        due_date=payload.due_date,
        status="AUTHORISED",
        line_items=lines,
        line_amount_types=wire.LineAmountTypes.EXCLUSIVE,
    )
