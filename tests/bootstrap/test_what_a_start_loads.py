"""What the window's start leaves alone until it is needed; each of these takes a tenth of a second or more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LATER = (
    "app.connectors.autotask",
    "app.connectors.quickbooks",
    "app.connectors.xero",
    "app.sandbox",
    "app.ui.collection.route",
    "app.ui.screens.route",
    "keyring",
    "psycopg",
    "requests",
)
START = """
import json, sys
import app.bootstrap.window, app.bootstrap.workplace, app.ui.window
print(json.dumps(sorted(sys.modules)))
"""


def test_a_start_loads_no_connector_no_keyring_no_driver_and_no_page_of_a_route() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", START], env=environment, cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    loaded = set(json.loads(done.stdout))
    assert "peewee" in loaded
    assert "app.ui.screens.route_page" in loaded
    assert not loaded.intersection(LATER)
