"""The connection test: who it is, what it may do, and what a person should know before relying on it (apis/autotask.md 2, 13)."""

from __future__ import annotations

from collections.abc import Mapping

from app.connectors.autotask.lists import ListName
from app.connectors.autotask.queries import EVERY, Condition, Queries
from app.connectors.autotask.reference import Reference
from app.connectors.autotask.session import AutotaskSession
from app.connectors.autotask.values import Row
from app.domain.errors import AccessProblem, RemoteProblem
from app.domain.run import Stop
from app.ports.sources import ConnectionCheck

SMART_HUB = (
    "If Kaseya's Smart Accounting Hub is switched on for this database, switch it off: it takes the same invoices every 15 minutes, "
    "and both would post them."
)
_ALLOWED = frozenset(("1", "2", "all", "restricted"))


def check(session: AutotaskSession, queries: Queries, reference: Reference, stop: Stop) -> ConnectionCheck:
    """Test sign-in and rights step by step. Raises `AccessProblem` and `RemoteProblem` where the sign-in itself fails."""
    session.forgive()
    zone = session.zone(stop)
    session.ask_usage(stop)
    findings, problems = [f"Database {zone.database} in zone {zone.name}"], []
    may_read, may_update = _rights(session, stop)
    if may_read and _can_read(queries, "Invoices", stop):
        findings.append("Can read invoices")
    else:
        problems.append("The API user may not read invoices. Give its security level the right to view them.")
    if not _can_read(queries, "BillingItems", stop):
        problems.append("The API user may not read billing items. Without them no invoice has lines.")
    if may_update:
        findings.append("Can mark invoices as processed")
    else:
        problems.append("The API user may not edit invoices, so they cannot be marked as processed.")
    findings.append(_divisions(reference, stop))
    usage = session.usage
    if usage.left is not None and usage.limit:
        findings.append(
            f"{usage.limit - usage.left:,} of {usage.limit:,} calls used this hour, by all integrations together"
        )
    if usage.words():
        findings.append(usage.words())
    findings.append(SMART_HUB)
    return ConnectionCheck(
        tenant=zone.database,
        name=f"Autotask {zone.name}",
        findings=tuple(findings),
        problems=tuple(problems),
        calls_left=usage.left,
        calls_limit=usage.limit,
        calls_period="this hour",
        web_url=zone.web_url,
    )


def _rights(session: AutotaskSession, stop: Stop) -> tuple[bool, bool]:
    """Whether invoices may be read and updated, by the entity's own information (section 6)."""
    try:
        value = session.read("GET", "Invoices/entityInformation", stop).value
    except AccessProblem as problem:
        if problem.code != "no_right":
            raise
        return False, False
    info = value.get("info") if isinstance(value, Mapping) else None
    row = Row(info if isinstance(info, dict) else {})
    access = row.values.get("userAccessForUpdate")
    return row.values.get("canQuery") is not False, (
        row.values.get("canUpdate") is True and str(access).strip().lower() in _ALLOWED
    )


def _can_read(queries: Queries, entity: str, stop: Stop) -> bool:
    """Whether a query of this entity is answered; a count, since one row and a count cost the same call."""
    try:
        queries.count(entity, [EVERY, Condition("id", "lte", 1)], stop)
    except AccessProblem as problem:
        if problem.code != "no_right":
            raise
        return False
    return True


def _divisions(reference: Reference, stop: Stop) -> str:
    try:
        if reference.is_refused(ListName.ASSOCIATIONS, stop):
            return "Lines of business cannot be read: the Division field stays empty"
        active = [division for division in reference.divisions(stop) if division.is_active]
    except RemoteProblem as problem:
        return f"Lines of business could not be read: {problem.sentence}"
    if not active:
        return "Lines of business are not used"
    count = "1 line" if len(active) == 1 else f"{len(active)} lines"
    return f"{count} of business can be read. The API user sees only invoices and lines of those it is assigned to"
