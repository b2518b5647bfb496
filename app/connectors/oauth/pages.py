"""The pages the browser shows at the end of a sign-in: ours alone, static, without scripts or anything from outside."""

from __future__ import annotations

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ledgerferry</title><style>
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#16202e;--soft:#5b6675;--line:#e3e7ec;--mark:MARK}
@media(prefers-color-scheme:dark){:root{--ground:#11161d;--card:#19202a;--ink:#e9edf2;--soft:#9aa6b5;--line:#2a3340}}
*{box-sizing:border-box}html,body{height:100%;margin:0}
body{background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;display:grid;place-items:center}
main{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:40px 44px;max-width:460px;margin:24px}
svg{display:block;margin-bottom:20px}h1{font-size:22px;line-height:1.3;margin:0 0 8px;font-weight:600}p{margin:0;color:var(--soft)}
</style></head><body><main>
<svg width="44" height="44" viewBox="0 0 44 44" aria-hidden="true"><circle cx="22" cy="22" r="22" fill="var(--mark)"/>
<path d="PATH" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>
<h1>HEADLINE</h1><p>ADVICE</p></main></body></html>
"""
_TICK = "M13 22.5l6.5 6.5L31.5 16.5"
_BAR = "M14 22h16"


def _page(headline: str, advice: str, path: str, mark: str) -> bytes:
    page = _PAGE.replace("HEADLINE", headline).replace("ADVICE", advice).replace("PATH", path).replace("MARK", mark)
    return page.encode()


CONNECTED = _page("Ledgerferry is connected.", "You can close this tab.", _TICK, "#1f8a5b")
REFUSED = _page(
    "Ledgerferry is not connected.",
    "Nothing was changed. You can close this tab and try again in Ledgerferry.",
    _BAR,
    "#b3541e",
)
ELSEWHERE = _page("There is nothing here.", "You can close this tab.", _BAR, "#5b6675")


def response(status: int, page: bytes) -> bytes:
    """The whole HTTP reply for a page. Nothing is kept, nothing is loaded, and the address is passed on to nobody."""
    reason = {200: "OK", 400: "Bad Request", 404: "Not Found", 410: "Gone"}[status]
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n"
        "Connection: close\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n\r\n"
    )
    return head.encode("ascii") + page
