"""Who may import whom, checked over every module; the check itself is tried on made-up modules."""

from __future__ import annotations

import pytest

from tests.architecture.imports import ROOT, imports_of, read_sources
from tests.architecture.layers import LAYERS, unplaced, violations

SOURCES = read_sources(ROOT, "app")


def test_every_import_keeps_to_the_table() -> None:
    found = violations(SOURCES)
    assert not found, "\n" + "\n".join(found)


def test_every_module_has_a_row_in_the_table() -> None:
    assert unplaced(SOURCES) == []


def test_the_sources_are_found() -> None:
    assert "app.domain.__init__" in SOURCES
    assert len(SOURCES) > 3


FORBIDDEN = {
    "domain knows nothing of ours": ("app.domain.money", "from app.ports import ledgers"),
    "domain uses no library but rapidfuzz": ("app.domain.money", "import requests"),
    "ports are protocols over the domain": ("app.ports.ledgers", "import app.engine.journal"),
    "engine knows no flow": ("app.engine.executor", "from app.flows import export"),
    "flows know no connector": ("app.flows.export", "from app.connectors.xero import client"),
    "connectors know no store": ("app.connectors.xero.client", "from app.store import secrets"),
    "one connector never knows another": ("app.connectors.xero.client", "from app.connectors.autotask import client"),
    "nor the package above both": ("app.connectors.xero.client", "from app import connectors"),
    "nor by a relative way": ("app.connectors.xero.client", "from ..autotask import client"),
    "what ledgers share knows none of them": (
        "app.connectors.ledger.posting",
        "from app.connectors.xero import client",
    ),
    "shared parts know no vendor": ("app.connectors.http.client", "from app.connectors.xero import client"),
    "only the store knows peewee": ("app.flows.export", "import peewee"),
    "only the store knows the keyring": ("app.connectors.oauth.tokens", "from keyring import get_password"),
    "only connectors know requests": ("app.store.journal", "import requests"),
    "the worker knows no widget": ("app.worker.thread", "from PySide6.QtWidgets import QWidget"),
    "the worker takes no Qt wholesale": ("app.worker.thread", "import PySide6"),
    "the window holds no rules": ("app.ui.window", "from app.engine import executor"),
    "the command line has no window": ("app.cli.main", "from PySide6.QtCore import QObject"),
    "the command line has no store": ("app.cli.main", "import app.store.journal"),
    "the sandbox shares nothing": ("app.sandbox.server", "from app.domain.money import Money"),
    "the sandbox uses few libraries": ("app.sandbox.server", "import requests"),
    "not inside a function either": ("app.domain.money", "def f() -> None:\n    import requests"),
    "not for types alone either": ("app.domain.money", "if TYPE_CHECKING:\n    from app.store import journal"),
    "nor by a name made at run time": ("app.domain.money", "importlib.import_module(name)"),
    "nor by importlib": ("app.domain.money", "importlib.import_module('app.store')"),
    "no package without a rule": ("app.helpers.things", "import app.domain"),
    "the package itself stays empty": ("app.__init__", "from app.domain import money"),
}


@pytest.mark.parametrize(("module", "line"), FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_forbidden_import_is_noticed(module: str, line: str) -> None:
    assert len(violations({module: line})) == 1


ALLOWED = [
    ("app.domain.suggestions", "from rapidfuzz import fuzz"),
    ("app.domain.money", "from decimal import Decimal\nfrom app.domain import currency\nfrom . import currency"),
    ("app.ports.ledgers", "from app.domain.money import Money"),
    ("app.flows.export", "from app.engine import journal"),
    (
        "app.connectors.xero.client",
        "from app.connectors.http import client\nfrom .replies import rows\nimport requests",
    ),
    ("app.connectors.xero.voiding", "from app.connectors.ledger import voiding"),
    ("app.connectors.registry", "from app.connectors.xero import client"),
    ("app.store.journal", "import peewee\nimport keyring\nfrom app.ports import stores"),
    ("app.worker.thread", "from PySide6.QtCore import QObject"),
    ("app.ui.window", "from PySide6 import QtWidgets\nfrom app.worker import tasks"),
    ("app.sandbox.tls", "import trustme\nfrom app.sandbox import wire"),
    ("app.bootstrap", "import app.store\nimport app.ui\nimport requests"),
    ("app.bootstrap.wiring", "import app.store\nimport app.ui"),
    ("app.__main__", "from app import bootstrap"),
]


@pytest.mark.parametrize(("module", "lines"), ALLOWED)
def test_an_allowed_import_passes(module: str, lines: str) -> None:
    assert violations({module: lines}) == []


def test_the_chain_from_the_entry_point_is_told() -> None:
    sources = {
        "app.__main__": "from app import bootstrap",
        "app.bootstrap": "from app.flows.export import plan",
        "app.flows.export": "def late() -> None:\n    import peewee",
    }
    (sentence,) = violations(sources)
    assert "app.flows.export:2 imports peewee" in sentence
    assert "app.__main__ -> app.bootstrap -> app.flows.export" in sentence


def test_a_package_counts_relative_imports_from_itself() -> None:
    targets = [found.target for found in imports_of("app.store.__init__", "from . import journal")]
    assert targets == ["app.store.journal"]


def test_the_table_names_every_part_of_the_layout() -> None:
    parts = {"domain", "ports", "engine", "flows", "connectors", "store", "worker", "ui", "cli", "sandbox"}
    assert {f"app.{part}" for part in parts} <= set(LAYERS)
