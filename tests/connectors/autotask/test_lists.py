"""Lists are read once, again when a value is unknown or a day has passed; what a tenant does not have or show stays empty."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from app.domain.documents import SearchCriteria, SourceDocument
from app.domain.errors import AccessProblem, ExpectedProblem, LimitReached, RemoteProblem
from app.domain.run import Stop, unheard
from tests.connectors.autotask.bench import SandboxBench, mark, page, record, refused, said
from tests.connectors.autotask.conftest import MakeTiny
from tests.support.silence import LogWatch


class Tenant:
    """A tenant of a few rows that counts what it is asked; a value of bytes is the answer itself."""

    def __init__(self, **entities: Any) -> None:
        self.entities: dict[str, Any] = {
            "Invoices": [invoice(1)],
            "BillingItems": [item(1)],
            "Companies": [{"id": 1001, "companyName": "A", "taxRegionID": 4}],
            "Currencies": [{"id": 1, "name": "AUD", "isInternalCurrency": True}],
            "TaxRegions": [{"id": 4, "name": "GST"}, {"id": 6, "name": "VAT"}],
            "TaxCategories": [{"id": 2, "name": "Standard"}],
            "Taxes": [
                {"id": 1, "taxRegionID": 4, "taxCategoryID": 2, "taxName": "GST", "taxRate": 10},
                {"id": 2, "taxRegionID": 6, "taxCategoryID": 2, "taxName": "VAT", "taxRate": 20},
            ],
            "BillingCodes": [{"id": 5, "name": "Support", "isActive": True, "taxCategoryID": 2}],
            **entities,
        }
        self.asked: Counter[str] = Counter()
        self.count: dict[str, int] = {}

    def __call__(self, path: str, body: dict[str, Any], heard: object) -> bytes:
        self.asked[path] += 1
        if path.endswith("/count"):
            return said({"queryCount": self.count[path.partition("/")[0]]})
        if path == "BillingItems/entityInformation/fields":
            values = [{"value": "1", "label": "Labor"}, {"value": "odd"}, None]
            return said({"fields": [{"name": "billingItemType", "picklistValues": values}, None]})
        if path == "Invoices/entityInformation":
            return said({"info": {"canQuery": True, "canUpdate": True, "userAccessForUpdate": "All"}})
        found = self.entities.get(path.partition("/")[0], [])
        if isinstance(found, bytes):
            return found
        return page(*(row for row in found if all(fits(row, one) for one in body["filter"])))


def fits(row: dict[str, Any], condition: dict[str, Any]) -> bool:
    """The operators these tests need."""
    value = row.get(condition["field"])
    if condition["op"] == "in":
        return value in condition["value"]
    if condition["op"] == "eq":
        return bool(value == condition["value"])
    return True


def invoice(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "companyID": 1001, "invoiceDateTime": "2026-04-01T00:00:00Z", "invoiceTotal": 100, "totalTaxValue": 10,
        "isVoided": False, "webServiceDate": None, "invoiceNumber": f"N{number}", **more,
    }  # fmt: skip


def item(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": 900 + number, "invoiceID": number, "companyID": 1001, "billingItemType": 1, "totalAmount": 100, "taxDollars": 10,
        "quantity": 1, "rate": 100, "billingCodeID": 5, **more,
    }  # fmt: skip


def only(tiny: MakeTiny, tenant: Tenant, **criteria: Any) -> SourceDocument:
    source, _ = tiny(tenant).source()
    (document,) = source.search(SearchCriteria(**criteria), Stop(), unheard).documents
    source.close()
    return document


def test_lists_are_read_once_and_again_after_a_day(tiny: MakeTiny) -> None:
    tenant = Tenant()
    source, _ = tiny(tenant).source()
    for _ in range(3):
        source.search(SearchCriteria(), Stop(), unheard)
    once = ("BillingCodes/query", "Taxes/query", "Currencies/query", "BillingItems/entityInformation/fields")
    assert [tenant.asked[path] for path in once] == [1, 1, 1, 1]
    assert tenant.asked["Companies/query"] == 3
    source.close()


def test_an_unknown_value_renews_its_list_once(tiny: MakeTiny, expected_logs: LogWatch) -> None:
    expected_logs.expect("app.connectors.http.client", "clock differs")
    tenant = Tenant()
    source, clock = tiny(tenant).source()
    source.search(SearchCriteria(), Stop(), unheard)
    tenant.entities["BillingItems"] = [item(1, billingCodeID=6, billingItemType=77)]
    tenant.entities["BillingCodes"] = [{"id": 6, "name": "New", "isActive": True, "taxCategoryID": 2}]
    for _ in range(2):
        (document,) = source.search(SearchCriteria(), Stop(), unheard).documents
    names = {facet.facet.value: facet.name for facet in document.lines[0].facets}
    assert names == {"billing_code": "New", "item_type": "Type 77"}
    assert tenant.asked["BillingCodes/query"] == 2
    assert tenant.asked["BillingItems/entityInformation/fields"] == 2
    clock.move(601)
    assert source.search(SearchCriteria(), Stop(), unheard).documents == (document,)
    assert tenant.asked["BillingItems/entityInformation/fields"] == 3
    source.close()


@pytest.mark.parametrize("answer", [refused("does not have the adequate permissions"), said({}, 404)])
def test_lines_of_business_that_are_refused_leave_the_field_empty(tiny: MakeTiny, answer: bytes) -> None:
    names = ("OrganizationalLevel1s", "OrganizationalLevel2s", "OrganizationalLevelAssociations")
    tenant = Tenant(**dict.fromkeys(names, answer), BillingItems=[item(1, organizationalLevelAssociationID=7)])
    source, _ = tiny(tenant).source()
    assert source.divisions(Stop()) == ()
    (document,) = source.search(SearchCriteria(), Stop(), unheard).documents
    assert document.lines[0].line_of_business_name == "Line of business 7"
    tenant.count = {"Invoices": 1, "BillingItems": 1}
    assert any("cannot be read" in finding for finding in source.check(Stop()).findings)
    source.close()


def test_inactive_lines_of_business_are_not_offered_but_named(tiny: MakeTiny) -> None:
    tenant = Tenant(
        OrganizationalLevel1s=[{"id": 1, "name": "North"}],
        OrganizationalLevel2s=[{"id": 2, "name": "Repairs"}],
        OrganizationalLevelAssociations=[
            {"id": 7, "organizationalLevel1ID": 1, "organizationalLevel2ID": 2, "isActive": False},
            {"id": 8, "organizationalLevel1ID": 1, "organizationalLevel2ID": 9, "isActive": True},
        ],
        BillingItems=[item(1, organizationalLevelAssociationID=7)],
    )
    source, _ = tiny(tenant).source()
    assert [(one.id, one.name) for one in source.divisions(Stop())] == [("8", "North")]
    (document,) = source.search(SearchCriteria(), Stop(), unheard).documents
    assert document.lines[0].line_of_business_name == "North / Repairs"
    source.close()


def test_price_lists_that_are_refused_leave_names_as_numbers(tiny: MakeTiny) -> None:
    tenant = Tenant(Services=refused("does not have the adequate permissions"), BillingItems=[item(1, serviceID=18)])
    document = only(tiny, tenant)
    assert ("18", "Service 18") in {(facet.key, facet.name) for facet in document.lines[0].facets}


def test_a_company_that_is_not_shown_blocks_its_invoice(tiny: MakeTiny) -> None:
    document = only(tiny, Tenant(Companies=[]))
    assert [problem.code for problem in document.problems] == ["company_missing"]
    assert (document.party.id, document.party.name) == ("1001", "")


def test_a_currency_nobody_knows_blocks_its_invoice(tiny: MakeTiny) -> None:
    document = only(tiny, Tenant(Companies=[{"id": 1001, "companyName": "A", "currencyID": 9}]))
    assert [problem.code for problem in document.problems] == ["currency_missing"]


def test_rates_in_percent_are_understood_from_the_lines(tiny: MakeTiny) -> None:
    document = only(tiny, Tenant())
    assert (document.lines[0].tax_key, document.lines[0].tax_name) == ("4:2", "GST 10 %")


@pytest.mark.parametrize("field", ["overrideCompanyTaxSettings", "overrideAccountTaxSettings"])
def test_a_location_overrides_the_tax_under_either_name(tiny: MakeTiny, field: str) -> None:
    tenant = Tenant(
        CompanyLocations=[
            {"id": 3, "companyID": 1001, "isPrimary": True, "taxRegionID": 6, "isTaxExempt": False, field: True}
        ],
        BillingItems=[item(1, taxDollars=20)],
        Invoices=[invoice(1, totalTaxValue=20)],
    )

    def answers(path: str, body: dict[str, Any], heard: object) -> bytes:
        if path == "CompanyLocations/query" and body["filter"][1]["field"] != field:
            return refused(f"Unable to find {body['filter'][1]['field']} in the AccountPhysicalLocation Entity.")
        return tenant(path, body, heard)

    source, _ = tiny(answers).source()
    (document,) = source.search(SearchCriteria(), Stop(), unheard).documents
    assert document.lines[0].tax_key == "6:2"
    source.close()


def test_an_exempt_location(tiny: MakeTiny) -> None:
    location = {"id": 3, "companyID": 1001, "overrideCompanyTaxSettings": True, "isTaxExempt": True}
    tenant = Tenant(
        CompanyLocations=[location],
        Companies=[{"id": 1001, "companyName": "A", "taxRegionID": 4, "billToCompanyLocationID": 3}],
        BillingItems=[item(1, taxDollars=0)],
        Invoices=[invoice(1, totalTaxValue=0)],
    )
    assert only(tiny, tenant).lines[0].tax_key == "exempt"


def test_a_narrow_division_over_many_invoices_is_found_by_its_items(tiny: MakeTiny) -> None:
    mine = {"organizationalLevelAssociationID": 7}
    tenant = Tenant(
        Invoices=[invoice(1), invoice(2), invoice(3, isVoided=True)],
        BillingItems=[item(1), item(2, **mine), item(3, **mine)],
    )
    tenant.count = {"Invoices": 90_000, "BillingItems": 2}
    document = only(tiny, tenant, division_id="7")
    assert document.id == "2"
    assert tenant.asked["Invoices/query"] == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(said({}, 404), RemoteProblem), (said({}, 401), AccessProblem), (refused("thread threshold"), LimitReached)],
)
def test_look_ups_that_fail_are_raised(tiny: MakeTiny, answer: bytes, kind: type[ExpectedProblem]) -> None:
    source, _ = tiny(lambda path, body, heard: answer).source()
    one = mark(7)
    handler = source.handlers()[one.kind]
    for ask in (handler.find, handler.read_back):
        with pytest.raises(kind):
            ask([record(one)], Stop())
    source.close()


def test_an_odd_mark_is_no_proof_of_anything(tiny: MakeTiny) -> None:
    source, _ = tiny(lambda path, body, heard: page({"id": 7, "webServiceDate": "yesterday"})).source()
    one = mark(7)
    handler = source.handlers()[one.kind]
    assert not handler.find([record(one)], Stop())[one.id].complete
    assert handler.read_back([record(one)], Stop()) == {}
    source.close()


def test_an_invoice_page_of_ones_own(small: SandboxBench) -> None:
    own = SandboxBench("small")
    own.settings["invoice_page"] = "mine/{id}?x={y}"
    documents = own.source.search(SearchCriteria(), Stop(), unheard).documents
    assert documents[0].web_url.endswith(f"/web/mine/{documents[0].id}?x={{y}}")
    own.close()


def test_a_long_wait_asked_for_is_said_with_its_end(tiny: MakeTiny) -> None:
    words = {"errors": ["The request threshold of 10000 has been exceeded"]}
    source, clock = tiny(lambda path, body, heard: said(words, 429, Retry_After="1800")).source()
    with pytest.raises(LimitReached) as caught:
        source.waiting(Stop())
    assert caught.value.until is not None
    assert (caught.value.until - clock.now()).total_seconds() == 1800
    assert sum(clock.waits) == 0
    source.close()
