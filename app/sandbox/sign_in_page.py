"""The look of the pages a person sees in the browser while signing in to a practice system.

Every value that comes from outside is escaped by who builds the content; the pages load nothing and run no script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """What one vendor's page says. `field` is the form's name for the books; `ask` has a place for the app's name."""

    field: str
    ask: str
    books: str
    nothing: str
    allow: str


def consent_form(
    words: ConsentWords,
    action: str,
    hidden: Mapping[str, str],
    *,
    books: Sequence[tuple[str, str]],
    person: Mapping[str, str],
    app_name: str,
    scopes: Sequence[str],
) -> Reply:
    """The sign-in page: which books (id, name), what is asked for, a button that allows it and Cancel."""
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden.items()
    )
    choices = "".join(
        f'<label><input type="radio" name="{words.field}" value="{escape(identity)}" required'
        f"{' checked' if not at else ''}> {escape(name)}</label>"
        for at, (identity, name) in enumerate(books)
    )
    button = f'<button class="allow" type="submit" name="decision" value="allow">{words.allow}</button>'
    wanted = "".join(f"<li>{escape(scope)}</li>" for scope in scopes)
    content = (
        '<span class="mark">Practice sign-in</span>'
        f"<h1>{words.ask.format(app=escape(app_name))}</h1>"
        f"<p>Signed in as {escape(person.get('name', ''))} ({escape(person.get('email', ''))}). "
        "These are practice books on this computer; no real account is involved.</p>"
        f'<form method="post" action="{escape(action)}">{fields}'
        f"<fieldset><legend>{words.books}</legend>{choices or words.nothing}</fieldset>"
        f"<p>It asks for:</p><ul>{wanted}</ul>"
        f"<p>{button if choices else ''}"
        '<button type="submit" name="decision" value="cancel" formnovalidate>Cancel</button></p></form>'
    )
    return sign_in_page(200, "Practice sign-in", content)


def sign_in_page(status: int, title: str, content: str) -> Reply:
    """A whole page around `content`, which is HTML already."""
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main>{content}</main></body></html>"
    )
    return Reply(status, text.encode(), HTML)
