"""The log must be silent: a line at WARNING or above that no test announced fails the test it falls into."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expectation:
    """A line a test announced: the logger's name (or a parent of it), a pattern for the text, and the lowest level."""

    logger: str
    pattern: re.Pattern[str]
    level: int

    def fits(self, record: logging.LogRecord) -> bool:
        """Whether the record is the announced one."""
        named = record.name == self.logger or record.name.startswith(self.logger + ".")
        return named and record.levelno >= self.level and bool(self.pattern.search(record.getMessage()))


class LogWatch(logging.Handler):
    """Keeps every record at WARNING or above, from any thread, and compares it with what a test announced."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[logging.LogRecord] = []
        self._expectations: list[Expectation] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record; logging calls this under the handler's own lock."""
        self._records.append(record)

    def expect(self, logger: str, pattern: str, level: int = logging.WARNING) -> None:
        """Announce a line; it may come more than once, and the test fails if it never comes."""
        self._expectations.append(Expectation(logger, re.compile(pattern), level))

    def settle(self) -> list[str]:
        """What is wrong with the log since the last call, one sentence a line; forgets everything kept."""
        with self._exclusively():
            records, self._records = self._records, []
            expectations, self._expectations = self._expectations, []
        unexpected = [
            f"unexpected log line: {record.levelname} {record.name}: {record.getMessage()}"
            for record in records
            if not any(expectation.fits(record) for expectation in expectations)
        ]
        missing = [
            f"announced log line never came: {expectation.logger}: {expectation.pattern.pattern}"
            for expectation in expectations
            if not any(expectation.fits(record) for record in records)
        ]
        return unexpected + missing

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        self.acquire()
        try:
            yield
        finally:
            self.release()
