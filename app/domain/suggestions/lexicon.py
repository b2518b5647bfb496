"""The words that mean little or much in a company's name: legal forms, abbreviations, numbers, directions."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    """The words of a list as it is easily read and kept."""
    return frozenset(text.split())


FILLERS = frozenset({"the", "and", "und", "et", "y", "of"})

# Removed wherever they stand: nobody's business is called 'Pty'.
LEGAL_ANYWHERE = _words(
    "pty ltd limited inc incorporated llc llp plc gmbh mbh sarl sasu srl eurl oyj aps bhd sdn pte pvt kft zrt doo "
    "proprietary ltda ооо оао зао пао тоо тов επε ικε 株式会社 有限会社 合同会社 有限公司 주식회사 유한회사 株 有 주 ذمم "
    "شمم kabushiki kaisha"
)
# Removed only at the end (and the second set at the beginning): elsewhere they may be the name itself.
LEGAL_AT_END = _words(
    "co company corp corporation ag kg gbr ek ohg ug bv nv sa sas sl slu ab oy as asa kk gk lp cc cv vof ev eg se spzoo "
    "zoo sc private pc pllc plt jsc pjsc ao αε οε εε ае ип ао"
)
LEGAL_AT_START = _words("kk gk pt ао ип शركة شركة cv ud")
LEGAL_UNSPACED = ("股份有限公司", "株式会社", "有限会社", "合同会社", "有限公司", "주식회사", "유한회사")

_SHORT_FORMS = """
acad=academy acct=accounting accts=accountants accting=accounting admin=administration adv=advisory
advert=advertising agri=agricultural amer=american arch=architects archs=architects assoc=associates
assocs=associates assn=association aust=australia austral=australian auto=automotive bldg=building
bldrs=builders bros=brothers bus=business cath=catholic ctr=centre cntr=centre center=centre centres=centre
chiro=chiropractic civ=civil cmnty=community coll=college comms=communications
comml=commercial consult=consulting constr=construction
construct=construction corp=corporation dept=department dev=development dist=distribution distrib=distribution
distr=distribution div=division educ=education edu=education elec=electrical elect=electrical elecs=electrics
electr=electrical eng=engineering engg=engineering engr=engineering engrs=engineers engineer=engineering
ent=enterprises enterp=enterprises envir=environmental env=environmental equip=equipment
eqpt=equipment exp=export fab=fabrication fin=financial fndn=foundation found=foundation frt=freight
furn=furniture gen=general gov=government govt=government grp=group gp=group hldgs=holdings hldg=holdings
hlth=health hosp=hospital ind=industries inds=industries indust=industries indl=industrial ins=insurance
inst=institute instr=instruments int=international intl=international internat=international inv=investments
invest=investments lab=laboratory labs=laboratories landsc=landscaping lib=library log=logistics
logist=logistics mach=machinery maint=maintenance mgmt=management mgt=management mngt=management
manuf=manufacturing mfg=manufacturing mfr=manufacturers mkt=marketing mktg=marketing mkting=marketing
med=medical mech=mechanical metro=metropolitan mt=mount mtn=mountain mtr=motor mtrs=motors natl=national
nat=national org=organisation orgn=organisation ortho=orthodontics pharm=pharmacy pharma=pharmacy
photog=photography physio=physiotherapy plumb=plumbing prim=primary prod=products prods=products
prof=professional prop=property props=properties pub=publishing publ=publishing rd=road refrig=refrigeration
reg=regional rehab=rehabilitation rest=restaurant ret=retail sch=school sci=science sec=security
serv=services servs=services service=services svc=services svcs=services srvcs=services soc=society
sol=solutions soln=solutions solns=solutions sols=solutions st=saint std=standard
strat=strategic sup=supplies supp=supplies supply=supplies sys=systems syst=systems tech=technology
techs=technologies technol=technology tel=telecommunications telecom=telecommunications
telco=telecommunications trad=trading transp=transport trvl=travel uni=university
univ=university vet=veterinary vets=veterinary veterinarian=veterinary wksp=workshop whse=warehouse
wholes=wholesale yr=year organization=organisation
"""
SHORT_FORMS: dict[str, str] = dict(pair.split("=") for pair in _SHORT_FORMS.split())

_NUMBER_WORDS = """
one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 first=1 second=2 third=3 fourth=4 fifth=5
1st=1 2nd=2 3rd=3 4th=4 5th=5 6th=6 7th=7 8th=8 9th=9 ii=2 iii=3 iv=4 vi=6 vii=7 viii=8 ix=9 xi=11 xii=12
"""
NUMBERS: dict[str, str] = dict(pair.split("=") for pair in _NUMBER_WORDS.split())

# Words that tell two branches, generations or parts of one group apart: never outweighed by another fact.
DISTINGUISHING = _words(
    "north south east west northern southern eastern western northeast northwest southeast southwest central "
    "upper lower inner outer jr junior sr senior snr jnr old new i v x a b c"
)
# Words that say little: with the same tax number, a name with one and a name without are the same company.
GENERIC = _words(
    "group holdings enterprises services solutions international trading industries partners associates "
    "company corporation co corp australia uk nz usa global trust unit family trustee"
)
_BUSINESS = """
accountants accounting advisory agency agricultural air aluminium analytics animal architects arts associates
automotive aviation bakery bank bar beauty boats bookkeeping books brewing bricks brothers builders building
business cabinets cafe capital care cargo carpentry cars catering centre ceramics charity childcare chemical
chemist church civil cleaning clinic clothing club coaching coastal coatings coffee college commercial
communications community computers concrete conservation construction consulting contracting council
couriers creative dairy data delivery dental dentist design development digital diesel dining distribution
drilling education electric electrical electronics energy engineering engineers enterprises entertainment
environmental equipment estate events excavation express fabrication family farm farms fashion fencing
fertility film finance financial fire fishing fitness fleet floors flooring florist food foods forestry
foundation framing freight fresh fruit funds furniture gallery garage garden gardens gas general glass global
gold golf grain graphics group hair hardware health heating helicopters heritage hire holdings home homes
hospital hospitality hotel housing hydraulics imaging immigration imports industrial industries
infrastructure inn insulation insurance interiors international investments irrigation jewellers jewellery
joinery kitchen kitchens labour landscapes landscaping laundry law lawyers leasing legal leisure lending
library lighting lodge logistics machinery maintenance management manufacturing marble marine maritime market
marketing mechanical media medical metal metals migration mining mobile mortgage motel motor motors mount
music national network networks nursery office optical optometrists organic orthodontics outdoor packaging
painting panel paper partners pastoral pest petroleum pharmacy photography physiotherapy pipes planning
plant plastics plumbing pools port power practice precision press primary print printing produce productions
products projects property properties publishing pumps quarry racing radio rail realty recruitment recycling
refrigeration removals rental rentals research resources restaurant retail roofing rubber rural safety sailing
sales salon school science scientific seafood security services shipping shop signs smash software solar
solicitors solutions sports stationery steel stone storage strategic studio supplies surf surgery
surveyors surveying systems tavern technologies technology telecommunications theatre tiles timber tools tours
towing toys trading training transport travel trees trucks trust tyres university valley ventures veterinary
village vineyard warehouse waste water welding wholesale windows wine wines winery workshop yachts yoga
"""
KNOWN_WORDS = _words(_BUSINESS) | DISTINGUISHING | GENERIC | frozenset(SHORT_FORMS.values())

FREE_MAIL = _words(
    "gmail.com googlemail.com outlook.com outlook.com.au hotmail.com hotmail.com.au hotmail.co.uk live.com "
    "live.com.au live.co.uk msn.com yahoo.com yahoo.com.au yahoo.co.uk yahoo.co.nz yahoo.co.jp ymail.com "
    "icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.com web.de t-online.de "
    "mail.com mail.ru yandex.ru bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au westnet.com.au "
    "internode.on.net dodo.com.au adam.com.au xtra.co.nz btinternet.com sky.com virginmedia.com talktalk.net "
    "orange.fr wanadoo.fr free.fr laposte.net libero.it comcast.net verizon.net att.net sbcglobal.net "
    "fastmail.com fastmail.fm zoho.com hey.com qq.com 163.com 126.com naver.com"
)

VAT_COUNTRIES = _words("AT BE CZ DE DK EE ES FI FR GB GR HU IE IT LT LU LV NL PL PT RO SE SI SK")

_COUNTRY_NAMES = """
AU australia,aus; AT austria,osterreich; BE belgium,belgie,belgique; BR brazil,brasil; CA canada,can;
CH switzerland,schweiz,suisse; CN china; CZ czechia,czech republic; DE germany,deutschland,deu;
DK denmark,danmark; EE estonia; ES spain,espana,esp; FI finland,suomi; FJ fiji; FR france,fra;
GB united kingdom,uk,great britain,gbr,england,scotland,wales,northern ireland; GR greece,hellas; HK hong kong;
HU hungary; ID indonesia; IE ireland,republic of ireland,eire,irl; IL israel; IN india,ind; IS iceland;
IT italy,italia,ita; JP japan,jpn,日本; KR south korea,korea; LT lithuania; LU luxembourg; LV latvia; MX mexico;
MY malaysia; NL netherlands,the netherlands,nederland,holland; NO norway,norge; NZ new zealand,nzl,aotearoa;
PG papua new guinea; PH philippines; PL poland,polska; PT portugal; RO romania; SA saudi arabia;
SE sweden,sverige; SG singapore,sgp; SI slovenia; SK slovakia; TH thailand; TR turkey,turkiye; TW taiwan;
UA ukraine; AE united arab emirates,uae; US united states,usa,united states of america,america; VN vietnam;
ZA south africa
"""


def _countries() -> dict[str, str]:
    """Country names and codes, folded, to ISO 3166 alpha-2."""
    found: dict[str, str] = {}
    for entry in _COUNTRY_NAMES.split(";"):
        code, _, names = entry.strip().partition(" ")
        found[code.lower()] = code
        found.update({name.strip(): code for name in names.split(",")})
    return found


COUNTRIES = _countries()
