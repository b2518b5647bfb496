"""What the generated companies are called: proper names, look-alikes among them, trades, places and suffixes."""

from __future__ import annotations

# Many of these differ by one letter: Hansen and Hanson, Marlin and Merlin, Green and Greene.
_PROPER = """
Hansen Hanson Marlin Merlin Green Greene Smith Smiths Smyth Brown Browne Clark Clarke Reid Read Reed Stewart
Stuart Philips Phillips Allan Allen Alan Harris Harries Harrison Morris Norris Dixon Nixon Wilton Milton Hilton
Coastal Sandgroper Bluegum Saltbush Copperline Kestrel Fernbrook Marlowe Finch Gannet Paperbark Banksia Wattle
Kookaburra Platypus Jarrah Karri Tuart Boronia Acacia Hakea Grevillea Waratah Bottlebrush Lilly Mulga Ironbark
Redgum Whitegum Stringybark Swan Heron Pelican Osprey Falcon Eagle Raven Magpie Rosella Galah Corella Lorikeet
Harbour Anchor Beacon Lighthouse Mariner Compass Horizon Summit Pinnacle Ridge Valley Meadow River Creek Lake
Granite Basalt Quartz Opal Sapphire Emerald Amber Copper Silver Golden Bronze Cobalt Indigo Crimson Scarlet
Nguyen Tran Patel Singh Kaur Chen Wong Zhang Kowalski Nowak Müller Schröder Jørgensen Núñez García Rossi Bianchi
Papadopoulos Georgiou Ivanov Petrov O'Brien O'Neill McDonald MacDonald McKenzie D'Angelo Van-Dyke St.Clair
Atlas Apex Vertex Zenith Nova Orion Vega Lyra Titan Phoenix Griffin Pegasus Centaur Minotaur Triton Argo
"""
PROPER = _PROPER.split()
TRADES = (
    """
Dental|Plumbing|Electrical Services|Veterinary Group|Accountants|Freight|Logistics|Engineering|Building Supplies
Legal|Solicitors|Medical Centre|Physiotherapy|Landscaping|Roofing|Painting|Refrigeration Services|Property Management
Real Estate|Insurance Brokers|Financial Services|Consulting|Security|Cleaning Services|Catering|Bakery|Winery
Primary School|College|Early Learning|Pharmacy|Optometrists|Architects|Constructions|Mining Services|Equipment Hire
Automotive|Tyres|Smash Repairs|Transport|Removals|Storage|Packaging|Printing|Signs|Marketing|Media|Software
IT Solutions|Telecommunications|Energy|Solar|Steel Fabrication|Timber|Kitchens|Flooring|Furniture|Interiors
Holdings|Investments|Industries|Enterprises|Group|Foundation|Community Services|Aged Care|Fitness|Surf Club
""".strip()
    .replace("\n", "|")
    .split("|")
)
_MIDDLE = """
Bay Point Park Hill Rock Road Street House Family Brothers Fresh Blue Prime Pacific Southern Royal
"""
MIDDLE = _MIDDLE.split()
_PLACES = """
Perth Fremantle Subiaco Joondalup Mandurah Bunbury Albany Geraldton Sydney Newcastle Wollongong
Melbourne Geelong Ballarat Bendigo Brisbane Cairns Adelaide Hobart Launceston Darwin
"""
PLACES = _PLACES.split()
_TELLING = """
North South East West Care Plus Express II III 1 2 24 Jr Kids Retail Wholesale Commercial
"""
TELLING = _TELLING.split()
SUFFIXES = ("Pty Ltd", "Pty. Ltd.", "PTY LTD", "Limited", "Ltd", "Proprietary Limited", "Inc", "LLC", "", "", "P/L")
_SYLLABLES = """
ba be bo bri ca ce co cra da de do dra fa fe fi fo gra ga go ha he hi ja jo ka ke ki la le li lo ma me
mi mo na ne ni no pa pe po pri ra re ri ro sa se si so sta ta te ti to tra va ve vi vo wa we wi ya ze zo
"""
SYLLABLES = _SYLLABLES.split()
_ENDINGS = """
n r s l x nd rt ck th ne ston ley field ford wood well by ton
"""
ENDINGS = _ENDINGS.split()
# Partly what any bookkeeper would know, partly what somebody in a hurry typed.
SHORT = {
    "Veterinary": "Vet", "Services": "Svcs", "Engineering": "Eng", "Management": "Mgmt", "Building": "Bldg",
    "Electrical": "Elec", "Group": "Grp", "Solutions": "Sol", "Centre": "Ctr", "Medical": "Med", "Property": "Prop",
    "Constructions": "Const", "Industries": "Ind", "Investments": "Inv", "Holdings": "Hldgs", "Brothers": "Bros",
    "Insurance": "Ins", "Financial": "Fin", "Primary": "Prim", "School": "Sch", "Transport": "Trans",
    "Telecommunications": "Telco", "Enterprises": "Ent", "Equipment": "Equip", "Physiotherapy": "Physio",
    "Refrigeration": "Refrig", "Accountants": "Accts", "Logistics": "Log", "Automotive": "Auto",
    "Consulting": "Cons", "Marketing": "Mktg", "Fabrication": "Fab", "Supplies": "Supp", "Community": "Comm",
}  # fmt: skip
