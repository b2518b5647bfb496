"""Rows as Autotask sends them, read strictly where money and dates are concerned (apis/autotask.md 7 'Dates', 18)."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

LOG = logging.getLogger(__name__)

_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[+-]\d\d:\d\d)?\Z", re.ASCII
)


_DIGITS, _DECIMALS = 13, 8
"""Digits before and after the point: products and quotients of such numbers stay exact in `decimal`'s 28 places."""


class OddValueError(ValueError):
    """A field holds something it never should; `field` names it, `shown` says what kind of thing was there."""

    def __init__(self, field: str, shown: str) -> None:
        super().__init__(f"{field}: {shown}")
        self.field = field
        self.shown = shown


_KINDS = {str: "text", bool: "yes or no", int: "a number", Decimal: "a number", list: "a list", dict: "a group"}


def kind_of(value: object) -> str:
    """The kind of a JSON value in a bookkeeper's words."""
    return "nothing" if value is None else _KINDS.get(type(value), "something unknown")


@dataclass(frozen=True, slots=True)
class Row:
    """One record. Field names are camelCase as the live API sends them (apis/autotask.md 1)."""

    values: Mapping[str, object]

    @property
    def id(self) -> int:
        """The record's id; 0 is a real one (the tenant's own company). Raises `OddValueError`."""
        found = self.whole("id")
        if found is None:
            raise OddValueError("id", "nothing")
        return found

    def has(self, *names: str) -> bool:
        """Whether any of these fields holds something."""
        return any(self.values.get(name) is not None for name in names)

    def whole(self, name: str) -> int | None:
        """A whole number or None. Raises `OddValueError` for anything else, text that looks like a number included."""
        value = self.values.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if isinstance(value, Decimal) and value == value.to_integral_value():
            return int(value)
        raise OddValueError(name, kind_of(value))

    def key(self, name: str) -> str:
        """A reference as text; '' when there is none."""
        found = self.whole(name)
        return "" if found is None else str(found)

    def amount(self, name: str) -> Decimal | None:
        """A decimal number exactly as sent, or None. Raises `OddValueError`, also for one that no books could add up."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
        if not isinstance(value, Decimal):
            raise OddValueError(name, kind_of(value))
        if value and not (-_DECIMALS <= value.adjusted() < _DIGITS and value == round(value, _DECIMALS)):
            raise OddValueError(name, "a number with too many digits")
        return value

    def required(self, name: str) -> Decimal:
        """A decimal number that must be there. Raises `OddValueError`."""
        found = self.amount(name)
        if found is None:
            raise OddValueError(name, "nothing")
        return found

    def text(self, name: str) -> str:
        """Text whole as it is; '' for null. A number is taken as its digits. Raises `OddValueError` for lists and groups."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return str(value)
        raise OddValueError(name, kind_of(value))

    def loose(self, *names: str) -> str:
        """The first of these texts that says something, trimmed; whatever is not text reads as ''. For names and addresses."""
        found = (self.values.get(name) for name in names)
        return next((value.strip() for value in found if isinstance(value, str) and value.strip()), "")

    def flag(self, name: str) -> bool:
        """Yes or no; 1 and 0 are taken too (`Contacts.isActive`), null is no. Raises `OddValueError`."""
        value = self.values.get(name)
        if value is None or value is False or value == 0:
            return False
        if value is True or value == 1:
            return True
        raise OddValueError(name, kind_of(value))

    def day(self, name: str) -> date | None:
        """A date without a zone: the date part as it stands. Raises `OddValueError`.

        A time of day other than midnight: the UTC date before noon, else the next day, and a line in the log (section 7).
        """
        found = self.instant(name)
        if found is None:
            return None
        if (found.hour, found.minute, found.second) == (0, 0, 0):
            return found.date()
        LOG.info("date with a time of day field=%s hour=%d", name, found.hour)
        try:
            return found.date() if found.hour < 12 else found.date() + timedelta(days=1)
        except OverflowError as reason:
            raise OddValueError(name, "a date that does not exist") from reason

    def instant(self, name: str) -> datetime | None:
        """A moment in UTC; without a designator it is UTC all the same. Raises `OddValueError`."""
        value = self.values.get(name)
        if value is None:
            return None
        found = _INSTANT.match(value) if isinstance(value, str) else None
        if found is None:
            raise OddValueError(name, kind_of(value))
        day, hour, minute, second, fraction, zone = found.groups()
        text = f"{day}T{hour or '00'}:{minute or '00'}:{second or '00'}.{(fraction or '0').ljust(6, '0')[:6]}"
        try:
            moment = datetime.fromisoformat(text + ("+00:00" if zone in {None, "Z"} else zone))
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as reason:
            raise OddValueError(name, "a date that does not exist") from reason


def written(moment: datetime) -> str:
    """A moment as Autotask takes it: UTC with three decimals (section 7)."""
    at = moment.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def same_moment(one: datetime | None, other: datetime | None) -> bool:
    """Whether two marks are the same; less than a second apart counts, because the remote side may round."""
    if one is None or other is None:
        return one is other
    return abs((one - other).total_seconds()) < 1
