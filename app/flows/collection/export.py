"""The settlement view as a file."""

from __future__ import annotations

from app.domain.safe_csv import write_csv
from app.flows.collection.views import SettlementView

HEADER = (
    "Settlement date",
    "Process date",
    "Transaction",
    "Invoice",
    "Customer",
    "Amount",
    "Currency",
    "Status",
    "Reason",
    "Applied",
    "Explanation",
)


def settlement_csv(view: SettlementView) -> str:
    """One line for each transaction, in the order of the view."""
    return write_csv(
        HEADER,
        [
            (
                row.row.settlement_date.isoformat() if row.row.settlement_date else "",
                row.row.process_date.isoformat(),
                row.row.id,
                row.number or row.row.comment,
                row.customer or row.row.payer_identifier,
                format(row.row.amount, "f"),
                row.currency,
                row.row.words or row.row.status.value,
                row.row.reason,
                row.verdict.stand.value.replace("_", " "),
                row.verdict.sentence,
            )
            for group in view.groups
            for row in group.rows
        ],
    )
