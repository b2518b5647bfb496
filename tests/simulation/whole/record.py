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
from tests.simulation.whole.courier import Call
from tests.simulation.whole.remote import Remote
from tests.simulation.whole.sales import BY_NUMBER, SALES, Sale

_BY_ID = {sale.id: sale for sale in SALES}
_NEVER = (float("-inf"), False)


@dataclass(slots=True)
class Made:
    """A document, contact or product that one of our requests created."""

    remote_id: str
    subject: str  # the sale's number, or 'contact' or 'item' and its name
    at: float


@dataclass(slots=True)
class Intents:
    """What the journal has durably committed: batches by id, and who holds which operation."""

    batches: dict[str, Batch] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)  # operation id -> the batch it was last begun in
    held: dict[str, str] = field(default_factory=dict)  # operation id -> owner
    last_sent: dict[str, float] = field(default_factory=dict)  # operation id -> true time of its last first byte
    absences: list[tuple[str, float, float]] = field(default_factory=list)  # operation, when believed, its last send


@dataclass(frozen=True, slots=True)
class _Before:
    """The books before one of our requests is carried out."""

    documents: frozenset[str]
    contacts: frozenset[str]
    items: frozenset[str]
    foreign: dict[str, object]


class WireRecord:
    """Implements `Watcher`. `broken` are the rules that were broken, in words; `owner` is whose request is on its way."""

    def __init__(self, remote: Remote, intents: Intents) -> None:
        self.remote = remote
        self.side = remote.side
        self.intents = intents
        self.lag = 0.0
        self.owner = ""
        self.broken: list[str] = []
        self.made: list[Made] = []
        self.adopted: set[tuple[str, str]] = (
            set()
        )  # number of a sale, and the document a person took for it, whatever it is called now
        self.lines: list[str] = []
        self.writes = 0
        self._checked: dict[int, tuple[float, bool]] = {}
        self._read: dict[str, tuple[float, bool]] = {}  # document id -> (when a read of it began, whether it was live)
        self._live: dict[str, float] = {}  # document id -> when the last read began that showed it live
        self._carried: dict[int, dict[str, bool]] = {}
        self._rows: dict[int, dict[int, bool]] = {}
        self._ours: set[str] = set()

    # --- the first byte

    def first_byte(self, call: Call) -> None:
        """Judge a request that leaves."""
        self.lines.append(f"{self.remote.clock.monotonic():.3f} {call.name}")
        if not call.changes:
            return
        self.writes += 1
        if call.system == self.side.name and self.side.went_elsewhere(call):
            self.broken.append(f"I12: {call.name} went to other books")
        intents = self._intents(call)
        if not intents:
            self.broken.append(f"I7: {call.name} left without its intent in the journal")
            return
        now = self.remote.clock.monotonic()
        self.intents.last_sent.update(dict.fromkeys((one for batch in intents for one in batch.members), now))
        if not any(all(self.intents.held.get(one) == self.owner for one in batch.members) for batch in intents):
            self.broken.append(f"I17: {call.name} left although others held it")
        self._judge_content(call)

    def _intents(self, call: Call) -> list[Batch]:
        """The committed batches that a request may carry out: by key and body, or for changes by what they name."""
        digest = hashlib.sha256(call.arrived.body).hexdigest()
        in_ledger = call.system == self.side.name
        key = self.side.key_of(call) if in_ledger else ""
        latest = [self.intents.batches[one] for one in dict.fromkeys(self.intents.members.values())]
        exact = [batch for batch in latest if batch.body_hash == digest and key in ("", batch.key)]
        covers = self.side.covers if in_ledger else _is_mark_of
        return exact or [batch for batch in latest if key in ("", batch.key) and covers(batch, call)]

    def _judge_content(self, call: Call) -> None:
        if call.system == "autotask":
            self._judge_mark(json.loads(call.arrived.body))
            return
        for number in self.side.numbers_made(call):
            self._require_check(BY_NUMBER[number.casefold()])
        self._judge_change(call)

    def _require_check(self, sale: Sale) -> None:
        at, good = self._checked.get(sale.id, _NEVER)
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
        ids += [document.id for document in self.side.of(sale)]
        ids += [one for number, one in self.adopted if number == sale.number]
        if not any(self._is_fresh(one, now) for one in ids):
            self.broken.append(f"I2: {sale.number} was marked without a fresh read-back")

    def _is_fresh(self, remote_id: str, now: float) -> bool:
        """I2 asks for one reading that showed it live; another reading, for another purpose, may show what came after."""
        return now - self._live.get(remote_id, float("-inf")) <= MARK_AGE.total_seconds()

    def _judge_change(self, call: Call) -> None:
        """A change of a document names its version, or what was read a moment ago, untouched by others as far as that read could tell."""
        for touch in self.side.touches(call):
            at, _ = self._read.get(touch.id, _NEVER)
            old = self.remote.clock.monotonic() - at > CHECK_AGE.total_seconds()
            theirs = self.remote.touched_at.get(touch.id, float("inf")) < at and self._counts(touch.id)
            if not touch.names_version and (old or theirs):
                why = "was read too long ago" if old else "others had changed"
                self.broken.append(f"I10: {call.name} changed {touch.id}, which {why}")

    def _counts(self, remote_id: str) -> bool:
        """Whether other people's work on it still stands: what they voided is not changed by a void."""
        document = self.side.document(remote_id)
        return document is not None and document.live

    # --- the remote side's own work

    @contextmanager
    def carrying_out(self, call: Call) -> Iterator[None]:
        """Notice what it makes, and that it overwrites nothing of others."""
        before = self._before() if call.changes else None
        with self.remote.lagging(self.lag) if self.lag and self.side.is_list(call) else nullcontext():
            yield
        if before is None:
            self._remember_reading(call)
            return
        now = self.remote.clock.monotonic()
        documents = {document.id: document.number for document in self.side.documents()}
        for one in sorted(set(documents) - before.documents):
            self.remote.made_at[one] = now
            self._ours.add(one)
            self._note_made(Made(one, documents[one], now))
        for one, name in sorted(self.side.contacts().items()):
            if one not in before.contacts:
                self.remote.contacts_made_at[one] = now
                self._note_made(Made(one, f"contact {name}", now))
        for one, name in sorted(self.side.items().items()):
            if one not in before.items:
                self.remote.items_made_at[one] = now
                self._note_made(Made(one, f"item {name}", now))
        if not any(not touch.names_version for touch in self.side.touches(call)):
            after = self._foreign()
            changed = [one for one, picture in before.foreign.items() if after.get(one) != picture]
            self.broken.extend(f"I10: {call.name} overwrote {one}" for one in changed)

    def _before(self) -> _Before:
        documents = frozenset(document.id for document in self.side.documents())
        return _Before(documents, frozenset(self.side.contacts()), frozenset(self.side.items()), self._foreign())

    def _note_made(self, made: Made) -> None:
        self.made.append(made)
        self.lines.append(f"{made.at:.3f} made {made.subject}")

    def _foreign(self) -> dict[str, object]:
        """What other people made or changed and what still stands, as they see it."""
        return {
            document.id: document.picture
            for document in self.side.documents()
            if document.id in self.remote.touched_at or document.id not in self._ours
        }

    def _remember_reading(self, call: Call) -> None:
        """How things stood when the remote side looked; it counts once the answer has arrived."""
        if call.system == "autotask":
            self._rows[id(call)] = {sale.id: sale.id not in self.remote.spoilt for sale in SALES}
        elif self.side.tells_of_documents(call):
            self._carried[id(call)] = {document.id: document.live for document in self.side.documents()}

    def delivered(self, call: Call, began: float, status: int, body: bytes) -> None:
        """A whole answer: whoever asked knows now."""
        rows, seen = self._rows.pop(id(call), {}), self._carried.pop(id(call), {})
        if call.changes or status != 200:
            return
        if call.system == "autotask" and call.arrived.path.endswith("/Invoices/query"):
            for sale_id, good in rows.items():
                if f'"id":{sale_id}'.encode() in body.replace(b" ", b""):
                    self._checked[sale_id] = (began, good)
        if not seen:
            return
        is_shown = self.side.shown(body)
        shown = {one: live for one, live in seen.items() if is_shown(one)}
        self._read.update({one: (began, live) for one, live in shown.items()})
        self._live.update({one: began for one, live in shown.items() if live})


def _is_mark_of(batch: Batch, call: Call) -> bool:
    """Whether a request sets or takes back the mark that a committed batch is about."""
    return batch.path.startswith("Invoices") and json.loads(batch.body)["id"] == json.loads(call.arrived.body)["id"]
