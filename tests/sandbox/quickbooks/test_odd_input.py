"""Whatever a body holds, the simulator answers with a row or a fault, and never breaks."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from app.sandbox.quickbooks.kinds import Many, Part
from app.sandbox.quickbooks.schema import ENTITIES
from tests.sandbox.quickbooks.fixture import Caller, caller, invoice, line, pay
from tests.sandbox.quickbooks.two_companies import AUSTRALIA, INVOICE, LARKSPUR, USA

ODD: list[Any] = [
    "", " ", "x" * 30, 0, -1, 10**30, "1e999", "-0.001", "1", True, False, [], {}, [[]], [{}], {"value": ""}, {"value": "1"}, {"value": 1},
    {"value": "99"}, {"value": {}}, "2026-09-02", "2026-02-30", "NaN", "Infinity", "\u202e\x00", [1, "x", {"Amount": "x"}],
    {"TaxLine": [{}]}, {"TotalTax": "x"},
    [{"DetailType": "SalesItemLineDetail", "Amount": 1, "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}],
    [{"DetailType": "DiscountLineDetail", "Amount": "5", "DiscountLineDetail": {"PercentBased": True}}], [{"LinkedTxn": [{"TxnId": "1"}]}],
]  # fmt: skip


def odd(rng: Random, kind: Any, depth: int = 0) -> Any:
    """A value for a property: sometimes of its own shape with odd insides, mostly odd altogether."""
    if isinstance(kind, Part) and depth < 3 and rng.random() < 0.6:
        names = rng.sample(sorted(kind.fields), min(3, len(kind.fields)))
        return {name: odd(rng, kind.fields[name], depth + 1) for name in names}
    if isinstance(kind, Many) and rng.random() < 0.6:
        return [odd(rng, kind.kind, depth + 1) for _ in range(rng.randrange(3))]
    return rng.choice(ODD)


def answered(at: Caller, path: str, body: Any, **parameters: str) -> None:
    reply = at.send("POST", path, body, parameters)
    assert reply.status in (200, 400, 500), (path, body)
    assert reply.status != 500 or b'"code":"500"' in reply.body, (path, body, reply.body[:300])


@pytest.mark.parametrize("realm", [USA, AUSTRALIA])
@pytest.mark.parametrize("name", sorted(ENTITIES))
def test_odd_values_in_every_property_of_every_entity(name: str, realm: str) -> None:
    rng = Random(f"{name}:{realm}")
    at = caller(realm)
    fields = ENTITIES[name].shape.fields
    base: dict[str, Any] = {
        "Invoice": invoice("AT-1", line("1", None)),
        "Payment": pay("5", ("5", "Invoice", INVOICE)),
    }.get(name, {})
    for property_name, kind in fields.items():
        for _ in range(6):
            answered(
                at,
                name.lower(),
                {**base, "DocNumber": f"N{rng.random()}"[:20], property_name: odd(rng, kind)}
                if base
                else {property_name: odd(rng, kind)},
            )
    for _ in range(60):
        names = rng.sample(sorted(fields), min(4, len(fields)))
        changes = {property_name: odd(rng, fields[property_name]) for property_name in names}
        version = {
            "Id": rng.choice(["1", "2", LARKSPUR]),
            "SyncToken": str(rng.randrange(3)),
            "sparse": rng.random() < 0.5,
        }
        answered(at, name.lower(), {**version, **changes})
        answered(at, name.lower(), {**version, **changes}, operation=rng.choice(["delete", "void", "update"]))
    assert at.query(f"SELECT COUNT(*) FROM {name}").keys() == {"totalCount"}  # noqa: S608 - the simulator's own language
    at.system.books()


def test_odd_batches() -> None:
    rng = Random(5)
    at = caller()
    for _ in range(200):
        operation, name = (
            rng.choice(["create", "update", "delete", "", 5]),
            rng.choice([*ENTITIES, "Query", "CDCQuery", "x"]),
        )
        items = [{"bId": str(number), "operation": operation, name: rng.choice(ODD)} for number in range(3)]
        answered(at, "batch", {"BatchItemRequest": rng.choice([items, rng.choice(ODD), [rng.choice(ODD)]])})
    assert at.query("SELECT COUNT(*) FROM Customer").keys() == {"totalCount"}  # it answers as before
