"""The query language: SELECT ... FROM ... WHERE ... ORDERBY ... STARTPOSITION ... MAXRESULTS ... (apis/quickbooks.md 6).

Keywords stand in any case, names of entities and properties in their exact one. There is no OR, NOT, JOIN or GROUP BY.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from app.sandbox.quickbooks.faults import FaultError, refuse

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^'\\]|\\.)*')
      | (?P<sign><=|>=|=|<|>|\(|\)|,|\*)
      | (?P<word>[A-Za-z_][A-Za-z0-9_.]*)
      | (?P<number>-?\d+(?:\.\d+)?)
    )""",
    re.VERBOSE,
)
_COMPARISONS: Final = frozenset({"=", "<", ">", "<=", ">="})
USUAL_ROWS: Final = 100
MOST_ROWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Condition:
    """One test; `values` are the texts to compare with, several only for IN."""

    path: str
    operator: str
    values: tuple[str, ...]


@dataclass(slots=True)
class Query:
    """A parsed statement. `fields` is empty for everything; `also` are properties named beside the asterisk."""

    entity: str = ""
    fields: list[str] = field(default_factory=list)
    everything: bool = False
    count: bool = False
    conditions: list[Condition] = field(default_factory=list)
    order: list[tuple[str, bool]] = field(default_factory=list)
    start: int = 1
    most: int = USUAL_ROWS


def unparsable(found: str) -> FaultError:
    """The fault for a statement that cannot be read."""
    return refuse(4000, f'QueryParserError: Encountered "{found or "<EOF>"}"')


def invalid(detail: str) -> FaultError:
    """The fault for a statement that can be read and not be carried out."""
    return refuse(4001, f"QueryValidationError: {detail}")


def parse_query(text: str) -> Query:
    """Read a statement. Raises 4000 and 4001."""
    return _Parser(_tokens(text)).statement()


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise unparsable(text[at : at + 20])
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return found


class _Parser:
    """Walks over the tokens once."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def statement(self) -> Query:
        """The whole statement."""
        query = Query()
        self._expect("SELECT")
        self._selection(query)
        self._expect("FROM")
        query.entity = self._name()
        if self._take("WHERE"):
            query.conditions.append(self._condition())
            while self._take("AND"):
                query.conditions.append(self._condition())
        self._ending(query)
        if self._at < len(self._tokens):
            raise unparsable(self._peek()[1])
        return query

    def _selection(self, query: Query) -> None:
        if self._take("COUNT"):
            for sign in "(*)":
                self._expect_sign(sign)
            query.count = True
            return
        while True:
            if self._take_sign("*"):
                query.everything = True
            else:
                query.fields.append(self._name())
            if not self._take_sign(","):
                return

    def _ending(self, query: Query) -> None:
        while self._at < len(self._tokens):
            if self._take("ORDERBY") or (self._take("ORDER") and self._expect("BY")):
                self._order(query)
            elif self._take("STARTPOSITION"):
                query.start = self._whole("STARTPOSITION", 1)
            elif self._take("MAXRESULTS"):
                query.most = self._whole("MAXRESULTS", 0)
                if query.most > MOST_ROWS:
                    raise invalid(f"value {query.most} is too large. Max allowed value is {MOST_ROWS}.")
            else:
                raise unparsable(self._peek()[1])

    def _order(self, query: Query) -> None:
        while True:
            name = self._name()
            falling = self._take("DESC")
            if not falling:
                self._take("ASC")
            query.order.append((name, falling))
            if not self._take_sign(","):
                return

    def _condition(self) -> Condition:
        path = self._name()
        if self._take("IN"):
            self._expect_sign("(")
            values = [self._value()]
            while self._take_sign(","):
                values.append(self._value())
            self._expect_sign(")")
            return Condition(path, "IN", tuple(values))
        if self._take("LIKE"):
            return Condition(path, "LIKE", (self._value(),))
        kind, sign = self._next()
        if kind != "sign" or sign not in _COMPARISONS:
            raise unparsable(sign)
        return Condition(path, sign, (self._value(),))

    def _value(self) -> str:
        kind, text = self._next()
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if kind == "number" or text.lower() in ("true", "false"):
            return text
        raise unparsable(text)

    def _whole(self, name: str, least: int) -> int:
        kind, text = self._next()
        if kind not in ("number", "text") or not text.strip("'").isdigit():
            raise unparsable(text)
        number = int(text.strip("'"))
        if number < least:
            raise invalid(f"value {number} is too small. Min allowed value is {least} for {name}.")
        return number

    def _name(self) -> str:
        kind, text = self._next()
        if kind != "word":
            raise unparsable(text)
        return text

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _take(self, word: str) -> bool:
        kind, text = self._peek()
        if kind == "word" and text.upper() == word:
            self._at += 1
            return True
        return False

    def _take_sign(self, sign: str) -> bool:
        if self._peek() == ("sign", sign):
            self._at += 1
            return True
        return False

    def _expect(self, word: str) -> bool:
        if not self._take(word):
            raise unparsable(self._peek()[1])
        return True

    def _expect_sign(self, sign: str) -> None:
        if not self._take_sign(sign):
            raise unparsable(self._peek()[1])
