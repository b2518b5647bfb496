"""Provinces and states by two letters, as Rotessa's `province_code` has them; ledgers often keep whole names (apis/rotessa.md 4)."""

from __future__ import annotations

from collections.abc import Mapping

_CANADA = (
    "AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador,NS Nova Scotia,"
    "NT Northwest Territories,NU Nunavut,ON Ontario,PE Prince Edward Island,QC Quebec,QC Québec,SK Saskatchewan,YT Yukon"
)
_UNITED_STATES = (
    "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,"
    "FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,"
    "MD Maryland,MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,"
    "NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,"
    "PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,"
    "WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming"
)
CODES: Mapping[str, str] = {
    name.casefold(): code
    for code, _, name in (entry.partition(" ") for entry in f"{_CANADA},{_UNITED_STATES}".split(","))
}


def province_code(region: str) -> str:
    """The two letters of a province or state; a region that is not known stays as it is."""
    tidy = " ".join(region.split())
    if len(tidy) == 2 and tidy.isascii() and tidy.isalpha():
        return tidy.upper()
    return CODES.get(tidy.casefold(), tidy)
