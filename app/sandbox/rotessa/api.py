"""The addresses below /v1 (apis/rotessa.md 3): who may call, which call it is, and its answer."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from app.sandbox.rotessa import customers, schedules
from app.sandbox.rotessa.account import Account
from app.sandbox.rotessa.records import Customer
from app.sandbox.rotessa.refusals import Refusal, answer, read_object
from app.sandbox.rotessa.report import transaction_report
from app.sandbox.rotessa.views import full_schedule, long_customer, money, short_customer
from app.sandbox.wire import Reply, Request

_TOKEN: Final = re.compile(r'Token token=(?:"([^"]*)"|([^",\s]+))', re.IGNORECASE)
_JSON_TYPES: Final = frozenset({"application/json", "application/*", "*/*"})
_NUMBER: Final = re.compile(r"\d{1,18}")
_ANY: Final = "{id}"
Call = Callable[["Visit"], Reply]


class Visit:
    """One admitted request: what it sent and when it came."""

    def __init__(self, request: Request, key: str, now: datetime) -> None:
        self.key = key
        self.now = now
        self.sent = read_object(request.body)
        self.parameters = self.sent | request.parameters()


class Api:
    """Answers calls on one account, whose owner holds its lock and has brought it up to date."""

    def __init__(self, account: Account, api_key: str) -> None:
        self._account = account
        self._api_key = api_key
        self._calls: Mapping[tuple[str, str], Call] = {
            ("GET", "customers"): self._list_customers,
            ("POST", "customers"): self._create_customer,
            ("GET", "customers/show_with_custom_identifier"): self._show_customer,
            ("POST", "customers/show_with_custom_identifier"): self._show_customer,
            ("POST", "customers/update_via_post"): self._update_customer,
            ("GET", f"customers/{_ANY}"): self._get_customer,
            ("PATCH", f"customers/{_ANY}"): self._update_customer,
            ("PUT", f"customers/{_ANY}"): self._update_customer,
            ("POST", "transaction_schedules"): self._create_schedule,
            ("POST", "transaction_schedules/create_with_custom_identifier"): self._create_schedule_by_identifier,
            ("POST", "transaction_schedules/update_via_post"): self._update_schedule,
            ("GET", f"transaction_schedules/{_ANY}"): self._get_schedule,
            ("PATCH", f"transaction_schedules/{_ANY}"): self._update_schedule,
            ("DELETE", f"transaction_schedules/{_ANY}"): self._delete_schedule,
            ("GET", "transaction_report"): self._report,
        }

    def answer(self, request: Request, now: datetime) -> Reply:
        """One call. Raises Refusal."""
        self._admit(request.headers)
        parts = request.path.strip("/").removesuffix(".json").split("/")
        key = parts[1] if len(parts) > 1 and _NUMBER.fullmatch(parts[1]) else ""
        shape = "/".join([parts[0], _ANY if key else parts[1], *parts[2:]] if len(parts) > 1 else parts)
        call = self._calls.get((request.method, shape))
        if call is None:
            raise Refusal(404, [("not_found_error", f"There is no {request.method} {request.path}")])
        return call(Visit(request, key, now))

    def _admit(self, headers: Mapping[str, str]) -> None:
        """Quoted and unquoted keys are taken, other forms refused; then the answer's format has to be acceptable."""
        found = _TOKEN.fullmatch(headers.get("authorization", "").strip())
        given = (found[1] or found[2] or "") if found else ""
        if not hmac.compare_digest(given.encode(), self._api_key.encode()):
            raise Refusal(401, [("unauthorized", "Access denied")])
        wanted = [part.split(";")[0].strip().lower() for part in headers.get("accept", "*/*").split(",")]
        if not _JSON_TYPES.intersection(wanted):
            raise Refusal(406, [("not_acceptable", "Only JSON can be requested")])

    def _list_customers(self, visit: Visit) -> Reply:
        del visit
        return answer([short_customer(row) for row in self._account.customers.values() if not row.hidden])

    def _get_customer(self, visit: Visit) -> Reply:
        return self._long(customers.find_customer(self._account, visit.key), visit)

    def _show_customer(self, visit: Visit) -> Reply:
        return self._long(customers.find_by_identifier(self._account, visit.parameters.get("custom_identifier")), visit)

    def _create_customer(self, visit: Visit) -> Reply:
        made = customers.create_customer(self._account, visit.sent, visit.now)
        numbers = not self._account.switches.create_hides_bank_numbers
        return self._long(made, visit, effect=f"customer {made.id} created", numbers=numbers)

    def _update_customer(self, visit: Visit) -> Reply:
        customer = customers.find_customer(self._account, visit.key or visit.sent.get("id"))
        customers.update_customer(self._account, customer, visit.sent, visit.now)
        return self._long(customer, visit, effect=f"customer {customer.id} changed")

    def _long(self, customer: Customer, visit: Visit, *, effect: str = "", numbers: bool = True) -> Reply:
        return answer(long_customer(self._account, customer, visit.now, numbers=numbers), effect=effect)

    def _create_schedule(self, visit: Visit) -> Reply:
        return self._made(customers.find_customer(self._account, visit.sent.get("customer_id")), visit)

    def _create_schedule_by_identifier(self, visit: Visit) -> Reply:
        return self._made(customers.find_by_identifier(self._account, visit.sent.get("custom_identifier")), visit)

    def _made(self, customer: Customer, visit: Visit) -> Reply:
        made = schedules.create_schedule(self._account, customer, visit.sent, visit.now)
        effect = f"schedule {made.id} created: {money(made.amount)} from customer {customer.id}"
        return answer(full_schedule(self._account, made, visit.now, fresh=True), effect=effect)

    def _get_schedule(self, visit: Visit) -> Reply:
        return answer(full_schedule(self._account, schedules.find_schedule(self._account, visit.key), visit.now))

    def _update_schedule(self, visit: Visit) -> Reply:
        schedule = schedules.find_schedule(self._account, visit.key or visit.sent.get("id"))
        schedules.change_schedule(self._account, schedule, visit.sent, visit.now)
        effect = f"schedule {schedule.id} changed: {money(schedule.amount)}"
        return answer(full_schedule(self._account, schedule, visit.now), effect=effect)

    def _delete_schedule(self, visit: Visit) -> Reply:
        schedule = schedules.find_schedule(self._account, visit.key)
        schedules.delete_schedule(self._account, schedule, visit.now)
        return Reply(200, self._account.switches.delete_body.encode(), effect=f"schedule {schedule.id} deleted")

    def _report(self, visit: Visit) -> Reply:
        rows: list[dict[str, Any]] = transaction_report(self._account, visit.parameters, visit.now)
        return answer(rows)
