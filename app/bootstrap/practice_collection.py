"""Practice books of the world in which rents are collected by debit: Rotessa and one ledger, joined by a route.

Customers are not connected and nothing is switched on: that is what a newcomer tries out.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from app.domain.route import Connection, Route, System
from app.domain.run import Stop
from app.flows.desks import Desks
from app.flows.setup.drafts import ConnectionDraft

COLLECTOR_NAME = "Rotessa"
ROUTE_NAME = "Maple & Main rents"


def set_up_collection(desks: Desks, line: dict[str, Any], ledger: Connection) -> Route:
    """The collector's connection and the route; nobody is signed in to the ledger yet."""
    said = line["rotessa"]
    parts = urlsplit(str(said["api_url"]))
    draft = ConnectionDraft(
        System.ROTESSA,
        COLLECTOR_NAME,
        settings={
            "api_url": str(said["api_url"]),
            "web_url": f"{parts.scheme}://{parts.netloc}",  # nothing here leads to the real Rotessa
            "ca_file": str(line["ca_file"]),
        },
        secrets={"api_key": str(said["api_key"])},
    )
    collector = desks.setup.save_connection(draft, desks.setup.try_out(draft, Stop()))
    return desks.setup.add_route(ROUTE_NAME, collector.id, ledger.id)
