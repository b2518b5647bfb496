"""What a connection says about where its ledger is, read the same way for every vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.connectors.oauth.provider import PORTS
from app.domain.route import Connection


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """The settings every ledger has. `tenant` is '' until the books were chosen."""

    connection_id: str
    name: str
    tenant: str
    client_id: str
    api_url: str
    authorize_url: str
    token_url: str
    revocation_url: str
    web_url: str
    ca_file: str
    ports: tuple[int, ...]


def said_by(connection: Connection, usual: Mapping[str, str]) -> dict[str, Any]:
    """The values of `LedgerSettings` and of the vendor's own addresses; what a connection does not say is as usual.

    `ports` is a list such as '8741,8742'.
    """
    said = connection.settings
    ports = tuple(int(port) for port in said.get("ports", "").split(",") if port.strip().isdecimal())
    return {
        "connection_id": connection.id,
        "name": connection.tenant_name or connection.name,
        "tenant": connection.tenant,
        "client_id": said.get("client_id", "").strip(),
        "ca_file": said.get("ca_file", ""),
        "ports": ports or PORTS,
        **{name: (said.get(name, "").strip() or address).rstrip("/") for name, address in usual.items()},
    }
