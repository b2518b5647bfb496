"""One call to the accounting interface, and how a batch of elements is written and answered (apis/xero.md 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.sandbox.wire import Reply, Request
from app.sandbox.xero.forms import with_companions
from app.sandbox.xero.ledger import Ledger
from app.sandbox.xero.listing import ListQuery
from app.sandbox.xero.outcome import Booking, Outcome, RefusedError
from app.sandbox.xero.replies import Answer, failed_element, not_found, unreadable, validation
from app.sandbox.xero.values import Fragment, Record, UnreadableError, json_text, read_json

ADVISED_ELEMENTS = 50


@dataclass(frozen=True, slots=True)
class Call:
    """A request past the gate: whose books, what follows the resource in the path, the parameters in lower case."""

    booking: Booking
    request: Request
    segments: tuple[str, ...]
    query: ListQuery

    @property
    def ledger(self) -> Ledger:
        """The tenant's books."""
        return self.booking.ledger

    @property
    def parameters(self) -> Mapping[str, str]:
        """Query parameters, names in lower case."""
        return self.query.parameters

    def payload(self) -> Any:
        """The parsed body. Raises `RefusedError` when it cannot be parsed."""
        try:
            return read_json(self.request.body)
        except UnreadableError as trouble:
            raise RefusedError(unreadable(str(trouble))) from trouble

    def elements(self, collection: str) -> list[Record]:
        """The elements of a body: the plural envelope, a bare list or a single object."""
        body = self.payload()
        found = body.get(collection, [body]) if isinstance(body, dict) else body
        if not isinstance(found, list) or not all(isinstance(element, dict) for element in found):
            raise RefusedError(unreadable(f"{collection} must be an object or a list of objects"))
        return found


Handler = Callable[[Call], "Answer | Reply"]
Writer = Callable[[Booking, Record], Outcome]
Form = Callable[[Record], Any]


def write_elements(
    call: Call, collection: str, elements: Sequence[Record], write: Writer, form: Form
) -> Answer | Reply:
    """Write the elements in order and answer: summarised unless summarizeErrors=false. The good ones are saved either way."""
    flag = "HasErrors" if collection in {"Invoices", "CreditNotes"} else "HasValidationErrors"
    outcomes = [_written(call.booking, write, element) for element in elements]
    effect = "; ".join(outcome.effect for outcome in outcomes if outcome.effect)
    if len(elements) > ADVISED_ELEMENTS and effect:
        effect += f"; {len(elements)} elements, more than the advised {ADVISED_ELEMENTS}"
    each = call.parameters.get("summarizeerrors", "true").lower() == "false"
    failed = [outcome for outcome in outcomes if outcome.record is None]
    if failed and not each:
        return validation([_failed(outcome, flag) for outcome in failed], effect)
    shown = [
        _failed(outcome, flag) if outcome.record is None else _saved(form(outcome.record), outcome.warnings, each)
        for outcome in outcomes
    ]
    return Answer(collection, shown, effect=effect)


def _written(booking: Booking, write: Writer, element: Record) -> Outcome:
    try:
        return write(booking, element)
    except UnreadableError as trouble:
        return Outcome(None, {}, [str(trouble)])


def _failed(outcome: Outcome, flag: str) -> Record:
    return failed_element(with_companions(outcome.echo), outcome.errors, flag)


def _saved(form: Any, warnings: Sequence[str], each: bool) -> Fragment:
    text = form if isinstance(form, Fragment) else json_text(form)
    more: Record = {}
    if each:
        more["StatusAttributeString"] = "WARNING" if warnings else "OK"
    if warnings:
        more["Warnings"] = [{"Message": message} for message in warnings]
    return Fragment("{" + json_text(more)[1:-1] + "," + text[1:]) if more else Fragment(text)


def found(record: Record | None) -> Record:
    """The record, or a refusal with 404."""
    if record is None:
        raise RefusedError(not_found())
    return record
