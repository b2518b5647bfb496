"""What can go wrong, as a tree; each with a sentence for the bookkeeper, advice, and the step that mends it.

LedgerferryError
├── Cancelled                 the person stopped it; nothing is said
└── ExpectedProblem           said in words, with a button
    ├── BadInput              what was typed or imported; names the field
    ├── AccessProblem         sign-in, credentials, rights
    ├── RemoteProblem         a remote system or the network
    │   ├── LimitReached      a remote limit; `until` says when it ends
    │   └── IncompleteRead    a list could not be read whole
    ├── StoreProblem          database, disk, keyring
    └── PlanOutdated          the world moved between preview and Sync
"""

from __future__ import annotations

from datetime import datetime

from app.domain.plan import Mend


class LedgerferryError(Exception):
    """Root of everything raised on purpose."""


class Cancelled(LedgerferryError):  # noqa: N818 - not an error: the person stopped it
    """The person stopped it."""


class ExpectedProblem(LedgerferryError):  # noqa: N818 - the user's word for it
    """Something foreseen. `details` may hold remote words (plain text, secrets left out); `code` is stable."""

    def __init__(
        self,
        sentence: str,
        *,
        advice: str = "",
        mend: Mend = Mend.NONE,
        details: str = "",
        code: str = "",
        subject: str = "",
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice
        self.mend = mend
        self.details = details
        self.code = code
        self.subject = subject


class BadInput(ExpectedProblem):
    """Something typed or imported is not usable; `field` names the control it belongs to."""

    def __init__(
        self, sentence: str, *, field: str, advice: str = "", details: str = "", code: str = "bad_input"
    ) -> None:
        super().__init__(sentence, advice=advice, details=details, code=code, subject=field)
        self.field = field


class AccessProblem(ExpectedProblem):
    """A sign-in has ended, was refused, or lacks a right; or the books take nothing (`elsewhere`). `connection_id` says whose."""

    def __init__(
        self,
        sentence: str,
        *,
        connection_id: str = "",
        advice: str = "",
        details: str = "",
        code: str = "access",
        mend: Mend = Mend.RECONNECT,
    ) -> None:
        super().__init__(sentence, advice=advice, mend=mend, details=details, code=code, subject=connection_id)
        self.connection_id = connection_id

    @property
    def elsewhere(self) -> bool:
        """Whether it is mended in the remote system's own pages, and tried again then: signing in would not help."""
        return self.mend is Mend.RETRY


class RemoteProblem(ExpectedProblem):
    """A remote system or the way to it does not work as it should."""


class LimitReached(RemoteProblem):
    """A remote limit is used up until `until` (UTC); None when the remote system does not say."""

    def __init__(
        self, sentence: str, *, until: datetime | None, advice: str = "", details: str = "", code: str = "limit"
    ) -> None:
        super().__init__(sentence, advice=advice, mend=Mend.RETRY, details=details, code=code)
        self.until = until


class IncompleteRead(RemoteProblem):
    """A list could not be read whole; nothing may be concluded from what is missing."""


class StoreProblem(ExpectedProblem):
    """The database, the disk or the keyring."""


class PlanOutdated(ExpectedProblem):
    """What was shown is no longer what would be sent."""
