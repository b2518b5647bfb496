"""The shape in which the simulators receive their books."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class World:
    """Everything both simulated systems hold at the start, and what a correct run over it must find.

    `autotask`: REST entity name -> rows with every field of the entity (camelCase; amounts Decimal, ids int, dates ISO text).
    `picklists`: entity -> field -> picklistValues rows. `xero`: one entry for each tenant, in Xero's wire names (dates YYYY-MM-DD,
    instants ISO UTC). `planned`: see app.sandbox.worlds.planned. `rotessa`: the account as app.sandbox.rotessa.seed takes it, with
    the truth about its payers under `planned`; empty when the world has none. Treat all of it as read-only; copy before changing.
    """

    name: str
    seed: int
    today: date
    autotask: dict[str, list[dict[str, Any]]]
    picklists: dict[str, dict[str, list[dict[str, Any]]]]
    autotask_account: dict[str, Any]
    xero: list[dict[str, Any]]
    xero_app: dict[str, Any]
    planned: dict[str, Any]
    rotessa: dict[str, Any] = field(default_factory=dict)
