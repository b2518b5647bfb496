"""The log holds no secret, no control character, and belongs to one person."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.logs import MOST_BYTES, QUIET, start_logging, stop_logging
from app.bootstrap.redactor import BLACK, Redactor, WatchedSecrets
from app.store.secrets import MemorySecrets
from tests.support.silence import LogWatch

LOG = logging.getLogger("app.somewhere")


@pytest.fixture
def redactor() -> Redactor:
    """Knows one secret."""
    return Redactor(["s3cret&word"])


@pytest.fixture
def log_file(tmp_path: Path, redactor: Redactor) -> Iterator[Path]:
    """The program's log for one test."""
    level = logging.getLogger().level
    handler = start_logging(tmp_path, redactor)
    yield tmp_path / "ledgerferry.log"
    stop_logging(handler)
    logging.getLogger().setLevel(level)


def test_secrets_are_blackened_also_in_addresses_and_tracebacks(log_file: Path, expected_logs: LogWatch) -> None:
    expected_logs.expect("app.somewhere", "it broke", logging.ERROR)
    LOG.info("sent s3cret&word and s3cret%26word")
    LOG.info("Authorization: Bearer abcdefghijklmnop and eyJhbGciOiJSUzI1NiJ9.eyJuYmYiOjE3OTUzNH0.dKQtv1_p")
    try:
        hidden = "value of a local"
        raise ValueError(f"with s3cret&word {len(hidden)}")
    except ValueError:
        LOG.exception("it broke")
    text = log_file.read_text("utf-8")
    assert "s3cret" not in text
    assert "abcdefghijklmnop" not in text
    assert "eyJ" not in text
    assert "value of a local" not in text
    assert text.count(BLACK) >= 5
    assert "ValueError" in text


def test_what_steers_a_terminal_is_written_out(log_file: Path) -> None:
    LOG.info("name: \x1b[31mred\x07 \u2028 end")
    assert "\\x1b[31mred\\x07 \\u2028 end" in log_file.read_text("utf-8")


def test_the_file_is_private_and_rotates(log_file: Path) -> None:
    LOG.info("first")
    assert stat.S_IMODE(log_file.stat().st_mode) == 0o600
    for _ in range(3):
        LOG.info("x" * MOST_BYTES)
    rotated = log_file.with_name("ledgerferry.log.1")
    assert stat.S_IMODE(rotated.stat().st_mode) == 0o600
    assert stat.S_IMODE(log_file.stat().st_mode) == 0o600


def test_libraries_that_write_tokens_stay_quiet(log_file: Path) -> None:
    for name in QUIET:
        logging.getLogger(name).debug("token=abc")
        logging.getLogger(name).info("token=abc")
    LOG.info("ours")
    assert "abc" not in log_file.read_text("utf-8")


def test_secrets_are_learnt_as_they_pass(redactor: Redactor) -> None:
    inner = MemorySecrets()
    inner.put("c1", "secret", "known-before")
    watched = WatchedSecrets(inner, redactor)
    assert redactor.redact("known-before") == "known-before"
    watched.get("c1", "secret")
    watched.put("c1", "refresh_token", "rotated-token")
    assert redactor.redact("known-before rotated-token") == f"{BLACK} {BLACK}"
    watched.remove("c1", "refresh_token")
    assert "rotated-token" not in redactor.redact("an old rotated-token in a late line")


def test_short_values_do_not_blacken_ordinary_words() -> None:
    assert Redactor(["a", "the"]).redact("the sale") == "the sale"
