"""The invoices that a real year holds and a demonstration usually leaves out: apis/autotask.md 16.8 and what Xero refuses.

All of them wait to be sent but the voided one. Each draft names its peculiarity in `special`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle
from typing import Final

from app.sandbox.worlds.catalogue import CLOUD, MANAGED, PROJECTS
from app.sandbox.worlds.clients import Link
from app.sandbox.worlds.companies import Company
from app.sandbox.worlds.drafts import Draft
from app.sandbox.worlds.lines import ONE, Line, LineMaker
from app.sandbox.worlds.ordinary import Stage, plain_lines

LONG_INVOICE: Final = 300
_LONG_TEXT: Final = 8_000
_FOUR_PLACES: Final = Decimal("0.0001")

# price and number of lines, chosen so that tax half up for each line ends one to three cents off the source's
_ROUNDING: Final = (("10.05", 3), ("10.05", 5), ("10.05", 7), ("10.04", 4), ("20.15", 3), ("31.04", 6))


class Specials:
    """Makes the special drafts for a stage; ordinary clients whose contact carries their number take most of them in turn."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        plain = [
            company for company in stage.companies.values()
            if not company.client.key and company.client.billed_now and company.client.link is Link.NUMBER and not company.client.exempt
        ]  # fmt: skip
        self._clients: Iterator[Company] = cycle(plain)

    def drafts(self) -> list[Draft]:
        """All special drafts, the voided one included."""
        return [
            *self._credits(), self._zero(), *self._hidden_lines(), *self._numbers(), *self._locked(), *self._parties(),
            *self._rounding(), self._hand_taxed(), self._levied(), *self._four_decimals(), self._long_invoice(),
            *self._dates_and_orders(), *self._lines_of_business(), self._hardware(), *self._texts(),
            self._prepaid(), self._parent_billing(), self._free_of_tax(), self._voided(),
        ]  # fmt: skip

    def _draft(
        self, special: str, lines: list[Line] | None = None, company: Company | None = None, **values: object
    ) -> Draft:
        """A draft in the last month; without lines it gets a few plain ones, without a company the next in turn."""
        if company is None:
            company = next(self._clients)
        day = self._stage.year.in_last_month(self._stage.rng)
        made = plain_lines(self._stage.maker.serve(company, day), 3) if lines is None else lines
        return Draft(company, day, made, special=special, values=dict(values))

    def _maker(self) -> tuple[LineMaker, Company]:
        company = next(self._clients)
        return self._stage.maker.serve(company, self._stage.year.last_month[1]), company

    def _named(self, key: str) -> Company:
        return self._stage.companies[key]

    def _credits(self) -> Iterator[Draft]:
        for _ in range(3):
            maker, company = self._maker()
            yield self._draft("credit", [maker.goodwill(), maker.labour_adjustment()], company)

    def _zero(self) -> Draft:
        maker, company = self._maker()
        return self._draft("zero_total", [maker.block_labour(), maker.block_labour(), maker.covered_labour()], company)

    def _hidden_lines(self) -> Iterator[Draft]:
        for _ in range(2):
            maker, company = self._maker()
            draft = self._draft("hidden_lines", plain_lines(maker, 3), company)
            draft.unread_lines = [maker.labour("Project labour", PROJECTS)]
            yield draft

    def _numbers(self) -> Iterator[Draft]:
        yield self._draft("number_null", invoiceNumber=None)
        yield self._draft("number_error", invoiceNumber="ERROR")
        yield self._draft("duplicate_number", invoiceNumber="HP-9077")
        yield self._draft("duplicate_number", invoiceNumber="HP-9077")
        yield self._draft("number_used", invoiceNumber="HP-9120")
        yield self._draft("already_in_ledger")

    def _locked(self) -> Iterator[Draft]:
        for days in (9, 24):
            draft = self._draft("locked_period")
            draft.day = self._stage.year.lock - timedelta(days=days)
            yield draft

    def _parties(self) -> Iterator[Draft]:
        yield self._draft("archived_contact", company=self._named("archived"))
        yield self._draft("archived_contact", company=self._named("archived"))
        yield self._draft("currency_not_enabled", company=self._named("currency_off"))

    def _rounding(self) -> Iterator[Draft]:
        """Taxed at four decimals, which the ledger's cent for each line does not meet."""
        for price, count in _ROUNDING:
            maker, company = self._maker()
            lines = [self._priced(maker, Decimal(price)) for _ in range(count)]
            for line in lines:
                line.tax = line.total / 10
            yield self._draft("rounding", lines, company)

    def _hand_taxed(self) -> Draft:
        """Somebody typed the tax: 40 cents away from any arithmetic."""
        maker, company = self._maker()
        line = self._priced(maker, Decimal("4000.00"))
        line.tax = Decimal("400.40")
        return self._draft("rounding_over_limit", [line], company)

    def _priced(self, maker: LineMaker, price: Decimal) -> Line:
        line = maker.service(CLOUD)
        line.quantity, line.rate, line.total = ONE, price, price
        return line

    def _levied(self) -> Draft:
        maker, company = self._maker()
        line = maker.ticket_charge()
        line.code = self._stage.catalogue.codes["Levied equipment"]
        return self._draft("tax_mismatch", [*plain_lines(maker, 2), line], company)

    def _four_decimals(self) -> Iterator[Draft]:
        for quantity, rate in (("1237", "0.0375"), ("3.175", "165"), ("18211", "0.0125")):
            maker, company = self._maker()
            line = maker.service(CLOUD)
            line.quantity, line.rate = Decimal(quantity), Decimal(rate)
            line.total = (line.quantity * line.rate).quantize(_FOUR_PLACES, ROUND_HALF_UP)
            line.tax = (line.total / 10).quantize(_FOUR_PLACES, ROUND_HALF_UP)
            line.name, line.description = "Metered usage", f"{quantity} units at {rate}"
            yield self._draft("four_decimals", [line], company)

    def _long_invoice(self) -> Draft:
        maker, company = self._maker()
        return self._draft("long_invoice", plain_lines(maker, LONG_INVOICE), company)

    def _dates_and_orders(self) -> Iterator[Draft]:
        yield self._draft("due_date_null", dueDate=None)
        yield self._draft(
            "order_number", orderNumber="PO-2026/Ä-0001", comments="Bitte Rechnung an Büro 4\r\nThank you."
        )

    def _lines_of_business(self) -> Iterator[Draft]:
        maker, company = self._maker()
        lines = plain_lines(maker, 3)
        for line in lines:
            line.line = None
        yield self._draft("no_line_of_business", lines, company)
        maker, company = self._maker()
        lines = [maker.service(MANAGED), maker.project_charge(), maker.service(CLOUD), maker.labour()]
        yield self._draft("several_lines_of_business", lines, company)

    def _hardware(self) -> Draft:
        """Goods under a billing code that no account of the ledger is called after."""
        maker, company = self._maker()
        goods = [product for product in self._stage.catalogue.products if product.name == "Business laptop 14"]
        return self._draft("hardware_resale", [maker.ticket_charge(goods[0]), maker.labour()], company)

    def _texts(self) -> Iterator[Draft]:
        texts = (
            ("long_description", ("Replaced, tested and labelled every patch lead of rack 2. " * 140)[:_LONG_TEXT]),
            ("empty_description", ""),
            ("control_characters", "Line one\x00\x07\x1b[31m\r\nline two\ttab\u2028end"),
            ("markup_description", "=HYPERLINK(\"http://attacker.example\") <script>alert(1)</script> & \u202edrawkcab 🍋"),
        )  # fmt: skip
        for special, text in texts:
            maker, company = self._maker()
            lines = plain_lines(maker, 2)
            lines[0].description = text[:2000]
            if special == "long_description":
                lines[0].refs["lineItemFullDescription"] = text
            if special == "empty_description":
                lines[0].name = ""
            yield self._draft(special, lines, company)

    def _prepaid(self) -> Draft:
        maker, company = self._maker()
        lines = [maker.block_labour(), maker.deduction(), maker.not_charged(), maker.labour()]
        return self._draft("prepaid_lines", lines, company)

    def _parent_billing(self) -> Draft:
        parent = self._named("parent")
        maker = self._stage.maker.serve(parent, self._stage.year.last_month[1])
        lines = plain_lines(maker, 4)
        for line, child in zip(lines, ("child_learning", "child_care", "child_learning", "child_care"), strict=True):
            line.company = self._named(child)
        return self._draft("parent_billing", lines, parent)

    def _free_of_tax(self) -> Draft:
        maker, company = self._maker()
        return self._draft("free_of_tax", [maker.training(), maker.training(), maker.labour()], company)

    def _voided(self) -> Draft:
        """Voided in the source: the record stays, its items have gone back to 'to invoice'."""
        draft = self._draft("voided")
        draft.voided = True
        return draft
