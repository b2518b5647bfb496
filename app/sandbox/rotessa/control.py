"""What happens at Rotessa without the app: banks answer, somebody works in the portal, support changes a setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.sandbox.rotessa import customers, schedules
from app.sandbox.rotessa.account import Account
from app.sandbox.rotessa.books import was_settled
from app.sandbox.rotessa.outcomes import Rule, plan_moves
from app.sandbox.rotessa.records import Customer, Schedule, Status, Transaction
from app.sandbox.rotessa.refusals import Refusal

Values = Mapping[str, Any]
Result = dict[str, Any]
_REVOKED = "Agreement Revoked"


class RotessaControl:
    """Actions on one account by name. What is missing, unknown or impossible is a ValueError.

    A debit is named by `transaction`, or by `schedule` for the debits of it; a customer by `customer` (id or custom_identifier).
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._actions: Mapping[str, Callable[[Values, datetime], Result]] = {
            "outcome": self._outcome,
            "outcome_rule": self._rule,
            "clear_rules": self._clear_rules,
            "chargeback": self._chargeback,
            "hide_customer": self._hide,
            "deactivate": self._deactivate,
            "make_debit_by_hand": self._make_by_hand,
            "change_debit_by_hand": self._change_by_hand,
            "delete_debit_by_hand": self._delete_by_hand,
            "resend_by_hand": self._resend,
            "add_bank_details": self._edit_customer,
            "edit_customer": self._edit_customer,
            "move_rows": self._move_rows,
            "switches": self._switch,
        }

    def run(self, action: str, body: Values, now: datetime) -> Result:
        """Carry out one action and say what it did."""
        if action not in self._actions:
            raise ValueError(f"Rotessa has no action {action}; it has {', '.join(sorted(self._actions))}.")
        try:
            return self._actions[action](body, now)
        except (KeyError, TypeError) as trouble:
            raise ValueError(f"{action}: {trouble} is missing or of the wrong kind") from trouble
        except Refusal as refused:
            raise ValueError(f"{action}: {refused}") from refused

    def _outcome(self, body: Values, now: datetime) -> Result:
        """{transaction | schedule, status, reason?, day?}: for debits with the bank at once, for others when they are sent."""
        moves = plan_moves(str(body["status"]), body.get("reason"), body.get("day"))
        if "transaction" in body:
            debits = [self._debit(body)]
        else:
            schedule = self._schedule(body)
            self._account.script.plan_schedule(schedule.id, moves)
            debits = [row for row in self._account.debits_of(schedule) if not row.is_future]
        for debit in debits:
            if debit.is_future:
                self._account.script.plan_transaction(debit.id, moves)
            else:
                self._account.replan(debit, moves, now)
        return {"moves": [{"day": move.day, "status": move.status, "reason": move.reason} for move in moves]}

    def _rule(self, body: Values, now: datetime) -> Result:
        """The fields of `Rule`: holds for every matching debit that is sent from now on."""
        del now
        self._account.script.add_rule(Rule.from_json(body))
        return {"ok": True}

    def _clear_rules(self, body: Values, now: datetime) -> Result:
        del body, now
        self._account.script.clear_rules()
        return {"ok": True}

    def _chargeback(self, body: Values, now: datetime) -> Result:
        """{transaction | schedule, reason?}: a settled debit is taken back now."""
        debit = self._debit(body)
        if debit.status != Status.APPROVED or not was_settled(debit, now):
            raise ValueError(f"Debit {debit.id} is {debit.status}; only a settled one can be charged back.")
        moves = plan_moves(Status.CHARGEBACK, str(body.get("reason", _REVOKED)))
        self._account.charge_back(debit, moves[-1], now)
        return {"transaction": debit.id, "status": debit.status, "status_reason": debit.reason}

    def _hide(self, body: Values, now: datetime) -> Result:
        """{customer, hidden?}: the key's owner is no administrator and may not see the customer."""
        del now
        customer = self._customer(body)
        customer.hidden = _flag(body, "hidden", True)
        return {"customer": customer.id, "hidden": customer.hidden}

    def _deactivate(self, body: Values, now: datetime) -> Result:
        """{customer, active?}."""
        customer = self._customer(body)
        customer.active, customer.updated_at = _flag(body, "active", False), now
        return {"customer": customer.id, "active": customer.active}

    def _make_by_hand(self, body: Values, now: datetime) -> Result:
        """{customer, amount, process_date, comment?, frequency?, installments?}: Once if not said otherwise; comment as typed."""
        values = {"frequency": "Once", "installments": 1} | {
            key: value for key, value in body.items() if key != "customer"
        }
        made = schedules.create_schedule(self._account, self._customer(body), values, now, by_hand=True)
        return {"schedule": made.id, "transaction": self._account.debits_of(made)[0].id}

    def _change_by_hand(self, body: Values, now: datetime) -> Result:
        """{schedule, amount?, comment?}."""
        schedule = self._schedule(body)
        values = {key: value for key, value in body.items() if key != "schedule"}
        schedules.change_schedule(self._account, schedule, values, now)
        return {"schedule": schedule.id}

    def _delete_by_hand(self, body: Values, now: datetime) -> Result:
        """{schedule}."""
        schedule = self._schedule(body)
        schedules.delete_schedule(self._account, schedule, now)
        return {"schedule": schedule.id}

    def _resend(self, body: Values, now: datetime) -> Result:
        """{transaction | schedule}: somebody presses 'send again' on a declined debit."""
        made = self._account.resend(self._debit(body), now)
        return {"transaction": made.id, "process_date": made.process_date.isoformat()}

    def _edit_customer(self, body: Values, now: datetime) -> Result:
        """{customer, any fields of a customer}: bank details and authorisation come in, a name changes."""
        customer = self._customer(body)
        values = {key: value for key, value in body.items() if key != "customer"}
        customers.update_customer(self._account, customer, values, now)
        return {"customer": customer.id, "missing": customer.missing_bank_data()}

    def _move_rows(self, body: Values, now: datetime) -> Result:
        """{rows}: the next page after a first one begins so many rows later, as if they had moved to a page already read."""
        del now
        self._account.moving_rows = max(0, int(body["rows"]))
        return {"rows": self._account.moving_rows}

    def _switch(self, body: Values, now: datetime) -> Result:
        """{name: value}: see `Switches`."""
        del now
        self._account.switches = self._account.switches.changed(body)
        return {"ok": True}

    def _customer(self, body: Values) -> Customer:
        key = body["customer"]
        held = self._account.customers.values()
        found = next((row for row in held if key in (row.id, row.custom_identifier) and key is not None), None)
        if found is None:
            raise ValueError(f"There is no customer {key}.")
        return found

    def _schedule(self, body: Values) -> Schedule:
        found = self._account.schedules.get(body["schedule"])
        if found is None or found.deleted_at is not None:
            raise ValueError(f"There is no schedule {body['schedule']}.")
        return found

    def _debit(self, body: Values) -> Transaction:
        if "transaction" in body:
            found = self._account.transactions.get(body["transaction"])
        else:
            sent = [row for row in self._account.debits_of(self._schedule(body)) if not row.is_future]
            found = sent[-1] if sent else None
        if found is None or found.removed_at is not None:
            raise ValueError(f"There is no such debit: {dict(body)}.")
        return found


def _flag(body: Values, name: str, usual: bool) -> bool:
    value = body.get(name, usual)
    if not isinstance(value, bool):
        raise ValueError(f"'{name}' is true or false.")  # noqa: TRY004 - the wire's value, not a caller's
    return value
