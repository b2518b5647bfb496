"""What the security tests share: how a case is told, an authority, and an identity server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.http.tlsserver import Authority, make_authority, serving
from tests.connectors.oauth.identity import Identity
from tests.security.expecting import Expect, expect_on


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """Tells a case: `expect(form, expected, seen)`."""
    return expect_on(request)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that the servers of these tests are certified by."""
    return make_authority(Path(tmp_path_factory.mktemp("authority")))


@pytest.fixture
def identity(authority: Authority) -> Iterator[Identity]:
    """An identity server with nothing granted yet."""
    made = Identity()
    with serving(authority, made.respond) as server:
        made.server = server
        made.ca_file = authority.file
        yield made
