"""Made-up runs: one a month ago, and the one of the pictures with 117 booked, 2 refused and 2 left out."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from app.domain.money import Money
from app.domain.plan import DocumentState, Mend, Problem
from app.domain.run import DocumentOutcome, Reconciliation, RunSummary

ARCHIVED = Problem(
    "contact_archived", DocumentState.REFUSED, "Contact was archived in Xero after the check", "", Mend.RESTORE_CONTACT,
    "refused:o1", "Moreton Optical is archived", "c9",
)  # fmt: skip


def outcome(number: str, total: str, state: DocumentState, **more: object) -> DocumentOutcome:
    """How one document ended."""
    given: dict[str, object] = {
        "sentence": "Approved. Same total read back",
        "remote_id": f"x-{number}",
        "url": f"https://go.xero.com/app/invoicing/view/{number}",
        "is_credit": total.startswith("-"),
    } | more
    return DocumentOutcome(number, number, "Quokka Childcare", Money(Decimal(total), "AUD"), state, **given)  # type: ignore[arg-type]


def last_run() -> RunSummary:
    """104 invoices of September, booked and marked."""
    outcomes = tuple(outcome(f"INV-{n}", "944.36", DocumentState.MARKED, marked=True) for n in range(20000, 20104))
    total = Money(Decimal("98214.35"), "AUD")
    return RunSummary(
        "run-1", "r1", "Harbour & Pine IT Pty Ltd", "Xero", datetime(2026, 10, 2, 16, 30, tzinfo=UTC),
        datetime(2026, 10, 2, 16, 42, tzinfo=UTC), outcomes, (Reconciliation("AUD", 104, total, total),), user="Mira",
    )  # fmt: skip


def finished_run(*, marked: bool = False) -> RunSummary:
    """117 booked, 2 refused, 2 left out; both sides agree."""
    state = DocumentState.MARKED if marked else DocumentState.SENT
    booked = [outcome(f"INV-{n}", "923.26", state, marked=marked) for n in range(20300, 20415)]
    booked += [outcome(f"CRN-{n}", "-260.52", state, marked=marked) for n in (20514, 20461)]
    refused = [
        outcome(n, total, DocumentState.REFUSED, sentence=ARCHIVED.sentence, problem=ARCHIVED, remote_id="", url="")
        for n, total in (("INV-20507", "677.34"), ("INV-20434", "423.55"))
    ]
    left = [
        outcome(n, total, DocumentState.ALREADY_IN_LEDGER, sentence="Sent on 29 Oct by Mira", remote_id="")
        for n, total in (("INV-20511", "422.61"), ("INV-20464", "252.22"))
    ]
    aud = Money(Decimal("108021.66"), "AUD")
    nzd = Money(Decimal("4362.30"), "NZD")
    return RunSummary(
        "run-2", "r1", "Harbour & Pine IT Pty Ltd", "Xero", datetime(2026, 11, 4, 9, 39, tzinfo=UTC),
        datetime(2026, 11, 4, 9, 56, tzinfo=UTC), (*booked, *refused, *left),
        (Reconciliation("AUD", 115, aud, aud), Reconciliation("NZD", 2, nzd, nzd)),
        contacts_created=("Gannet Electrics", "Heron Freight", "Ibis Labs", "Jabiru Foods", "Koel Studio"),
        contacts_linked=tuple(f"Contact {n}" for n in range(14)), user="Mira",
    )  # fmt: skip
