"""Handlers with one rule taken out of them, each around a real one; the simulation has to notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from app.domain.answer import Attempt, LookUp, RemoteState, Stage
from app.domain.operation import OperationRecord, Ready
from app.domain.run import Stop
from app.ports.operations import OperationHandler, Prepared


class Bent:
    """Passes everything on; subclasses take out one rule."""

    def __init__(self, inner: OperationHandler) -> None:
        self.inner = inner
        self.kind = inner.kind
        self.batch_limit = inner.batch_limit
        self.batch_bytes = inner.batch_bytes
        self.concurrency = inner.concurrency
        self.trusts_key = inner.trusts_key
        self.if_absent = inner.if_absent
        self.repeatable = inner.repeatable

    def credential(self) -> str:
        """As it is."""
        return self.inner.credential()

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """As it is."""
        return self.inner.prepare(members)

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """As it is."""
        return self.inner.send(prepared, members, key, stop)

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """As it is."""
        return self.inner.find(records, stop)

    def read_back(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, RemoteState]:
        """As it is."""
        return self.inner.read_back(records, stop)


class SendsBlindly(Bent):
    """What got no answer is sent again at once, as a transport with retries would."""

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Once more, under another key."""
        attempt = self.inner.send(prepared, members, key, stop)
        if attempt.stage is Stage.SENT and attempt.status is None:
            return self.inner.send(prepared, members, _other(key), stop)
        return attempt


class ChangesKey(Bent):
    """A repeat gets a key of its own."""

    def __init__(self, inner: OperationHandler) -> None:
        super().__init__(inner)
        self._used: set[str] = set()

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """Another key from the second time on."""
        used = key in self._used
        self._used.add(key)
        return self.inner.send(prepared, members, _other(key) if used else key, stop)


class Posts(Bent):
    """POST in place of PUT."""

    def prepare(self, members: Sequence[Ready]) -> Prepared:
        """The same body by the other method, where there are both."""
        prepared = self.inner.prepare(members)
        return replace(prepared, method="POST") if prepared.method == "PUT" else prepared


class TrustsFaults(Bent):
    """5xx is taken for 'did not happen'."""

    def send(self, prepared: Prepared, members: Sequence[Ready], key: str, stop: Stop) -> Attempt:
        """A fault of the remote side counts as not sent."""
        attempt = self.inner.send(prepared, members, key, stop)
        if attempt.status is not None and attempt.status >= 500:
            return Attempt(Stage.NOT_SENT, code="refused_connection", credential=attempt.credential)
        return attempt


class OverlooksVoided(Bent):
    """Look-ups see only what is live."""

    def find(self, records: Sequence[OperationRecord], stop: Stop) -> Mapping[str, LookUp]:
        """Without the void and deleted ones."""
        found = self.inner.find(records, stop)
        return {
            one: replace(look_up, hits=tuple(hit for hit in look_up.hits if hit.live)) for one, look_up in found.items()
        }


def _other(key: str) -> str:
    return str(uuid5(NAMESPACE_URL, key))
