"""Practice books: a world, the systems that hold it, and the server in front of them, built in one call."""

from __future__ import annotations

from datetime import date

from app.sandbox.autotask import AutotaskSystem
from app.sandbox.quickbooks import QuickBooksSystem
from app.sandbox.rotessa import RotessaSystem
from app.sandbox.server import Sandbox
from app.sandbox.wire import Clock, System
from app.sandbox.worlds import World, build_world
from app.sandbox.worlds.quickbooks_companies import quickbooks_app, quickbooks_realms, quickbooks_seeds
from app.sandbox.xero import XeroSystem

WORLD = "practice"
SEED = 1


def practice_sandbox(
    *,
    world: str = WORLD,
    seed: int = SEED,
    invoices: int | None = None,
    today: date | None = None,
    tls: bool = False,
    limits: bool = True,
    latency_ms: float = 0,
    port: int = 0,
    clock: Clock | None = None,
) -> Sandbox:
    """A sandbox, not yet started, that holds a generated world; the same seed and `today` give the same world.

    `invoices` None takes the world's usual number; `today` is the day the world ends on (the clock's day when not given).
    Raises ValueError for an unknown world or a number too small for it.
    """
    clock = clock or Clock()
    built = build_world(world, seed, invoices, today=today or clock.now().date())
    systems: list[System] = [XeroSystem(built.xero, built.xero_app, clock, limits)]
    if built.autotask:
        account = built.autotask_account
        systems.insert(0, AutotaskSystem(built.autotask, built.picklists, account, clock=clock, limits=limits))
    if built.rotessa:
        systems.append(RotessaSystem(built.rotessa, clock))
    systems.append(_quickbooks(built, clock, limits))
    return Sandbox(systems, tls=tls, latency_ms=latency_ms, clock=clock, port=port)


def _quickbooks(built: World, clock: Clock, limits: bool) -> QuickBooksSystem:
    """The companies' books are only made when somebody asks for them."""
    realms, app = quickbooks_realms(built), quickbooks_app(built)
    return QuickBooksSystem(realms, lambda: quickbooks_seeds(built), app, clock=clock, limits=limits)
