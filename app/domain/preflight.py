"""Preflight: why a document cannot be sent as it stands, checked against the ledger as it is now. One small rule for each cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.arithmetic import line_tax
from app.domain.catalogue import Feature, LedgerCatalogue, LedgerDocumentRef
from app.domain.composition import Books, usable
from app.domain.documents import SourceDocument, SourceLine
from app.domain.item_making import why_not
from app.domain.ledger_words import LedgerWords, words_of
from app.domain.mapping import ROUNDING_LIMIT_MOST, ArrivalStatus, RouteDefaults, SalesTaxPolicy
from app.domain.money import round_half_up
from app.domain.parties import ContactState, LedgerContact
from app.domain.plan import DocumentState, LedgerDocument, Mend, Problem
from app.domain.resolution import Posting
from app.domain.words import say_date

_CAUSES = {
    "hidden_lines": "Lines do not add up to the total",
    "unfinished_run": "Its billing run is not finished",
}
TAX_TOLERANCE = Decimal("0.02")  # a source that taxes at 4 decimals or by document may differ this much on one line


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every rule may look at besides the document itself. `doubled` are numbers used by several found documents."""

    books: Books
    defaults: RouteDefaults
    doubled: Mapping[str, tuple[str, ...]]
    source_vendor: str = "Autotask"

    @property
    def catalogue(self) -> LedgerCatalogue:
        """The ledger's catalogue."""
        return self.books.catalogue

    @property
    def words(self) -> LedgerWords:
        """What the ledger's users call its things."""
        return words_of(self.vendor)

    @property
    def vendor(self) -> str:
        """The word people know the ledger by."""
        return self.catalogue.vendor


def blocked(code: str, sentence: str, advice: str = "", mend: Mend = Mend.NONE, **more: str) -> Problem:
    """A problem that no mapping mends."""
    return Problem(code, DocumentState.BLOCKED, sentence, advice, mend, more.pop("group", "") or code, **more)


def check_source(document: SourceDocument, around: Surroundings) -> Iterable[Problem]:
    """What is wrong with the document itself."""
    for problem in document.problems:
        yield blocked(
            problem.code,
            problem.sentence,
            problem.advice,
            Mend.OPEN_IN_SOURCE,
            subject=document.web_url,
            cause=_CAUSES.get(problem.code, problem.sentence),
        )
    if document.voided:
        yield blocked("voided", f"It is void in {around.source_vendor}.", "Leave it out.", cause="Void")
    if not document.lines and not document.problems:
        yield blocked(
            "no_lines",
            "It has no lines.",
            f"Look at it in {around.source_vendor}.",
            Mend.OPEN_IN_SOURCE,
            subject=document.web_url,
        )


def check_number(document: SourceDocument, around: Surroundings) -> Iterable[Problem]:
    """Has it a number, may the ledger keep it, is it used once only among what was found."""
    number = document.number.strip()

    def block(code: str, sentence: str, advice: str, cause: str, group: str = "") -> Problem:
        return blocked(code, sentence, advice, Mend.OPEN_IN_SOURCE, group=group, cause=cause, subject=document.web_url)

    if not number or number.upper() == "ERROR":
        yield block(
            "no_number",
            f"It has no number in {around.source_vendor}.",
            "Give it a number there, then search again.",
            "No invoice number",
        )
    elif len(number) > around.catalogue.number_max or not (number.isascii() and number.isprintable()):
        yield block(
            "number_not_allowed",
            f"{around.vendor} cannot keep the number {number[:40]}.",
            f"It takes up to {around.catalogue.number_max} letters, digits and signs of the English alphabet.",
            "Number not allowed",
        )
    elif number in around.doubled:
        others = ", ".join(i for i in around.doubled[number] if i != document.id)
        yield block(
            "duplicate_number",
            f"{number} is also the number of invoice ID {others}.",
            "Correct one of them, then search again.",
            f"Two invoices are {number}",
            f"duplicate_number:{number}",
        )


def check_ledger_number(
    document: SourceDocument, contact_id: str, around: Surroundings
) -> tuple[Problem | None, LedgerDocumentRef | None]:
    """Is the number used in the ledger: by this very document (then it is already there), or by another (then it is blocked)."""
    used = around.catalogue.numbers.get(document.number.strip())
    if used is None:
        return None, None
    same = (
        used.live
        and used.total == document.total
        and used.issue_date == document.issue_date
        and contact_id in ("", used.contact_id)
        and used.number.strip()
        == document.number.strip()  # 'inv-1' is another document that a ledger takes for 'INV-1'
    )
    if same:
        return None, used
    whose = f"{used.contact_name}, {used.total}" if used.live else "a void document"
    problem = blocked(
        "number_used",
        f"{document.number} is used in {around.vendor} by {whose}.",
        f"Compare both. Renumber it in {around.source_vendor}, or mark it as processed if it is the same.",
        Mend.OPEN_IN_LEDGER,
        group=f"number_used:{document.number}",
        cause=f"{document.number} is used already",
        subject=used.url,
    )
    return problem, used


def check_date(document: SourceDocument, around: Surroundings) -> Iterable[Problem]:
    """Is the date open for new documents. Drafts may be dated inside a locked period (apis/xero.md 6.3)."""
    drafts = Feature.DRAFTS in around.catalogue.features
    if drafts and around.defaults.arrival is ArrivalStatus.DRAFT:
        return
    organisation = around.catalogue.organisation
    locks: list[date] = []
    if organisation.year_lock and document.issue_date <= organisation.year_lock:
        locks.append(organisation.year_lock)
    if organisation.period_lock and document.issue_date <= organisation.period_lock:
        locks.append(organisation.period_lock)
    date_in_ledger = f"the {around.words.closing} in {around.vendor}"
    for day in locks[:1]:
        yield blocked(
            "locked_period",
            f"The books are {around.words.closed} up to {say_date(day)}.",
            f"Send it as a draft, or move {date_in_ledger}." if drafts else f"Move {date_in_ledger}, then try again.",
            Mend.SEND_AS_DRAFT if drafts else Mend.RETRY,
            cause=f"Dated in a {around.words.closed} period of {organisation.name}",
        )


def check_currency(document: SourceDocument, around: Surroundings) -> Iterable[Problem]:
    """Does the organisation deal in this currency."""
    known = around.catalogue.currencies
    if document.currency and known and document.currency not in known:
        yield blocked(
            "currency_not_enabled",
            f"{document.currency} is not switched on in {around.catalogue.organisation.name}.",
            f"Add the currency in {around.vendor}, then check again.",
            Mend.ENABLE_CURRENCY,
            group=f"currency:{document.currency}",
            cause=f"{document.currency} is not switched on",
        )
    elif not document.currency:
        yield blocked("no_currency", f"Its currency is not known in {around.source_vendor}.", cause="No currency")


def check_contact(contact: LedgerContact | None, contact_id: str, around: Surroundings) -> Problem | None:
    """Can the mapped ledger contact be used."""
    if contact is None:
        return Problem(
            "contact_gone",
            DocumentState.NEEDS_CUSTOMER,
            f"Its customer is no longer in {around.vendor}.",
            f"Choose the {around.words.contact.one} anew.",
            Mend.MAP_CUSTOMER,
            f"customer_gone:{contact_id}",
            subject=contact_id,
        )
    if contact.state is ContactState.ACTIVE:
        return None
    words = around.words
    return blocked(
        "archived_contact",
        f"{contact.name} is {words.gone} in {around.vendor}.",
        f"{words.bring_back.capitalize()} the {words.contact.one}, or choose another one.",
        Mend.RESTORE_CONTACT,
        group=f"archived:{contact.id}",
        cause=f"{contact.name} is {words.gone}",
        subject=contact.id,
    )


def check_contact_currency(
    document: SourceDocument, contact: LedgerContact | None, around: Surroundings
) -> Iterable[Problem]:
    """Is the document in its contact's own currency, where contacts have one; `contact` None is one that will be created."""
    catalogue = around.catalogue
    kept = contact.currency if contact else document.party.currency
    kept = kept or catalogue.organisation.base_currency
    if not catalogue.contacts_have_currency or not kept or kept == document.currency:
        return
    name = contact.name if contact else document.party.name
    yield blocked(
        "contact_currency",
        f"{name} is kept in {kept}, and this is in {document.currency}.",
        f"Choose a customer that {around.vendor} keeps in {document.currency}.",
        Mend.MAP_CUSTOMER,
        group=f"contact_currency:{document.party.id}:{document.currency}",
        cause=f"{name} is kept in {kept}",
        subject=document.party.id,
    )


def check_line(line: SourceLine, posting: Posting, around: Surroundings) -> Iterable[Problem]:
    """Account, item and tax of one line: known, usable, and giving the source's own tax."""
    if not around.catalogue.lines_by_item:
        yield from _check_account(line, posting, around)
    yield from _check_item(line, posting, around)
    yield from _check_tax(line, posting, around)


def _check_item(line: SourceLine, posting: Posting, around: Surroundings) -> Iterable[Problem]:
    code, needed = posting.item.code, around.catalogue.lines_by_item
    item, account = around.books.items.get(code), around.books.accounts.get(posting.account.code)
    problem = "item_unknown"
    if posting.new_item is not None:
        if not (sentence := why_not(posting.new_item, around.catalogue, around.books.accounts)):
            return
    elif not code and needed:
        problem, sentence = "item", "No product or service is chosen."
        if account is not None:
            sentence = f"No product or service stands for account {account.label}."
    elif code and item is None:
        sentence = f"{around.words.item.head} {code} is not in {around.vendor}."
    elif item is not None and needed and not (item.is_active and item.is_sold and item.account_code):
        sentence = f"{item.name} cannot be sold in {around.vendor} as it is."
    else:
        return
    yield _line_problem(line, DocumentState.NEEDS_PRODUCT, problem, sentence, Mend.MAP_ITEM)


def _cause(line: SourceLine) -> tuple[str, str]:
    """The facet that a missing account is decided for: the billing code where there is one, else the widest there is."""
    exact = [f for f in line.facets if f.facet.value == "billing_code"] or list(line.facets)
    return (f"{exact[0].facet.value}:{exact[0].key}", exact[0].name or exact[0].key) if exact else ("line:", line.title)


def _line_problem(line: SourceLine, state: DocumentState, code: str, sentence: str, mend: Mend) -> Problem:
    subject, name = _cause(line)
    return Problem(code, state, sentence, f"Choose one for {name}.", mend, f"{state.value}:{subject}", name, subject)


def _check_account(line: SourceLine, posting: Posting, around: Surroundings) -> Iterable[Problem]:
    code = posting.account.code
    account = around.books.accounts.get(code)
    if not code:
        sentence = "No account is chosen."
    elif account is None:
        sentence = f"Account {code} is not in {around.vendor}."
    elif not account.is_active:
        sentence = f"Account {account.label} is {around.words.gone}."
    elif not account.for_sales:
        sentence = f"Account {account.label} does not take sales."
    else:
        return
    yield _line_problem(line, DocumentState.NEEDS_ACCOUNT, "account", sentence, Mend.MAP_ACCOUNT)


def _check_tax(line: SourceLine, posting: Posting, around: Surroundings) -> Iterable[Problem]:
    rate = around.books.tax_rates.get(posting.tax.code)
    account = around.books.accounts.get(posting.account.code)
    name, term = line.tax_name or ("No tax" if line.tax == 0 else "Unnamed tax"), around.words.tax
    if not posting.tax.code:
        sentence = f"No {term.one} is chosen for {name}."
    elif rate is None or not rate.is_active:
        sentence = f"{term.head} {rate.name if rate else posting.tax.code} cannot be used in {around.vendor}."
    elif account is not None and not usable(rate, account):
        sentence = f"{term.head} {rate.name} cannot be used with account {account.label}."
    elif rate.is_computed:
        return  # the ledger is told the source's tax
    elif rate.rate != line.tax_rate and abs(line_tax(round_half_up(line.net, 2), rate.rate) - line.tax) > TAX_TOLERANCE:
        # With the very rate the source names, a difference is no matter of mapping: the totals are compared instead.
        sentence = f"{rate.name} gives another tax than {around.source_vendor} billed for {name}."
    else:
        return
    yield Problem(
        "tax_rate",
        DocumentState.NEEDS_TAX_RATE,
        sentence,
        f"Choose the {term.one} for {name}.",
        Mend.MAP_TAX,
        f"tax:{line.tax_key}",
        name,
        line.tax_key,
    )


def check_sales_tax(document: SourceDocument, planned: LedgerDocument, around: Surroundings) -> Iterable[Problem]:
    """Where the ledger has sales tax of its own: is its reckoning the source's, as far as it is known, if the route insists on that."""
    reckoned = planned.reckoned
    if around.defaults.sales_tax is SalesTaxPolicy.ACCEPT or reckoned is None or reckoned == planned.total:
        return
    difference = abs(reckoned.amount - planned.total.amount)
    yield blocked(
        "sales_tax_differs",
        f"{around.vendor} reckons {reckoned}, {difference} {'more' if reckoned.amount > planned.total.amount else 'less'}.",
        f"Look at its tax in {around.source_vendor}, or send it with the tax that was billed there, from now on.",
        Mend.ACCEPT_SALES_TAX,
        cause=f"{around.vendor} reckons another sales tax",
        subject=document.web_url,
    )


def say_reckoned(planned: LedgerDocument, around: Surroundings) -> str:
    """What a ledger with sales tax of its own would have made of a document; '' when it is the same, or not known."""
    if planned.reckoned is None or planned.reckoned == planned.total:
        return ""
    return f"{around.vendor} by itself reckons {planned.reckoned}; it is told the tax of {around.source_vendor}"


def check_agreement(document: SourceDocument, difference: Decimal, around: Surroundings) -> Iterable[Problem]:
    """The ledger's total must be the source's to the cent, or within the rounding the user allows, visibly."""
    if difference == 0:
        return
    limit = around.defaults.rounding_limit
    if abs(difference) <= limit:
        yield blocked(
            "no_rounding_account",
            f"It differs by {abs(difference)} {document.currency} and {around.vendor} has no rounding account.",
            "Add a rounding account, then check again.",
            group="no_rounding_account",
            cause="No rounding account",
        )
    else:
        may_raise = abs(difference) <= ROUNDING_LIMIT_MOST
        look = f"Look at its tax in {around.source_vendor}"
        yield blocked(
            "rounding_over_limit",
            f"{around.vendor} would make it {abs(difference)} {document.currency} {'less' if difference > 0 else 'more'}.",
            f"Rounding is limited to {limit}. {look}, or allow it."
            if may_raise
            else f"Rounding is limited to {limit}. {look}.",
            Mend.RAISE_ROUNDING_LIMIT if may_raise else Mend.OPEN_IN_SOURCE,
            group="rounding_over_limit" if may_raise else "over_rounding",
            cause="The totals differ by more than rounding",
            subject=str(abs(difference)) if may_raise else document.web_url,
        )
