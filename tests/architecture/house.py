"""The house rules: each a small judgement over one file's text, so that each can be tried on a made-up sample."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator

MOST_LINES_OF_FILE = 400
MOST_LINES_OF_FUNCTION = 50

CLOCKLESS = ("app.domain", "app.flows", "app.engine", "app.connectors", "app.store", "app.ports")
"""Where time and chance are handed in by the caller; the real ones are made in app/bootstrap alone."""

TIME_AND_CHANCE = frozenset(
    {
        *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
        *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
        *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.sleep"),
        *(
            "uuid.uuid1",
            "uuid.uuid4",
            "os.urandom",
            "secrets.token_bytes",
            "secrets.token_hex",
            "secrets.token_urlsafe",
        ),
    }
)
"""What no module outside the composition root reads by itself, by full name."""

CHANCE_MODULES = ("random", "secrets")

REGISTRY = re.compile(
    r"(?:py" + r"pi\.org|pythonhosted\.org|registry\.npmjs|conda\.anaconda|crates\.io|proxy\.golang"
    r"|--(?:extra-)?index-url[ =]\S|--find-links[ =]\S)"
)
MACHINE_PATH = re.compile(
    r"(?:(?<![\w.$}])/(?:home|Users|root|workspace|work)/[\w.-]+|[A-Z]:\\+Users\\+\w+|(?<![\w.])/tmp/[\w.-]+)"
)


def long_file(text: str) -> list[str]:
    """A file that has grown past what one sitting can read."""
    count = len(text.splitlines())
    return [f"{count} lines, at most {MOST_LINES_OF_FILE}"] if count > MOST_LINES_OF_FILE else []


def long_functions(text: str) -> list[str]:
    """Functions past the limit, decorators not counted."""
    return [
        f"line {node.lineno}: {node.name} has {length} lines, at most {MOST_LINES_OF_FUNCTION}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_FUNCTION
    ]


def missing_docstring(text: str) -> list[str]:
    """A module that does not say why it exists."""
    return [] if ast.get_docstring(ast.parse(text)) else ["no docstring at its top"]


def missing_public_docstrings(text: str) -> list[str]:
    """Public classes and functions at the top of a module that do not say why they exist."""
    return [
        f"line {node.lineno}: {node.name} has no docstring"
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


def nameless_module(path: str) -> list[str]:
    """A module whose name says nothing: things end up there because they belong nowhere."""
    parts = path.removesuffix(".py").split("/")
    vague = {"util", "utils", "helper", "helpers", "misc", "common", "stuff"}
    return [f"'{part}' names nothing of the trade" for part in parts if part in vague]


def dangerous_calls(text: str) -> list[str]:
    """What lets an amount lose cents, lets data run as code, or lets a connection go unverified."""
    return [f"line {line}: {what}" for line, what in _dangers(ast.parse(text))]


def _dangers(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _dotted(node.func)
            if name in {"float", "eval", "exec"}:
                yield node.lineno, f"{name}() is not used here"
            for keyword in node.keywords:
                value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
                if (keyword.arg, value) in {("shell", True), ("verify", False)}:
                    yield node.lineno, f"{keyword.arg}={value!r} is not used here"
        elif isinstance(node, ast.Assign) and _switches_off_verification(node):
            yield node.lineno, "verify=False is not used here"
        for module in _imported(node):
            if module.partition(".")[0] in {"pickle", "marshal", "shelve", "dill"}:
                yield getattr(node, "lineno", 0), f"{module} is not used here"


def _switches_off_verification(node: ast.Assign) -> bool:
    off = isinstance(node.value, ast.Constant) and node.value.value is False
    return off and any(isinstance(target, ast.Attribute) and target.attr == "verify" for target in node.targets)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def own_clock(text: str) -> list[str]:
    """Reading the time, waiting or drawing lots by itself, called or handed on, under whatever name it was imported."""
    tree = ast.parse(text)
    names = _aliases(tree)
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            said = _dotted(node)
            head, _, rest = said.partition(".")
            full = names.get(head, head) + (f".{rest}" if rest else "")
            if full in TIME_AND_CHANCE:
                found.append(f"line {node.lineno}: {full} is handed in, not read")
        found += [
            f"line {getattr(node, 'lineno', 0)}: {module} is not used here"
            for module in _imported(node)
            if module == CHANCE_MODULES[0]
        ]
    return found


def _aliases(tree: ast.Module) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def foreign_places(text: str) -> list[str]:
    """Where packages come from, or where somebody's files lie: each machine's own affair."""
    return [
        f"line {number}: {match.group()}"
        for number, line in enumerate(text.splitlines(), 1)
        for pattern in (REGISTRY, MACHINE_PATH)
        for match in pattern.finditer(line)
    ]


def canonical(name: str) -> str:
    """A package's name as every tool compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names_of_requirements(requirements: list[str]) -> set[str]:
    """Canonical names out of requirement lines such as `requests-oauthlib>=2.0,<3`."""
    return {canonical(re.split(r"[ \[<>=!~;]", line, maxsplit=1)[0]) for line in requirements}


def names_of_lock(lock: str) -> set[str]:
    """Canonical names pinned in a lock file."""
    return {canonical(match.group(1)) for match in re.finditer(r"(?m)^([A-Za-z0-9][\w.-]*)==", lock)}


def unlocked(pyproject: str, runtime: str, development: str) -> list[str]:
    """What pyproject.toml asks for and a lock file lacks, and what the development lock lacks of the other."""
    project = tomllib.loads(pyproject)
    asked = names_of_requirements(project["project"]["dependencies"])
    tools = names_of_requirements(project["dependency-groups"]["dev"])
    return [
        *(f"requirements.lock lacks {name}" for name in sorted(asked - names_of_lock(runtime))),
        *(f"requirements-dev.lock lacks {name}" for name in sorted((asked | tools) - names_of_lock(development))),
        *(f"requirements-dev.lock lacks the pin {pin}" for pin in sorted(_pins(runtime) - _pins(development))),
    ]


def _pins(lock: str) -> set[str]:
    return set(re.findall(r"(?m)^[A-Za-z0-9][\w.-]*==[^\s;\\]+", lock))


def unhashed(lock: str) -> list[str]:
    """Packages of a lock file without a hash: they could be anything."""
    entries = re.split(r"(?m)^(?=[A-Za-z0-9][\w.-]*==)", lock)[1:]
    return [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


Rule = Callable[[str], list[str]]
