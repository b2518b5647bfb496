"""What happens in QuickBooks without the app: a colleague edits or voids, an owner closes a period or disconnects.

Each action is a method for tests in the same process, and reachable by its name for the control address. A company is named by
realm id or name, a row by id, number or name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from app.sandbox.quickbooks.accounting import Accounting
from app.sandbox.quickbooks.change import Change
from app.sandbox.quickbooks.company import Company, Switches
from app.sandbox.quickbooks.faults import FaultError
from app.sandbox.quickbooks.identity import Identity, redirect_problem
from app.sandbox.quickbooks.rendering import rendered
from app.sandbox.quickbooks.schema import ENTITIES
from app.sandbox.quickbooks.values import Record, plain, read_json
from app.sandbox.quickbooks.writes import delete, save, void
from app.sandbox.wire import Clock

_COLLEAGUE = "Pat Colleague"
_LABELS = ("DocNumber", "DisplayName", "FullyQualifiedName", "Name")


class QuickBooksControl:
    """Actions on the simulated QuickBooks. An unknown company or row, or a refused change, is a ValueError."""

    def __init__(
        self,
        companies: Mapping[str, Company],
        identity: Identity,
        accounting: Accounting,
        *,
        clock: Clock,
        lock: AbstractContextManager[Any],
    ) -> None:
        self._companies = companies
        self._identity = identity
        self._accounting = accounting
        self._clock = clock
        self._lock = lock

    def by_name(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Run the action called `action` with the values of `body`; what it did. Raises ValueError."""
        actions: dict[str, Callable[..., Any]] = {
            name: getattr(self, name)
            for name in (
                "expire_access_tokens", "expire_refresh_tokens", "rotate_refresh_tokens", "set_grace", "disconnect", "auto_approve",
                "register_redirect", "close_books", "set_preferences", "set_switch", "set_replay_life", "set_month_limit",
                "set_largest_file", "end_subscription", "create", "edit", "void", "delete", "deactivate", "reactivate", "mark_deposited",
            )
        }  # fmt: skip
        if action not in actions:
            raise ValueError(f"QuickBooks has no action {action}; it has {', '.join(sorted(actions))}.")
        try:
            with self._lock:
                result: Any = actions[action](**body)
        except TypeError as trouble:
            raise ValueError(f"{action}: {trouble}") from trouble
        except FaultError as refusal:
            raise ValueError(str(refusal)) from refusal
        return result if isinstance(result, dict) else {"ok": True}

    def expire_access_tokens(self) -> None:
        """Every access token is expired from now on."""
        self._identity.grants.expire_access(self._clock.now())

    def expire_refresh_tokens(self) -> None:
        """Every refresh token is 100 days unused; only a new sign-in helps."""
        self._identity.grants.expire_refresh(self._clock.now())

    def rotate_refresh_tokens(self) -> dict[str, Any]:
        """Every refresh token gets a new value nobody has been told, as when an answer was lost; how many."""
        grants, now = self._identity.grants, self._clock.now()
        consents = {id(held): held for held in grants.refresh.values() if not held.ended}
        for consent in consents.values():
            grants.rotate(consent, now)
        return {"rotated": len(consents)}

    def set_grace(self, hours: float) -> None:
        """How long an old refresh value lives on after a new one was issued: 0 as observed, 24 as documented."""
        self._identity.grants.grace = timedelta(hours=float(hours))

    def disconnect(self, realm: str) -> dict[str, Any]:
        """Somebody removes the app inside the company: all its tokens die, those of the start line too."""
        company = self._company(realm)
        return {"removed": self._identity.disconnect(company.realm)}

    def auto_approve(self, realm: str | None = None) -> None:
        """Skip the page and pick `realm`; None brings the page back."""
        self._identity.auto_approve = self._company(realm).realm if realm else None

    def register_redirect(self, client_id: str, redirect_uri: str) -> None:
        """Add a redirect address to a set of keys; production keys take only https."""
        keys = self._identity.keys.get(client_id)
        if keys is None:
            raise ValueError(f"No keys {client_id}.")
        problem = redirect_problem(keys.kind, redirect_uri)
        if problem:
            raise ValueError(problem)
        keys.redirect_uris.append(redirect_uri)

    def close_books(self, realm: str, through: str | None = None, password: bool = True) -> None:
        """Close the books up to a day (YYYY-MM-DD), None opens them; 6210 with a password, 6200 without."""
        company = self._company(realm)
        company.switches.closing_password = bool(password)
        preferences = next(iter(company.tables["Preferences"].values()))
        group = {name: value for name, value in preferences["AccountingInfoPrefs"].items() if name != "BookCloseDate"}
        preferences["AccountingInfoPrefs"] = group
        if through:
            group["BookCloseDate"] = date.fromisoformat(through).isoformat()

    def set_preferences(self, realm: str, **groups: Mapping[str, Any]) -> None:
        """Merge values into groups of preferences, the vendor's own rules apart."""
        preferences = next(iter(self._company(realm).tables["Preferences"].values()))
        for name, values in _named(groups).items():
            preferences[name] = {**preferences.get(name, {}), **values}

    def set_switch(self, realm: str, name: str, value: Any) -> None:
        """Set a contested behaviour (see `Switches`)."""
        if name not in {entry.name for entry in fields(Switches)}:
            raise ValueError(f"No switch {name}.")
        setattr(self._company(realm).switches, name, value)

    def set_replay_life(self, seconds: float) -> None:
        """How long a request id is remembered; 0 forgets at once."""
        self._accounting.store.life = timedelta(seconds=float(seconds))

    def set_month_limit(self, calls: int) -> None:
        """How many calls a month may take data out."""
        self._accounting.quota.month_limit = int(calls)

    def set_largest_file(self, size: int) -> None:
        """The largest attachment, in bytes."""
        self._accounting.largest_file = int(size)

    def end_subscription(self, realm: str, ended: bool = True) -> None:
        """The company's subscription ends (writes answer 6190), or begins again."""
        self._company(realm).switches.subscription = "ended" if ended else "active"

    def create(self, realm: str, entity: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A colleague enters a row; `fields` in wire names."""
        company = self._company(realm)
        return _told(company, entity, save(self._change(company), ENTITIES[_entity(entity)], _named(fields)))

    def edit(self, realm: str, entity: str, row: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A colleague changes properties of a row; the others stay."""
        company = self._company(realm)
        held = _row(company, entity, row)
        body = {"Id": held["Id"], "SyncToken": held["SyncToken"], "sparse": True, **_named(fields)}
        return _told(company, entity, save(self._change(company), ENTITIES[entity], body))

    def void(self, realm: str, entity: str, row: str) -> dict[str, Any]:
        """A colleague voids a transaction."""
        company = self._company(realm)
        return _told(
            company,
            entity,
            void(self._change(company), ENTITIES[_entity(entity)], _version(_row(company, entity, row))),
        )

    def delete(self, realm: str, entity: str, row: str) -> dict[str, Any]:
        """A colleague deletes a transaction."""
        company = self._company(realm)
        gone = delete(self._change(company), ENTITIES[_entity(entity)], _version(_row(company, entity, row)))
        return {"Id": gone["Id"], "status": "Deleted"}

    def deactivate(self, realm: str, entity: str, row: str) -> dict[str, Any]:
        """A colleague makes a row of a list inactive."""
        return self.edit(realm, entity, row, {"Active": False})

    def reactivate(self, realm: str, entity: str, row: str, name: str) -> dict[str, Any]:
        """A colleague makes a row of a list active again under a clean name."""
        return self.edit(realm, entity, row, {"Active": True, ENTITIES[_entity(entity)].label: name})

    def mark_deposited(self, realm: str, payment: str) -> None:
        """A payment becomes part of a bank deposit."""
        company = self._company(realm)
        company.deposited.add(_row(company, "Payment", payment)["Id"])

    def _change(self, company: Company) -> Change:
        return Change(company, self._clock.now(), _COLLEAGUE)

    def _company(self, realm: str) -> Company:
        found = (held for held in self._companies.values() if realm in (held.realm, held.name))
        company = next(found, None)
        if company is None:
            raise ValueError(f"No company {realm}.")
        return company


def _entity(name: str) -> str:
    if name not in ENTITIES:
        raise ValueError(f"No entity {name}.")
    return name


def _row(company: Company, entity: str, wanted: str) -> Record:
    table = company.tables[_entity(entity)]
    found = (row for row in table.values() if wanted in [row.get(label) for label in _LABELS])
    row = table.get(str(wanted)) or next(found, None)
    if row is None:
        raise ValueError(f"No {entity} {wanted}.")
    return row


def _version(row: Record) -> Record:
    return {"Id": row["Id"], "SyncToken": row["SyncToken"]}


def _named(given: Mapping[str, Any]) -> Record:
    """Values as a request would bring them: numbers exact, nulls dropped."""
    return read_json(json.dumps(given, default=str).encode())


def _told(company: Company, entity: str, row: Record) -> dict[str, Any]:
    found: dict[str, Any] = plain(rendered(company, entity, row))
    return found
