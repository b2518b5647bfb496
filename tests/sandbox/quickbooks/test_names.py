"""Customers, vendors, employees and the named lists: uniqueness, forbidden signs, lengths, hierarchy, inactivity."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.quickbooks.fixture import caller
from tests.sandbox.quickbooks.two_companies import (
    AUSTRALIA,
    CLEARING,
    EMPLOYEE,
    EXPENSE,
    GONE,
    LARKSPUR,
    OREGON,
    SALES,
    SUB,
    VENDOR,
)


def test_what_a_new_customer_answers() -> None:
    made = caller().save("Customer", {"DisplayName": " Acme ", "Notes": "autotask:company:9"})
    assert made["DisplayName"] == made["FullyQualifiedName"] == made["PrintOnCheckName"] == "Acme"
    assert (made["Active"], made["Taxable"], made["Job"], made["BillWithParent"]) == (True, True, False, False)
    assert (made["Balance"], made["BalanceWithJobs"], made["PreferredDeliveryMethod"]) == (0, 0, "Print")
    assert made["CurrencyRef"] == {"value": "USD"}
    assert (made["SyncToken"], made["domain"], made["sparse"]) == ("0", "QBO", False)
    assert made["MetaData"]["CreateTime"] == made["MetaData"]["LastUpdatedTime"] == "2026-09-02T09:14:03-07:00"


def test_a_display_name_is_built_from_its_parts() -> None:
    assert (
        caller().save("Customer", {"Title": "Dr", "GivenName": "Ada", "FamilyName": "Osei"})["DisplayName"]
        == "Dr Ada Osei"
    )
    assert caller().refused("customer", {"CompanyName": "Acme"}) == ["2020"]


@pytest.mark.parametrize(
    "name", ["larkspur dental GROUP ", "Northlight Distribution", "imogen halloran", "Gully Road Motors"]
)
@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Employee"])
def test_a_name_is_one_of_all_people(entity: str, name: str) -> None:
    assert caller().refused(entity.lower(), {"DisplayName": name}) == ["6240"]


def test_names_of_inactive_people_can_be_free() -> None:
    at = caller()
    at.act("set_switch", name="inactive_names", value="free")
    assert at.save("Customer", {"DisplayName": "Gully Road Motors"})["Active"] is True
    assert at.refused("customer", {"DisplayName": "Northlight Distribution"}) == ["6240"]


@pytest.mark.parametrize("sign", [":", "\t", "\n", "\r"])
@pytest.mark.parametrize("entity", ["Customer", "Item", "Account", "Class"])
def test_forbidden_signs(entity: str, sign: str) -> None:
    label = "DisplayName" if entity == "Customer" else "Name"
    assert caller().refused(entity.lower(), {label: f"A{sign}B"}) == ["2040"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("customer", {"DisplayName": "x" * 101}),
        ("customer", {"DisplayName": "A", "Notes": "x" * 2001}),
        ("customer", {"DisplayName": "A", "BillAddr": {"City": "x" * 256}}),
        ("item", {"Name": "x" * 101}),
        ("term", {"Name": "x" * 32}),
        ("class", {"Name": "x" * 101}),
        ("account", {"Name": "A", "AccountType": "Income", "AcctNum": "12345678"}),
        ("paymentmethod", {"Name": "x" * 32}),
        ("customer", {"DisplayName": "A", "PrimaryPhone": {"FreeFormNumber": "1" * 31}}),
    ],
)
def test_texts_over_the_limit(path: str, fields: dict[str, Any]) -> None:
    assert caller().refused(path, fields) == ["2050"]


def test_other_refusals_of_values() -> None:
    at = caller()
    assert at.refused("customer", {"DisplayName": "A", "PrimaryEmailAddr": {"Address": "nobody"}}) == ["2210"]
    assert at.refused("customer", {"DisplayName": "A", "Colour": "red"}) == ["2010"]
    assert at.refused("customer", {"DisplayName": "A", "BillAddr": {"Street": "x"}}) == ["2010"]
    assert at.refused("customer", {"DisplayName": "A", "PreferredDeliveryMethod": "Pigeon"}) == ["2170"]
    assert at.refused("customer", {"DisplayName": "A", "SalesTermRef": {"value": "99"}}) == ["2500"]
    assert at.refused("customer", {"DisplayName": "A", "SalesTermRef": "1"}) == ["2010"]
    assert at.refused("customer", {"DisplayName": "A", "Active": "perhaps"}) == ["2010"]
    assert at.refused("customer", {"DisplayName": "A:B", "Notes": "x" * 2001, "Colour": 1}) == ["2040", "2050", "2010"]


def test_clients_may_send_their_defaults_along() -> None:
    made = caller().save(
        "Customer",
        {
            "DisplayName": "Acme", "Id": "", "SyncToken": 0, "sparse": False, "domain": "QBO", "Balance": 5, "Level": 0, "IsProject": False,
            "PreferredDeliveryMethod": "", "ResaleNum": "", "FullyQualifiedName": "x", "OpenBalanceDate": "",
            "SalesTermRef": {"value": "", "name": "", "type": ""},
        },
    )  # fmt: skip
    assert (made["FullyQualifiedName"], made["Balance"]) == ("Acme", 0)
    assert "SalesTermRef" not in made


def test_sub_customers() -> None:
    at = caller()
    made = at.read("Customer", SUB)
    assert (made["FullyQualifiedName"], made["Level"], made["Job"]) == ("Larkspur Dental Group:Larkspur North", 1, True)
    assert made["ParentRef"] == {"value": LARKSPUR, "name": "Larkspur Dental Group"}
    assert at.refused("customer", {"DisplayName": "A", "Job": True}) == ["2020"]
    parent = SUB
    for level in range(2, 5):
        parent = at.save("Customer", {"DisplayName": f"Level {level}", "Job": True, "ParentRef": {"value": parent}})[
            "Id"
        ]
    assert at.refused("customer", {"DisplayName": "Too deep", "Job": True, "ParentRef": {"value": parent}}) == ["6180"]
    circle = {"Id": LARKSPUR, "SyncToken": "0", "sparse": True, "Job": True, "ParentRef": {"value": SUB}}
    assert at.refused("customer", circle) == ["6180"]
    at.save("Customer", {"Id": LARKSPUR, "SyncToken": "0", "sparse": True, "DisplayName": "Larkspur Ltd"})
    assert at.read("Customer", SUB)["FullyQualifiedName"] == "Larkspur Ltd:Larkspur North"
    assert at.read("Customer", parent)["FullyQualifiedName"].startswith("Larkspur Ltd:Larkspur North:Level 2:")


def test_inactive_people_carry_the_suffix_and_come_back_under_a_clean_name() -> None:
    at = caller()
    gone = at.save("Customer", {"Id": OREGON, "SyncToken": "0", "sparse": True, "Active": False})
    assert gone["DisplayName"] == gone["FullyQualifiedName"] == "Tidewater Optics (deleted)"
    assert "Tidewater Optics" not in " ".join(at.names("SELECT * FROM Customer"))
    found = at.names(
        "SELECT * FROM Customer WHERE DisplayName IN ('Tidewater Optics', 'Tidewater Optics (deleted)') AND Active IN (true, false)"
    )
    assert found == ["Tidewater Optics (deleted)"]
    assert at.refused("invoice", {"CustomerRef": {"value": OREGON}, "Line": []}) == ["610"]
    fields = {"Id": OREGON, "SyncToken": "1", "sparse": True, "Active": True, "DisplayName": "Tidewater Optics"}
    assert at.save("Customer", fields)["FullyQualifiedName"] == "Tidewater Optics"


def test_a_customer_with_a_balance_stays_active() -> None:
    assert caller().refused("customer", {"Id": LARKSPUR, "SyncToken": "0", "sparse": True, "Active": False}) == ["6220"]


def test_full_and_sparse_updates() -> None:
    at = caller()
    sparse = at.save("Customer", {"Id": LARKSPUR, "SyncToken": "0", "sparse": True, "ResaleNum": "9"})
    assert (sparse["Notes"], sparse["ResaleNum"], sparse["SyncToken"]) == ("autotask:company:20417", "9", "1")
    blanked = at.save("Customer", {"Id": LARKSPUR, "SyncToken": 1, "sparse": True, "ResaleNum": ""})
    assert "ResaleNum" not in blanked
    full = at.save("Customer", {"Id": LARKSPUR, "SyncToken": "2", "DisplayName": "Larkspur"})
    assert (full["DisplayName"], full["Active"], full["CurrencyRef"]["value"]) == ("Larkspur", True, "USD")
    assert not {"Notes", "BillAddr", "CompanyName", "SalesTermRef"} & set(full)


def test_versions() -> None:
    at = caller()
    assert at.refused("customer", {"Id": LARKSPUR, "sparse": True, "Notes": "x"}) == ["2020"]
    assert at.refused("customer", {"Id": LARKSPUR, "SyncToken": "7", "sparse": True, "Notes": "x"}) == ["5010"]
    assert at.refused("customer", {"Id": "999", "SyncToken": "0", "Notes": "x"}) == ["610"]
    assert at.read("Customer", LARKSPUR)["SyncToken"] == "0"


def test_lists_cannot_be_deleted() -> None:
    at = caller()
    for path, identity in (
        ("customer", LARKSPUR),
        ("vendor", VENDOR),
        ("employee", EMPLOYEE),
        ("item", "1"),
        ("term", "1"),
    ):
        assert at.refused(path, {"Id": identity, "SyncToken": "0"}, operation="delete") == ["500"]


def test_the_currency_of_a_customer_is_fixed() -> None:
    at = caller(AUSTRALIA)
    made = at.save("Customer", {"DisplayName": "Kauri", "CurrencyRef": {"value": "NZD"}})
    assert made["CurrencyRef"] == {"value": "NZD", "name": "NZD money"}
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "CurrencyRef": {"value": "AUD"}}
    assert at.refused("customer", change) == ["6000"]
    for code in ("GBP", "CHF"):
        assert at.refused("customer", {"DisplayName": code, "CurrencyRef": {"value": code}}) == ["2500"]


def test_items() -> None:
    at = caller()
    income = {"IncomeAccountRef": {"value": SALES}}
    made = at.save("Item", {"Name": "Backup", "Type": "Service", "UnitPrice": 8.55, **income})
    assert (made["IncomeAccountRef"], made["Active"]) == ({"value": SALES, "name": "Sales"}, True)
    assert at.refused("item", {"Name": "backup", "Type": "Service", **income}) == ["6240"]
    assert at.refused("item", {"Name": "A", **income}) == ["2020"]
    assert at.refused("item", {"Name": "A", "Type": "Service"}) == ["2020"]
    assert at.refused("item", {"Name": "A", "Type": "Service", "IncomeAccountRef": {"value": EXPENSE}}) == ["6430"]
    assert at.refused("item", {"Name": "A", "Type": "Service", "IncomeAccountRef": {"value": "99"}}) == ["2500"]
    assert at.refused("item", {"Name": "A", "Type": "Service", "IncomeAccountRef": {"value": "6"}}) == ["610"]
    assert at.refused("item", {"Name": "A", "Type": "Inventory", **income}) == ["2020"]
    assert at.save("Item", {"Name": "Free", "Type": "NonInventory"})["Type"] == "NonInventory"
    below = at.save(
        "Item", {"Name": "Backup", "Type": "Service", "SubItem": True, "ParentRef": {"value": "4"}, **income}
    )
    assert below["FullyQualifiedName"] == "Services:Backup"


def test_accounts_terms_and_groups() -> None:
    at = caller()
    account = at.save("Account", {"Name": "Cloud", "AccountType": "Income"})
    assert (account["Classification"], account["AccountSubType"], account["CurrentBalance"]) == (
        "Revenue",
        "ServiceFeeIncome",
        0,
    )
    assert at.refused("account", {"Name": 'The "big" one', "AccountType": "Income"}) == ["2040"]
    assert at.refused("account", {"Name": "A", "AccountType": "Pocket"}) == ["2170"]
    assert at.save("Term", {"Name": "Net 7", "DueDays": 7})["Type"] == "STANDARD"
    assert at.save("Term", {"Name": "The 20th", "DayOfMonthDue": 20})["Type"] == "DATE_DRIVEN"
    assert at.refused("term", {"Name": "Long", "DueDays": 1000}) == ["2030"]
    assert at.refused("term", {"Name": "The 0th", "DayOfMonthDue": 0}) == ["2030"]
    assert at.refused("term", {"Name": "net 30", "DueDays": 30}) == ["6240"]
    assert at.refused("class", {}) == ["2020"]
    assert at.save("Class", {"Name": "East", "ParentRef": {"value": "1"}})["FullyQualifiedName"] == "Projects:East"
    assert at.refused("companycurrency", {"Code": "NZD"}) == ["5030"]
    assert at.refused("taxcode", {"Name": "A"}) == ["500"]
    assert at.read("Account", CLEARING)["AcctNum"] == "120"


def test_people_are_found_by_every_published_property() -> None:
    at = caller()
    assert at.names("SELECT * FROM Customer WHERE PrimaryEmailAddr = 'ap@larkspur.example'") == [
        "Larkspur Dental Group"
    ]
    assert at.names("SELECT * FROM Customer WHERE Id = '2'") == ["Juniper O'Neil & Co"]
    assert at.names("SELECT * FROM Customer WHERE Active = false") == ["Gully Road Motors (deleted)"]
    assert at.read("Customer", GONE)["Active"] is False
