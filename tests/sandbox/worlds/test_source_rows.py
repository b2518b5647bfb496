"""The Autotask side: every field present, references that lead somewhere, sums that agree, every kind of item."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest

from app.sandbox.worlds import World

# written down from the vendor's field lists a second time, on purpose not taken from the generator
INVOICE = """id invoiceNumber invoiceDateTime createDateTime companyID invoiceTotal totalTaxValue taxRegionName taxGroup fromDate toDate
dueDate paymentTerm orderNumber comments webServiceDate paidDate isVoided voidedDate voidedByResourceID batchID invoiceEditorTemplateID
creatorResourceID invoiceStatus invoiceTaxMethodExternalCode userDefinedFields"""
ITEM = """id billingItemType subType itemName description lineItemFullDescription lineItemGroupDescription quantity rate extendedPrice
totalAmount taxDollars ourCost internalCurrencyExtendedPrice internalCurrencyRate internalCurrencyTaxDollars internalCurrencyTotalAmount
nonBillable itemDate postedDate postedOnTime invoiceID companyID billingCodeID contractID ticketID taskID projectID timeEntryID
expenseItemID roleID contractChargeID projectChargeID ticketChargeID milestoneID serviceID serviceBundleID contractServiceID
contractServicePeriodID contractServiceAdjustmentID contractServiceBundleID contractServiceBundlePeriodID
contractServiceBundleAdjustmentID contractBlockID configurationItemID vendorID purchaseOrderNumber organizationalLevelAssociationID
itemApproverID accountManagerWhenApprovedID sortOrderID taxCategoryID webServiceDate userDefinedFields"""
COMPANY = """id companyName companyNumber companyType phone ownerResourceID parentCompanyID isActive address1 address2 city state
postalCode countryID additionalAddressInformation alternatePhone1 alternatePhone2 fax webAddress classification companyCategoryID
territoryID marketSegmentID competitorID taxID taxRegionID isTaxExempt currencyID billToAddressToUse billToAttention billingAddress1
billingAddress2 billToCity billToState billToZipCode billToCountryID billToAdditionalAddressInformation billToCompanyLocationID
invoiceMethod invoiceNonContractItemsToParentCompany invoiceTemplateID invoiceEmailMessageID quoteTemplateID quoteEmailMessageID
purchaseOrderTemplateID apiVendorID assetValue sicCode stockMarket stockSymbol surveyCompanyRating isClientPortalActive
isTaskFireActive isEnabledForComanaged isSample createDate lastActivityDate lastTrackedModifiedDateTime createdByResourceID
impersonatorCreatorResourceID userDefinedFields"""
CONTACT = """id companyID firstName lastName middleInitial title namePrefix nameSuffix emailAddress emailAddress2 emailAddress3 phone
extension alternatePhone mobilePhone faxNumber addressLine addressLine1 city state zipCode countryID additionalAddressInformation
companyLocationID isActive primaryContact billingContact externalID note roomNumber receivesEmailNotifications isOptedOutFromBulkEmail
bulkEmailOptOutTime surveyOptOut solicitationOptOut solicitationOptOutTime facebookUrl twitterUrl linkedInUrl apiVendorID createDate
lastActivityDate lastModifiedDate impersonatorCreatorResourceID userDefinedFields"""

REFERENCES = {
    ("Invoices", "companyID"): "Companies", ("BillingItems", "companyID"): "Companies", ("BillingItems", "billingCodeID"): "BillingCodes",
    ("BillingItems", "contractID"): "Contracts", ("BillingItems", "ticketChargeID"): "TicketCharges",
    ("BillingItems", "projectChargeID"): "ProjectCharges", ("BillingItems", "contractChargeID"): "ContractCharges",
    ("BillingItems", "milestoneID"): "ContractMilestones", ("BillingItems", "contractBlockID"): "ContractBlocks",
    ("BillingItems", "serviceID"): "Services", ("BillingItems", "serviceBundleID"): "ServiceBundles",
    ("BillingItems", "organizationalLevelAssociationID"): "OrganizationalLevelAssociations",
    ("BillingItems", "taxCategoryID"): "TaxCategories", ("Companies", "currencyID"): "Currencies", ("Companies", "countryID"): "Countries",
    ("Companies", "taxRegionID"): "TaxRegions", ("Companies", "parentCompanyID"): "Companies",
    ("Companies", "billToCompanyLocationID"): "CompanyLocations", ("Contacts", "companyID"): "Companies",
    ("Contracts", "companyID"): "Companies", ("TicketCharges", "productID"): "Products", ("Invoices", "paymentTerm"): "PaymentTerms",
    ("Products", "productBillingCodeID"): "BillingCodes", ("Services", "billingCodeID"): "BillingCodes",
}  # fmt: skip


@pytest.mark.parametrize(
    ("entity", "names"), [("Invoices", INVOICE), ("BillingItems", ITEM), ("Companies", COMPANY), ("Contacts", CONTACT)]
)
def test_every_row_has_every_field(practice: World, entity: str, names: str) -> None:
    expected = set(names.split())
    assert {frozenset(row) for row in practice.autotask[entity]} == {frozenset(expected)}


def test_ids_are_unique_and_references_lead_somewhere(practice: World) -> None:
    ids = {entity: {row["id"] for row in rows} for entity, rows in practice.autotask.items()}
    assert all(len(ids[entity]) == len(rows) for entity, rows in practice.autotask.items())
    for (entity, field), target in REFERENCES.items():
        pointed = {row[field] for row in practice.autotask[entity]} - {None}
        assert pointed, f"{entity}.{field} is never filled"
        assert pointed <= ids[target], f"{entity}.{field}"


def test_company_zero_is_the_own_one(practice: World) -> None:
    assert [row["companyName"] for row in practice.autotask["Companies"] if row["id"] == 0] == ["Harbour & Pine IT"]


def test_sums_agree_except_where_lines_are_hidden(practice: World) -> None:
    net: defaultdict[int, Decimal] = defaultdict(Decimal)
    tax: defaultdict[int, Decimal] = defaultdict(Decimal)
    for item in practice.autotask["BillingItems"]:
        net[item["invoiceID"]] += item["totalAmount"]
        tax[item["invoiceID"]] += item["taxDollars"]
    odd = {
        row["id"] for row in practice.autotask["Invoices"]
        if not row["isVoided"] and (net[row["id"]], tax[row["id"]]) != (row["invoiceTotal"], row["totalTaxValue"])
    }  # fmt: skip
    assert odd == set(practice.planned["specials"]["hidden_lines"])


def test_every_kind_of_item_occurs(practice: World) -> None:
    for field in ("billingItemType", "subType"):
        labels = {row["value"]: row["label"] for row in practice.picklists["BillingItems"][field]}
        used = {labels[str(item[field])] for item in practice.autotask["BillingItems"]}
        assert set(labels.values()) - used <= {"Milestone Labor", "Subscription Cost"}


def test_picklist_numbers_do_not_follow_their_labels(practice: World) -> None:
    for field in ("billingItemType", "subType"):
        values = [int(row["value"]) for row in practice.picklists["BillingItems"][field]]
        assert values != sorted(values)
        assert len(set(values)) == len(values)
    assert all(
        isinstance(row["value"], str)
        for fields in practice.picklists.values()
        for rows in fields.values()
        for row in rows
    )


def test_dates_come_in_all_shapes(practice: World) -> None:
    shapes = {re.sub(r"\d", "9", row["invoiceDateTime"]) for row in practice.autotask["Invoices"]}
    assert shapes == {
        "9999-99-99T99:99:99Z", "9999-99-99T99:99:99.999Z", "9999-99-99T99:99:99", "9999-99-99T99:99:99.9999999Z",
    }  # fmt: skip
    assert all(row["startDate"][11:13] in ("04", "05") for row in practice.autotask["Contracts"])


def test_three_lines_of_business_in_three_divisions(practice: World) -> None:
    rows = practice.autotask
    assert [row["name"] for row in rows["OrganizationalLevel1s"]] == ["Perth", "Brisbane", "London"]
    assert sorted(row["name"] for row in rows["OrganizationalLevel2s"]) == [
        "Cloud and licences",
        "Managed services",
        "Projects",
    ]
    used = Counter(item["organizationalLevelAssociationID"] for item in rows["BillingItems"])
    assert len(set(used) - {None}) == 9


def test_amounts_are_decimal_and_never_in_fractions_of_a_yen(practice: World) -> None:
    yen = next(row["id"] for row in practice.autotask["Currencies"] if row["name"] == "JPY")
    in_yen = {row["id"] for row in practice.autotask["Companies"] if row["currencyID"] == yen}
    amounts = [
        row[field]
        for row in practice.autotask["BillingItems"]
        for field in ("quantity", "rate", "totalAmount", "taxDollars")
    ]
    assert {type(amount) for amount in amounts} == {Decimal}
    totals: list[Any] = [row["invoiceTotal"] for row in practice.autotask["Invoices"] if row["companyID"] in in_yen]
    assert totals
    assert all(total == total.to_integral_value() for total in totals)


def test_telephones_and_addresses_are_nobodys(practice: World) -> None:
    fiction = re.compile(
        r"\(0[78]\) (5550|7010) \d{4}|020 7946 0\d{3}|\+64 9 555 01\d\d|\+1 505 555 01\d\d|\+81 3 0000 \d{4}|\+49 30 23125 \d{3}"
    )
    assert all(fiction.fullmatch(row["phone"]) for row in practice.autotask["Companies"])
    assert all(row["emailAddress"].endswith(".example") for row in practice.autotask["Contacts"])
