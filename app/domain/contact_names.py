"""Names of new contacts: what a ledger takes, who holds a name already, and a name that is free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.catalogue import LedgerCatalogue
from app.domain.ledger_words import words_of
from app.domain.parties import ContactState, LedgerContact

_TRIES = 50


@dataclass(frozen=True, slots=True)
class NameTrouble:
    """Why a name cannot be given, and what to do. `free` is a near name that can be, `holder` the contact that has this one."""

    sentence: str
    advice: str = ""
    free: str = ""
    holder: LedgerContact | None = None


@dataclass(frozen=True, slots=True)
class NameRules:
    """What a ledger says of a contact's name. `taken` are names, case folded, that others than contacts hold."""

    vendor: str
    longest: int = 255
    barred: str = "<>"
    taken: frozenset[str] = frozenset()
    inactive_hold: bool = (
        False  # an inactive contact keeps its name (QuickBooks; contested, so it is held to, apis/quickbooks.md 20)
    )


@dataclass(frozen=True, slots=True)
class NameBook:
    """Every name of a ledger's contacts, made ready for many questions."""

    rules: NameRules
    holders: Mapping[str, LedgerContact] = field(default_factory=dict)

    @classmethod
    def nobody(cls) -> NameBook:
        """Of a ledger that has not been read: every name can be given."""
        return cls(NameRules("", barred=""))

    @classmethod
    def of(cls, catalogue: LedgerCatalogue) -> NameBook:
        """The names as they are now."""
        rules = NameRules(
            catalogue.vendor,
            catalogue.contact_name_max,
            catalogue.contact_name_bars,
            catalogue.names_taken,
            catalogue.inactive_names_hold,
        )
        return cls.among(catalogue.contacts, rules)

    @classmethod
    def among(cls, contacts: Iterable[LedgerContact], rules: NameRules) -> NameBook:
        """The names of these contacts; an active one counts before others of its name."""
        found: dict[str, LedgerContact] = {}
        for contact in contacts:
            key = contact.name.casefold()
            if contact.state is ContactState.ACTIVE or (rules.inactive_hold and key not in found):
                found[key] = contact
        return cls(rules, found)

    def trouble(self, name: str) -> NameTrouble | None:
        """Why a contact of this name cannot be created; None when it can."""
        rules, words = self.rules, words_of(self.rules.vendor)
        if not name:
            return NameTrouble(f"The {words.contact.one} needs a name.", "Type the name it is to have.")
        if len(name) > rules.longest:
            return NameTrouble(f"The name has {len(name):,} characters; {rules.vendor} takes {rules.longest}.")
        if any(sign in name for sign in rules.barred):
            bars = " or ".join(rules.barred)
            return NameTrouble(
                f"{rules.vendor} takes no {bars} in a name.", f"{self.free(name)} would do.", self.free(name)
            )
        if name.casefold() in rules.taken:
            return NameTrouble(
                f"A vendor or an employee in {rules.vendor} is named {name}.",
                f"Type another name, such as {self.free(name)}.",
                self.free(name),
            )
        holder = self.holders.get(name.casefold())
        return None if holder is None else self._held(holder)

    def _held(self, holder: LedgerContact) -> NameTrouble:
        vendor, words = self.rules.vendor, words_of(self.rules.vendor)
        one = words.contact.one
        if holder.state is ContactState.ACTIVE:
            return NameTrouble(
                f"{vendor} has a {one} named {holder.name} already.",
                f"Choose that {one}, or type another name.",
                self.free(holder.name),
                holder,
            )
        return NameTrouble(
            f"{vendor} has {holder.name} already, but {words.gone}.",
            f"Choose that {one} and {words.bring_back} it, or type another name, such as {self.free(holder.name)}.",
            self.free(holder.name),
            holder,
        )

    def free(self, name: str) -> str:
        """The nearest name that can be given: barred signs replaced, cut, and with a suffix where somebody holds it."""
        plain = "".join(" - " if sign in self.rules.barred else sign for sign in name if sign.isprintable())
        stem = " ".join(plain.split())
        suffixes = ["", " (Customer)", *(f" (Customer {n})" for n in range(2, _TRIES))]
        for suffix in suffixes:
            tried = f"{stem[: self.rules.longest - len(suffix)].strip()}{suffix}"
            if tried.casefold() not in self.rules.taken and tried.casefold() not in self.holders:
                return tried
        return stem
