"""The pages a person sees in the browser while signing in to the practice Xero.

Every value that comes from outside is escaped; the pages load nothing and run no script.
"""

from __future__ import annotations

from html import escape
from typing import Final

from app.sandbox.sign_in_page import ConsentWords, sign_in_page
from app.sandbox.wire import Reply

CONSENT: Final = ConsentWords(
    field="tenant",
    ask="{app} wants access to your organisation",
    books="Organisation",
    nothing="This user has no organisation.",
    allow="Allow access",
)


def refusal_page(reason: str) -> Reply:
    """The page for a request that must not be sent back to the app (apis/xero.md 2.1): status 500, no redirect."""
    return sign_in_page(
        500,
        "Practice sign-in",
        f"<h1>Sorry, something went wrong</h1><p>Error code: 500</p><p>Error: {escape(reason)}</p>",
    )
