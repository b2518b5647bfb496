"""What Intuit's fault codes mean for a bookkeeper: one table (apis/quickbooks.md 5.2). Intuit's own words are kept beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.connectors.http.records import Record, part, records, text
from app.domain.plan import Mend


class Meaning(StrEnum):
    """What a fault says about an earlier attempt of our own, or about the connection."""

    REFUSED = "refused"
    TAKEN = "taken"  # number or name in use: it may be our own earlier attempt
    UNCLEAR = "unclear"  # a fault on Intuit's side: it may have happened or not
    ACCESS = "access"
    CLOSED = "closed"  # the whole company takes nothing at present, until a person has seen to it
    LATER = "later"  # the whole company takes nothing for some minutes


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as Intuit tells it."""

    code: str
    message: str
    detail: str
    element: str

    @property
    def words(self) -> str:
        """Its words, the longer ones where they repeat the shorter."""
        whole = self.detail if self.message in self.detail else f"{self.message} {self.detail}".strip()
        return (whole or self.message)[:500]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row: codes, and a fragment (lower case) of words or element where the code alone does not tell."""

    codes: frozenset[str]
    sentence: str
    mend: Mend = Mend.NONE
    meaning: Meaning = Meaning.REFUSED
    fragment: str = ""
    advice: str = ""  # where the whole company is concerned


def _row(
    codes: str,
    sentence: str,
    mend: Mend = Mend.NONE,
    meaning: Meaning = Meaning.REFUSED,
    *,
    fragment: str = "",
    advice: str = "",
) -> Refusal:
    return Refusal(frozenset(codes.split()), sentence, mend, meaning, fragment, advice)


AS_ADMINISTRATOR = "Sign in again as an administrator of the company."
_RENEW = "Open QuickBooks and renew it under Subscriptions and billing, then try again."


_GONE = "2500 610"

REFUSALS: tuple[Refusal, ...] = (
    _row("6140 630", "The number is used in QuickBooks already.", Mend.OPEN_IN_LEDGER, Meaning.TAKEN),
    _row("6240", "QuickBooks has somebody of this name already.", Mend.MAP_CUSTOMER, Meaning.TAKEN),
    _row("600", "QuickBooks has seen this request before.", meaning=Meaning.UNCLEAR),
    _row("500 10000 10100", "QuickBooks has a fault of its own at present.", Mend.RETRY, Meaning.UNCLEAR),
    _row("140 150", "QuickBooks keeps this company closed at present.", Mend.RETRY, Meaning.LATER),
    _row("100 110 120 130 3100 3200", "QuickBooks has ended the access.", Mend.RECONNECT, Meaning.ACCESS),
    # the narrower fragment first: every line's element is named SalesItemLineDetail, whatever it is about
    _row(_GONE, "The currency is not switched on in QuickBooks.", Mend.ENABLE_CURRENCY, fragment="currenc"),
    _row(
        _GONE,
        "The customer is inactive in QuickBooks, or is no longer there.",
        Mend.MAP_CUSTOMER,
        fragment="customerref",
    ),
    _row(_GONE, "A tax code does not exist in QuickBooks.", Mend.MAP_TAX, fragment="taxcode"),
    _row(_GONE, "A class is inactive in QuickBooks.", Mend.MAP_TRACKING, fragment="classref"),
    _row(_GONE, "A location is inactive in QuickBooks.", Mend.MAP_TRACKING, fragment="departmentref"),
    _row(
        _GONE, "An account is inactive in QuickBooks, or is no longer there.", Mend.MAP_ACCOUNT, fragment="accountref"
    ),
    _row(
        _GONE, "A product or service is inactive in QuickBooks, or is no longer there.", Mend.MAP_ITEM, fragment="item"
    ),
    _row(_GONE, "Something it names is inactive in QuickBooks, or is no longer there.", Mend.SEARCH_AGAIN),
    _row("620", "QuickBooks cannot link the two.", Mend.OPEN_IN_LEDGER),
    _row("2040", "The name holds a sign that QuickBooks does not take, such as a colon.", Mend.MAP_CUSTOMER),
    _row("2050", "A text is longer than QuickBooks takes."),
    _row("2210", "QuickBooks does not take the e-mail address."),
    _row("5010", "Somebody has changed it in QuickBooks at the same moment.", Mend.OPEN_IN_LEDGER),
    _row("5020", "This user may not do that in QuickBooks.", Mend.RECONNECT, Meaning.CLOSED, advice=AS_ADMINISTRATOR),
    _row("5030", "The QuickBooks plan of this company does not include that."),
    _row("6070", "QuickBooks works out another amount for a line."),
    _row("6100 6160 6230", "A tax code cannot be used on this document.", Mend.MAP_TAX),
    _row("6000", "A line has no tax code.", Mend.MAP_TAX, fragment="gst/hst"),
    _row("6000", "QuickBooks takes no document with a total below zero.", fragment="negative"),
    _row("6000", "QuickBooks does not allow it in these books. Its words name the reason."),
    _row("6170", "QuickBooks takes no tax on this document.", Mend.MAP_TAX),
    _row(
        "6190",
        "The company's QuickBooks subscription has ended, or allows reading only.",
        Mend.RETRY,
        Meaning.CLOSED,
        advice=_RENEW,
    ),
    _row("6200 6210", "The books are closed on this date.", Mend.OPEN_IN_LEDGER),
    _row("6250 6560", "The document names no customer.", Mend.MAP_CUSTOMER),
    _row("6430", "The account is of a kind that QuickBooks does not take here.", Mend.MAP_ACCOUNT),
    _row("6440", "A line names no product or service.", Mend.MAP_ITEM),
    _row("3001", "QuickBooks has asked for a pause.", Mend.RETRY, Meaning.LATER),
    _row("6450 6480 6540", "It has payments or a bank deposit in QuickBooks.", Mend.OPEN_IN_LEDGER),
    _row("6030", "The file is larger than QuickBooks takes."),
    _row("2010 2020 2030 2130 2170 4000 4001", "QuickBooks did not understand the request."),
)
_ANY = Refusal(frozenset(), "QuickBooks refused it. Its own words say why.")


def faults_of(value: object) -> list[Fault]:
    """The faults an answer, or an item of one, holds; both ways of writing the keys occur (apis/quickbooks.md 5.1)."""
    if not isinstance(value, dict):
        return []
    return [*_faults(part(value, "Fault"), "Error", "Message", "Detail"), *_faults(part(value, "fault"), "error")]


def _faults(fault: Record, name: str, message: str = "message", detail: str = "detail") -> list[Fault]:
    return [
        Fault(text(each, "code").lstrip("0"), text(each, message), text(each, detail), text(each, "element"))
        for each in records(fault, name)
    ]


def refusal_of(faults: Sequence[Fault]) -> Refusal:
    """The row for an item's faults: 'in use' counts before all else, then the order of the table."""
    found = [row for fault in faults for row in REFUSALS if _fits(row, fault)]
    taken = next((row for row in found if row.meaning is Meaning.TAKEN), None)
    return taken or min(found, key=REFUSALS.index, default=_ANY)


def _fits(row: Refusal, fault: Fault) -> bool:
    return fault.code in row.codes and row.fragment in f"{fault.element} {fault.words}".lower()
