"""What the office takes and hands back: frozen shapes of flows and ports, offered here since screens know the worker alone."""

from app.flows.export.deciding import NAME_MAX, CustomerDecision, CustomerGap, RuleDecision
from app.flows.export.sending import SendResult, UndoPlan
from app.flows.log import LogEntry
from app.flows.setup.desk import SignedIn
from app.flows.setup.drafts import ConnectionDraft
from app.flows.upkeep import BackupFile, RecordsFinding
from app.ports.sign_in import Tenant
from app.ports.sources import ConnectionCheck

__all__ = [
    "NAME_MAX",
    "BackupFile",
    "ConnectionCheck",
    "ConnectionDraft",
    "CustomerDecision",
    "CustomerGap",
    "LogEntry",
    "RecordsFinding",
    "RuleDecision",
    "SendResult",
    "SignedIn",
    "Tenant",
    "UndoPlan",
]
