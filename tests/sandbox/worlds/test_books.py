"""The Xero side: unique names and numbers, arithmetic by line, references, the promised mixture of contacts."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from app.sandbox.worlds import World


@pytest.fixture(params=[0, 1], ids=["au", "uk"])
def organisation(practice: World, request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = practice.xero[request.param]
    return found


def test_tenants(practice: World) -> None:
    tenants = [entry["tenant"] for entry in practice.xero]
    assert [tenant["type"] for tenant in tenants] == ["ORGANISATION", "ORGANISATION", "PRACTICE"]
    assert [tenant["name"] for tenant in tenants[:2]] == ["Harbour & Pine IT Pty Ltd", "Harbour & Pine IT UK Ltd"]
    assert len({tenant["id"] for tenant in tenants}) == 3
    assert len(practice.xero_app["redirect_uris"]) == 5


def test_names_and_numbers_are_unique_as_xero_demands(organisation: dict[str, Any]) -> None:
    active = Counter(row["Name"].casefold() for row in organisation["contacts"] if row["ContactStatus"] == "ACTIVE")
    numbers = Counter(row["ContactNumber"] for row in organisation["contacts"] if "ContactNumber" in row)
    documents = Counter(row["InvoiceNumber"] for row in organisation["invoices"])
    assert {*active.values()} == {*numbers.values()} == {*documents.values()} == {1}
    assert all(number.isascii() and number.isprintable() for number in documents)


def test_names_are_as_xero_takes_them(organisation: dict[str, Any]) -> None:
    for row in organisation["contacts"]:
        name = row["Name"]
        assert name == " ".join(name.split())
        assert name
        assert not set("<>") & set(name)
        assert len(name) <= 255


def test_documents_follow_the_arithmetic_of_the_ledger(organisation: dict[str, Any]) -> None:
    rates = {row["TaxType"]: row["EffectiveRate"] for row in organisation["tax_rates"]}
    codes = {row.get("Code") for row in organisation["accounts"] if row["Status"] == "ACTIVE"}
    for document in [*organisation["invoices"], *organisation["credit_notes"]]:
        for line in document["LineItems"]:
            tax = (line["LineAmount"] * rates[line["TaxType"]] / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert line["TaxAmount"] == tax
            assert line["AccountCode"] in codes
        assert document["Total"] == sum(line["LineAmount"] + line["TaxAmount"] for line in document["LineItems"])
        assert document["Total"] >= 0


def test_payments_settle_what_they_name(organisation: dict[str, Any]) -> None:
    invoices = {row["InvoiceID"]: row for row in organisation["invoices"]}
    for payment in organisation["payments"]:
        invoice = invoices[payment["Invoice"]["InvoiceID"]]
        assert payment["Amount"] == invoice["Total"] == invoice["AmountPaid"]
        assert (invoice["Status"], invoice["AmountDue"]) == ("PAID", 0)
    assert organisation["payments"]


def test_documents_name_contacts_that_exist(organisation: dict[str, Any]) -> None:
    names = {row["ContactID"]: row["Name"] for row in organisation["contacts"]}
    for document in [*organisation["invoices"], *organisation["credit_notes"]]:
        assert names[document["Contact"]["ContactID"]] == document["Contact"]["Name"]


def test_charts_have_what_a_ledger_cannot_do_without(organisation: dict[str, Any]) -> None:
    accounts = organisation["accounts"]
    assert len(accounts) >= 25
    assert {"DEBTORS", "CREDITORS", "GST", "ROUNDING"} <= {row.get("SystemAccount") for row in accounts}
    assert any(row["Type"] == "BANK" and "Code" not in row for row in accounts)
    assert any(row["Status"] == "ARCHIVED" for row in accounts)
    assert {"200", "205", "206", "210", "220", "260"} <= {row.get("Code") for row in accounts}
    assert [row["Name"] for row in organisation["tracking_categories"]] == ["Region", "Department"]


def test_tax_set_ups_are_those_of_their_countries(practice: World) -> None:
    australian, british = ({row["TaxType"]: row for row in entry["tax_rates"]} for entry in practice.xero[:2])
    assert australian["OUTPUT"]["Name"] == "GST on Income"
    assert australian["OUTPUT"]["EffectiveRate"] == 10
    assert {"EXEMPTOUTPUT", "EXEMPTEXPORT", "INPUT", "BASEXCLUDED"} <= set(australian)
    assert british["OUTPUT2"]["EffectiveRate"] == 20
    assert {"RROUTPUT", "ZERORATEDOUTPUT", "EXEMPTOUTPUT", "NONE", "INPUT2"} <= set(british)
    assert "EUR" not in {row["Code"] for row in practice.xero[0]["currencies"]}


def test_lock_dates_are_in_order(practice: World) -> None:
    locks = practice.xero[0]["organisation"]
    assert locks["EndOfYearLockDate"] <= locks["PeriodLockDate"] < practice.today.isoformat()
    assert "PeriodLockDate" not in practice.xero[1]["organisation"]


def test_contacts_are_the_promised_mixture(practice: World) -> None:
    contacts = {row["ContactID"]: row for row in practice.xero[0]["contacts"]}
    truth = {company: contact for company, contact in practice.planned["true_contact_all"].items() if contact}
    names = {row["id"]: row["companyName"] for row in practice.autotask["Companies"]}
    numbered = {company for company, contact in truth.items() if contacts[contact].get("ContactNumber") == str(company)}
    same = {company for company, contact in truth.items() if contacts[contact]["Name"] == names[company]} - numbered
    assert len(contacts) == 175
    assert len(truth) == 110
    assert len(numbered) == 45
    assert 30 <= len(same) <= 50
    assert len(truth) - len(numbered) - len(same) >= 15
    assert sum(1 for row in contacts.values() if row["ContactStatus"] == "ARCHIVED") == 3
