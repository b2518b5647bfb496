"""The few durations and sizes that keep a second attempt from becoming a second document; each with its reason.

They depend on one another (see `test_constants`): a trusted key is given up a minute before the remote system forgets it, a claim
outlives a request, and absence is believed only when every claim and every late answer is over.
"""

from __future__ import annotations

from datetime import timedelta

XERO_KEY_TTL = timedelta(seconds=360)
"""Life of a Xero Idempotency-Key from its first use; it matches address, method and body (apis/xero.md 6)."""

REPLAY = timedelta(seconds=300)
"""How long after its first use a trusted key may be used again: the remote system's own limit less a minute for the way there."""

SETTLE = timedelta(minutes=15)
"""How long after the last possible send absence is not believed: requests land late, search indexes lag. Never lowered."""

SETTLE_SETTING = "settle_minutes"
"""The setting that raises SETTLE, in whole minutes."""

SETTLE_MOST = timedelta(hours=24)
"""Highest value of that setting: what nobody has seen for a day is not on its way any more."""


def settle_of(setting: str) -> timedelta:
    """SETTLE as the setting raises it; what lowers it, is endless or no number counts as SETTLE itself."""
    minutes = int(setting) if setting.isascii() and setting.isdecimal() and len(setting) < 6 else 0
    return min(max(SETTLE, timedelta(minutes=minutes)), SETTLE_MOST)


DEADLINE = timedelta(seconds=90)
"""A whole request, from connecting to the last byte of the answer."""

CONNECT_WITHIN = timedelta(seconds=10)
"""The part of DEADLINE in which a connection must open; beyond it nothing has been sent."""

IDLE_WITHIN = timedelta(seconds=60)
"""Longest silence of a remote system within one answer."""

LEASE = timedelta(minutes=5)
"""A claim on an operation. Longer than DEADLINE, so that a request ends within it; shorter than SETTLE, so that absence outlives it."""

CHECK_AGE = timedelta(seconds=10)
"""From the last checks to the first byte; what was read earlier is read again, since others change the same documents."""

MARK_AGE = timedelta(seconds=60)
"""A source document is marked only if its ledger document was read back live, with its total, this short a time before."""

BODY_MAX = 32 * 1024 * 1024
"""Largest answer after inflating, in bytes; a larger one is a fault or an attack."""

JSON_DEPTH = 64
"""Deepest nesting of an answer; deeper exhausts the reader."""

LOOK_UP_AFTER = (timedelta(0), timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5))
"""When an operation that may exist is looked for, counted from its last send; the last look-up follows at DEADLINE + SETTLE."""

LOOK_UP_AGAIN = timedelta(minutes=5)
"""Between look-ups once SETTLE is over and a complete answer has not come yet."""

MOST_ATTEMPTS = 5
"""Bodies sent for one effect, each proven to have done nothing, before a person is asked: a lasting fault is not answered for ever."""

NOT_SENT_WAIT = timedelta(seconds=5)
"""Pause before another attempt when nothing has left this machine."""

WAIT_AT_MOST = timedelta(seconds=90)
"""Longest pause that a run sits out with a count-down; a longer one pauses the run and says until when."""

LIMIT_UNSAID = timedelta(seconds=60)
"""Pause for a 429 whose Retry-After is missing, negative or rubbish."""

FAILURES_IN_A_ROW = 5
"""So many failures of one connection in a row pause that connection."""

HOST_PAUSE = timedelta(seconds=60)
"""First pause of a failing connection; it doubles with each further failure."""

HOST_PAUSE_MOST = timedelta(minutes=15)
"""Longest pause of a failing connection."""

CLOCKS_APART = timedelta(days=1)
"""No two machines' clocks differ by more: nothing is sent by one that is 15 minutes off, as far as an answer has told."""

CLOCK_DRIFT = timedelta(seconds=5)
"""Wall and monotonic time that differ by more since a moment: the machine slept or its clock was set; replay windows are over."""
