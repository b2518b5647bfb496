"""Making a customer with what the ledger knows of it, and bringing one up to date. Bank data is never sent (apis/rotessa.md 4)."""

from __future__ import annotations

from collections.abc import Sequence

from app.connectors.http.records import Record
from app.connectors.http.strict_json import write_json
from app.connectors.rotessa.answers import refusal
from app.connectors.rotessa.changing import SeenAtOnce
from app.connectors.rotessa.fields import read_payer
from app.connectors.rotessa.regions import province_code
from app.domain.answer import Hit, ItemAnswer, ItemOutcome, LookUp, RemoteState
from app.domain.collection.payers import Payer, PayerFields
from app.domain.collection.payloads import CreatePayerPayload, UpdatePayerPayload
from app.domain.errors import IncompleteRead, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, Ready
from app.domain.parties import Address
from app.domain.payload import read_payload
from app.domain.run import Stop
from app.ports.operations import Prepared

_ADDRESS = ("address_1", "address_2", "city", "province_code", "postal_code")
_TEXT = 255
"""Characters of a field that are sent at most: no lengths are documented, and a text column usually takes as many."""


class PayerMaking(SeenAtOnce):
    """CREATE_PAYER. The custom identifier is unique at Rotessa, which keeps a repeated request from making a second customer."""

    kind = OperationKind.CREATE_PAYER
    repeatable = False

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The POST that makes it."""
        (member,) = members
        payload = _create(member.operation.payload)
        fields = wire_of(PayerFields(payload.name, payload.email, payload.phone, payload.address))
        known = {name: value for name, value in fields.items() if value and name not in _ADDRESS}
        body: dict[str, object] = {
            **known,
            "custom_identifier": payload.identifier,
            "customer_type": payload.customer_type,
        }
        if address := {name: fields[name] for name in _ADDRESS if fields[name]}:
            body["address"] = address
        return Prepared("POST", "customers", write_json(body), (member.operation.id,))

    def check(self, member: Ready, stop: Stop) -> ItemAnswer | None:
        """One that is there already is adopted when it has the name too; another customer's identifier stays its own."""
        payload = _create(member.operation.payload)
        found = self._account.payer_with(payload.identifier, stop)
        if found is None:
            return None
        return _made(found.payer) if is_same(payload, found.payer) else refusal(_taken(found.payer))

    def judge(self, member: Ready, value: Record) -> ItemAnswer | None:
        """It must show name and identifier as they were sent."""
        payload = _create(member.operation.payload)
        try:
            payer = read_payer(value, self._account.payer_url("new"), is_full=True)
        except IncompleteRead:
            return None
        if is_same(payload, payer):
            return _made(payer)
        return ItemAnswer(ItemOutcome.MISMATCH, payer.id, sentence="Rotessa shows another name than was sent.")

    def look(self, record: OperationRecord, stop: Stop) -> tuple[LookUp, RemoteState]:
        """By its id once that is known, else by its identifier."""
        payload = _create(record.operation.payload)
        payer = self._payer(record.remote_id, payload.identifier, stop)
        if payer is None:
            return LookUp(True), RemoteState(False, False, why_not="The customer is not at Rotessa.")
        same = is_same(payload, payer)
        differs = "" if same else f"it is called {payer.name}"
        hit = Hit(payer.id, ours=same, live=True, version=payer.version, url=payer.url, differs=differs)
        return LookUp(True, (hit,)), RemoteState(True, same, version=payer.version, url=payer.url, why_not=differs)

    def _payer(self, payer_id: str, identifier: str, stop: Stop) -> Payer | None:
        if not payer_id:
            found = self._account.payer_with(identifier, stop)
            return None if found is None else found.payer
        try:
            return self._account.payer(payer_id, stop).payer
        except RemoteProblem as problem:
            if problem.code == "payer_unknown":
                return None
            raise


class PayerUpdating(SeenAtOnce):
    """UPDATE_PAYER: only fields that differ, and only while the customer still shows what was seen."""

    kind = OperationKind.UPDATE_PAYER

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The PATCH of the fields that differ; an address goes whole."""
        (member,) = members
        payload = _update(member.operation.payload)
        fields, changed = wire_of(payload.after), changed_of(payload)
        body: dict[str, object] = {name: fields[name] for name in changed if name not in _ADDRESS}
        if any(name in _ADDRESS for name in changed):
            body["address"] = {name: fields[name] for name in _ADDRESS}
        return Prepared("PATCH", f"customers/{payload.payer_id}", write_json(body), (member.operation.id,))

    def check(self, member: Ready, stop: Stop) -> ItemAnswer | None:
        """What somebody has typed at Rotessa meanwhile is kept."""
        payload = _update(member.operation.payload)
        try:
            payer = self._account.payer(payload.payer_id, stop).payer
        except RemoteProblem as problem:
            if problem.code in ("payer_unknown", "payer_hidden"):
                return refusal(problem.sentence)
            raise
        before, now = wire_of(payload.before), wire_of(fields_of(payer))
        if stands(payload, payer):
            return _made(payer)
        touched = [name for name in changed_of(payload) if now[name] != before[name]]
        if touched:
            return refusal(f"Somebody has changed {payer.name} at Rotessa meanwhile ({', '.join(touched)}).")
        return None

    def judge(self, member: Ready, value: Record) -> ItemAnswer | None:
        """It must be this customer; whether all fields stand is read back."""
        payload = _update(member.operation.payload)
        try:
            payer = read_payer(value, self._account.payer_url(payload.payer_id), is_full=True)
        except IncompleteRead:
            return None
        return _made(payer) if payer.id == payload.payer_id else None

    def look(self, record: OperationRecord, stop: Stop) -> tuple[LookUp, RemoteState]:
        """The customer with all of the fields as wished counts."""
        payload = _update(record.operation.payload)
        try:
            payer = self._account.payer(payload.payer_id, stop).payer
        except RemoteProblem as problem:
            if problem.code != "payer_unknown":
                raise
            return LookUp(True), RemoteState(False, False, why_not=problem.sentence)
        done = stands(payload, payer)
        hit = Hit(payer.id, ours=True, live=True, version=payer.version, url=payer.url)
        why = "" if done else "Rotessa does not show what was sent."
        state = RemoteState(True, done, version=payer.version, url=payer.url, why_not=why)
        return LookUp(True, (hit,) if done else ()), state


def _create(text: str) -> CreatePayerPayload:
    return read_payload(CreatePayerPayload, text)


def _update(text: str) -> UpdatePayerPayload:
    return read_payload(UpdatePayerPayload, text)


def wire_of(fields: PayerFields) -> dict[str, str]:
    """The fields as Rotessa names them, flat: what two states are compared by."""
    address: Address = fields.address
    lines = [line.strip() for line in address.lines if line.strip()]
    found = {
        "name": fields.name,
        "email": fields.email,
        "phone": fields.phone,
        "address_1": lines[0] if lines else "",
        "address_2": ", ".join(lines[1:]),
        "city": address.city,
        "province_code": province_code(address.region),
        "postal_code": address.postal_code,
    }
    return {name: " ".join(value.split())[:_TEXT] for name, value in found.items()}


def changed_of(payload: UpdatePayerPayload) -> list[str]:
    """The fields that are to be set, as Rotessa names them."""
    before, after = wire_of(payload.before), wire_of(payload.after)
    return [name for name, value in after.items() if value != before[name]]


def fields_of(payer: Payer) -> PayerFields:
    """The fields of a customer read alone."""
    return PayerFields(payer.name, payer.email, payer.phone, payer.address or Address())


def stands(payload: UpdatePayerPayload, payer: Payer) -> bool:
    """Whether every field that was to be set is as wished."""
    after, now = wire_of(payload.after), wire_of(fields_of(payer))
    return all(now[name] == after[name] for name in changed_of(payload))


def is_same(payload: CreatePayerPayload, payer: Payer) -> bool:
    """Whether a customer is the one meant: the identifier to the letter, the name but for case and blanks."""
    return payer.identifier == payload.identifier and _folded(payer.name) == _folded(payload.name)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _taken(payer: Payer) -> str:
    return f"Rotessa has {payer.name} under this name already. Connect that customer instead."


def _made(payer: Payer) -> ItemAnswer:
    return ItemAnswer(ItemOutcome.MADE, payer.id, version=payer.version, url=payer.url)
