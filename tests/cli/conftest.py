"""The command line in this process, over records in a passing folder and practice systems of the small world."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.folders import Folders
from app.bootstrap.local_house import LocalHouse
from app.bootstrap.stand_in_browser import StandInBrowser
from app.bootstrap.workplace import Opening, Workplace
from app.cli.asked import parse
from app.cli.house import Where
from app.cli.main import Streams, run
from app.flows.desks import Desks
from app.sandbox.practice import practice_sandbox
from app.sandbox.server import Sandbox
from app.store.secrets import MemorySecrets

ROUTE = "Harbour & Pine"


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def object(self) -> dict[str, Any]:
        """The JSON object."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value


@dataclass
class TestHouse(LocalHouse):
    """Opens real records in a folder of the test; secrets live as long as the test."""

    folder: Path
    sandbox: Sandbox
    secrets: MemorySecrets = field(default_factory=MemorySecrets)
    tenant: str = ""  # the organisation picked in the browser; '' takes the first

    @contextmanager
    def desks(self, where: Where) -> Iterator[Desks]:
        """Desks over the test's folder."""
        folders = Folders(self.folder, self.folder / "logs")
        browser = StandInBrowser(str(self.sandbox.ca_file), self.tenant)
        with Workplace(Opening(folders, secrets=self.secrets, open_browser=browser)) as workplace:
            yield workplace.open()


class Typed(io.StringIO):
    """Standard input as a person's terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@dataclass
class Line:
    """Types commands."""

    house: TestHouse

    def __call__(self, *words: str, given: str = "", typed: bool = False) -> Said:
        out, err = io.StringIO(), io.StringIO()
        streams = Streams(Typed(given) if typed else io.StringIO(given), out, err)
        code = run(parse(words), self.house, streams)
        return Said(code, out.getvalue(), err.getvalue())

    @property
    def start(self) -> dict[str, Any]:
        """The sandbox's start line."""
        return self.house.sandbox.line

    def add_autotask(self, name: str = "Autotask", secret: str = "") -> Said:
        """Set the practice Autotask up as a real connection."""
        said = self.start["autotask"]
        return self(
            *("connections", "add", "autotask", "--name", name, "--username", said["username"]),
            *("--base-url", said["base_url"], "--ca-file", self.start["ca_file"], "--json"),
            given=f"{secret or said['secret']}\n{said['integration_code']}\n",
        )

    def add_xero(self) -> Said:
        """Set the practice Xero up as a real connection."""
        said = self.start["xero"]
        addresses = [
            part
            for name in ("api_url", "authorize_url", "token_url", "connections_url", "revocation_url")
            for part in (f"--{name.replace('_', '-')}", said[name])
        ]
        return self(
            *("connections", "add", "xero", "--name", "Xero", "--client-id", said["client_id"]),
            *("--ca-file", self.start["ca_file"], *addresses, "--json"),
        )

    def set_up(self) -> None:
        """Both connections, signed in, a route with its rules."""
        assert self.add_autotask().code == 0
        assert self.add_xero().code == 0
        assert self("connections", "sign-in", "Xero").code == 0
        assert self("routes", "add", ROUTE, "--from", "Autotask", "--to", "Xero").code == 0
        assert self("mappings", "set-default", ROUTE, "--account", "200").code == 0
        rules = "".join(f"tax,,{key},{name},,,,,,,{code},,,,\r\n" for key, name, code in TAXES)
        assert self("mappings", "import", ROUTE, "-", given=HEADER + rules).code == 0


HEADER = (
    "what,facet,key,name,customer_id,customer_name,contact_id,contact_name,"
    "account_code,item_code,tax_code,category_id,category_name,option_id,option_name\r\n"
)
TAXES = (("4:2", "GST", "OUTPUT"), ("4:3", "GST free", "EXEMPTOUTPUT"), ("9:2", "Export", "EXEMPTEXPORT"))


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Commands over fresh records and a fresh small world."""
    with practice_sandbox(world="small", tls=True, limits=False) as sandbox:
        yield Line(TestHouse(tmp_path / "records", sandbox))
