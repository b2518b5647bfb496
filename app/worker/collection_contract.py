"""The plain data of collection that screens hand in and get back; `app.domain.collection` holds the rest."""

from __future__ import annotations

from app.flows.collection.figures import CollectionFigures, ComingDay
from app.flows.collection.views import (
    ACT_WORDS,
    ClearingChoice,
    CollectionStart,
    CustomersView,
    FieldChange,
    HealthKind,
    HealthMend,
    HealthRow,
    HealthState,
    HealthView,
    ImportPlan,
    ImportResult,
    ImportRow,
    RoundResult,
    SettlementGroup,
    SettlementRow,
    SettlementView,
    Tally,
    UpdatePlan,
    UpdateRow,
)
from app.worker.collection_rounds import RefusedRound

__all__ = [
    "ACT_WORDS",
    "ClearingChoice",
    "CollectionFigures",
    "CollectionStart",
    "ComingDay",
    "CustomersView",
    "FieldChange",
    "HealthKind",
    "HealthMend",
    "HealthRow",
    "HealthState",
    "HealthView",
    "ImportPlan",
    "ImportResult",
    "ImportRow",
    "RefusedRound",
    "RoundResult",
    "SettlementGroup",
    "SettlementRow",
    "SettlementView",
    "Tally",
    "UpdatePlan",
    "UpdateRow",
]
