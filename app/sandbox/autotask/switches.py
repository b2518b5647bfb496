"""Points on which tenants differ or the sources disagree; a test sets them to meet both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Switches:
    """How this tenant behaves (apis/autotask.md sections in brackets).

    missing_as_null: GET of a missing id answers 200 with a null item, not 404 [4].
    paper_wrapped: InvoicePDF comes inside `item` [8]; paper_bytes: its data is an array of bytes, not base64 [8].
    threshold_status, thread_status: code of the two refusals [4]; retry_after: their Retry-After, None for no such header.
    hourly_threshold: calls in 60 minutes for the whole tenant [5]; used_by_others: calls other integrations have made.
    lockout_after: failed logins before the user is locked, 0 for never [2].
    visible_associations: lines of business the API user sees, None for all; unassigned_visible: items without one too;
    hide_emptied_invoices: invoices all of whose items are hidden are absent themselves [2, 18.12].
    null_ignored: a null in PATCH leaves the field as it was [13]. can_update_invoices: the right to edit invoices [2].
    """

    missing_as_null: bool = False
    paper_wrapped: bool = False
    paper_bytes: bool = False
    threshold_status: int = 429
    thread_status: int = 429
    retry_after: str | None = None
    hourly_threshold: int = 10_000
    used_by_others: int = 0
    lockout_after: int = 5
    visible_associations: frozenset[int] | None = None
    unassigned_visible: bool = True
    hide_emptied_invoices: bool = False
    null_ignored: bool = False
    can_update_invoices: bool = True

    def changed(self, values: Mapping[str, Any]) -> Switches:
        """With some values replaced; ValueError for a switch that does not exist. Lists become sets."""
        unknown = sorted(set(values) - {field.name for field in fields(self)})
        if unknown:
            raise ValueError(f"There is no switch {', '.join(unknown)}.")
        taken: dict[str, Any] = {}
        for name, value in values.items():
            present = getattr(self, name)
            if isinstance(present, bool | int) and type(value) is not type(present):
                raise ValueError(f"The switch {name} takes a {type(present).__name__}.")
            taken[name] = frozenset(value) if isinstance(value, list) else value
        return replace(self, **taken)
