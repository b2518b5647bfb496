"""The accounting interface: the gate every call passes, and which function answers which address.

Order of the checks (apis/xero.md 13.2): bearer known, not expired, tenant connected, scope, limits, idempotency, body,
validation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from app.sandbox.wire import Reply, Request
from app.sandbox.xero import around_calls as around
from app.sandbox.xero import party_calls as party
from app.sandbox.xero import reference_calls as reference
from app.sandbox.xero import sales_calls as sales
from app.sandbox.xero.calls import Call, Handler
from app.sandbox.xero.idempotency import IdempotencyStore
from app.sandbox.xero.identity import Identity, bearer_of
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.listing import ListQuery
from app.sandbox.xero.outcome import Booking, RefusedError
from app.sandbox.xero.quota import Quota
from app.sandbox.xero.replies import (
    Answer,
    envelope,
    missing_scope,
    not_connected,
    not_found,
    not_implemented,
    unreadable,
)
from app.sandbox.xero.scopes import allows
from app.sandbox.xero.values import whole_milliseconds

LARGEST_BODY = 10 * 1024 * 1024
_ANY = "*"
Pattern = tuple[str, ...]

ROUTES: Mapping[Pattern, Mapping[str, Handler]] = {
    ("organisation",): {"GET": reference.get_organisation},
    ("organisation", "actions"): {"GET": reference.get_actions},
    ("accounts",): {"GET": reference.get_accounts, "PUT": reference.put_account},
    ("accounts", _ANY): {"GET": reference.get_account, "POST": reference.post_account},
    ("taxrates",): {"GET": reference.get_tax_rates},
    ("taxrates", _ANY): {"GET": reference.get_tax_rates},
    ("items",): {"GET": reference.get_items, "PUT": reference.put_items},
    ("items", _ANY): {"GET": reference.get_item},
    ("trackingcategories",): {"GET": reference.get_tracking_categories},
    ("trackingcategories", _ANY): {"GET": reference.get_tracking_category},
    ("currencies",): {"GET": reference.get_currencies},
    ("brandingthemes",): {"GET": reference.get_branding_themes},
    ("contacts",): {"GET": party.get_contacts, "PUT": party.put_contacts, "POST": party.post_contacts},
    ("contacts", _ANY): {"GET": party.get_contact, "POST": party.post_contact},
    ("payments",): {"GET": party.get_payments, "PUT": party.put_payments, "POST": party.put_payments},
    ("payments", _ANY): {"GET": party.get_payment, "POST": party.post_payment},
    ("invoices",): {"GET": sales.get_invoices, "PUT": sales.put_invoices, "POST": sales.post_invoices},
    ("invoices", _ANY): {"GET": sales.get_invoice, "POST": sales.post_invoice},
    ("invoices", _ANY, "pdf"): {"GET": sales.get_invoice_pdf},
    ("invoices", _ANY, "email"): {"POST": around.post_email},
    ("invoices", _ANY, "onlineinvoice"): {"GET": around.get_online_invoice},
    ("creditnotes",): {"GET": sales.get_credit_notes, "PUT": sales.put_credit_notes, "POST": sales.post_credit_notes},
    ("creditnotes", _ANY): {"GET": sales.get_credit_note, "POST": sales.post_credit_note},
    ("creditnotes", _ANY, "pdf"): {"GET": sales.get_credit_note_pdf},
    ("creditnotes", _ANY, "allocations"): {"PUT": sales.put_allocations},
    ("creditnotes", _ANY, "allocations", _ANY): {"DELETE": sales.delete_allocation},
    **{
        (resource, _ANY, "attachments"): {"GET": around.get_attachments}
        for resource in ("invoices", "creditnotes")
    },
    **{
        (resource, _ANY, "attachments", _ANY): {
            "GET": around.get_attachment, "PUT": around.put_attachment, "POST": around.put_attachment,
        }
        for resource in ("invoices", "creditnotes")
    },
    **{
        (resource, _ANY, "history"): {"GET": around.get_history, "PUT": around.put_history}
        for resource in ("invoices", "creditnotes", "contacts", "payments")
    },
}  # fmt: skip
RESOURCES = frozenset(pattern[0] for pattern in ROUTES)


def _pattern(segments: tuple[str, ...]) -> Pattern:
    lowered = tuple(part.lower() for part in segments)
    return next(
        (
            shape
            for shape in (
                (lowered),
                (*lowered[:1], _ANY),
                (*lowered[:1], _ANY, *lowered[2:3]),
                (*lowered[:1], _ANY, *lowered[2:3], _ANY),
            )
            if len(shape) == len(lowered) and shape in ROUTES
        ),
        (),
    )


class Accounting:
    """Answers calls to the accounting interface."""

    def __init__(
        self, ledgers: Mapping[str, Ledger], identity: Identity, quota: Quota, store: IdempotencyStore, provider: str
    ) -> None:
        self._ledgers = ledgers
        self._identity = identity
        self._quota = quota
        self.store = store
        self._provider = provider
        self.adviser = False

    def handle(self, request: Request, now: datetime) -> Reply:
        """Answer one call at `now`."""
        headers: dict[str, str] = {}
        try:
            ledger = self.admit(request, now)
            headers = self._quota.take(ledger.tenant_id, now)
            reply = self._answer_once(ledger, request, whole_milliseconds(now))
        except RefusedError as refusal:
            reply = refusal.reply
        return Reply(reply.status, reply.body, {**headers, **reply.headers}, reply.effect)

    def admit(self, request: Request, now: datetime) -> Ledger:
        """The books a call may use. Raises `RefusedError` with 401 or 403."""
        consent = self._identity.authenticate(request, now)
        if isinstance(consent, Reply):
            raise RefusedError(consent)
        tenant = request.headers.get("xero-tenant-id", "").lower()
        ledger = self._ledgers.get(tenant)
        if (
            ledger is None
            or ledger.kind != "ORGANISATION"
            or not self._identity.grants.is_connected(consent.user, tenant)
        ):
            raise RefusedError(not_connected())
        segments = _segments(request)
        resource = segments[0].lower() if segments else ""
        if "attachments" in {part.lower() for part in segments[2:3]}:
            resource = "attachments"
        if resource in {*RESOURCES, "attachments"} and not allows(consent.scopes, resource, request.method):
            raise RefusedError(missing_scope())
        return ledger

    def _answer_once(self, ledger: Ledger, request: Request, now: datetime) -> Reply:
        token = bearer_of(request)
        stored = self.store.recall(token, request, now)
        if stored is not None:
            return stored
        try:
            reply = self._answer(ledger, request, now)
        except RefusedError as refusal:
            reply = refusal.reply
        self.store.remember(token, request, reply, now)
        return reply

    def _answer(self, ledger: Ledger, request: Request, now: datetime) -> Reply:
        segments = _segments(request)
        methods = ROUTES.get(_pattern(segments))
        if methods is None:
            return not_found()
        handler: Callable[[Call], Answer | Reply] | None = methods.get(request.method)
        if handler is None:
            return not_implemented()
        if len(request.body) > LARGEST_BODY:
            return unreadable("it is larger than 10 MB")
        parameters = {name.lower(): value for name, value in request.parameters().items()}
        query = ListQuery(parameters, request.headers.get("if-modified-since", ""))
        booking = Booking(ledger, now, ledger.today(now), query.unit_places, self.adviser)
        answer = handler(Call(booking, request, segments[1:], query))
        if isinstance(answer, Reply):
            return answer
        as_json = "application/json" in request.headers.get("accept", "").lower()
        return envelope(answer, self._provider, now, as_json)


def _segments(request: Request) -> tuple[str, ...]:
    return tuple(part for part in request.path.split("/") if part)
