"""The invoice on paper: a small, valid PDF, and the markup calls (apis/autotask.md 8, Paper versions)."""

from __future__ import annotations

import html
from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from app.sandbox.autotask.schema import Row

_LINES_A_PAGE = 46
_NAMESPACE = "http://tempuri.org/invoice_batch_generic.xsd"


def invoice_pdf(invoice: Row, company: Row | None, items: Sequence[Row]) -> bytes:
    """A4 pages in Helvetica; characters outside Latin-1 print as question marks."""
    lines = _text_lines(invoice, company, items)
    pages = [lines[start : start + _LINES_A_PAGE] for start in range(0, len(lines), _LINES_A_PAGE)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        content = _page_content(page)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _assembled(objects)


def _page_content(lines: Sequence[str]) -> bytes:
    rows = b"".join(b"(%s) Tj T*\n" % _pdf_text(line) for line in lines)
    return b"BT /F1 10 Tf 50 790 Td 16 TL\n" + rows + b"ET"


def _assembled(objects: Sequence[bytes]) -> bytes:
    body = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(body)


def _pdf_text(text: str) -> bytes:
    plain = text[:95].encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _text_lines(invoice: Row, company: Row | None, items: Sequence[Row]) -> list[str]:
    head = [
        f"Invoice {invoice['invoiceNumber'] or invoice['id']}",
        str(company["companyName"]) if company else "",
        f"Date {_day(invoice['invoiceDateTime'])}    Due {_day(invoice['dueDate'])}",
        f"Purchase order {invoice['orderNumber']}" if invoice["orderNumber"] else "",
        "",
    ]
    rows = [f"{_money(item['totalAmount']):>14}   {item['itemName'] or ''}" for item in items]
    total, tax = (invoice["invoiceTotal"] or Decimal(0)), (invoice["totalTaxValue"] or Decimal(0))
    return [*head, *rows, "", f"Net {_money(total)}", f"Tax {_money(tax)}", f"Total {_money(total + tax)}"]


def _money(amount: Decimal | None) -> str:
    return f"{amount or Decimal(0):,.2f}"


def _day(instant: str | None) -> str:
    return (instant or "")[:10]


def invoice_xml(invoice: Row, company: Row | None, items: Sequence[Row], codes: dict[int, str]) -> str:
    """The invoice in the structure of the billing export; `codes` are names of billing codes by id."""
    account = {
        "cust_id": company["id"] if company else "",
        "cust_name": company["companyName"] if company else "",
        "billing_address_1": company["billingAddress1"] if company else "",
        "billing_city": company["billToCity"] if company else "",
        "billing_zip": company["billToZipCode"] if company else "",
        "tax_id": company["taxID"] if company else "",
    }
    head = {
        "invoice_number": invoice["invoiceNumber"],
        "invoice_date": _day(invoice["invoiceDateTime"]),
        "payment_due_date": _day(invoice["dueDate"]),
        "invoice_total": invoice["invoiceTotal"],
        "total_tax_value": invoice["totalTaxValue"],
    }
    lines = "".join(
        _element(
            "invoice_item",
            _elements(
                {
                    "invoice_item_id": item["id"],
                    "service_name": item["itemName"],
                    "service_units": item["quantity"],
                    "service_extended_price": item["totalAmount"],
                    "allocation_code_name": codes.get(item["billingCodeID"] or -1, ""),
                }
            ),
        )
        for item in items
    )
    inner = _element("account", _elements(account)) + _element("invoice", _elements(head) + lines)
    return f'<?xml version="1.0" encoding="utf-8"?><invoice_batch_generic xmlns="{_NAMESPACE}">{inner}</invoice_batch_generic>'


def invoice_html(invoice: Row, company: Row | None, items: Sequence[Row]) -> str:
    """The invoice as a page for reading."""
    lines = _text_lines(invoice, company, items)
    return "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines if line) + "</body></html>"


def _elements(values: dict[str, object]) -> str:
    return "".join(_element(name, escape("" if value is None else str(value))) for name, value in values.items())


def _element(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>"
