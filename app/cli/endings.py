"""Exit codes, and which problem leads to which."""

from __future__ import annotations

from enum import IntEnum

from app.domain.errors import (
    AccessProblem,
    BadInput,
    Cancelled,
    LedgerferryError,
    PlanOutdated,
    RemoteProblem,
    StoreProblem,
)


class Exit(IntEnum):
    """What a command's exit code says."""

    DONE = 0
    HELD = 1
    BAD_INPUT = 2
    SIGN_IN = 3
    REMOTE = 4
    STORE = 5
    CANCELLED = 6


MEANING = """exit codes:
  0  done, everything that was asked for
  1  some invoices were refused or held back; the rest is done
  2  the command or a value in it cannot be meant; nothing was done
  3  a sign-in is needed
  4  a remote system or the network does not work as it should
  5  the records, the disk or the keyring cannot be used
  6  stopped by you; what was under way has been finished"""

_CODES: tuple[tuple[type[LedgerferryError], Exit], ...] = (
    (BadInput, Exit.BAD_INPUT),
    (AccessProblem, Exit.SIGN_IN),
    (RemoteProblem, Exit.REMOTE),
    (StoreProblem, Exit.STORE),
    (PlanOutdated, Exit.HELD),
    (Cancelled, Exit.CANCELLED),
)


def exit_for(problem: LedgerferryError) -> Exit:
    """The exit code of a problem. Where signing in would not help, it is the remote system that does not work as it should."""
    if isinstance(problem, AccessProblem) and problem.elsewhere:
        return Exit.REMOTE
    return next((code for kind, code in _CODES if isinstance(problem, kind)), Exit.HELD)
