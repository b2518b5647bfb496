"""The pages a person sees in the browser while signing in to the practice Xero.

Every value that comes from outside is escaped; the pages load nothing and run no script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from app.sandbox.wire import Reply

HTML = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;background:#f2f4f7;color:#1b2430;margin:0;padding:6vh 16px}
main{max-width:30rem;margin:0 auto;background:#fff;border:1px solid #d5dae1;border-radius:12px;padding:28px 32px}
h1{font-size:1.4rem;margin:0 0 .25rem} .mark{display:inline-block;background:#fff3c4;border:1px solid #d9a400;
border-radius:6px;padding:2px 10px;font-weight:600;margin-bottom:1rem} fieldset{border:1px solid #d5dae1;border-radius:8px;
margin:1rem 0;padding:8px 16px} label{display:block;padding:6px 0} ul{margin:.25rem 0;padding-left:1.2rem;font-size:.9rem}
button{font:inherit;padding:8px 22px;border-radius:8px;border:1px solid #7a8494;background:#fff;cursor:pointer}
button.allow{background:#0b5cad;border-color:#0b5cad;color:#fff;margin-right:10px} button:focus{outline:3px solid #8ec5ff}
"""


def _page(status: int, title: str, content: str) -> Reply:
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main>{content}</main></body></html>"
    )
    return Reply(status, text.encode(), HTML)


def refusal_page(reason: str) -> Reply:
    """The page for a request that must not be sent back to the app (apis/xero.md 2.1): status 500, no redirect."""
    return _page(
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
    return _page(200, "Practice sign-in", content)
