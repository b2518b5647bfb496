"""The import rules of the application as one table, and the judgement over a set of sources."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.architecture.imports import Import, imports_of, is_standard, resolve


@dataclass(frozen=True, slots=True)
class Layer:
    """What the modules under one name may import: parts of the application, and libraries beyond Python's own."""

    ours: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()


LAYERS: dict[str, Layer] = {
    "app.domain": Layer(libraries=("rapidfuzz",)),
    "app.ports": Layer(ours=("app.domain",)),
    "app.engine": Layer(ours=("app.domain", "app.ports")),
    "app.flows": Layer(ours=("app.domain", "app.ports", "app.engine")),
    "app.connectors": Layer(
        ours=(
            "app.domain",
            "app.ports",
            "app.connectors.http",
            "app.connectors.oauth",
            "app.connectors.ledger",  # what every ledger does alike, so that no vendor's package knows another's
        ),
        libraries=("requests", "urllib3", "requests_oauthlib", "oauthlib"),
    ),
    "app.connectors.registry": Layer(ours=("app.domain", "app.ports", "app.connectors")),
    "app.store": Layer(
        ours=("app.domain", "app.ports"), libraries=("peewee", "playhouse", "psycopg", "keyring", "cryptography")
    ),
    "app.worker": Layer(ours=("app.domain", "app.ports", "app.engine", "app.flows"), libraries=("PySide6.QtCore",)),
    "app.ui": Layer(ours=("app.domain", "app.worker"), libraries=("PySide6", "shiboken6")),
    "app.cli": Layer(ours=("app.domain", "app.ports", "app.engine", "app.flows", "app.worker")),
    "app.sandbox": Layer(libraries=("trustme", "cryptography")),
}
"""Module or package -> what it may import, besides itself and the standard library. The longest name that fits counts."""

KNOW_EVERYTHING = ("app.bootstrap", "app.__main__")
"""The composition root: the only modules without a row in the table."""

SHARED_CONNECTOR_PARTS = ("app.connectors.http", "app.connectors.oauth", "app.connectors.ledger")


def violations(sources: Mapping[str, str]) -> list[str]:
    """Every import against the table, one sentence each, with the chain from an entry point that leads to it."""
    imports = [found for name, source in sources.items() for found in imports_of(name, source)]
    return [
        f"{found.importer}:{found.line} imports {found.target}: {reason}{_chain(found.importer, imports, sources)}"
        for found in imports
        if (reason := _judge(found))
    ]


def unplaced(modules: Iterable[str]) -> list[str]:
    """Modules of the application that no row of the table covers; a new package needs a rule first."""
    names = [name.removesuffix(".__init__") for name in modules]
    return [name for name in names if name != "app" and not _is_root(name) and _layer_name(name) is None]


def within(name: str, package: str) -> bool:
    """Whether a dotted name is the package or lies below it."""
    return name == package or name.startswith(package + ".")


def _judge(found: Import) -> str:
    """Why an import is not allowed; empty when it is."""
    if found.target == "?":
        return "a module named at run time escapes the rules"
    if _is_root(found.importer) or is_standard(found.target):
        return ""
    if found.importer == "app":
        return "the package itself stays empty"
    row = _layer_name(found.importer)
    if row is None:
        return "its package has no row in the table of layers"
    layer = LAYERS[row]
    if within(found.target, "app"):
        own = _own_ground(found.importer, row)
        allowed = any(within(found.target, name) for name in (own, *layer.ours))
        return "" if allowed else f"{row} may know only {', '.join(layer.ours) or 'itself'}"
    allowed = any(within(found.target, name) for name in layer.libraries)
    return "" if allowed else f"{row} may use only {', '.join(layer.libraries) or 'the standard library'}"


def _own_ground(importer: str, row: str) -> str:
    """The package within which a module is at home: for a connector its own folder, not its neighbours'."""
    if row != "app.connectors":
        return row
    return ".".join(importer.split(".")[:3])


def _layer_name(name: str) -> str | None:
    rows = [row for row in LAYERS if within(name, row)]
    return max(rows, key=len) if rows else None


def _is_root(name: str) -> bool:
    return any(within(name, root) for root in KNOW_EVERYTHING)


def _chain(offender: str, imports: Iterable[Import], sources: Mapping[str, str]) -> str:
    """The shortest way from an entry point to the offending module, so that its effect is seen."""
    ways: dict[str, set[str]] = {}
    for found in imports:
        if within(found.target, "app"):
            ways.setdefault(found.importer, set()).add(resolve(found.target, sources))
    for start in ("app.__main__", "app.bootstrap"):
        way = _shortest(start, offender, ways)
        if way:
            return "\n    reached by " + " -> ".join(way)
    return ""


def _shortest(start: str, end: str, ways: Mapping[str, set[str]]) -> tuple[str, ...]:
    queue: deque[tuple[str, ...]] = deque([(start,)])
    seen = {start}
    while queue:
        path = queue.popleft()
        if path[-1] == end:
            return path if len(path) > 1 else ()
        for following in sorted(ways.get(path[-1], set()) - seen):
            seen.add(following)
            queue.append((*path, following))
    return ()
