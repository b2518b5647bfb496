"""Sandboxes and tiny servers for the tests of the Autotask connector."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.connectors.autotask.bench import Answers, SandboxBench, TinyAutotask
from tests.connectors.http.tlsserver import Authority, make_authority, serving

MakeTiny = Callable[[Answers], TinyAutotask]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that the tiny servers are certified by."""
    return make_authority(Path(tmp_path_factory.mktemp("authority")))


@pytest.fixture(scope="module")
def practice() -> Iterator[SandboxBench]:
    """The practice world, only read."""
    bench = SandboxBench("practice")
    yield bench
    bench.close()


@pytest.fixture
def small() -> Iterator[SandboxBench]:
    """A small world of the test's own."""
    bench = SandboxBench("small")
    yield bench
    bench.close()


@pytest.fixture
def tiny(authority: Authority) -> Iterator[MakeTiny]:
    """Starts tiny servers."""
    with ExitStack() as stack:

        def make(answers: Answers) -> TinyAutotask:
            made = TinyAutotask(answers)
            made.server = stack.enter_context(serving(authority, made.respond))
            return made

        yield make
