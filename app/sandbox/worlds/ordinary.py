"""Invoices without anything odd about them: a month of managed services, a piece of project work, cloud and licences, or all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from app.sandbox.worlds.catalogue import CLOUD, MANAGED, PROJECTS, Catalogue
from app.sandbox.worlds.companies import Company
from app.sandbox.worlds.drafts import Draft
from app.sandbox.worlds.lines import ZERO, Line, LineMaker
from app.sandbox.worlds.periods import Year
from app.sandbox.worlds.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Stage:
    """What the makers of invoices work with."""

    tenant: Tenant
    catalogue: Catalogue
    companies: dict[str, Company]  # special ones under their key, ordinary ones under their id
    maker: LineMaker
    year: Year
    rng: Random


def ordinary_draft(stage: Stage, company: Company, day: date, *, processed: bool = False) -> Draft:
    """An invoice of one theme or of several, with five lines on the average and a positive total."""
    maker = stage.maker.serve(company, day)
    theme = stage.rng.choices((_managed, _project, _cloud, _mixed), (4, 2, 3, 1))[0]
    lines = theme(maker, stage.rng)
    if sum((line.total for line in lines), ZERO) <= 0:
        lines = [line for line in lines if line.total >= 0] + [maker.service()]
    return Draft(company, day, lines, processed=processed)


def plain_lines(maker: LineMaker, count: int) -> list[Line]:
    """`count` lines of recurring services and labour, nothing negative, nothing free."""
    return [maker.service((MANAGED, CLOUD)[n % 2]) if n % 3 else maker.labour() for n in range(count)]


def _managed(maker: LineMaker, rng: Random) -> list[Line]:
    lines = [maker.service(MANAGED) for _ in range(rng.randrange(1, 5))]
    lines += [maker.labour() for _ in range(rng.randrange(0, 3))]
    for chance, make in (
        (0.3, maker.bundle), (0.3, maker.covered_labour), (0.25, maker.ticket_charge), (0.2, maker.block_labour), (0.12, maker.goodwill),
        (0.1, maker.labour_adjustment), (0.1, maker.not_charged), (0.08, maker.setup_fee), (0.06, maker.incident),
        (0.06, maker.block_purchase), (0.05, maker.retainer_purchase), (0.25, lambda: maker.service(MANAGED, adjustment=True)),
    ):  # fmt: skip
        if rng.random() < chance:
            lines.append(make())
    return lines


def _project(maker: LineMaker, rng: Random) -> list[Line]:
    lines = [maker.labour("Project labour", PROJECTS) for _ in range(rng.randrange(1, 5))]
    for chance, make in (
        (0.6, maker.project_charge), (0.4, maker.project_charge), (0.4, maker.expense), (0.25, maker.expense), (0.35, maker.milestone),
        (0.15, maker.deduction), (0.1, maker.training),
    ):  # fmt: skip
        if rng.random() < chance:
            lines.append(make())
    return lines


def _cloud(maker: LineMaker, rng: Random) -> list[Line]:
    lines = [maker.service(CLOUD) for _ in range(rng.randrange(2, 6))]
    for chance, make in (
        (0.35, maker.bundle), (0.3, maker.contract_charge), (0.12, maker.subscription), (0.15, lambda: maker.bundle(adjustment=True)),
        (0.4, lambda: maker.service(CLOUD, adjustment=True)),
    ):  # fmt: skip
        if rng.random() < chance:
            lines.append(make())
    return lines


def _mixed(maker: LineMaker, rng: Random) -> list[Line]:
    return [*_managed(maker, rng)[:3], *_project(maker, rng)[:2], *_cloud(maker, rng)[:3]]
