"""The API calls of the QuickBooks connector, made through the connector itself."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.documents import DocumentKind
from app.domain.operation import OperationKind
from app.domain.run import Stop
from tests.faults.matrix.calls import (
    ApiCall,
    Prepare,
    Read,
    attach,
    catalogue,
    find,
    of_document,
    of_kind,
    read_back,
    void,
)

K = OperationKind
_COMPANY = r"/company/\d+"


def _write(name: str, prepare: Prepare, path: str = "batch") -> ApiCall:
    return ApiCall(f"QuickBooks: {name}", "quickbooks", "POST", f"{_COMPANY}/{path}", write=prepare)


def _read(name: str, path: str, read: Read, asks: str = "", method: str = "POST") -> ApiCall:
    return ApiCall(f"QuickBooks: {name}", "quickbooks", method, path, read=read, asks=asks)


def _query(name: str, entity: str, read: Read) -> ApiCall:
    return _read(name, f"{_COMPANY}/query", read, f"FROM {entity} ")


def _batch(name: str, entity: str, read: Read) -> ApiCall:
    return _read(name, f"{_COMPANY}/batch", read, f"FROM {entity} ")


QUICKBOOKS_WRITES: Sequence[ApiCall] = (
    _write("create customer", of_kind(K.CREATE_CONTACT)),
    _write("link customer", of_kind(K.LINK_CONTACT)),
    _write("restore customer", of_kind(K.RESTORE_CONTACT)),
    _write("create product", of_kind(K.CREATE_ITEM)),
    _write("post invoice", of_document(K.POST_INVOICE)),
    _write("post credit memo", of_document(K.POST_CREDIT_NOTE)),
    _write("post sales receipt", of_document(K.POST_INVOICE, paid=True)),
    _write("post refund receipt", of_document(K.POST_CREDIT_NOTE, paid=True)),
    _write("attach file", attach, "upload"),
    _write("void invoice", void(K.POST_INVOICE, DocumentKind.INVOICE)),
    _write("delete credit memo", void(K.POST_CREDIT_NOTE, DocumentKind.CREDIT_NOTE)),
    _write("void sales receipt", void(K.POST_INVOICE, DocumentKind.INVOICE, paid=True)),
    _write("delete refund receipt", void(K.POST_CREDIT_NOTE, DocumentKind.CREDIT_NOTE, paid=True)),
)
QUICKBOOKS_READS: Sequence[ApiCall] = (
    _read("renew the sign-in", "/oauth2/v1/tokens/bearer", lambda desk: desk.program.ledger.check(Stop())),
    _read("end the sign-in", "/v2/oauth2/tokens/revoke", lambda desk: desk.program.sign_in.sign_out(Stop())),
    _batch("company and settings", "CompanyInfo", lambda desk: desk.program.ledger.check(Stop())),
    _query("list of customers", "Customer", catalogue),
    _batch("accounts, codes and products", "TaxCode", catalogue),
    _query("currencies", "CompanyCurrency", catalogue),
    _query("customers by id", "Customer", lambda desk: desk.program.ledger.contacts(["1"], Stop())),
    _query("vendors of a name", "Vendor", find(K.CREATE_CONTACT)),
    _query("employees of a name", "Employee", find(K.CREATE_CONTACT)),
    _query("products of a name", "Item", find(K.CREATE_ITEM)),
    _batch("documents by number", "Invoice", find(K.POST_INVOICE)),
    _read("changed documents", f"{_COMPANY}/cdc", find(K.POST_CREDIT_NOTE), method="GET"),
    _query("documents by id", "Invoice", read_back(K.POST_INVOICE, "99")),
    _read("changed receipts", f"{_COMPANY}/cdc", find(K.POST_INVOICE, paid=True), method="GET"),
    _query("receipts by id", "SalesReceipt", read_back(K.POST_INVOICE, "99", paid=True)),
    _query("refunds by id", "RefundReceipt", read_back(K.POST_CREDIT_NOTE, "99", paid=True)),
    _batch("numbers in use", "CreditMemo", lambda desk: desk.program.ledger.numbers_in_use(["SI-501"], Stop())),
    _query("files of a document", "Attachable", lambda desk: desk.files(attach(desk))),
)
