"""Builds a world by name: practice (the IT service company), small (for quick tests), bulk (for measurements), collection (debits)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from app.sandbox.worlds.catalogue import write_catalogue
from app.sandbox.worlds.clients import Client, invent_clients
from app.sandbox.worlds.collection import COLLECTION, collection_world
from app.sandbox.worlds.companies import write_companies
from app.sandbox.worlds.drafts import Draft, InvoiceWriter, item_values
from app.sandbox.worlds.lines import ZERO, LineMaker
from app.sandbox.worlds.ordinary import Stage
from app.sandbox.worlds.organisations import australian, british, practice_account
from app.sandbox.worlds.periods import Year
from app.sandbox.worlds.picklists import number, picklists
from app.sandbox.worlds.planned import Sides, plan
from app.sandbox.worlds.practice import practice_drafts
from app.sandbox.worlds.rotessa_account import rotessa_account
from app.sandbox.worlds.simple import bulk_clients, bulk_drafts, small_clients, small_drafts
from app.sandbox.worlds.tenant import Tenant
from app.sandbox.worlds.world import World

_NAMESPACE: Final = UUID("6f6c2e39-64d5-5bb1-9a1e-0c7b1f1f4a55")
_REDIRECT_PORTS: Final = range(8741, 8746)
_USUAL_SIZE: Final = {"practice": 420, "small": 20, "bulk": 1_000, COLLECTION: 120}

DraftMaker = Callable[[Stage, int], list[Draft]]
"""(stage, number of invoices) -> drafts."""


def world_names() -> list[str]:
    """The worlds `build_world` knows, the usual one first."""
    return list(_USUAL_SIZE)


def build_world(name: str = "practice", seed: int = 1, invoices: int | None = None, *, today: date) -> World:
    """The books of a world: the same for the same arguments, to the last character.

    `invoices` is the number of invoices in the source (practice: 420, of which 2/7 wait; bulk: all of them wait; small: fixed).
    Raises ValueError for an unknown name or a number too small for what the world has to hold.
    """
    if name not in _USUAL_SIZE:
        raise ValueError(f"There is no world '{name}'; there are {', '.join(world_names())}.")
    size = _USUAL_SIZE[name] if invoices is None else invoices
    guid = partial(_guid, f"{name}:{seed}")
    if name == COLLECTION:
        return collection_world(seed, size, today=today, guid=partial(guid, "ca"), xero_app=_xero_app(_client_id(guid)))
    rng = Random(f"{name}:{seed}")
    clients, drafts = _recipe(name, size, rng)
    stage = _stage(clients, today, rng)
    writer = InvoiceWriter(stage.tenant, stage.catalogue, rng)
    writer.write(drafts(stage, size))
    _write_unbilled(stage)
    _write_run_fields(stage)
    home, truth = australian(stage, partial(guid, "au"), rng, writer.special_ids)
    rows = stage.tenant.rows
    return World(
        name=name, seed=seed, today=today, autotask=rows, picklists=picklists(), autotask_account=_account(seed),
        xero=[home, british(stage, partial(guid, "uk"), rng), practice_account(partial(guid, "practice"))],
        xero_app=_xero_app(_client_id(guid)),
        planned=plan(Sides(rows, home, truth), writer.special_ids),
        rotessa=_payers_of(home, today, f"{name}:{seed}") if name == "practice" else {},
    )  # fmt: skip


def _recipe(name: str, size: int, rng: Random) -> tuple[list[Client], DraftMaker]:
    match name:
        case "practice":
            return invent_clients(rng), practice_drafts
        case "bulk":
            return bulk_clients(size), bulk_drafts
        case _:
            return small_clients(), small_drafts


def _stage(clients: list[Client], today: date, rng: Random) -> Stage:
    tenant = Tenant(today)
    catalogue = write_catalogue(tenant)
    companies = write_companies(tenant, catalogue, clients, rng)
    return Stage(tenant, catalogue, companies, LineMaker(tenant, catalogue, rng, {}), Year(today), rng)


def _write_unbilled(stage: Stage) -> None:
    """Work that is approved but on no invoice yet: invoiceID is null on some rows and 0 on others (apis/autotask.md 9)."""
    for order, company in enumerate(list(stage.companies.values())[:12]):
        line = stage.maker.serve(company, stage.year.yesterday).labour()
        values = item_values(stage.catalogue, company, line, ZERO, stage.year.yesterday - timedelta(days=order % 5))
        stage.tenant.add("BillingItems", **values, invoiceID=0 if order % 2 else None)


def _write_run_fields(stage: Stage) -> None:
    """What was typed into the run's own fields; it belongs to every invoice of the run (apis/autotask.md 14)."""
    runs = sorted({invoice["batchID"] for invoice in stage.tenant.rows["Invoices"]})
    cost_centre = number("AdditionalInvoiceFieldValues", "additionalInvoiceFieldID", "Cost centre")
    for run in runs[::10]:
        stage.tenant.add(
            "AdditionalInvoiceFieldValues",
            additionalInvoiceFieldID=cost_centre,
            invoiceBatchID=run,
            fieldValue=f"CC-{run % 90:02}",
        )


def _guid(world: str, organisation: str, key: str) -> str:
    return str(uuid5(_NAMESPACE, f"{world}:{organisation}:{key}"))


def _client_id(guid: Callable[[str, str], str]) -> str:
    return guid("app", "client").replace("-", "").upper()


def _payers_of(home: dict[str, Any], today: date, key: str) -> dict[str, Any]:
    """A Rotessa account whose payers are customers of the first organisation."""
    names = [row["Name"] for row in home["contacts"] if row["IsCustomer"] and row["ContactStatus"] == "ACTIVE"]
    return rotessa_account(names, today, key)[0]


def _account(seed: int) -> dict[str, Any]:
    return {
        "username": "ledger.api@harbourpine.example", "secret": f"pR4ct!ce-b00ks_{seed}#<&>",
        "integration_code": f"HARBOURPINEPRACTICE{seed:08}",
        "zone_name": "Practice Pacific", "ci": 481_516, "database_name": "Harbour & Pine IT",
    }  # fmt: skip


def _xero_app(client_id: str) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "redirect_uris": [f"http://localhost:{port}/xero/callback" for port in _REDIRECT_PORTS],
        "user": {"email": "margot.ellery@harbourpine.example", "name": "Margot Ellery"},
    }
