"""Answers that come whole and say something else: their lists the other way round, or a link that leads to another host."""

from __future__ import annotations

from app.connectors.http.strict_json import read_json, write_json

ELSEWHERE = "https://evil.example/next?page=2"
_LINKS = ("nextPageUrl", "prevPageUrl", "next", "href")


def reversed_lists(body: bytes) -> bytes:
    """Every list of an answer the other way round."""
    return _rewritten(body, _reversed)


def hostile_link(body: bytes) -> bytes:
    """Every link to another page leads to another host, and there is one where there was none."""
    return _rewritten(body, _linked)


def _rewritten(body: bytes, rewrite: object) -> bytes:
    try:
        value = read_json(body)
    except ValueError:
        return body
    assert callable(rewrite)
    return write_json(rewrite(value))


def _reversed(value: object) -> object:
    if isinstance(value, dict):
        return {name: _reversed(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_reversed(each) for each in reversed(value)]
    return value


def _linked(value: object) -> object:
    if not isinstance(value, dict):
        return value
    details = {**value["pageDetails"], "nextPageUrl": ELSEWHERE} if isinstance(value.get("pageDetails"), dict) else None
    found = {**value, **dict.fromkeys(_LINKS, ELSEWHERE)}
    return found if details is None else {**found, "pageDetails": details}
