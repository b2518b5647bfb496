"""The oracle's own record: what went over the wire and what it did to the books, judged at the instant it happens."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from app.domain.constants import CHECK_AGE, MARK_AGE
from app.ports.journal import Batch
from app.sandbox.xero.values import folded
from tests.simulation.whole.courier import Call
from tests.simulation.whole.remote import BY_NUMBER, SALES, TENANT, Remote, Sale, is_live

_READ_FIELDS = {"/Invoices": "InvoiceID", "/CreditNotes": "CreditNoteID"}
_BY_ID = {sale.id: sale for sale in SALES}


@dataclass(slots=True)
class Made:
    """A document or contact that one of our requests created."""

    remote_id: str
    subject: str  # the sale's number, or the contact's name
    at: float


@dataclass(slots=True)
class Intents:
    """What the journal has durably committed: batches by id, and who holds which operation."""

    batches: dict[str, Batch] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)  # operation id -> the batch it was last begun in
    held: dict[str, str] = field(default_factory=dict)  # operation id -> owner
    last_sent: dict[str, float] = field(default_factory=dict)  # operation id -> true time of its last SENDING
    absences: list[tuple[str, float, float]] = field(default_factory=list)  # operation, when believed, its last send


class WireRecord:
    """Implements `Watcher`. `broken` are the rules that were broken, in words; `owner` is whose request is on its way."""

    def __init__(self, remote: Remote, intents: Intents) -> None:
        self.remote = remote
        self.intents = intents
        self.lag = 0.0
        self.owner = ""
        self.broken: list[str] = []
        self.made: list[Made] = []
        self.lines: list[str] = []
        self.writes = 0
        self._checked: dict[int, tuple[float, bool]] = {}
        self._read: dict[str, tuple[float, bool]] = {}  # remote id -> (when a read of it began, whether it was live)
        self._carried: dict[int, dict[str, bool]] = {}
        self._rows: dict[int, dict[int, bool]] = {}

    # --- the first byte

    def first_byte(self, call: Call) -> None:
        """Judge a request that leaves."""
        self.lines.append(f"{self.remote.clock.monotonic():.3f} {call.name}")
        if not call.changes:
            return
        self.writes += 1
        if call.system == "xero" and call.arrived.headers.get("xero-tenant-id") != TENANT:
            self.broken.append(f"I12: {call.name} went to other books")
        intents = self._intents(call)
        if not intents:
            self.broken.append(f"I7: {call.name} left without its intent in the journal")
            return
        if not any(all(self.intents.held.get(one) == self.owner for one in batch.members) for batch in intents):
            self.broken.append(f"I17: {call.name} left although others held it")
        self._judge_content(call)

    def _intents(self, call: Call) -> list[Batch]:
        """The committed batches that a request may carry out: by key and body, or for changes by what they name."""
        digest = hashlib.sha256(call.arrived.body).hexdigest()
        key = call.arrived.headers.get("idempotency-key", "")
        latest = [self.intents.batches[one] for one in dict.fromkeys(self.intents.members.values())]
        exact = [batch for batch in latest if batch.body_hash == digest and key in ("", batch.key)]
        return exact if exact or key else [batch for batch in latest if _covers(batch, call)]

    def _judge_content(self, call: Call) -> None:
        if call.system == "autotask":
            self._judge_mark(json.loads(call.arrived.body))
        elif call.arrived.path in _READ_FIELDS and call.arrived.method == "PUT":
            for element in json.loads(call.arrived.body)[call.arrived.path.strip("/")]:
                number = element.get("InvoiceNumber") or element.get("CreditNoteNumber") or ""
                self._require_check(BY_NUMBER[folded(number)])
        elif call.arrived.method == "POST":
            self._judge_change(call)

    def _require_check(self, sale: Sale) -> None:
        at, good = self._checked.get(sale.id, (float("-inf"), False))
        age = self.remote.clock.monotonic() - at
        if age > CHECK_AGE.total_seconds() or not good:
            self.broken.append(
                f"I5: {sale.number} left {age:.1f} s after its source was read{'' if good else ' as spoilt'}"
            )

    def _judge_mark(self, body: dict[str, Any]) -> None:
        sale = _BY_ID[body["id"]]
        if body.get("webServiceDate") is None:
            return  # an unmark: what it may replace is read by its own guard
        self._require_check(sale)
        now = self.remote.clock.monotonic()
        ids = [made.remote_id for made in self.made if made.subject == sale.number]
        ids += [record.get("InvoiceID") or record["CreditNoteID"] for record in self.remote.of(sale)]
        if not any(self._is_fresh(one, now) for one in ids):
            self.broken.append(f"I2: {sale.number} was marked without a fresh read-back")

    def _is_fresh(self, remote_id: str, now: float) -> bool:
        at, live = self._read.get(remote_id, (float("-inf"), False))
        return live and now - at <= MARK_AGE.total_seconds()

    def _judge_change(self, call: Call) -> None:
        """A change of what exists names what was read a moment ago, untouched by others as far as that read could tell."""
        field = "ContactID" if call.arrived.path == "/Contacts" else _READ_FIELDS.get(call.arrived.path, "")
        for element in json.loads(call.arrived.body).get(call.arrived.path.strip("/"), []):
            one = str(element.get(field, "")).lower()
            at, _ = self._read.get(one, (float("-inf"), False))
            old = self.remote.clock.monotonic() - at > CHECK_AGE.total_seconds()
            known = self.remote.touched_at.get(one, float("-inf")) < at and one in self.remote.touched_at
            if one and field != "ContactID" and (old or (known and self._counts(one))):
                self.broken.append(
                    f"I10: {call.name} changed {one}, which {'was read too long ago' if old else 'others had changed'}"
                )

    def _counts(self, remote_id: str) -> bool:
        """Whether other people's work on it still stands: what they voided is not changed by a void."""
        record = self.remote.ledger.invoices.get(remote_id) or self.remote.ledger.credit_notes.get(remote_id)
        return record is not None and is_live(record)

    # --- the remote side's own work

    @contextmanager
    def carrying_out(self, call: Call) -> Iterator[None]:
        """Notice what it makes, and that it overwrites nothing of others."""
        before = set(self.remote.ledger.made_by_app) if call.changes else set()
        foreign = self._foreign() if call.changes else {}
        listing = not call.changes and call.system == "xero" and "IDs=" not in call.arrived.query
        with self.remote.lagging(self.lag) if listing and self.lag else nullcontext():
            yield
        if not call.changes:
            self._remember_reading(call)
            return
        for one in self.remote.ledger.made_by_app - before:
            self.remote.made_at[one] = self.remote.clock.monotonic()
            self.made.append(Made(one, self._subject(one), self.remote.clock.monotonic()))
            self.lines.append(f"{self.remote.clock.monotonic():.3f} made {self._subject(one)}")
        if not any(name in call.arrived.body for name in (b'"InvoiceID"', b'"CreditNoteID"')):
            changed = [one for one, held in self._foreign().items() if one in foreign and foreign[one] != held]
            self.broken.extend(f"I10: {call.name} overwrote {one}" for one in changed)

    def _foreign(self) -> dict[str, Any]:
        return {
            one: (record["Total"], record["Status"], record["Contact"]["ContactID"], len(record["LineItems"]))
            for one, record in self.remote.documents()
            if one in self.remote.touched_at or one not in self.remote.ledger.made_by_app
        }

    def _subject(self, remote_id: str) -> str:
        ledger = self.remote.ledger
        if remote_id in ledger.contacts:
            return f"contact {ledger.contacts[remote_id]['Name']}"
        record = ledger.invoices.get(remote_id) or ledger.credit_notes[remote_id]
        return str(record.get("InvoiceNumber") or record.get("CreditNoteNumber"))

    def _remember_reading(self, call: Call) -> None:
        """How things stood when the remote side looked; it counts once the answer has arrived."""
        if call.system == "autotask":
            self._rows[id(call)] = {sale.id: sale.id not in self.remote.spoilt for sale in SALES}
        else:
            seen = {one: is_live(record) for one, record in self.remote.documents()}
            seen.update(dict.fromkeys(self.remote.ledger.contacts, True))
            self._carried[id(call)] = seen

    def delivered(self, call: Call, began: float, status: int, body: bytes) -> None:
        """A whole answer: whoever asked knows now."""
        rows, seen = self._rows.pop(id(call), {}), self._carried.pop(id(call), {})
        if call.changes or status != 200:
            return
        if call.system == "autotask" and call.arrived.path.endswith("/Invoices/query"):
            for sale_id, good in rows.items():
                if f'"id":{sale_id}'.encode() in body.replace(b" ", b""):
                    self._checked[sale_id] = (began, good)
        for one, live in seen.items():
            if one.encode() in body:
                self._read[one] = (began, live)


def _covers(batch: Batch, call: Call) -> bool:
    """Whether a request without a key does what a committed batch says: the same records, the same file, the same invoice."""
    path = call.arrived.path.strip("/")
    if "/Attachments/" in path:
        return "/Attachments/" in batch.path and path.startswith(batch.path.rpartition("/")[0])
    if call.system == "autotask":
        return batch.path.startswith("Invoices") and _ids(batch.body) == _ids(call.arrived.body)
    return batch.method == call.arrived.method == "POST" and _ids(call.arrived.body) <= _ids(batch.body)


def _ids(body: bytes) -> set[str]:
    """The ids that a body names."""
    value = json.loads(body)
    elements = [value] if "id" in value else [each for part in value.values() for each in part]
    names = ("id", "InvoiceID", "CreditNoteID", "ContactID")
    return {str(each[name]).lower() for each in elements for name in names if name in each}
