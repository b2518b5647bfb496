"""The accounting addresses /company/{realm}/...: who is let in, and which call answers (apis/quickbooks.md 3, 4, 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from app.sandbox.paper import one_page_pdf
from app.sandbox.quickbooks.attachments import LARGEST, upload
from app.sandbox.quickbooks.batch import run_batch
from app.sandbox.quickbooks.calls import Call, faulted, text_answer, wants_json, with_trace, written
from app.sandbox.quickbooks.change import Change
from app.sandbox.quickbooks.changed_data import changed_data
from app.sandbox.quickbooks.company import Company
from app.sandbox.quickbooks.entities import Entity
from app.sandbox.quickbooks.exchange_rates import read_rate, save_rate
from app.sandbox.quickbooks.faults import FaultError, GatewayFault, not_authorised, refuse, throttled
from app.sandbox.quickbooks.identity import Identity
from app.sandbox.quickbooks.mailing import send_document
from app.sandbox.quickbooks.queries import run_query, statement_of
from app.sandbox.quickbooks.quota import Quota
from app.sandbox.quickbooks.rendering import rendered
from app.sandbox.quickbooks.replay import ReplayStore, check_request_id
from app.sandbox.quickbooks.schema import BY_PATH
from app.sandbox.quickbooks.tax_service import create_tax_code
from app.sandbox.quickbooks.values import Record, UnreadableError, read_json
from app.sandbox.quickbooks.writes import delete, save, void
from app.sandbox.wire import Reply, Request

DOWNLOAD_LIFE: Final = timedelta(minutes=15)
_PRINTABLE: Final = frozenset({"Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment"})
_SINGLE: Final = {"CompanyInfo", "Preferences"}


class Accounting:
    """Answers the accounting addresses of all companies. `largest_file` in bytes."""

    def __init__(self, companies: Mapping[str, Company], identity: Identity, quota: Quota, store: ReplayStore) -> None:
        self._companies = companies
        self._identity = identity
        self.quota = quota
        self.store = store
        self.largest_file = LARGEST
        self._downloads: dict[str, tuple[str, str, datetime]] = {}

    def handle(self, request: Request, now: datetime) -> Reply:
        """Answer one request below the accounting address."""
        segments = tuple(part for part in request.path.split("/") if part)
        realm = realm_of(request)
        problem = self.admit(request, now)
        if problem is None and len(segments) < 3:
            problem = not_authorised()
        if problem is None and not self.quota.take(
            realm, is_batch=segments[2] == "batch", reads=_reads(request), now=now
        ):
            problem = throttled()
        if problem is not None:
            return with_trace(problem.reply(wants_json(request), now), now)
        company = self._companies[realm]
        parameters = {name.lower(): value for name, value in request.parameters().items()}
        allow = "allowduplicatedocnum" in parameters.get("include", "").lower()
        change = Change(company, now, allow_duplicate_number=allow)
        call = Call(company, request, now, segments[2:], parameters, change, self.largest_file)
        return with_trace(self._answered(call), now)

    def admit(self, request: Request, now: datetime) -> GatewayFault | None:
        """Why a call is turned away before the books are asked, if it is."""
        return self._identity.admit(request, realm_of(request), now)

    def _answered(self, call: Call) -> Reply:
        try:
            return self._once(call)
        except FaultError as problem:
            return faulted(problem, call.time(), call.as_json)
        except UnreadableError as problem:
            return faulted(refuse(2010, str(problem)[:300]), call.time(), call.as_json)

    def _once(self, call: Call) -> Reply:
        """Carry a write out once for each request id."""
        request_id = call.parameters.get("requestid", "")
        if call.request.method != "POST" or not request_id or call.segments[0] == "query":
            return self._routed(call)
        check_request_id(request_id, call.segments[0] == "batch")
        if call.company.switches.requestid != "honoured":
            return self._routed(call)
        work = f"{'/'.join(call.segments)}?{call.parameters.get('operation', '')}\n".encode() + call.request.body
        held = self.store.recall(call.company.realm, request_id, work, call.now)
        if held is not None:
            return held
        reply = self._routed(call)
        self.store.keep(call.company.realm, request_id, work, reply, call.now)
        return reply

    def _routed(self, call: Call) -> Reply:
        match call.request.method, call.segments:
            case (("GET" | "POST"), ("query",)):
                statement = statement_of(call.request.body, call.parameters)
                return call.answer({"QueryResponse": run_query(call.company, statement)})
            case "GET", ("cdc",):
                parameters = {
                    "entities": call.parameters.get("entities", ""),
                    "changedSince": call.parameters.get("changedsince", ""),
                }
                found = changed_data(call.company, parameters, call.now)
                return call.answer({"CDCResponse": [{"QueryResponse": found}]})
            case "GET", ("download", identity):
                return text_answer(self._download_address(call, identity))
            case "GET", ("exchangerate",):
                return call.answer({"ExchangeRate": read_rate(call.company, call.parameters, call.change.today)})
            case "GET", (name, *rest) if name in BY_PATH:
                return self._read(call, BY_PATH[name], rest)
            case "POST", (*_,):
                return self._posted(call)
        raise refuse(500, f"Operation {call.request.method} {'/'.join(call.segments)} is not supported.")

    def _read(self, call: Call, entity: Entity, rest: list[str]) -> Reply:
        if entity.name in _SINGLE:
            return call.row(entity.name, next(iter(call.company.tables[entity.name].values())))
        match rest:
            case [identity]:
                row = call.company.find(entity.name, identity)
                return call.row(entity.name, row, **self._file_address(call, entity, row))
            case [identity, "pdf"] if entity.name in _PRINTABLE:
                row = rendered(call.company, entity.name, call.company.find(entity.name, identity))
                return Reply(
                    200, one_page_pdf(_paper(call.company, entity.name, row)), {"Content-Type": "application/pdf"}
                )
        raise refuse(500, "Operation is not supported.")

    def _posted(self, call: Call) -> Reply:
        if call.company.switches.subscription != "active":
            raise refuse(
                6190, "Subscription period has ended or canceled or there was a billing problem: no data can be added."
            )
        match call.segments:
            case ("batch",):
                return self._batch(call)
            case ("upload",):
                rows = upload(
                    call.change, call.request.headers.get("content-type", ""), call.request.body, call.largest_file
                )
                made = [{"Attachable": rendered(call.company, "Attachable", row)} for row in rows]
                return call.answer({"AttachableResponse": made})
            case ("taxservice", "taxcode"):
                return call.answer(create_tax_code(call.change, read_json(call.request.body)))
            case ("exchangerate",):
                return call.answer({"ExchangeRate": save_rate(call.change, read_json(call.request.body))})
            case (name, identity, "send") if name in BY_PATH:
                row = send_document(call.change, BY_PATH[name], identity, call.parameters.get("sendto", ""))
                return call.row(BY_PATH[name].name, row)
            case (name,) if name in BY_PATH:
                return self._written(call, BY_PATH[name])
        raise refuse(500, f"Operation on {'/'.join(call.segments)} is not supported.")

    def _written(self, call: Call, entity: Entity) -> Reply:
        body = read_json(call.request.body)
        operation = call.parameters.get("operation", "").lower()
        if operation == "delete":
            gone = delete(call.change, entity, body)
            return call.answer({entity.name: {"domain": "QBO", "status": "Deleted", "Id": gone["Id"]}})
        if operation == "void" or "void" in call.parameters.get("include", "").lower():
            return call.row(entity.name, void(call.change, entity, body))
        if operation not in ("", "update", "create"):
            raise refuse(500, f"Operation {operation} is not supported.")
        row = save(call.change, entity, body)
        more: Record = {}
        if call.parameters.get("include", "").lower() == "invoicelink" and entity.name == "Invoice":
            more = _invoice_link(call.company, row)
        return call.row(entity.name, row, **more)

    def _batch(self, call: Call) -> Reply:
        def make(allow: bool) -> Change:
            return Change(call.company, call.now, allow_duplicate_number=allow)

        request_id = call.parameters.get("requestid", "")
        answers, effects = run_batch(call.company, read_json(call.request.body), make, request_id)
        body = {"BatchItemResponse": answers, "time": call.time()}
        return written(body, 200, call.as_json, "; ".join(effects))

    def _file_address(self, call: Call, entity: Entity, row: Record) -> dict[str, Any]:
        if entity.name != "Attachable" or row["Id"] not in call.company.files:
            return {}
        return {
            "FileAccessUri": f"/v3/company/{call.company.realm}/download/{row['Id']}",
            "TempDownloadUri": self._download_address(call, row["Id"]),
        }

    def _download_address(self, call: Call, identity: str) -> str:
        """An address that gives the file for 15 minutes to who knows it."""
        row = call.company.find("Attachable", identity)
        if identity not in call.company.files:
            raise refuse(610, "This attachment has no file", "Id")
        ticket = f"{call.company.realm}-{identity}-{len(self._downloads):x}"
        self._downloads[ticket] = (call.company.realm, identity, call.now + DOWNLOAD_LIFE)
        return f"{call.request.base_url}/files/{ticket}/{quote(str(row.get('FileName', 'file')))}"

    def file(self, request: Request, now: datetime) -> Reply:
        """The bytes behind an address of `_download_address`; 403 when it is over."""
        ticket = request.path.split("/")[2] if request.path.count("/") > 1 else ""
        realm, identity, ends = self._downloads.get(ticket, ("", "", now))
        if now >= ends:
            return Reply(403, b"Request has expired", {"Content-Type": "text/plain"})
        company = self._companies[realm]
        kind = company.tables["Attachable"].get(identity, {}).get("ContentType", "application/octet-stream")
        return Reply(200, company.files.get(identity, b""), {"Content-Type": str(kind)})


def realm_of(request: Request) -> str:
    """The company a call is for, from its path."""
    segments = [part for part in request.path.split("/") if part]
    return segments[1] if len(segments) > 1 and segments[0] == "company" else ""


def _reads(request: Request) -> bool:
    """Whether a call takes data out: those are metered (apis/quickbooks.md 4.2)."""
    return request.method == "GET" or request.path.rstrip("/").endswith("/query")


def _paper(company: Company, entity: str, row: Record) -> list[str]:
    lines = [f"{line.get('Description', '')[:80]}   {line['Amount']}" for line in row["Line"] if "Amount" in line]
    customer = row.get("CustomerRef", {}).get("name", "")
    rows = [
        f"{entity} {row.get('DocNumber', row['Id'])}",
        company.name,
        customer,
        f"Date {row['TxnDate']}",
        "",
        *lines[:40],
    ]
    return [*rows, "", f"Total {row.get('CurrencyRef', {}).get('value', '')} {row['TotalAmt']}"]


def _invoice_link(company: Company, row: Record) -> Record:
    """The address where a customer pays, if online payment is on and there is somebody to send it to."""
    online = company.preference("SalesFormsPrefs", "ETransactionPaymentEnabled") and row.get("BillEmail", {}).get(
        "Address"
    )
    return {"InvoiceLink": f"https://connect.intuit.com/t/practice-{company.realm}-{row['Id']}"} if online else {}
