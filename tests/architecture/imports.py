"""Reads which module imports which from the source text, without importing anything."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement: the module it stands in, its line, and the full name it asks for."""

    importer: str
    line: int
    target: str


def module_name(file: Path, root: Path) -> str:
    """The dotted name of a source file below the root; a package has the name of its folder."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read_sources(root: Path, package: str) -> dict[str, str]:
    """Source text by module name for every module of a package."""
    files = sorted((root / package).rglob("*.py"))
    return {_marked(file, root): file.read_text(encoding="utf-8") for file in files}


def _marked(file: Path, root: Path) -> str:
    # a package's own module keeps a mark, because relative imports count from it and not from its parent
    name = module_name(file, root)
    return f"{name}.__init__" if file.name == "__init__.py" else name


def imports_of(name: str, source: str) -> Iterator[Import]:
    """Every import of one module: at the top, inside functions, under TYPE_CHECKING and by importlib."""
    importer = name.removesuffix(".__init__")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(importer, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = _base(name, node)
            for alias in node.names:
                yield Import(importer, node.lineno, f"{base}.{alias.name}" if base else alias.name)
        elif isinstance(node, ast.Call) and _is_dynamic(node.func):
            first = node.args[0] if node.args else None
            known = isinstance(first, ast.Constant) and isinstance(first.value, str)
            yield Import(importer, node.lineno, first.value if known else "?")  # type: ignore[union-attr]


def _base(name: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parent = name.split(".")[: -node.level]
    return ".".join([*parent, node.module] if node.module else parent)


def _is_dynamic(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in {"__import__", "import_module"}
    return isinstance(function, ast.Attribute) and function.attr == "import_module"


def is_standard(target: str) -> bool:
    """Whether a name belongs to Python's standard library."""
    return target.partition(".")[0] in sys.stdlib_module_names


def resolve(target: str, modules: Mapping[str, object]) -> str:
    """The longest part of an imported name that is a module of ours; the name itself when none is."""
    parts = target.split(".")
    for end in range(len(parts), 0, -1):
        candidate = ".".join(parts[:end])
        if candidate in modules or f"{candidate}.__init__" in modules:
            return candidate
    return target
