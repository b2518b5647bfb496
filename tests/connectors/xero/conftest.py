"""What the tests of the Xero connector share: a scripted server and a ledger in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.http.tlsserver import Authority, make_authority, serving
from tests.connectors.xero.desk import Desk


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that the scripted server is certified by."""
    return make_authority(Path(tmp_path_factory.mktemp("authority")))


@pytest.fixture
def desk(authority: Authority) -> Iterator[Desk]:
    """A scripted Xero with a ledger in front of it."""
    made = Desk()
    with serving(authority, made.respond) as server:
        made.open(server, authority.file)
        yield made
        made.parts.close()
