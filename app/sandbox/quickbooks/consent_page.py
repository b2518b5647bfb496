"""The pages a person sees in the browser while connecting a practice company."""

from __future__ import annotations

from html import escape
from typing import Final

from app.sandbox.sign_in_page import ConsentWords, sign_in_page
from app.sandbox.wire import Reply

CONSENT: Final = ConsentWords(
    field="realm",
    ask="Connect {app} to your company",
    books="Company",
    nothing="These keys reach none of your companies.",
    allow="Connect",
)


def refusal_page(reason: str) -> Reply:
    """The page for a request that must not be sent back to the app."""
    return sign_in_page(
        400,
        "Practice sign-in",
        f"<h1>Sorry, but something is wrong with this connection</h1><p>{escape(reason)}</p>",
    )
