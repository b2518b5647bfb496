"""What the tests of the transport share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.http.tlsserver import Authority, make_authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that every server of these tests is certified by."""
    return make_authority(Path(tmp_path_factory.mktemp("authority")))
