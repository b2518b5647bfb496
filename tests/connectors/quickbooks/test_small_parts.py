"""Faults in both spellings, the id kept in notes, names and statements as QuickBooks takes them."""

from __future__ import annotations

import pytest

from app.connectors.ledger.papers import file_name
from app.connectors.quickbooks.bodies import tidy
from app.connectors.quickbooks.contacts import read_contact
from app.connectors.quickbooks.documents import form_for, read_document
from app.connectors.quickbooks.links import WebLinks
from app.connectors.quickbooks.notes import LONGEST, external_id, line_of, with_line
from app.connectors.quickbooks.statements import among, quoted
from app.connectors.quickbooks.words import Meaning, faults_of, refusal_of
from app.domain.documents import Deposit, DocumentKind, SalesForm
from app.domain.parties import ContactState

BUSINESS = {"Fault": {"Error": [{"Message": "m", "Detail": "d", "code": "6140", "element": "DocNumber"}], "type": "V"}}
GATEWAY = {"fault": {"error": [{"message": "errorCode=003200", "detail": "Token expired", "code": "3200"}]}}


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        (BUSINESS, Meaning.TAKEN),
        (GATEWAY, Meaning.ACCESS),
        ({"Fault": {"Error": [{"Message": "x", "code": "10000"}]}}, Meaning.UNCLEAR),
        ({"Fault": {"Error": [{"Message": "x", "code": "6210"}]}}, Meaning.REFUSED),
        ({"Fault": {"Error": [{"Message": "x", "code": "987654"}]}}, Meaning.REFUSED),
    ],
)
def test_faults_are_understood_in_both_spellings(value: object, meaning: Meaning) -> None:
    faults = faults_of(value)
    assert len(faults) == 1
    assert refusal_of(faults).meaning is meaning
    assert refusal_of(faults).sentence


@pytest.mark.parametrize("value", [None, [], "x", {}, {"Fault": None}, {"Fault": {"Error": "x"}}, {"Invoice": {}}])
def test_what_holds_no_fault(value: object) -> None:
    assert faults_of(value) == []


def test_one_code_is_told_by_what_it_is_about() -> None:
    def sentence(detail: str, element: str) -> str:
        fault = {"Message": "Invalid Reference Id", "Detail": detail, "code": "2500", "element": element}
        return refusal_of(faults_of({"Fault": {"Error": [fault]}})).sentence

    assert "customer" in sentence("Names element id 99 not found", "CustomerRef")
    assert "product or service" in sentence("Items element id 99 not found", "Line.SalesItemLineDetail.ItemRef")
    assert "tax code" in sentence("TaxCodes element id 99 not found", "Line.SalesItemLineDetail.TaxCodeRef")
    assert "currency" in sentence("Currencies element id ISK not found", "CurrencyRef")


def test_the_id_is_a_line_of_its_own_and_what_a_person_wrote_stays() -> None:
    line = line_of("autotask", "1005")
    notes = with_line("Pays late.\nCall Ann first.\n", line)
    assert notes == "Pays late.\nCall Ann first.\nautotask:company:1005"
    assert external_id(notes) == external_id(notes.replace("\n", "\r\n")) == "1005"
    assert external_id("see autotask:company:1005 please") == ""
    assert with_line("", line) == line
    assert with_line("x" * LONGEST, line) is None


def test_an_inactive_customer_has_its_own_name() -> None:
    record = {"Id": "17", "DisplayName": "Gully Road Motors (deleted)", "Active": False, "SyncToken": "3"}
    contact = read_contact(record)
    assert (contact.name, contact.state, contact.version) == ("Gully Road Motors", ContactState.ARCHIVED, "3")
    assert read_contact({"Id": "1", "DisplayName": "Odd (deleted)", "Active": True}).name == "Odd (deleted)"


def test_a_zero_invoice_is_not_a_void_one() -> None:
    links, form = WebLinks("https://qbo.example", "12"), form_for(DocumentKind.INVOICE)
    nothing = {"Id": "9", "TotalAmt": 0, "Balance": 0, "PrivateNote": "LF0A1B2C3D4E https://x.example/i"}
    assert read_document(form, nothing, links, "AUD").live
    void = read_document(form, {**nothing, "PrivateNote": "Voided - LF0A1B2C3D4E https://x.example/i"}, links, "AUD")
    assert not void.live
    assert void.carries("LF0A1B2C3D4E")
    assert not void.carries("LF0A1B2C3D4")
    assert void.url == "https://qbo.example/login?deeplinkcompanyid=12&pagereq=invoice%3FtxnId%3D9"


def test_a_receipt_is_settled_only_by_what_took_its_money_on() -> None:
    links, form = WebLinks("https://qbo.example", "12"), form_for(DocumentKind.INVOICE, SalesForm.RECEIPT)
    paid = {"Id": "9", "TotalAmt": 10, "Balance": 0, "DepositToAccountRef": {"value": "4", "name": "Undeposited Funds"}}
    receipt = read_document(form, paid, links, "AUD")
    assert (receipt.live, receipt.settled, receipt.deposit) == (True, False, Deposit("4", "Undeposited Funds"))
    assert "salesreceipt" in receipt.url
    banked = {**paid, "LinkedTxn": [{"TxnId": "31", "TxnType": "Deposit"}]}
    assert read_document(form, banked, links, "AUD").settled
    assert not read_document(form_for(DocumentKind.INVOICE), {**banked, "Balance": 10}, links, "AUD").settled
    void = {**paid, "TotalAmt": 0, "PrivateNote": "Voided"}
    assert not read_document(form, void, links, "AUD").live


@pytest.mark.parametrize(
    ("name", "taken"),
    [("  A:B\tC\nD  ", "A - B C D"), ("x" * 120, "x" * 100), ("Straße «a» Pty Ltd", "Straße «a» Pty Ltd")],
)
def test_names_as_they_are_taken(name: str, taken: str) -> None:
    assert tidy(name) == taken


def test_nothing_escapes_from_a_statement() -> None:
    assert quoted("O'Neil\\") == "'O\\'Neil\\\\'"
    assert among("DocNumber", ["a", "b' OR Id = '1"]) == "DocNumber IN ('a', 'b\\' OR Id = \\'1')"


def test_a_file_name_cannot_leave_its_head() -> None:
    assert file_name('a"\r\nContent-Type: text/html\r\n.pdf') == "a Content-Type text html.pdf"
