"""What a bookkeeper is told when a sign-in does not come about or has ended: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.errors import AccessProblem
from app.domain.plan import Mend


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One code. '{vendor}' is replaced by the vendor's name, '{details}' by ours about the case."""

    sentence: str
    advice: str
    mend: Mend = Mend.RECONNECT


ROWS: Mapping[str, SignInRow] = {
    "no_client_id": SignInRow(
        "There is no {vendor} client id yet.", "Enter the client id of your own {vendor} app.", Mend.NONE
    ),
    "no_client_secret": SignInRow(
        "There is no client secret of your {vendor} app yet.",
        "Enter the client secret beside the client id.",
        Mend.NONE,
    ),
    "ports_taken": SignInRow(
        "Another program uses all the ports that the sign-in needs ({details}).",
        "Close other windows of Ledgerferry and other programs that are signing in, then try again.",
    ),
    "no_browser": SignInRow(
        "The browser did not open.", "Set a standard browser in the system's settings, then sign in again."
    ),
    "timeout": SignInRow("Nobody finished the sign-in within 5 minutes.", "Sign in again and finish in the browser."),
    "denied": SignInRow(
        "Access to {vendor} was refused in the browser.", "Sign in again and choose 'Allow access' there."
    ),
    "wrong_state": SignInRow(
        "The answer in the browser belongs to another sign-in.",
        "Close old sign-in tabs in the browser, then sign in again.",
    ),
    "odd_answer": SignInRow("The answer in the browser could not be understood.", "Sign in again."),
    "code_refused": SignInRow("{vendor} did not accept the sign-in.", "Sign in again; finish within 5 minutes."),
    "client_refused": SignInRow(
        "{vendor} does not know this client id, or does not allow it to sign in this way.",
        "Check the client id and how the app is registered: as a mobile or desktop app (PKCE), or with its client secret here.",
        Mend.NONE,
    ),
    "scope_refused": SignInRow(
        "{vendor} did not give all the rights that Ledgerferry needs.",
        "Sign in again and allow everything that is asked for.",
    ),
    "signed_out": SignInRow("Nobody is signed in to {vendor}.", "Sign in."),
    "access_ended": SignInRow(
        "{vendor} has ended the access.", "Sign in again. Nothing is lost; the work goes on from where it was."
    ),
}


def access_problem(code: str, vendor: str, connection_id: str = "", details: str = "") -> AccessProblem:
    """The problem to raise for a code of `ROWS`."""
    row = ROWS[code]
    sentence = row.sentence.format(vendor=vendor, details=details)
    advice = row.advice.format(vendor=vendor)
    return AccessProblem(
        sentence, connection_id=connection_id, advice=advice, details=details, code=code, mend=row.mend
    )
