"""What is read: single records, exact amounts, metadata, paper (apis/autotask.md 3, 6, 8)."""

from __future__ import annotations

import base64
import html
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.autotask.encode import encode_amount, encode_value, read_json
from app.sandbox.autotask.entities import ENTITIES
from app.sandbox.autotask.schema import parse_fields
from tests.sandbox.autotask.small_tenant import Begin, Caller, exact, invoice, item, where


def test_amounts_keep_four_decimals_on_the_wire(caller: Caller) -> None:
    text = caller.get("Invoices/101").text
    assert '"invoiceTotal":52.7775,' in text
    assert '"totalTaxValue":11.0833,' in text
    assert (
        '"invoiceTotal":624.5000,'
        in caller.query("Invoices", where("eq", "id", 102), IncludeFields=["invoiceTotal", "id"]).text
    )
    assert exact(caller.get("Invoices/105"))["item"]["invoiceTotal"] == Decimal("0.0001")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=7, min_value=-(10**12), max_value=10**12))
def test_any_amount_survives_the_wire(amount: Decimal) -> None:
    text = encode_amount(amount)
    assert re.fullmatch(r"-?\d+\.\d{4,}", text)
    assert Decimal(text) == amount


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_survives_the_wire(value: object) -> None:
    assert read_json(encode_value(value).encode("utf-8", "surrogatepass")) == value


def test_a_binary_fraction_never_reaches_the_wire() -> None:
    with pytest.raises(TypeError, match="float"):
        encode_value({"invoiceTotal": 0.1})


def test_dates_are_returned_as_they_are_held(caller: Caller) -> None:
    found = caller.query(
        "Invoices", where("in", "id", [101, 103, 104]), IncludeFields=["id", "invoiceDateTime"]
    ).json()["items"]
    assert [row["invoiceDateTime"] for row in found] == [
        "2026-03-01T00:00:00Z", "2026-03-31T23:59:59.307", "2026-04-01T00:00:00.0000000Z",
    ]  # fmt: skip


def test_a_record_has_every_field_of_its_entity(caller: Caller) -> None:
    row = caller.get("Invoices/101", params={"IncludeFields": "id"}).json()["item"]
    assert set(row) == {field.name for field in ENTITIES["Invoices"].fields} | {"userDefinedFields"}
    assert caller.get("Companies/0").json()["item"]["companyName"] == "Own company"


def test_both_ways_of_missing(caller: Caller, system: AutotaskSystem) -> None:
    assert caller.get("Invoices/999").status_code == 404
    system.set_switches(missing_as_null=True)
    answer = caller.get("Invoices/999")
    assert (answer.status_code, answer.json()) == (200, {"item": None})


def test_entity_information(caller: Caller) -> None:
    assert caller.get("Invoices/entityInformation").json() == {
        "info": {
            "name": "Invoice", "canCreate": False, "canDelete": False, "canQuery": True, "canUpdate": True, "userAccessForCreate": 0,
            "userAccessForDelete": 0, "userAccessForQuery": 1, "userAccessForUpdate": 1, "hasUserDefinedFields": False,
            "supportsWebhookCallouts": False,
        }
    }  # fmt: skip
    told = caller.get("Companies/entityInformation").json()["info"]
    assert (told["name"], told["hasUserDefinedFields"], told["supportsWebhookCallouts"]) == ("Account", True, True)


def test_fields_come_from_the_table_the_engine_runs_on(caller: Caller) -> None:
    fields = {field["name"]: field for field in caller.get("Invoices/entityInformation/fields").json()["fields"]}
    term = fields["paymentTerm"]
    assert (term["dataType"], term["isPickList"], term["isReadOnly"]) == ("integer", True, True)
    assert [(value["value"], value["label"]) for value in term["picklistValues"]] == [
        ("4", "Net 30 days"),
        ("29682861", "Net 60 days"),
    ]
    assert fields["companyID"]["referenceEntityType"] == "Companies"
    assert fields["dueDate"]["isQueryable"] is False
    assert sorted(name for name, field in fields.items() if not field["isReadOnly"]) == [
        "invoiceNumber",
        "paidDate",
        "webServiceDate",
    ]


def test_only_one_field_of_a_billing_item_can_be_written(caller: Caller) -> None:
    fields = caller.get("BillingItems/entityInformation/fields").json()["fields"]
    assert [field["name"] for field in fields if not field["isReadOnly"]] == ["webServiceDate"]


def test_user_defined_fields_of_an_entity(caller: Caller) -> None:
    fields = caller.get("Companies/entityInformation/userDefinedFields").json()["fields"]
    assert [(field["name"], field["isQueryable"]) for field in fields] == [("Ledger contact", True)]
    assert caller.get("Invoices/entityInformation/userDefinedFields").json() == {"fields": []}


def test_every_reference_of_the_table_is_known() -> None:
    references = {field.reference for entity in ENTITIES.values() for field in entity.fields if field.reference}
    assert references <= set(ENTITIES)


@pytest.mark.parametrize("text", ["name", "name text", "name string(x)", "a integer>", "1"])
def test_a_slip_in_the_field_table_is_found(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not read|is not a valid"):
        parse_fields(text)


def check_pdf(content: bytes) -> str:
    """Structure of a PDF by its cross-reference table; the text on its pages."""
    assert content.startswith(b"%PDF-1.")
    start = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    assert content[start:].startswith(b"xref\n0 ")
    places = [int(line[:10]) for line in content[start:].split(b"\n")[3:] if line.endswith(b" n ")]
    for number, place in enumerate(places, start=1):
        assert content[place:].startswith(b"%d 0 obj\n" % number)
    for length, stream in re.findall(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", content, re.DOTALL):
        assert int(length) == len(stream)
    return content.decode("cp1252", "replace")


def test_paper_is_a_valid_pdf(caller: Caller) -> None:
    told = caller.get("Invoices/101/InvoicePDF").json()
    assert set(told) == {"id", "contentType", "fileName", "fileSize", "data"}
    content = base64.b64decode(told["data"], validate=True)
    assert (told["fileName"], told["fileSize"], told["contentType"]) == (
        "Invoice_SI-1.pdf",
        len(content),
        "application/pdf",
    )
    text = check_pdf(content)
    assert "Item 801 & co" in text
    assert "(Total 63.86) Tj" in text


def test_long_paper_has_more_pages(begin: Begin) -> None:
    items = [item(number, 101, 1, "1", None, itemName=f"(Line\\{number}) Ω") for number in range(1, 301)]
    seed = {"Invoices": [invoice(101, 1, "2026-03-01T00:00:00Z", None, "300", "0")], "BillingItems": items}
    text = check_pdf(base64.b64decode(begin(seed=seed)[2].get("Invoices/101/InvoicePDF").json()["data"]))
    assert text.count("/Type /Page ") == 7
    assert r"1.00   \(Line\\300\) ?) Tj" in text


def test_paper_wrapped_and_as_bytes(caller: Caller, system: AutotaskSystem) -> None:
    bare = base64.b64decode(caller.get("Invoices/101/InvoicePDF").json()["data"])
    system.set_switches(paper_wrapped=True, paper_bytes=True)
    assert bytes(caller.get("Invoices/101/invoicepdf").json()["item"]["data"]) == bare


def test_markup_is_escaped_text(caller: Caller) -> None:
    told = caller.get("Invoices/101/InvoiceMarkupXML").json()["invoiceMarkup"]
    assert told.startswith("&lt;?xml")
    root = ElementTree.fromstring(html.unescape(told).split("?>", 1)[1])  # noqa: S314 - our own text
    space = "{http://tempuri.org/invoice_batch_generic.xsd}"
    assert root.tag == space + "invoice_batch_generic"
    assert root.findtext(f".//{space}cust_name") == "Harrow & Finch"
    assert [found.text for found in root.iter(space + "allocation_code_name")] == ["Remote <support>"] * 2
    page = html.unescape(caller.get("Invoices/101/InvoiceMarkupHtml").json()["invoiceMarkup"])
    assert "Harrow &amp; Finch" in page
    assert caller.get("Companies/1/InvoicePDF").status_code == 404
    assert caller.get("Invoices/999/InvoicePDF").status_code == 404
