"""Generates companies and ledger contacts with known counterparts, spoilt the way two offices spoil names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from app.domain.parties import Address, LedgerContact, Person, SourceParty
from tests.unit.suggestions.name_parts import (
    ENDINGS,
    MIDDLE,
    PLACES,
    PROPER,
    SHORT,
    SUFFIXES,
    SYLLABLES,
    TELLING,
    TRADES,
)

TYPO, SHORTENED, REORDERED, OTHER_SUFFIX, WITH_DECOY, WITHOUT_COUNTERPART, IN_GROUP = (
    0.25,
    0.15,
    0.10,
    0.5,
    0.3,
    0.12,
    0.12,
)


@dataclass(frozen=True, slots=True)
class Company:
    """What is true of a company, before two offices write it down."""

    name: str
    suffix: str
    domain: str
    phone: str
    abn: str
    city: str


@dataclass(frozen=True, slots=True)
class World:
    """Companies of the source, contacts of the ledger, and which contact is which company (absent: none)."""

    parties: tuple[SourceParty, ...]
    contacts: tuple[LedgerContact, ...]
    counterparts: dict[str, str]


def make_world(random: Random, companies: int = 600, contacts: int = 800, facts: bool = True) -> World:
    """A world from a random source; without `facts` there are names and nothing else."""
    names: set[str] = set()
    group_domains = [_domain(random, "group") for _ in range(max(companies // 30, 1))]
    parties: list[SourceParty] = []
    ledger: list[LedgerContact] = []
    counterparts: dict[str, str] = {}
    for number in range(companies):
        company = _company(random, names, group_domains)
        party = _party(random, company, str(29_680_000 + number), facts)
        parties.append(party)
        if random.random() >= WITHOUT_COUNTERPART:
            ledger.append(_contact(random, company, _spoilt(random, company.name), f"c{len(ledger)}", facts))
            counterparts[party.id] = ledger[-1].id
        if random.random() < WITH_DECOY and len(ledger) < contacts:
            decoy = _decoy(random, company, names)
            ledger.append(_contact(random, decoy, decoy.name, f"c{len(ledger)}", facts))
    while len(ledger) < contacts:
        company = _company(random, names, group_domains)
        ledger.append(_contact(random, company, company.name, f"c{len(ledger)}", facts))
    random.shuffle(ledger)
    return World(tuple(parties), tuple(ledger), counterparts)


def _company(random: Random, names: set[str], group_domains: list[str]) -> Company:
    while True:
        proper = random.choice(PROPER) if random.random() < 0.6 else _made_up(random)
        words = [proper, random.choice(TRADES)]
        if random.random() < 0.25:
            words.insert(1, random.choice(MIDDLE) if random.random() < 0.6 else f"& {random.choice(PROPER)}")
        if random.random() < 0.1:
            words.append(random.choice(PLACES))
        name = " ".join(words)
        if name.lower() not in names:
            names.add(name.lower())
            break
    domain = random.choice(group_domains) if random.random() < IN_GROUP else _domain(random, proper)
    return Company(name, random.choice(SUFFIXES), domain, _phone(random), _abn(random), random.choice(PLACES))


def _decoy(random: Random, company: Company, names: set[str]) -> Company:
    """Another company whose name differs in one telling word; often of the same group."""
    while True:
        words = company.name.split()
        way = random.random()
        if way < 0.5:
            words.insert(random.randint(1, len(words)), random.choice(TELLING + PLACES))
        elif way < 0.8 or len(words) < 3:
            words[-1:] = random.choice(TRADES).split()
        else:
            words[0] = random.choice(PROPER)
        name = " ".join(words)
        if name.lower() not in names:
            names.add(name.lower())
            break
    same_group = random.random() < 0.4
    return replace(
        company,
        name=name,
        suffix=random.choice(SUFFIXES),
        domain=company.domain if same_group else _domain(random, words[0]),
        phone=company.phone if same_group and random.random() < 0.3 else _phone(random),
        abn=_abn(random),
    )


def _party(random: Random, company: Company, party_id: str, facts: bool) -> SourceParty:
    name = _with_suffix(company.name, company.suffix)
    if not facts:
        return SourceParty(party_id, name)
    people: tuple[Person, ...] = ()
    if random.random() < 0.4:
        address = f"{random.choice(PROPER).lower()}@{company.domain}".replace("'", "")
        people = (Person("1", random.choice(PROPER), random.choice(PROPER), address, _phone(random)),)
    return SourceParty(
        party_id,
        name,
        phone=_written(random, company.phone) if random.random() < 0.7 else "",
        email=_mail(random, company) if random.random() < 0.5 else "",
        tax_number=company.abn if random.random() < 0.3 else "",
        address=Address(city=company.city, country="Australia"),
        people=people,
    )


def _contact(random: Random, company: Company, name: str, contact_id: str, facts: bool) -> LedgerContact:
    suffix = random.choice(SUFFIXES) if random.random() < OTHER_SUFFIX else company.suffix
    name = _with_suffix(name, suffix)
    if random.random() < 0.1:
        name = name.upper()
    if not facts:
        return LedgerContact(contact_id, name)
    return LedgerContact(
        contact_id,
        name,
        email=_mail(random, company) if random.random() < 0.6 else "",
        phone=_written(random, company.phone) if random.random() < 0.4 else "",
        tax_number=company.abn.replace(" ", "") if random.random() < 0.35 else "",
        currency="AUD" if random.random() < 0.5 else "",
        address=Address(city=company.city if random.random() < 0.6 else "", country="AU"),
    )


def _spoilt(random: Random, name: str) -> str:
    words = name.split()
    if random.random() < SHORTENED:
        words = _shortened(random, words)
    if random.random() < REORDERED:
        words = [*words[1:], words[0]] if random.random() < 0.5 else [words[-1], *words[:-1]]
    if random.random() < TYPO:
        words = _mistyped(random, words)
    if "&" in words and random.random() < 0.5:
        words[words.index("&")] = "and"
    return " ".join(words)


def _shortened(random: Random, words: list[str]) -> list[str]:
    known = [word for word in words if word in SHORT]
    if known:
        return [SHORT.get(word, word) for word in words]
    at = random.randrange(len(words))
    return [word[:4] if place == at and len(word) > 6 else word for place, word in enumerate(words)]


def _mistyped(random: Random, words: list[str]) -> list[str]:
    """One wrong key anywhere in a word of at least four letters; one in eight times two."""
    candidates = [at for at, word in enumerate(words) if len(word) > 3]
    for _ in range(2 if random.random() < 0.125 else 1):
        if candidates:
            at = random.choice(candidates)
            words = [*words[:at], random.choice(SLIPS)(random, words[at]), *words[at + 1 :]]
    return words


def _swap(random: Random, word: str) -> str:
    at = random.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _leave_out(random: Random, word: str) -> str:
    at = random.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _double(random: Random, word: str) -> str:
    at = random.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _replace(random: Random, word: str) -> str:
    at = random.randrange(len(word))
    return word[:at] + random.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]


SLIPS: tuple[Callable[[Random, str], str], ...] = (_swap, _leave_out, _double, _replace)


def _with_suffix(name: str, suffix: str) -> str:
    return f"{name} {suffix}".strip()


def _made_up(random: Random) -> str:
    syllables = "".join(random.choice(SYLLABLES) for _ in range(random.randint(2, 3)))
    return (syllables + random.choice(ENDINGS)).title()


def _domain(random: Random, word: str) -> str:
    letters = "".join(letter for letter in word.lower() if letter.isascii() and letter.isalnum())
    return f"{letters}{random.randrange(10_000)}.example"


def _mail(random: Random, company: Company) -> str:
    box = random.choice(("accounts", "office", "info", "admin", "ap"))
    if random.random() < 0.12:
        return f"{company.name.split()[0].lower()}.{box}@gmail.com".replace("'", "")
    return f"{box}@{company.domain}"


def _phone(random: Random) -> str:
    return f"0{random.choice('2378')}{random.randrange(90_000_000, 99_999_999)}"


def _written(random: Random, phone: str) -> str:
    if random.random() < 0.3:
        return f"+61 {phone[1]} {phone[2:6]} {phone[6:]}"
    return f"({phone[:2]}) {phone[2:6]} {phone[6:]}"


def _abn(random: Random) -> str:
    digits = str(random.randrange(10**10, 10**11))
    return f"{digits[:2]} {digits[2:5]} {digits[5:8]} {digits[8:]}"
