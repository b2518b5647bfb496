"""Each peculiarity the practice year promises is there, looked up in the rows and not in the generator's notes alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.sandbox.worlds import World


class Desk:
    """Look-ups over a world: a special's invoices and their items."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._invoices = {row["id"]: row for row in world.autotask["Invoices"]}
        self.companies = {row["id"]: row for row in world.autotask["Companies"]}

    def invoices(self, special: str) -> list[dict[str, Any]]:
        """The invoices noted under `special`."""
        return [self._invoices[invoice_id] for invoice_id in self.world.planned["specials"][special]]

    def items(self, special: str) -> list[dict[str, Any]]:
        """Their items."""
        ids = {row["id"] for row in self.invoices(special)}
        return [row for row in self.world.autotask["BillingItems"] if row["invoiceID"] in ids]

    def waiting_companies(self) -> list[dict[str, Any]]:
        """Companies with an invoice that waits."""
        return [self.companies[company] for company in self.world.planned["companies"]]


@pytest.fixture
def desk(practice: World) -> Desk:
    return Desk(practice)


def test_credits_and_zero(desk: Desk) -> None:
    assert len(desk.invoices("credit")) == 3
    assert all(row["invoiceTotal"] < 0 and row["totalTaxValue"] < 0 for row in desk.invoices("credit"))
    assert [row["invoiceTotal"] for row in desk.invoices("zero_total")] == [Decimal(0)]
    assert len(desk.items("zero_total")) == 3


def test_prepaid_hours_cost_nothing_and_do_not_multiply(desk: Desk) -> None:
    drawn = [row for row in desk.items("zero_total") if row["contractBlockID"]]
    assert drawn
    for row in drawn:
        assert row["totalAmount"] == row["taxDollars"] == 0
        assert row["quantity"] * row["rate"] != row["extendedPrice"]


def test_numbers(desk: Desk) -> None:
    assert desk.invoices("number_null")[0]["invoiceNumber"] is None
    assert desk.invoices("number_error")[0]["invoiceNumber"] == "ERROR"
    first, second = desk.invoices("duplicate_number")
    assert first["invoiceNumber"] == second["invoiceNumber"]
    assert first["id"] != second["id"]


def test_number_used_by_hand_belongs_to_another_contact(desk: Desk) -> None:
    world, invoice = desk.world, desk.invoices("number_used")[0]
    (booked,) = [row for row in world.xero[0]["invoices"] if row["InvoiceNumber"] == invoice["invoiceNumber"]]
    assert booked["Contact"]["ContactID"] != world.planned["true_contact"][invoice["companyID"]]


def test_already_booked_agrees_in_contact_total_and_date(desk: Desk) -> None:
    world, invoice = desk.world, desk.invoices("already_in_ledger")[0]
    (booked,) = [row for row in world.xero[0]["invoices"] if row["InvoiceNumber"] == invoice["invoiceNumber"]]
    assert booked["Contact"]["ContactID"] == world.planned["true_contact"][invoice["companyID"]]
    assert booked["Total"] == invoice["invoiceTotal"] + invoice["totalTaxValue"]
    assert booked["Date"] == invoice["invoiceDateTime"][:10]


def test_parent_is_billed_for_two_others(desk: Desk) -> None:
    (invoice,) = desk.invoices("parent_billing")
    served = {row["companyID"] for row in desk.items("parent_billing")}
    assert len(served) == 2
    assert {desk.companies[company]["parentCompanyID"] for company in served} == {invoice["companyID"]}


def test_long_invoice_and_long_text(desk: Desk) -> None:
    assert len(desk.items("long_invoice")) == 300
    assert max(len(row["lineItemFullDescription"] or "") for row in desk.items("long_description")) == 8_000


def test_texts(desk: Desk) -> None:
    assert any(row["description"] == "" for row in desk.items("empty_description"))
    assert any("\x00" in row["description"] for row in desk.items("control_characters"))
    assert any(
        "<script>" in row["description"] and row["description"].startswith("=")
        for row in desk.items("markup_description")
    )


def test_four_decimals(desk: Desk) -> None:
    quantities = {(row["quantity"], row["rate"]) for row in desk.items("four_decimals")}
    assert (Decimal("1237"), Decimal("0.0375")) in quantities
    assert (Decimal("3.175"), Decimal("165")) in quantities
    assert any(row["invoiceTotal"] != round(row["invoiceTotal"], 2) for row in desk.invoices("four_decimals"))


def test_voided_one_has_lost_its_items(desk: Desk) -> None:
    (voided,) = [row for row in desk.world.autotask["Invoices"] if row["isVoided"]]
    assert desk.invoices("voided") == [voided]
    assert voided["voidedDate"]
    assert not desk.items("voided")
    assert {None, 0} <= {row["invoiceID"] for row in desk.world.autotask["BillingItems"]}


def test_due_date_and_line_of_business_can_be_missing(desk: Desk) -> None:
    (undated,) = desk.invoices("due_date_null")
    assert undated["dueDate"] is None
    assert undated["paymentTerm"] is not None
    assert {row["organizationalLevelAssociationID"] for row in desk.items("no_line_of_business")} == {None}
    assert len({row["organizationalLevelAssociationID"] for row in desk.items("several_lines_of_business")}) == 3


def test_goods_have_no_account_of_their_name(desk: Desk) -> None:
    codes = {row["id"]: row["name"] for row in desk.world.autotask["BillingCodes"]}
    names = {codes[row["billingCodeID"]] for row in desk.items("hardware_resale")}
    assert "Hardware resale" in names
    assert "Hardware resale" not in {row["Name"] for row in desk.world.xero[0]["accounts"]}


@pytest.mark.parametrize(
    "fragment",
    ["青空", "Αιγαίο", "النخيل", "Кедр", "&", '"', "<b>", "🍋", "\u200f", "Coastal Dental Care", "Swan Legal Group"],
)
def test_awkward_names_are_billed_now(desk: Desk, fragment: str) -> None:
    assert any(fragment in row["companyName"] for row in desk.waiting_companies())


def test_names_missing_formula_and_longest(desk: Desk) -> None:
    names = [row["companyName"] for row in desk.waiting_companies()]
    assert names.count("") == 1
    assert any(name.startswith("=") for name in names)
    assert max(len(name) for name in names) == 100


def test_client_without_people_and_inactive_client(desk: Desk) -> None:
    peopled = {row["companyID"] for row in desk.world.autotask["Contacts"]}
    assert any(row["id"] not in peopled for row in desk.waiting_companies())
    assert any(row["isActive"] is False for row in desk.waiting_companies())


def test_export_and_foreign_money(desk: Desk) -> None:
    assert set(desk.world.planned["counts"]) == {"AUD", "NZD", "USD", "JPY", "GBP"}
    (euro,) = desk.invoices("currency_not_enabled")
    codes = {row["id"]: row["name"] for row in desk.world.autotask["Currencies"]}
    assert codes[desk.companies[euro["companyID"]]["currencyID"]] == "EUR"
    assert euro["totalTaxValue"] == 0


def test_some_clients_pay_no_tax_though_they_are_australian(desk: Desk) -> None:
    assert any(row["isTaxExempt"] for row in desk.waiting_companies())
    taxes = [row["taxDollars"] for row in desk.items("free_of_tax") if row["totalAmount"]]
    assert min(taxes) == 0 < max(taxes)
