"""A credential goes to its own hosts and nowhere else."""

from __future__ import annotations

import pytest

from app.connectors.http.addresses import HostList, Origin, origin_of
from app.domain.errors import RemoteProblem

OURS = HostList("https://api.xero.com/api.xro/2.0", "https://identity.xero.com", "https://localhost:8443/x", "")

HOSTILE = [
    "http://api.xero.com/x",
    "https://api.xero.com.evil.example/x",
    "https://evil.example/api.xero.com",
    "https://api.xero.com@evil.example/x",
    "https://user:word@api.xero.com/x",
    "https://api.xero.com:8443/x",
    "https://localhost/x",
    "https:\\\\api.xero.com\\x",
    "https://evil.example\\@api.xero.com/x",
    "https://api.xero.com\t.evil.example/x",
    "https://api.xero.com\n/x",
    "https://аpi.xero.com/x",  # a Cyrillic letter
    "https://api.xero.com:0/x",
    "https://api.xero.com:99999/x",
    "https://api.xero.com:abc/x",
    "https://[::1/x",
    "https:///x",
    "https:api.xero.com/x",
    "//api.xero.com/x",
    "ftp://api.xero.com/x",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://api%2excom/x",
    "https://api.xero.com./x",
    "",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_hostile_addresses_are_refused(address: str) -> None:
    with pytest.raises(RemoteProblem) as caught:
        OURS.judge(address)
    assert caught.value.code == "foreign_host"


@pytest.mark.parametrize(
    "address",
    [
        "https://api.xero.com/anything?x=https://evil.example",
        "https://API.XERO.COM/x",
        "https://api.xero.com:443/x",
        "https://identity.xero.com/connect/token",
        "https://localhost:8443/y",
    ],
)
def test_own_addresses_are_allowed(address: str) -> None:
    assert OURS.judge(address) == address


@pytest.mark.parametrize(
    ("link", "joined"),
    [
        ("/next?page=2", "https://api.xero.com/next?page=2"),
        ("more", "https://api.xero.com/a/more"),
        ("https://api.xero.com/z", "https://api.xero.com/z"),
    ],
)
def test_links_are_joined_and_then_judged(link: str, joined: str) -> None:
    assert OURS.join("https://api.xero.com/a/b", link) == joined


@pytest.mark.parametrize("link", ["//evil.example/x", "https://evil.example", "\\\\evil.example", "/x y"])
def test_links_elsewhere_are_refused(link: str) -> None:
    with pytest.raises(RemoteProblem):
        OURS.join("https://api.xero.com/a/b", link)


def test_an_address_by_number_is_an_origin() -> None:
    assert origin_of("https://[::1]:8443/x") == Origin("::1", 8443)
    assert origin_of("https://127.0.0.1/x") == Origin("127.0.0.1", 443)
