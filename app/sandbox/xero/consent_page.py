"""The pages a person sees in the browser while signing in to the practice Xero.

Every value that comes from outside is escaped; the pages load nothing and run no script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from app.sandbox.sign_in_page import sign_in_page
from app.sandbox.wire import Reply


def refusal_page(reason: str) -> Reply:
    """The page for a request that must not be sent back to the app (apis/xero.md 2.1): status 500, no redirect."""
    return sign_in_page(
        500,
        "Practice sign-in",
        f"<h1>Sorry, something went wrong</h1><p>Error code: 500</p><p>Error: {escape(reason)}</p>",
    )


def consent_page(
    action: str,
    hidden: Mapping[str, str],
    *,
    organisations: Sequence[tuple[str, str]],
    person: Mapping[str, str],
    app_name: str,
    scopes: Sequence[str],
) -> Reply:
    """The sign-in page: which organisation (id, name), what is asked for, Allow and Cancel."""
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden.items()
    )
    choices = "".join(
        f'<label><input type="radio" name="tenant" value="{escape(identity)}" required{" checked" if not at else ""}> '
        f"{escape(name)}</label>"
        for at, (identity, name) in enumerate(organisations)
    )
    allow = '<button class="allow" type="submit" name="decision" value="allow">Allow access</button>' if choices else ""
    wanted = "".join(f"<li>{escape(scope)}</li>" for scope in scopes)
    content = (
        '<span class="mark">Practice sign-in</span>'
        f"<h1>{escape(app_name)} wants access to your organisation</h1>"
        f"<p>Signed in as {escape(person.get('name', ''))} ({escape(person.get('email', ''))}). "
        "These are practice books on this computer; no real account is involved.</p>"
        f'<form method="post" action="{escape(action)}">{fields}'
        f"<fieldset><legend>Organisation</legend>{choices or 'This user has no organisation.'}</fieldset>"
        f"<p>It asks for:</p><ul>{wanted}</ul>"
        f'<p>{allow}<button type="submit" name="decision" value="cancel" formnovalidate>Cancel</button></p></form>'
    )
    return sign_in_page(200, "Practice sign-in", content)
