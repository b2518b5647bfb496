"""Invented names: stems, trades, towns, streets and people. Every stem serves one company only, so that likeness is always meant."""

from __future__ import annotations

from typing import Final

_STEMS: Final = """
Acaciawood Alderbank Amberley Anvil Arrowsmith Ashgrove Banksia Barleymow Bayswick Beaufort Birchall Blackthorn Bluebell
Boronia Bramble Brindabel Brockway Burlew Calder Camberlow Candlebark Carraway Cassidell Cinderford Clearwater Cobblestone
Copperfield Corymbia Cottesley Crossfield Curlew Dalgety Daybreak Derwentia Dovetail Driftwood Dunsmore Eaglehawk Eastgate
Elderfield Ellerston Emberlin Everlea Fairholme Falconbridge Fernleigh Finchley Flametree Foxglove Galloway Gannet Garland
Gillespark Goldfinch Grevillea Greystone Gumnut Hakea Halcyon Hartwell Hawksmoor Hazelmere Heatherby Hollowell Honeyeater
Ironbark Ivanhill Jacana Jarrahdene Jessop Juniper Kalinda Karribrook Kestrel Kingsway Kirribel Kookaburra Larkhill
Lavender Lighthouse Limestone Lindenau Lockyer Longreef Lorikeet Magnolia Mallee Mapleton Marlowe Marramup Melaleuca
Merriwell Millbrook Moreton Mulberry Myrtleford Nightingale Norfolk Nutmeg Oakhurst Oceanic Orchardleigh Osprey Otterburn
Paperbark Parramore Pelican Peppermint Pinnacle Plover Quandong Quarrymans Quillon Ravenswood Redgum Ridgeline Riverstone
Rosella Saltbush Sandpiper Sheoak Silverton Skylark Snowgum Spinifex Stonefruit Tamarind Teatree Thornbury Tuartdale
Umbrella Velvetwood Wandooh Waratah Wattleby Westering Whimbrel Wildflower Willowra Windmill Yandina Yarrabee Zephyr
Ambrose Bellmont Castlemoor Dunwich Eversham Farrowdale Glenhaven Highmoor Inverloch Jasperton Kelmscott Lynwood
"""
STEMS: Final = tuple(_STEMS.split())

TRADES: Final[tuple[str, ...]] = (
    "Accounting", "Architects", "Auto Repairs", "Building Services", "Cabinet Makers", "Childcare", "Civil Engineering", "Conveyancing",
    "Dental Surgery", "Early Learning", "Electrical Contractors", "Family Law", "Financial Planning", "Food Distributors",
    "Freight Services", "Furniture", "Garden Supplies", "Geological Surveys", "Grain Handling", "Hydraulics", "Insurance Brokers",
    "Joinery", "Landscapes", "Marine Services", "Medical Centre", "Mining Supplies", "Optometry", "Packaging", "Pathology",
    "Pharmacy Group", "Physiotherapy", "Plumbing Services", "Printing", "Property Group", "Recruitment", "Refrigeration", "Roofing",
    "Security Services", "Steel Fabrication", "Surveyors", "Timber", "Tool Hire", "Transport", "Travel", "Veterinary Clinic", "Vineyards",
)  # fmt: skip

# town, state, postal code, division is Perth or Brisbane by state
TOWNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("Perth", "WA", "6000"), ("Fremantle", "WA", "6160"), ("Subiaco", "WA", "6008"), ("Joondalup", "WA", "6027"),
    ("Midland", "WA", "6056"), ("Mandurah", "WA", "6210"), ("Bunbury", "WA", "6230"), ("Osborne Park", "WA", "6017"),
    ("Brisbane", "QLD", "4000"), ("Toowong", "QLD", "4066"), ("Ipswich", "QLD", "4305"), ("Newstead", "QLD", "4006"),
    ("Southport", "QLD", "4215"), ("Toowoomba", "QLD", "4350"), ("Milton", "QLD", "4064"),
)  # fmt: skip
UK_TOWNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("London", "Greater London", "EC1A 1ZZ"), ("Croydon", "Surrey", "CR0 1ZZ"), ("Reading", "Berkshire", "RG1 1ZZ"),
)  # fmt: skip

STREETS: Final[tuple[str, ...]] = (
    "Anchor Street", "Bright Lane", "Carob Close", "Dockside Road", "Ferry Parade", "Gantry Street", "Harvest Terrace", "Jetty Road",
    "Kiln Street", "Larch Row", "Market Lane", "Orchard Road", "Pier Street", "Quarry Road", "Station Street", "Wharf Terrace",
)  # fmt: skip

FIRST_NAMES: Final[tuple[str, ...]] = (
    "Ada", "Aidan", "Amira", "Beatrix", "Callum", "Chiara", "Daniel", "Dev", "Elise", "Farah", "Finn", "Grace", "Hamish", "Hana", "Isla",
    "Jonas", "Keiko", "Leila", "Magnus", "Mina", "Nadia", "Niamh", "Oscar", "Priya", "Quentin", "Rosa", "Samir", "Tess", "Uma", "Viktor",
)  # fmt: skip
LAST_NAMES: Final[tuple[str, ...]] = (
    "Abernethy", "Barlow", "Castellan", "Drummond", "Eastman", "Farrow", "Grimaldi", "Hawthorne", "Ibarra", "Jellicoe", "Kowal",
    "Lindgren", "Mbeki-Rowe", "Nakagawa", "Osei", "Pemberton", "Quigley", "Rasmussen", "Sethi", "Thackeray", "Underhill", "Vasquez",
    "Whitlam", "Yardley", "Zielinski", "O'Dowd", "Núñez", "Brandt-Lowe",
)  # fmt: skip
TITLES: Final[tuple[str, ...]] = (
    "Practice manager", "Office manager", "Director", "Operations manager", "Bookkeeper", "Chief executive", "Administrator",
)  # fmt: skip

SUPPLIERS: Final[tuple[str, ...]] = (
    "Northlight Distribution", "Meridian Cloud Wholesale", "Longwire Telecom", "Packet & Post Couriers", "Stationery Barn",
    "Bayview Tower Leasing", "Copperline Energy", "Clean Desk Cleaners", "Redbrick Insurance", "Silicon Wharf Components",
    "Fleet & Fuel Card Services", "Brightside Catering", "Quick Courier WA", "Domain Pantry", "Backhaul Networks", "Patchpanel Supplies",
    "Southern Data Halls", "Payline Superannuation", "Licence Depot", "Harbour City Parking", "Aurora Marketing Studio", "Riverbend Legal",
    "Keystone Auditors", "Blue Kettle Coffee", "Monitor Mountain", "Oakframe Office Fitout",
    "Trade School of Networks", "Lockwise Security Keys",
    "Kilo Watt Electricians", "Ribbon & Toner",
)  # fmt: skip
