"""The house rules over every file of the project; each rule is tried on a sample that breaks it and one that does not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.architecture import house
from tests.architecture.imports import ROOT, module_name
from tests.architecture.layers import within

PYTHON = sorted(path for part in ("app", "tests", "packaging") for path in (ROOT / part).rglob("*.py"))
APP = [path for path in PYTHON if path.is_relative_to(ROOT / "app")]
BINARY = {".png", ".ico", ".icns", ".svg", ".ttf", ".otf", ".qm", ".db", ".sqlite", ".gz", ".pdf"}


def _broken(rule: house.Rule, files: list[Path]) -> str:
    """What a rule finds in the files, one line each; empty when all keep it."""
    return "\n".join(
        f"{path.relative_to(ROOT).as_posix()}: {finding}"
        for path in files
        for finding in rule(path.read_text(encoding="utf-8"))
    )


def _name(path: Path) -> str:
    return module_name(path, ROOT)


@pytest.mark.parametrize(
    "rule", [house.long_file, house.long_functions, house.missing_docstring], ids=lambda r: r.__name__
)
def test_every_python_file_keeps(rule: house.Rule) -> None:
    broken = _broken(rule, PYTHON)
    assert not broken, broken


def test_public_classes_and_functions_say_why_they_exist() -> None:
    broken = _broken(house.missing_public_docstrings, APP)
    assert not broken, broken


def test_modules_are_named_after_what_they_hold() -> None:
    paths = [path.relative_to(ROOT).as_posix() for path in PYTHON]
    broken = [f"{path}: {finding}" for path in paths for finding in house.nameless_module(path)]
    assert not broken, "\n".join(broken)


def test_no_dangerous_call_outside_the_sandbox() -> None:
    broken = _broken(house.dangerous_calls, [path for path in APP if not within(_name(path), "app.sandbox")])
    assert not broken, broken


def test_time_and_chance_are_handed_in() -> None:
    bound = [path for path in APP if any(within(_name(path), layer) for layer in house.CLOCKLESS)]
    broken = _broken(house.own_clock, bound)
    assert not broken, broken


def _tracked_text() -> list[Path]:
    """Text files under version control, or about to be; a copy without version control has only its Python files."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    names = [name for name in listing.stdout.split("\0") if name]
    files = [ROOT / name for name in names] if listing.returncode == 0 else PYTHON
    return [path for path in files if path.is_file() and path.suffix not in BINARY]


def test_no_file_names_a_registry_or_a_place_on_a_machine() -> None:
    own_samples = Path(__file__)
    broken = _broken(house.foreign_places, [path for path in _tracked_text() if path != own_samples])
    assert not broken, broken


def test_the_lock_files_hold_what_the_project_asks_for() -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", *LOCKS)]
    assert house.unlocked(*texts) == []


LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert house.names_of_lock(text)
    assert house.unhashed(text) == []


BREAKING: dict[str, tuple[house.Rule, str]] = {
    "long file": (house.long_file, "x = 1\n" * 401),
    "long function": (house.long_functions, "def f() -> None:\n" + "    x = 1\n" * 50),
    "long method": (house.long_functions, "class A:\n    async def f(self) -> None:\n" + "        x = 1\n" * 50),
    "no docstring": (house.missing_docstring, "x = 1\n"),
    "class without reason": (house.missing_public_docstrings, "class A:\n    x = 1\n"),
    "function without reason": (house.missing_public_docstrings, "def f() -> int:\n    return 1\n"),
    "utils": (house.nameless_module, "app/domain/utils.py"),
    "helpers": (house.nameless_module, "app/helpers/money.py"),
    "float": (house.dangerous_calls, "amount = float('1.10')"),
    "eval": (house.dangerous_calls, "eval(text)"),
    "pickle": (house.dangerous_calls, "def f() -> None:\n    from pickle import loads"),
    "shell": (house.dangerous_calls, "subprocess.run(line, shell=True)"),
    "verify": (house.dangerous_calls, "session.get(url, verify=False)"),
    "verify for the session": (house.dangerous_calls, "session.verify = False"),
    "now": (house.own_clock, "from datetime import datetime\nx = datetime.now(UTC)"),
    "now by module": (house.own_clock, "import datetime as dt\nx = dt.datetime.now()"),
    "today": (house.own_clock, "from datetime import date\nx = date.today()"),
    "time": (house.own_clock, "import time\nx = time.time()"),
    "time by another name": (house.own_clock, "from time import monotonic as tick\nx = tick()"),
    "sleep handed on": (house.own_clock, "import time\ndef f(sleep=time.sleep): ..."),
    "uuid4": (house.own_clock, "from uuid import uuid4\nx = uuid4()"),
    "random": (house.own_clock, "from random import Random"),
    "registry": (house.foreign_places, "see https://py" + "pi.org/simple"),
    "index": (house.foreign_places, "pip install --index-url http://localhost/simple x"),
    "home": (house.foreign_places, "open('/home/ann/books.csv')"),
    "temporary": (house.foreign_places, "cp x /tmp/y"),
    "windows home": (house.foreign_places, r"C:\Users\Ann"),
    "no hash": (house.unhashed, "a==1 \\\n    --hash=sha256:00\nb==2\n    # via a\n"),
}


@pytest.mark.parametrize(("rule", "sample"), BREAKING.values(), ids=BREAKING.keys())
def test_a_broken_rule_is_noticed(rule: house.Rule, sample: str) -> None:
    assert rule(sample)


KEEPING: dict[str, tuple[house.Rule, str]] = {
    "file at the limit": (house.long_file, "x = 1\n" * 400),
    "function at the limit": (house.long_functions, "def f() -> None:\n" + "    x = 1\n" * 49),
    "docstring": (house.missing_docstring, '"""Why."""\n'),
    "reasons": (house.missing_public_docstrings, 'class A:\n    """Why."""\ndef _f() -> None: ...\n'),
    "trade name": (house.nameless_module, "app/domain/money.py"),
    "decimal": (house.dangerous_calls, "amount = Decimal('1.10')\nx: float = 0.5\nsession.get(url, verify=ca)"),
    "times as data": (house.own_clock, "from datetime import datetime, timedelta\nx = datetime(2026, 1, 1)"),
    "clock handed in": (house.own_clock, "def f(clock: Clock) -> None:\n    clock.now()\n    self.time.sleep(1)"),
    "deterministic id": (house.own_clock, "from uuid import UUID, uuid5\nx = uuid5(NAMESPACE, 'a')"),
    "vendor address": (
        house.foreign_places,
        "https://api.xero.com/api.xro/2.0 and http://localhost:8741/xero/callback",
    ),
    "path of a file": (house.foreign_places, "app/work/flow.py and /usr/bin/env and https://x.example/home/ann"),
    "hashes": (house.unhashed, "a==1 ; python_version < '3.12' \\\n    --hash=sha256:00\n    # via b\n"),
}


@pytest.mark.parametrize(("rule", "sample"), KEEPING.values(), ids=KEEPING.keys())
def test_a_kept_rule_is_quiet(rule: house.Rule, sample: str) -> None:
    assert rule(sample) == []


def test_a_package_missing_from_a_lock_is_noticed() -> None:
    project = '[project]\ndependencies = ["a_b>=1", "c[x]>=2"]\n[dependency-groups]\ndev = ["d"]\n'
    assert house.unlocked(project, "A.b==1\nc==2\n", "a-b==1\nc==2\nd==3\n") == [
        "requirements-dev.lock lacks the pin A.b==1"
    ]
    assert house.unlocked(project, "a-b==1\nc==2\n", "a-b==1\nc==2\nd==3\n") == []
    assert house.unlocked(project, "a-b==1\n", "a-b==1\nc==2\n") == [
        "requirements.lock lacks c",
        "requirements-dev.lock lacks d",
    ]
