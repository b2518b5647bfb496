"""entityInformation and its fields, from the same table the engine runs on (apis/autotask.md 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.sandbox.autotask.schema import Entity, Field, Row

Picklists = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]


def entity_information(entity: Entity, *, has_user_defined: bool) -> dict[str, Any]:
    """What may be done with an entity; access 0 none, 1 all."""
    rights = {"Create": "c", "Delete": "d", "Query": "q", "Update": "u"}
    return {
        "info": {
            "name": entity.soap_name,
            **{f"can{word}": letter in entity.rights for word, letter in rights.items()},
            **{f"userAccessFor{word}": int(letter in entity.rights) for word, letter in rights.items()},
            "hasUserDefinedFields": has_user_defined,
            "supportsWebhookCallouts": entity.webhooks,
        }
    }


def field_information(entity: Entity, picklists: Picklists) -> dict[str, Any]:
    """Every field with type, flags and picklist values."""
    values = picklists.get(entity.name, {})
    return {"fields": [_field(field, values.get(field.name, ())) for field in entity.fields]}


def _field(field: Field, values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "name": field.name,
        "dataType": field.data_type.value,
        "length": field.length,
        "isRequired": field.required,
        "isReadOnly": field.read_only,
        "isQueryable": field.queryable,
        "isReference": bool(field.reference),
        "referenceEntityType": field.reference,
        "isPickList": field.picklist,
        "picklistValues": [dict(value) for value in values] if field.picklist else None,
        "picklistParentValueField": "",
        "isSupportedWebhookField": False,
    }


def user_defined_names(entity: Entity, definitions: Iterable[Row], picklists: Picklists) -> frozenset[str]:
    """Names of the user defined fields an entity has in this tenant."""
    return frozenset(str(row["name"]) for row in _definitions(entity, definitions, picklists))


def user_defined_information(entity: Entity, definitions: Iterable[Row], picklists: Picklists) -> dict[str, Any]:
    """The entity's user defined fields, as `entityInformation/userDefinedFields` returns them."""
    return {
        "fields": [
            {
                "name": row["name"],
                "label": row["name"],
                "type": "string",
                "length": 0,
                "description": row["description"] or "",
                "isRequired": bool(row["isRequired"]),
                "isReadOnly": False,
                "isQueryable": True,
                "isPickList": False,
                "picklistValues": None,
            }
            for row in _definitions(entity, definitions, picklists)
        ]
    }


def _definitions(entity: Entity, definitions: Iterable[Row], picklists: Picklists) -> list[Row]:
    if not entity.udf_type:
        return []
    labels = picklists.get("UserDefinedFieldDefinitions", {}).get("udfType", ())
    kinds = {str(value["value"]) for value in labels if value["label"] == entity.udf_type}
    return [row for row in definitions if str(row["udfType"]) in kinds]
