"""Reads are repeated as the table says, writes never; clocks are compared; the log holds its fields and no secret."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.connectors.http.addresses import HostList
from app.connectors.http.client import HttpClient, statuses
from app.connectors.http.constants import Timings
from app.connectors.http.pacing import AtOnce
from app.connectors.http.transport import Transport
from app.connectors.http.wire import Request
from app.domain.answer import Stage
from app.domain.errors import AccessProblem, Cancelled, ExpectedProblem, LimitReached, RemoteProblem
from app.domain.run import Stop
from tests.connectors.http.stillness import START, KnownChance, StillClock
from tests.connectors.http.tlsserver import Authority, Heard, Respond, TlsServer, always, cut, in_turn, reply, serving
from tests.support.silence import LogWatch

GOOD = reply(b'{"ok": true}', date=START)
BUSY = reply(b"{}", 503, date=START)
SECRET = "canary-7f3a91"


class Bench:
    """A client in front of a server."""

    def __init__(self, server: TlsServer, authority: Authority) -> None:
        self.server = server
        self.clock = StillClock()
        self.transport = Transport(
            HostList(server.url), ca_file=authority.file, timings=Timings(2, 2, 3), concurrency=2
        )
        self.client = HttpClient("Xero", self.transport, AtOnce(2), self.clock, KnownChance(), request_id_header="X-Id")

    def request(self, method: str = "GET", path: str = "/things") -> Request:
        """A request with a secret wherever one can be."""
        return Request(
            method,
            self.server.url + path,
            query=(("name", SECRET),),
            headers={"Authorization": f"Bearer {SECRET}"},
            body=None if method == "GET" else f'"{SECRET}"'.encode(),
        )


MakeBench = Callable[[Respond], Bench]


@pytest.fixture
def bench(authority: Authority, request: pytest.FixtureRequest) -> MakeBench:
    """Makes a bench for a way of responding."""

    def make(respond: Respond) -> Bench:
        block = serving(authority, respond)
        made = Bench(block.__enter__(), authority)
        request.addfinalizer(lambda: block.__exit__(None, None, None))
        request.addfinalizer(made.client.close)
        return made

    return make


def test_a_read_is_tried_again_until_it_succeeds(bench: MakeBench) -> None:
    made = bench(in_turn(BUSY, BUSY, GOOD))
    assert made.client.read(made.request(), Stop()).value == {"ok": True}
    assert made.clock.waits == [0.5, 1.0]


def test_a_read_gives_up_after_five_tries(bench: MakeBench) -> None:
    made = bench(always(BUSY))
    with pytest.raises(RemoteProblem) as caught:
        made.client.read(made.request(), Stop())
    assert caught.value.code == "unavailable"
    assert caught.value.sentence == "Xero is out of service at present."
    assert len(made.server.requests) == 5


def test_a_write_is_tried_once_whatever_happens(bench: MakeBench) -> None:
    made = bench(lambda heard, connection: cut(connection))
    answer = made.client.write(made.request("PUT"), Stop())
    assert (answer.stage, answer.code) == (Stage.SENT, "reset")
    assert len(made.server.requests) == 1


def test_a_short_retry_after_is_waited_for(bench: MakeBench) -> None:
    made = bench(in_turn(reply(b"{}", 429, date=START, Retry_After="17"), GOOD))
    assert made.client.read(made.request(), Stop()).good
    assert made.clock.waits == [17]


def test_a_long_retry_after_says_until_when(bench: MakeBench) -> None:
    made = bench(always(reply(b"{}", 429, date=START, Retry_After="66975")))
    with pytest.raises(LimitReached) as caught:
        made.client.read(made.request(), Stop())
    assert caught.value.until == START + timedelta(seconds=66975)
    assert made.clock.waits == []


def test_two_minutes_are_enough_for_one_read(bench: MakeBench) -> None:
    made = bench(always(reply(b"{}", 429, date=START, Retry_After="50")))
    with pytest.raises(LimitReached):
        made.client.read(made.request(), Stop())
    assert sum(made.clock.waits) <= 120


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [(401, AccessProblem, "access_refused"), (403, AccessProblem, "no_right"), (404, RemoteProblem, "not_found")],
)
def test_refusals_are_raised_at_once(status: int, kind: type[ExpectedProblem], code: str, bench: MakeBench) -> None:
    made = bench(always(reply(b"{}", status, date=START)))
    with pytest.raises(kind) as caught:
        made.client.read(made.request(), Stop())
    assert caught.value.code == code
    assert len(made.server.requests) == 1


def test_what_the_connector_judges_itself_is_handed_back(bench: MakeBench) -> None:
    made = bench(always(reply(b'{"Detail": "TokenExpired"}', 401, date=START)))
    answer = made.client.read(made.request(), Stop(), statuses(401))
    assert answer.value == {"Detail": "TokenExpired"}


def test_a_host_that_does_not_answer_is_left_alone(bench: MakeBench) -> None:
    made = bench(always(BUSY))
    with pytest.raises(RemoteProblem):
        made.client.read(made.request(), Stop())
    with pytest.raises(RemoteProblem) as caught:
        made.client.read(made.request(), Stop())
    assert caught.value.code == "paused"
    answer = made.client.write(made.request("PUT"), Stop())
    assert (answer.stage, answer.code) == (Stage.NOT_SENT, "paused")
    assert answer.retry_after is not None
    assert 0 < answer.retry_after <= 60
    assert len(made.server.requests) == 5


def test_nothing_starts_after_a_cancel(bench: MakeBench) -> None:
    made = bench(always(GOOD))
    stop = Stop()
    stop.cancel()
    with pytest.raises(Cancelled):
        made.client.read(made.request(), stop)
    answer = made.client.write(made.request("PUT"), stop)
    assert (answer.stage, answer.code) == (Stage.NOT_SENT, "cancelled")
    assert made.server.requests == []


def test_clocks_three_minutes_apart_are_told(bench: MakeBench, expected_logs: LogWatch) -> None:
    expected_logs.expect("app.connectors.http.client", "clock differs")
    made = bench(always(reply(b"{}", date=START + timedelta(minutes=3))))
    made.client.read(made.request(), Stop())
    assert made.client.skew_sentence == "The clock of this computer and the clock of Xero differ by 3 minutes."
    assert made.client.write(made.request("PUT"), Stop()).good


def test_clocks_twenty_minutes_apart_stop_writes(bench: MakeBench, expected_logs: LogWatch) -> None:
    expected_logs.expect("app.connectors.http.client", "clock differs")
    made = bench(always(reply(b"{}", date=START - timedelta(minutes=20))))
    made.client.read(made.request(), Stop())
    answer = made.client.write(made.request("PUT"), Stop())
    assert (answer.stage, answer.code) == (Stage.NOT_SENT, "clock")
    assert len(made.server.requests) == 1


def test_a_clock_set_right_is_not_held_to_what_was_heard_before(bench: MakeBench, expected_logs: LogWatch) -> None:
    expected_logs.expect("app.connectors.http.client", "clock differs")
    made = bench(always(reply(b"{}", date=START - timedelta(minutes=20))))
    made.client.read(made.request(), Stop())
    assert made.client.write(made.request("PUT"), Stop()).code == "clock"
    made.clock.set_by(-1200)
    assert made.client.skew_sentence == ""
    assert made.client.write(made.request("PUT"), Stop()).good


def test_an_answer_over_which_the_machine_slept_tells_nothing_of_the_clocks(bench: MakeBench) -> None:
    """Its date is that of the moment before the sleep; nothing would be sent any more, and nothing asked that tells better."""
    asleep = [1200]

    def answered(heard: Heard, connection: socket.socket) -> None:
        data = reply(b"{}", date=made.clock.now())
        made.clock.set_by(asleep.pop() if asleep else 0)  # the steady clock stands still meanwhile
        always(data)(heard, connection)

    made = bench(answered)
    made.client.read(made.request(), Stop())
    assert made.client.skew_sentence == ""
    assert made.client.write(made.request("PUT"), Stop()).good


def test_the_log_holds_its_fields_and_no_secret(bench: MakeBench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = bench(in_turn(reply(b'{"token": "canary-7f3a91"}', date=START, X_Id="id-1\x1b[31m"), BUSY))
    made.client.read(made.request(), Stop())
    made.client.write(made.request("PUT", "/a\nb"), Stop())
    made.client.write(made.request("PUT", "/c"), Stop())
    assert "GET localhost/things status=200 code=- stage=sent" in caplog.text
    assert SECRET not in caplog.text
    assert "\x1b" not in caplog.text


def test_a_foreign_address_gets_nothing(bench: MakeBench) -> None:
    made = bench(always(GOOD))
    answer = made.client.write(Request("PUT", "https://localhost:1/x", body=b"{}"), Stop())
    assert (answer.stage, answer.code) == (Stage.NOT_SENT, "foreign_host")


def _heard(heard: Heard) -> str:
    return heard.target


def test_a_query_is_encoded(bench: MakeBench) -> None:
    made = bench(always(GOOD))
    request = Request("GET", made.server.url + "/x", query=(("where", 'Name=="A & B + C"'), ("page", "1")))
    made.client.read(request, Stop())
    assert _heard(made.server.requests[0]) == "/x?where=Name%3D%3D%22A%20%26%20B%20%2B%20C%22&page=1"
