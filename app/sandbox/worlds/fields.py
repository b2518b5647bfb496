"""Field lists of the Autotask entities in the practice world, so that each row carries every field its entity has.

Source: apis/autotask.md sections 8, 9 and 14. A row of the real API holds every field, null where nothing is known; a client that
reads a key which only the practice books lack (or have) would prove nothing.
"""

from __future__ import annotations

from typing import Any, Final

Row = dict[str, Any]

_TEXT: Final[dict[str, str]] = {
    "Invoices": """invoiceNumber invoiceDateTime createDateTime companyID invoiceTotal totalTaxValue taxRegionName taxGroup fromDate
        toDate dueDate paymentTerm orderNumber comments webServiceDate paidDate isVoided voidedDate voidedByResourceID batchID
        invoiceEditorTemplateID creatorResourceID invoiceStatus invoiceTaxMethodExternalCode""",
    "BillingItems": """billingItemType subType itemName description lineItemFullDescription lineItemGroupDescription quantity rate
        extendedPrice totalAmount taxDollars ourCost internalCurrencyExtendedPrice internalCurrencyRate internalCurrencyTaxDollars
        internalCurrencyTotalAmount nonBillable itemDate postedDate postedOnTime invoiceID companyID billingCodeID contractID
        ticketID taskID projectID timeEntryID expenseItemID roleID contractChargeID projectChargeID ticketChargeID milestoneID
        serviceID serviceBundleID contractServiceID contractServicePeriodID contractServiceAdjustmentID contractServiceBundleID
        contractServiceBundlePeriodID contractServiceBundleAdjustmentID contractBlockID configurationItemID vendorID
        purchaseOrderNumber organizationalLevelAssociationID itemApproverID accountManagerWhenApprovedID sortOrderID taxCategoryID
        webServiceDate""",
    "Companies": """companyName companyNumber companyType phone ownerResourceID parentCompanyID isActive address1 address2 city state
        postalCode countryID additionalAddressInformation alternatePhone1 alternatePhone2 fax webAddress classification
        companyCategoryID territoryID marketSegmentID competitorID taxID taxRegionID isTaxExempt currencyID billToAddressToUse
        billToAttention billingAddress1 billingAddress2 billToCity billToState billToZipCode billToCountryID
        billToAdditionalAddressInformation billToCompanyLocationID invoiceMethod invoiceNonContractItemsToParentCompany
        invoiceTemplateID invoiceEmailMessageID quoteTemplateID quoteEmailMessageID purchaseOrderTemplateID apiVendorID assetValue
        sicCode stockMarket stockSymbol surveyCompanyRating isClientPortalActive isTaskFireActive isEnabledForComanaged isSample
        createDate lastActivityDate lastTrackedModifiedDateTime createdByResourceID impersonatorCreatorResourceID""",
    "Contacts": """companyID firstName lastName middleInitial title namePrefix nameSuffix emailAddress emailAddress2 emailAddress3
        phone extension alternatePhone mobilePhone faxNumber addressLine addressLine1 city state zipCode countryID
        additionalAddressInformation companyLocationID isActive primaryContact billingContact externalID note roomNumber
        receivesEmailNotifications isOptedOutFromBulkEmail bulkEmailOptOutTime surveyOptOut solicitationOptOut
        solicitationOptOutTime facebookUrl twitterUrl linkedInUrl apiVendorID createDate lastActivityDate lastModifiedDate
        impersonatorCreatorResourceID""",
    "CompanyLocations": """companyID name description address1 address2 city state postalCode countryID phone alternatePhone1
        alternatePhone2 fax roundtripDistance isActive isPrimary overrideCompanyTaxSettings isTaxExempt taxRegionID""",
    "Countries": """countryCode name displayName isActive isDefaultCountry addressFormatID quoteTemplateID invoiceTemplateID
        purchaseOrderTemplateID""",
    "Currencies": """name description displaySymbol exchangeRate isInternalCurrency isActive currencyPositiveFormat
        currencyNegativeFormat lastModifiedDateTime updateResourceId""",
    "TaxCategories": "name description isActive",
    "TaxRegions": "name isActive",
    "Taxes": "taxRegionID taxCategoryID taxName taxRate isCompounded",
    "BillingCodes": """name externalNumber billingCodeType useType generalLedgerAccount department description isActive unitCost
        unitPrice taxCategoryID markupRate isExcludedFromNewContracts afterHoursWorkType""",
    "Products": """name description sku internalProductID externalProductID productBillingCodeID chargeBillingCodeID unitCost
        unitPrice msrp markupRate periodType billingType priceCostMethod productCategory defaultVendorID vendorProductNumber
        manufacturerName manufacturerProductName isActive isSerialized isEligibleForRma doesNotRequireProcurement link
        defaultInstalledProductCategoryID createdByResourceID createdTime impersonatorCreatorResourceID""",
    "Services": """name description invoiceDescription unitPrice unitCost periodType billingCodeID isActive vendorCompanyID
        serviceLevelAgreementID markupRate creatorResourceID updateResourceID createDate lastModifiedDate
        catalogNumberPartNumber externalID internalID manufacturerServiceProvider manufacturerServiceProviderProductNumber sku
        url""",
    "ServiceBundles": """name description invoiceDescription unitPrice unitCost unitDiscount percentageDiscount periodType
        billingCodeID isActive serviceLevelAgreementID creatorResourceID updateResourceID createDate lastModifiedDate
        catalogNumberPartNumber externalID internalID manufacturerServiceProvider manufacturerServiceProviderProductNumber sku
        url""",
    "PaymentTerms": "name description isActive paymentDueInDays",
    "InvoiceTemplates": """name paymentTerms groupBy itemizeItemsInEachGroup sortBy pageLayout pageNumberFormat dateFormat
        numberFormat timeFormat itemizeServicesAndBundles displayZeroAmountRecurringServicesAndBundles
        displayRecurringServiceContractLabor displayFixedPriceContractLabor displayTaxCategory displayTaxCategorySuperscripts
        displaySeparateLineItemForEachTax showGridHeader showVerticalGridLines rateCostExpression
        coveredByRecurringServiceFixedPricePerTicketContractLabel coveredByBlockRetainerContractLabel nonBillableLaborLabel
        currencyPositiveFormat currencyNegativeFormat""",
    "Contracts": """companyID contractName contractNumber contractType status startDate endDate billingPreference
        contractPeriodType contractCategory contactID contactName purchaseOrderNumber billToCompanyID billToCompanyContactID
        organizationalLevelAssociationID setupFee setupFeeBillingCodeID overageBillingRate internalCurrencySetupFee
        internalCurrencyOverageBillingRate estimatedHours estimatedCost estimatedRevenue isDefaultContract isCompliant
        exclusionContractID contractExclusionSetID serviceLevelAgreementID opportunityID renewedContractID
        timeReportingRequiresStartAndStopTimes description lastModifiedDateTime""",
    "OrganizationalLevel1s": "name description isActive",
    "OrganizationalLevel2s": "name description isActive",
    "OrganizationalLevelAssociations": "organizationalLevel1ID organizationalLevel2ID isActive",
    "OrganizationalResources": "organizationalLevelAssociationID resourceID",
    "Resources": "firstName lastName email userName isActive",
    "ContractMilestones": """contractID title description amount dateDue status isInitialPayment billingCodeID
        internalCurrencyAmount organizationalLevelAssociationID createDate creatorResourceID""",
    "ContractBlocks": """contractID hours hourlyRate datePurchased startDate endDate status paymentType isPaid invoiceNumber
        paymentNumber hoursApproved""",
    "AdditionalInvoiceFieldValues": "additionalInvoiceFieldID invoiceBatchID fieldValue",
    "UserDefinedFieldDefinitions": """name description udfType dataType defaultValue displayFormat sortOrder
        numberOfDecimalPlaces isActive isRequired isProtected isEncrypted isPrivate isVisibleToClientPortal isFieldMapping
        mergeVariableName crmToProjectUdfId createDate""",
}

_CHARGE: Final = """{parent} productID billingCodeID name description notes datePurchased chargeType purchaseOrderNumber
    internalPurchaseOrderNumber unitQuantity unitCost unitPrice extendedCost billableAmount isBillableToCompany isBilled status
    statusLastModifiedBy statusLastModifiedDate estimatedCost contractServiceID contractServiceBundleID
    internalCurrencyBillableAmount internalCurrencyUnitPrice organizationalLevelAssociationID createDate creatorResourceID"""

_CHARGES: Final = {
    "TicketCharges": _CHARGE.format(parent="ticketID"),
    "ProjectCharges": _CHARGE.format(parent="projectID"),
    "ContractCharges": _CHARGE.format(parent="contractID"),
}

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    entity: ("id", *names.split(), "userDefinedFields") for entity, names in (_TEXT | _CHARGES).items()
}
"""Entity (REST name) -> its fields in order, `id` first, `userDefinedFields` last."""

_BLANK: Final[dict[str, Row]] = {entity: dict.fromkeys(names) for entity, names in FIELDS.items()}


def row(entity: str, row_id: int, **values: Any) -> Row:
    """A full row of `entity`: every field present, null where `values` says nothing.

    Raises KeyError for a field the entity does not have, so that a slip of the pen cannot become a column.
    """
    made = dict(_BLANK[entity])
    made["id"] = row_id
    made["userDefinedFields"] = []
    made.update(values)
    if len(made) != len(_BLANK[entity]):
        raise KeyError(f"{entity} has no field {sorted(set(made) - set(_BLANK[entity]))}")
    return made
