"""A certificate authority of the sandbox's own, made afresh at each start and gone at its end."""

from __future__ import annotations

import shutil
import ssl
import tempfile
from pathlib import Path

import trustme


class LoopbackCertificate:
    """Server context for 127.0.0.1 and localhost, and the CA file a client has to trust for it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ledgerferry-sandbox-"))
        authority = trustme.CA(organization_name="Ledgerferry practice books")
        self.ca_file = self._folder / "ca.pem"
        self.ca_file.touch(mode=0o600)
        self.ca_file.write_bytes(authority.cert_pem.bytes())
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(self.context)

    def remove(self) -> None:
        """Delete the CA file and its folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
