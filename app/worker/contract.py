"""The plain data that screens hand in and get back, gathered in one place so that screens need to know no layer below."""

from __future__ import annotations

from app.flows.export.deciding import CustomerDecision, CustomerGap, RuleDecision
from app.flows.export.sending import SendResult, UndoPlan
from app.flows.export.session import ExportSession
from app.flows.log import LogEntry, ReportWish
from app.flows.mapping_file import Effect, ImportLine, MappingImport
from app.flows.rebuild.desk import RebuildPlan, RebuildResult
from app.flows.rebuild.matching import FoundDocument
from app.flows.rebuild.matching import Standing as RebuildStanding
from app.flows.recovery import OpenEffect, RecoveryLook
from app.flows.setup.desk import SignedIn
from app.flows.setup.drafts import ROLES, SECRET_NAMES, SETTING_NAMES, ConnectionDraft
from app.flows.upkeep import BackupFile, RecordsFinding
from app.ports.sign_in import Tenant
from app.ports.sources import ConnectionCheck
from app.ports.stores import RememberedSearch
from app.worker.overview import BackgroundNews, Overview
from app.worker.tasks import CrashReport, Lane

__all__ = [
    "ROLES",
    "SECRET_NAMES",
    "SETTING_NAMES",
    "BackgroundNews",
    "BackupFile",
    "ConnectionCheck",
    "ConnectionDraft",
    "CrashReport",
    "CustomerDecision",
    "CustomerGap",
    "Effect",
    "ExportSession",
    "FoundDocument",
    "ImportLine",
    "Lane",
    "LogEntry",
    "MappingImport",
    "OpenEffect",
    "Overview",
    "RebuildPlan",
    "RebuildResult",
    "RebuildStanding",
    "RecordsFinding",
    "RecoveryLook",
    "RememberedSearch",
    "ReportWish",
    "RuleDecision",
    "SendResult",
    "SignedIn",
    "Tenant",
    "UndoPlan",
]
