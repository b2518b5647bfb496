"""What the tests of sign-in share: an identity server that checks what it is sent, and a keeper in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.http.tlsserver import Authority, make_authority, serving
from tests.connectors.oauth.identity import Identity


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that the identity server is certified by."""
    return make_authority(Path(tmp_path_factory.mktemp("authority")))


@pytest.fixture
def identity(authority: Authority) -> Iterator[Identity]:
    """An identity server with nothing granted yet."""
    made = Identity()
    with serving(authority, made.respond) as server:
        made.server = server
        made.ca_file = authority.file
        yield made
