"""The field table of the simulated tenant: every entity an invoice export reads or writes.

Source: apis/autotask.md 8 (Invoices), 9 (BillingItems), 12 (organisational levels), 14 (all others): names, types, lengths, flags.
"""

from __future__ import annotations

from app.sandbox.autotask.schema import Entity, parse_fields

_INVOICES = """
invoiceNumber string(100); invoiceDateTime datetime*r; createDateTime datetime r; companyID integer r>Companies;
invoiceTotal,totalTaxValue double r; taxRegionName string(200)r; taxGroup integer rpq; fromDate,toDate datetime r;
dueDate datetime rq; paymentTerm integer rp; orderNumber string(20)r; comments string(4000)r; webServiceDate,paidDate datetime;
isVoided boolean r; voidedDate datetime r; voidedByResourceID integer r>Resources; batchID integer r;
invoiceEditorTemplateID integer r>InvoiceTemplates; creatorResourceID integer r>Resources; invoiceStatus integer rp;
invoiceTaxMethodExternalCode string r"""

_BILLING_ITEMS = """
billingItemType,subType integer*rp; itemName string(255)r; description string(2000)r;
lineItemFullDescription,lineItemGroupDescription string(8000)rq;
quantity,rate,extendedPrice,totalAmount,taxDollars,ourCost double r;
internalCurrencyExtendedPrice,internalCurrencyRate,internalCurrencyTaxDollars,internalCurrencyTotalAmount double r;
nonBillable integer*r; itemDate,postedDate,postedOnTime datetime r; invoiceID integer r>Invoices; companyID integer r>Companies;
billingCodeID integer r>BillingCodes; contractID integer r>Contracts;
ticketID,taskID,projectID,timeEntryID,expenseItemID,roleID integer r; contractChargeID long r>ContractCharges;
projectChargeID long r>ProjectCharges; ticketChargeID long r>TicketCharges; milestoneID long r>ContractMilestones;
serviceID long r>Services; serviceBundleID long r>ServiceBundles; contractServiceID,contractServicePeriodID,
contractServiceAdjustmentID,contractServiceBundleID,contractServiceBundlePeriodID,contractServiceBundleAdjustmentID integer r;
contractBlockID integer r>ContractBlocks; configurationItemID long r; vendorID long r>Companies; purchaseOrderNumber string(50)r;
organizationalLevelAssociationID integer r>OrganizationalLevelAssociations;
itemApproverID,accountManagerWhenApprovedID integer r>Resources; sortOrderID long r; taxCategoryID integer r>TaxCategories;
webServiceDate datetime"""

_COMPANIES = """
companyName string(100)*; companyNumber string(50); companyType short*p; phone string(25)*; ownerResourceID integer*>Resources;
parentCompanyID integer>Companies; isActive boolean; address1,address2 string(128); city string(30); state string(40);
postalCode string(10); countryID integer>Countries; additionalAddressInformation string(100);
alternatePhone1,alternatePhone2,fax string(25); webAddress string(255); classification integer p; companyCategoryID integer;
territoryID,marketSegmentID,competitorID integer p; taxID string(50); taxRegionID integer>TaxRegions; isTaxExempt boolean;
currencyID integer>Currencies; billToAddressToUse integer rp; billToAttention string(50);
billingAddress1,billingAddress2 string(150)r; billToCity string(50)r; billToState string(128)r; billToZipCode string(50)r;
billToCountryID integer r>Countries; billToAdditionalAddressInformation string(100)r;
billToCompanyLocationID integer>CompanyLocations; invoiceMethod integer p; invoiceNonContractItemsToParentCompany boolean;
invoiceTemplateID integer>InvoiceTemplates; invoiceEmailMessageID,quoteTemplateID,quoteEmailMessageID integer;
purchaseOrderTemplateID integer p; apiVendorID integer rp; assetValue double q; sicCode string(32)q;
stockMarket,stockSymbol string(10)q; surveyCompanyRating double r; isClientPortalActive,isTaskFireActive boolean r;
isEnabledForComanaged,isSample boolean; createDate,lastActivityDate,lastTrackedModifiedDateTime datetime r;
createdByResourceID,impersonatorCreatorResourceID integer r>Resources"""

_CONTACTS = """
companyID integer*r>Companies; firstName,lastName string(50)*; middleInitial,title string(50); namePrefix,nameSuffix integer p;
emailAddress,emailAddress2,emailAddress3 string(254); phone string(25); extension string(10); alternatePhone string(32);
mobilePhone,faxNumber string(25); addressLine,addressLine1 string(128); city string(32); state string(40); zipCode string(16);
countryID integer>Countries; additionalAddressInformation string(100); companyLocationID integer>CompanyLocations;
isActive integer*; primaryContact,billingContact boolean; externalID string(50); note,roomNumber string(50);
receivesEmailNotifications boolean; isOptedOutFromBulkEmail boolean q; bulkEmailOptOutTime datetime r;
surveyOptOut,solicitationOptOut boolean rq; solicitationOptOutTime datetime r; facebookUrl,twitterUrl,linkedInUrl string(200);
apiVendorID integer rp; createDate,lastActivityDate,lastModifiedDate datetime r;
impersonatorCreatorResourceID integer r>Resources"""

_LOCATIONS = """
companyID integer*r>Companies; name string(100)*; description string(500); address1,address2 string(128); city string(50);
state string(25); postalCode string(20); countryID integer>Countries; phone,alternatePhone1,alternatePhone2,fax string(25);
roundtripDistance double; isActive,isPrimary boolean; overrideCompanyTaxSettings,isTaxExempt boolean;
taxRegionID integer>TaxRegions"""

_COUNTRIES = """
countryCode string(2)r; name string(50)r; displayName string(100)*; isActive,isDefaultCountry boolean; addressFormatID long*p;
quoteTemplateID integer; invoiceTemplateID integer>InvoiceTemplates; purchaseOrderTemplateID integer p"""

_CURRENCIES = """
name string(3)*r; description string(100)*r; displaySymbol integer*rp; exchangeRate decimal*; isInternalCurrency boolean*r;
isActive boolean*r; currencyPositiveFormat,currencyNegativeFormat string(10)*r; lastModifiedDateTime datetime;
updateResourceId integer r>Resources"""

_TAXES = """
taxRegionID integer*r>TaxRegions; taxCategoryID integer*r>TaxCategories; taxName string(100)*; taxRate double*;
isCompounded boolean"""

_BILLING_CODES = """
name string(200); externalNumber string(100); billingCodeType,useType,generalLedgerAccount integer p; department integer;
description string(500); isActive boolean*; unitCost,unitPrice double*; taxCategoryID integer>TaxCategories; markupRate double r;
isExcludedFromNewContracts boolean; afterHoursWorkType integer>BillingCodes"""

_PRODUCTS = """
name string(100)*; description string(2000); sku,internalProductID,externalProductID string(50);
productBillingCodeID integer*>BillingCodes; chargeBillingCodeID integer>BillingCodes; unitCost,unitPrice,msrp double;
markupRate double r; periodType integer p; billingType,priceCostMethod integer rp; productCategory integer p;
defaultVendorID integer>Companies; vendorProductNumber string(50); manufacturerName string(100);
manufacturerProductName string(50); isActive,isSerialized boolean*; isEligibleForRma,doesNotRequireProcurement boolean;
link string(500); defaultInstalledProductCategoryID integer; createdByResourceID integer r>Resources; createdTime datetime r;
impersonatorCreatorResourceID integer r>Resources"""

_SERVICE = """
name string(150)*; description string(400); invoiceDescription string(1000); unitPrice double*; unitCost double;
periodType integer*p; billingCodeID integer*>BillingCodes; isActive boolean; serviceLevelAgreementID long p;
creatorResourceID,updateResourceID integer r>Resources; createDate,lastModifiedDate datetime r;
catalogNumberPartNumber,externalID,internalID,manufacturerServiceProvider string(100);
manufacturerServiceProviderProductNumber,sku string(100); url string(500)"""

_INVOICE_TEMPLATES = """
name string(50)*r; paymentTerms integer*r>PaymentTerms;
groupBy,itemizeItemsInEachGroup,sortBy,pageLayout,pageNumberFormat,dateFormat,numberFormat,timeFormat integer*rp;
itemizeServicesAndBundles,displayZeroAmountRecurringServicesAndBundles,displayRecurringServiceContractLabor boolean*r;
displayFixedPriceContractLabor,displayTaxCategory,displayTaxCategorySuperscripts boolean*r;
displaySeparateLineItemForEachTax,showGridHeader,showVerticalGridLines boolean*r;
rateCostExpression,coveredByRecurringServiceFixedPricePerTicketContractLabel string(50)*r;
coveredByBlockRetainerContractLabel,nonBillableLaborLabel string(50)*r;
currencyPositiveFormat,currencyNegativeFormat string(10)*r"""

_CONTRACTS = """
companyID integer*r>Companies; contractName string(100)*; contractNumber string(50); contractType integer*rp;
status integer*p; startDate,endDate datetime*; billingPreference integer p; contractPeriodType integer rp;
contractCategory integer p; contactID integer>Contacts; contactName string(250); purchaseOrderNumber string(50);
billToCompanyID integer>Companies; billToCompanyContactID integer>Contacts;
organizationalLevelAssociationID integer>OrganizationalLevelAssociations; setupFee double;
setupFeeBillingCodeID long>BillingCodes; overageBillingRate double;
internalCurrencySetupFee,internalCurrencyOverageBillingRate double r; estimatedHours,estimatedCost,estimatedRevenue double;
isDefaultContract,isCompliant boolean; exclusionContractID long r; contractExclusionSetID integer;
serviceLevelAgreementID integer p; opportunityID integer; renewedContractID long;
timeReportingRequiresStartAndStopTimes integer*p; description string(2000); lastModifiedDateTime datetime r"""

_CHARGE = """
{parent} integer*; productID long>Products; billingCodeID long>BillingCodes; name string(100)*; description string(8000);
notes string(2000); datePurchased datetime*; chargeType integer*p; purchaseOrderNumber,internalPurchaseOrderNumber string(50);
unitQuantity double*; unitCost,unitPrice double; extendedCost,billableAmount double r; isBillableToCompany boolean;
isBilled boolean r; status long rp; statusLastModifiedBy long r>Resources; statusLastModifiedDate datetime r;
estimatedCost double; contractServiceID,contractServiceBundleID long;
internalCurrencyBillableAmount,internalCurrencyUnitPrice double r;
organizationalLevelAssociationID integer r>OrganizationalLevelAssociations; createDate datetime r;
creatorResourceID long r>Resources"""

_MILESTONES = """
contractID integer*r>Contracts; title string(50)*; description string(250); amount double*; dateDue datetime*; status integer*p;
isInitialPayment boolean*; billingCodeID integer>BillingCodes; internalCurrencyAmount double r;
organizationalLevelAssociationID integer r>OrganizationalLevelAssociations; createDate datetime r;
creatorResourceID integer r>Resources"""

_BLOCKS = """
contractID integer*>Contracts; hours,hourlyRate double*; datePurchased,startDate,endDate datetime*; status,paymentType integer p;
isPaid boolean r; invoiceNumber,paymentNumber string(50); hoursApproved double rq"""

_UDF_DEFINITIONS = """
name string(45)*; description string(128); udfType,dataType integer*p; defaultValue string(1024); displayFormat integer p;
sortOrder,numberOfDecimalPlaces integer; isActive,isRequired,isProtected,isEncrypted,isPrivate,isVisibleToClientPortal boolean;
isFieldMapping boolean r; mergeVariableName string(100); crmToProjectUdfId long; createDate datetime r"""

_LEVEL = "name string(50)*; description string(400); isActive boolean"
_PAIR = """
organizationalLevel1ID integer*r>OrganizationalLevel1s; organizationalLevel2ID integer*r>OrganizationalLevel2s;
isActive boolean"""
_STAFF = "firstName,lastName string(50); email string(254); userName string(32); isActive boolean"


def _entity(name: str, soap_name: str, rights: str, fields: str, **more: str | bool) -> Entity:
    return Entity(name, soap_name, rights, parse_fields(fields), **more)  # type: ignore[arg-type]


def _child(name: str, soap_name: str, rights: str, fields: str, address: str, **more: str | bool) -> Entity:
    """A child entity; `address` is parent/name below the parent/field that holds the parent's id."""
    parent, below, field = address.split("/")
    return _entity(name, soap_name, rights, fields, parent=parent, below=below, parent_field=field, **more)


_TEXTS = {
    "TaxCategories": "name string(200)*; description string(200); isActive boolean",
    "TaxRegions": "name string(200)*; isActive boolean",
    "PaymentTerms": "name string(100)*; description string(2000); isActive boolean; paymentDueInDays integer",
    "RunFields": "additionalInvoiceFieldID,invoiceBatchID long*rp; fieldValue string(100)*r",
    "Staffing": "organizationalLevelAssociationID integer*r>OrganizationalLevelAssociations; resourceID integer*r>Resources",
}
_CONTACT_ADDRESS = "Companies/Contacts/companyID"
_STAFF_ADDRESS = "OrganizationalLevelAssociations/Resources/organizationalLevelAssociationID"

_ALL = (
    _entity("Invoices", "Invoice", "qu", _INVOICES),
    _entity("BillingItems", "BillingItem", "qu", _BILLING_ITEMS),
    _entity("Companies", "Account", "cqu", _COMPANIES, udf_type="Account", webhooks=True),
    _child("Contacts", "Contact", "cqud", _CONTACTS, _CONTACT_ADDRESS, udf_type="Contact", webhooks=True),
    _child("CompanyLocations", "AccountPhysicalLocation", "cqud", _LOCATIONS, "Companies/Locations/companyID"),
    _entity("Countries", "Country", "qu", _COUNTRIES),
    _entity("Currencies", "Currency", "qu", _CURRENCIES),
    _entity("TaxCategories", "TaxCategory", "cqu", _TEXTS["TaxCategories"]),
    _entity("TaxRegions", "TaxRegion", "cqu", _TEXTS["TaxRegions"]),
    _entity("Taxes", "Tax", "cqu", _TAXES),
    _entity("BillingCodes", "AllocationCode", "q", _BILLING_CODES),
    _entity("Products", "Product", "cqu", _PRODUCTS, udf_type="Product"),
    _entity("Services", "Service", "cqu", _SERVICE + "; vendorCompanyID integer>Companies; markupRate double r"),
    _entity("ServiceBundles", "ServiceBundle", "cqu", _SERVICE + "; unitDiscount,percentageDiscount double"),
    _entity("PaymentTerms", "PaymentTerm", "cqu", _TEXTS["PaymentTerms"]),
    _entity("InvoiceTemplates", "InvoiceTemplate", "q", _INVOICE_TEMPLATES),
    _entity("Contracts", "Contract", "cqu", _CONTRACTS, udf_type="Contract"),
    _child("TicketCharges", "TicketCost", "cqu", _CHARGE.format(parent="ticketID"), "Tickets/Charges/ticketID"),
    _child("ProjectCharges", "ProjectCost", "cqu", _CHARGE.format(parent="projectID"), "Projects/Charges/projectID"),
    _child(
        "ContractCharges", "ContractCost", "cqu", _CHARGE.format(parent="contractID"), "Contracts/Charges/contractID"
    ),
    _child("ContractMilestones", "ContractMilestone", "cqu", _MILESTONES, "Contracts/Milestones/contractID"),
    _child("ContractBlocks", "ContractBlock", "cqu", _BLOCKS, "Contracts/Blocks/contractID"),
    _entity("AdditionalInvoiceFieldValues", "AdditionalInvoiceFieldValue", "q", _TEXTS["RunFields"]),
    _entity("UserDefinedFieldDefinitions", "UserDefinedFieldDefinition", "cqu", _UDF_DEFINITIONS),
    _entity("OrganizationalLevel1s", "BusinessDivision", "cqu", _LEVEL),
    _entity("OrganizationalLevel2s", "BusinessSubdivision", "cqu", _LEVEL),
    _entity("OrganizationalLevelAssociations", "BusinessDivisionSubdivision", "cqu", _PAIR),
    _child("OrganizationalResources", "BusinessDivisionSubdivisionResource", "q", _TEXTS["Staffing"], _STAFF_ADDRESS),
    _entity("Resources", "Resource", "q", _STAFF),
)

ENTITIES: dict[str, Entity] = {entity.name: entity for entity in _ALL}
"""REST name -> entity."""
