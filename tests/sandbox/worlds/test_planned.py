"""What a correct run must find: the plan agrees with the rows, counted here in another way."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.sandbox.worlds import World

CENT = Decimal("0.01")


def test_every_waiting_invoice_is_either_sendable_or_blocked(practice: World) -> None:
    planned = practice.planned
    assert planned["found"] == len(planned["found_ids"]) == 120
    assert sorted([*planned["sendable"], *planned["blocked"]]) == planned["found_ids"]
    assert planned["organisation"] == practice.xero[0]["tenant"]["id"]
    assert planned["processed"] == 299


def test_blocked_ones_are_the_specials_that_say_so(practice: World) -> None:
    specials, blocked = practice.planned["specials"], practice.planned["blocked"]
    as_noted = {
        "hidden_lines": "hidden_lines", "number_null": "no_number", "number_error": "no_number", "duplicate_number": "duplicate_number",
        "number_used": "number_used", "already_in_ledger": "already_in_ledger", "locked_period": "locked_period",
        "archived_contact": "archived_contact", "currency_not_enabled": "currency_not_enabled", "tax_mismatch": "tax_mismatch",
        "rounding_over_limit": "rounding_over_limit",
    }  # fmt: skip
    assert blocked == {invoice: reason for special, reason in as_noted.items() for invoice in specials[special]}


def test_rounding_lines_are_few_and_within_the_limit(practice: World) -> None:
    rounding, specials = practice.planned["rounding"], practice.planned["specials"]
    assert set(specials["rounding"]) <= set(rounding) <= {*specials["rounding"], *specials["four_decimals"]}
    assert {abs(amount) for amount in rounding.values()} == {Decimal("0.01"), Decimal("0.02"), Decimal("0.03")}
    assert {amount > 0 for amount in rounding.values()} == {True, False}


def test_totals_by_currency_are_the_sum_of_the_sendable(practice: World) -> None:
    rows = practice.autotask
    codes = {row["id"]: row["name"] for row in rows["Currencies"]}
    currency = {row["id"]: codes[row["currencyID"]] for row in rows["Companies"]}
    sums: dict[str, Decimal] = {}
    for row in rows["Invoices"]:
        if row["id"] in set(practice.planned["sendable"]):
            code = currency[row["companyID"]]
            gross = (row["invoiceTotal"] + row["totalTaxValue"]).quantize(CENT, ROUND_HALF_UP)
            sums[code] = sums.get(code, Decimal(0)) + gross
    assert sums == practice.planned["totals"]
    assert sum(practice.planned["counts"].values()) == len(practice.planned["sendable"]) == 105


def test_about_three_in_five_companies_are_matched_by_number(practice: World) -> None:
    planned = practice.planned
    assert 0.55 <= len(planned["matched_by_external_id"]) / len(planned["companies"]) <= 0.65
    assert len(planned["archived_companies"]) == 1
    assert any(contact is None for contact in planned["true_contact"].values())
    assert planned["true_contact"].items() <= planned["true_contact_all"].items()


def test_lines_of_business_lead_to_the_invoices_with_such_lines(practice: World) -> None:
    by_association = practice.planned["by_association"]
    assert set().union(*by_association.values()) == set(practice.planned["found_ids"])
    assert by_association[None] == practice.planned["specials"]["no_line_of_business"]
    london = {
        row["id"] for row in practice.autotask["OrganizationalLevelAssociations"]
        if row["organizationalLevel1ID"] == next(one["id"] for one in practice.autotask["OrganizationalLevel1s"] if one["name"] == "London")
    }  # fmt: skip
    assert not london & set(by_association), "nothing of the London division waits"
