"""Sales transactions: lines, numbers, dates, currency, closed periods, voiding, deleting, refusals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.quickbooks.fixture import Caller, caller, invoice, line, pay
from tests.sandbox.quickbooks.two_companies import (
    AUSTRALIA,
    CATEGORY,
    CHECKING,
    EURO,
    EXPENSE,
    FREE,
    GONE,
    INVOICE,
    JUNIPER,
    LARKSPUR,
    OLD_ITEM,
    PAYMENT,
    SALES,
    UNDEPOSITED,
)


def test_what_a_new_invoice_answers() -> None:
    at = caller()
    lines = [
        line("1187.50", "NON", Qty="12.5", UnitPrice=95),
        {"DetailType": "DescriptionOnly", "Description": "Thanks"},
    ]
    made = at.save("Invoice", invoice("AT-20417-0088", *lines, PrivateNote="autotask:invoice:88"))
    assert (made["TotalAmt"], made["Balance"]) == (Decimal("1187.50"), Decimal("1187.50"))
    assert [(part["DetailType"], part.get("Id"), part.get("LineNum")) for part in made["Line"]] == [
        ("SalesItemLineDetail", "1", 1),
        ("DescriptionOnly", "2", 2),
        ("SubTotalLineDetail", None, None),
    ]
    assert made["Line"][0]["SalesItemLineDetail"]["ItemRef"] == {"value": "1", "name": "Labour"}
    assert made["Line"][2]["Amount"] == Decimal("1187.50")
    assert made["CustomerRef"]["name"] == "Larkspur Dental Group"
    assert (made["SalesTermRef"]["name"], made["DueDate"]) == ("Net 30", "2026-10-02")
    assert made["BillAddr"]["City"] == "Fresno"
    assert (made["EmailStatus"], made["LinkedTxn"], made["PrivateNote"]) == ("NotSet", [], "autotask:invoice:88")
    assert at.read("Customer", LARKSPUR)["Balance"] == Decimal("1257.50")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"CustomerRef": None}, "6560"),
        ({"CustomerRef": {"value": "99"}}, "2500"),
        ({"CustomerRef": {"value": GONE}}, "610"),
        ({"CustomerRef": {"value": "7"}}, "2500"),
        ({"Line": []}, "2020"),
        ({"DocNumber": "x" * 22}, "2050"),
        ({"DocNumber": "OLD-1"}, "6140"),
        ({"SalesTermRef": {"value": "9"}}, "2500"),
        ({"PrivateNote": "x" * 4001}, "2050"),
        ({"CustomerMemo": {"value": "x" * 1001}}, "2050"),
        ({"EmailStatus": "NeedToSend"}, "6420"),
        ({"EmailStatus": "Maybe"}, "2170"),
        ({"TxnDate": "soon"}, "2010"),
        ({"TxnDate": "9999-12-31"}, "2030"),
        ({"CurrencyRef": {"value": "EUR"}}, "6000"),
        ({"Line": [line("100", "NON", ItemRef={"value": "99"})]}, "2500"),
        ({"Line": [line("100", "NON", ItemRef={"value": OLD_ITEM})]}, "610"),
        ({"Line": [line("100", "NON", ItemRef={"value": CATEGORY})]}, "2500"),
        ({"Line": [line("100", "NON", Qty=3, UnitPrice=33)]}, "6070"),
        ({"Line": [line("100", "2")]}, "6100"),
        ({"Line": [line("-5", "NON")]}, "6000"),
        ({"Line": [{"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}]}, "2020"),
        ({"Line": [{"Amount": 5}]}, "2020"),
        ({"Line": [line("100", "NON", ClassRef={"value": "2"})]}, "610"),
        ({"Line": [line("100", "NON", Colour="red")]}, "2010"),
        ({"TotalTax": 4}, "2010"),
        ({"DepartmentRef": {"value": "9"}}, "2500"),
        ({"Line": [line("100", "NON", ItemRef={"value": "SHIPPING_ITEM_ID"})]}, "6000"),
        ({"Line": [{"DetailType": "GroupLineDetail", "GroupLineDetail": {"GroupItemRef": {"value": "1"}}}]}, "5030"),
        ({"Line": [line("1")] * 751}, "6000"),
    ],
)
def test_refusals(fields: dict[str, Any], code: str) -> None:
    at = caller()
    assert at.refused("invoice", invoice("AT-1") | fields if None not in fields.values() else _without(fields)) == [
        code
    ]
    assert at.query("SELECT COUNT(*) FROM Invoice") == {"totalCount": 1}


def _without(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in invoice("AT-1").items() if name not in fields}


def test_the_words_of_a_missing_reference() -> None:
    at = caller()
    for fields, words in (({"CustomerRef": {"value": "99"}}, "Names element id 99 not found"),
                          ({"Line": [line(ItemRef={"value": "99"})]}, "Items element id 99 not found"),
                          ({"Line": [line(ClassRef={"value": "99"})]}, "Klasses element id 99 not found"),
                          ({"DepartmentRef": {"value": "99"}}, "Depts element id 99 not found"),
                          ({"DepositToAccountRef": {"value": "99"}}, "Accounts element id 99 not found")):  # fmt: skip
        assert words in at.send("POST", "invoice", invoice("AT-1") | fields).body.decode()


def test_numbers_are_counted_on_or_left_out_by_preference() -> None:
    at = caller()
    assert "DocNumber" not in at.save("Invoice", invoice(None))
    at.act("set_preferences", SalesFormsPrefs={"CustomTxnNumbers": False})
    at.save("Invoice", invoice("HP-0099"))
    assert at.save("Invoice", invoice(None))["DocNumber"] == "HP-0100"
    assert at.save("CreditMemo", invoice(None))["DocNumber"] == "HP-0101"


def test_a_number_may_be_used_twice_where_that_is_allowed() -> None:
    at = caller()
    detail = at.send("POST", "creditmemo", invoice("OLD-1")).body.decode()
    assert "DocNumber=OLD-1 is assigned to TxnType=Invoice with TxnId=1" in detail
    at.save("Invoice", invoice("OLD-1"), include="allowduplicatedocnum")
    at.act("set_switch", name="duplicate_numbers", value="allowed")
    at.save("Invoice", invoice("OLD-1"))
    assert len(at.query("SELECT * FROM Invoice WHERE DocNumber = 'OLD-1'")["Invoice"]) == 3


def test_a_void_number_stays_used_and_a_deleted_one_is_free() -> None:
    at = caller()
    for number, operation in (("V-1", "void"), ("D-1", "delete")):
        made = at.save("Invoice", invoice(number))
        at.ok("POST", "invoice", {"Id": made["Id"], "SyncToken": "0"}, operation=operation)
    assert at.refused("invoice", invoice("V-1")) == ["6140"]
    assert at.save("Invoice", invoice("D-1"))["SyncToken"] == "0"


@pytest.mark.parametrize(
    ("term", "day", "due"),
    [
        ("1", "2026-09-02", "2026-10-02"),
        ("2", "2026-09-02", "2026-09-02"),
        ("3", "2026-09-02", "2026-09-15"),
        ("3", "2026-09-10", "2026-10-15"),
        ("3", "2026-12-20", "2027-01-15"),
    ],
)
def test_due_dates(term: str, day: str, due: str) -> None:
    at = caller()
    made = at.save("Invoice", invoice("AT-1", TxnDate=day, SalesTermRef={"value": term}))
    assert made["DueDate"] == due
    both = at.save("Invoice", invoice("AT-2", TxnDate=day, SalesTermRef={"value": term}, DueDate="2027-05-05"))
    assert (both["DueDate"], both["SalesTermRef"]["value"]) == ("2027-05-05", term)


def test_an_invoice_without_a_date_is_of_today_at_the_companys_place() -> None:
    at = caller(AUSTRALIA)
    made = at.save("Invoice", invoice("AT-1", line("10", FREE), TxnDate=None))
    assert made["TxnDate"] == "2026-09-03"


@pytest.mark.parametrize(("password", "code"), [(True, "6210"), (False, "6200")])
def test_closed_books(password: bool, code: str) -> None:
    at = caller()
    held = at.save("Invoice", invoice("AT-1", TxnDate="2026-08-31"))
    at.act("close_books", through="2026-08-31", password=password)
    version = {"Id": held["Id"], "SyncToken": "0"}
    assert at.refused("invoice", invoice("AT-2", TxnDate="2026-08-31")) == [code]
    assert at.refused("invoice", {**version, "sparse": True, "TxnDate": "2026-09-01"}) == [code]
    assert at.refused("invoice", version, operation="void") == [code]
    assert at.refused("invoice", version, operation="delete") == [code]
    assert at.refused("payment", pay("5", TxnDate="2026-08-01")) == [code]
    at.save("Invoice", invoice("AT-2", TxnDate="2026-09-01"))
    assert at.ok("GET", "preferences")["Preferences"]["AccountingInfoPrefs"]["BookCloseDate"] == "2026-08-31"
    at.act("close_books")
    at.save("Invoice", invoice("AT-3", TxnDate="2026-08-31"))


def test_lines_keep_their_order_and_known_ids() -> None:
    at = caller()
    made = at.save("Invoice", invoice("AT-1", line("1"), line("2"), line("3")))
    kept = [made["Line"][2] | {"Description": "third"}, line("9"), made["Line"][0]]
    fresh = at.save("Invoice", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Line": kept})
    assert [(part.get("Id"), part["Amount"]) for part in fresh["Line"]] == [("3", 3), ("2", 9), ("1", 1), (None, 13)]
    assert (fresh["TotalAmt"], fresh["DocNumber"], fresh["SyncToken"]) == (13, "AT-1", "1")
    noted = at.save("Invoice", {"Id": made["Id"], "SyncToken": "1", "sparse": True, "PrivateNote": "x"})
    assert (noted["TotalAmt"], len(noted["Line"])) == (13, 4)


def test_amounts_stand_for_themselves_without_quantity_and_price() -> None:
    at = caller()
    made = at.save(
        "Invoice",
        invoice("AT-1", line("7.96", "NON", Qty=15, UnitPrice="0.5306667"), line("9.99", "NON", Qty=0, UnitPrice=0)),
    )
    assert made["TotalAmt"] == Decimal("17.95")
    assert "Qty" not in made["Line"][1]["SalesItemLineDetail"]


def test_a_line_without_an_item_is_text() -> None:
    made = caller().save("Invoice", invoice("AT-1", line("5"), line("7", "NON", ItemRef={"value": ""})))
    assert (made["TotalAmt"], made["Line"][1]["DetailType"]) == (5, "DescriptionOnly")


def test_a_discount_takes_off_the_whole_and_needs_the_setting() -> None:
    at = caller()
    off = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10}}
    assert at.save("Invoice", invoice("AT-1", line("99.99"), off))["TotalAmt"] == Decimal("89.99")
    fixed = {
        "DetailType": "DiscountLineDetail",
        "Amount": 5,
        "DiscountLineDetail": {"DiscountAccountRef": {"value": EXPENSE}},
    }
    assert at.refused("invoice", invoice("AT-2", line(), fixed)) == ["6430"]
    fixed["DiscountLineDetail"] = {"DiscountAccountRef": {"value": SALES}}
    assert at.save("Invoice", invoice("AT-2", line(), fixed))["TotalAmt"] == 95
    assert at.refused("invoice", invoice("AT-3", line(), off, off)) == ["6000"]
    at.act("set_preferences", SalesFormsPrefs={"AllowDiscount": False})
    assert at.refused("invoice", invoice("AT-3", line(), off)) == ["6000"]


def test_classes_and_locations_need_the_setting() -> None:
    at = caller()
    fields = invoice("AT-1", line(ClassRef={"value": "1"}), DepartmentRef={"value": "1"})
    made = at.save("Invoice", fields)
    assert made["DepartmentRef"]["name"] == "Perth"
    at.act("set_preferences", AccountingInfoPrefs={"ClassTrackingPerTxnLine": False})
    assert at.refused("invoice", fields | {"DocNumber": "AT-2"}) == ["5030"]
    at.act("set_preferences", AccountingInfoPrefs={"ClassTrackingPerTxnLine": True, "TrackDepartments": False})
    assert at.refused("invoice", fields | {"DocNumber": "AT-2"}) == ["5030"]


def test_the_currency_is_the_customers() -> None:
    at = caller(AUSTRALIA)
    euro = invoice("AT-1", line("100", FREE), CustomerRef={"value": EURO})
    assert at.refused("invoice", euro) == ["2020"]
    assert at.refused("invoice", euro | {"CurrencyRef": {"value": "AUD"}}) == ["6000"]
    assert at.refused("invoice", euro | {"CurrencyRef": {"value": "GBP"}}) == ["2500"]
    made = at.save("Invoice", euro | {"CurrencyRef": {"value": "EUR"}})
    assert (made["ExchangeRate"], made["HomeTotalAmt"], made["HomeBalance"]) == (Decimal("1.65"), 165, 165)
    given = at.save("Invoice", euro | {"CurrencyRef": {"value": "EUR"}, "DocNumber": "AT-2", "ExchangeRate": "1.7"})
    assert given["HomeTotalAmt"] == 170
    early = at.save("Invoice", euro | {"CurrencyRef": {"value": "EUR"}, "DocNumber": "AT-3", "TxnDate": "2026-03-01"})
    assert early["ExchangeRate"] == Decimal("1.60")
    assert at.save("Invoice", invoice("AT-4", line("100", FREE)))["CurrencyRef"]["value"] == "AUD"


def test_exchange_rates() -> None:
    at = caller(AUSTRALIA)
    rate = at.ok("GET", "exchangerate", sourcecurrencycode="EUR", asofdate="2026-08-31")["ExchangeRate"]
    assert (rate["Rate"], rate["TargetCurrencyCode"], "Id" in rate) == (Decimal("1.60"), "AUD", False)
    set_one = {"SourceCurrencyCode": "NZD", "Rate": "0.92", "AsOfDate": "2026-09-02"}
    assert at.ok("POST", "exchangerate", set_one)["ExchangeRate"]["Rate"] == Decimal("0.92")
    assert at.ok("GET", "exchangerate", sourcecurrencycode="NZD")["ExchangeRate"]["Rate"] == Decimal("0.92")
    assert at.refused("exchangerate", method="GET") == ["2020"]
    assert at.refused("exchangerate", method="GET", sourcecurrencycode="CHF") == ["2500"]
    assert at.refused("exchangerate", {"SourceCurrencyCode": "NZD", "Rate": 0}) == ["2030"]
    assert caller().refused("exchangerate", {"SourceCurrencyCode": "NZD", "Rate": 1}) == ["5030"]


def test_receipts_say_where_the_money_went() -> None:
    at = caller()
    receipt = at.save("SalesReceipt", invoice("SR-1", PaymentRefNum="LF01", PaymentMethodRef={"value": "1"}))
    assert (receipt["Balance"], receipt["DepositToAccountRef"]["value"], receipt["TotalAmt"]) == (0, UNDEPOSITED, 100)
    assert at.save("SalesReceipt", invoice("SR-2", CustomerRef=None))["TotalAmt"] == 100
    assert at.refused("salesreceipt", invoice("SR-3", DepositToAccountRef={"value": SALES})) == ["6430"]
    assert at.refused("refundreceipt", invoice("RR-1")) == ["2020"]
    refund = at.save("RefundReceipt", invoice("RR-1", DepositToAccountRef={"value": CHECKING}))
    assert (refund["TotalAmt"], refund["Balance"]) == (100, 0)
    assert at.read("Customer", LARKSPUR)["Balance"] == 70


def voided(at: Caller, entity: str, identity: str, version: str = "0") -> dict[str, Any]:
    parameters = {"operation": "void"} if entity == "Invoice" else {"operation": "update", "include": "void"}
    answer: dict[str, Any] = at.ok(
        "POST", entity.lower(), {"Id": identity, "SyncToken": version, "sparse": True}, **parameters
    )[entity]
    return answer


def test_voiding() -> None:
    at = caller()
    made = at.save("Invoice", invoice("AT-1", line("10", "NON", Qty=2, UnitPrice=5), PrivateNote="note"))
    void = voided(at, "Invoice", made["Id"])
    assert (void["TotalAmt"], void["Balance"], void["DocNumber"], void["SyncToken"]) == (0, 0, "AT-1", "1")
    assert (void["PrivateNote"], void["LinkedTxn"]) == ("Voided - note", [])
    assert {part["Amount"] for part in void["Line"]} == {0}
    assert at.names("SELECT * FROM Invoice WHERE DocNumber = 'AT-1'", "Invoice", "Id") == [made["Id"]]
    assert at.refused("invoice", {"Id": made["Id"], "SyncToken": "1", "sparse": True, "Line": [line()]}) == ["6000"]
    receipt = at.save("SalesReceipt", invoice("SR-1"))
    assert voided(at, "SalesReceipt", receipt["Id"])["PrivateNote"] == "Voided"
    memo = at.save("CreditMemo", invoice("CM-1"))
    assert at.refused("creditmemo", {"Id": memo["Id"], "SyncToken": "0"}, operation="void") == ["500"]


def test_voiding_what_was_paid_leaves_the_payment_unapplied_or_is_refused() -> None:
    at = caller()
    at.act("set_switch", name="paid_documents", value="refuse")
    assert at.refused("invoice", {"Id": INVOICE, "SyncToken": "0"}, operation="void") == ["6000"]
    assert at.refused("invoice", {"Id": INVOICE, "SyncToken": "0"}, operation="delete") == ["6000"]
    at.act("set_switch", name="paid_documents", value="unapply")
    assert voided(at, "Invoice", INVOICE, at.read("Invoice", INVOICE)["SyncToken"])["TotalAmt"] == 0
    payment = at.read("Payment", PAYMENT)
    assert (payment["UnappliedAmt"], payment["Line"], payment["SyncToken"]) == (30, [], "1")
    assert at.read("Customer", LARKSPUR)["Balance"] == -30


def test_a_deleted_transaction_is_gone_for_every_reader() -> None:
    at = caller()
    made = at.save("Invoice", invoice("AT-1"))
    answer = at.ok("POST", "invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")["Invoice"]
    assert answer == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
    assert at.refused(f"invoice/{made['Id']}", method="GET") == ["610"]
    assert at.query("SELECT * FROM Invoice WHERE DocNumber = 'AT-1'") == {}
    assert at.refused("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="delete") == ["610"]
    assert at.system.books()["companies"][0]["Deleted"][0]["record"]["DocNumber"] == "AT-1"


def test_sending_and_paper() -> None:
    at = caller()
    made = at.save("Invoice", invoice("AT-1"))
    assert at.refused(f"invoice/{made['Id']}/send") == ["6420"]
    assert at.refused(f"invoice/{made['Id']}/send", sendTo="nobody") == ["2210"]
    sent = at.ok("POST", f"invoice/{made['Id']}/send", sendTo="a@b.example")["Invoice"]
    assert (sent["EmailStatus"], sent["BillEmail"]["Address"], sent["SyncToken"]) == ("EmailSent", "a@b.example", "1")
    paper = at.send("GET", f"invoice/{made['Id']}/pdf", headers={"accept": "application/pdf"})
    assert (paper.status, paper.headers["Content-Type"], paper.body[:5]) == (200, "application/pdf", b"%PDF-")
    assert at.refused("invoice/99/pdf", method="GET") == ["610"]
    assert at.refused(f"customer/{JUNIPER}/send") == ["500"]


def test_an_ended_subscription_reads_and_does_not_write() -> None:
    at = caller()
    at.act("end_subscription")
    assert at.refused("invoice", invoice("AT-1")) == ["6190"]
    assert at.refused("batch", {"BatchItemRequest": [{"bId": "1", "Query": "SELECT * FROM Term"}]}) == ["6190"]
    assert at.read("Invoice", INVOICE)["DocNumber"] == "OLD-1"
    at.act("end_subscription", ended=False)
    at.save("Invoice", invoice("AT-1"))


def test_a_full_update_names_its_lines_and_a_sparse_one_keeps_a_given_tax() -> None:
    at = caller()
    made = at.save("Invoice", invoice("AT-1", line("100", "TAX"), TxnTaxDetail={"TotalTax": 5}))
    version = {"Id": made["Id"], "CustomerRef": made["CustomerRef"]}
    assert at.refused("invoice", {**version, "SyncToken": "0"}) == ["2020"]
    same = at.save("Invoice", {**version, "SyncToken": "0", "sparse": True, "BillAddr": made["BillAddr"]})
    assert (same["TxnTaxDetail"]["TotalTax"], same["TotalAmt"]) == (5, 105)
    full = at.save("Invoice", {**made, "PrivateNote": "x", "SyncToken": "1"})
    assert (full["TotalAmt"], full["PrivateNote"], full["DueDate"]) == (105, "x", made["DueDate"])
