"""Refusals in the vendor's words: business faults, and the gateway's own shape for 401, 403 and 429 (apis/quickbooks.md 5)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from app.sandbox.quickbooks.values import Record
from app.sandbox.wire import Reply

JSON: Final = {"Content-Type": "application/json;charset=UTF-8"}
XML: Final = {"Content-Type": "application/xml;charset=UTF-8"}

MESSAGES: Final[Mapping[int, str]] = {
    120: "Authorization Failure",
    500: "Unsupported Operation",
    600: "Duplicate Request Id",
    610: "Object Not Found",
    620: "Transaction cannot be linked",
    1040: "Batch too large",
    2010: "Request has invalid or unsupported property",
    2020: "Required param missing, need to supply the required value for the API",
    2030: "Invalid ID",
    2040: "Invalid String. The string contains invalid characters",
    2050: "String length specified does not match the supported length",
    2130: "Invalid Request Id",
    2170: "Invalid Enumeration",
    2210: "Invalid Email Address format",
    2500: "Invalid Reference Id",
    4000: "Error parsing query",
    4001: "Invalid query",
    4002: "Error processing query",
    5010: "Stale Object Error",
    5020: "Permission Denied Error",
    5030: "Feature Not Supported Error",
    6000: "A business validation error has occurred while processing your request",
    6030: "Attachment too large",
    6070: "Amount calculation incorrect in the request",
    6100: "Invalid tax code for US company",
    6140: "Duplicate Document Number Error",
    6160: "Invalid tax code usage",
    6170: "Tax detail is not applicable",
    6180: "Nesting level exceeded",
    6190: "Invalid Company Status",
    6200: "Account Period Closed, Cannot Update Through Services API",
    6210: "Account Period Closed, Cannot Update Through Services API",
    6220: "Object Cannot Be Made Inactive",
    6240: "Duplicate Name Exists Error",
    6250: "Invalid Customer",
    6420: "Email Address Required",
    6430: "Invalid Account Type",
    6440: "Account or Item Missing",
    6450: "Cannot Void Settled Transaction",
    6540: "Deposited Transaction cannot be changed",
    6560: "Required Customer Is Missing",
    10000: "An application error has occurred while processing your request",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason for a refusal: the vendor's code, what exactly is wrong, and the property it concerns."""

    code: int
    detail: str
    element: str = ""


class FaultError(Exception):
    """A write or query that is refused and changes nothing. `faults` has at least one entry."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.code} {fault.detail}" for fault in faults))
        self.faults = faults


def refuse(code: int, detail: str, element: str = "") -> FaultError:
    """A refusal for one reason; raise what comes back."""
    return FaultError(Fault(code, detail, element))


def fault_record(faults: Sequence[Fault]) -> Record:
    """The value of "Fault" in an answer or in one item of a batch."""
    rows = [
        {
            "Message": MESSAGES.get(fault.code, "An error occurred"),
            "Detail": f"{MESSAGES.get(fault.code, 'An error occurred')} : {fault.detail}",
            "code": str(fault.code),
            "element": fault.element,
        }
        for fault in faults
    ]
    return {"Error": rows, "type": _fault_type(faults[0].code)}


def _fault_type(code: int) -> str:
    if code < 200:
        return "AuthenticationFault" if code < 120 else "AuthorizationFault"
    return "SystemFault" if code >= 10000 else "ValidationFault"


@dataclass(frozen=True, slots=True)
class GatewayFault:
    """A refusal that comes before the books are asked: lower-case keys, or XML for who did not ask for JSON."""

    status: int
    code: int
    kind: str
    message: str
    detail: str

    def reply(self, as_json: bool, now: datetime) -> Reply:
        """The answer; a 401 also says so in WWW-Authenticate."""
        message = f"message={self.message}; errorCode={self.code:06d}; statusCode={self.status}"
        extra = {"WWW-Authenticate": 'Bearer realm="Intuit", error="invalid_token"'} if self.status == 401 else {}
        if not as_json:
            text = (
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse time={quoteattr(now.isoformat())} '
                f'xmlns="http://schema.intuit.com/finance/v3"><Fault type={quoteattr(self.kind)}><Error code="{self.code}">'
                f"<Message>{escape(message)}</Message><Detail>{escape(self.detail)}</Detail></Error></Fault></IntuitResponse>"
            )
            return Reply(self.status, text.encode(), {**XML, **extra})
        body: Record = {
            "warnings": None,
            "intuitObject": None,
            "fault": {
                "error": [{"message": message, "detail": self.detail, "code": str(self.code), "element": None}],
                "type": self.kind,
            },
            "report": None,
            "queryResponse": None,
            "batchItemResponse": [],
            "attachableResponse": [],
            "syncErrorResponse": None,
            "requestId": None,
            "time": int(now.timestamp() * 1000),
            "status": None,
            "cdcresponse": [],
        }
        return Reply(self.status, json.dumps(body).encode(), {**JSON, **extra})


def token_expired(token: str) -> GatewayFault:
    """401 for an access token that is past its hour."""
    return GatewayFault(401, 3200, "AUTHENTICATION", "AuthenticationFailed", f"Token expired: {token[:6]}")


def token_unknown() -> GatewayFault:
    """401 for no token, or one that was never issued or was revoked."""
    return GatewayFault(401, 3200, "AUTHENTICATION", "AuthenticationFailed", "Token invalid")


def not_authorised() -> GatewayFault:
    """403 for a company the token does not reach, or a scope it does not have."""
    return GatewayFault(403, 3100, "SERVICE", "ApplicationAuthorizationFailed", "The app may not use this company")


def throttled() -> GatewayFault:
    """429; the vendor says to wait a minute and sends no Retry-After (apis/quickbooks.md 4.1)."""
    return GatewayFault(429, 3001, "SERVICE", "ThrottleExceeded", "The request limit was reached, wait 60 seconds")
