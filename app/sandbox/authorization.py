"""What every simulated vendor's sign-in does alike with a request: read its form, send the browser back to the app (RFC 6749, 4.1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from app.sandbox.wire import Reply, Request


def form_of(request: Request) -> dict[str, str]:
    """The form fields; nothing when the body is not form-encoded."""
    if not request.headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded"):
        return {}
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def back_to_app(asked: Mapping[str, str], values: Mapping[str, str]) -> Reply:
    """To the redirect address that was asked for, with the app's own state."""
    more = {**values, **({"state": asked["state"]} if "state" in asked else {})}
    address = asked["redirect_uri"]
    joint = "&" if "?" in address else "?"
    return Reply(302, headers={"Location": f"{address}{joint}{urlencode(more)}", "Cache-Control": "no-store"})
