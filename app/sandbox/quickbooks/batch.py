"""Batches: up to 30 operations in one call, each with its own result (apis/quickbooks.md 11).

Operations run one after another, a refused one does not stop the others, and none may refer to what the same batch made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.sandbox.quickbooks.change import Change, is_update
from app.sandbox.quickbooks.changed_data import changed_data
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.faults import FaultError, fault_record, refuse
from app.sandbox.quickbooks.queries import run_query
from app.sandbox.quickbooks.rendering import rendered
from app.sandbox.quickbooks.replay import LONGEST_BATCH_ITEM
from app.sandbox.quickbooks.schema import ENTITIES
from app.sandbox.quickbooks.values import Record
from app.sandbox.quickbooks.writes import delete, save, void

MOST: Final = 30
_AROUND: Final = frozenset({"bId", "operation", "optionsData"})

ChangeMaker = Callable[[bool], Change]
"""Makes the circumstances of one operation; the argument: duplicate numbers are allowed."""


def run_batch(company: Company, body: Record, make: ChangeMaker, request_id: str) -> tuple[list[Record], list[str]]:
    """The items of the answer, in order, and what they changed. Raises 1040, 2020, 2030 and 2130 for the batch as a whole."""
    items = body.get("BatchItemRequest")
    if not isinstance(items, list) or not items:
        raise refuse(2020, "BatchItemRequest is required", "BatchItemRequest")
    if len(items) > MOST:
        raise refuse(1040, f"A batch holds at most {MOST} items, {len(items)} were sent")
    names = [str(item.get("bId", "")) if isinstance(item, dict) else "" for item in items]
    if "" in names or len(set(names)) < len(names):
        raise refuse(2030, "Each item needs a bId of its own", "bId")
    if request_id and max(map(len, names)) > LONGEST_BATCH_ITEM:
        raise refuse(2130, f"With a request id a bId has at most {LONGEST_BATCH_ITEM} characters", "bId")
    answers: list[Record] = []
    effects: list[str] = []
    try:
        for item in items:
            change = make("allowduplicatedocnum" in str(item.get("optionsData", "")))
            answers.append({"bId": str(item["bId"]), **_result(company, item, change)})
            effects += change.effects
    finally:
        company.fresh.clear()
    return answers, effects


def _result(company: Company, item: Record, change: Change) -> Record:
    try:
        return _carried_out(company, item, change)
    except FaultError as problem:
        return {"Fault": fault_record(problem.faults)}


def _carried_out(company: Company, item: Record, change: Change) -> Record:
    if "Query" in item:
        return {"QueryResponse": run_query(company, str(item["Query"]))}
    if "CDCQuery" in item:
        return {
            "CDCResponse": [{"QueryResponse": changed_data(company, _cdc_parameters(item["CDCQuery"]), change.now)}]
        }
    name = next((key for key in item if key not in _AROUND), "")
    entity = ENTITIES.get(name)
    content = item.get(name)
    if entity is None or not isinstance(content, dict):
        raise refuse(2010, f"Property Name:{name or 'BatchItemRequest'} specified is unsupported or invalid", name)
    match str(item.get("operation", "")).lower():
        case "create":
            if is_update(content):
                raise refuse(2010, "Property Name:Id specified is unsupported or invalid", "Id")
            row = save(change, entity, content)
            company.fresh.add((name, row["Id"]))
        case "update" if "void" in str(item.get("optionsData", "")):
            row = void(change, entity, content)
        case "update":
            row = save(change, entity, content)
        case "delete":
            gone = delete(change, entity, content)
            return {name: {"domain": "QBO", "status": "Deleted", "Id": gone["Id"]}}
        case other:
            raise refuse(500, f"Operation {other} is not supported.")
    return {name: rendered(company, name, row)}


def _cdc_parameters(sent: Any) -> Mapping[str, str]:
    if not isinstance(sent, dict):
        raise refuse(2010, "Property Name:CDCQuery specified is unsupported or invalid", "CDCQuery")
    names: dict[str, str] = {"Entities": "entities", "ChangedSince": "changedSince"}
    return {names.get(str(key), str(key)): str(value) for key, value in sent.items()}
