"""The look of the pages a person sees in the browser while signing in to a practice system.

Every value that comes from outside is escaped by who builds the content; the pages load nothing and run no script.
"""

from __future__ import annotations

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


def sign_in_page(status: int, title: str, content: str) -> Reply:
    """A whole page around `content`, which is HTML already."""
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main>{content}</main></body></html>"
    )
    return Reply(status, text.encode(), HTML)
