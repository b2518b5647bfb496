"""The addresses below V1.0 (apis/autotask.md 3): which call an address is, and its answer."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from typing import Any

from app.sandbox.autotask.encode import read_json
from app.sandbox.autotask.metadata import entity_information, field_information, user_defined_information
from app.sandbox.autotask.paper import invoice_html, invoice_pdf, invoice_xml
from app.sandbox.autotask.queries import hits, page, read_cursor, read_query
from app.sandbox.autotask.refusals import Refusal, answer, no_resource, wrong_verb
from app.sandbox.autotask.schema import Row
from app.sandbox.autotask.table import Table
from app.sandbox.autotask.tenant import Tenant
from app.sandbox.autotask.writes import Change
from app.sandbox.wire import Reply, Request

_URL_MAX = 2_048


class EntityApi:
    """Answers entity calls on a tenant whose owner holds its lock."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._tables = {name.lower(): table for name, table in tenant.tables.items()}
        self._children = {
            (table.entity.parent.lower(), table.entity.below.lower()): table
            for table in tenant.tables.values()
            if table.entity.parent
        }
        self._paper: dict[str, Callable[[Row], dict[str, Any]]] = {
            "invoicepdf": self._pdf,
            "invoicemarkuphtml": self._markup_html,
            "invoicemarkupxml": self._markup_xml,
        }

    def answer(self, parts: list[str], request: Request) -> Reply:
        """One call; `parts` are the path's segments after V1.0. Raises Refusal."""
        if not _is_id(request.headers.get("impersonationresourceid", "0")):
            raise Refusal("The ImpersonationResourceId is invalid.")
        name = parts[0].lower()
        rest = [part.lower() for part in parts[1:]]
        if len(rest) >= 2 and (name, rest[1]) in self._children and _is_id(rest[0]):
            return self._child_call(self._children[name, rest[1]], int(rest[0]), rest[2:], request)
        table = self._tables.get(name)
        if table is None:
            return no_resource()
        if not rest:
            return self._collection_call(table, request)
        if _is_id(rest[0]):
            return self._row_call(table, int(rest[0]), rest[1:], request)
        call = {"query": self._query_call, "entityinformation": self._metadata_call}.get(rest[0])
        return call(table, rest[1:], request) if call else no_resource()

    def _collection_call(self, table: Table, request: Request) -> Reply:
        entity = table.entity
        letter = {"POST": "c", "PATCH": "u", "PUT": "u"}.get(request.method)
        if letter is None or letter not in entity.rights or entity.parent:
            return wrong_verb(request.method)
        return self._write(table, request, None)

    def _child_call(self, table: Table, parent_id: int, rest: list[str], request: Request) -> Reply:
        entity = table.entity
        if rest:
            row = table.get(int(rest[0])) if _is_id(rest[0]) else None
            if row is None or row[entity.parent_field] != parent_id:
                return self._missing()
            if request.method == "DELETE" and "d" in entity.rights:
                return self._done(self._tenant.writer.delete(table, row["id"]), request)
            return answer({"item": row}) if request.method == "GET" else wrong_verb(request.method)
        if request.method == "GET":
            ids = [row["id"] for row in table.rows() if row[entity.parent_field] == parent_id]
            return answer({"items": list(table.chosen(ids, None)), "pageDetails": _single_page(len(ids))})
        letter = {"POST": "c", "PATCH": "u", "PUT": "u"}.get(request.method, "-")
        if letter not in entity.rights:
            return wrong_verb(request.method)
        return self._write(table, request, parent_id)

    def _write(self, table: Table, request: Request, parent_id: int | None) -> Reply:
        switches = self._tenant.switches
        if table.entity.name == "Invoices" and not switches.can_update_invoices:
            raise Refusal("The logged in Resource does not have the adequate permissions to update this entity type.")
        body = _body(request.body)
        writer = self._tenant.writer
        if request.method == "POST":
            return self._done(writer.create(table, body, parent_id), request)
        whole = request.method == "PUT"
        return self._done(writer.update(table, body, whole=whole, null_ignored=switches.null_ignored), request)

    def _done(self, change: Change, request: Request) -> Reply:
        impersonated = request.headers.get("impersonationresourceid")
        self._tenant.note(change, int(impersonated) if impersonated else None)
        touched = ", ".join(change.after) if change.method in ("PATCH", "PUT") else change.method.lower()
        return answer({"itemId": change.row_id}, effect=f"{change.entity} {change.row_id}: {touched or 'unchanged'}")

    def _row_call(self, table: Table, row_id: int, rest: list[str], request: Request) -> Reply:
        if request.method != "GET":
            return wrong_verb(request.method)
        row = self._tenant.find(table, row_id)
        if not rest:
            return answer({"item": row}) if row else self._missing()
        render = self._paper.get(rest[0]) if table.entity.name == "Invoices" else None
        if render is None:
            return no_resource()
        return answer(render(row)) if row else self._missing()

    def _missing(self) -> Reply:
        return answer({"item": None}) if self._tenant.switches.missing_as_null else Reply(404)

    def _metadata_call(self, table: Table, rest: list[str], request: Request) -> Reply:
        if request.method != "GET":
            return wrong_verb(request.method)
        entity, tenant = table.entity, self._tenant
        if not rest:
            told = entity_information(entity, has_user_defined=bool(tenant.user_defined[entity.name]))
            if entity.name == "Invoices" and not tenant.switches.can_update_invoices:
                told["info"] |= {"canUpdate": False, "userAccessForUpdate": 0}
            return answer(told)
        if rest == ["fields"]:
            return answer(field_information(entity, tenant.picklists))
        if rest == ["userdefinedfields"]:
            definitions = tenant.tables["UserDefinedFieldDefinitions"].rows()
            return answer(user_defined_information(entity, definitions, tenant.picklists))
        return no_resource()

    def _query_call(self, table: Table, rest: list[str], request: Request) -> Reply:
        if request.method not in ("GET", "POST"):
            return wrong_verb(request.method)
        given = request.parameters()
        lowered = {name.lower(): value for name, value in given.items()}
        search = lowered.get("search") if request.method == "GET" else None
        if rest == ["next"] and (request.method == "GET") != ("search" in lowered):
            return wrong_verb(request.method)  # a page is fetched the way the query was sent: apis/autotask.md 7
        if request.method == "GET" and len(request.path) + len(request.query) > _URL_MAX:
            return no_resource()
        raw = _body((search or "").encode() if request.method == "GET" else request.body)
        query = read_query(raw, table.entity, self._tenant.user_defined[table.entity.name])
        seen = self._tenant.seen(table.entity.name)
        if rest == ["count"]:
            return answer({"queryCount": sum(1 for _ in hits(query, table, seen, None))})
        if rest not in ([], ["next"]):
            return no_resource()
        cursor = read_cursor(lowered.get("paging", "")) if rest else None
        return page(query, table, seen, root=request.base_url, search=search, cursor=cursor)

    def _pdf(self, row: Row) -> dict[str, Any]:
        content = invoice_pdf(row, self._company(row), self._tenant.items_of(row["id"]))
        told = {
            "id": row["id"],
            "contentType": "application/pdf",
            "fileName": f"Invoice_{row['invoiceNumber'] or row['id']}.pdf",
            "fileSize": len(content),
            "data": list(content) if self._tenant.switches.paper_bytes else base64.b64encode(content).decode(),
        }
        return {"item": told} if self._tenant.switches.paper_wrapped else told

    def _markup_html(self, row: Row) -> dict[str, Any]:
        return {"invoiceMarkup": html.escape(invoice_html(row, self._company(row), self._tenant.items_of(row["id"])))}

    def _markup_xml(self, row: Row) -> dict[str, Any]:
        codes = {code["id"]: str(code["name"]) for code in self._tenant.tables["BillingCodes"].rows()}
        items = self._tenant.items_of(row["id"])
        return {"invoiceMarkup": html.escape(invoice_xml(row, self._company(row), items, codes))}

    def _company(self, row: Row) -> Row | None:
        return self._tenant.tables["Companies"].get(row["companyID"])


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _single_page(count: int) -> dict[str, Any]:
    return {"count": count, "requestCount": 500, "prevPageUrl": None, "nextPageUrl": None}


def _body(raw: bytes) -> Any:
    if not raw.strip():
        return None
    try:
        return read_json(raw)
    except ValueError as problem:
        raise Refusal("Unexpected character encountered while parsing value. Path '', line 1.") from problem
