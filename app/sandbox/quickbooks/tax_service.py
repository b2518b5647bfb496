"""POST /taxservice/taxcode: the only way tax codes and rates are made (apis/quickbooks.md 7.10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.quickbooks.change import Change
from app.sandbox.quickbooks.faults import Fault, FaultError, refuse
from app.sandbox.quickbooks.kinds import Number
from app.sandbox.quickbooks.values import Record, folded


def create_tax_code(change: Change, body: Record) -> Record:
    """Make a code with its rates: {TaxCode, TaxRateDetails: [{TaxRateName, RateValue, TaxAgencyId} or {TaxRateId}]}.

    Raises 2020, 2030, 2500 and 6240. Automated sales tax keeps its own codes (6230).
    """
    company = change.company
    name = str(body.get("TaxCode", "")).strip()
    details = body.get("TaxRateDetails")
    if not name or not isinstance(details, list) or not details:
        raise refuse(2020, "TaxCode and TaxRateDetails are required", "TaxCode")
    if company.is_american and company.preference("TaxPrefs", "PartnerTaxEnabled"):
        raise refuse(6230, "Automated sales tax keeps its own rates", "TaxCode")
    if folded(name) in {folded(row["Name"]) for row in company.tables["TaxCode"].values()}:
        raise refuse(6240, "The name supplied already exists.", "TaxCode")
    rates = [_rate(change, detail) for detail in details]
    for row in rates:
        if row["Id"] not in company.tables["TaxRate"]:
            change.stamp(row, None)
            company.store("TaxRate", row)
    code: Record = {
        "Id": company.new_id("TaxCode"),
        "Name": name,
        "Description": name,
        "Active": True,
        "Taxable": True,
        "TaxGroup": True,
        "TaxCodeConfigType": "USER_DEFINED",
        "SalesTaxRateList": {
            "TaxRateDetail": [
                {"TaxRateRef": {"value": row["Id"]}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": Decimal(0)}
                for row in rates
            ]
        },
    }
    change.stamp(code, None)
    company.store("TaxCode", code)
    change.effects.append(f"TaxCode {code['Id']} created")
    answered = [{**detail, "TaxRateId": row["Id"]} for detail, row in zip(details, rates, strict=True)]
    return {"TaxCode": name, "TaxCodeId": code["Id"], "TaxRateDetails": answered}


def _rate(change: Change, detail: Any) -> Record:
    company = change.company
    if not isinstance(detail, dict):
        raise refuse(2010, "Property Name:TaxRateDetails specified is unsupported or invalid", "TaxRateDetails")
    if identity := str(detail.get("TaxRateId") or ""):
        return company.referred("TaxRate", identity, "TaxRateDetails.TaxRateId")
    agency = str(detail.get("TaxAgencyId") or "")
    if agency not in company.tables["TaxAgency"]:
        raise refuse(2500, f"TaxAgencies element id {agency} not found", "TaxRateDetails.TaxAgencyId")
    faults: list[Fault] = []
    value = Number().read(detail.get("RateValue", ""), "TaxRateDetails.RateValue", faults)
    if faults:
        raise FaultError(*faults)
    if value is None or not 0 <= value <= 100 or not detail.get("TaxRateName"):
        raise refuse(2030, "TaxRateName and a RateValue from 0 to 100 are required", "TaxRateDetails.RateValue")
    return {
        "Id": company.new_id("TaxRate"),
        "Name": str(detail["TaxRateName"]),
        "Description": str(detail["TaxRateName"]),
        "Active": True,
        "RateValue": value,
        "AgencyRef": {"value": agency},
        "SpecialTaxType": "NONE",
        "DisplayType": "ReadOnly",
    }
