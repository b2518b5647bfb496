"""From an intent to the bytes Xero gets: examples after Xero's documentation, and that nothing is lost on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.http.strict_json import read_json, write_json
from app.connectors.xero.bodies import contact_body, document_body, envelope, source_link, tidy
from app.domain.documents import DocumentKind
from app.domain.mapping import ArrivalStatus
from app.domain.operation import OperationKind
from app.domain.parties import Address
from app.domain.payload import ContactPayload, DocumentLine, DocumentPayload
from tests.connectors.xero.desk import operation, posting, ready

CONTACT = "22222222-0000-4000-8000-000000000002"
LINE = DocumentLine(
    "Managed server",
    Decimal("3"),
    Decimal("125.3333"),
    Decimal("376.00"),
    Decimal("37.60"),
    "200",
    "OUTPUT",
    "MS-SRV",
    (("c1", "Region", "o1", "Perth"),),
)
INVOICE = DocumentPayload(
    DocumentKind.INVOICE,
    "HP-10711",
    "PO 4711",
    CONTACT,
    "",
    "Swan Legal",
    date(2026, 9, 11),
    date(2026, 9, 25),
    "AUD",
    ArrivalStatus.APPROVED,
    (LINE,),
    Decimal("376.00"),
    Decimal("37.60"),
    Decimal("413.60"),
    "https://ww6.autotask.net/Autotask35/invoice?id=1",
)


def test_an_invoice() -> None:
    assert json.loads(write_json(document_body(ready(posting(INVOICE))))) == {
        "Type": "ACCREC",
        "Contact": {"ContactID": CONTACT},
        "InvoiceNumber": "HP-10711",
        "Date": "2026-09-11",
        "DueDate": "2026-09-25",
        "LineAmountTypes": "Exclusive",
        "Status": "AUTHORISED",
        "CurrencyCode": "AUD",
        "Reference": "PO 4711",
        "Url": "https://ww6.autotask.net/Autotask35/invoice?id=1#LF0A1B2C3D4E",
        "LineItems": [
            {
                "Description": "Managed server",
                "Quantity": 3,
                "UnitAmount": 125.3333,
                "ItemCode": "MS-SRV",
                "AccountCode": "200",
                "TaxType": "OUTPUT",
                "Tracking": [{"TrackingCategoryID": "c1", "TrackingOptionID": "o1"}],
            }
        ],
    }


def test_a_credit_note_has_its_own_names_and_no_due_date() -> None:
    body = document_body(ready(posting(replace(INVOICE, kind=DocumentKind.CREDIT_NOTE))))
    assert body["Type"] == "ACCRECCREDIT"
    assert body["CreditNoteNumber"] == "HP-10711"
    assert not {"DueDate", "Url", "InvoiceNumber"} & set(body)


def test_a_contact_made_in_the_same_run_is_put_in() -> None:
    payload = replace(INVOICE, contact_id="", contact_operation="op-1")
    body = document_body(ready(posting(payload), {"op-1": CONTACT}))
    assert body["Contact"] == {"ContactID": CONTACT}
    with pytest.raises(KeyError):
        document_body(ready(posting(payload)))


def test_a_line_of_text_alone() -> None:
    text = replace(LINE, quantity=Decimal("0.00"), account_code="", tax_code="", item_code="", tracking=())
    body = document_body(ready(posting(replace(INVOICE, lines=(text,)))))
    assert body["LineItems"] == [{"Description": "Managed server"}]


@pytest.mark.parametrize(
    "url", ["", "not a url", "ftp://a.example/x", "https://", "https://a.example/xero/1", "https://[::1", "//a.example"]
)
def test_links_xero_would_refuse_are_left_out(url: str) -> None:
    assert source_link(url, "LF1") == ""


def test_a_link_with_a_fragment_keeps_it() -> None:
    assert source_link("https://a.example/#/invoice/1", "LF1") == "https://a.example/#/invoice/1&LF1"


def test_a_contact() -> None:
    payload = ContactPayload(
        " Big  <Corp> ",
        "4711",
        "Zoë",
        "",
        "a@example.com",
        "+61 2 5550 0100",
        "12 345",
        "AUD",
        Address(("1 High St", "Level 2"), "Hobart", "TAS", "7000", "Australia (AU1)", "Accounts"),
    )
    assert contact_body(ready(operation(OperationKind.CREATE_CONTACT, payload))) == {
        "Name": "Big (Corp)",
        "ContactNumber": "4711",
        "FirstName": "Zoë",
        "EmailAddress": "a@example.com",
        "TaxNumber": "12 345",
        "DefaultCurrency": "AUD",
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "+61 2 5550 0100"}],
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "1 High St",
                "AddressLine2": "Level 2",
                "City": "Hobart",
                "Region": "TAS",
                "PostalCode": "7000",
                "Country": "Australia AU",
                "AttentionTo": "Accounts",
            }
        ],
    }


@given(st.text(max_size=600))
def test_names_fit(name: str) -> None:
    tidied = tidy(name)
    assert len(tidied) <= 255
    assert tidied == tidied.strip()
    assert not set("<>") & set(tidied)
    assert "  " not in tidied


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
amounts = st.decimals(-99999, 99999, places=4, allow_nan=False, allow_infinity=False)


@given(
    st.lists(
        st.builds(DocumentLine, texts, amounts, amounts, amounts, amounts, st.just("200"), st.just("OUTPUT")),
        min_size=1,
        max_size=5,
    ),
    texts,
)
def test_nothing_is_lost_between_intent_and_wire(lines: list[DocumentLine], number: str) -> None:
    payload = replace(INVOICE, lines=tuple(lines), number=number)
    value = read_json(envelope("Invoices", [document_body(ready(posting(payload)))]))
    assert isinstance(value, dict)
    (body,) = value["Invoices"]
    assert body["InvoiceNumber"] == number
    for line, sent in zip(lines, body["LineItems"], strict=True):
        assert sent["Description"] == line.description
        assert Decimal(sent["Quantity"]) == line.quantity
        assert Decimal(sent["UnitAmount"]) == line.unit_price


def test_binary_floating_point_is_never_written() -> None:
    with pytest.raises(TypeError):
        write_json({"a": 0.1})
    with pytest.raises(ValueError, match="finite"):
        write_json([Decimal("NaN")])
    assert write_json({"a": Decimal("1E+3"), "b": [True, None, "é"]}) == '{"a":1000,"b":[true,null,"é"]}'.encode()
