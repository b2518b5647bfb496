"""Points on which Rotessa's behaviour is not known or has been seen both ways; a test sets them to meet each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "earliest": frozenset({"same_day", "tomorrow", "two_business_days"}),
    "weekend_dates": frozenset({"later", "moved", "refused"}),
    "report_order": frozenset({"updated", "id", "process_date"}),
    "creates": frozenset({"as_sent", "other_frequency", "no_installments", "without_end"}),
}
ODD_VALUES: Final = frozenset({"numeric_account", "unpadded_date", "null_updated", "leap_day"})


@dataclass(frozen=True, slots=True)
class Switches:
    """How this account behaves (apis/rotessa.md sections in brackets).

    earliest: the first process date that is taken: 'same_day', 'tomorrow' or 'two_business_days' ahead [5].
    weekend_dates: a date on which banks rest is debited 'later' with the schedule showing what was asked, is 'moved' in the
    schedule too, or is 'refused' [15.4].
    page_size: rows of a report page [8]; report_order: what its rows are sorted by, 'updated' lets a row change pages;
    odd_values: which of ODD_VALUES some report rows carry [8].
    generation_seconds: how long after a create the debit's financial transaction can be read [15.6].
    create_hides_bank_numbers: the answer to a create lacks them [4]. update_ignores_rest: a PATCH of a schedule passes over
    what it may not change, instead of refusing it [5]. identifier_ignores_case: look-up and uniqueness of custom_identifier
    [15.5]. authorization_wanted: Canadian customers too need an authorisation before a debit [4].
    day_limit: most that may be debited from one customer on a day, in whole dollars, 0 for no limit [7].
    delete_body: what a DELETE answers; the documented 'no errors' is an empty body [3].
    creates: whether a create over the API is made 'as_sent', or as a fault at Rotessa would have it: with an 'other_frequency',
    with 'no_installments', or monthly 'without_end'.
    """

    earliest: str = "tomorrow"
    weekend_dates: str = "later"
    page_size: int = 1_000
    report_order: str = "updated"
    odd_values: frozenset[str] = frozenset({"numeric_account"})
    generation_seconds: int = 0
    create_hides_bank_numbers: bool = False
    update_ignores_rest: bool = False
    identifier_ignores_case: bool = False
    authorization_wanted: bool = False
    day_limit: int = 0
    delete_body: str = ""
    creates: str = "as_sent"

    def changed(self, values: Mapping[str, Any]) -> Switches:
        """With some values replaced; ValueError for a switch or a setting that does not exist. Lists become sets."""
        unknown = sorted(set(values) - {field.name for field in fields(self)})
        if unknown:
            raise ValueError(f"There is no switch {', '.join(unknown)}.")
        taken: dict[str, Any] = {
            name: frozenset(value) if isinstance(value, list | set) else value for name, value in values.items()
        }
        for name, value in taken.items():
            _check(name, value, getattr(self, name))
        return replace(self, **taken)


def _check(name: str, value: Any, present: Any) -> None:
    if type(value) is not type(present):
        raise ValueError(f"The switch {name} takes a {type(present).__name__}.")
    if name in _CHOICES and value not in _CHOICES[name]:
        raise ValueError(f"The switch {name} takes one of {', '.join(sorted(_CHOICES[name]))}.")
    if name == "odd_values" and value - ODD_VALUES:
        raise ValueError(f"There are no odd values {', '.join(sorted(value - ODD_VALUES))}.")
    if isinstance(value, int) and value < (1 if name == "page_size" else 0):
        raise ValueError(f"The switch {name} cannot be {value}.")
