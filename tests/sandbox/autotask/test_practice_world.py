"""The practice world behind the API: what a search finds over HTTP is what the world says there is to find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock
from app.sandbox.worlds import World, build_world
from tests.sandbox.autotask.small_tenant import Caller, exact, where

TODAY = date(2026, 4, 10)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(today=TODAY)


@pytest.fixture
def caller(world: World) -> Iterator[Caller]:
    clock = Clock(datetime(2026, 4, 10, 12, 0, tzinfo=UTC))
    system = AutotaskSystem(world.autotask, world.picklists, world.autotask_account, clock=clock)
    with Sandbox([system], clock=clock) as sandbox:
        yield Caller(sandbox, world.autotask_account)


def every(caller: Caller, entity: str, *filters: dict[str, Any]) -> list[dict[str, Any]]:
    """All pages, by the id of the last row."""
    rows: list[dict[str, Any]] = []
    last = -1
    while page := exact(caller.query(entity, *filters, where("gt", "id", last)))["items"]:
        rows += page
        last = page[-1]["id"]
    return rows


def test_the_waiting_invoices_and_their_items(caller: Caller, world: World) -> None:
    waiting = every(caller, "Invoices", where("eq", "isVoided", False), where("notExist", "webServiceDate"))
    assert [row["id"] for row in waiting] == sorted(world.planned["found_ids"])
    ids = [row["id"] for row in waiting]
    items = every(caller, "BillingItems", where("in", "invoiceID", ids))
    assert len(items) == world.planned["items"]
    associations = {association for association in world.planned["by_association"] if association is not None}
    for association in associations:
        found = {item["invoiceID"] for item in items if item["organizationalLevelAssociationID"] == association}
        assert found == set(world.planned["by_association"][association])


def test_every_row_arrives_as_the_world_made_it(caller: Caller, world: World) -> None:
    assert every(caller, "Invoices", where("exist", "id")) == sorted(
        world.autotask["Invoices"], key=lambda row: int(row["id"])
    )
    companies = every(caller, "Companies", where("exist", "id"))
    assert [row["companyName"] for row in companies] == [
        row["companyName"] for row in sorted(world.autotask["Companies"], key=lambda row: int(row["id"]))
    ]


@pytest.mark.parametrize("entity", ["Invoices", "BillingItems", "Companies", "Contracts", "BillingCodes"])
def test_every_picklist_number_in_the_rows_has_a_label(caller: Caller, world: World, entity: str) -> None:
    fields = caller.get(f"{entity}/entityInformation/fields").json()["fields"]
    for field in fields:
        if field["isPickList"]:
            labels = {value["value"] for value in field["picklistValues"]}
            held = {str(row[field["name"]]) for row in world.autotask[entity] if row[field["name"]] is not None}
            assert held <= labels, field["name"]


def test_tax_rates_are_exact(caller: Caller, world: World) -> None:
    rates = {row["id"]: row["taxRate"] for row in every(caller, "Taxes", where("exist", "id"))}
    assert rates == {row["id"]: Decimal(row["taxRate"]) for row in world.autotask["Taxes"]}
