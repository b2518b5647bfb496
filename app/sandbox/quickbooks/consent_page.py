"""The pages a person sees in the browser while connecting a practice company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from app.sandbox.sign_in_page import sign_in_page
from app.sandbox.wire import Reply


def refusal_page(reason: str) -> Reply:
    """The page for a request that must not be sent back to the app."""
    return sign_in_page(
        400,
        "Practice sign-in",
        f"<h1>Sorry, but something is wrong with this connection</h1><p>{escape(reason)}</p>",
    )


def consent_page(
    action: str,
    hidden: Mapping[str, str],
    *,
    companies: Sequence[tuple[str, str]],
    person: Mapping[str, str],
    app_name: str,
    scopes: Sequence[str],
) -> Reply:
    """The sign-in page: which company (realm id, name), what is asked for, Connect and Cancel."""
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden.items()
    )
    choices = "".join(
        f'<label><input type="radio" name="realm" value="{escape(identity)}" required{" checked" if not at else ""}> '
        f"{escape(name)}</label>"
        for at, (identity, name) in enumerate(companies)
    )
    allow = '<button class="allow" type="submit" name="decision" value="allow">Connect</button>' if choices else ""
    wanted = "".join(f"<li>{escape(scope)}</li>" for scope in scopes)
    content = (
        '<span class="mark">Practice sign-in</span>'
        f"<h1>Connect {escape(app_name)} to your company</h1>"
        f"<p>Signed in as {escape(person.get('name', ''))} ({escape(person.get('email', ''))}). "
        "These are practice books on this computer; no real account is involved.</p>"
        f'<form method="post" action="{escape(action)}">{fields}'
        f"<fieldset><legend>Company</legend>{choices or 'These keys reach none of your companies.'}</fieldset>"
        f"<p>It asks for:</p><ul>{wanted}</ul>"
        f'<p>{allow}<button type="submit" name="decision" value="cancel" formnovalidate>Cancel</button></p></form>'
    )
    return sign_in_page(200, "Practice sign-in", content)
