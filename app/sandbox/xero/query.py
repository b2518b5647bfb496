"""Xero's `where` and `order`: a small C#-like expression language (apis/xero.md 4.5).

`where` compares fields with literals by == = != < <= > >=, joins with AND && OR || and brackets, negates with !, and knows
Contains, StartsWith, EndsWith, ToLower, ToUpper, guid("..."), Guid("..."), DateTime(y, m, d) and DateTime.Parse("...").
Text compares without case and accents. A field that the record does not have matches nothing, without a word, as seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from app.sandbox.xero.names import published
from app.sandbox.xero.values import Record, instant_of

Value = Callable[[Record], Any]
Test = Callable[[Record], bool]
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*")|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"""
    r"""|(?P<sign>==|=|!=|<=|>=|<|>|&&|\|\||!|\(|\)|,|\.))"""
)
_COMPARISONS = frozenset({"==", "=", "!=", "<", "<=", ">", ">="})
_METHODS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda held, sought: sought in held,
    "startswith": lambda held, sought: held.startswith(sought),
    "endswith": lambda held, sought: held.endswith(sought),
}


class QueryError(ValueError):
    """An expression Xero would not parse; the message is the one of its QueryParseException."""


def plain_text(value: str) -> str:
    """Text as the filters compare it: without case and accents."""
    if value.isascii():
        return value.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", value.casefold()) if not unicodedata.combining(c))


def parse_where(expression: str) -> Test:
    """The predicate of a `where` expression. Raises `QueryError`."""
    parser = _Parser(_tokens(expression))
    test = parser.either()
    if parser.kind:
        raise QueryError("Syntax error")
    return test


def _tokens(expression: str) -> list[tuple[str, str]]:
    tokens, position = [], 0
    expression = expression.rstrip()
    while position < len(expression):
        match = _TOKEN.match(expression, position)
        if match is None:
            single = expression[position:].lstrip().startswith("'")
            raise QueryError(
                "Character literal must contain exactly one character" if single else "Expression expected"
            )
        tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
        position = match.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens; each method consumes what it understands."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._position = 0

    @property
    def kind(self) -> str:
        """The kind of the present token, empty at the end."""
        return self._tokens[self._position][0] if self._position < len(self._tokens) else ""

    @property
    def _word(self) -> str:
        return self._tokens[self._position][1] if self.kind else ""

    def _take(self) -> str:
        if not self.kind:
            raise QueryError("Expression expected")
        self._position += 1
        return self._tokens[self._position - 1][1]

    def _expect(self, sign: str) -> None:
        if self._word != sign or self.kind != "sign":
            raise QueryError(f"'{sign}' expected" if sign == ")" else "Expression expected")
        self._position += 1

    def _joined(self, *signs: str) -> bool:
        if self.kind in {"sign", "name"} and self._word.lower() in signs:
            self._position += 1
            return True
        return False

    def either(self) -> Test:
        """Alternatives."""
        tests = [self._both()]
        while self._joined("or", "||"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda record: any(test(record) for test in tests)

    def _both(self) -> Test:
        tests = [self._single()]
        while self._joined("and", "&&"):
            tests.append(self._single())
        return tests[0] if len(tests) == 1 else lambda record: all(test(record) for test in tests)

    def _single(self) -> Test:
        if self._joined("!"):
            denied = self._single()
            return lambda record: not denied(record)
        if self._word == "(" and self.kind == "sign":
            self._position += 1
            inner = self.either()
            self._expect(")")
            return inner
        left = self._value()
        if self._word in _COMPARISONS and self.kind == "sign":
            sign = self._take()
            right = self._value()
            return lambda record: _compare(sign, left(record), right(record))
        return lambda record: left(record) is True

    def _value(self) -> Value:
        kind, word = self.kind, self._take()
        if kind == "text":
            text = word[1:-1]
            return lambda _: text
        if kind == "number":
            number = Decimal(word)
            return lambda _: number
        if kind != "name":
            raise QueryError("Expression expected")
        return self._named(word)

    def _named(self, word: str) -> Value:
        constant = {"true": True, "false": False, "null": None}
        if word.lower() in constant:
            held = constant[word.lower()]
            return lambda _: held
        if self._word != "(" or self.kind != "sign":
            return _field(word)
        self._position += 1
        arguments = self._arguments()
        owner, _, method = word.rpartition(".")
        if word.lower() in {"guid", "guid.parse", "datetime", "datetime.parse"}:
            made = _made(word.lower(), arguments)
            return lambda _: made
        return self._method(_field(owner), method.lower(), arguments)

    def _method(self, owner: Value, method: str, arguments: list[Any]) -> Value:
        if method in {"tolower", "toupper"} and not arguments:
            return self._chained(owner)
        check = _METHODS.get(method)
        if check is None or len(arguments) != 1 or not isinstance(arguments[0], str):
            raise QueryError("Expression expected")
        sought = plain_text(arguments[0])

        def test(record: Record) -> bool:
            held = owner(record)
            return isinstance(held, str) and check(plain_text(held), sought)

        return test

    def _chained(self, owner: Value) -> Value:
        """What follows a change of case: nothing, or one more method."""
        if not self._joined("."):
            return owner
        if self.kind != "name":
            raise QueryError("Expression expected")
        method = self._take().lower()
        self._expect("(")
        return self._method(owner, method, self._arguments())

    def _arguments(self) -> list[Any]:
        values: list[Any] = []
        while self._word != ")" or self.kind != "sign":
            if values:
                self._expect(",")
            values.append(self._value()({}))
        self._position += 1
        return values


def _made(word: str, arguments: list[Any]) -> Any:
    try:
        if word.startswith("guid"):
            return str(arguments[0]).lower()
        if word == "datetime.parse":
            return instant_of(str(arguments[0]))
        return _day([int(argument) for argument in arguments])
    except (ValueError, TypeError, IndexError) as problem:
        raise QueryError("Expression expected") from problem


def _day(parts: list[int]) -> datetime:
    year, month, day = parts[:3]
    hour, minute, second = [*parts[3:6], 0, 0, 0][:3]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _field(path: str) -> Value:
    names = [published(part) for part in path.split(".") if part.lower() not in {"value", "hasvalue"}]
    if len(names) == 1:
        name = names[0]
        return lambda record: record.get(name)

    def read(record: Record) -> Any:
        value: Any = record
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    return read


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _compare(sign: str, left: Any, right: Any) -> bool:
    left, right = _comparable(left), _comparable(right)
    if sign in {"==", "="}:
        return bool(left == right)
    if sign == "!=":
        return bool(left != right)
    if left is None or right is None or type(left) is not type(right) or isinstance(left, bool):
        return False
    orders: dict[str, bool] = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return orders[sign]


def ordered(records: Iterable[Record], order: str, id_field: str) -> list[Record]:
    """Records by an `order` such as "Date DESC, Total"; ties by id. Raises `QueryError`."""
    if not order:
        return _by_age(records, id_field)
    found = sorted(records, key=itemgetter(id_field))
    for clause in reversed([part.split() for part in order.split(",")]):
        direction = clause[1].upper() if len(clause) == 2 else "ASC"
        if not 1 <= len(clause) <= 2 or direction not in {"ASC", "DESC"}:
            raise QueryError("Expression expected")
        read = _field(clause[0])
        found.sort(key=lambda record, read=read: _sort_key(read(record)), reverse=direction == "DESC")  # type: ignore[misc]
    return found


def _by_age(records: Iterable[Record], id_field: str) -> list[Record]:
    """Oldest change first, ties by id: two steps, because records lie almost in this order already."""
    found: list[Record] = []
    age = itemgetter("UpdatedDateUTC")
    for _, group in groupby(sorted(records, key=age), key=age):
        ties = list(group)
        found += ties if len(ties) == 1 else sorted(ties, key=itemgetter(id_field))
    return found


def _sort_key(value: Any) -> tuple[int, Any]:
    value = _comparable(value)
    if value is None or isinstance(value, dict | list):
        return (0, 0)
    kinds = {bool: 1, Decimal: 2, datetime: 3}
    return (kinds.get(type(value), 4), value)
