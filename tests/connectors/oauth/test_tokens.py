"""Keeping a grant: one refresh at a time, saved before use, the stored token read again, ended access told once."""

from __future__ import annotations

import logging
import threading

import pytest

from app.connectors.oauth.tokens import Grant, read_grant
from app.domain.errors import AccessProblem, RemoteProblem, StoreProblem
from app.domain.plan import Mend
from app.domain.run import Stop
from tests.connectors.oauth.identity import Identity, Secrets


def signed_in(identity: Identity, access: str = "") -> None:
    """Put a grant into the store."""
    del access
    identity.secrets.kept["books", "refresh_token"] = str(identity.grant()["refresh_token"])


def test_a_token_is_fetched_once_and_kept_in_memory(identity: Identity) -> None:
    signed_in(identity)
    keeper = identity.keeper()
    assert keeper.access_token(Stop()) == keeper.access_token(Stop()) == "canary-access-2"
    assert len(identity.forms) == 1
    assert identity.forms[0] == {
        "grant_type": "refresh_token",
        "client_id": "client",
        "refresh_token": "canary-refresh-1",
    }
    assert identity.secrets.kept == {("books", "refresh_token"): "canary-refresh-2"}


def test_it_is_refreshed_a_minute_early(identity: Identity) -> None:
    signed_in(identity)
    keeper = identity.keeper()
    keeper.access_token(Stop())
    identity.clock.move(1800 - 61)
    keeper.access_token(Stop())
    assert len(identity.forms) == 1
    identity.clock.move(2)
    assert keeper.access_token(Stop()) == "canary-access-3"


def test_eight_threads_refresh_once(identity: Identity) -> None:
    signed_in(identity)
    keeper = identity.keeper()
    barrier = threading.Barrier(8)
    tokens: list[str] = []

    def work() -> None:
        barrier.wait()
        tokens.append(keeper.access_token(Stop()))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert tokens == ["canary-access-2"] * 8
    assert len(identity.forms) == 1


def test_the_new_token_is_saved_before_it_is_used(identity: Identity) -> None:
    signed_in(identity)
    keeper = identity.keeper()
    identity.secrets.fails = StoreProblem("The keyring is locked.")
    with pytest.raises(StoreProblem):
        keeper.access_token(Stop())
    assert keeper.credential() == ""


def test_no_answer_and_the_old_one_is_tried_again(identity: Identity) -> None:
    signed_in(identity)
    identity.cut_next = 2
    assert identity.keeper().access_token(Stop()) == "canary-access-2"
    assert [form["refresh_token"] for form in identity.forms] == ["canary-refresh-1"] * 3


def test_another_process_was_faster(identity: Identity) -> None:
    """The stored token is read again when ours is refused."""

    class Faster(Secrets):
        reads = 0

        def get(self, connection_id: str, name: str) -> str | None:
            self.reads += 1
            return "used-up" if self.reads == 1 else super().get(connection_id, name)

    secrets = Faster()
    secrets.kept["books", "refresh_token"] = str(identity.grant()["refresh_token"])
    assert identity.keeper(secrets).access_token(Stop()) == "canary-access-2"
    assert [form["refresh_token"] for form in identity.forms] == ["used-up", "canary-refresh-1"]


def test_ended_access_is_told_and_not_asked_again_in_a_loop(identity: Identity) -> None:
    identity.secrets.kept["books", "refresh_token"] = "gone"
    with pytest.raises(AccessProblem) as caught:
        identity.keeper().access_token(Stop())
    assert caught.value.code == "access_ended"
    assert caught.value.sentence == "Xero has ended the access."
    assert caught.value.mend is Mend.RECONNECT
    assert len(identity.forms) == 1


def test_nobody_is_signed_in(identity: Identity) -> None:
    keeper = identity.keeper()
    assert not keeper.is_signed_in()
    with pytest.raises(AccessProblem) as caught:
        keeper.access_token(Stop())
    assert caught.value.code == "signed_out"
    assert identity.forms == []


def test_an_answer_without_a_token_is_no_ended_access(identity: Identity) -> None:
    signed_in(identity)
    identity.grant = lambda: {"hello": "there"}  # type: ignore[method-assign]
    with pytest.raises(RemoteProblem) as caught:
        identity.keeper().access_token(Stop())
    assert caught.value.code == "bad_shape"


def test_a_token_the_vendor_calls_expired_is_replaced(identity: Identity) -> None:
    signed_in(identity)
    keeper = identity.keeper()
    first = keeper.access_token(Stop())
    before = keeper.credential()
    keeper.refused(first)
    keeper.refused(first)
    assert keeper.access_token(Stop()) != first
    assert keeper.credential() != before
    assert len(identity.forms) == 2
    assert first not in keeper.credential()


def test_a_token_about_to_end_is_not_named_as_the_one_in_use(identity: Identity) -> None:
    signed_in(identity)
    keeper = identity.keeper()
    keeper.access_token(Stop())
    assert keeper.credential()
    identity.clock.move(1800 - 80)
    assert keeper.credential() == ""
    assert keeper.access_token(Stop()) == "canary-access-2", "it may still be used"


def test_signing_out_takes_the_grant_away(identity: Identity) -> None:
    signed_in(identity)
    keeper = identity.keeper()
    keeper.revoke(Stop())
    keeper.forget()
    assert identity.revoked == ["canary-refresh-1"]
    assert not keeper.is_signed_in()


def test_nothing_secret_is_logged_or_shown(identity: Identity, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    signed_in(identity)
    keeper = identity.keeper()
    keeper.access_token(Stop())
    assert "canary" not in caplog.text
    assert "canary" not in repr(keeper._access)
    assert "canary" not in repr(read_grant(identity.grant()))


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"access_token": ""}, {"access_token": 5}, {"access_token": "a", "expires_in": "soon"}, "x"],
)
def test_what_is_no_grant(value: object) -> None:
    assert read_grant(value) is None


def test_odd_lifetimes_are_bounded() -> None:
    assert read_grant({"access_token": "a", "expires_in": -5}) == Grant("a", "", 120, frozenset())
    found = read_grant({"access_token": "a", "expires_in": 10**12, "scope": ["b"]})
    assert found == Grant("a", "", 86400, frozenset({"b"}))
