"""Composing the very document a ledger will get from a source document, with the ledger's own arithmetic done beforehand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.arithmetic import LEDGER_PLACES, Totals, contained_tax, document_totals, line_tax, price_line
from app.domain.catalogue import Account, Feature, Item, LedgerCatalogue, TaxManner, TaxRate
from app.domain.documents import DocumentKind, SourceDocument, SourceLine
from app.domain.mapping import ArrivalStatus, RouteDefaults
from app.domain.money import Money, exponent, round_half_up
from app.domain.plan import ContactRef, DocumentTax, LedgerDocument, PlannedLine
from app.domain.resolution import Posting
from app.domain.sales_tax import reckoned_tax
from app.domain.tax_settling import settle

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_NO_TAX_CODES = ("BASEXCLUDED", "NONE", "ZERORATEDOUTPUT", "EXEMPTOUTPUT")


@dataclass(frozen=True, slots=True)
class Books:
    """The ledger's catalogue made ready for many look-ups."""

    catalogue: LedgerCatalogue
    accounts: Mapping[str, Account]
    tax_rates: Mapping[str, TaxRate]
    items: Mapping[str, Item]

    @classmethod
    def of(cls, catalogue: LedgerCatalogue) -> Books:
        """Index a catalogue by code."""
        return cls(
            catalogue,
            {a.code: a for a in catalogue.accounts if a.code},
            {t.code: t for t in catalogue.tax_rates},
            {i.code: i for i in catalogue.items},
        )

    def rounding_posting(self, item_code: str = "") -> tuple[Account, TaxRate] | None:
        """The account for cent differences and a rate of nothing it can be used with; None when the books have none.

        Where lines name items it is the account of this item, the route's default.
        """
        if self.catalogue.lines_by_item:
            item = self.items.get(item_code)
            account = self.accounts.get(item.account_code) if item else None
        else:
            account = next((a for a in self.catalogue.accounts if a.is_rounding and a.is_active and a.code), None)
        if account is None:
            return None
        free = [t for t in self.catalogue.tax_rates if t.is_active and _is_free(t) and usable(t, account)]
        free.sort(
            key=lambda t: (_NO_TAX_CODES.index(t.code) if t.code in _NO_TAX_CODES else len(_NO_TAX_CODES), t.code)
        )
        return (account, free[0]) if free else None


def _is_free(rate: TaxRate) -> bool:
    return rate.rate == 0 and not rate.is_computed


def usable(rate: TaxRate, account: Account) -> bool:
    """Whether the ledger takes this tax rate on this account; a rate that names no classes is not restricted."""
    return not rate.classes or not account.account_class or account.account_class in rate.classes


def clean_text(text: str) -> str:
    """Line text without control characters (new lines stay): ledgers refuse them and no reader can see them."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def describe(line: SourceLine, kept_quantity: bool, shown_quantity: Decimal) -> str:
    """What stands on the line: title, then text, whose work it was, and the source's quantity where it could not be kept."""
    title, text = clean_text(line.title), clean_text(line.description)
    parts = [title] if title and not text.startswith(title) else []
    parts += [text] if text else []
    if line.for_party_name:
        parts.append(f"For {clean_text(line.for_party_name)}")
    if not kept_quantity and shown_quantity not in (0, 1):
        parts.append(f"{format(shown_quantity.normalize(), 'f')} x {format(line.unit_price.normalize(), 'f')}")
    return "\n".join(parts) or "Item"


@dataclass(frozen=True, slots=True)
class Manner:
    """What all lines of a document share. `sign` is -1 on a credit note, whose lines are positive in the ledger.

    `includes_tax`: amounts go as they are billed, tax included. Else lines that were billed so go with their net, and the tax on top.
    """

    currency: str
    sign: int
    includes_tax: bool

    @classmethod
    def of(cls, source: SourceDocument, catalogue: LedgerCatalogue) -> Manner:
        """Tax is included where the ledger takes that and every line was billed so: a document has one manner for all its lines."""
        sign = -1 if source.kind is DocumentKind.CREDIT_NOTE else 1
        billed = [line.includes_tax for line in source.lines if line.amount != 0]
        inclusive = Feature.TAX_INCLUSIVE in catalogue.features and bool(billed) and all(billed)
        return cls(source.currency, sign, inclusive)


def plan_line(source: SourceLine, posting: Posting, books: Books, manner: Manner) -> list[PlannedLine]:
    """The ledger lines for one source line: one with the money, and lines of text alone for what is too long for it.

    Account and tax code must be known.
    """
    account, rate = books.accounts[posting.account.code], books.tax_rates[posting.tax.code]
    sign, carried = manner.sign, source.amount if manner.includes_tax else source.net
    target = round_half_up(carried * sign, min(exponent(manner.currency), LEDGER_PLACES))
    priced = price_line(source.quantity, source.unit_price * sign, target, books.catalogue.unit_price_places)
    kept = priced.quantity == abs(source.quantity)
    text = describe(source, kept, source.quantity)
    most = books.catalogue.description_max
    first = PlannedLine(
        description=text[:most],
        quantity=priced.quantity,
        unit_price=priced.unit_price,
        amount=priced.amount,
        tax_amount=_tax_of(source, rate, priced.amount, manner),
        account_code=account.code,
        account_name=account.name,
        tax_code=rate.code,
        tax_name=rate.name,
        item_code=posting.item.code if posting.item.code in books.items or posting.new_item else "",
        item_name=posting.new_item.name if posting.new_item else _item_name(posting, books),
        new_item=posting.new_item.key if posting.new_item else "",
        tracking=posting.tracking,
        why=posting.account.why,
        decided_by=posting.account.decided_by,
        source_line_id=source.id,
    )
    return [first, *_text_lines(text[most:], source.id, most)]


def _item_name(posting: Posting, books: Books) -> str:
    item = books.items.get(posting.item.code)
    return item.name if item else ""


def _tax_of(source: SourceLine, rate: TaxRate, amount: Decimal, manner: Manner) -> Decimal:
    """What the ledger makes of a line's tax; the source's own figure where the ledger is told it."""
    if rate.is_computed:
        return round_half_up(source.tax * manner.sign, LEDGER_PLACES)
    return contained_tax(amount, rate.rate) if manner.includes_tax else line_tax(amount, rate.rate)


def _text_lines(rest: str, source_line_id: str, most: int) -> list[PlannedLine]:
    """Lines of text alone: no quantity, no account (a line may be description only, apis/xero.md 7.1)."""
    nothing = Decimal("0.00")
    return [
        PlannedLine(
            rest[i : i + most],
            nothing,
            nothing,
            nothing,
            nothing,
            "",
            "",
            "",
            "",
            source_line_id=source_line_id,
        )
        for i in range(0, len(rest), most)
    ]


@dataclass(frozen=True, slots=True)
class Composed:
    """A composed document, or the difference in currency units that keeps it from agreeing (source total less ledger total)."""

    document: LedgerDocument
    difference: Decimal


def compose(
    source: SourceDocument, postings: Mapping[str, Posting], contact: ContactRef, books: Books, defaults: RouteDefaults
) -> Composed:
    """The document as it will be posted. Cent differences within the route's limit become one visible rounding line."""
    manner = Manner.of(source, books.catalogue)
    lines: list[PlannedLine] = []
    for line in source.lines:
        if defaults.skip_zero_lines and line.amount == 0:
            continue
        lines += plan_line(line, postings[line.id], books, manner)
    total = source.total.amount * manner.sign
    lines, taxes = _settled(lines, total, books, manner, defaults.rounding_limit)
    difference = total - _totals(lines, manner).gross
    if difference != 0 and abs(difference) <= defaults.rounding_limit:
        rounding = books.rounding_posting(defaults.item_code)
        if rounding:
            lines.append(_rounding_line(difference, *rounding, books, defaults))
            difference = total - _totals(lines, manner).gross
    totals = _totals(lines, manner)
    due = source.due_date or source.issue_date
    term = None if source.kind is DocumentKind.CREDIT_NOTE else books.catalogue.term_of((due - source.issue_date).days)
    document = LedgerDocument(
        kind=source.kind,
        number=source.number.strip(),
        reference=clean_text(source.reference)[:255],
        contact=contact,
        issue_date=source.issue_date,
        due_date=due,
        currency=source.currency,
        arrival=defaults.arrival if Feature.DRAFTS in books.catalogue.features else ArrivalStatus.APPROVED,
        lines=tuple(lines),
        net=Money(totals.net, source.currency),
        tax=Money(totals.tax, source.currency),
        total=Money(totals.gross, source.currency),
        url=source.web_url,
        taxes=taxes,
        term_id=term.id if term else "",
        term_name=term.name if term else "",
        reckoned=_reckoned(lines, contact, source, books),
        includes_tax=manner.includes_tax,
    )
    return Composed(document, difference)


def _settled(
    lines: list[PlannedLine], total: Decimal, books: Books, manner: Manner, limit: Decimal
) -> tuple[list[PlannedLine], tuple[DocumentTax, ...]]:
    """The lines with the tax that makes the total, and what the ledger is told of each rate, where it is told its tax.

    With tax included the total is the sum of the lines whatever the tax; the rates are told what the lines contain.
    """
    tells = books.catalogue.tax_manner
    if tells is TaxManner.BY_LINE:
        return lines, ()
    if not manner.includes_tax:
        settled = settle(lines, books.tax_rates, tells, total=total, limit=limit)
        return list(settled.lines), settled.taxes
    nets = [replace(line, amount=line.amount - line.tax_amount) for line in lines]
    settled = settle(nets, books.tax_rates, tells, total=_totals(lines, manner).gross, limit=limit)
    told = [replace(one, tax_amount=net.tax_amount) for one, net in zip(lines, settled.lines, strict=True)]
    return told, settled.taxes


def _reckoned(lines: Sequence[PlannedLine], contact: ContactRef, source: SourceDocument, books: Books) -> Money | None:
    """The total that a ledger with automated sales tax would find by itself; None when that is not known, or not its way."""
    if books.catalogue.tax_manner is not TaxManner.AS_SENT:
        return None
    taxed = [
        line.amount for line in lines if line.tax_code in books.tax_rates and books.tax_rates[line.tax_code].is_computed
    ]
    rates = books.catalogue.sales_tax.rates_for(contact.contact_id, source.party.address) if taxed else ()
    if rates is None:
        return None
    net = sum((line.amount for line in lines), Decimal("0.00"))
    return Money(net + reckoned_tax(taxed, rates), source.currency)


def _totals(lines: Sequence[PlannedLine], manner: Manner) -> Totals:
    inside = Decimal(1 if manner.includes_tax else 0)
    return document_totals((line.amount - inside * line.tax_amount, line.tax_amount) for line in lines)


def _rounding_line(
    difference: Decimal, account: Account, rate: TaxRate, books: Books, defaults: RouteDefaults
) -> PlannedLine:
    return PlannedLine(
        description="Rounding",
        quantity=Decimal(1),
        unit_price=difference,
        amount=difference,
        tax_amount=Decimal("0.00"),
        account_code=account.code,
        account_name=account.name,
        tax_code=rate.code,
        tax_name=rate.name,
        item_code=defaults.item_code if books.catalogue.lines_by_item else "",
        why="the two systems round tax differently",
        is_rounding=True,
    )
