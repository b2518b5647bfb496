"""How many calls a thousand invoices of five lines cost on either side, by the sandbox's own log."""

from __future__ import annotations

from collections import Counter

from tests.benchmarks.measure import Figure, practice

INVOICES = 1_000
_SIGN_IN = ("/identity/", "/connect/", "/connections")


def figures() -> list[Figure]:
    """The main job once; calls of sign-in and set-up are not counted, all others are."""
    with practice(INVOICES) as desk:
        since = desk.control.requests()[-1]["sequence"]
        desk.ferry.make_plan()
        sent = desk.ferry.send()
        before_marks = desk.control.requests()[-1]["sequence"]
        desk.ferry.mark(sent.summary.run_id)
        rows = desk.control.requests(since=since)
        lines = sum(len(invoice["LineItems"]) for invoice in desk.control.invoices())
    assert len(desk.ferry.ready()) == INVOICES
    xero = [r for r in rows if r["system"] == "xero" and not str(r["path"]).startswith(_SIGN_IN)]
    autotask = [r for r in rows if r["system"] == "autotask"]
    marks = [r for r in autotask if r["sequence"] > before_marks]
    return [
        Figure("Xero calls per 1,000 invoices", len(xero), "calls", 30, note=f"{lines:,} lines; {_by_method(xero)}"),
        Figure("Autotask calls to find, read and check 1,000", len(autotask) - len(marks), "calls"),
        Figure("Autotask calls to mark 1,000", len(marks), "calls", note="the API takes one invoice a call"),
    ]


def _by_method(rows: list[dict[str, object]]) -> str:
    return ", ".join(f"{count} {method}" for method, count in sorted(Counter(str(r["method"]) for r in rows).items()))
